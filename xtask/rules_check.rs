//! `cargo xtask rules check [FOLDER]`: parses the packs below a folder and runs their cases. A folder that is itself
//! a pack may extend the shipped ones.

use std::{collections::BTreeMap, env, error::Error, fs, path::Path, process::ExitCode};

use jiff::civil::Date;
use keqiao::policy::{PackLibrary, PackSource, Policy, cases, embedded_files, packs};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let record = env::args().nth(1).ok_or("which folder?")?;
    let record = Path::new(&record);
    let mut files = BTreeMap::new();
    read(record, "", &mut files)?;
    let own = if files.contains_key("pack.toml") {
        let id = record.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        vec![PackSource { id, files }]
    } else {
        packs(&files)
    };
    if own.is_empty() {
        return Err(format!("{} holds no pack.toml", record.display()).into());
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
                for case in cases::run(&policy, &chain) {
                    match case.fault {
                        None => passed += 1,
                        Some(fault) => {
                            failed += 1;
                            println!("{fault}\n    in {}", case.name);
                        }
                    }
                }
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

fn read(record: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(record).map_err(|error| format!("{}: {error}", record.display()))? {
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
