//! A series (连续排课): the sessions of an appointment, planned in one step, on its days of the week until its end (一.6).

use jiff::civil::{Date, Weekday as Day};

use super::{
    Actor, FormValues,
    reading::Read,
    records::{self, SaveError},
    scope,
    workspace::Workspace,
};
use crate::{
    domain::{
        Checked, Envelope, Kind, Label,
        field::Fault,
        needs_round::Weekday,
        workflow::{Role, Seat},
    },
    policy::decision::Text,
    store::{Commit, Store, StoreError, Written},
};

/// More sessions than a year has school weeks with two of them each: what is planned in one step stays within it.
pub const MOST: usize = 100;

/// One day on which a session could be.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub date: Date,
    /// The session; nothing where none can be.
    pub session: Option<Checked>,
    /// Why there is none, or what is to be thought of.
    pub said: Option<Text>,
    /// Whether it is planned unless somebody says otherwise.
    pub is_wanted: bool,
}

/// Whether a seat plans the sessions of a school.
pub fn plans(seat: Option<&Seat>, school: &str) -> bool {
    seat.is_some_and(|seat| seat.unit == school && seat.role == Role::Officer)
}

/// The days of a series, each with its session. `filled` is the form of one of them, whatever its day. On a holiday there is none; a weekend day
/// that is worked instead of another is offered and not taken unasked, since nobody knows whose timetable it has.
///
/// # Errors
/// What is wrong with the session, on whatever day.
pub fn days(
    workspace: &Workspace,
    filled: &FormValues,
    on: &[Weekday],
    (from, until): (Date, Date),
) -> Result<Vec<Planned>, SaveError> {
    let mut planned = Vec::new();
    let mut day = from;
    while day <= until && planned.len() < MOST {
        let named =
            on.iter().any(|on| on.after_monday() == day.weekday().to_monday_zero_offset().unsigned_abs());
        let is_weekend = matches!(day.weekday(), Day::Saturday | Day::Sunday);
        let is_worked = workspace.calendar().is_working_day(day);
        match (named, is_worked) {
            (true, false) => planned.push(Planned {
                date: day,
                session: None,
                said: Some(HOLIDAY.into()),
                is_wanted: false,
            }),
            (true, true) => planned.push(one(workspace, filled, day)?),
            (false, true) if is_weekend => {
                let there = one(workspace, filled, day)?;
                let said = there.said.or_else(|| Some(MAKE_UP.into()));
                planned.push(Planned { said, is_wanted: false, ..there });
            }
            _ => {}
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(planned)
}

const HOLIDAY: Label = Label::new("放假，不排", "A holiday");
const MAKE_UP: Label =
    Label::new("调休上班日，需要时勾选", "Worked instead of another day; tick it where wanted");
const UNKNOWN: Label =
    Label::new("这一年的放假安排还没有公布", "The holidays of that year are not known yet");

/// The session of one day; where it cannot stand beside another, why.
fn one(workspace: &Workspace, filled: &FormValues, day: Date) -> Result<Planned, SaveError> {
    let mut filled = filled.clone();
    filled.insert("date", day.to_string());
    match records::read(workspace, Kind::Session, None, &filled) {
        Ok(session) => {
            let said = (!workspace.calendar().covers(day)).then(|| UNKNOWN.into());
            Ok(Planned { date: day, session: Some(session), said, is_wanted: true })
        }
        Err(problems) if problems.iter().all(|problem| matches!(problem.fault, Fault::Clash { .. })) => {
            let why = problems.first().map(|problem| Text::of(&problem.fault));
            Ok(Planned { date: day, session: None, said: why, is_wanted: false })
        }
        Err(problems) => Err(SaveError::Faulty(problems)),
    }
}

/// Plans the sessions, all or none.
///
/// # Errors
/// [`SaveError`].
pub async fn plan(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    sessions: &[Checked],
) -> Result<Written, SaveError> {
    let kept = |session: &Checked| {
        let keeper = session.values.get("school").and_then(|school| school.as_str()).unwrap_or_default();
        actor.seat.as_ref().is_none_or(|seat| scope::may_keep(workspace, seat, Kind::Session, keeper))
    };
    if !sessions.iter().all(kept) {
        return Err(SaveError::NotYours);
    }
    let mut read = Read::tables([Kind::Session]);
    let change = |session: &Checked| records::change(Kind::Session, session, &Envelope::default(), None);
    let changes = sessions.iter().map(change).collect::<Result<Vec<_>, StoreError>>()?;
    for session in sessions {
        read.references(workspace, Kind::Session, [&session.values, &session.extra]);
    }
    let title = sessions.first().map(|first| first.title.clone()).unwrap_or_default();
    let commit = Commit::new(actor.operation("add", title), changes);
    Ok(store.commit(commit.expecting(read.expected(workspace))).await?)
}
