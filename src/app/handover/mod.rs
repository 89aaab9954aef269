//! 交接: what leaves an office for another, and what comes from one.
//!
//! A package carries everything that its recipient is entitled to and has not acknowledged ([`outgoing`]); what arrives is looked through
//! record by record before anything is stored ([`incoming`]). What was sent and what has come is kept in two tables of the store
//! ([`ledger`]); nothing else is remembered, so that a package that is lost heals with the next.

pub mod card;
pub mod entitled;
pub mod incoming;
pub mod joining;
pub mod ledger;
pub mod outgoing;
pub mod parcel;

use crate::domain::{
    Kind,
    seal::{Digest, Key, Signature},
    signing::Trust,
};

use super::workspace::Workspace;
use crate::keys::Context;

/// What the journal calls a package that was made.
pub const HAND_OVER: &str = "hand-over";

/// Whether a signature holds; the library that knows is loaded where packages are opened.
pub type Verify<'a> = &'a dyn Fn(Context, &Key, &Digest, &Signature) -> bool;

/// The keys that are trusted in a workspace.
pub fn trust(workspace: &Workspace) -> Trust {
    let Some(office) = &workspace.settings.office else { return Trust::default() };
    let certificates = workspace.records_of(Kind::Certificate).map(|record| record.id);
    let held = certificates.filter_map(|id| {
        let certificate = workspace.certificates.get(&id)?;
        let envelope = workspace.table(Kind::Certificate).get(&id)?.envelope();
        let known = envelope.known();
        Some((certificate, known.steps))
    });
    let held: Vec<_> = held.collect();
    Trust::of(&office.roots, held.iter().map(|(certificate, steps)| (*certificate, &**steps)))
}
