//! The version of what was built: every file's hash, the version in the page, and the list by which `service.js` keeps the program.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::shell::{command, files, root, write_if_changed};

/// What lies beside the program and is no part of it.
const BESIDE: [&str; 2] = ["service.js", "keqiao.html"];

/// Writes the version into `index.html`, and `service.js` with the list of the program's files.
pub fn seal(dist: &Path) -> Result<()> {
    let mut paths = Vec::new();
    for file in files(dist)? {
        let path = file.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
        if !BESIDE.contains(&&*path) && !path.starts_with('.') {
            paths.push(path);
        }
    }
    let page = dist.join("index.html");
    let version = version(&paths, &hashes(dist, &paths)?);
    fs::write(&page, of_version(&fs::read_to_string(&page)?, &version, &paths))?;

    // Rules are edited where they lie: whatever they say, they are the program's.
    let (rules, program): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.starts_with("rules/"));
    let hashes = hashes(dist, &program)?;
    let files: Vec<_> =
        program.iter().zip(hashes).map(|(path, hash)| format!("\"{path}\":\"{hash}\"")).collect();
    let rules: Vec<_> = rules.iter().map(|path| format!("\"{path}\"")).collect();
    let program = format!(
        "{{\"version\":\"{version}\",\"files\":{{{}}},\"rules\":[{}]}}",
        files.join(","),
        rules.join(",")
    );
    service(dist, &program)
}

/// A build for a look is kept nowhere, and what was kept from the same address goes.
pub fn unsealed(dist: &Path) -> Result<()> {
    service(dist, "null")
}

fn service(dist: &Path, program: &str) -> Result<()> {
    let text = fs::read_to_string(root().join("public/service.js"))?;
    write_if_changed(&dist.join("service.js"), format!("const PROGRAM = {program};\n{text}").as_bytes())
}

fn version(paths: &[String], hashes: &[String]) -> String {
    let mut hasher = DefaultHasher::new();
    (paths, hashes).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The page asks for each of its files by the version too.
fn of_version(page: &str, version: &str, paths: &[String]) -> String {
    let page = page.replacen("<html", &format!("<html data-version=\"{version}\""), 1);
    paths
        .iter()
        .fold(page, |page, path| page.replace(&format!("\"./{path}\""), &format!("\"./{path}?v={version}\"")))
}

/// The SHA-256 of files in a folder, in their order.
fn hashes(folder: &Path, paths: &[String]) -> Result<Vec<String>> {
    let program = "for (const path of process.argv.slice(1)) \
                   console.log(crypto.createHash('sha256').update(fs.readFileSync(path)).digest('hex'))";
    let told = command("node").current_dir(folder).args(["-e", program]).args(paths).output();
    let told = told.context("node cannot be started")?;
    let hashes: Vec<_> = String::from_utf8(told.stdout)?.lines().map(str::to_owned).collect();
    if hashes.len() != paths.len() {
        bail!("hashes of {} files were wanted: {}", paths.len(), String::from_utf8_lossy(&told.stderr));
    }
    Ok(hashes)
}
