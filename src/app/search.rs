//! Finding anything by name, 文号 or pinyin initials, over all kinds at once.

use crate::domain::{Kind, workflow::Seat};

use super::{
    kinds,
    pinyin::Word,
    preview::{Preview, tell_apart},
    scope,
    table::{Listing, TableQuery},
    workspace::RecordView,
};

/// One record found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub kind: Kind,
    pub id: String,
    pub title: String,
    /// What tells it from others of its name.
    pub says: Vec<String>,
}

/// The kinds whose records are found in their tables, by what a table is searched by: there are too many for [`search`].
pub fn by_table() -> impl Iterator<Item = Kind> {
    Kind::ALL.iter().copied().filter(|kind| !is_searched(*kind))
}

fn is_searched(kind: Kind) -> bool {
    kinds::of(kind).is_none_or(|behaviour| behaviour.searched)
}

/// The first `most` records that the seat sees and whose title or id holds every word. A title that begins with the
/// words comes before one that only contains them; kinds follow in their order.
pub fn search(preview: &Preview<'_>, seat: Option<&Seat>, text: &str, most: usize) -> Vec<Hit> {
    let words = Word::several(text);
    if words.is_empty() {
        return Vec::new();
    }
    let workspace = preview.workspace;
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    'kinds: for kind in Kind::ALL.iter().copied().filter(|kind| is_searched(*kind)) {
        for (_, record) in workspace.table(kind).each() {
            let (title, id) = (record.title(), record.id());
            if !words.iter().all(|word| word.is_in(&title) || word.is_in(&id)) {
                continue;
            }
            let record = RecordView::of(kind, record);
            if !scope::sees(workspace, seat, &record) {
                continue;
            }
            if words.first().is_some_and(|word| word.begins(&title)) {
                first.push(record);
            } else if rest.len() < most {
                rest.push(record);
            }
            if first.len() >= most {
                break 'kinds;
            }
        }
    }
    hits(preview, first.into_iter().chain(rest).take(most))
}

/// The last `most` rows of a table that a search of the table finds.
pub fn in_table(preview: &Preview<'_>, listing: &Listing, text: &str, most: usize) -> Vec<Hit> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let query = TableQuery { text: text.to_owned(), ..TableQuery::default() };
    let found = listing.find(&query);
    let record = |row: &u32| preview.workspace.find(listing.kind, listing.id(*row)?);
    hits(preview, found.iter().rev().filter_map(record).take(most))
}

fn hits<'a>(preview: &Preview<'_>, found: impl Iterator<Item = RecordView<'a>>) -> Vec<Hit> {
    let hit = |record: RecordView<'_>| {
        let says = preview.of(&record, &[]);
        Hit { kind: record.kind, id: record.id, title: record.title, says }
    };
    let mut hits: Vec<_> = found.map(hit).collect();
    tell_apart(
        &mut hits,
        |hit| format!("{:?} {} {:?}", hit.kind, hit.title, hit.says),
        |hit| hit.says.push(hit.id.clone()),
    );
    hits
}
