//! What a person has said of the sheets of a shape: which kind they hold, in which column each field stands, and whom a name
//! means. It is remembered for the next file of that shape, but for what is of one file only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::alike::Answer;
use crate::domain::{
    Fields, Kind,
    field::{Field, FieldKind},
};

/// See the module. What is not said is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The code of the kind; empty where such sheets are left out.
    pub kind: Option<String>,
    /// The heading under which a column of the kind stands, by the column's key; empty where it stands nowhere.
    pub columns: BTreeMap<String, String>,
    /// What a field is in every row of a sheet that has no column for it, by the field's key.
    pub constants: BTreeMap<String, String>,
    /// The same of one sheet alone, by its name, where others of the file have the same headings: each school has a sheet.
    pub of_sheets: BTreeMap<String, BTreeMap<String, String>>,
    /// The ids that names mean with what stands beside them, `王芳（农业局）`, by the field's key.
    pub names: BTreeMap<String, BTreeMap<String, String>>,
    /// Hidden rows, columns and sheets are wanted too.
    pub hidden: bool,
    /// What rows are that look like something else, by their [places](super::Place::key).
    pub rows: BTreeMap<String, Answer>,
}

impl Mapping {
    /// What was said before, and what is said now. Of another kind nothing was said before.
    #[must_use]
    pub fn and(self, now: Self) -> Self {
        if now.kind.is_some() && now.kind != self.kind {
            return now;
        }
        let Self { mut columns, mut constants, mut of_sheets, mut names, .. } = self;
        columns.extend(now.columns);
        constants.extend(now.constants);
        for (sheet, said) in now.of_sheets {
            of_sheets.entry(sheet).or_default().extend(said);
        }
        for (field, said) in now.names {
            names.entry(field).or_default().extend(said);
        }
        Self { kind: self.kind, columns, constants, of_sheets, names, hidden: now.hidden, rows: now.rows }
    }

    /// What is remembered for the next file. Which day it was and at which school is said of each file anew, and so is what is
    /// wanted of what is hidden, and what a row is.
    #[must_use]
    pub fn remembered(mut self, fields: &Fields) -> Self {
        let kind = self.kind.as_deref().and_then(Kind::parse);
        let field = |key: &str| fields.get(kind?, key);
        self.constants.retain(|key, _| field(key).is_none_or(|field| !tells_the_row(field)));
        Self { hidden: false, of_sheets: BTreeMap::new(), rows: BTreeMap::new(), ..self }
    }

    /// What is said of a sheet of this name.
    #[must_use]
    pub fn of_sheet(&self, name: &str) -> Self {
        let mut all = self.clone();
        all.constants.extend(self.of_sheets.get(name).cloned().unwrap_or_default());
        all
    }

    /// What a field is in every row.
    pub fn constant(&self, key: &str) -> Option<&str> {
        self.constants.get(key).map(|text| text.trim()).filter(|text| !text.is_empty())
    }
}

/// Whether it is of one file, or of one record, rather than of the form of a table.
pub(super) const fn tells_the_row(field: &Field) -> bool {
    matches!(
        field.held(),
        FieldKind::Code { .. }
            | FieldKind::Date
            | FieldKind::Time
            | FieldKind::Reference(_)
            | FieldKind::References(_)
    )
}

/// What has been said, by the shape of the sheets.
pub type Mappings = BTreeMap<String, Mapping>;

/// By what a sheet is known again: its headings, in their order.
pub(super) fn shape<'a>(headings: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for heading in headings {
        hash.update(heading.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
