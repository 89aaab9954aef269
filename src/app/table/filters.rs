//! The filters of a table: which are offered, and what can be chosen.

use crate::{
    app::{pinyin::Word, records},
    domain::{Kind, Label, field::FieldKind},
};

use super::{
    Listing,
    columns::{Column, Of},
    query::{STANDING, TableQuery, UNDERWAY},
    values::{self, Choice},
};

/// Of the kind's own fields as many filters are offered, the first that leave a choice.
const MOST_FIELDS: usize = 3;

/// More than these are looked up by what is typed, and not listed.
const MOST_LISTED: usize = 200;

/// A filter as it is offered.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub column: Column,
    /// What can be chosen; nothing where [`Listing::matching`] looks it up.
    pub listed: Option<Vec<Choice>>,
    /// What is chosen.
    pub chosen: Option<Choice>,
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
            let mut listed = (!self.has_many(column)).then(|| self.choices(column.key));
            let leaves_a_choice = match &listed {
                Some(choices) => choices.len() > 1,
                None => self.differs(column),
            };
            if !leaves_a_choice && chosen.is_none() {
                continue;
            }
            fields += usize::from(is_own && offered);
            let chosen = chosen.map(|code| {
                let known = listed.iter().flatten().find(|(known, _)| known == code).cloned();
                known.unwrap_or_else(|| (code.clone(), self.name_of(column, code)))
            });
            if let Some(choices) = &mut listed {
                choices.extend(chosen.clone().filter(|chosen| !choices.contains(chosen)));
            }
            let part = if matches!(column.of, Of::State(_)) { &mut states } else { &mut others };
            part.push(Filter { column: *column, listed, chosen });
        }
        states.extend(others);
        states
    }

    /// Whether a list of all that can be chosen would be too long.
    fn has_many(&self, column: &Column) -> bool {
        let FieldKind::Reference(kinds) = column.kind else { return false };
        kinds.iter().map(|kind| self.workspace.table(*kind).len()).sum::<usize>() > MOST_LISTED
    }

    /// Whether two rows have different values.
    fn differs(&self, column: &Column) -> bool {
        let mut values = self.entries().map(|(_, entry)| self.reader().scalar(column, entry));
        values.next().is_some_and(|first| values.any(|other| other != first))
    }

    /// So many of what a filter of this column can be, in which what was typed occurs.
    pub fn matching(&self, key: &str, typed: &str, most: usize) -> Vec<Choice> {
        let words = Word::several(typed);
        let matches = |(code, name): &Choice| words.iter().all(|word| word.is_in(name) || word.is_in(code));
        self.choices(key).into_iter().filter(matches).take(most).collect()
    }

    /// What a filter of this column can be.
    pub fn choices(&self, key: &str) -> Vec<Choice> {
        let place = self.place(key).filter(|place| self.columns[*place].filters());
        let choices =
            place.map(|place| values::choices(self.reader(), &self.columns[place], self.different(place)));
        choices.unwrap_or_default()
    }

    /// What a value is called that no record has.
    fn name_of(&self, column: &Column, code: &str) -> String {
        let lang = self.viewer.lang;
        let shown = || column.kind.show(&code.into(), lang);
        if let (Of::Field(_), FieldKind::Reference(kinds)) = (column.of, column.kind) {
            return records::title(&self.workspace, kinds, code);
        }
        match column.of {
            Of::State(_) if code == UNDERWAY => Label::new("办理中", "Under way").text(lang).to_owned(),
            Of::State(_) if code == STANDING => {
                Label::new("不含已取消、撤回的", "Without those cancelled or withdrawn").text(lang).to_owned()
            }
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
                let different = || self.different(place).iter().map(|value| &value.named);
                let mut called = different().filter(|value| value.name == label);
                let is_code = different().any(|value| value.code == label);
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
