//! The workspace as pages follow it: one signal a table, so that a commit wakes only what shows a table that it wrote.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use crate::{
    app::{settings::Settings, workspace::Workspace},
    domain::Kind,
    store::{Stored as _, Written},
};

/// See the module.
#[derive(Clone, Copy)]
pub struct Tables {
    workspace: StoredValue<Arc<Workspace>>,
    by_table: StoredValue<HashMap<&'static str, Trigger>>,
    any: Trigger,
}

impl Tables {
    /// Of an empty workspace.
    pub(super) fn new() -> Self {
        let tables = Kind::ALL.iter().map(|kind| kind.code()).chain([Settings::TABLE]);
        Self {
            workspace: StoredValue::default(),
            by_table: StoredValue::new(tables.map(|table| (table, Trigger::new())).collect()),
            any: Trigger::new(),
        }
    }

    /// Followed in the tables of these kinds only.
    pub fn of(self, kinds: &[Kind]) -> Arc<Workspace> {
        kinds.iter().for_each(|kind| self.track_table(kind.code()));
        self.get_untracked()
    }

    /// The settings, followed by themselves.
    pub fn settings(self) -> Settings {
        self.track_table(Settings::TABLE);
        self.with_untracked(|workspace| workspace.settings.clone())
    }

    /// Followed in everything.
    pub fn get(self) -> Arc<Workspace> {
        self.track();
        self.get_untracked()
    }

    pub fn with<T>(self, read: impl FnOnce(&Workspace) -> T) -> T {
        self.track();
        self.with_untracked(read)
    }

    pub fn get_untracked(self) -> Arc<Workspace> {
        self.workspace.get_value()
    }

    pub fn with_untracked<T>(self, read: impl FnOnce(&Workspace) -> T) -> T {
        self.workspace.with_value(|workspace| read(workspace))
    }

    pub fn track(self) {
        self.any.track();
    }

    fn track_table(self, table: &str) {
        if let Some(trigger) = self.by_table.with_value(|by_table| by_table.get(table).copied()) {
            trigger.track();
        }
    }

    /// Shows another workspace: what was written since the one before, or, without it, all of another.
    pub(super) fn show(self, workspace: Arc<Workspace>, written: Option<&[Written]>) {
        self.workspace.set_value(workspace);
        let rows = || written.into_iter().flatten().flat_map(|written| &written.rows);
        let wrote = |table: &str| written.is_none() || rows().any(|row| row.table == table);
        let woken: Vec<_> = self.by_table.with_value(|by_table| {
            by_table.iter().filter(|(table, _)| wrote(table)).map(|(_, trigger)| *trigger).collect()
        });
        woken.into_iter().chain([self.any]).for_each(|trigger| trigger.notify());
    }

    /// Changes it without telling anybody.
    pub(super) fn update_untracked(self, update: impl FnOnce(&mut Arc<Workspace>)) {
        self.workspace.update_value(update);
    }

    /// Tells those who follow a table.
    pub(super) fn notify(self, kind: Kind) {
        if let Some(trigger) = self.by_table.with_value(|by_table| by_table.get(kind.code()).copied()) {
            trigger.notify();
        }
        self.any.notify();
    }
}
