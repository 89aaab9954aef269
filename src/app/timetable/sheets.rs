//! What is printed of a timetable: the sessions of a term, and 学时确认单, what an instructor has held in a month, to sign.

use std::ops::RangeInclusive;

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use super::{
    days::{Days, There},
    whose::Whose,
};
use crate::{
    app::{
        account::{Account, Ruling},
        records,
        scope::View,
        workspace::is_void,
    },
    domain::{
        Kind, Month,
        session::{Place, holding},
        workflow::State,
    },
};

/// A session as a line of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub date: Date,
    pub starts: Time,
    pub minutes: u32,
    pub school: String,
    pub instructor: String,
    pub place: Place,
    pub topic: String,
    /// 学时 that the account pays; nothing where it has not decided yet.
    pub hours: Option<Decimal>,
    pub state: Option<&'static State>,
}

/// What somebody's timetable of a term lists.
#[derive(Debug, Clone, PartialEq)]
pub struct TermSheet {
    pub lines: Vec<Line>,
    /// How many ended without effect: they are not listed.
    pub void: usize,
}

impl TermSheet {
    /// Of these days, as far as it is seen.
    pub fn of(view: View<'_>, days: &mut Days, whose: &Whose, span: RangeInclusive<Date>) -> Self {
        let all = days.of(view, whose, span);
        let (void, standing): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, held)| is_void(*held));
        Self { lines: standing.into_iter().map(|there| line(view, None, there)).collect(), void: void.len() }
    }
}

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct HoursSheet {
    pub lines: Vec<Line>,
    pub minutes: u64,
    /// What is paid of it, as far as that is decided.
    pub hours: Decimal,
    /// How many are planned in the month and not recorded as held: they are not signed for.
    pub planned: usize,
}

impl HoursSheet {
    /// Of an instructor and a month, as far as it is seen.
    pub fn of(
        view: View<'_>,
        days: &mut Days,
        account: Option<&Account>,
        (instructor, month): (&str, Month),
    ) -> Self {
        let whose = Whose::Instructor(instructor.to_owned());
        let all = days.of(view, &whose, month.first_day()..=month.last_day());
        let standing = all.into_iter().filter(|(_, held)| !is_void(*held));
        let (planned, held): (Vec<_>, Vec<_>) =
            standing.partition(|(_, held)| held.stands_at(holding::planned));
        let lines: Vec<_> = held.into_iter().map(|there| line(view, account, there)).collect();
        Self {
            minutes: lines.iter().map(|line| u64::from(line.minutes)).sum(),
            hours: lines.iter().filter_map(|line| line.hours).sum(),
            planned: planned.len(),
            lines,
        }
    }
}

fn line(view: View<'_>, account: Option<&Account>, (id, held): There<'_>) -> Line {
    let verdict = account.and_then(|account| account.verdicts.get(id));
    let hours = verdict.and_then(|verdict| match verdict.ruling {
        Ruling::Amount(_) => Some(verdict.paid_hours),
        Ruling::Refused(_) => held.stands_at(holding::confirmed).then_some(Decimal::ZERO),
        Ruling::Undecided(_) => None,
    });
    let session = &held.record;
    let title = |kind, id: &str| records::title(view.workspace, &[kind], id);
    Line {
        date: session.date,
        starts: session.starts,
        minutes: session.minutes,
        school: title(Kind::School, &session.school),
        instructor: title(Kind::Instructor, &session.instructor),
        place: session.place,
        topic: session.topic.clone(),
        hours,
        state: held.state,
    }
}
