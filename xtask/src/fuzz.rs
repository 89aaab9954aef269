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

/// Among the tests, with the program as they have compiled it.
pub fn briefly() -> Result<()> {
    tried("dev", SECONDS)
}

/// For as long as one likes, with the program compiled to be fast.
pub fn fuzz(seconds: u64) -> Result<()> {
    tried("fuzz", seconds)
}

/// Tries for so many seconds, on every core with a seed of its own.
fn tried(profile: &str, seconds: u64) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("a clock before 1970")?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let seeds = (0_u64..).map(|core| now.as_secs().wrapping_add(core)).take(cores);
    run(test(profile).arg("--no-run"))?;
    let tried: Result<Vec<_>> = seeds
        .map(|seed| {
            println!("xtask: fuzzing for {seconds} s with seed {seed}");
            Ok((seed, test(profile).args(["--", &seconds.to_string(), &seed.to_string()]).spawn()?))
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
            "fuzzing failed with seed {failed:?}; `cargo test --profile {profile} --test fuzz -- 0 SEED NUMBER` runs one input again"
        );
    }
    Ok(())
}

fn test(profile: &str) -> Command {
    let mut test = command("cargo");
    test.args(["test", "--quiet", "--profile", profile, "--test", "fuzz"]);
    test
}
