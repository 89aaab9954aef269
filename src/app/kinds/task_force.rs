//! Task forces: how many people each organ sends (五.2).

use std::collections::BTreeMap;

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{Kind, Label},
};

use super::behaviour::{Behaviour, Card, Line};

pub static BEHAVIOUR: Behaviour = Behaviour {
    cards: &[Card { title: Label::new("各单位人数", "People by unit"), lines: people }],
    ..Behaviour::of(Kind::TaskForce)
};

fn people(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for member in workspace.task_forces.get(&record.id).into_iter().flat_map(|force| &force.members) {
        *counts.entry(&member.unit).or_default() += 1;
    }
    let line = |(unit, count): (&str, usize)| Line {
        label: workspace.tree().name(unit).into(),
        value: count.to_string().into(),
        of: Some((Kind::Organization, unit.to_owned())),
    };
    counts.into_iter().map(line).collect()
}
