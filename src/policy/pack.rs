//! A policy pack: a folder of files that an office edits.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{
    calendar,
    decision::{Place, Text},
    error::Diagnostic,
    fields,
    nearest::{did_you_mean, nearest},
    reader::Reader,
    texts,
};

/// The files of one pack by path inside its folder: `pack.toml`, `parameters.toml`, `texts.toml`, `*.rhai`,
/// `cases/*.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackSource {
    pub id: String,
    pub files: BTreeMap<String, String>,
}

/// What `pack.toml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    pub title: Text,
    pub issuer: String,
    /// 文号.
    pub document: String,
    /// The division whose organs issue it, by its GB code; that of the pack it extends where it names none.
    pub division: Option<String>,
    /// The first day that is judged by this pack.
    pub effective: Date,
    pub extends: Option<String>,
    /// Scripts may loop; off unless a pack asks.
    pub loops: bool,
}

const MANIFEST: &str = "pack.toml";
/// What it says; each is read in [`PackSource::manifest`].
const KEYS: [&str; 8] = ["id", "title", "issuer", "document", "division", "effective", "extends", "loops"];

/// The files of a pack beside its scripts and its cases.
const FILES: [&str; 5] = [MANIFEST, "parameters.toml", texts::FILE, fields::FILE, calendar::FILE];

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

impl PackSource {
    /// Reads `pack.toml`.
    ///
    /// # Errors
    /// Every fault of the file, with its line.
    pub fn manifest(&self) -> Result<Manifest, Vec<Diagnostic>> {
        let text = self.files.get(MANIFEST).map_or("", String::as_str);
        let mut reader = Reader::new(&self.id, MANIFEST, text);
        let Some(document) = reader.document() else {
            return Err(reader.faults);
        };
        let table = document.as_table();
        let title = reader.text(table, "title");
        let effective = reader.date(table, "effective");
        let manifest = Manifest {
            title: title.clone().unwrap_or_default(),
            issuer: reader.string(table, "issuer").unwrap_or_default(),
            document: reader.string(table, "document").unwrap_or_default(),
            division: reader.string(table, "division"),
            effective: effective.unwrap_or(Date::MAX),
            extends: reader.string(table, "extends"),
            loops: reader.flag(table, "loops").unwrap_or(false),
        };
        if let Some(id) = reader.string(table, "id")
            && id != self.id
        {
            reader.fault(
                table.get("id").and_then(toml_edit::Item::span),
                format!("id 应与文件夹同名：{}", self.id),
                format!("the id must be the folder's name: {}", self.id),
            );
        }
        for (missing, key) in [(title.is_none(), "title"), (effective.is_none(), "effective")] {
            if missing && reader.faults.is_empty() {
                reader.fault(None, format!("缺少“{key}”"), format!("`{key}` is missing"));
            }
        }
        if reader.faults.is_empty() { Ok(manifest) } else { Err(reader.faults) }
    }

    /// What nobody would read: files by other names, and keys of `pack.toml`. They were meant for something, and what is not
    /// read guards nothing.
    pub(super) fn unread(&self) -> Vec<Diagnostic> {
        let text = self.files.get(MANIFEST).map_or("", String::as_str);
        let mut reader = Reader::new(&self.id, MANIFEST, text);
        if let Some(document) = reader.document() {
            reader.knows(document.as_table(), &KEYS);
        }
        let strange = |path: &&String| !is_of_a_pack(path) && !path.ends_with(".md") && !is_case(path);
        let told = self.files.keys().filter(strange).map(|path| {
            let place = Place { pack: self.id.clone(), file: path.clone(), line: 0, column: 0 };
            let (zh, en) = did_you_mean(meant(path));
            Diagnostic::new(
                place,
                format!("政策包中没有这样的文件，写了也不会被读取{zh}"),
                format!("no file of a pack is called so, and nobody would read it{en}"),
            )
        });
        reader.faults.into_iter().chain(told).collect()
    }

    /// The files that decide: all but cases and prose.
    pub(super) fn deciding(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        files.filter(|(path, _)| is_of_a_pack(path))
    }

    /// SHA-256, in hex, of the files that decide.
    pub fn hash(&self) -> String {
        hash(std::slice::from_ref(self))
    }
}

/// SHA-256, in hex, of the files that decide in a chain of packs, with their paths and lengths.
pub(super) fn hash(layers: &[PackSource]) -> String {
    let mut digest = Sha256::new();
    for layer in layers {
        for (path, text) in layer.deciding() {
            digest.update(format!("{}/{path}\0{}\0", layer.id, text.len()));
            digest.update(text);
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
