//! 待办: every record whose next step is this seat's, with its deadline; and 待他人: what the seat has sent on and who holds
//! it now. Both are derived from the workflows; nothing is ever put into an inbox.

use jiff::civil::Date;

use crate::domain::{
    Kind, calendar,
    workflow::{self, Deadline, Manner, Progress, Seat, State, Transition},
};

use super::workspace::{RecordView, Workspace};

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
    pub due: Option<Date>,
    /// Working days left; negative when it is overdue.
    pub left: Option<i64>,
}

/// How pressing a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    Overdue,
    /// Within two working days.
    Soon,
    Later,
    Undated,
}

impl Urgency {
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Soon, Self::Later, Self::Undated];
}

impl Task {
    pub fn urgency(&self) -> Urgency {
        match self.left {
            None => Urgency::Undated,
            Some(left) if left < 0 => Urgency::Overdue,
            Some(left) if left <= 2 => Urgency::Soon,
            Some(_) => Urgency::Later,
        }
    }
}

/// How many working days a deadline's parameter gives.
pub type Days<'a> = &'a dyn Fn(&str) -> Option<i64>;

/// What waits for the seat, most urgent first.
pub fn mine(workspace: &Workspace, seat: &Seat, today: Date, days: Days<'_>) -> Vec<Task> {
    let mut tasks = waiting(workspace, today, days, |task, record| {
        task.transitions =
            workflow::open_transitions(record.kind.workflow()?, record.subject(), seat, workspace)
                .into_iter()
                .filter(|transition| transition.manner != Manner::Optional)
                .collect();
        // A return or a withdrawal alone is nothing that waits.
        let waits = task.transitions.iter().any(|transition| transition.manner == Manner::Forward);
        waits.then_some(())
    });
    sort(&mut tasks);
    tasks
}

/// What the seat's unit has brought as far as it is and others hold now.
pub fn others(workspace: &Workspace, seat: &Seat, today: Date, days: Days<'_>) -> Vec<Task> {
    let mut tasks = waiting(workspace, today, days, |task, record| {
        let sent =
            record.keeper() == seat.unit || record.envelope.steps.iter().any(|step| step.unit == seat.unit);
        (sent && !task.holders.contains(&seat.unit)).then_some(())
    });
    sort(&mut tasks);
    tasks
}

fn sort(tasks: &mut [Task]) {
    tasks.sort_by(|a, b| (a.urgency(), a.due, a.kind, &a.id).cmp(&(b.urgency(), b.due, b.kind, &b.id)));
}

/// Every record with a transition that somebody must make, as far as `admit` wants it.
fn waiting(
    workspace: &Workspace,
    today: Date,
    days: Days<'_>,
    admit: impl Fn(&mut Task, &RecordView<'_>) -> Option<()>,
) -> Vec<Task> {
    let mut tasks = Vec::new();
    for kind in Kind::ALL {
        let Some(table) = kind.workflow() else { continue };
        for record in workspace.table(*kind).each() {
            // Most records of an old workspace are finished: their state is known without reading their fields.
            let progress = Progress::of(table, &record.envelope().steps);
            let goes_on = |transition: &Transition| {
                transition.manner == Manner::Forward && transition.leaves(progress.state)
            };
            if !table.transitions.iter().any(goes_on) {
                continue;
            }
            let record = RecordView::of(*kind, record);
            let due = due(&record, &progress, days);
            if matches!(progress.state.deadline, Some(Deadline::From(_)))
                && due.is_some_and(|due| today < due)
            {
                continue;
            }
            let mut task = Task {
                kind: *kind,
                id: record.id.clone(),
                title: record.title.clone(),
                state: progress.state,
                transitions: Vec::new(),
                holders: workflow::waited_for(table, record.subject(), workspace)
                    .into_iter()
                    .map(|(_, unit)| unit)
                    .collect(),
                from: progress.steps.last().map(|step| (step.unit.clone(), step.day)),
                returned: progress.steps.last().and_then(|last| {
                    let back = |made: &&Transition| made.verb == last.verb && made.manner == Manner::Return;
                    table.transitions.iter().find(back).map(|_| last.note.clone())
                }),
                due,
                left: due.map(|due| calendar::working_days_between(today, due)),
            };
            task.holders.dedup();
            if admit(&mut task, &record).is_some() {
                tasks.push(task);
            }
        }
    }
    tasks
}

/// By when the record should leave its state. A record that began here counts from the day its fields name, or not at all.
pub fn due(record: &RecordView<'_>, progress: &Progress<'_>, days: Days<'_>) -> Option<Date> {
    let day = |key: &str| record.text(key).parse::<Date>().ok();
    match progress.state.deadline? {
        Deadline::On(field) | Deadline::From(field) => day(field),
        Deadline::Within(parameter) => {
            let since = progress.since.or_else(|| day("received")).or_else(|| day("sent"))?;
            Some(calendar::after_working_days(since, days(parameter)?))
        }
    }
}
