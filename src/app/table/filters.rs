//! The filters of a table: which are offered, and what can be chosen.

use crate::domain::{Kind, Label, field::FieldKind};

use super::{
    Listing,
    columns::{Column, Of},
    query::{TableQuery, UNDERWAY},
    values::{self, Choice},
};

/// Of the kind's own fields as many filters are offered, the first that leave a choice.
const MOST_FIELDS: usize = 3;

/// A filter as it is offered: the column, and what can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub column: Column,
    pub choices: Vec<Choice>,
}

impl Listing {
    /// The filters offered beside the search: the state, the first fields, what is computed and what packs add, as far as
    /// they leave a choice, and whatever the query filters by.
    pub fn filters(&self, query: &TableQuery) -> Vec<Filter> {
        let mut fields = 0;
        let (mut states, mut others) = (Vec::new(), Vec::new());
        for column in self.columns.iter().filter(|column| column.filters()) {
            let chosen = query.filters.get(column.key);
            let is_own = is_own(self.kind, column);
            let offered = if is_own { column.shown && fields < MOST_FIELDS } else { true };
            if !offered && chosen.is_none() {
                continue;
            }
            let mut choices = self.choices(column.key);
            if choices.len() < 2 && chosen.is_none() {
                continue;
            }
            fields += usize::from(is_own && offered);
            if let Some(code) = chosen.filter(|code| !choices.iter().any(|(known, _)| known == *code)) {
                choices.push((code.clone(), self.name_of(column, code)));
            }
            let part = if matches!(column.of, Of::State(_)) { &mut states } else { &mut others };
            part.push(Filter { column: *column, choices });
        }
        states.extend(others);
        states
    }

    /// What a filter of this column can be.
    pub fn choices(&self, key: &str) -> Vec<Choice> {
        let place = self.place(key).filter(|place| self.columns[*place].filters());
        let choices = place.map(|place| {
            let (column, values) = (&self.columns[place], self.values(place));
            values::choices(self.reader(), column, values)
        });
        choices.unwrap_or_default()
    }

    /// What a value is called that no record has.
    fn name_of(&self, column: &Column, code: &str) -> String {
        let lang = self.viewer.lang;
        let shown = || column.kind.show(&code.into(), lang);
        match column.of {
            Of::State(_) if code == UNDERWAY => Label::new("办理中", "Under way").text(lang).to_owned(),
            Of::State(table) => {
                table.state(code).map_or_else(|| code.to_owned(), |state| state.label.text(lang).to_owned())
            }
            Of::Field(field) => {
                field.read(code).map_or_else(|_| shown(), |value| field.kind.show(&value, lang))
            }
            Of::Computed(_) => shown(),
        }
    }

    /// A query whose filters say labels, as addresses once did, with codes in their place; nothing when it needs none. A
    /// label that may mean several things stays and finds nothing.
    pub fn in_codes(&self, query: &TableQuery) -> Option<TableQuery> {
        let mut coded = query.clone();
        for (key, value) in &mut coded.filters {
            if let Some(code) = self.place(key).and_then(|place| self.code_of_label(place, value)) {
                *value = code;
            }
        }
        (coded != *query).then_some(coded)
    }

    /// The code that a label certainly means.
    fn code_of_label(&self, place: usize, label: &str) -> Option<String> {
        let column = self.columns.get(place)?;
        match (column.of, column.kind) {
            (Of::Field(_), FieldKind::Reference(_)) => {
                let different = &self.values(place).different;
                let mut called = different.iter().filter(|value| value.name == label);
                let is_code = different.iter().any(|value| value.code == label);
                let code = called.next().filter(|_| !is_code && called.next().is_none());
                code.map(|value| value.code.clone())
            }
            (Of::Field(field), FieldKind::Choice(_) | FieldKind::Flag) => {
                let value = field.read(label).ok()?;
                Some(column.kind.encode(field.on(&value, self.viewer.today).value))
            }
            _ => None,
        }
    }
}

/// Whether it is a field that the kind declares.
fn is_own(kind: Kind, column: &Column) -> bool {
    matches!(column.of, Of::Field(_)) && kind.field(column.key).is_some()
}
