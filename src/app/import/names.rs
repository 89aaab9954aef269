//! Records by what people call them: by name, with or without the county before it, or by the initials of its pinyin.

use std::collections::HashMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    app::{pinyin::Word, workspace::Workspace},
    domain::{
        Kind, Lang,
        field::{Field, half_width},
        workflow::Seat,
    },
    exchange::import::{Batch, Found, Wanted},
};

/// See the module. Of each kind the stored records are looked through once.
pub struct Names<'a> {
    workspace: &'a Workspace,
    seat: Option<&'a Seat>,
    today: Date,
    of_kind: HashMap<Kind, Called>,
    /// How much of the batch is in them.
    seen: usize,
    /// Names that were looked for among all others.
    searched: HashMap<(Kind, String), Vec<usize>>,
}

/// The id of a record, what it is called, and what it says where a file brings it.
type One = (String, String, Option<Map<String, Value>>);

/// The records of a kind.
#[derive(Default)]
struct Called {
    all: Vec<One>,
    by_name: HashMap<String, Vec<usize>>,
}

/// A name that nothing bears is looked for among all; of more than this many a file has something else than names.
const MOST_SEARCHED: usize = 1_000;

impl<'a> Names<'a> {
    pub fn among(workspace: &'a Workspace, seat: Option<&'a Seat>, today: Date) -> Self {
        let (of_kind, searched) = Default::default();
        Self { workspace, seat, today, of_kind, seen: 0, searched }
    }

    /// The records that a word may mean; of several those that the rest of the row speaks of, and those that the seat oversees.
    pub fn called(&mut self, batch: &Batch, wanted: &Wanted<'_>, word: &str) -> Vec<Found> {
        for incoming in batch.iter().skip(self.seen) {
            if let Some(called) = self.of_kind.get_mut(&incoming.kind) {
                let record = &incoming.record;
                called.add(record.id.clone(), record.title.clone(), Some(record.values.clone()));
            }
        }
        self.seen = batch.len();
        let mut found: Vec<(Kind, usize)> = Vec::new();
        for kind in wanted.kinds {
            self.index(batch, *kind);
            found.extend(self.find(*kind, word).into_iter().map(|place| (*kind, place)));
        }
        let is_code = |(kind, place): &(Kind, usize)| {
            self.entry(*kind, *place).is_some_and(|(id, ..)| id == wanted.code)
        };
        if found.iter().any(is_code) {
            found.retain(is_code);
        }
        found = narrowed(found, |(kind, place)| self.agrees(*kind, *place, wanted.beside));
        let near = |id: &str| self.seat.is_none_or(|seat| self.workspace.tree().oversees(&seat.unit, id));
        found = narrowed(found, |(kind, place)| self.entry(*kind, *place).is_some_and(|(id, ..)| near(id)));
        let found = found.into_iter().filter_map(|(kind, place)| self.entry(kind, place));
        found.map(|(id, title, _)| (id.clone(), title.clone())).collect()
    }

    fn entry(&self, kind: Kind, place: usize) -> Option<&One> {
        self.of_kind.get(&kind)?.all.get(place)
    }

    fn index(&mut self, batch: &Batch, kind: Kind) {
        let workspace = self.workspace;
        self.of_kind.entry(kind).or_insert_with(|| {
            let mut called = Called::default();
            for (id, record) in workspace.table(kind).each() {
                called.add(id.to_string(), record.title(), None);
            }
            for incoming in batch.iter().filter(|incoming| incoming.kind == kind) {
                let record = &incoming.record;
                called.add(record.id.clone(), record.title.clone(), Some(record.values.clone()));
            }
            called
        });
    }

    /// By the name as it is, else with or without what stands before it, else by its initials.
    fn find(&mut self, kind: Kind, word: &str) -> Vec<usize> {
        let Some(called) = self.of_kind.get(&kind) else { return Vec::new() };
        let name = normal(word);
        if let Some(places) = called.by_name.get(&name) {
            return places.clone();
        }
        let key = (kind, name);
        if let Some(places) = self.searched.get(&key) {
            return places.clone();
        }
        if self.searched.len() >= MOST_SEARCHED || key.1.is_empty() {
            return Vec::new();
        }
        let is_longer = |(title, _): &(&String, &Vec<usize>)| {
            let before = title.strip_suffix(&*key.1).or_else(|| key.1.strip_suffix(title.as_str()));
            before.is_some_and(|before| {
                before.ends_with(['省', '市', '县', '区', '旗', '州', '盟', '乡', '镇'])
            })
        };
        let mut places: Vec<_> =
            called.by_name.iter().filter(is_longer).flat_map(|(_, places)| places.clone()).collect();
        if places.is_empty() && key.1.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let initials = Word::of(&key.1);
            let spelled = |(title, _): &(&String, &Vec<usize>)| {
                title.chars().count() == key.1.len() && initials.begins(title)
            };
            places = called.by_name.iter().filter(spelled).flat_map(|(_, places)| places.clone()).collect();
        }
        places.sort_unstable();
        self.searched.insert(key, places.clone());
        places
    }

    /// Whether a record is what a row says of it.
    fn agrees(&self, kind: Kind, place: usize, beside: &[(&'static Field, String)]) -> bool {
        let Some((id, _, brought)) = self.entry(kind, place) else { return false };
        let stored = || self.workspace.find(kind, id).map(|record| record.values);
        let Some(values) = brought.clone().or_else(stored) else { return false };
        beside.iter().filter(|(field, _)| kind.field(field.key) == Some(*field)).all(|(field, text)| {
            let held = field.on(values.get(field.key).unwrap_or(&Value::Null), self.today);
            let shown = normal(&held.kind.show(held.value, Lang::Zh));
            let text = normal(text);
            shown.is_empty() || shown.contains(&text) || text.contains(&shown)
        })
    }
}

impl Called {
    fn add(&mut self, id: String, title: String, brought: Option<Map<String, Value>>) {
        // What the file changes is known as it will be.
        let places = self.by_name.entry(normal(&title)).or_default();
        let there = places.iter().find(|place| self.all.get(**place).is_some_and(|(other, ..)| *other == id));
        match there.and_then(|place| self.all.get_mut(*place)) {
            Some(there) => there.2 = brought,
            None => {
                places.push(self.all.len());
                self.all.push((id, title, brought));
            }
        }
    }
}

/// Those of several that something holds of; all where it holds of none.
fn narrowed<T>(found: Vec<T>, holds: impl Fn(&T) -> bool) -> Vec<T> {
    if found.len() < 2 || !found.iter().any(&holds) {
        return found;
    }
    found.into_iter().filter(holds).collect()
}

/// Names are one whatever stands between their parts: 阿不都·热合曼 and 阿不都•热合曼.
fn normal(name: &str) -> String {
    let parts = |c: char| c.is_whitespace() || "·•・‧∙⋅.".contains(c);
    half_width(name).chars().filter(|c| !parts(*c)).flat_map(char::to_lowercase).collect()
}
