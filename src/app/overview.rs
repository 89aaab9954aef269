//! The term at a glance: totals, months, refusals, and what is missing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rust_decimal::Decimal;

use crate::{
    domain::{Money, Month, Session, Term, workflow::Stage},
    policy::decision::Text,
};

use super::{
    account::{self, Account, Ruling},
    workspace::{Held, Workspace},
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
pub fn terms(workspace: &Workspace) -> Vec<Term> {
    let terms: BTreeSet<_> = workspace.sessions.all().map(|session| Term::of(session.date)).collect();
    terms.into_iter().rev().collect()
}

/// Sums up one term.
pub fn of_term(workspace: &Workspace, account: &Account, term: Term) -> Overview {
    let sessions: Vec<_> = workspace
        .sessions
        .held()
        .beside(&account.verdicts)
        .filter_map(|(_, held, verdict)| Some((&held.record, verdict?)))
        .filter(|(session, _)| Term::of(session.date) == term)
        .collect();
    let verdicts = || sessions.iter().map(|(_, verdict)| *verdict);
    let mut overview = Overview {
        sessions: sessions.len(),
        schools_served: sessions.iter().map(|(session, _)| &session.school).collect::<HashSet<_>>().len(),
        instructors_active: sessions
            .iter()
            .map(|(session, _)| &session.instructor)
            .collect::<HashSet<_>>()
            .len(),
        refusals: account::refusals(verdicts()),
        ..Overview::default()
    };
    let mut months: BTreeMap<Month, MonthTotal> = BTreeMap::new();
    for (session, verdict) in &sessions {
        let month = total(&mut months, Month::of(session.date));
        month.sessions += 1;
        overview.paid_hours = overview.paid_hours.saturating_add(verdict.paid_hours);
        match verdict.ruling {
            Ruling::Amount(_) => {
                overview.granted += 1;
                month.granted += 1;
            }
            Ruling::Refused(_) => overview.refused += 1,
            Ruling::Undecided(_) => overview.undecided += 1,
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
    overview.months = months.into_values().collect();
    overview.missing = missing(workspace, term);
    let first = verdicts().find_map(|verdict| match &verdict.ruling {
        Ruling::Undecided(why) => Some(why.clone()),
        Ruling::Amount(_) | Ruling::Refused(_) => None,
    });
    overview.missing.undecided = first.map(|why| (overview.undecided, why));
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

fn missing(workspace: &Workspace, term: Term) -> Missing {
    let sessions = || workspace.sessions.all().filter(|session| Term::of(session.date) == term);
    let served: HashSet<_> = sessions().map(|session| &*session.school).collect();
    let unchecked = |session: &&Session| {
        let instructor = workspace.instructors.get(&session.instructor);
        instructor.is_some_and(|instructor| instructor.checked_on.on(session.date).is_none())
    };
    let awaited = |held: &&Held<Session>| {
        let is_underway = || held.state.is_some_and(|state| state.stage == Stage::Underway);
        Term::of(held.record.date) == term && is_underway()
    };
    let unchecked: BTreeSet<_> = sessions().filter(unchecked).map(|session| &session.instructor).collect();
    Missing {
        undecided: None,
        unconfirmed: workspace.sessions.held().values().filter(awaited).count(),
        unchecked_instructors: unchecked.into_iter().cloned().collect(),
        unserved_schools: workspace
            .schools
            .all()
            .filter(|school| !served.contains(&*school.code))
            .map(|school| school.code.clone())
            .collect(),
        unreadable: workspace.unreadable.len(),
    }
}
