//! What a step along a workflow read of other records: the guards that let it pass could have been told of these, so they
//! must still be as they were when the step is stored. Two tabs can then not close a document and send its dispatch in the
//! same moment.

use crate::{domain::Kind, store::Expected};

use super::{
    references,
    workspace::{AnyRecord, Workspace},
};

/// The records that these refer to and, where a guard has its say, the records under way that refer to them: guards count
/// those, and no guard counts a register, a kind without a workflow.
pub fn of(workspace: &Workspace, kind: Kind, ids: &[String], guarded: bool) -> Vec<Expected> {
    let records = ids.iter().filter_map(|id| workspace.find(kind, id));
    let mut read: Vec<_> = records
        .flat_map(|record| references::from(workspace, &record))
        .map(|(kind, record)| expected(kind, record))
        .collect();
    if guarded {
        for other in Kind::ALL.iter().copied().filter(|other| other.workflow().is_some()) {
            read.extend(references::to(workspace, other, (kind, ids)).map(|record| expected(other, record)));
        }
    }
    read.sort();
    read.dedup();
    read
}

fn expected(kind: Kind, record: &dyn AnyRecord) -> Expected {
    Expected { table: kind.code().to_owned(), key: record.id(), revision: Some(record.revision()) }
}
