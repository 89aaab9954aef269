//! What the codes of lines, reasons and notes say to people. Kept in `texts.toml` of a pack.

use std::collections::BTreeMap;

use toml_edit::TableLike;

use super::{Diagnostic, decision::Text, pack::PackSource, reader::Reader};

/// The texts of a chain of packs; a later pack's text replaces an earlier one's.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Texts {
    pub(super) lines: BTreeMap<String, Text>,
    pub(super) reasons: BTreeMap<String, Text>,
    /// What would have to be different, by reason.
    pub(super) remedies: BTreeMap<String, Text>,
}

impl Texts {
    pub(super) fn merge(&mut self, source: &PackSource) -> Vec<Diagnostic> {
        let text = source.files.get("texts.toml").map_or("", String::as_str);
        let mut reader = Reader::new(&source.id, "texts.toml", text);
        if let Some(document) = reader.document() {
            let table = document.as_table();
            for (section, texts) in
                [("lines", &mut self.lines), ("reasons", &mut self.reasons), ("remedies", &mut self.remedies)]
            {
                if let Some(inner) = table.get(section).and_then(toml_edit::Item::as_table_like) {
                    read(&mut reader, inner, texts);
                }
            }
        }
        reader.faults
    }
}

fn read(reader: &mut Reader<'_>, table: &dyn TableLike, texts: &mut BTreeMap<String, Text>) {
    for (code, _) in table.iter() {
        if let Some(text) = reader.text(table, code) {
            texts.insert(code.to_owned(), text);
        }
    }
}
