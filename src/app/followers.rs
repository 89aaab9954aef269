//! Records that a step made: known by the origin that they carry, and gone with the step when it is taken back.

use jiff::civil::Date;

use crate::{
    domain::{
        Kind,
        workflow::{Step, WRITE},
    },
    store::Change,
};

use super::{
    kinds,
    ordered::Key,
    references,
    workspace::{AnyRecord, RecordView, Workspace},
};

/// What a step of a record made.
pub fn of<'a>(workspace: &'a Workspace, record: &RecordView<'_>, step: &Step) -> Vec<RecordView<'a>> {
    let hash = step.hash();
    let from_here = |(_, follower): &(&Key, &dyn AnyRecord)| {
        let origin = follower.envelope().origin.as_ref();
        origin.is_some_and(|origin| {
            origin.step == hash && origin.id == record.id && origin.kind == record.kind.code()
        })
    };
    let makes = kinds::effects(record.kind, &step.verb).map(|effect| effect.makes);
    let made = |kind: Kind| {
        let followers = workspace.table(kind).each().filter(from_here);
        followers.map(move |(_, follower)| RecordView::of(kind, follower))
    };
    makes.flat_map(made).collect()
}

/// What a step would make and what is there without a word of where it comes from: read from a file, or of an older
/// version of the program. Whether anybody has touched it nobody can say.
pub fn of_unknown_origin(workspace: &Workspace, record: &RecordView<'_>, step: &Step) -> Option<String> {
    let mut there = there_already(workspace, record, &step.verb, step.day);
    there.find(|there| there.envelope.origin.is_none()).map(|there| there.title)
}

/// What a step would make and is there already: it is not made again, whoever made it, and whoever takes the step is told.
pub fn there_already<'a>(
    workspace: &'a Workspace,
    record: &RecordView<'_>,
    verb: &str,
    day: Date,
) -> impl Iterator<Item = RecordView<'a>> {
    kinds::effects(record.kind, verb).flat_map(move |effect| {
        let made = (effect.run)(workspace, record, day).into_iter();
        let ids = made.filter_map(|values| (effect.makes.declaration().check)(values).ok());
        ids.filter_map(|made| workspace.find(effect.makes, &made.id))
    })
}

/// Whether anybody has gone on from a record since it was made: taken a step, changed it, or referred to it.
pub fn is_touched(workspace: &Workspace, follower: &RecordView<'_>) -> bool {
    let own = follower.kind.fields().iter().filter_map(|field| follower.values.get_key_value(field.key));
    let own = own.map(|(key, value)| (key.clone(), value.clone())).collect();
    let envelope = follower.envelope;
    let as_made = envelope.origin.as_ref().is_some_and(|origin| origin.is_as_made(&own));
    // By the seal of an office nobody has gone on.
    !as_made
        || envelope.steps.iter().any(|step| step.verb != WRITE)
        || !envelope.extra.is_empty()
        || is_referred_to(workspace, follower)
}

/// By anything but what the same step made, which goes with it.
fn is_referred_to(workspace: &Workspace, record: &RecordView<'_>) -> bool {
    let is_it = |id: &str| id == record.id;
    let came_with_it = |other: &dyn AnyRecord| {
        let origins = record.envelope.origin.as_ref().zip(other.envelope().origin.as_ref());
        origins.is_some_and(|(own, other)| own.is_of_the_step_of(other))
    };
    let by = |kind: &Kind| {
        references::to(workspace, *kind, (record.kind, &is_it)).any(|other| !came_with_it(other))
    };
    Kind::ALL.iter().any(by)
}

/// Takes a record away, as long as it is as it was read.
pub fn remove(record: &RecordView<'_>) -> Change {
    Change {
        table: record.kind.code().to_owned(),
        key: record.id.clone(),
        expected: record.revision,
        after: None,
    }
}
