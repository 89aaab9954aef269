//! Records by what people call them: by name, with or without the county before it, or by the initials of its pinyin.

use std::{cell::OnceCell, collections::HashMap};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::near::Near;
use crate::{
    app::{pinyin::Word, workspace::Workspace},
    domain::{
        Kind, Lang,
        division::division,
        field::{Field, FieldKind, half_width},
        workflow::Seat,
    },
    exchange::import::{Batch, Found, Meant, Wanted},
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
    /// The names of each kind, by which those near another are found, and what was found.
    near: HashMap<Kind, Near>,
    nearest: HashMap<(Kind, String), Vec<usize>>,
}

/// A record.
struct One {
    id: String,
    title: String,
    /// What it says; of a stored one not before it is asked.
    values: OnceCell<Map<String, Value>>,
}

/// The records of a kind.
#[derive(Default)]
struct Called {
    all: Vec<One>,
    by_name: HashMap<String, Vec<usize>>,
    /// By what follows the place in a name: 实验小学 of 新县实验小学.
    by_rest: HashMap<String, Vec<usize>>,
}

/// Initials are looked for among all names; of more than this many a file has something else than initials.
const MOST_SEARCHED: usize = 1_000;
/// Names near another are looked for so often, since somebody has to choose among them each time.
const MOST_NEAR: usize = 300;
/// Of them so many are offered, of so many that are held against what the row says beside.
const NEAREST: usize = 5;
const MOST_KEPT: usize = 20;

impl<'a> Names<'a> {
    pub fn among(workspace: &'a Workspace, seat: Option<&'a Seat>, today: Date) -> Self {
        let (of_kind, searched, near, nearest) = Default::default();
        Self { workspace, seat, today, of_kind, seen: 0, searched, near, nearest }
    }

    /// The records that a word may mean; of several those that the rest of the row speaks of, and those that the seat oversees.
    pub fn called(&mut self, batch: &Batch, wanted: &Wanted<'_>, word: &str) -> Meant {
        for incoming in batch.iter().skip(self.seen) {
            if let Some(called) = self.of_kind.get_mut(&incoming.kind) {
                let record = &incoming.record;
                called.add(record.id.clone(), record.title.clone(), record.values.clone().into());
            }
        }
        self.seen = batch.len();
        let mut found: Vec<(Kind, usize)> = Vec::new();
        for kind in wanted.kinds {
            self.index(batch, *kind);
            found.extend(self.find(*kind, word).into_iter().map(|place| (*kind, place)));
        }
        let is_code = |(kind, place): &(Kind, usize)| {
            self.entry(*kind, *place).is_some_and(|one| one.id == wanted.code)
        };
        if found.iter().any(is_code) {
            found.retain(is_code);
        }
        let name = normal(word);
        if found.is_empty() {
            let of_kind = |kind: &Kind| {
                let places = self.nearest(*kind, &name).into_iter();
                places.map(|place| (*kind, place)).collect::<Vec<_>>()
            };
            let near = wanted.kinds.iter().flat_map(of_kind).collect();
            let (mut near, _) = self.narrowed(near, wanted, |_, _| true);
            near.truncate(NEAREST);
            return Meant { near, ..Meant::default() };
        }
        let (records, agrees) = self.narrowed(found, wanted, |one, values| is_its(one, values, &name));
        Meant { records, agrees, near: Vec::new() }
    }

    /// Of several those that the rest of the row speaks of, and of these those that the seat oversees. Says whether it speaks of any.
    fn narrowed(
        &self,
        found: Vec<(Kind, usize)>,
        wanted: &Wanted<'_>,
        is_its: impl Fn(&One, &Map<String, Value>) -> bool,
    ) -> (Vec<Found>, bool) {
        let mut found: Vec<_> = found
            .into_iter()
            .filter_map(|(kind, place)| Some((kind, self.entry(kind, place)?)))
            .map(|(kind, one)| {
                let values = self.values(kind, one);
                (one, agrees(kind, values, wanted.beside, self.today) && is_its(one, values))
            })
            .collect();
        let agrees = narrow(&mut found, |(_, agrees)| *agrees);
        narrow(&mut found, |(one, _)| self.is_overseen(one));
        (found.into_iter().map(|(one, _)| (one.id.clone(), one.title.clone())).collect(), agrees)
    }

    fn is_overseen(&self, one: &One) -> bool {
        self.seat.is_none_or(|seat| self.workspace.tree().oversees(&seat.unit, &one.id))
    }

    /// Those of which the name is near this one, which nothing bears.
    fn nearest(&mut self, kind: Kind, name: &str) -> Vec<usize> {
        let Some(called) = self.of_kind.get(&kind) else { return Vec::new() };
        let key = (kind, name.to_owned());
        if let Some(places) = self.nearest.get(&key) {
            return places.clone();
        }
        if self.nearest.len() >= MOST_NEAR || name.is_empty() {
            return Vec::new();
        }
        let near = self.near.entry(kind).or_insert_with(|| Near::of(called.by_name.keys().cloned()));
        let names = near.nearest(name).into_iter().filter_map(|name| called.by_name.get(name));
        let mut places: Vec<_> = names.flatten().copied().collect();
        narrow(&mut places, |place| called.all.get(*place).is_some_and(|one| self.is_overseen(one)));
        places.truncate(MOST_KEPT);
        self.nearest.insert(key, places.clone());
        places
    }

    fn values<'b>(&self, kind: Kind, one: &'b One) -> &'b Map<String, Value> {
        let stored = || self.workspace.find(kind, &one.id).map(|record| record.values);
        one.values.get_or_init(|| stored().unwrap_or_default())
    }

    fn entry(&self, kind: Kind, place: usize) -> Option<&One> {
        self.of_kind.get(&kind)?.all.get(place)
    }

    fn index(&mut self, batch: &Batch, kind: Kind) {
        let workspace = self.workspace;
        self.of_kind.entry(kind).or_insert_with(|| {
            let mut called = Called::default();
            for (id, record) in workspace.table(kind).each() {
                called.add(id.to_string(), record.title(), OnceCell::new());
            }
            for incoming in batch.iter().filter(|incoming| incoming.kind == kind) {
                let record = &incoming.record;
                called.add(record.id.clone(), record.title.clone(), record.values.clone().into());
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
        let longer = called.by_rest.get(&key.1).into_iter();
        let shorter = rests(&key.1).filter_map(|rest| called.by_name.get(rest));
        let mut places: Vec<_> = longer.chain(shorter).flatten().copied().collect();
        if places.is_empty()
            && self.searched.len() < MOST_SEARCHED
            && key.1.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
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
}

/// Whether a record is what a row says of it. A choice in words of the office's own says nothing.
fn agrees(kind: Kind, values: &Map<String, Value>, beside: &[(&'static Field, String)], today: Date) -> bool {
    beside.iter().filter(|(field, _)| kind.field(field.key) == Some(*field)).all(|(field, text)| {
        let held = field.on(values.get(field.key).unwrap_or(&Value::Null), today);
        let shown = normal(&held.kind.show(held.value, Lang::Zh));
        let text = normal(text);
        if let FieldKind::Choice(choices) = held.kind {
            let is_another = || choices.iter().any(|choice| normal(choice.label.zh) == text);
            return shown.is_empty() || shown == text || !is_another();
        }
        shown.is_empty() || shown.contains(&text) || text.contains(&shown)
    })
}

/// Whether what stands before its name is its own place: 新县实验小学 is no 实验小学 of another county.
fn is_its(one: &One, values: &Map<String, Value>, name: &str) -> bool {
    let Some(before) = name.strip_suffix(&normal(&one.title)).filter(|before| !before.is_empty()) else {
        return true;
    };
    let code = values.get("division").and_then(Value::as_str).unwrap_or_default();
    let names = division(code).map(|division| division.names()).unwrap_or_default();
    let rest = names.iter().fold(before, |rest, name| {
        let short = name.char_indices().nth_back(0).and_then(|(last, _)| name.get(..last));
        let short = short.filter(|short| short.chars().count() > 1);
        rest.strip_prefix(name).or_else(|| rest.strip_prefix(short?)).unwrap_or(rest)
    });
    // 县实验小学 is the county's own.
    rest.is_empty() || names.iter().any(|name| name.ends_with(rest))
}

impl Called {
    fn add(&mut self, id: String, title: String, values: OnceCell<Map<String, Value>>) {
        // What the file changes is known as it will be.
        let name = normal(&title);
        let places = self.by_name.entry(name.clone()).or_default();
        let there = places.iter().find(|place| self.all.get(**place).is_some_and(|other| other.id == id));
        match there.and_then(|place| self.all.get_mut(*place)) {
            Some(there) => there.values = values,
            None => {
                places.push(self.all.len());
                for rest in rests(&name) {
                    self.by_rest.entry(rest.to_owned()).or_default().push(self.all.len());
                }
                self.all.push(One { id, title, values });
            }
        }
    }
}

/// What follows a place in a name, wherever one may end.
fn rests(name: &str) -> impl Iterator<Item = &str> {
    const PLACES: [char; 9] = ['省', '市', '县', '区', '旗', '州', '盟', '乡', '镇'];
    let after = name.match_indices(PLACES).filter_map(|(at, place)| name.get(at + place.len()..));
    after.filter(|rest| !rest.is_empty())
}

/// Leaves those of which something holds; all where it holds of none. Says whether it holds of any.
fn narrow<T>(found: &mut Vec<T>, holds: impl Fn(&T) -> bool) -> bool {
    let any = found.iter().any(&holds);
    if any {
        found.retain(holds);
    }
    any
}

/// Names are one whatever stands between their parts: 阿不都·热合曼 and 阿不都•热合曼.
fn normal(name: &str) -> String {
    let parts = |c: char| c.is_whitespace() || "·•・‧∙⋅.".contains(c);
    half_width(name).chars().filter(|c| !parts(*c)).flat_map(char::to_lowercase).collect()
}
