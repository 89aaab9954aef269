//! Running other programs, and where things are.

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::SystemTime,
};

use anyhow::{Context, Result, anyhow, bail};

/// The clone that cargo runs this from. Asked for at run time: a cache of compiled output may serve several clones.
pub fn root() -> PathBuf {
    let own = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    own.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where compiled output and tools are kept.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A command in the clone, with the project's own tools first on the path.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    let path = env::var_os("PATH").unwrap_or_default();
    let own = [target().join("tools/bin"), target().join("tools/npm/node_modules/.bin")];
    let all = own.into_iter().chain(env::split_paths(&path));
    command.current_dir(root()).env("PATH", env::join_paths(all).unwrap_or(path));
    command
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}");
    let status = command.status().with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("failed ({status}): {shown}");
    }
    Ok(())
}

/// What a short program of Node.js makes of bytes: it reads them from its standard input.
pub fn through(program: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let piped = || Stdio::piped();
    let mut node = command("node")
        .args(["-e", program])
        .stdin(piped())
        .stdout(piped())
        .spawn()
        .context("node cannot be started")?;
    let mut input = node.stdin.take().context("no input")?;
    let written = thread::scope(|scope| {
        let writing = scope.spawn(move || input.write_all(bytes));
        let output = node.wait_with_output()?;
        writing.join().map_err(|_| anyhow!("node was not written to"))??;
        anyhow::Ok(output)
    })?;
    if !written.status.success() {
        bail!("failed ({}): node -e {program}", written.status);
    }
    Ok(written.stdout)
}

/// Whether the program can be started.
pub fn works(program: &str, argument: &str) -> Option<String> {
    let output = command(program).arg(argument).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Writes a file when its content would change, so that nothing downstream runs again for nothing.
pub fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Every file below a folder, sorted.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// When the newest of these was changed.
pub fn newest(paths: &[PathBuf]) -> Option<SystemTime> {
    paths.iter().filter_map(|path| fs::metadata(path).ok()?.modified().ok()).max()
}
