//! What a file brings, asked of every row: whether it can stand beside what is stored and what the file has brought so far.

use std::collections::{HashMap, HashSet};

use crate::{
    app::{
        kinds::{self, Others},
        workspace::{Workspace, is_void},
    },
    domain::{
        Checked, Kind,
        field::{FieldProblem, Values},
    },
    exchange::import::Batch,
};

/// See the module. Of each kind the stored records are looked through once.
pub struct Arriving<'a> {
    workspace: &'a Workspace,
    stored: HashMap<Kind, Others<'a>>,
    /// Places in the batch.
    brought: HashMap<(Kind, u64), Vec<usize>>,
    ids: HashSet<(Kind, String)>,
    /// How much of the batch is in the two.
    seen: usize,
}

impl<'a> Arriving<'a> {
    pub fn beside(workspace: &'a Workspace) -> Self {
        Self { workspace, stored: HashMap::new(), brought: HashMap::new(), ids: HashSet::new(), seen: 0 }
    }

    /// What is wrong with a record that the file brings after all of the batch.
    pub fn clash(&mut self, batch: &Batch, kind: Kind, record: &Checked) -> Option<FieldProblem> {
        let clashes = kinds::clashes(kind)?;
        let workspace = self.workspace;
        if workspace.table(kind).get(&record.id).is_some_and(is_void) {
            return None;
        }
        for (place, incoming) in batch.iter().enumerate().skip(self.seen) {
            if let Some(clashes) = kinds::clashes(incoming.kind) {
                let among = clashes.place(&Values(incoming.kind, &incoming.record.values));
                if !workspace.table(incoming.kind).get(&incoming.record.id).is_some_and(is_void) {
                    self.brought.entry((incoming.kind, among)).or_default().push(place);
                }
                self.ids.insert((incoming.kind, incoming.record.id.clone()));
            }
        }
        self.seen = batch.len();
        let stored = self.stored.entry(kind).or_insert_with(|| Others::of(clashes, workspace.table(kind)));
        let values = Values(kind, &record.values);
        let among = clashes.place(&values);
        let brought = self.brought.get(&(kind, among)).into_iter().flatten();
        let brought = brought
            .filter_map(|place| batch.get(*place))
            .find_map(|other| clashes.between(&values, &Values(kind, &other.record.values)));
        // What the file has changed is not there any more as it is stored.
        let stays = |id: &str| !self.ids.contains(&(kind, id.to_owned()));
        brought.or_else(|| stored.clash(clashes, &record.id, &values, &stays))
    }
}
