//! Records that a reference can name: by name, number, or both.

use leptos::prelude::*;

use crate::{app::scope, domain::Kind, ui::state::State};

/// What the person can choose from: name and id.
pub fn candidates(state: State, kinds: &'static [Kind]) -> Vec<(String, String)> {
    let workspace = state.workspace.get();
    let seat = state.seat();
    let mut found = Vec::new();
    for kind in kinds {
        for record in workspace.records_of(*kind) {
            if scope::sees(&workspace, seat.as_ref(), &record) {
                found.push((record.title, record.id));
            }
        }
    }
    found.sort();
    found
}

/// As the list offers it.
pub fn shown(name: &str, id: &str) -> String {
    format!("{name}（{id}）")
}

/// The id in what a person chose from the list or typed: `名称（编号）`, or the name or the id alone.
pub fn chosen(candidates: &[(String, String)], typed: &str) -> String {
    let typed = typed.trim();
    let by = |test: &dyn Fn(&(String, String)) -> bool| candidates.iter().find(|candidate| test(candidate));
    by(&|(name, id)| shown(name, id) == typed)
        .or_else(|| by(&|(_, id)| id == typed))
        .or_else(|| by(&|(name, _)| name == typed))
        .map_or_else(|| typed.to_owned(), |(_, id)| id.clone())
}
