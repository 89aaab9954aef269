//! Searching, filtering and sorting the sessions, with the totals of what was found.

use std::{cmp::Ordering, str::FromStr};

use rust_decimal::Decimal;

use crate::domain::{Money, Month, Session, Term, session::is_confirmed};

use super::{
    account::{Account, Ruling, Verdict},
    ordered::Key,
    workspace::{AnyRecord as _, Workspace},
};

/// What the sessions table is asked to show. Every filter left out admits all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Words that must all occur in topic, instructor, unit or school.
    pub text: String,
    pub school: Option<String>,
    pub instructor: Option<String>,
    pub term: Option<Term>,
    pub month: Option<Month>,
    /// The payer of the school on the day of the session.
    pub payer: Option<String>,
    /// Only those whose hours the school has not confirmed.
    pub unconfirmed: bool,
    pub outcome: Option<OutcomeFilter>,
    pub sort: Column,
    pub descending: bool,
}

/// Which outcomes to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutcomeFilter {
    Granted,
    /// Refused for whatever reason.
    Refused,
    /// Refused for this reason.
    Reason(String),
    Undecided,
}

/// The columns one can sort by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Column {
    #[default]
    Date,
    School,
    Instructor,
    Form,
    Minutes,
    Amount,
}

/// The sessions found, in order, and their sums.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub ids: Vec<Key>,
    pub minutes: u64,
    /// 学时.
    pub paid_hours: Decimal,
    pub amount: Money,
}

/// A filter in an address: `granted`, `refused`, `undecided`, or a reason's code.
impl FromStr for OutcomeFilter {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "granted" => Self::Granted,
            "refused" => Self::Refused,
            "undecided" => Self::Undecided,
            reason => Self::Reason(reason.to_owned()),
        })
    }
}

impl OutcomeFilter {
    /// The inverse of reading it.
    pub fn code(&self) -> &str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Undecided => "undecided",
            Self::Reason(reason) => reason,
        }
    }

    fn admits(&self, ruling: &Ruling) -> bool {
        match (self, ruling) {
            (Self::Granted, Ruling::Amount(_))
            | (Self::Refused, Ruling::Refused(_))
            | (Self::Undecided, Ruling::Undecided(_)) => true,
            (Self::Reason(wanted), Ruling::Refused(reason)) => wanted == reason,
            _ => false,
        }
    }
}

/// Finds sessions. Before the account is drawn up, an outcome filter finds nothing and amounts count as zero.
pub fn sessions(workspace: &Workspace, account: &Account, query: &Query) -> Found {
    let search = Search { workspace, words: words(&query.text) };
    let all = workspace.sessions.held().beside(&account.verdicts);
    let mut hits: Vec<Hit<'_>> = all
        .map(|(id, held, verdict)| Hit { id, session: &held.record, verdict })
        .filter(|hit| search.admits(hit, query))
        .collect();
    hits.sort_by(|a, b| {
        let order = search.compare(query.sort, a, b);
        if query.descending { order.reverse() } else { order }
    });
    let verdicts = || hits.iter().filter_map(|hit| hit.verdict);
    Found {
        minutes: hits.iter().map(|hit| u64::from(hit.session.minutes)).sum(),
        paid_hours: verdicts().fold(Decimal::ZERO, |sum, verdict| sum.saturating_add(verdict.paid_hours)),
        amount: verdicts().map(Verdict::amount).sum(),
        ids: hits.into_iter().map(|hit| Key::clone(hit.id)).collect(),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

struct Search<'a> {
    workspace: &'a Workspace,
    words: Vec<String>,
}

#[derive(Clone, Copy)]
struct Hit<'a> {
    id: &'a Key,
    session: &'a Session,
    verdict: Option<&'a Verdict>,
}

impl Search<'_> {
    fn admits(&self, &Hit { session, verdict, .. }: &Hit<'_>, query: &Query) -> bool {
        query.school.as_ref().is_none_or(|school| *school == session.school)
            && query.instructor.as_ref().is_none_or(|instructor| *instructor == session.instructor)
            && query.term.is_none_or(|term| term == Term::of(session.date))
            && query.month.is_none_or(|month| month == Month::of(session.date))
            && query.payer.as_ref().is_none_or(|payer| self.payer(session) == Some(payer))
            && !(query.unconfirmed && self.is_confirmed(session))
            && query
                .outcome
                .as_ref()
                .is_none_or(|outcome| verdict.is_some_and(|verdict| outcome.admits(&verdict.ruling)))
            && self.words.iter().all(|word| self.mentions(session, word))
    }

    fn is_confirmed(&self, session: &Session) -> bool {
        let held = self.workspace.sessions.held().get(&session.code);
        held.is_some_and(|held| is_confirmed(&held.envelope().steps))
    }

    fn payer(&self, session: &Session) -> Option<&String> {
        let school = self.workspace.schools.get(&session.school);
        school.map(|school| school.payer.on(session.date))
    }

    fn mentions(&self, session: &Session, word: &str) -> bool {
        let has = |text: &str| text.to_lowercase().contains(word);
        has(&session.topic)
            || has(&session.instructor)
            || has(&session.school)
            || self
                .workspace
                .instructors
                .get(&session.instructor)
                .is_some_and(|instructor| has(&instructor.name) || has(&instructor.unit))
            || self.workspace.schools.get(&session.school).is_some_and(|school| has(&school.name))
    }

    fn compare(&self, column: Column, a: &Hit<'_>, b: &Hit<'_>) -> Ordering {
        let by_day =
            || (a.session.date, a.session.starts, a.id).cmp(&(b.session.date, b.session.starts, b.id));
        let amount = |hit: &Hit<'_>| hit.verdict.map(Verdict::amount);
        let school =
            |hit: &Hit<'_>| self.workspace.schools.get(&hit.session.school).map(|school| &*school.name);
        let instructor = |hit: &Hit<'_>| {
            self.workspace.instructors.get(&hit.session.instructor).map(|instructor| &*instructor.name)
        };
        match column {
            Column::Date => Ordering::Equal,
            Column::School => school(a).cmp(&school(b)),
            Column::Instructor => instructor(a).cmp(&instructor(b)),
            Column::Form => a.session.form.cmp(&b.session.form),
            Column::Minutes => a.session.minutes.cmp(&b.session.minutes),
            Column::Amount => amount(a).cmp(&amount(b)),
        }
        .then_with(by_day)
    }
}
