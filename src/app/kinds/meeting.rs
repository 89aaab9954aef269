//! Meetings: what the minutes ask for becomes the units' to-dos (五.2).

use jiff::civil::Date;

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{ActionItem, Kind, task_force::Action},
};

use super::behaviour::{Behaviour, effect};

pub static BEHAVIOUR: Behaviour = Behaviour {
    effects: &[effect!("issue" => ActionItem, action_items)],
    begins_anew: &["minutes"],
    ..Behaviour::of(Kind::Meeting)
};

fn action_items(workspace: &Workspace, record: &RecordView<'_>, _: Date) -> Vec<ActionItem> {
    let Some(meeting) = workspace.meetings.get(&record.id) else {
        return Vec::new();
    };
    let one = |(index, action): (usize, &Action)| ActionItem {
        code: format!("{}-{}-{:02}", meeting.task_force, meeting.date, index + 1),
        meeting: record.id.clone(),
        unit: meeting.unit.clone(),
        responsible: action.unit.clone(),
        what: action.what.clone(),
        due: action.due,
        result: None,
    };
    meeting.actions.iter().enumerate().map(one).collect()
}
