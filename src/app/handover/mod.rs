//! 交接: what leaves an office for another, and what comes from one.
//!
//! A package carries everything that its recipient is entitled to and has not acknowledged ([`outgoing`]); what arrives is looked through
//! record by record before anything is stored ([`incoming`]). What was sent and what has come is kept in two tables of the store
//! ([`ledger`]); nothing else is remembered, so that a package that is lost heals with the next.

pub mod adoption;
pub mod card;
pub mod certifying;

pub mod entitled;
pub mod incoming;
pub mod joining;
pub mod ledger;
pub mod outgoing;
pub mod parcel;

use std::collections::BTreeMap;

use crate::{
    domain::{
        Certificate, Kind,
        seal::{Digest, Key, Signature},
        signing::{Known, Statement, Trust, trust::Oversees},
        workflow::Step,
    },
    keys::Context,
};

use super::workspace::Workspace;

/// What the journal calls a package that was made.
pub const HAND_OVER: &str = "hand-over";

/// Whether a signature holds; the library that knows is loaded where packages are opened.
pub type Verify<'a> = &'a dyn Fn(Context, &Key, &Digest, &Signature) -> bool;

/// The keys that are trusted in a workspace.
pub fn trust(workspace: &Workspace) -> Trust {
    let tree = workspace.tree();
    trust_where(workspace, &|above, unit| tree.oversees(above, unit))
}

/// The same where something else says who oversees whom.
pub fn trust_where(workspace: &Workspace, oversees: Oversees<'_>) -> Trust {
    let Some(office) = &workspace.settings.office else { return Trust::default() };
    let statements: Vec<_> = stated(workspace).collect();
    Trust::of(&office.roots, &statements, oversees)
}

/// Whether a unit works with the program itself: another has certified a desk of it.
pub fn has_joined(workspace: &Workspace, unit: &str) -> bool {
    trust(workspace).desks().any(|(_, desk)| desk.unit == unit && desk.is_issued)
}

/// What the steps of all certificates here state.
fn stated(workspace: &Workspace) -> impl Iterator<Item = Statement> {
    let held = workspace.records_of(Kind::Certificate);
    held.flat_map(|record| statements(&record.envelope.known()))
}

/// What the steps of a certificate's record state: each the certificate that it signed.
fn statements(known: &Known) -> Vec<Statement> {
    let signed: BTreeMap<_, _> = known.contents.iter().map(|content| (content.digest(), content)).collect();
    let statement = |step: &Step| {
        let content = signed.get(&step.seal.as_ref()?.content)?;
        let certificate: Certificate = serde_json::from_value(content.values.clone().into()).ok()?;
        Some(Statement { certificate, step: step.clone() })
    };
    known.steps.iter().filter_map(statement).collect()
}
