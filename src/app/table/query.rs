//! What a table is asked to show, and how an address says it: `?q=zzyz&state=open&f.form=report&sort=date&order=desc`.

use std::collections::BTreeMap;

/// Every filter left out admits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableQuery {
    /// Words that must all occur in the row, or in the pinyin initials of one of its cells.
    pub text: String,
    /// By the key of a column: the value's code, the same in every language; of a day its month or term too.
    pub filters: BTreeMap<String, String>,
    /// Key of the column to sort by; in the kind's own order when absent.
    pub sort: Option<String>,
    pub descending: bool,
}

/// The key of the column that says where a record stands in its workflow.
pub const STATE: &str = "state";
/// As a state: all in which somebody has something to do yet.
pub const UNDERWAY: &str = "@underway";
/// As a state: all but those in which a record has ended without effect, as figures count them.
pub const STANDING: &str = "@standing";
/// What stands before the key of every other filter in an address.
const FILTER: &str = "f.";

impl TableQuery {
    /// Narrowed down by one more filter.
    #[must_use]
    pub fn with(mut self, key: &str, code: impl Into<String>) -> Self {
        self.filters.insert(key.to_owned(), code.into());
        self
    }

    /// The same order of everything.
    pub fn without_filters(&self) -> Self {
        Self { sort: self.sort.clone(), descending: self.descending, ..Self::default() }
    }

    /// Whether it shows less than everything.
    pub fn narrows(&self) -> bool {
        !self.text.is_empty() || !self.filters.is_empty()
    }

    /// What an address asks for.
    pub fn of_address(asked: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut query = Self::default();
        for (name, value) in asked.into_iter().filter(|(_, value)| !value.is_empty()) {
            match name.as_str() {
                "q" => query.text = value,
                "sort" => query.sort = Some(value),
                "order" => query.descending = value == "desc",
                STATE => query = query.with(STATE, value),
                name => {
                    if let Some(key) = name.strip_prefix(FILTER) {
                        query = query.with(key, value);
                    }
                }
            }
        }
        query
    }

    /// The inverse of [`TableQuery::of_address`].
    pub fn address(&self) -> Vec<(String, String)> {
        let filter = |(key, code): (&String, &String)| {
            let name = if key == STATE { key.clone() } else { format!("{FILTER}{key}") };
            (name, code.clone())
        };
        let mut asked = vec![("q".to_owned(), self.text.clone())];
        asked.extend(self.filters.iter().map(filter));
        asked.extend(self.sort.iter().map(|key| ("sort".to_owned(), key.clone())));
        asked.extend(self.descending.then(|| ("order".to_owned(), "desc".to_owned())));
        asked.retain(|(_, value)| !value.is_empty());
        asked
    }
}
