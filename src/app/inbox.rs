//! 待办: every record whose next move is this desk's, with its deadline; and 待他人: what the desk has sent on and who holds
//! it now. Both are derived from the workflows; nothing is ever put into an inbox.

use jiff::civil::Date;

use crate::domain::{
    Kind, calendar,
    workflow::{self, Course, Deadline, Desk, Manner, Move, State},
};

use super::workspace::{Folder, Workspace};

/// A record that waits for somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub kind: Kind,
    pub id: String,
    pub title: String,
    pub state: &'static State,
    /// The moves waited for; for one's own, those this desk may make.
    pub moves: Vec<&'static Move>,
    /// The units whose move it is.
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

/// What waits for the desk, most urgent first.
pub fn mine(workspace: &Workspace, desk: &Desk, today: Date, days: Days<'_>) -> Vec<Task> {
    let mut tasks = waiting(workspace, today, days, |task, folder| {
        task.moves = workflow::open_moves(folder.kind.workflow()?, folder.subject(), desk, workspace.tree())
            .into_iter()
            .filter(|step| step.manner != Manner::Optional)
            .collect();
        // A return or a withdrawal alone is nothing that waits.
        let waits = task.moves.iter().any(|step| step.manner == Manner::Forward);
        waits.then_some(())
    });
    sort(&mut tasks);
    tasks
}

/// What the desk's unit has brought as far as it is and others hold now.
pub fn others(workspace: &Workspace, desk: &Desk, today: Date, days: Days<'_>) -> Vec<Task> {
    let mut tasks = waiting(workspace, today, days, |task, folder| {
        let sent =
            folder.keeper() == desk.unit || folder.envelope.steps.iter().any(|step| step.unit == desk.unit);
        (sent && !task.holders.contains(&desk.unit)).then_some(())
    });
    sort(&mut tasks);
    tasks
}

fn sort(tasks: &mut [Task]) {
    tasks.sort_by(|a, b| (a.urgency(), a.due, a.kind, &a.id).cmp(&(b.urgency(), b.due, b.kind, &b.id)));
}

/// Every record with a move that somebody must make, as far as `admit` wants it.
fn waiting(
    workspace: &Workspace,
    today: Date,
    days: Days<'_>,
    admit: impl Fn(&mut Task, &Folder<'_>) -> Option<()>,
) -> Vec<Task> {
    let mut tasks = Vec::new();
    for kind in Kind::ALL {
        let Some(table) = kind.workflow() else { continue };
        let records = workspace.table(*kind);
        for place in 0..records.len() {
            // Most records of an old workspace are finished: their state is known without reading their fields.
            let course = Course::of(table, &records.envelope(place).steps);
            let goes_on =
                |step: &Move| step.manner == Manner::Forward && step.from.contains(&course.state.code);
            if !table.moves.iter().any(goes_on) {
                continue;
            }
            let folder = Folder::at(records, place);
            let due = due(&folder, &course, days);
            let mut task = Task {
                kind: *kind,
                id: folder.id.clone(),
                title: folder.title.clone(),
                state: course.state,
                moves: Vec::new(),
                holders: workflow::waited_for(table, folder.subject(), workspace.tree())
                    .into_iter()
                    .map(|(_, unit)| unit.to_owned())
                    .collect(),
                from: course.steps.last().map(|step| (step.unit.clone(), step.day)),
                returned: course.steps.last().and_then(|last| {
                    let back = |step: &&Move| step.verb == last.verb && step.manner == Manner::Return;
                    table.moves.iter().find(back).map(|_| last.note.clone())
                }),
                due,
                left: due.map(|due| calendar::working_days_between(today, due)),
            };
            task.holders.dedup();
            if admit(&mut task, &folder).is_some() {
                tasks.push(task);
            }
        }
    }
    tasks
}

/// By when the record should leave its state. A record that began here counts from the day its fields name, or not at all.
pub fn due(folder: &Folder<'_>, course: &Course<'_>, days: Days<'_>) -> Option<Date> {
    let day = |key: &str| folder.text(key).parse::<Date>().ok();
    match course.state.deadline? {
        Deadline::On(field) => day(field),
        Deadline::Within(parameter) => {
            let since = course.since.or_else(|| day("received")).or_else(|| day("sent"))?;
            Some(calendar::after_working_days(since, days(parameter)?))
        }
    }
}
