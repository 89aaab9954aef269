//! What the sessions come to that somebody sees, run by run of their table: a page adds up the runs, and after a commit works out
//! anew only those that it wrote. Whoever else looks, and whoever looks at other units, has other sums.

use std::{collections::HashMap, sync::Arc};

use rust_decimal::Decimal;

use crate::{
    app::{
        account::{Account, Ruled, Ruling},
        ordered::{Ordered, Stretch},
        parts::Parts,
        payments,
        scope::{Eyes, Sight, View},
        verdict::Verdict,
        workspace::{AnyRecord, Held, Table, Workspace, is_void},
    },
    domain::{
        Instructor, Kind, Money, Month, School, Session, Term,
        session::holding,
        workflow::Progress,
        workflow::{Stage, State},
    },
    policy::decision::Text,
};

use super::reached::{self, AtSchool, Reached};

/// What has been summed up, kept from one page to the next.
#[derive(Debug, Default)]
pub struct Sums {
    eyes: Eyes,
    served: Parts<Served>,
    judged: Parts<Vec<(Term, Judged)>>,
    done: HashMap<Kind, Parts<Done>>,
    /// By which `served` was judged.
    schools: Arc<Table<School>>,
    instructors: Arc<Table<Instructor>>,
}

static NOTHING: Ordered<()> = Ordered::NONE;

/// Of a run of sessions, what is so whatever is decided about them.
#[derive(Debug, Default)]
pub(in crate::app) struct Served {
    pub terms: Vec<(Term, InTerm)>,
    /// What it was judged by: whoever changes one of them changes this.
    of_schools: Vec<Box<str>>,
    of_instructors: Vec<Box<str>>,
}

/// The same of the sessions of a term that are not void.
#[derive(Debug, Default)]
pub(in crate::app) struct InTerm {
    pub schools: Vec<Box<str>>,
    pub unchecked: Vec<Box<str>>,
    /// Held, and not confirmed.
    pub unconfirmed: usize,
    /// Of which those who signed do not say the same.
    pub disputed: Vec<Box<str>>,
    pub reached: Vec<AtSchool>,
}

/// Of a run of sessions of a term, what was decided about them.
#[derive(Debug, Default)]
pub(in crate::app) struct Judged {
    pub sessions: usize,
    pub granted: usize,
    pub refused: usize,
    pub planned: usize,
    pub undecided: Option<(usize, Text)>,
    pub paid_hours: Decimal,
    pub schools: Vec<Box<str>>,
    pub instructors: Vec<Box<str>>,
    /// Sessions in all, granted and undecided.
    pub months: Vec<(Month, [usize; 3])>,
    pub refusals: Vec<(Box<str>, usize)>,
    /// What is granted at each school for each month.
    pub earned: Vec<((Month, Box<str>), Earned)>,
    /// What is granted to each person for each month by each payer, where the sessions of others may be behind it too.
    pub shares: Vec<(Share, Earned)>,
}

/// A month, a person and a payer.
pub type Share = (Month, Box<str>, Box<str>);

/// What sessions that are granted come to, before any monthly cap.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Earned {
    pub sessions: usize,
    /// 学时.
    pub paid_hours: Decimal,
    pub after_tax: Money,
}

/// How many records there are, and how many are done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::app) struct Done {
    pub total: usize,
    pub done: usize,
}

impl Earned {
    pub(in crate::app) fn add(&mut self, other: Self) {
        self.sessions += other.sessions;
        self.paid_hours += other.paid_hours;
        self.after_tax += other.after_tax;
    }
}

impl Sums {
    pub(in crate::app) fn served<'s>(
        &'s mut self,
        view: View<'_>,
    ) -> impl Iterator<Item = &'s Served> + use<'s> {
        let mut sight = self.of_sessions(view);
        self.follow_served(view, &mut sight, usize::MAX);
        self.served.iter()
    }

    pub(in crate::app) fn judged<'a, 's>(
        &'s mut self,
        view: View<'a>,
        account: &'a Account,
    ) -> impl Iterator<Item = &'s (Term, Judged)> + use<'s> {
        let mut sight = self.of_sessions(view);
        self.follow_judged(view, account, &mut sight, usize::MAX);
        self.judged.iter().flatten()
    }

    /// How far the records of a kind with a workflow are that count.
    pub(in crate::app) fn done(&mut self, view: View<'_>, kind: Kind) -> Done {
        self.look(view);
        let mut sight = Sight::of(view, kind);
        let table = view.workspace.table(kind);
        if !sight.is_local() {
            let seen = table.each().filter(|(id, record)| sight.counts(id, *record));
            return Done::of(seen.map(|(_, record)| record.state()));
        }
        let parts = self.done.entry(kind).or_default();
        parts.follow(table.stretches(&Ordered::NONE), usize::MAX, |run| {
            let seen = run.filter(|(id, record, _)| sight.counts(id, *record));
            Done::of(seen.map(|(_, record, _)| record.state()))
        });
        parts.iter().fold(Done::default(), |all, part| Done {
            total: all.total + part.total,
            done: all.done + part.done,
        })
    }

    /// Sums up ahead what the pages will ask for, no more than `most` runs. Whether all is done.
    pub fn sum_ahead<'a>(&mut self, view: View<'a>, account: Option<&'a Account>, most: usize) -> bool {
        let mut sight = self.of_sessions(view);
        self.follow_served(view, &mut sight, most)
            && account.is_none_or(|account| self.follow_judged(view, account, &mut sight, most))
    }

    /// Forgets what others have seen.
    fn look(&mut self, view: View<'_>) {
        let eyes = Eyes::of(view);
        if self.eyes != eyes {
            *self = Self::default();
        }
        // The same tree, planted anew, need not be compared again.
        self.eyes = eyes;
    }

    fn of_sessions<'a>(&mut self, view: View<'a>) -> Sight<'a> {
        self.look(view);
        Sight::of(view, Kind::BULK)
    }

    fn follow_served<'a>(&mut self, view: View<'a>, sight: &mut Sight<'a>, most: usize) -> bool {
        let workspace = view.workspace;
        let schools = workspace.schools.changed_since(&self.schools).map(|(code, ..)| &**code);
        let instructors = workspace.instructors.changed_since(&self.instructors).map(|(code, ..)| &**code);
        let (schools, instructors): (Vec<_>, Vec<_>) = (schools.collect(), instructors.collect());
        if !schools.is_empty() || !instructors.is_empty() {
            let names = |own: &[Box<str>], changed: &[&str]| {
                own.iter().any(|one| changed.binary_search(&&**one).is_ok())
            };
            self.served.forget(|part| {
                names(&part.of_schools, &schools) || names(&part.of_instructors, &instructors)
            });
        }
        self.schools = Arc::clone(&workspace.schools);
        self.instructors = Arc::clone(&workspace.instructors);
        let sessions = workspace.sessions.held().stretches(&NOTHING);
        self.served
            .follow(sessions.map(|run| (run.runs(), run)), most, |run| Served::of(workspace, run, sight))
    }

    fn follow_judged<'a>(
        &mut self,
        view: View<'a>,
        account: &'a Account,
        sight: &mut Sight<'a>,
        most: usize,
    ) -> bool {
        let sessions = view.workspace.sessions.held().stretches(&account.verdicts);
        self.judged
            .follow(sessions.map(|run| (run.runs(), run)), most, |run| judged(view.workspace, run, sight))
    }
}

impl Served {
    fn of<'a>(workspace: &'a Workspace, run: Stretch<'a, Held<Session>, ()>, sight: &mut Sight<'a>) -> Self {
        let mut served = Self::default();
        let (mut school, mut instructor) = (None::<&School>, None::<&Instructor>);
        for (id, held, _) in run.entries() {
            if !sight.sees(id, held) {
                continue;
            }
            let session = &held.record;
            note(&mut served.of_schools, &session.school);
            note(&mut served.of_instructors, &session.instructor);
            let of_term = part_of(&mut served.terms, Term::of(session.date));
            // What was cancelled, or not held, serves nobody.
            if is_void(held) {
                continue;
            }
            note(&mut of_term.schools, &session.school);
            if instructor.is_none_or(|instructor| instructor.number != session.instructor) {
                instructor = workspace.instructors.get(&session.instructor);
            }
            if instructor.is_some_and(|instructor| instructor.checked_on.on(session.date).is_none()) {
                note(&mut of_term.unchecked, &session.instructor);
            }
            of_term.unconfirmed += usize::from(held.stands_at(holding::held));
            if is_disputed(held) {
                of_term.disputed.push(Box::from(&**id));
            }
            if school.is_none_or(|school| school.code != session.school) {
                school = workspace.schools.get(&session.school);
            }
            let given = match school {
                Some(school) if held.stands_at(holding::confirmed) => Reached::of(session, school),
                Some(_) if held.stands_at(holding::held) => Reached::AWAITING,
                _ => continue,
            };
            reached::note(&mut of_term.reached, (&session.school, Month::of(session.date)), given);
        }
        served
    }
}

/// Whether those who signed say different things of it: 90 minutes and 45.
fn is_disputed(record: &dyn AnyRecord) -> bool {
    let steps = &record.envelope().steps;
    let mut said = steps.iter().map(|step| &step.values).filter(|values| !values.is_empty());
    // Nearly always they say the same.
    let first = said.next();
    let differ = first.is_some_and(|first| said.any(|values| values != first));
    differ && !Progress::of(&holding::WORKFLOW, steps).disputed().is_empty()
}

fn judged<'a>(
    workspace: &'a Workspace,
    run: Stretch<'a, Held<Session>, Verdict>,
    sight: &mut Sight<'a>,
) -> Vec<(Term, Judged)> {
    let mut terms: Vec<(Term, Judged)> = Vec::new();
    for (id, held, verdict) in run.entries() {
        let Some(verdict) = verdict.filter(|_| !is_void(held) && sight.sees(id, held)) else { continue };
        let session = &held.record;
        let sums = part_of(&mut terms, Term::of(session.date));
        note(&mut sums.schools, &session.school);
        note(&mut sums.instructors, &session.instructor);
        sums.sessions += 1;
        sums.paid_hours += verdict.paid_hours;
        part_of(&mut sums.months, Month::of(session.date))[0] += 1;
        match (verdict.ruling.outcome(held.state), &verdict.ruling) {
            (Ruled::Granted, _) => sums.grant(workspace, session, verdict, !sight.sees_all()),
            (Ruled::Refused, ruling) => sums.refuse(ruling.code(held.state)),
            (Ruled::Undecided, Ruling::Undecided(why)) => {
                sums.undecided.get_or_insert_with(|| (0, why.clone())).0 += 1;
                part_of(&mut sums.months, Month::of(session.date))[2] += 1;
            }
            _ => sums.planned += 1,
        }
    }
    terms
}

impl Judged {
    fn grant(&mut self, workspace: &Workspace, session: &Session, verdict: &Verdict, shared: bool) {
        let month = Month::of(session.date);
        self.granted += 1;
        part_of(&mut self.months, month)[1] += 1;
        let earned = Earned { sessions: 1, paid_hours: verdict.paid_hours, after_tax: verdict.amount() };
        let is_own =
            |((of, school), _): &((Month, Box<str>), Earned)| *of == month && **school == *session.school;
        match self.earned.iter_mut().find(|own| is_own(own)) {
            Some((_, sum)) => sum.add(earned),
            None => self.earned.push(((month, session.school.as_str().into()), earned)),
        }
        if let Some((month, payer, person)) =
            payments::together(workspace, session, verdict).filter(|_| shared)
        {
            part_of(&mut self.shares, (month, payer.into(), person.into())).add(earned);
        }
    }

    fn refuse(&mut self, reason: &str) {
        self.refused += 1;
        match self.refusals.iter_mut().find(|(other, _)| **other == *reason) {
            Some((_, count)) => *count += 1,
            None => self.refusals.push((reason.into(), 1)),
        }
    }
}

/// The part of a key, of few.
fn part_of<K: PartialEq, T: Default>(parts: &mut Vec<(K, T)>, key: K) -> &mut T {
    let place = parts.iter().position(|(other, _)| *other == key).unwrap_or_else(|| {
        parts.push((key, T::default()));
        parts.len() - 1
    });
    &mut parts[place].1
}

/// Keeps a name once, where those of one name mostly follow each other.
fn note(names: &mut Vec<Box<str>>, name: &str) {
    if names.last().is_none_or(|last| **last != *name) && !names.iter().any(|other| **other == *name) {
        names.push(name.into());
    }
}

impl Done {
    fn of(states: impl Iterator<Item = Option<&'static State>>) -> Self {
        let mut all = Self::default();
        for state in states {
            match state.map(|state| state.stage) {
                Some(Stage::Void) => {}
                Some(Stage::Done) => {
                    all.total += 1;
                    all.done += 1;
                }
                _ => all.total += 1,
            }
        }
        all
    }
}
