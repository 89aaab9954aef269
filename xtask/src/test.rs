//! Everything that must hold, cheapest first, with the time each stage took.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    browser, build, fuzz, serve,
    shell::{command, root, target},
    tools,
};

const STAGES: [&str; 6] = ["format", "lint", "native", "fuzz", "browser", "e2e"];
const WASM: &str = "wasm32-unknown-unknown";

/// What the test runners counted.
#[derive(Default, Clone, Copy)]
struct Count {
    passed: u32,
    failed: u32,
}

/// `cargo xtask test`.
pub fn all() -> Result<()> {
    let mut count = Count::default();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let mut failures = Vec::new();
    for stage in STAGES {
        let start = Instant::now();
        println!("\n== {stage}");
        if let Err(error) = run_stage(stage, None, &mut count) {
            println!("xtask: {stage}: {error:#}");
            failures.push(stage);
        }
        times.push((stage, start.elapsed()));
    }
    println!();
    for (stage, time) in times {
        println!("{stage:10} {:5} s", time.as_secs());
    }
    // A stage without tests of its own that failed counts as one.
    let failed = count.failed.max(u32::try_from(failures.len()).unwrap_or(u32::MAX));
    println!("\n{} passed, {failed} failed", count.passed);
    if !failures.is_empty() {
        bail!("failed: {}", failures.join(", "));
    }
    Ok(())
}

/// `cargo xtask test STAGE [NAME]`.
pub fn one(stage: &str, name: Option<&str>) -> Result<()> {
    let mut count = Count::default();
    let done = run_stage(stage, name, &mut count);
    println!("\n{} passed, {} failed", count.passed, count.failed);
    done
}

fn run_stage(stage: &str, name: Option<&str>, count: &mut Count) -> Result<()> {
    match stage {
        "format" => tested(command("cargo").args(["fmt", "--all", "--check"]), count),
        "lint" => lint(count),
        "native" => {
            let mut tests = command("cargo");
            tests.args(["test", "--quiet", "--workspace", "--no-fail-fast"]).args(name);
            tested(&mut tests, count)
        }
        "fuzz" => fuzz::briefly(),
        "browser" => stores(name, count),
        "e2e" => end_to_end(name, count),
        "kernels" => kernels(count),
        "power" => power(count),
        _ => bail!("there is no stage {stage}; the stages are {}, kernels and power", STAGES.join(", ")),
    }
}

fn lint(count: &mut Count) -> Result<()> {
    tools::for_building()?;
    let deny = ["--", "--deny", "warnings"];
    tested(command("cargo").args(["clippy", "--quiet", "--workspace", "--all-targets"]).args(deny), count)?;
    let wasm = ["clippy", "--quiet", "--target", WASM, "--lib", "--bins", "--test", "browser"];
    tested(command("cargo").args(wasm).args(deny), count)
}

/// The store against real IndexedDB.
fn stores(name: Option<&str>, count: &mut Count) -> Result<()> {
    tools::for_building()?;
    tools::for_browsers()?;
    let mut tests = command("cargo");
    tests.args(["test", "--target", WASM, "--test", "browser"]).args(name);
    tests
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", "/usr/bin/chromedriver")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", root().join("tests/browser/webdriver.json"));
    tested(&mut tests, count)
}

/// The built app in a browser.
fn end_to_end(name: Option<&str>, count: &mut Count) -> Result<()> {
    tools::for_browsers()?;
    let dist = build::build()?;
    let (mut tests, _driver) = browser::end_to_end(dist)?;
    tests.args(name).arg("--test-threads=2");
    tested(&mut tests, count)
}

/// The built app in old kernels and in Firefox. Apart from the others, since two hundred megabytes come with them.
fn kernels(count: &mut Count) -> Result<()> {
    tools::for_browsers()?;
    let (dist, kernels, firefox) = (build::build()?, tools::old_kernels()?, tools::firefox()?);
    let (address, _) = serve::start(dist.clone(), 0)?;
    let mut story = command("node");
    // Node.js 20 has sockets behind a flag.
    story.arg("--experimental-websocket").arg(root().join("tests/kernels/story.mjs"));
    story.arg(address).arg(dist).arg(target().join("kernels")).arg(firefox);
    tested(story.current_dir(kernels), count)
}

/// Cuts the current under the built app. It takes root, a loop device and some minutes, and so stands apart; where either is not to be
/// had it is left out, and says so.
fn power(count: &mut Count) -> Result<()> {
    let told = command("id").arg("-u").output()?;
    let is_root = String::from_utf8_lossy(&told.stdout).trim() == "0";
    if !is_root || !std::path::Path::new("/dev/loop-control").exists() {
        println!("xtask: left out: cutting the current takes root and a loop device");
        return Ok(());
    }
    tools::for_browsers()?;
    let dist = build::build()?;
    let (mut tests, _driver) = browser::end_to_end(dist)?;
    tests.args(["--ignored", "--nocapture", "power::"]);
    tested(&mut tests, count)
}

/// Runs a command, passes on what it prints, and adds up what its test runners counted.
fn tested(command: &mut Command, count: &mut Count) -> Result<()> {
    let shown = format!("{command:?}");
    let mut process =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {shown}"))?;
    for line in BufReader::new(process.stdout.take().context("no output")?).lines().map_while(Result::ok) {
        println!("{line}");
        if let Some(result) = line.strip_prefix("test result: ") {
            let number = |word: &str| {
                let before = result.split(word).next()?.split(['.', ';']).next_back()?;
                before.trim().parse::<u32>().ok()
            };
            count.passed += number(" passed").unwrap_or(0);
            count.failed += number(" failed").unwrap_or(0);
        }
    }
    let status = process.wait()?;
    if !status.success() {
        bail!("failed ({status}): {shown}");
    }
    Ok(())
}
