//! The columns of a kind's table: those that its file names, else those that its declaration lists, and after them what
//! packs add and the state.

use crate::{
    app::kinds::{self, Source},
    domain::{
        Fields, Kind, Label,
        field::{Field, FieldKind},
        workflow::Workflow,
    },
};

use super::query::STATE;

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// In addresses and saved views.
    pub key: &'static str,
    pub label: Label,
    /// The type of its values; of what is dated, of the value of a day.
    pub kind: FieldKind,
    pub summed: bool,
    /// Else one can filter by it only.
    pub shown: bool,
    pub of: Of,
}

/// Where its values are from.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    Field(&'static Field),
    State(&'static Workflow),
    Computed(Source),
}

/// As many fields as fit a line at 1366 pixels.
const MOST_FIELDS: usize = 7;

/// Those that a table of this kind shows, and then those by which it can be filtered too.
pub fn columns(fields: &Fields, kind: Kind) -> Vec<Column> {
    let named = kinds::of(kind).map_or(&[][..], |behaviour| behaviour.columns);
    let own = named.iter().filter_map(|column| match column {
        kinds::Column::Field(key) => Some(Column::field(kind.field(key)?)),
        kinds::Column::Called(key, label) => {
            Some(Column { label: *label, ..Column::field(kind.field(key)?) })
        }
        kinds::Column::Computed(field, source) => Some(Column::computed(field, *source)),
        kinds::Column::Filter(field, source) => {
            Some(Column { shown: false, ..Column::computed(field, *source) })
        }
    });
    let mut columns: Vec<_> = own.collect();
    if columns.is_empty() {
        columns.extend(declared(kind).into_iter().map(Column::field));
    }
    columns.extend(fields.added(kind).iter().copied().filter(fits).map(Column::field));
    if let Some(table) = kind.workflow() {
        columns.push(Column::state(table));
    }
    let besides = fields.of(kind).filter(|field| !columns.iter().any(|column| column.key == field.key));
    let besides: Vec<_> = besides
        .map(|field| Column { shown: false, ..Column::field(field) })
        .filter(Column::filters)
        .collect();
    columns.extend(besides);
    columns.sort_by_key(|column| !column.shown);
    columns
}

/// Whether the table of a kind shows what is decided about its records.
pub fn is_decided(kind: Kind) -> bool {
    columns(&Fields::default(), kind).iter().any(Column::is_decided)
}

fn declared(kind: Kind) -> Vec<&'static Field> {
    match kind.declaration().lists {
        [] => kind.fields().iter().filter(fits).take(MOST_FIELDS).collect(),
        named => named.iter().filter_map(|key| kind.field(key)).collect(),
    }
}

/// Whether a cell holds it.
fn fits(field: &&'static Field) -> bool {
    let is_long = matches!(
        field.held(),
        FieldKind::LongText { .. }
            | FieldKind::Rows(_)
            | FieldKind::References(_)
            | FieldKind::Attachment
            | FieldKind::Point
    );
    !field.personal && !is_long
}

impl Column {
    fn field(field: &'static Field) -> Self {
        Self::new(field, Of::Field(field))
    }

    fn computed(field: &'static Field, source: Source) -> Self {
        Self::new(field, Of::Computed(source))
    }

    fn new(field: &Field, of: Of) -> Self {
        let Field { key, label, summed, .. } = *field;
        Self { key, label, kind: field.held(), summed, shown: true, of }
    }

    fn state(table: &'static Workflow) -> Self {
        Self {
            key: STATE,
            label: Label::new("状态", "State"),
            kind: FieldKind::Text { max: 0 },
            summed: false,
            shown: true,
            of: Of::State(table),
        }
    }

    /// Whether its values are few enough to choose from, and nobody's private matter.
    pub fn filters(&self) -> bool {
        match self.of {
            Of::Field(field) => {
                !field.personal
                    && matches!(
                        self.kind,
                        FieldKind::Choice(_) | FieldKind::Flag | FieldKind::Reference(_) | FieldKind::Date
                    )
            }
            Of::State(_) => true,
            Of::Computed(_) => !self.is_number(),
        }
    }

    /// Whether nearly every record has a text of its own here.
    pub fn is_text(&self) -> bool {
        let text =
            matches!(self.kind, FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Code { .. });
        text && matches!(self.of, Of::Field(_))
    }

    /// Whether it is aligned to the right.
    pub fn is_number(&self) -> bool {
        self.kind.is_number()
    }

    /// Whether its cells are marked by a colour.
    pub fn has_mark(&self) -> bool {
        matches!(self.of, Of::State(_) | Of::Computed(Source::Outcome))
    }

    /// Whether it waits for what is decided.
    pub fn is_decided(&self) -> bool {
        matches!(self.of, Of::Computed(Source::Verdict(_) | Source::Outcome))
    }
}

impl PartialEq for Column {
    /// A table has no two of one key.
    fn eq(&self, other: &Self) -> bool {
        (self.key, self.label) == (other.key, other.label)
    }
}
