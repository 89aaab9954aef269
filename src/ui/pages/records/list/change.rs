//! The query of a table lives in its address.

use leptos::prelude::*;

use crate::{app::table::TableQuery, domain::Kind, ui::route::Route};

/// Another query of the same table, in place of the present one.
pub fn change(kind: Kind, query: Signal<TableQuery>, edit: impl FnOnce(&mut TableQuery)) {
    let mut changed = query.get_untracked();
    edit(&mut changed);
    Route::Records { kind, query: changed }.replace();
}
