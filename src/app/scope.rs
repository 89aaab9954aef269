//! What a seat sees: its own records, what its subordinates have submitted, and what names it; never a neighbour's drafts.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::{
    Kind,
    field::{Field, FieldKind},
    organization::Side,
    record::Audience,
    tree::Unit,
    workflow::{self, Relation, Seat, Stage, State, Step, Who},
};

use super::{
    kinds,
    workspace::{AnyRecord, RecordView, Workspace},
};

/// Whether the seat may see the record. A workspace in which nobody has taken a seat shows everything.
pub fn sees(workspace: &Workspace, seat: Option<&Seat>, record: &RecordView<'_>) -> bool {
    let Some(seat) = seat else { return true };
    let keeper = record.keeper();
    match at_a_glance(seat, record.kind, keeper, (record.state, &record.envelope.steps)) {
        Some(sees) => sees,
        None => stands_to(workspace, seat, record.kind, keeper) || is_named(workspace, seat, record),
    }
}

/// What the record's own steps say; nothing where it depends on how the seat stands to its keeper.
fn at_a_glance(
    seat: &Seat,
    kind: Kind,
    keeper: &str,
    (state, steps): (Option<&'static State>, &[Step]),
) -> Option<bool> {
    if keeper == seat.unit {
        return Some(true);
    }
    if state.is_some_and(|state| state.stage == Stage::Draft) {
        // Who returned it still sees what became of it.
        return Some(steps.iter().any(|step| step.unit == seat.unit));
    }
    (kind.declaration().audience == Audience::All).then_some(true)
}

/// Whether the seat sees whatever this keeper has submitted.
fn stands_to(workspace: &Workspace, seat: &Seat, kind: Kind, keeper: &str) -> bool {
    let tree = workspace.tree();
    tree.oversees(&seat.unit, keeper)
        || (kind.declaration().audience == Audience::Below && tree.is_below(&seat.unit, keeper))
}

/// [`sees`], of many records of a kind: how the seat stands to a keeper is asked once.
pub struct Sight<'a> {
    workspace: &'a Workspace,
    seat: Option<&'a Seat>,
    kind: Kind,
    keeper: Option<&'static Field>,
    /// Whether it needs no look at a single record.
    all: bool,
    stands: HashMap<&'a str, bool>,
}

impl<'a> Sight<'a> {
    pub fn of(workspace: &'a Workspace, seat: Option<&'a Seat>, kind: Kind) -> Self {
        let keeper = kind.declaration().keeper.and_then(|key| kind.field(key));
        let has_drafts = || {
            let mut states = kind.workflow().into_iter().flat_map(|table| table.states);
            states.any(|state| state.stage == Stage::Draft)
        };
        let all = seat.is_none() || kind.declaration().audience == Audience::All && !has_drafts();
        Self { workspace, seat, kind, keeper, all, stands: HashMap::new() }
    }

    /// Whether it sees every record of the kind.
    pub fn sees_all(&self) -> bool {
        self.all
    }

    pub fn sees(&mut self, record: &'a dyn AnyRecord) -> bool {
        let Some(seat) = self.seat.filter(|_| !self.all) else { return true };
        // Keepers are not dated: any day does.
        let keeper = self.keeper.and_then(|field| record.scalar(field, Date::MIN).text()).unwrap_or_default();
        if let Some(sees) = at_a_glance(seat, self.kind, keeper, (record.state(), &record.envelope().steps)) {
            return sees;
        }
        let stands = self.stands.entry(keeper);
        *stands.or_insert_with(|| stands_to(self.workspace, seat, self.kind, keeper))
            || is_named(self.workspace, seat, &RecordView::of(self.kind, record))
    }
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
