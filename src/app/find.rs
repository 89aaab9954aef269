//! Searching, filtering and sorting the sessions, with the totals of what was found.

use std::{cmp::Ordering, str::FromStr};

use rust_decimal::Decimal;

use crate::domain::{Money, Month, Session, Term};

use super::{
    account::{Account, Ruling, Verdict},
    workspace::Workspace,
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

/// The places found, in order, and their sums.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub places: Vec<usize>,
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
    let search = Search { workspace, account, words: words(&query.text) };
    let all = workspace.sessions.all();
    let mut hits: Vec<(usize, &Session)> =
        all.iter().enumerate().filter(|(place, session)| search.admits(*place, session, query)).collect();
    hits.sort_by(|a, b| {
        let order = search.compare(query.sort, a, b);
        if query.descending { order.reverse() } else { order }
    });
    let verdicts = || hits.iter().filter_map(|(place, _)| search.verdict(*place));
    Found {
        minutes: hits.iter().map(|(_, session)| u64::from(session.minutes)).sum(),
        paid_hours: verdicts().fold(Decimal::ZERO, |sum, verdict| sum.saturating_add(verdict.paid_hours)),
        amount: verdicts().map(Verdict::amount).sum(),
        places: hits.into_iter().map(|(place, _)| place).collect(),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

struct Search<'a> {
    workspace: &'a Workspace,
    account: &'a Account,
    words: Vec<String>,
}

impl Search<'_> {
    fn verdict(&self, place: usize) -> Option<&Verdict> {
        self.account.sessions.get(place)
    }

    fn admits(&self, place: usize, session: &Session, query: &Query) -> bool {
        query.school.as_ref().is_none_or(|school| *school == session.school)
            && query.instructor.as_ref().is_none_or(|instructor| *instructor == session.instructor)
            && query.term.is_none_or(|term| term == Term::of(session.date))
            && query.month.is_none_or(|month| month == Month::of(session.date))
            && query.payer.as_ref().is_none_or(|payer| self.payer(session) == Some(payer))
            && !(query.unconfirmed && session.confirmed)
            && query.outcome.as_ref().is_none_or(|outcome| {
                self.verdict(place).is_some_and(|verdict| outcome.admits(&verdict.ruling))
            })
            && self.words.iter().all(|word| self.mentions(session, word))
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

    fn compare(&self, column: Column, a: &(usize, &Session), b: &(usize, &Session)) -> Ordering {
        let by_day = || (a.1.date, a.1.starts, a.0).cmp(&(b.1.date, b.1.starts, b.0));
        let amount = |place| self.verdict(place).map(Verdict::amount);
        let school =
            |session: &Session| self.workspace.schools.get(&session.school).map(|school| &*school.name);
        let instructor = |session: &Session| {
            self.workspace.instructors.get(&session.instructor).map(|instructor| &*instructor.name)
        };
        match column {
            Column::Date => Ordering::Equal,
            Column::School => school(a.1).cmp(&school(b.1)),
            Column::Instructor => instructor(a.1).cmp(&instructor(b.1)),
            Column::Form => a.1.form.cmp(&b.1.form),
            Column::Minutes => a.1.minutes.cmp(&b.1.minutes),
            Column::Amount => amount(a.0).cmp(&amount(b.0)),
        }
        .then_with(by_day)
    }
}
