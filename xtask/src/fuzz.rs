//! `cargo xtask fuzz`: mutated files, packs, scripts and stored rows, on every core for as long as one likes.

use std::{
    process::Command,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};

use crate::shell::{command, run};

/// As long as it runs among the tests.
pub const SECONDS: u64 = 60;

const TEST: [&str; 6] = ["test", "--quiet", "--profile", "fuzz", "--test", "fuzz"];

/// Tries for so many seconds, on every core with a seed of its own.
pub fn fuzz(seconds: u64) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("a clock before 1970")?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let seeds = (0_u64..).map(|core| now.as_secs().wrapping_add(core)).take(cores);
    run(command("cargo").args(TEST).arg("--no-run"))?;
    let tried: Result<Vec<_>> = seeds
        .map(|seed| {
            println!("xtask: fuzzing for {seconds} s with seed {seed}");
            Ok((seed, once(&[seconds, seed]).spawn()?))
        })
        .collect();
    let mut failed = Vec::new();
    for (seed, mut process) in tried? {
        if !process.wait()?.success() {
            failed.push(seed);
        }
    }
    if !failed.is_empty() {
        bail!(
            "fuzzing failed with seed {failed:?}; `cargo test --profile fuzz --test fuzz -- 0 SEED NUMBER` runs one input again"
        );
    }
    Ok(())
}

/// The program that tries, with what it is told.
fn once(arguments: &[u64]) -> Command {
    let mut tests = command("cargo");
    tests.args(TEST).arg("--").args(arguments.iter().map(u64::to_string));
    tests
}
