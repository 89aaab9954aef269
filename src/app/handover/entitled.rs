//! What an office may be given of a record. What a page shows and what a package carries are two things: a page shows a workspace to
//! those who sit in it, and a package leaves it for good.

use std::collections::BTreeSet;

use crate::{
    app::{
        scope, sealing,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Tree,
        field::{FieldKind, personal},
        record::Audience,
        workflow::{self, Stage},
    },
};

/// What of a record a unit may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entitled {
    Nothing,
    /// All but personal data: a unit above, or one to which registers go.
    WithoutPersonal,
    /// Whoever keeps it, is named by it or moves it next.
    Whole,
}

/// What a unit may be given of a record now.
pub fn entitled(workspace: &Workspace, unit: &str, record: &RecordView<'_>) -> Entitled {
    let keeper = record.keeper();
    if keeper == unit {
        return Entitled::Whole;
    }
    // What an office says of its own desks only that office hands over: whoever else does not know its keys could not tell whether it did.
    let office = workspace.settings.office.as_ref().map(|office| office.unit.as_str());
    let is_certificate = record.kind == Kind::Certificate;
    let is_claim = is_certificate && !is_issued(record);
    if is_certificate && record.text("unit") == keeper && Some(keeper) != office {
        return Entitled::Nothing;
    }
    // A draft that nobody has signed yet is its keeper's alone. One that was taken back is as it was then: that it waits for nobody
    // any more is told, and what is written into it since is not signed.
    if is_draft(record) && record.envelope.sealed().next().is_none() {
        return Entitled::Nothing;
    }
    let is_party = scope::names(unit, record) || signs(workspace, unit, record);
    if is_party || moves_next(workspace, record).iter().any(|next| next == unit) {
        return Entitled::Whole;
    }
    let tree = workspace.tree();
    // What a person is paid, and to which account, goes to nobody who only stands above.
    if record.kind.declaration().audience == Audience::Parties {
        return Entitled::Nothing;
    }
    let above = tree.oversees(unit, keeper) || scope::named(workspace, record).any(|named| named == unit);
    let below = record.kind.declaration().audience == Audience::Below && tree.is_below(unit, keeper);
    // What was approved for all to use goes to all.
    let for_all = record.state.is_some() && record.kind.declaration().audience == Audience::All;
    let passed_on =
        record.state.is_none_or(|state| state.stage == Stage::Done) && (for_all || lists(record, unit));
    match above || below || passed_on || !is_claim && is_register(record.kind) {
        true => Entitled::WithoutPersonal,
        false => Entitled::Nothing,
    }
}

/// Whether its keeper is writing it, for the first time or again.
pub fn is_draft(record: &RecordView<'_>) -> bool {
    record.state.is_some_and(|state| state.stage == Stage::Draft)
}

/// Whether a list of units in the record has the unit: those to whom a document is passed on.
fn lists(record: &RecordView<'_>, unit: &str) -> bool {
    let of_units = record.kind.fields().iter().filter(|field| matches!(field.kind, FieldKind::References(_)));
    let listed = of_units.filter_map(|field| record.values.get(field.key)?.as_array());
    listed.flatten().any(|listed| listed.as_str() == Some(unit))
}

/// Whether the record is signed by the unit together with others: it has all that it has put its name to.
fn signs(workspace: &Workspace, unit: &str, record: &RecordView<'_>) -> bool {
    let transitions = record.kind.workflow().into_iter().flat_map(|table| table.transitions);
    let mut signers = transitions.filter(|made| made.is_joint()).flat_map(|made| made.who.relations());
    signers.any(|signer| signer.unit(record.subject(), workspace).is_some_and(|signer| signer == unit))
}

/// The units that are waited for.
fn moves_next(workspace: &Workspace, record: &RecordView<'_>) -> Vec<String> {
    let table = record.kind.workflow();
    let waited = table.map(|table| workflow::waited_for(table, record.subject(), workspace));
    waited.into_iter().flatten().map(|(_, unit)| unit).collect()
}

fn is_issued(record: &RecordView<'_>) -> bool {
    record.state.is_some_and(|state| state.stage != Stage::Underway)
}

/// Whether every office has a register: who is who, and which keys speak for them.
pub fn is_register(kind: Kind) -> bool {
    let goes_to_all = kind.declaration().audience == Audience::All;
    goes_to_all && (Tree::KINDS.contains(&kind) || kind == Kind::Certificate)
}

/// The fields of a kind, as they are signed, of which it is known that no personal data stands in them; whatever else was signed, by a pack
/// that is not in force or in an older form, is left out for whoever gets no personal data.
pub fn impersonal(workspace: &Workspace, kind: Kind) -> BTreeSet<String> {
    let fields = workspace.fields().of(kind).filter(|field| !field.inner && !personal::hides(field));
    fields.map(|field| sealing::signed_as(kind, field.key)).collect()
}

/// The units to which anything may have to go: those above, beside and below, and those that records name.
pub fn partners(workspace: &Workspace, unit: &str) -> BTreeSet<String> {
    let tree = workspace.tree();
    let mut partners: BTreeSet<String> = tree.subordinates(unit).map(|below| below.id.clone()).collect();
    let beside = [tree.superior(unit), tree.peer(unit)];
    partners.extend(beside.into_iter().flatten().map(str::to_owned));
    for kind in Kind::ALL.iter().filter(|kind| kind.workflow().is_some()) {
        for record in workspace.records_of(*kind).filter(|record| record.keeper() == unit) {
            partners.extend(scope::named(workspace, &record));
        }
    }
    partners.retain(|partner| partner != unit && tree.get(partner).is_some_and(|unit| unit.side.receives()));
    partners
}
