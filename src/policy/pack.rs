//! A policy pack: a folder of files that an office edits.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{decision::Text, error::Diagnostic, reader::Reader};

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

/// The file of a pack that says what it is.
pub(super) const MANIFEST: &str = "pack.toml";
/// What it says; each is read in [`PackSource::manifest`].
pub(super) const KEYS: [&str; 8] =
    ["id", "title", "issuer", "document", "division", "effective", "extends", "loops"];

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

    /// The files that decide: all but cases and prose.
    pub(super) fn deciding(&self) -> impl Iterator<Item = (&str, &str)> {
        let decides =
            |path: &str| !path.contains('/') && (path.ends_with(".toml") || path.ends_with(".rhai"));
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .filter(move |(path, _)| decides(path))
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
