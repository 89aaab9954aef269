//! What a seat sees: its own records, what its subordinates have submitted, and what names it; never a neighbour's drafts.

use crate::domain::{
    Kind,
    field::FieldKind,
    organization::Side,
    record::Audience,
    tree::Unit,
    workflow::{self, Relation, Seat, Stage, State, Who},
};

use super::{
    kinds,
    workspace::{RecordView, Workspace},
};

/// Whether the seat may see the record. A workspace in which nobody has taken a seat shows everything.
pub fn sees(workspace: &Workspace, seat: Option<&Seat>, record: &RecordView<'_>) -> bool {
    let Some(seat) = seat else { return true };
    let tree = workspace.tree();
    let keeper = record.keeper();
    if keeper == seat.unit {
        return true;
    }
    let progress = record.progress();
    let is_draft = progress.as_ref().is_some_and(|progress| progress.state.stage == Stage::Draft);
    if is_draft {
        // Who returned it still sees what became of it.
        return record.envelope.steps.iter().any(|step| step.unit == seat.unit);
    }
    record.kind.declaration().audience == Audience::All
        || tree.oversees(&seat.unit, keeper)
        || (record.kind.declaration().audience == Audience::Below && tree.is_below(&seat.unit, keeper))
        || is_named(workspace, seat, record)
}

/// One of the relations of the record's workflow is this unit, or one by which its kind is seen too.
fn is_named(workspace: &Workspace, seat: &Seat, record: &RecordView<'_>) -> bool {
    let related = record.kind.workflow().is_some_and(|table| {
        let seats =
            table.transitions.iter().flat_map(|transition| transition.seats(record.subject(), workspace));
        seats.into_iter().any(|asked| asked.unit == seat.unit)
    });
    let also = kinds::of(record.kind).into_iter().flat_map(|behaviour| behaviour.also_seen_by);
    let mut also = also.filter_map(|relation| relation.unit(record.subject(), workspace));
    related || also.any(|unit| unit == seat.unit)
}

/// Whether the seat may edit the fields of the record as it stands.
pub fn edits(workspace: &Workspace, seat: Option<&Seat>, record: &RecordView<'_>) -> bool {
    let Some(seat) = seat else { return true };
    match record.progress() {
        Some(progress) => {
            let editor = progress.state.editor.and_then(|editor| editor.unit(record.subject(), workspace));
            editor.is_some_and(|editor| {
                editor == seat.unit || enters_for(workspace, seat, record.kind, &editor)
            })
        }
        None => may_keep(workspace, seat, record.kind, record.keeper()),
    }
}

/// Whether the seat may add a record of this kind that belongs to `keeper`: with a workflow only its own; without one,
/// those of its subordinates too, since a bureau keeps the register of its schools. The registers of units and instructors are
/// the organs' to keep (一.2, 五.1).
pub fn may_keep(workspace: &Workspace, seat: &Seat, kind: Kind, keeper: &str) -> bool {
    let tree = workspace.tree();
    let admitted = |unit: &Unit| kind.declaration().keepers.admit(unit.side, unit.kind);
    if !tree.get(keeper).is_none_or(admitted) {
        return false;
    }
    let is_organ =
        tree.get(&seat.unit).is_none_or(|unit| matches!(unit.side, Side::Education | Side::Association));
    match kind.declaration().keeper {
        None => is_organ,
        Some(_) if kind.workflow().is_some() => {
            (keeper == seat.unit || enters_for(workspace, seat, kind, keeper))
                && may_begin(workspace, keeper, kind)
        }
        Some("code") => is_organ && (tree.oversees(&seat.unit, keeper) || tree.get(keeper).is_none()),
        Some(_) => tree.oversees(&seat.unit, keeper),
    }
}

/// Whether the seat enters records of a unit below it.
fn enters_for(workspace: &Workspace, seat: &Seat, kind: Kind, keeper: &str) -> bool {
    let from_above = kinds::of(kind).is_some_and(|behaviour| behaviour.kept_from_above);
    from_above && keeper != seat.unit && workspace.tree().oversees(&seat.unit, keeper)
}

/// Whether a record of this kind can belong to a unit at all: it is of a kind that the keeper's field takes, and has a peer where
/// its peer must sign.
fn may_begin(workspace: &Workspace, keeper: &str, kind: Kind) -> bool {
    let declaration = kind.declaration();
    let takes = declaration.keeper.and_then(|key| kind.field(key)).is_some_and(|field| match field.kind {
        FieldKind::Reference(kinds) => kinds.iter().any(|kind| workspace.table(*kind).has(keeper)),
        _ => true,
    });
    let asks_the_peer = |transition: &workflow::Transition| match transition.who {
        Who::All(signers) => signers.iter().any(|(relation, _)| *relation == Relation::Peer),
        Who::One(..) => false,
    };
    let two_sign = kind.workflow().is_some_and(|table| table.transitions.iter().any(asks_the_peer));
    let by_hand = kinds::of(kind).is_none_or(|behaviour| behaviour.begun_by_hand);
    by_hand && takes && (!two_sign || workspace.tree().peer(keeper).is_some())
}

/// The state in which the record stands, for lists and badges.
pub fn state(record: &RecordView<'_>) -> Option<&'static State> {
    record.kind.workflow().map(|table| workflow::Progress::of(table, &record.envelope.steps).state)
}
