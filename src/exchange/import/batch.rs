//! Records on their way into a workspace, from a file or from the program.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{Checked, Envelope, Kind, Record, record::check_as, workflow::Transition};

/// Records of all kinds on their way into a workspace.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch(Vec<Incoming>);

/// One record on its way in.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    pub kind: Kind,
    pub record: Checked,
    /// What it brings besides its fields; a file brings nothing.
    pub envelope: Envelope,
    /// The step for which the sheet asks.
    pub asks: Option<&'static Transition>,
    /// Where a file has it.
    pub place: Option<Place>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub sheet: String,
    pub row: u32,
}

impl Place {
    /// By which an answer about it is kept.
    pub fn key(&self) -> String {
        format!("{}!{}", self.sheet, self.row)
    }
}

impl Batch {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Incoming> {
        self.0.iter()
    }

    /// The record at a place, in the order in which they came.
    pub fn get(&self, place: usize) -> Option<&Incoming> {
        self.0.get(place)
    }

    /// The records of one kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Checked> {
        self.0.iter().filter(move |incoming| incoming.kind == kind).map(|incoming| &incoming.record)
    }

    /// Adds a record that a program made. One that does not hold its own rules is left out.
    pub fn add<R: Record>(&mut self, record: &R) {
        self.add_with(record, Envelope::default());
    }

    /// As [`Batch::add`], with what it carries.
    pub fn add_with<R: Record>(&mut self, record: &R, envelope: Envelope) {
        if let Ok(Value::Object(values)) = serde_json::to_value(record)
            && let Ok(record) = check_as::<R>(values)
        {
            self.0.push(Incoming { kind: R::KIND, record, envelope, asks: None, place: None });
        }
    }

    /// Adds a record that was checked.
    pub fn push(&mut self, incoming: Incoming) {
        self.0.push(incoming);
    }

    /// Leaves out what is at these places.
    pub fn drop_places(&mut self, places: &HashSet<usize>) {
        let mut place = 0..;
        self.0.retain(|_| place.next().is_none_or(|place| !places.contains(&place)));
    }

    pub fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }
}
