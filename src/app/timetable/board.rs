//! A week as it is drawn: its days, the hours that it spans, and where each session lies.

use jiff::civil::{Date, Time, Weekday};

use super::{
    days::{Days, There},
    lanes::lanes,
    moving::fixed,
    tells,
    week::Week,
    whose::Whose,
};
use crate::{
    app::{
        records,
        scope::{View, sees},
        workspace::{RecordView, Workspace, is_void},
    },
    domain::{Kind, Label, Session, Term, session::holding, workflow::State},
    policy::{Policy, decision::Text},
};

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    pub week: Week,
    /// Which week of the term it is, where a programme says when that begins.
    pub number: Option<i64>,
    pub days: Vec<Day>,
    /// The hours that it spans, in minutes of the day: whole half-hours.
    pub opens: i64,
    pub closes: i64,
}

/// A day that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    pub date: Date,
    /// Why it is free, or worked although it is a weekend.
    pub special: Option<Text>,
    pub is_worked: bool,
    /// When the school has its service, in minutes of the day.
    pub service: Option<(i64, i64)>,
    pub blocks: Vec<Block>,
}

/// A session in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub id: String,
    pub topic: String,
    /// Who comes, or where to.
    pub who: String,
    pub date: Date,
    pub starts: Time,
    pub ends: Time,
    /// In minutes of the day, and how long.
    pub from: i64,
    pub minutes: i64,
    pub lane: usize,
    pub lanes: usize,
    pub state: Option<&'static State>,
    pub is_void: bool,
    /// What is to be thought of.
    pub tells: Vec<Text>,
    /// Why it cannot be moved; nothing where it can.
    pub fixed: Option<Label>,
}

/// Shown of a day at least, in minutes: when schools have their service.
const USUAL: (i64, i64) = (15 * 60, 18 * 60 + 30);

/// The hours of a board are whole ones of these, in minutes.
const STEP: i64 = 30;

impl Board {
    /// The tables that it is made of.
    pub const KINDS: &[Kind] = &[Kind::Session, Kind::School, Kind::Instructor, Kind::Programme];

    /// The week of somebody's timetable, as far as it is seen.
    pub fn of(
        view: View<'_>,
        days: &mut Days,
        (whose, week): (&Whose, Week),
        policy: Option<&Policy>,
    ) -> Self {
        let span = week.monday()..=week.sunday();
        let own = days.of(view, whose, span.clone());
        let mut instructors: Vec<_> = own.iter().map(|(_, held)| &*held.record.instructor).collect();
        instructors.sort_unstable();
        instructors.dedup();
        let elsewhere = days.of_instructors(view, &instructors, span);
        let workspace = view.workspace;
        let day = |date| {
            let of_day: Vec<_> = own.iter().copied().filter(|(_, held)| held.record.date == date).collect();
            let blocks = blocks(view, whose, &of_day, &elsewhere, policy);
            let is_worked = workspace.calendar().is_working_day(date);
            let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            let special = special(workspace, date, (is_worked, is_weekend));
            let service = service(workspace, whose, date).filter(|_| is_worked);
            (!is_weekend || is_worked || !blocks.is_empty()).then_some(Day {
                date,
                special,
                is_worked,
                service,
                blocks,
            })
        };
        let days: Vec<_> = week.days().filter_map(day).collect();
        let spans = || {
            let of_blocks = |day: &Day| {
                day.blocks.iter().map(|block| (block.from, block.from + block.minutes)).collect::<Vec<_>>()
            };
            days.iter().flat_map(move |day| of_blocks(day).into_iter().chain(day.service))
        };
        let opens = spans().map(|(from, _)| from).min().unwrap_or(USUAL.0);
        let closes = spans().map(|(_, until)| until).max().unwrap_or(USUAL.1).max(opens + STEP);
        let number = number(view, whose, &own, week);
        Self {
            week,
            number,
            opens: opens.div_euclid(STEP) * STEP,
            closes: (closes + STEP - 1).div_euclid(STEP) * STEP,
            days,
        }
    }

    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.days.iter().flat_map(|day| &day.blocks)
    }

    /// The block of a session.
    pub fn block(&self, id: &str) -> Option<&Block> {
        self.blocks().find(|block| block.id == id)
    }
}

/// Minutes since midnight.
fn minute(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

/// A session with its lane, and how many there are.
type Placed<'a, 'b> = (&'b There<'a>, (usize, usize));

fn blocks(
    view: View<'_>,
    whose: &Whose,
    of_day: &[There<'_>],
    elsewhere: &[There<'_>],
    policy: Option<&Policy>,
) -> Vec<Block> {
    let span = |session: &Session| {
        let from = minute(session.starts);
        (from, from + i64::from(session.minutes))
    };
    let spans: Vec<_> = of_day.iter().map(|(_, held)| span(&held.record)).collect();
    let placed = of_day.iter().zip(lanes(&spans)).zip(&spans);
    let block = |((there, (lane, lanes)), (from, until)): (Placed<'_, '_>, &(i64, i64))| {
        let (id, held) = *there;
        let session = &held.record;
        let record = RecordView::of(Kind::Session, held);
        let minutes = until - from;
        Block {
            id: id.to_string(),
            topic: session.topic.clone(),
            who: who(view.workspace, whose, session),
            date: session.date,
            starts: session.starts,
            ends: session.starts.wrapping_add(jiff::Span::new().minutes(minutes)),
            from: *from,
            minutes,
            lane,
            lanes,
            state: held.state,
            is_void: is_void(held),
            tells: tells(view.workspace, (id, held), elsewhere, policy),
            fixed: fixed(view.workspace, view.seat, &record),
        }
    };
    placed.map(block).collect()
}

fn tells(
    workspace: &Workspace,
    (id, held): There<'_>,
    elsewhere: &[There<'_>],
    policy: Option<&Policy>,
) -> Vec<Text> {
    if is_void(held) {
        return Vec::new();
    }
    let others = elsewhere.iter().filter(|(other, there)| *other != id && !is_void(*there));
    let mut told: Vec<_> =
        others.filter_map(|(_, other)| tells::clash(workspace, &held.record, &other.record)).collect();
    if held.stands_at(holding::planned) {
        told.extend(tells::of_its_time(workspace, policy, &held.record));
    }
    told
}

/// To a school, who comes; to an instructor, where to; to others both.
fn who(workspace: &Workspace, whose: &Whose, session: &Session) -> String {
    let instructor = || records::title(workspace, &[Kind::Instructor], &session.instructor);
    let school = || records::title(workspace, &[Kind::School], &session.school);
    match whose {
        Whose::School(_) => instructor(),
        Whose::Instructor(_) => school(),
        Whose::Witness(_) => format!("{} {}", school(), instructor()),
    }
}

const MADE_UP: Label = Label::new("调休上班", "Worked instead of another day");
const FREE: Label = Label::new("放假", "Holiday");

fn special(workspace: &Workspace, date: Date, (is_worked, is_weekend): (bool, bool)) -> Option<Text> {
    let calendar = workspace.calendar();
    match (is_worked, is_weekend) {
        (true, true) => Some(MADE_UP.into()),
        (false, _) => match (calendar.holiday(date), is_weekend) {
            (Some(holiday), _) => Some(holiday.into()),
            (None, false) => Some(FREE.into()),
            (None, true) => None,
        },
        (true, false) => (!calendar.covers(date)).then(|| tells::UNKNOWN.into()),
    }
}

/// When the school of the timetable has its service.
fn service(workspace: &Workspace, whose: &Whose, date: Date) -> Option<(i64, i64)> {
    let Whose::School(id) = whose else { return None };
    let school = workspace.schools.get(id)?;
    Some((minute(*school.service_from.on(date)), minute(*school.service_until.on(date))))
}

/// Which week of the term it is, by the programme of the school or by those of all the schools to which somebody comes in this week; nothing
/// where one of them has none that is seen, or their terms begin in different weeks.
fn number(view: View<'_>, whose: &Whose, own: &[There<'_>], week: Week) -> Option<i64> {
    let term = Some(Term::of(week.thursday()));
    let mut schools: Vec<&str> = match whose {
        Whose::School(id) => vec![id],
        Whose::Instructor(_) | Whose::Witness(_) => {
            own.iter().map(|(_, held)| held.record.school.as_str()).collect()
        }
    };
    schools.sort_unstable();
    schools.dedup();
    let first = |school: &str| {
        let its = view.workspace.programmes.held().values().find(|held| {
            held.record.school == school && Term::parse(&held.record.term) == term && !is_void(*held)
        })?;
        let is_seen = sees(view.workspace, view.seat, &RecordView::of(Kind::Programme, its));
        its.record.first_monday().filter(|_| is_seen).map(Week::of)
    };
    let mut firsts: Vec<_> = schools.into_iter().map(first).collect::<Option<_>>()?;
    firsts.dedup();
    match firsts[..] {
        [first] => week.number_from(first),
        _ => None,
    }
}
