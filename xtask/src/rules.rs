//! `cargo xtask rules check`: a pack's own faults and failing cases, by file and line.

use anyhow::Result;

use crate::shell::{command, run};

/// Runs the checker, which is a program of the library's so that this crate need not compile it for every command.
pub fn check(folder: &str) -> Result<()> {
    let folder = std::path::absolute(folder)?;
    run(command("cargo").args(["run", "--quiet", "--bin", "rules_check", "--"]).arg(folder))
}
