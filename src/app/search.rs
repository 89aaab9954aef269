//! Finding anything by name, 文号 or pinyin initials, over all kinds at once.

use crate::domain::{Kind, workflow::Seat};

use super::{
    kinds,
    pinyin::Word,
    scope,
    workspace::{RecordView, Workspace},
};

/// One record found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub kind: Kind,
    pub id: String,
    pub title: String,
}

/// The first `most` records that the seat sees and whose title or id holds every word. A title that begins with the
/// words comes before one that only contains them; kinds follow in their order.
pub fn search(workspace: &Workspace, seat: Option<&Seat>, text: &str, most: usize) -> Vec<Hit> {
    let words = Word::several(text);
    if words.is_empty() {
        return Vec::new();
    }
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        if kinds::of(*kind).is_some_and(|behaviour| !behaviour.searched) {
            continue;
        }
        let table = workspace.table(*kind);
        for (_, record) in table.each() {
            let (title, id) = (record.title(), record.id());
            if !words.iter().all(|word| word.is_in(&title) || word.is_in(&id)) {
                continue;
            }
            if !scope::sees(workspace, seat, &RecordView::of(*kind, record)) {
                continue;
            }
            let begins = words.first().is_some_and(|word| word.begins(&title));
            let hit = Hit { kind: *kind, id, title };
            if begins {
                first.push(hit)
            } else {
                rest.push(hit)
            }
            if first.len() >= most {
                return first;
            }
        }
    }
    first.extend(rest);
    first.truncate(most);
    first
}
