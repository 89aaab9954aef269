//! What the sessions come to, run by run of their table: a page adds up the runs, and after a commit works out anew only those
//! that it wrote.

use std::{collections::HashMap, sync::Arc};

use rust_decimal::Decimal;

use crate::{
    app::{
        account::{Account, Ruling},
        ordered::{Ordered, Stretch},
        parts::Parts,
        scope::Sight,
        verdict::Verdict,
        workspace::{Held, Table, Workspace, is_void},
    },
    domain::{
        Instructor, Kind, Month, School, Session, Term,
        session::holding,
        workflow::{Seat, Stage, State},
    },
    policy::decision::Text,
};

/// What has been summed up, kept from one page to the next.
#[derive(Debug, Default)]
pub struct Sums {
    served: Parts<Served>,
    judged: Parts<Vec<(Term, Judged)>>,
    done: HashMap<Kind, Parts<Done>>,
    /// By which `served` was judged.
    schools: Arc<Table<School>>,
    instructors: Arc<Table<Instructor>>,
}

/// Of a run of sessions, what is so whatever is decided about them.
#[derive(Debug, Default)]
pub(in crate::app) struct Served {
    pub terms: Vec<(Term, InTerm)>,
    /// Schools at which hours are confirmed, and all and those preferred of the pupils who attended them.
    pub schools: Vec<Box<str>>,
    pub attendances: u64,
    pub preferred: u64,
    /// What it was judged by: whoever changes one of them changes this.
    of_schools: Vec<Box<str>>,
    of_instructors: Vec<Box<str>>,
}

/// The same of the sessions of a term that are not void.
#[derive(Debug, Default)]
pub(in crate::app) struct InTerm {
    pub schools: Vec<Box<str>>,
    pub unchecked: Vec<Box<str>>,
    pub unconfirmed: usize,
}

/// Of a run of sessions of a term, what was decided about them.
#[derive(Debug, Default)]
pub(in crate::app) struct Judged {
    pub sessions: usize,
    pub granted: usize,
    pub refused: usize,
    pub undecided: Option<(usize, Text)>,
    pub paid_hours: Decimal,
    pub schools: Vec<Box<str>>,
    pub instructors: Vec<Box<str>>,
    /// Sessions in all and granted.
    pub months: Vec<(Month, [usize; 2])>,
    pub refusals: Vec<(Box<str>, usize)>,
}

/// How many records there are, and how many are done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::app) struct Done {
    pub total: usize,
    pub done: usize,
}

impl Sums {
    pub(in crate::app) fn served(&mut self, workspace: &Workspace) -> impl Iterator<Item = &Served> {
        self.follow_served(workspace, usize::MAX);
        self.served.iter()
    }

    pub(in crate::app) fn judged(
        &mut self,
        workspace: &Workspace,
        account: &Account,
    ) -> impl Iterator<Item = &(Term, Judged)> {
        self.follow_judged(workspace, account, usize::MAX);
        self.judged.iter().flatten()
    }

    /// How far the records of a kind with a workflow are that a seat sees.
    pub(in crate::app) fn done(&mut self, workspace: &Workspace, seat: Option<&Seat>, kind: Kind) -> Done {
        let mut sight = Sight::of(workspace, seat, kind);
        let table = workspace.table(kind);
        if !sight.sees_all() {
            let seen = table.each().map(|(_, record)| record).filter(|record| sight.sees(*record));
            return Done::of(seen.map(|record| record.state()));
        }
        let parts = self.done.entry(kind).or_default();
        parts.follow(table.stretches(&Ordered::NONE), usize::MAX, |run| {
            Done::of(run.map(|(_, record, _)| record.state()))
        });
        parts.iter().fold(Done::default(), |all, part| Done {
            total: all.total + part.total,
            done: all.done + part.done,
        })
    }

    /// Sums up ahead what the pages will ask for, no more than `most` runs. Whether all is done.
    pub fn sum_ahead(&mut self, workspace: &Workspace, account: Option<&Account>, most: usize) -> bool {
        self.follow_served(workspace, most)
            && account.is_none_or(|account| self.follow_judged(workspace, account, most))
    }

    fn follow_served(&mut self, workspace: &Workspace, most: usize) -> bool {
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
        let nothing = Ordered::<()>::NONE;
        let sessions = workspace.sessions.held().stretches(&nothing);
        self.served.follow(sessions.map(|run| (run.runs(), run)), most, |run| Served::of(workspace, run))
    }

    fn follow_judged(&mut self, workspace: &Workspace, account: &Account, most: usize) -> bool {
        let sessions = workspace.sessions.held().stretches(&account.verdicts);
        self.judged.follow(sessions.map(|run| (run.runs(), run)), most, judged)
    }
}

impl Served {
    fn of(workspace: &Workspace, run: Stretch<'_, Held<Session>, ()>) -> Self {
        let mut served = Self::default();
        let (mut school, mut instructor) = (None::<&School>, None::<&Instructor>);
        for (_, held, _) in run.entries() {
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
            of_term.unconfirmed +=
                usize::from(held.state.is_some_and(|state| state.stage == Stage::Underway));
            if !held.stands_at(holding::confirmed) {
                continue;
            }
            if school.is_none_or(|school| school.code != session.school) {
                school = workspace.schools.get(&session.school);
            }
            let Some(school) = school else { continue };
            note(&mut served.schools, &session.school);
            served.attendances += u64::from(session.pupils);
            if school.is_preferred(session.date) {
                served.preferred += u64::from(session.pupils);
            }
        }
        served
    }
}

fn judged(run: Stretch<'_, Held<Session>, Verdict>) -> Vec<(Term, Judged)> {
    let mut terms: Vec<(Term, Judged)> = Vec::new();
    for (_, held, verdict) in run.entries() {
        let Some(verdict) = verdict.filter(|_| !is_void(held)) else { continue };
        let session = &held.record;
        let sums = part_of(&mut terms, Term::of(session.date));
        note(&mut sums.schools, &session.school);
        note(&mut sums.instructors, &session.instructor);
        sums.sessions += 1;
        sums.paid_hours += verdict.paid_hours;
        let month = part_of(&mut sums.months, Month::of(session.date));
        month[0] += 1;
        match &verdict.ruling {
            Ruling::Amount(_) => {
                sums.granted += 1;
                month[1] += 1;
            }
            Ruling::Refused(reason) => {
                sums.refused += 1;
                match sums.refusals.iter_mut().find(|(other, _)| **other == **reason) {
                    Some((_, count)) => *count += 1,
                    None => sums.refusals.push((reason.as_str().into(), 1)),
                }
            }
            Ruling::Undecided(why) => sums.undecided.get_or_insert_with(|| (0, why.clone())).0 += 1,
        }
    }
    terms
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
