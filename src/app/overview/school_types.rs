//! What is earned, by the kind of school at which it was: its stage, and whether it was a rural one then.

use std::collections::BTreeMap;

use crate::{
    app::workspace::Workspace,
    domain::{Month, school::Stage},
};

use super::Earned;

/// A stage of school, in the country or in town.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchoolType {
    pub stage: Stage,
    pub rural: bool,
}

/// Adds what schools earned. Whether one is rural is asked of the end of the month.
pub(super) fn add(
    workspace: &Workspace,
    earned: &[((Month, Box<str>), Earned)],
    by_type: &mut BTreeMap<SchoolType, Earned>,
) {
    for ((month, school), sum) in earned {
        let Some(school) = workspace.schools.get(school) else { continue };
        let of = SchoolType { stage: school.stage, rural: *school.rural.on(month.last_day()) };
        by_type.entry(of).or_default().add(*sum);
    }
}
