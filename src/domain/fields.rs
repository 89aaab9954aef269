//! The fields of every kind: those of its declaration and, after them, those that a policy pack adds.

use std::collections::BTreeMap;

use super::{Kind, field::Field};

/// See the module. Fields that a pack adds are like any other but for where their values are kept: in the record's
/// [envelope](super::Envelope), so that they outlive the pack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(BTreeMap<Kind, Vec<&'static Field>>);

impl Fields {
    /// Adds a field to a kind. False when the kind has one of that name already.
    pub fn add(&mut self, kind: Kind, field: &'static Field) -> bool {
        let fresh = self.get(kind, field.key).is_none();
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

    pub fn get(&self, kind: Kind, key: &str) -> Option<&'static Field> {
        self.of(kind).find(|field| field.key == key)
    }
}
