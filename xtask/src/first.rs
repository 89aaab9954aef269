//! Which functions of the page's program the first page runs: they are loaded first, and the rest behind it (`split.rs`).
//!
//! `xtask/first.txt` says which, as `cargo xtask first` has recorded it: a hash for the name of each. A function that is not among them, because
//! it is new, is loaded with the rest, or at once where it is called before: all runs as it should, and the first page comes later. Only where a
//! kernel compiles nothing at once has what `main` calls before it first waits to be among them. The end-to-end test `first::…` says when to record again.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    browser, build, sealed,
    shell::{files, root, run, target},
    split::{self, Parts},
    tools,
};

/// Divides the program as recorded.
pub fn split(named: &[u8]) -> Result<Parts> {
    let list = fs::read_to_string(list()).unwrap_or_default();
    let first: BTreeSet<&str> = list.lines().collect();
    split::split(named, |name| !first.contains(&*hash(name)))
}

/// `cargo xtask first`: plays what somebody may begin with, in a program in which every function says whether it ran.
pub fn record() -> Result<()> {
    tools::for_browsers()?;
    let dist = build::build()?;
    let named = fs::read(build::named()).context("dist/ was built elsewhere: remove it")?;
    let (folder, ran) = (target().join("web/first"), target().join("web/ran.txt"));
    let _ = fs::remove_dir_all(&folder);
    for file in files(&dist)? {
        let into = folder.join(file.strip_prefix(&dist)?);
        fs::create_dir_all(into.parent().unwrap_or(Path::new(".")))?;
        fs::copy(file, into)?;
    }
    fs::write(folder.join("keqiao_bg.wasm"), split::telling(&named)?)?;
    fs::copy(root().join("xtask/src/first.js"), folder.join("rest.js"))?;
    sealed::unsealed(&folder)?;
    let (mut tests, _driver) = browser::end_to_end(folder)?;
    run(tests.env("KEQIAO_RAN", &ran).args(["--ignored", "--exact", "first::what_runs_is_recorded"]))?;

    let names = split::names(&named)?;
    let ran = fs::read_to_string(ran)?;
    let ran = ran.lines().filter_map(|place| names.get(place.parse::<usize>().ok()?));
    let hashes: BTreeSet<String> = ran.map(|name| hash(name)).collect();
    let lines: Vec<_> = hashes.iter().map(String::as_str).collect();
    fs::write(list(), lines.join("\n") + "\n")?;
    println!("xtask: the first page runs functions of {} names", lines.len());
    Ok(())
}

fn list() -> std::path::PathBuf {
    root().join("xtask/first.txt")
}

/// FNV-1a of what a function is called, whatever the number of a closure in it and the build of its crate.
fn hash(name: &str) -> String {
    let mut hash = 0x811c_9dc5_u32;
    let mut rest = name.chars();
    while let Some(letter) = rest.next() {
        let passed = match letter {
            // `keqiao[9de8570d39fd0525]`: a build of a crate; `[u8; 4]` is a type.
            '[' => rest.as_str().find(']').filter(|length| {
                *length > 12 && rest.as_str()[..*length].bytes().all(|byte| byte.is_ascii_hexdigit())
            }),
            // `{closure#3}`
            '#' => rest.as_str().find(|letter: char| !letter.is_ascii_digit()).filter(|length| *length > 0),
            _ => None,
        };
        match passed {
            Some(length) => rest = rest.as_str()[length + usize::from(letter == '[')..].chars(),
            None => hash = (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193),
        }
    }
    format!("{hash:08x}")
}
