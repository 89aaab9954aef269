//! What became of each sheet of a file, told before anything is stored: nothing of it vanishes without a word.

use serde::{Deserialize, Serialize};

use super::{
    layout::{Beside, Layout, Places, Units, columns_of, letter},
    mapping::{Mapping, tells_the_row},
    units::Unit,
};
use crate::{
    domain::{
        Fields, Kind,
        field::Field,
        fields::{Part, heading},
    },
    policy::decision::Text,
};

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetReport {
    pub name: String,
    /// By which what is said of it is kept.
    pub shape: String,
    /// The code of the kind that was read.
    pub kind: Option<String>,
    /// The code of the kind that it may be, where none was recognised.
    pub likely: Option<String>,
    /// It is hidden.
    pub hidden: bool,
    pub hidden_rows: usize,
    /// `C 日期`.
    pub hidden_columns: Vec<String>,
    /// Rows above the headings.
    pub titles: usize,
    /// Totals and notes below the data.
    pub below: usize,
    /// Rows that somebody wants left out.
    pub left: usize,
    /// Rows that were not looked at, since too many before them have problems; they are not imported.
    pub unchecked: usize,
    /// Cells filled from the merged cell above them.
    pub carried: usize,
    /// Cells with a formula, read by what it last showed.
    pub formulas: usize,
    /// Times that were read as a beginning and how long it goes on.
    pub spans: Spans,
    /// Values that lie unseen under merged cells, and are not read.
    pub covered: usize,
    /// Something stands to the right of what is read.
    pub is_wider: bool,
    pub headings: Vec<String>,
    /// The columns of the kind and where they were found.
    pub columns: Vec<ReportedColumn>,
    /// Columns whose numbers stand in another unit than the field's.
    pub turned: Vec<Text>,
    /// Headings of which nothing is read.
    pub unknown: Vec<String>,
    /// What has been said of all sheets of its shape.
    pub mapping: Mapping,
}

/// See [`SheetReport::spans`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Spans {
    pub count: usize,
    /// What stands in the first of them, and what it was read as.
    pub first: Option<(String, Text)>,
}

impl Spans {
    pub(super) fn note(&mut self, value: String, read_as: Text) {
        self.count += 1;
        self.first.get_or_insert((value, read_as));
    }
}

/// A column that the kind has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportedColumn {
    pub key: String,
    pub label: Text,
    /// Empty where the sheet has none.
    pub heading: String,
    /// What stands under it first.
    pub samples: Vec<String>,
    pub required: bool,
    /// What may be said once for all rows: a value that the sheet has not, or how many minutes a lesson has.
    pub constant: Option<Constant>,
    /// It is said of this sheet alone: others of the file have the same headings, and it tells whose rows these are.
    pub of_sheet: bool,
}

/// See [`ReportedColumn::constant`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Constant {
    Value,
    Minutes,
}

/// Columns that only count the rows.
const NUMBERS: [&str; 3] = ["序号", "No.", "No"];

impl SheetReport {
    /// Of a sheet of which nothing is read yet.
    pub(super) fn of(layout: &Layout<'_>, mapping: &Mapping) -> Self {
        let sheet = layout.sheet;
        let hidden = layout.headings.iter().filter(|heading| sheet.is_hidden_column(heading.column));
        Self {
            name: sheet.name.clone(),
            shape: layout.shape(),
            hidden: sheet.hidden,
            hidden_columns: hidden
                .map(|heading| format!("{} {}", letter(heading.column), heading.text))
                .collect(),
            titles: layout.titles(),
            carried: sheet.carried,
            formulas: sheet.formulas(),
            covered: sheet.covered,
            is_wider: sheet.is_wider,
            headings: layout.headings.iter().map(|heading| heading.text.clone()).collect(),
            mapping: mapping.clone(),
            ..Self::default()
        }
    }

    /// Notes which columns are read.
    pub(super) fn columns(
        &mut self,
        fields: &Fields,
        kind: Kind,
        layout: &Layout<'_>,
        places: &Places,
        beside: &Beside,
    ) {
        self.kind = Some(kind.code().to_owned());
        self.columns = columns(fields, kind, layout, places);
        let beside: Vec<_> = beside.values().flatten().map(|(column, _)| *column).collect();
        let is_read =
            |column: usize| places.values().any(|place| *place == column) || beside.contains(&column);
        let is_number = |text: &str| NUMBERS.contains(&&*heading(text));
        let unknown =
            layout.headings.iter().filter(|heading| !is_read(heading.column) && !is_number(&heading.text));
        self.unknown =
            unknown.map(|heading| format!("{} {}", letter(heading.column), heading.text)).collect();
    }

    /// Notes which columns stand in another unit.
    pub(super) fn units(&mut self, layout: &Layout<'_>, places: &Places, units: &Units) {
        let told = |(key, unit): (&&'static str, &Result<Unit, Text>)| {
            let (column, unit) = (*places.get(&(*key, Part::Value))?, unit.as_ref().ok()?);
            let heading = &layout.at(column)?.text;
            Some((column, unit.told(&format!("{} {heading}", letter(column)))))
        };
        let mut told: Vec<_> = units.iter().filter_map(told).collect();
        told.sort_by_key(|(column, _)| *column);
        self.turned = told.into_iter().map(|(_, told)| told).collect();
    }

    /// What was said once for all rows, since the sheet does not say it.
    pub fn constants(&self) -> impl Iterator<Item = (&ReportedColumn, &str)> {
        let bare = self.columns.iter().filter(|column| column.constant.is_some());
        bare.filter_map(|column| Some((column, self.said(column)?)))
    }

    /// What was said of a column.
    pub fn said(&self, column: &ReportedColumn) -> Option<&str> {
        let own = self.mapping.of_sheets.get(&self.name).and_then(|own| own.get(&column.key));
        let own = own.map(|text| text.trim()).filter(|text| !text.is_empty());
        own.or_else(|| self.mapping.constant(&column.key))
    }

    /// Notes that other sheets of the file have the same headings.
    pub(super) fn has_twins(&mut self, fields: &Fields, kind: Option<Kind>) {
        let field = |key: &str| fields.get(kind?, key);
        for column in &mut self.columns {
            column.of_sheet = field(&column.key).is_some_and(tells_the_row);
        }
    }
}

/// The columns that a kind has, and where a sheet has them.
pub(super) fn columns(
    fields: &Fields,
    kind: Kind,
    layout: &Layout<'_>,
    places: &Places,
) -> Vec<ReportedColumn> {
    let column = |(field, part): (&'static Field, Part)| {
        let place = places.get(&(field.key, part));
        let heading = place.and_then(|place| layout.at(*place)).map(|heading| heading.text.clone());
        let is_value = part == Part::Value;
        let constant = match part {
            Part::Value if heading.is_none() && kind.field(field.key).is_some() => Some(Constant::Value),
            Part::Lessons if heading.is_some() => Some(Constant::Minutes),
            _ => None,
        };
        let has_value = places.contains_key(&(field.key, Part::Value));
        // Days and histories of dated values: only where the sheet has them.
        let is_shown = match part {
            Part::Value | Part::Called => true,
            Part::Lessons => !has_value,
            Part::From | Part::History => false,
        };
        (is_shown || heading.is_some()).then(|| ReportedColumn {
            key: part.key(field),
            label: Text { zh: part.title(field), en: part.title_en(field) },
            heading: heading.unwrap_or_default(),
            samples: place.map(|place| layout.samples(*place)).unwrap_or_default(),
            required: is_value && field.required && kind.is_given(field.key),
            constant,
            of_sheet: false,
        })
    };
    columns_of(fields, kind).filter_map(column).collect()
}
