//! What a script says, once it is read.

use std::collections::BTreeMap;

use crate::domain::{Kind, field::Field, workflow::Role};

/// A script, in the order in which it is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Script {
    pub groups: BTreeMap<String, Group>,
    /// Short names and the texts for which they stand.
    pub names: BTreeMap<String, String>,
    pub entries: Vec<Entry>,
}

/// Units that do the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Group {
    /// Those that report to one of these units.
    Below(Vec<String>),
    /// Those whose codes are these, or begin so where a `*` ends them.
    Named(Vec<String>),
}

/// One thing that is done, by one unit or by one after another. Texts may hold `{…}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// From 1.
    pub line: usize,
    /// Working days from the day on which the demo is loaded; negative for the days before.
    pub day: i64,
    pub each: Option<Loop>,
    pub unit: String,
    pub role: Role,
    pub kind: Kind,
    /// Nothing for a new record.
    pub step: Option<Step>,
    /// What is filled in before.
    pub fields: Vec<(&'static Field, String)>,
}

/// A transition of a record that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub verb: &'static str,
    pub id: String,
    /// The reason; empty where none is asked for.
    pub note: String,
}

/// Which units of a group an entry is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    pub group: String,
    /// All must hold.
    pub conditions: Vec<(bool, Among)>,
}

/// Some units of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// Of so many at a time, those at these places, from 1.
    Places {
        of: usize,
        places: Vec<usize>,
    },
    Unit(String),
}

impl Loop {
    /// Whether the unit at this place of the group, from 0, is one of them.
    pub fn has(&self, place: usize, unit: &str) -> bool {
        self.conditions.iter().all(|(is, among)| {
            let among = match among {
                Among::Places { of, places } => places.contains(&(place % of + 1)),
                Among::Unit(code) => code == unit,
            };
            among == *is
        })
    }
}

impl Group {
    /// Whether a unit that reports to `above` belongs to it.
    pub fn has(&self, unit: &str, above: Option<&str>) -> bool {
        match self {
            Self::Below(units) => above.is_some_and(|above| units.iter().any(|unit| unit == above)),
            Self::Named(codes) => codes.iter().any(|code| match code.strip_suffix('*') {
                Some(begins) => unit.starts_with(begins),
                None => unit == code,
            }),
        }
    }
}
