//! What came of what was played.

use serde_json::Map;

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{Checked, Kind},
    exchange::import::{Batch, Incoming},
};

/// The records of a workspace that were written since a journal entry.
pub(super) fn made_since(workspace: &Workspace, sequence: u64) -> Batch {
    let mut batch = Batch::default();
    for kind in Kind::ALL {
        let made = workspace.records_of(*kind).filter(|record| record.revision > Some(sequence));
        for RecordView { id, title, values, envelope, .. } in made {
            let record = Checked { id, title, values, extra: Map::new() };
            let envelope = envelope.clone();
            batch.push(Incoming { kind: *kind, record, envelope, asks: None, place: None });
        }
    }
    batch
}
