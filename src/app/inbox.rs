//! 待办: every record whose next step is this seat's, with its deadline; and 待他人: what the seat has sent on and who holds
//! it now. Both are derived from the workflows; nothing is ever put into an inbox. [`Inbox`] keeps what was derived and
//! follows what is written.

mod index;

use jiff::civil::Date;

use crate::domain::{
    Kind,
    calendar::Calendar,
    workflow::{self, Deadline, Manner, Progress, Seat, State, Transition},
};

use super::{
    late,
    workspace::{AnyRecord, RecordView, Workspace},
};

pub use index::{Group, Inbox};

/// A record that waits for somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub kind: Kind,
    pub id: String,
    pub title: String,
    pub state: &'static State,
    /// Those waited for; for one's own, those this seat may make.
    pub transitions: Vec<&'static Transition>,
    /// The units that are waited for.
    pub holders: Vec<String>,
    /// Who brought it here, and when.
    pub from: Option<(String, Date)>,
    /// Why it was sent back, when it was.
    pub returned: Option<String>,
    /// Whether it was answered in time, and the answer came after the lapse.
    pub late: bool,
    pub due: Option<Date>,
    /// Of the record.
    pub revision: u64,
}

/// What is done in one go: the same step of records of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Errand {
    pub kind: Kind,
    pub transition: &'static Transition,
}

impl Task {
    /// What it waits for; nothing where it waits for others.
    pub fn errand(&self) -> Option<Errand> {
        let onward = self
            .transitions
            .iter()
            .copied()
            .find(|made| matches!(made.manner, Manner::Forward | Manner::Late))?;
        Some(Errand { kind: self.kind, transition: onward })
    }
}

/// How pressing a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    Overdue,
    /// Within two working days.
    Soon,
    Later,
    Undated,
}

impl Urgency {
    /// Of what is due on a day.
    pub fn of(due: Option<Date>, today: Date, calendar: &Calendar) -> Self {
        match due.map(|due| left(due, today, calendar)) {
            None => Self::Undated,
            Some(left) if left < 0 => Self::Overdue,
            Some(left) if left <= 2 => Self::Soon,
            Some(_) => Self::Later,
        }
    }
}

/// Working days until a day; negative when it is past.
pub fn left(due: Date, today: Date, calendar: &Calendar) -> i64 {
    calendar.working_days_between(today, due)
}

/// How many working days a deadline's parameter gives.
pub type Days<'a> = &'a dyn Fn(&str) -> Option<i64>;

/// For whom a record waits, as a seat sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// For the seat.
    Mine,
    /// For others, to whom the seat's unit has brought it.
    Others,
}

/// What there is to do about a record, when that is the seat's or follows from what its unit did.
fn task(
    workspace: &Workspace,
    seat: &Seat,
    (kind, record): (Kind, &dyn AnyRecord),
    today: Date,
    days: Days<'_>,
) -> Option<(Whose, Task)> {
    let table = kind.workflow()?;
    // Most records of an old workspace are finished: their state is known without reading their fields.
    let progress = Progress::of(table, &record.envelope().steps);
    let goes_on =
        |transition: &Transition| transition.manner == Manner::Forward && transition.leaves(progress.state);
    let waits = table.transitions.iter().any(goes_on);
    if !waits && !late::has_any_beside(record.envelope()) {
        return None;
    }
    let record = RecordView::of(kind, record);
    let late = late::answers(&record).first().map(|answer| (answer.unit.to_string(), answer.day));
    if !waits && late.is_none() {
        return None;
    }
    let due = due(&record, &progress, days, workspace.calendar());
    if matches!(progress.state.deadline, Some(Deadline::From(_))) && due.is_some_and(|due| today < due) {
        return None;
    }
    let own: Vec<_> = late::open_transitions(workspace, seat, &record)
        .into_iter()
        .filter(|transition| transition.manner != Manner::Optional)
        .collect();
    let mut holders: Vec<_> =
        workflow::waited_for(table, record.subject(), workspace).into_iter().map(|(_, unit)| unit).collect();
    if late.is_some() {
        holders.push(record.keeper().to_owned());
    }
    holders.dedup();
    let sent =
        || record.keeper() == seat.unit || record.envelope.steps.iter().any(|step| step.unit == seat.unit);
    // A return or a withdrawal alone is nothing that waits.
    let whose = if own.iter().any(|transition| matches!(transition.manner, Manner::Forward | Manner::Late)) {
        Whose::Mine
    } else if !holders.contains(&seat.unit) && sent() {
        Whose::Others
    } else {
        return None;
    };
    let last = progress.steps.last();
    let returned = last.and_then(|last| {
        let back = |made: &&Transition| made.verb == last.verb && made.manner == Manner::Return;
        table.transitions.iter().find(back).map(|_| last.note.clone())
    });
    let task = Task {
        kind,
        id: record.id.clone(),
        title: record.title.clone(),
        state: progress.state,
        transitions: if whose == Whose::Mine { own } else { Vec::new() },
        holders,
        from: late.clone().or_else(|| last.map(|step| (step.unit.to_string(), step.day))),
        returned,
        late: late.is_some(),
        due,
        revision: record.revision.unwrap_or_default(),
    };
    Some((whose, task))
}

/// By when the record should leave its state.
pub fn due(
    record: &RecordView<'_>,
    progress: &Progress<'_>,
    days: Days<'_>,
    calendar: &Calendar,
) -> Option<Date> {
    let day = |key: &str| record.text(key).parse::<Date>().ok();
    match progress.state.deadline? {
        Deadline::On(field) | Deadline::From(field) => day(field),
        Deadline::Within(parameter) => Some(calendar.after_working_days(progress.since?, days(parameter)?)),
        Deadline::Since(field, parameter) => {
            let since = progress.since.or_else(|| day(field))?;
            Some(calendar.after_working_days(since, days(parameter)?))
        }
    }
}
