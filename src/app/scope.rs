//! What a seat sees: its own records, what its subordinates have submitted, and what names it; never a neighbour's drafts.

use std::{collections::HashMap, sync::Arc};

use jiff::civil::Date;

use crate::domain::{
    Kind,
    field::{Field, FieldKind},
    organization::Side,
    record::Audience,
    section::Section,
    tree::{Tree, Unit},
    workflow::{self, Relation, Seat, Stage, State, Step, Subject, Who},
};

use super::{
    kinds,
    workspace::{AnyRecord, RecordView, Workspace},
};

/// Whoever looks at a workspace: what is summed up, listed and exported for them is of what they see. Without a seat everything is seen.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub workspace: &'a Workspace,
    pub seat: Option<&'a Seat>,
}

/// Whose eyes they are: what is seen of the records of a kind follows from these and from the records, where [`Sight::is_local`].
#[derive(Debug, Default, PartialEq)]
pub struct Eyes {
    seat: Option<Seat>,
    tree: Arc<Tree>,
}

impl Eyes {
    pub fn of(view: View<'_>) -> Self {
        Self { seat: view.seat.cloned(), tree: Arc::clone(&view.workspace.tree) }
    }
}

/// Whether the seat may see the record. A workspace in which nobody has taken a seat shows everything, and so does an office's: nothing
/// comes to it that it may not have.
pub fn sees(workspace: &Workspace, seat: Option<&Seat>, record: &RecordView<'_>) -> bool {
    match (record.kind.declaration().audience, own(workspace, seat)) {
        (Audience::Summed, own) => return own.is_none_or(|unit| unit == record.keeper()),
        (Audience::Parties, Some(unit)) => {
            return unit == record.keeper()
                || is_named(workspace, unit, &relations(record.kind), record.subject());
        }
        _ => {}
    }
    let Some(seat) = seat.filter(|_| workspace.settings.office.is_none()) else { return true };
    let keeper = record.keeper();
    match at_a_glance(seat, record.kind, keeper, (record.state, &record.envelope.steps)) {
        Some(sees) => sees,
        None => {
            stands_to(workspace, seat, record.kind, keeper)
                || is_named(workspace, &seat.unit, &relations(record.kind), record.subject())
        }
    }
}

/// Who looks at what nobody sees by standing above its keeper; nobody in particular where nobody has taken a seat and it is no office's
/// workspace either: then everything is shown.
pub fn own<'a>(workspace: &'a Workspace, seat: Option<&'a Seat>) -> Option<&'a str> {
    let office = || workspace.settings.office.as_ref().map(|office| office.unit.as_str());
    seat.map(|seat| seat.unit.as_str()).or_else(office)
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
    match kind.declaration().audience {
        Audience::Parties => keeper == seat.unit,
        Audience::Below => tree.oversees(&seat.unit, keeper) || tree.is_below(&seat.unit, keeper),
        Audience::Own | Audience::All | Audience::Summed => tree.oversees(&seat.unit, keeper),
    }
}

/// [`sees`], of many records of a kind: how the seat stands to a keeper is asked once.
pub struct Sight<'a> {
    view: View<'a>,
    kind: Kind,
    keeper: Option<&'static Field>,
    /// Whether it needs no look at a single record.
    all: bool,
    /// Who must be its keeper, or named by it, where nobody sees it by standing above.
    only: Option<&'a str>,
    relations: Vec<Relation>,
    stands: HashMap<&'a str, bool>,
}

impl<'a> Sight<'a> {
    pub fn of(view: View<'a>, kind: Kind) -> Self {
        let keeper = kind.declaration().keeper.and_then(|key| kind.field(key));
        let mut states = kind.workflow().into_iter().flat_map(|table| table.states);
        let has_drafts = states.any(|state| state.stage == Stage::Draft);
        let (relations, stands) = (relations(kind), HashMap::new());
        let audience = kind.declaration().audience;
        let is_closed = matches!(audience, Audience::Summed | Audience::Parties);
        let only = own(view.workspace, view.seat).filter(|_| is_closed);
        let all = only.is_none() && (view.seat.is_none() || view.workspace.settings.office.is_some());
        let mut sight = Self { view, kind, keeper, all, only, relations, stands };
        sight.all |= !has_drafts
            && match audience {
                Audience::All => true,
                Audience::Own => sight.stands_to_all(),
                Audience::Below | Audience::Summed | Audience::Parties => false,
            };
        sight
    }

    /// Whether it stands so to every keeper on file: a bureau to its schools. Asked of whom they report to, who are few.
    fn stands_to_all(&mut self) -> bool {
        let Some(FieldKind::Reference(kinds)) = self.keeper.map(|field| field.kind) else { return false };
        let workspace = self.view.workspace;
        let mut keepers = kinds.iter().flat_map(|kind| workspace.table(*kind).each());
        keepers.all(|(keeper, _)| {
            let superior = workspace.tree().superior(keeper);
            superior.is_some_and(|superior| self.stands_to(superior)) || self.stands_to(keeper)
        })
    }

    /// Whether it sees every record of the kind.
    pub fn sees_all(&self) -> bool {
        self.all
    }

    /// Whether what is seen of a record follows from the seat, the tree and the record alone.
    pub fn is_local(&self) -> bool {
        self.all || !self.relations.iter().any(|relation| matches!(relation, Relation::Via(..)))
    }

    pub fn sees(&mut self, id: &str, record: &'a dyn AnyRecord) -> bool {
        if self.all {
            return true;
        }
        let keeper = self.keeper_of(record);
        if let Some(only) = self.only {
            return only == keeper || !self.is_summed() && self.is_named(only, (id, record));
        }
        let Some(seat) = self.view.seat else { return true };
        if let Some(sees) = at_a_glance(seat, self.kind, keeper, (record.state(), &record.envelope().steps)) {
            return sees;
        }
        self.stands_to(keeper) || self.is_named(&seat.unit, (id, record))
    }

    fn is_named(&self, unit: &str, (id, record): (&str, &dyn AnyRecord)) -> bool {
        is_named(self.view.workspace, unit, &self.relations, record.subject(self.kind, id))
    }

    /// Whether figures count it: what is seen and, of what nobody above its keeper sees by itself, what has been submitted below.
    pub fn counts(&mut self, id: &str, record: &'a dyn AnyRecord) -> bool {
        let is_draft = record.state().is_some_and(|state| state.stage == Stage::Draft);
        self.sees(id, record) || self.is_summed() && !is_draft && self.stands_to(self.keeper_of(record))
    }

    fn is_summed(&self) -> bool {
        self.kind.declaration().audience == Audience::Summed
    }

    /// Keepers are not dated: any day does.
    fn keeper_of(&self, record: &'a dyn AnyRecord) -> &'a str {
        self.keeper.and_then(|field| record.scalar(field, Date::MIN).text()).unwrap_or_default()
    }

    /// Whether it sees whatever this keeper has submitted.
    pub fn stands_to(&mut self, keeper: &'a str) -> bool {
        let View { workspace, seat } = self.view;
        let Some(seat) = seat else { return true };
        let stands = self.stands.entry(keeper);
        *stands.or_insert_with(|| keeper == seat.unit || stands_to(workspace, seat, self.kind, keeper))
    }
}

/// The relations that the workflow of a kind names, and those by which the kind is seen too.
fn relations(kind: Kind) -> Vec<Relation> {
    let transitions = kind.workflow().into_iter().flat_map(|table| table.transitions);
    let signers = transitions.flat_map(|transition| transition.who.relations());
    let also = kinds::of(kind).into_iter().flat_map(|behaviour| behaviour.also_seen_by).copied();
    let mut relations = Vec::new();
    for relation in signers.chain(also) {
        if !relations.contains(&relation) {
            relations.push(relation);
        }
    }
    relations
}

/// Whether the unit stands so to the record.
fn is_named(workspace: &Workspace, unit: &str, relations: &[Relation], record: Subject<'_>) -> bool {
    let names = |relation: &Relation| relation.unit(record, workspace).is_some_and(|named| named == unit);
    relations.iter().any(|relation| names(relation) && holds(*relation, record))
}

/// Whether a relation by which a kind is seen holds of a record as it stands.
fn holds(relation: Relation, record: Subject<'_>) -> bool {
    let waits = kinds::of(record.kind)
        .is_some_and(|behaviour| behaviour.also_seen_once_done && behaviour.also_seen_by.contains(&relation));
    !waits || was_done(record)
}

/// Whether it has been decided on, whatever came of it since.
fn was_done(record: Subject<'_>) -> bool {
    let Some(table) = record.kind.workflow() else { return true };
    let is_done = |code: &str| table.state(code).is_some_and(|state| state.stage == Stage::Done);
    let leads_there =
        |step: &Step| table.transitions.iter().any(|made| step.verb == made.verb && is_done(made.to));
    record.steps.iter().any(leads_there)
}

/// Whether a field of the record by which its workflow or its kind goes names the unit.
pub fn names(unit: &str, record: &RecordView<'_>) -> bool {
    relations(record.kind).into_iter().any(|relation| match relation {
        Relation::Named(field) => {
            record.subject().named(field) == Some(unit) && holds(relation, record.subject())
        }
        _ => false,
    })
}

/// The units that stand to the record so that its workflow asks them, or that its kind shows it to them.
pub fn named(workspace: &Workspace, record: &RecordView<'_>) -> impl Iterator<Item = String> {
    let shown = relations(record.kind).into_iter().filter(|relation| holds(*relation, record.subject()));
    shown.filter_map(move |relation| relation.unit(record.subject(), workspace))
}

/// Whether the seat has a part in a section: then the menu offers it, and its pages open. Who has no seat, or one of which the tree
/// knows no unit, may look everywhere.
pub fn opens(tree: &Tree, seat: Option<&Seat>, section: Section) -> bool {
    seat.and_then(|seat| tree.get(&seat.unit)).is_none_or(|unit| section.is_for(unit.side))
}

/// Whether the seat has schools to compare with each other: an organ. Who has no seat, or one of which the tree knows no unit, sees all.
pub fn compares_schools(tree: &Tree, seat: Option<&Seat>) -> bool {
    let unit = seat.and_then(|seat| tree.get(&seat.unit));
    unit.is_none_or(|unit| matches!(unit.side, Side::Education | Side::Association))
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
