//! The ids that the program gives to new records.

use serde_json::{Map, Value};

use super::workspace::Workspace;
use crate::domain::Kind;

/// The id of a new record of a kind that is known by some of its fields. Two offices that enter the same give it the same id.
pub(super) fn new_id(workspace: &Workspace, kind: Kind, values: &Map<String, Value>) -> String {
    let identity = kind.identity(values).unwrap_or_default();
    Kind::codes(&identity).find(|id| !workspace.table(kind).has(id)).unwrap_or_default()
}

/// `410122-edu-need-004`: the first number of the unit that is free, and not among those about to be taken.
pub(super) fn next_code(workspace: &Workspace, kind: Kind, unit: &str, taken: &[String]) -> String {
    let code = |number: usize| format!("{unit}-{}-{number:03}", kind.code());
    let table = workspace.table(kind);
    (1..).map(code).find(|code| !table.has(code) && !taken.contains(code)).unwrap_or_default()
}
