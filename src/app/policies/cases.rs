//! The cases of a pack, run here as its check runs them where it is written.

use serde::{Deserialize, Serialize};

use jiff::civil::Date;

use crate::policy::{Diagnostic, PackError, PackLibrary, PackSource, Policy, cases};

/// One case of a pack, run here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseHeld {
    /// `subsidy.toml: academician, two hours`.
    pub name: String,
    /// In what it differs; nothing when it holds.
    pub fault: Option<Diagnostic>,
}

/// The pack's own cases, run.
///
/// # Errors
/// When there is no such pack on the day.
pub fn cases_held(
    policy: &Policy,
    library: &PackLibrary,
    source: &PackSource,
    day: Date,
) -> Result<Vec<CaseHeld>, PackError> {
    let chain = library.chain(&source.id, day)?;
    let held = |case: cases::CaseResult| CaseHeld { name: case.name, fault: case.fault };
    Ok(cases::run(policy, &chain).into_iter().map(held).collect())
}
