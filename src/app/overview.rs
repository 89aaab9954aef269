//! The term at a glance: totals, months, refusals, and what is missing.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    hash::Hash,
};

use rust_decimal::Decimal;

use crate::{
    domain::{Instructor, Money, Month, Session, Term, workflow::Stage},
    policy::decision::Text,
};

use super::{
    account::{self, Account, Ruling},
    workspace::{Held, Table, Workspace},
};

/// One term.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    pub sessions: usize,
    pub granted: usize,
    pub refused: usize,
    pub undecided: usize,
    pub schools_served: usize,
    pub instructors_active: usize,
    /// 学时.
    pub paid_hours: Decimal,
    pub after_tax: Money,
    pub tax: Money,
    pub gross: Money,
    pub months: Vec<MonthTotal>,
    /// Reason and count, most frequent first.
    pub refusals: Vec<(String, usize)>,
    pub missing: Missing,
}

/// One month of the term.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthTotal {
    pub month: Month,
    pub sessions: usize,
    pub granted: usize,
    pub after_tax: Money,
    pub tax: Money,
    pub gross: Money,
}

/// What somebody has to do something about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Missing {
    /// Sessions that the policy cannot decide, and why the first of them.
    pub undecided: Option<(usize, Text)>,
    /// Sessions that are to be held, or were, and whose hours are not confirmed.
    pub unconfirmed: usize,
    /// Numbers of the instructors who served on a day before any check of offence records.
    pub unchecked_instructors: Vec<String>,
    /// Codes of schools without any session this term (一.1).
    pub unserved_schools: Vec<String>,
    /// Rows that could not be read.
    pub unreadable: usize,
}

/// The terms that have sessions, latest first.
pub fn terms(sessions: &Table<Session>) -> Vec<Term> {
    let mut terms = Distinct::default();
    sessions.all().for_each(|session| terms.insert(Term::of(session.date)));
    let terms: BTreeSet<_> = terms.found.into_iter().collect();
    terms.into_iter().rev().collect()
}

/// Values that occur, collected from rows of which neighbours often agree.
struct Distinct<T> {
    last: Option<T>,
    found: HashSet<T>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self { last: None, found: HashSet::new() }
    }
}

impl<T: Copy + Eq + Hash> Distinct<T> {
    fn insert(&mut self, value: T) {
        if self.last != Some(value) {
            self.last = Some(value);
            self.found.insert(value);
        }
    }
}

/// Sums up one term.
pub fn of_term(workspace: &Workspace, account: &Account, term: Term) -> Overview {
    let mut overview = Overview::default();
    let mut months: BTreeMap<Month, MonthTotal> = BTreeMap::new();
    let (mut schools, mut instructors, mut served) =
        (Distinct::default(), Distinct::default(), Distinct::default());
    let mut unchecked = BTreeSet::new();
    let mut of_last: Option<(&str, Option<&Instructor>)> = None;
    let sessions = workspace.sessions.held().beside(&account.verdicts);
    // What was cancelled, or not held, serves nobody.
    let is_void = |held: &Held<Session>| held.state.is_some_and(|state| state.stage == Stage::Void);
    let of_term = sessions.filter(|(_, held, _)| Term::of(held.record.date) == term && !is_void(held));
    let mut judged = Vec::new();
    for (_, held, verdict) in of_term {
        let session = &held.record;
        served.insert(&*session.school);
        let instructor = match of_last {
            Some((number, of)) if number == session.instructor => of,
            _ => workspace.instructors.get(&session.instructor),
        };
        of_last = Some((&session.instructor, instructor));
        if instructor.is_some_and(|instructor| instructor.checked_on.on(session.date).is_none()) {
            unchecked.insert(&*session.instructor);
        }
        if held.state.is_some_and(|state| state.stage == Stage::Underway) {
            overview.missing.unconfirmed += 1;
        }
        let Some(verdict) = verdict else { continue };
        judged.push(verdict);
        schools.insert(&*session.school);
        instructors.insert(&*session.instructor);
        let month = total(&mut months, Month::of(session.date));
        month.sessions += 1;
        overview.sessions += 1;
        overview.paid_hours = overview.paid_hours.saturating_add(verdict.paid_hours);
        match &verdict.ruling {
            Ruling::Amount(_) => {
                overview.granted += 1;
                month.granted += 1;
            }
            Ruling::Refused(_) => overview.refused += 1,
            Ruling::Undecided(why) => {
                overview.undecided += 1;
                overview.missing.undecided.get_or_insert_with(|| (0, why.clone())).0 += 1;
            }
        }
    }
    for payment in account.payments.iter().filter(|payment| Term::of(payment.month.first_day()) == term) {
        let [after_tax, tax, gross] = payment.sums();
        let month = total(&mut months, payment.month);
        for (sum, amount) in [
            (&mut month.after_tax, after_tax),
            (&mut month.tax, tax),
            (&mut month.gross, gross),
            (&mut overview.after_tax, after_tax),
            (&mut overview.tax, tax),
            (&mut overview.gross, gross),
        ] {
            *sum += amount;
        }
    }
    overview.schools_served = schools.found.len();
    overview.instructors_active = instructors.found.len();
    overview.refusals = account::refusals(judged);
    overview.months = months.into_values().collect();
    overview.missing.unchecked_instructors = unchecked.into_iter().map(str::to_owned).collect();
    let unserved = workspace.schools.all().filter(|school| !served.found.contains(&*school.code));
    overview.missing.unserved_schools = unserved.map(|school| school.code.clone()).collect();
    overview.missing.unreadable = workspace.unreadable.len();
    overview
}

fn total(months: &mut BTreeMap<Month, MonthTotal>, month: Month) -> &mut MonthTotal {
    months.entry(month).or_insert_with(|| MonthTotal {
        month,
        sessions: 0,
        granted: 0,
        after_tax: Money::ZERO,
        tax: Money::ZERO,
        gross: Money::ZERO,
    })
}
