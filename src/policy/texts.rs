//! What the codes of lines, reasons, grades and remedies say to people. Kept in `texts.toml` of a pack.

use std::collections::BTreeMap;

use toml_edit::Item;

use super::{Diagnostic, decision::Text, pack::PackSource, reader::Reader};

/// Where the texts stand.
pub(super) const FILE: &str = "texts.toml";

/// A table of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Lines,
    Reasons,
    Grades,
    /// What would have to be different, by reason.
    Remedies,
}

impl Section {
    pub(super) const ALL: [Self; 4] = [Self::Lines, Self::Reasons, Self::Grades, Self::Remedies];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Reasons => "reasons",
            Self::Grades => "grades",
            Self::Remedies => "remedies",
        }
    }

    /// The section of what a function of scripts says.
    pub(super) fn said_by(function: &str) -> Option<Self> {
        match function {
            "line" | "tax" | "points" => Some(Self::Lines),
            "refuse" => Some(Self::Reasons),
            "grade" => Some(Self::Grades),
            _ => None,
        }
    }
}

/// The texts of a chain of packs; a later pack's text replaces an earlier one's.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Texts(BTreeMap<(Section, String), Text>);

impl Texts {
    pub(super) fn get(&self, section: Section, code: &str) -> Option<&Text> {
        self.0.get(&(section, code.to_owned()))
    }

    pub(super) fn of(&self, section: Section) -> BTreeMap<String, Text> {
        let own = self.0.iter().filter(|((of, _), _)| *of == section);
        own.map(|((_, code), text)| (code.clone(), text.clone())).collect()
    }

    pub(super) fn merge(&mut self, source: &PackSource) -> Vec<Diagnostic> {
        let text = source.files.get(FILE).map_or("", String::as_str);
        let mut reader = Reader::new(&source.id, FILE, text);
        let Some(document) = reader.document() else {
            return reader.faults;
        };
        reader.knows(document.as_table(), &Section::ALL.map(Section::name));
        for section in Section::ALL {
            let Some(table) = document.get(section.name()).and_then(Item::as_table_like) else { continue };
            for (code, _) in table.iter() {
                if let Some(text) = reader.text(table, code) {
                    self.0.insert((section, code.to_owned()), text);
                }
            }
        }
        reader.faults
    }
}
