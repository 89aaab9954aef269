//! Records of any kind as a table: columns, search, filters, order and sums, all from the declaration.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::domain::{
    Fields, Kind, Lang, Money,
    field::{Field, FieldKind},
    workflow::{Seat, State},
};

use super::{
    pinyin, records, scope,
    workspace::{RecordView, Workspace},
};

/// What a table is asked to show. Every filter left out admits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableQuery {
    /// Words that must all occur in the row, or in the pinyin initials of one of its cells.
    pub text: String,
    pub state: Option<String>,
    /// By field key: the value as [`Field::encode`] writes it, the same in every language.
    pub filters: BTreeMap<String, String>,
    /// Key of the field to sort by; the order of ids when absent.
    pub sort: Option<String>,
    pub descending: bool,
}

/// The records of a kind that a seat sees, ready to be searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    pub columns: Vec<&'static Field>,
    pub rows: Vec<ListRow>,
}

/// One record of a [`Listing`].
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    pub id: String,
    pub state: Option<&'static State>,
    /// As people read them, one a column.
    pub cells: Vec<String>,
    values: Vec<Value>,
}

/// As many columns as fit a line at 1366 pixels.
const MOST_COLUMNS: usize = 7;

/// The fields that a table of this kind shows: those its declaration names, else the first that fit a cell, and after them
/// what packs add.
pub fn columns(fields: &Fields, kind: Kind) -> Vec<&'static Field> {
    let fits = |field: &&Field| {
        !field.personal
            && !matches!(
                field.held(),
                FieldKind::LongText { .. }
                    | FieldKind::Rows(_)
                    | FieldKind::References(_)
                    | FieldKind::Attachment
                    | FieldKind::Point
            )
    };
    let named = kind.declaration().lists;
    let mut columns: Vec<_> = if named.is_empty() {
        kind.fields().iter().filter(fits).take(MOST_COLUMNS).collect()
    } else {
        named.iter().filter_map(|key| kind.field(key)).collect()
    };
    columns.extend(fields.added(kind).iter().copied().filter(fits));
    columns
}

/// Lists what the seat sees of a kind, with what holds today of what is dated.
pub fn listing(workspace: &Workspace, seat: Option<&Seat>, kind: Kind, today: Date, lang: Lang) -> Listing {
    let columns = columns(workspace.fields(), kind);
    let rows = workspace
        .records_of(kind)
        .filter(|record| scope::sees(workspace, seat, record))
        .map(|record| row(workspace, &columns, &record, today, lang))
        .collect();
    Listing { columns, rows }
}

fn row(
    workspace: &Workspace,
    columns: &[&'static Field],
    record: &RecordView<'_>,
    today: Date,
    lang: Lang,
) -> ListRow {
    let held: Vec<_> = columns.iter().map(|field| record.on(field, today)).collect();
    ListRow {
        state: scope::state(record),
        cells: held.iter().map(|held| records::shown(workspace, held.kind, held.value, lang)).collect(),
        values: held.iter().map(|held| held.value.clone()).collect(),
        id: record.id.clone(),
    }
}

impl Listing {
    /// The rows that a query finds, in its order.
    pub fn find(&self, query: &TableQuery) -> Vec<&ListRow> {
        let words: Vec<_> = query.text.split_whitespace().map(str::to_lowercase).collect();
        let column = |key: &str| self.columns.iter().position(|field| field.key == key);
        let filters: Vec<_> =
            query.filters.iter().filter_map(|(key, value)| Some((column(key)?, value))).collect();
        let mut found: Vec<_> = self
            .rows
            .iter()
            .filter(|row| {
                let state = row.state.map(|state| state.code);
                query.state.as_deref().is_none_or(|wanted| state == Some(wanted))
                    && filters
                        .iter()
                        .all(|(column, code)| self.code(row, *column).as_deref() == Some(code.as_str()))
                    && words.iter().all(|word| row.cells.iter().any(|cell| pinyin::mentions(cell, word)))
            })
            .collect();
        if let Some(column) = query.sort.as_deref().and_then(column) {
            found.sort_by(|a, b| {
                let order = compare(a, b, column).then_with(|| a.id.cmp(&b.id));
                if query.descending { order.reverse() } else { order }
            });
        }
        found
    }

    /// What a filter of this column can be: codes with what they are called, by name; none for a column whose values are
    /// all different.
    pub fn choices(&self, column: usize) -> Vec<(String, String)> {
        if !self.columns.get(column).is_some_and(|field| can_filter(field)) {
            return Vec::new();
        }
        let named = |row: &ListRow| {
            let name = row.cells.get(column).filter(|name| !name.is_empty())?;
            Some((name.clone(), self.code(row, column)?))
        };
        let found: BTreeSet<_> = self.rows.iter().filter_map(named).collect();
        found.into_iter().map(|(name, code)| (code, name)).collect()
    }

    /// A query whose filters say labels, as addresses once did, with codes in their place; nothing when it needs none. A
    /// label that may mean several things stays and finds nothing.
    pub fn in_codes(&self, query: &TableQuery) -> Option<TableQuery> {
        let mut coded = query.clone();
        for (key, value) in &mut coded.filters {
            if let Some(column) = self.columns.iter().position(|field| field.key == key)
                && let Some(code) = self.code_of_label(column, value)
            {
                *value = code;
            }
        }
        (coded != *query).then_some(coded)
    }

    /// The code that a label certainly means.
    fn code_of_label(&self, column: usize, label: &str) -> Option<String> {
        let field = self.columns.get(column).filter(|field| can_filter(field))?;
        if let FieldKind::Reference(_) = field.kind {
            let choices = self.choices(column);
            let mut called = choices.iter().filter(|(_, name)| name == label).map(|(code, _)| code);
            let is_code = choices.iter().any(|(code, _)| code == label);
            return called.next().filter(|_| !is_code && called.next().is_none()).cloned();
        }
        field.read(label).ok().map(|value| field.encode(&value))
    }

    fn code(&self, row: &ListRow, column: usize) -> Option<String> {
        Some(self.columns.get(column)?.held().encode(row.values.get(column)?))
    }

    /// The sum of a column that says it is summed, as its cells are shown; nothing for others.
    pub fn sum(&self, rows: &[&ListRow], column: usize) -> Option<String> {
        let field = self.columns.get(column).filter(|field| field.summed)?;
        let numbers = rows.iter().filter_map(|row| row.values.get(column).and_then(number));
        match field.kind {
            FieldKind::Count { .. } | FieldKind::Decimal { .. } => {
                Some(numbers.fold(Decimal::ZERO, Decimal::saturating_add).normalize().to_string())
            }
            FieldKind::Money { .. } => {
                let fen = numbers.fold(Decimal::ZERO, Decimal::saturating_add);
                Some(Money::fen(i64::try_from(fen).unwrap_or(i64::MAX)).to_string())
            }
            _ => None,
        }
    }
}

/// Whether the values of a field are few enough to choose from.
fn can_filter(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Choice(_) | FieldKind::Flag | FieldKind::Reference(_))
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.as_i64().map(Decimal::from),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn compare(a: &ListRow, b: &ListRow, column: usize) -> Ordering {
    let numbers = |row: &ListRow| row.values.get(column).and_then(number);
    match (numbers(a), numbers(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.cells.get(column).cmp(&b.cells.get(column)),
    }
}
