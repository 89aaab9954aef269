//! Records that a reference can name, found by name, by number or by pinyin.

use crate::{
    app::{pinyin::Word, scope, workspace::Workspace},
    domain::{Kind, kind::UNITS, workflow::Seat},
};

/// Name and id of each, in the order of names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates(Vec<(String, String)>);

impl Candidates {
    /// What the seat sees of these kinds.
    pub fn seen(workspace: &Workspace, seat: Option<&Seat>, kinds: &[Kind]) -> Self {
        let records = kinds.iter().flat_map(|kind| workspace.records_of(*kind));
        let seen = records.filter(|record| scope::sees(workspace, seat, record));
        Self::in_order(seen.map(|record| (record.title, record.id)).collect())
    }

    /// Of these kinds what is of the seat's level or below it: members of a task force, units that are to do something.
    pub fn near(workspace: &Workspace, seat: Option<&Seat>, kinds: &[Kind]) -> Self {
        let near = |id: &str| seat.is_none_or(|seat| workspace.tree().oversees(&seat.unit, id));
        let records = kinds.iter().flat_map(|kind| workspace.records_of(*kind));
        Self::in_order(
            records.filter(|record| near(&record.id)).map(|record| (record.title, record.id)).collect(),
        )
    }

    /// Of which several are chosen at once. Of units these are the subordinates of the seat and of its peer: whom a
    /// document is sent to.
    pub fn several(workspace: &Workspace, seat: Option<&Seat>, kinds: &[Kind]) -> Self {
        let Some(seat) = seat.filter(|_| kinds == UNITS) else {
            return Self::seen(workspace, seat, kinds);
        };
        let tree = workspace.tree();
        let organs = [Some(seat.unit.as_str()), tree.peer(&seat.unit)];
        let below = organs.into_iter().flatten().flat_map(|unit| tree.subordinates(unit));
        let below = below.filter(|unit| unit.side.receives());
        Self(below.map(|unit| (unit.name.clone(), unit.id.clone())).collect())
    }

    fn in_order(mut found: Vec<(String, String)>) -> Self {
        found.sort();
        Self(found)
    }

    pub fn all(&self) -> &[(String, String)] {
        &self.0
    }

    /// Those that a word occurs in.
    pub fn matching(&self, word: &str) -> impl Iterator<Item = &(String, String)> {
        let word = Word::of(word);
        self.0.iter().filter(move |(name, id)| word.is_in(name) || word.is_in(id))
    }

    /// What an id is called; the id itself when it is not among them.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.iter().find(|(_, known)| known == id).map_or(id, |(name, _)| name)
    }

    /// As a list offers it, `名称（编号）`; the id alone when it is not among them.
    pub fn offered(&self, id: &str) -> String {
        self.0.iter().find(|(_, known)| known == id).map_or_else(|| id.to_owned(), Self::offer)
    }

    /// A candidate as a list offers it.
    pub fn offer((name, id): &(String, String)) -> String {
        format!("{name}（{id}）")
    }

    /// The id in what a person chose from the list or typed: as it was offered, the id or the name alone, or a part or the
    /// initials that occur in one only.
    pub fn chosen(&self, typed: &str) -> String {
        let typed = typed.trim();
        let by = |test: &dyn Fn(&(String, String)) -> bool| self.0.iter().find(|candidate| test(candidate));
        by(&|candidate| Self::offer(candidate) == typed)
            .or_else(|| by(&|(_, id)| id == typed))
            .or_else(|| by(&|(name, _)| name == typed))
            .or_else(|| self.only(typed))
            .map_or_else(|| typed.to_owned(), |(_, id)| id.clone())
    }
    fn only(&self, typed: &str) -> Option<&(String, String)> {
        let mut found = self.matching(typed);
        found.next().filter(|_| !typed.is_empty() && found.next().is_none())
    }
}
