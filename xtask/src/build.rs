//! From sources to `dist/`: Trunk for the program, esbuild for styles, the editor and the charts, the packs and the help as files.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    time::{Instant, SystemTime},
};

use anyhow::{Result, bail};

use crate::{
    first, one_file, sealed,
    shell::{command, files, newest, root, run, target, write_if_changed},
    tools,
};

/// The programs: the page's with the decision worker, the file worker's and the hand-over worker's.
pub const PROGRAMS: [&str; 3] = ["keqiao", "files", "handover"];

/// Builds `dist/`, as it is handed out, and returns its path. Does nothing when nothing changed since.
pub fn build() -> Result<PathBuf> {
    let dist = root().join("dist");
    made(&dist, "release", "about 8 minutes")?;
    Ok(dist)
}

/// Builds for a look on this computer, several times faster and to a slower program, unless `dist/` is up to date. Returns the
/// folder.
pub fn quickly() -> Result<PathBuf> {
    let (dist, quick) = (root().join("dist"), target().join("serve"));
    if is_up_to_date(&dist)? {
        return Ok(dist);
    }
    made(&quick, "quick", "about 5 minutes")?;
    Ok(quick)
}

fn is_up_to_date(dist: &Path) -> Result<bool> {
    let built = fs::metadata(dist.join("keqiao.js")).and_then(|data| data.modified()).ok();
    // The last that is written.
    Ok(built > newest(&sources()?) && dist.join("service.js").exists())
}

/// Makes a folder with a profile of `Cargo.toml`.
fn made(dist: &Path, profile: &str, takes: &str) -> Result<()> {
    tools::for_building()?;
    if is_up_to_date(dist)? {
        println!("xtask: {} is up to date", dist.display());
        return Ok(());
    }
    // Trunk is told to stay offline, or it would look for tools of its own; so the crates are fetched before.
    run(command("cargo").args(["fetch", "--quiet", "--locked", "--target", "wasm32-unknown-unknown"]))?;
    println!("xtask: building, profile {profile} ({takes}, less when little has changed)");
    let (start, begun) = (Instant::now(), SystemTime::now());
    let mut trunk = command("trunk");
    trunk.args(["build", "--offline", "--log", "warn", "--cargo-profile", profile, "--dist"]).arg(dist);
    run(trunk.env_remove("NO_COLOR"))?;
    let release = profile == "release";
    let whole = whole();
    if release {
        // Where nothing was ever built, there is no folder yet. Both may be on disks of their own.
        fs::create_dir_all(target().join("web"))?;
        fs::copy(dist.join("keqiao_bg.wasm"), named())?;
        let parts = first::split(&fs::read(named())?)?;
        fs::write(dist.join("keqiao_bg.wasm"), parts.first)?;
        fs::write(dist.join("rest_bg.wasm"), parts.rest)?;
        fs::copy(named(), &whole)?;
        optimise(&whole)?;
        for program in PROGRAMS.into_iter().chain(["rest"]) {
            optimise(&dist.join(format!("{program}_bg.wasm")))?;
        }
    }
    bundle("src/ui/editor/editor.js", &dist.join("editor.js"), &["--format=esm"])?;
    bundle("src/ui/charts/charts.js", &dist.join("charts.js"), &["--format=esm"])?;
    styles(&dist.join("app.css"))?;
    packs(&dist.join("rules"))?;
    help(&dist.join("help"))?;
    if release {
        println!("xtask: keqiao.html has {} bytes", one_file::one_file(dist, &whole)?);
        sealed::seal(dist)?;
    } else {
        sealed::unsealed(dist)?;
    }
    // What was edited meanwhile is newer.
    fs::File::options().append(true).open(dist.join("keqiao.js"))?.set_modified(begun)?;
    println!("xtask: built {} in {} s", dist.display(), start.elapsed().as_secs());
    Ok(())
}

/// The page's program in one part, as it was compiled, with the names of its functions.
pub fn named() -> PathBuf {
    target().join("web/named.wasm")
}

/// The same as it is handed out where a part more would gain nothing.
fn whole() -> PathBuf {
    target().join("web/whole.wasm")
}

fn sources() -> Result<Vec<PathBuf>> {
    let mut sources = vec![root().join("Cargo.toml"), root().join("Cargo.lock"), root().join("Trunk.toml")];
    for folder in ["src", "rules", "public", "xtask"] {
        sources.extend(files(&root().join(folder))?);
    }
    Ok(sources)
}

/// Debian's binaryen breaks today's output, so this is the npm package's. The result is kept for an unchanged input.
fn optimise(wasm: &Path) -> Result<()> {
    let bytes = fs::read(wasm)?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let program = wasm.file_stem().unwrap_or_default();
    let kept = target().join("web").join(program).join(format!("{:016x}.wasm", hasher.finish()));
    if !kept.exists() {
        if let Some(folder) = kept.parent() {
            let _ = fs::remove_dir_all(folder);
            fs::create_dir_all(folder)?;
        }
        run(command("wasm-opt")
            // What Chromium 86 has, as `.cargo/config.toml` says it to the compiler.
            .args(["-O2", "--strip-debug", "--strip-producers", "--mvp-features", "--enable-bulk-memory"])
            .args(["--enable-nontrapping-float-to-int", "--enable-sign-ext", "--enable-mutable-globals"])
            .arg("-o")
            .args([&kept, wasm]))?;
    }
    fs::copy(&kept, wasm)?;
    Ok(())
}

fn bundle(from: &str, into: &Path, flags: &[&str]) -> Result<()> {
    run(command("esbuild")
        .arg(from)
        .args(["--bundle", "--minify", "--target=chrome86,firefox90", "--log-level=warning"])
        .args(flags)
        .arg(format!("--outfile={}", into.display()))
        .env("NODE_PATH", target().join("tools/npm/node_modules")))
}

/// The styles without the layers in which they are written, for browsers that have none.
fn styles(into: &Path) -> Result<()> {
    let tools = target().join("tools/npm");
    let (layered, flat) = (target().join("web/layered.css"), target().join("web/flat.css"));
    bundle("src/ui/style/index.css", &layered, &[])?;
    // A module finds its packages from where it lies.
    fs::copy(root().join("xtask/npm/flatten.mjs"), tools.join("flatten.mjs"))?;
    let told = command("node").arg(tools.join("flatten.mjs")).arg(layered).output()?;
    if !told.status.success() {
        bail!("the styles are not flattened: {}", String::from_utf8_lossy(&told.stderr));
    }
    fs::write(&flat, told.stdout)?;
    bundle(&flat.to_string_lossy(), into, &[])
}

/// The packs as files beside the program, with the list that the program asks for.
fn packs(into: &Path) -> Result<()> {
    let from = root().join("rules");
    let mut list = Vec::new();
    for file in files(&from)? {
        let path = file.strip_prefix(&from)?.to_string_lossy().replace('\\', "/");
        write_if_changed(&into.join(&path), &fs::read(&file)?)?;
        if path.ends_with(".toml") || path.ends_with(".rhai") {
            list.push(format!("\"{path}\""));
        }
    }
    write_if_changed(&into.join("index.json"), format!("[{}]", list.join(",")).as_bytes())
}

/// The help as texts beside the program, rendered here: the program itself reads no Markdown.
fn help(into: &Path) -> Result<()> {
    let from = root().join("src/ui/help");
    for file in files(&from)? {
        let text = fs::read_to_string(&file)?;
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(&text));
        write_if_changed(&into.join(file.strip_prefix(&from)?.with_extension("html")), html.as_bytes())?;
    }
    Ok(())
}
