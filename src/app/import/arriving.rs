//! What a file brings, held against each other and against what is stored, once all of it is read: two sessions may change
//! places.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    app::{
        kinds::{self, Clashes, Others},
        workspace::{Workspace, is_void},
    },
    domain::{
        Kind,
        field::{FieldProblem, Values},
    },
    exchange::import::Batch,
};

/// The places in the batch of what cannot stand there, each with what is wrong with it. What is left out brings nothing, so
/// that what is stored of it stays, and may be in the way of others.
pub fn clashes(workspace: &Workspace, batch: &Batch) -> Vec<(usize, FieldProblem)> {
    let is_void = |kind: Kind, id: &str| workspace.table(kind).get(id).is_some_and(is_void);
    let rows: Vec<(usize, Kind, &'static Clashes)> = batch
        .iter()
        .enumerate()
        .filter(|(_, incoming)| !is_void(incoming.kind, &incoming.record.id))
        .filter_map(|(place, incoming)| Some((place, incoming.kind, kinds::clashes(incoming.kind)?)))
        .collect();
    let mut stored: HashMap<Kind, Others<'_>> = HashMap::new();
    for (_, kind, clashes) in &rows {
        stored.entry(*kind).or_insert_with(|| Others::of(clashes, workspace.table(*kind)));
    }
    let mut refused: BTreeMap<usize, FieldProblem> = BTreeMap::new();
    loop {
        let before = refused.len();
        let ids: FxHashSet<_> = rows
            .iter()
            .filter(|(place, ..)| !refused.contains_key(place))
            .filter_map(|(place, kind, _)| Some((*kind, batch.get(*place)?.record.id.as_str())))
            .collect();
        let mut standing: FxHashMap<(Kind, u64), Vec<usize>> = FxHashMap::default();
        for (place, kind, clashes) in &rows {
            let Some(incoming) = batch.get(*place).filter(|_| !refused.contains_key(place)) else { continue };
            let values = Values(*kind, &incoming.record.values);
            let beside = standing.entry((*kind, clashes.place(&values))).or_default();
            let mut others = beside.iter().filter_map(|other| batch.get(*other));
            let clash = others
                .find_map(|other| clashes.between(&values, &Values(*kind, &other.record.values)))
                .or_else(|| {
                    // What the file has changed is not there any more as it is stored.
                    let stays = |id: &str| !ids.contains(&(*kind, id));
                    stored.get(kind)?.clash(clashes, &incoming.record.id, &values, &stays)
                });
            match clash {
                Some(problem) => drop(refused.insert(*place, problem)),
                None => beside.push(*place),
            }
        }
        if refused.len() == before {
            return refused.into_iter().collect();
        }
    }
}
