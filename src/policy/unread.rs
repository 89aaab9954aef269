//! What nobody would read of a pack: files by other names, and keys of `pack.toml`. They were meant for something, and what is not
//! read guards nothing.

use super::{
    calendar,
    decision::Place,
    error::Diagnostic,
    fields,
    nearest::{did_you_mean, nearest},
    pack::{KEYS, MANIFEST, PackSource},
    reader::Reader,
    texts,
};

/// The files of a pack beside its scripts and its cases.
const FILES: [&str; 5] = [MANIFEST, "parameters.toml", texts::FILE, fields::FILE, calendar::FILE];

/// Everything of a pack that is not read.
pub(super) fn unread(source: &PackSource) -> Vec<Diagnostic> {
    let text = source.files.get(MANIFEST).map_or("", String::as_str);
    let mut reader = Reader::new(&source.id, MANIFEST, text);
    if let Some(manifest) = reader.document() {
        reader.knows(manifest.as_table(), &KEYS);
    }
    let strange = |path: &&String| !is_of_a_pack(path) && !is_case(path) && !path.ends_with(".md");
    let told = source.files.keys().filter(strange).map(|path| {
        let place = Place { pack: source.id.clone(), file: path.clone(), line: 0, column: 0 };
        let (zh, en) = did_you_mean(meant(path));
        Diagnostic::new(
            place,
            format!("政策包中没有这样的文件，写了也不会被读取{zh}"),
            format!("no file of a pack is called so, and nobody would read it{en}"),
        )
    });
    reader.faults.into_iter().chain(told).collect()
}

fn is_of_a_pack(path: &str) -> bool {
    FILES.contains(&path) || !path.contains('/') && path.ends_with(".rhai")
}

fn is_case(path: &str) -> bool {
    path.strip_prefix("cases/").is_some_and(|name| !name.contains('/') && name.ends_with(".toml"))
}

/// The name of a file that another one may have been meant to have.
fn meant(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".txt").unwrap_or(name);
    if is_of_a_pack(name) { Some(name) } else { nearest(name, FILES) }
}
