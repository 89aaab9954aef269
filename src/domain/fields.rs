//! The fields of every kind: those of its declaration and, after them, those that a policy pack adds.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Kind, field::Field};

/// See the module. Fields that a pack adds are like any other but for where their values are kept: in the record's
/// [envelope](super::Envelope), so that they outlive the pack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(BTreeMap<Kind, Vec<&'static Field>>);

impl Fields {
    /// Adds a field to a kind. False when the kind has one of that key, or of that label: a sheet knows its columns by them.
    pub fn add(&mut self, kind: Kind, field: &'static Field) -> bool {
        let own = headings(field);
        let clashes = |other: &Field| headings(other).iter().any(|heading| own.contains(heading));
        let fresh = !self.of(kind).any(clashes);
        if fresh {
            self.0.entry(kind).or_default().push(field);
        }
        fresh
    }

    /// The fields of a kind, its own first.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &'static Field> {
        kind.fields().iter().chain(self.added(kind).iter().copied())
    }

    /// The fields that packs add to a kind.
    pub fn added(&self, kind: Kind) -> &[&'static Field] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The field of a kind with this key.
    pub fn get(&self, kind: Kind, key: &str) -> Option<&'static Field> {
        self.of(kind).find(|field| field.key == key)
    }
}

/// What a sheet's column is known by, whichever way its head is written: `日期 *` and `日期（必填）` are 日期.
pub fn heading(text: &str) -> Cow<'_, str> {
    let name = text.split(['（', '(']).next().unwrap_or_default();
    if name.contains(IGNORED) { name.replace(IGNORED, "").into() } else { name.into() }
}

const IGNORED: [char; 3] = ['*', ' ', '\u{3000}'];

/// The headings under which a sheet may hold a field.
pub fn headings(field: &Field) -> [Cow<'static, str>; 3] {
    [field.label.zh, field.label.en, field.key].map(heading)
}
