//! The cases of a pack, run here as its check runs them where it is written.

use serde::{Deserialize, Serialize};

use crate::policy::{Chain, Diagnostic, Policy, cases};

/// One case of a pack, run here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseHeld {
    /// `subsidy.toml: academician, two hours`.
    pub name: String,
    /// In what it differs; nothing when it holds.
    pub fault: Option<Diagnostic>,
    /// Where it stands, and what it would expect to hold: see [`cases::accepted`].
    pub at: (String, usize),
    pub decided: Option<String>,
}

/// The cases of a chain's last pack, run.
pub(super) fn cases_held(policy: &Policy, chain: &Chain) -> Vec<CaseHeld> {
    let held = |case: cases::CaseResult| CaseHeld {
        name: case.name,
        fault: case.fault,
        at: case.at,
        decided: case.decided,
    };
    cases::run(policy, chain).into_iter().map(held).collect()
}
