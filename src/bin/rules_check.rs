//! `cargo xtask rules check [FOLDER]`: parses the packs below a folder, runs their cases, and tells hooks without a case,
//! codes without a text and texts that nobody says. A folder that is itself a pack may extend the shipped ones.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    path::Path,
    process::ExitCode,
    sync::OnceLock,
    time::{Duration, Instant},
};

use jiff::civil::Date;
use keqiao::policy::{PackLibrary, PackSource, Policy, check::check, embedded_files, packs};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("which folder?")?;
    let folder = Path::new(&folder);
    let mut files = BTreeMap::new();
    read(folder, "", &mut files)?;
    let own = if files.contains_key("pack.toml") {
        let id = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        vec![PackSource { id, files }]
    } else {
        packs(&files)
    };
    if own.is_empty() {
        return Err(format!("{} holds no pack.toml", folder.display()).into());
    }
    let shipped = packs(&embedded_files());
    let others = shipped.into_iter().filter(|pack| own.iter().all(|known| known.id != pack.id));
    let library = match PackLibrary::of(others.chain(own.iter().cloned())) {
        Ok(library) => library,
        Err(faults) => {
            faults.iter().for_each(|fault| println!("{fault}"));
            return Ok(ExitCode::FAILURE);
        }
    };
    let (mut passed, mut failed) = (0, 0);
    for pack in &own {
        // On its last day, every pack it extends is in force.
        let chain = library.chain(&pack.id, Date::MAX)?;
        match Policy::compile(&chain) {
            Ok(policy) => {
                let checked = check(&policy.timed(since_start), &chain);
                for case in checked.cases {
                    match case.fault {
                        None => passed += 1,
                        Some(fault) => {
                            failed += 1;
                            println!("{fault}\n    in {}", case.name);
                        }
                    }
                }
                failed += checked.faults.len();
                checked.faults.iter().for_each(|fault| println!("{fault}"));
                checked.remarks.iter().for_each(|remark| println!("{remark} (a remark, not a fault)"));
            }
            Err(faults) => {
                failed += faults.len();
                faults.iter().for_each(|fault| println!("{fault}"));
            }
        }
    }
    println!("{} packs: {passed} cases hold, {failed} faults", own.len());
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The time that has passed since this was first asked: a case that takes too long is a fault here as it is in the browser.
fn since_start() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &format!("{name}/"), files)?;
        } else if name.ends_with(".toml") || name.ends_with(".rhai") {
            files.insert(name, fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}
