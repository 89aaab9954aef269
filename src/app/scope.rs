//! What a desk sees: its own records, what its subordinates have submitted, and what names it; never a neighbour's drafts.

use crate::domain::{
    Kind,
    field::FieldKind,
    organization::Side,
    record::Audience,
    workflow::{self, Desk, Relation, Stage, State, Who},
};

use super::workspace::{Folder, Workspace};

/// Whether the desk may see the record. A workspace in which nobody has taken a desk shows everything.
pub fn sees(workspace: &Workspace, desk: Option<&Desk>, folder: &Folder<'_>) -> bool {
    let Some(desk) = desk else { return true };
    let tree = workspace.tree();
    let keeper = folder.keeper();
    if folder.kind.declaration().audience == Audience::All || keeper == desk.unit {
        return true;
    }
    let course = folder.course();
    let is_draft = course.as_ref().is_some_and(|course| course.state.stage == Stage::Draft);
    if is_draft {
        // Who returned it still sees what became of it.
        return folder.envelope.steps.iter().any(|step| step.unit == desk.unit);
    }
    tree.oversees(&desk.unit, keeper)
        || (folder.kind.declaration().audience == Audience::Below && tree.is_below(&desk.unit, keeper))
        || is_named(workspace, desk, folder)
}

/// One of the relations of the record's workflow is this unit, or one of its fields names it.
fn is_named(workspace: &Workspace, desk: &Desk, folder: &Folder<'_>) -> bool {
    let tree = workspace.tree();
    let related = folder.kind.workflow().is_some_and(|course| {
        course.moves.iter().any(|step| step.units(folder.subject(), tree).0.contains(&desk.unit.as_str()))
    });
    related
        || folder.kind == Kind::Contact && folder.text("with") == desk.unit
        || of_own_round(workspace, desk, folder)
}

/// What is filed in a round is seen by the two organs that run it, whoever filed it (五.4).
fn of_own_round(workspace: &Workspace, desk: &Desk, folder: &Folder<'_>) -> bool {
    matches!(folder.kind, Kind::Need | Kind::Supply)
        && workspace.docking_rounds.get(folder.text("round")).is_some_and(|round| {
            round.unit == desk.unit || workspace.tree().peer(&round.unit) == Some(&desk.unit)
        })
}

/// Whether the desk may edit the fields of the record as it stands.
pub fn edits(workspace: &Workspace, desk: Option<&Desk>, folder: &Folder<'_>) -> bool {
    let Some(desk) = desk else { return true };
    let tree = workspace.tree();
    match folder.course() {
        Some(course) => {
            let editor =
                course.state.editor.and_then(|relation: Relation| relation.unit(folder.subject(), tree));
            editor == Some(desk.unit.as_str())
        }
        None => may_keep(workspace, desk, folder.kind, folder.keeper()),
    }
}

/// Whether the desk may add a record of this kind that belongs to `keeper`: with a workflow only its own; without one,
/// those of its subordinates too, since a bureau keeps the register of its schools. The registers of units and tutors are
/// the organs' to keep (一.2, 五.1).
pub fn may_keep(workspace: &Workspace, desk: &Desk, kind: Kind, keeper: &str) -> bool {
    let tree = workspace.tree();
    let is_organ =
        tree.get(&desk.unit).is_none_or(|unit| matches!(unit.side, Side::Education | Side::Association));
    match kind.declaration().keeper {
        None => is_organ,
        Some(_) if kind.workflow().is_some() => keeper == desk.unit && may_begin(workspace, desk, kind),
        Some("code") => is_organ && (tree.oversees(&desk.unit, keeper) || tree.get(keeper).is_none()),
        Some(_) => tree.oversees(&desk.unit, keeper),
    }
}

/// Whether a record of this kind can belong to the desk's unit at all: it is of a kind that the keeper's field takes, and
/// has a peer where two must sign.
fn may_begin(workspace: &Workspace, desk: &Desk, kind: Kind) -> bool {
    let declaration = kind.declaration();
    let takes = declaration.keeper.and_then(|key| kind.field(key)).is_some_and(|field| match field.kind {
        FieldKind::Reference(kinds) => {
            kinds.iter().any(|kind| workspace.table(*kind).place(&desk.unit).is_some())
        }
        _ => true,
    });
    let two_sign = kind
        .workflow()
        .is_some_and(|course| course.moves.iter().any(|step| matches!(step.who, Who::Both(..))));
    // A dispatch comes of forwarding a notice that was approved, and in no other way (0.2).
    kind != Kind::Dispatch && takes && (!two_sign || workspace.tree().peer(&desk.unit).is_some())
}

/// The state in which the record stands, for lists and badges.
pub fn state(folder: &Folder<'_>) -> Option<&'static State> {
    folder.kind.workflow().map(|course| workflow::Course::of(course, &folder.envelope.steps).state)
}
