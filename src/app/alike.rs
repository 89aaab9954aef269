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

/// What is on file that a new record may be, with its time put right: what differs in the last alone of the fields by which
/// people know its kind, which tells apart what is otherwise one, two sessions of a day. Ids, as the seat sees them.
pub fn on_file(workspace: &Workspace, seat: Option<&Seat>, kind: Kind, record: &dyn Factual) -> Vec<String> {
    let Some(last) = kind.declaration().identity.len().checked_sub(1) else { return Vec::new() };
    let alike = |(_, other): &(&Key, &dyn AnyRecord)| {
        differ_in(kind, last, record, other.factual())
            && !is_void(*other)
            && scope::sees(workspace, seat, &RecordView::of(kind, *other))
    };
    let found = workspace.table(kind).each().filter(alike).take(MOST);
    found.map(|(id, _)| id.to_string()).collect()
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
