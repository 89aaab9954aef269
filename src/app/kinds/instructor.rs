//! Instructors: what they have contributed, and how long their check of offence records is good (一.5, 一.7).

use std::collections::BTreeMap;

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{
        Kind, Label, counts,
        resource::{Origin, reviewing},
    },
    policy::decision::Text,
    say,
};

use super::behaviour::{Behaviour, Card, Line};

pub static BEHAVIOUR: Behaviour = Behaviour {
    cards: &[Card { title: Label::new("贡献的资源", "Resources contributed"), lines: contributed }],
    ..Behaviour::of(Kind::Instructor)
};

/// A line for what was selected, developed and introduced, with how much of it is recommended.
fn contributed(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let mut by_origin = BTreeMap::<Origin, (usize, usize)>::new();
    for resource in workspace.resources.all().filter(|resource| resource.contributor == record.id) {
        let state = workspace.find(Kind::Resource, &resource.code).and_then(|record| record.state);
        let (all, recommended) = by_origin.entry(resource.origin).or_default();
        *all += 1;
        *recommended += usize::from(state.is_some_and(|state| state.code == reviewing::approved));
    }
    let line = |(origin, (all, recommended)): (Origin, (usize, usize))| Line {
        label: origin.label().into(),
        value: Text::both(|lang| {
            let (all, recommended) =
                (lang.counted(all, counts::RESOURCES), lang.counted(recommended, counts::RESOURCES));
            say!(lang, "{all}，其中推荐使用 {recommended}", "{all}, {recommended} of them recommended")
        }),
        of: None,
    };
    by_origin.into_iter().map(line).collect()
}
