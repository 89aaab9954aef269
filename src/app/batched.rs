//! What payment batches have owed for sessions so far (五.7).

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::workspace::Workspace;
use crate::domain::{Money, SchoolStatement, workflow::Stage};

/// What standing batches have owed for a session so far, all in all.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Batched {
    /// 学时.
    pub hours: Decimal,
    /// After tax.
    pub amount: Money,
}

impl Batched {
    /// Whether anything of it stands.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// The statements of schools that stand: nothing of one that was left out was ever owed.
pub fn statements(workspace: &Workspace) -> impl Iterator<Item = &SchoolStatement> {
    let held = workspace.school_statements.held().iter();
    held.filter(|(_, held)| held.state.is_none_or(|state| state.stage != Stage::Void))
        .map(|(_, held)| &held.record)
}

/// What has been batched, of the sessions that are wanted.
pub fn batched(workspace: &Workspace, wanted: impl Fn(&str) -> bool) -> HashMap<&str, Batched> {
    let mut batched = HashMap::<&str, Batched>::new();
    for line in statements(workspace).flat_map(|statement| &statement.lines) {
        if wanted(&line.session) {
            let of_it = batched.entry(&line.session).or_default();
            of_it.hours += line.adds_hours();
            of_it.amount += line.adds();
        }
    }
    batched
}
