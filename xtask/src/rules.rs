//! `cargo xtask rules check`: a pack's own faults and failing cases, by file and line.

use anyhow::Result;

use crate::shell::{command, run};

/// Runs the checker, which is an example of the library so that this crate need not compile it for every command.
pub fn check(record: &str) -> Result<()> {
    let record = std::path::absolute(record)?;
    run(command("cargo").args(["run", "--quiet", "--example", "rules_check", "--"]).arg(record))
}
