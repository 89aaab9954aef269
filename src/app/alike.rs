//! When two records may be one: where they differ in one alone of the fields by which people know their kind.

use jiff::civil::Date;

use super::{
    ordered::Key,
    scope,
    workspace::{AnyRecord, RecordView, Workspace, is_void},
};
use crate::domain::{
    Kind,
    field::{Factual, Scalar},
    workflow::Seat,
};

/// Days this far apart are those of what takes place every week.
const WEEK: i32 = 7;
/// Whatever a record looks like beyond so many says no more.
const MOST: usize = 5;

/// Something on file that a new record may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub id: String,
    /// The field in which alone they differ, of those by which people know their kind.
    pub differs: &'static str,
}

/// What is on file that a new record may be, put right: what differs in one alone of the fields by which people know its kind. In
/// the last, which tells apart what is otherwise one, two sessions of a day, whatever it is called; in another only under the same
/// name. As the seat sees them.
pub fn on_file(
    workspace: &Workspace,
    seat: Option<&Seat>,
    kind: Kind,
    (record, title): (&dyn Factual, &str),
) -> Vec<Alike> {
    let identity = kind.declaration().identity;
    let alike = |(id, other): (&Key, &dyn AnyRecord)| {
        let factual = other.factual();
        let place = (0..identity.len()).rev().find(|place| differ_in(kind, *place, record, factual))?;
        let is_it = (place + 1 == identity.len() || other.title() == title)
            && !is_void(other)
            && scope::sees(workspace, seat, &RecordView::of(kind, other));
        let differs = identity.get(place).copied().filter(|_| is_it)?;
        Some(Alike { id: id.to_string(), differs })
    };
    workspace.table(kind).each().filter_map(alike).take(MOST).collect()
}

/// Whether two records, of one key, differ in a field alone, and in a day not by a week or more.
pub fn differ_in(kind: Kind, differs: usize, one: &dyn Factual, other: &dyn Factual) -> bool {
    let identity = kind.declaration().identity;
    identity.iter().enumerate().all(|(place, key)| {
        let values = (one.scalar(key, Date::MIN), other.scalar(key, Date::MIN));
        match values {
            (Some(Scalar::Day(one)), Some(Scalar::Day(other))) if place == differs => {
                one != other && (one - other).get_days().abs() < WEEK
            }
            (one, other) => (one == other) == (place != differs),
        }
    })
}
