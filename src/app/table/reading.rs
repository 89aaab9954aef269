//! Reading the value of a column of one record, and what it is called.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    app::{
        kinds::Source,
        records,
        scope::View,
        verdict::{Ruled, Verdict},
        workspace::{AnyRecord, Workspace},
    },
    domain::{Lang, field::Scalar, workflow::Seat},
    policy::decision::Text,
};

use super::columns::{Column, Of};

/// Who looks at a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Viewer {
    pub seat: Option<Seat>,
    /// Of what is dated, that which holds on this day is shown.
    pub today: Date,
    pub lang: Lang,
    /// What the reasons of refusals are called.
    pub reasons: Arc<BTreeMap<String, Text>>,
}

impl Viewer {
    pub fn view<'a>(&'a self, workspace: &'a Workspace) -> View<'a> {
        View { workspace, seat: self.seat.as_ref() }
    }
}

/// A record on its way into a table.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub record: &'a dyn AnyRecord,
    pub verdict: Option<&'a Verdict>,
}

/// Reads the columns of records.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub workspace: &'a Workspace,
    pub viewer: &'a Viewer,
}

impl<'a> Reader<'a> {
    pub fn scalar(self, column: &Column, entry: Entry<'a>) -> Scalar<'a> {
        let decided = |of: &dyn Fn(&'a Verdict) -> Scalar<'a>| entry.verdict.map_or(Scalar::Missing, of);
        match column.of {
            Of::Field(field) => entry.record.scalar(field, self.viewer.today),
            Of::State(_) => entry.record.state().map_or(Scalar::Missing, |state| Scalar::Text(state.code)),
            Of::Computed(Source::Record(_, of)) => of(self.workspace, entry.record.factual()),
            Of::Computed(Source::Verdict(of)) => decided(&of),
            Of::Computed(Source::Outcome) => {
                decided(&|verdict| Scalar::Text(verdict.ruling.code(entry.record.state())))
            }
        }
    }

    /// As people read it.
    pub fn name(self, column: &Column, scalar: Scalar<'_>, entry: Entry<'_>) -> String {
        match scalar {
            Scalar::Compound => self.shown(column, &self.stored(column, entry)),
            scalar => self.name_of(column, scalar),
        }
    }

    /// The same of what lies in the record as it is.
    pub fn name_of(self, column: &Column, scalar: Scalar<'_>) -> String {
        let lang = self.viewer.lang;
        match (column.of, scalar) {
            (Of::State(table), Scalar::Text(code)) => {
                table.state(code).map_or(code, |state| state.label.text(lang)).to_owned()
            }
            (Of::Computed(Source::Outcome), Scalar::Text(code)) => match ruled(code) {
                Some(ruled) => ruled.label().text(lang).to_owned(),
                None => self.viewer.reasons.get(code).map_or(code, |text| text.get(lang)).to_owned(),
            },
            _ => self.shown(column, &scalar.stored(column.kind)),
        }
    }

    pub fn shown(self, column: &Column, stored: &Value) -> String {
        records::shown(self.workspace, column.kind, stored, self.viewer.lang)
    }

    /// The value of a field as JSON.
    pub fn stored(self, column: &Column, entry: Entry<'_>) -> Value {
        let Of::Field(field) = column.of else { return Value::Null };
        let own = entry.record.values().remove(field.key);
        let added = || entry.record.envelope().extra.get(field.key).cloned();
        let stored = own.or_else(added).unwrap_or_default();
        field.on(&stored, self.viewer.today).value.clone()
    }
}

/// The outcome with this code; `None` of a reason.
pub fn ruled(code: &str) -> Option<Ruled> {
    Ruled::ALL.iter().copied().find(|ruled| ruled.code() == code)
}
