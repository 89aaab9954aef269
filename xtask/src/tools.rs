//! The pinned tools: installed into the target folder when they are missing, never anywhere else.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};

use crate::shell::{command, root, run, target, works, write_if_changed};

const TRUNK: &str = "0.21.14";
/// The same as the crate's; the two speak a private format.
const WASM_BINDGEN: &str = "0.2.130";

/// Everything a build needs.
pub fn for_building() -> Result<()> {
    wasm_target()?;
    // What npm does is mostly waiting.
    thread::scope(|scope| {
        let packages = scope.spawn(npm_packages);
        // Nothing is downloaded through Trunk, so it needs no TLS.
        cargo_tool("trunk", TRUNK, &["--locked", "--no-default-features"], 370)?;
        cargo_tool("wasm-bindgen-cli", WASM_BINDGEN, &[], 160)?;
        // The tools stay, what they were compiled from goes.
        let _ = fs::remove_dir_all(target().join("tools/build"));
        packages.join().map_err(|_| anyhow!("npm was not waited for"))?
    })
}

/// Everything the browser tests need besides.
pub fn for_browsers() -> Result<()> {
    if works("chromium", "--version").is_some()
        && works("chromedriver", "--version").is_some()
        && chinese_font()
    {
        return Ok(());
    }
    apt_get(&["chromium", "chromium-driver", "fonts-noto-cjk"])
}

/// The program of this computer's Firefox.
pub fn firefox() -> Result<&'static str> {
    let found = || ["firefox-esr", "firefox"].into_iter().find(|name| works(name, "--version").is_some());
    if found().is_none() {
        apt_get(&["firefox-esr"])?;
    }
    found().context("Firefox was installed and does not start")
}

fn apt_get(packages: &[&str]) -> Result<()> {
    let by_hand = format!("install them and try again: apt-get install {}", packages.join(" "));
    println!("xtask: installing {} with apt-get (about a minute)", packages.join(", "));
    let is_root = works("id", "-u").as_deref() == Some("0");
    let apt = |arguments: &[&str]| {
        let mut apt = if is_root { Command::new("apt-get") } else { Command::new("sudo") };
        if !is_root {
            apt.args(["-n", "apt-get"]);
        }
        run(apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()))
    };
    apt(&["update"]).with_context(|| by_hand.clone())?;
    apt(&[&["install", "-y", "--no-install-recommends"][..], packages].concat()).with_context(|| by_hand)
}

fn chinese_font() -> bool {
    works("fc-list", ":lang=zh").is_none_or(|fonts| !fonts.is_empty())
}

/// The lib folder of the toolchain has the target, or rustup adds it.
fn wasm_target() -> Result<()> {
    let wasm = "wasm32-unknown-unknown";
    let library = command("rustc").args(["--print", "target-libdir", "--target", wasm]).output()?;
    if PathBuf::from(String::from_utf8_lossy(&library.stdout).trim()).exists() {
        return Ok(());
    }
    println!("xtask: adding the {wasm} target (seconds)");
    run(command("rustup").args(["target", "add", wasm]))
        .with_context(|| format!("add it by hand: rustup target add {wasm}"))
}

/// A tool is compiled as fast as can be: it runs for seconds. `crates` is about how many it is made of.
fn cargo_tool(name: &str, version: &str, flags: &[&str], crates: usize) -> Result<()> {
    let program = name.trim_end_matches("-cli");
    let found = works(&target().join("tools/bin").join(program).to_string_lossy(), "--version");
    if found.is_some_and(|found| found.split_whitespace().any(|word| word == version)) {
        return Ok(());
    }
    println!("xtask: installing {name} {version} into {} (once)", target().join("tools").display());
    let mut install = command("cargo");
    install
        .args(["install", name, "--version", version, "--root"])
        .arg(target().join("tools"))
        .arg("--target-dir")
        .arg(target().join("tools/build"))
        .args(flags)
        .envs([
            ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
            ("CARGO_PROFILE_RELEASE_LTO", "off"),
            ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "4"),
        ]);
    telling_how_far(&mut install, name, crates)
}

/// Runs cargo, and says every ten seconds how many crates are compiled. What it printed is told when it fails.
fn telling_how_far(cargo: &mut Command, name: &str, crates: usize) -> Result<()> {
    let (start, mut told, mut compiled, mut printed) = (Instant::now(), Instant::now(), 0, Vec::new());
    let mut process = cargo.stderr(Stdio::piped()).spawn().context("cargo cannot be started")?;
    for line in BufReader::new(process.stderr.take().context("no output")?).lines().map_while(Result::ok) {
        compiled += usize::from(line.trim_start().starts_with("Compiling"));
        printed.push(line);
        if told.elapsed() > Duration::from_secs(10) {
            told = Instant::now();
            println!("xtask: {name}: {compiled} of about {crates} crates, {} s", start.elapsed().as_secs());
        }
    }
    if !process.wait()?.success() {
        bail!("{name} was not installed:\n{}", printed.join("\n"));
    }
    println!("xtask: {name} installed in {} s", start.elapsed().as_secs());
    Ok(())
}

/// The kernels of `cargo xtask test kernels`, and where they lie, packed. Their own installing, for another service, is left out.
pub fn old_kernels() -> Result<PathBuf> {
    npm("kernels", &["--ignore-scripts", "--legacy-peer-deps"])?;
    Ok(target().join("tools/kernels"))
}

fn npm_packages() -> Result<()> {
    npm("npm", &[])
}

/// `npm ci` of a folder of xtask's, when its lock file changed since the last time.
fn npm(folder: &str, flags: &[&str]) -> Result<()> {
    let (from, into) = (root().join("xtask").join(folder), target().join("tools").join(folder));
    let lock = fs::read(from.join("package-lock.json"))?;
    let stamp = into.join("installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    if works("npm", "--version").is_none() {
        bail!("npm is missing; install Node.js 20 or later");
    }
    println!("xtask: installing npm packages into {} (about a minute, once)", into.display());
    write_if_changed(&into.join("package.json"), &fs::read(from.join("package.json"))?)?;
    write_if_changed(&into.join("package-lock.json"), &lock)?;
    let mut install = Command::new("npm");
    install.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).args(flags).current_dir(&into);
    run(&mut install)?;
    write_if_changed(&stamp, &lock)
}
