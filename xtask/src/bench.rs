//! `cargo xtask bench`: what is shipped, and how fast the built app is in this machine's browser.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{browser, build, shell::run, tools};

/// Files of the first load; the rest of the program comes behind the first page, the editor comes when a script is opened, the charts when one is drawn, the file worker when a file is.
const FIRST: [&str; 9] = [
    "index.html",
    "boot.js",
    "start.js",
    "durable.js",
    "rest.js",
    "keqiao.js",
    "keqiao_bg.wasm",
    "app.css",
    "icon.svg",
];
const REST: [&str; 1] = ["rest_bg.wasm"];
const EDITOR: [&str; 1] = ["editor.js"];
const CHARTS: [&str; 1] = ["charts.js"];
const FILES: [&str; 3] = ["files-worker.js", "files.js", "files_bg.wasm"];
const HANDOVER: [&str; 3] = ["handover-worker.js", "handover.js", "handover_bg.wasm"];

pub fn bench() -> Result<()> {
    tools::for_browsers()?;
    let dist = build::build()?;
    println!("\n{:20} {:>10} {:>10}", "file", "bytes", "brotli");
    for (title, files) in [
        ("first load", &FIRST[..]),
        ("rest", &REST),
        ("editor", &EDITOR),
        ("charts", &CHARTS),
        ("files", &FILES),
        ("hand-over", &HANDOVER),
    ] {
        let (mut raw, mut small) = (0, 0);
        for file in files {
            let path = dist.join(file);
            let (bytes, packed) = (fs::metadata(&path)?.len(), brotli(&path)?);
            println!("{file:20} {bytes:>10} {packed:>10}");
            raw += bytes;
            small += packed;
        }
        println!("{title:20} {raw:>10} {small:>10}\n");
    }
    let (mut tests, _driver) = browser::end_to_end(dist)?;
    tests.args([
        "--ignored",
        "--nocapture",
        "--test-threads=1",
        "--exact",
        "bench::speed",
        "packages::hand_over",
        "scale::province",
    ]);
    run(&mut tests)
}

/// What a web server sends of a file at its best.
fn brotli(file: &Path) -> Result<usize> {
    let program =
        "process.stdout.write(`${zlib.brotliCompressSync(fs.readFileSync(process.argv[1])).length}`)";
    let told =
        Command::new("node").args(["-e", program]).arg(file).output().context("node cannot be started")?;
    Ok(String::from_utf8(told.stdout)?.parse()?)
}
