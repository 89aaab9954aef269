//! How units stand to a record.

use jiff::civil::Date;

use super::{State, Step};
use crate::domain::{
    Kind,
    calendar::Calendar,
    field::{Fact, Factual, FieldKind},
};

/// How a unit stands to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The unit that keeps the record.
    Keeper,
    /// The other organ of the keeper's level.
    Peer,
    /// The unit to which the keeper reports.
    Superior,
    /// The other organ of the superior's level.
    SuperiorPeer,
    /// The unit named in this field.
    Named(&'static str),
    /// The peer of the unit named in this field.
    PeerOfNamed(&'static str),
    /// Who stands so to the record that this field names.
    Via(&'static str, &'static Relation),
}

/// A record as the table sees it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub kind: Kind,
    pub id: &'a str,
    pub record: &'a dyn Factual,
    pub steps: &'a [Step],
    /// Where it stands by them; `None` of a kind without a workflow.
    pub state: Option<&'static State>,
}

/// What lies around a record: the units beside and above it, and the records that its fields name.
pub trait Surroundings {
    /// The other organ of a unit's level.
    fn peer(&self, unit: &str) -> Option<&str>;

    /// The unit to which it reports.
    fn superior(&self, unit: &str) -> Option<&str>;

    /// A record that is on file.
    fn record(&self, kind: Kind, id: &str) -> Option<&dyn Factual>;

    /// Visits every record of a kind.
    fn each(&self, kind: Kind, visit: &mut dyn FnMut(Subject<'_>));

    /// The days that are worked.
    fn calendar(&self) -> &Calendar {
        Calendar::shipped()
    }
}

impl<'a> Subject<'a> {
    /// The unit that keeps the record; empty for a kind without.
    pub fn keeper(&self) -> &'a str {
        self.kind.declaration().keeper.and_then(|key| self.named(key)).unwrap_or_default()
    }

    /// The id or text in a field that is not dated; `None` when it is empty.
    pub fn named(&self, field: &str) -> Option<&'a str> {
        let scalar = self.record.scalar(field, Date::MIN);
        debug_assert!(scalar.is_some(), "{:?} has no field {field}", self.kind);
        scalar?.text().filter(|id| !id.is_empty())
    }

    /// Whether anything is filled in, of a field that is not dated.
    pub fn has(&self, field: &str) -> bool {
        match self.record.fact(field, Date::MIN) {
            None | Some(Fact::Missing) => false,
            Some(Fact::Text(text)) => !text.trim().is_empty(),
            Some(Fact::List(items)) => !items.is_empty(),
            Some(_) => true,
        }
    }

    /// Whether a field is to be filled in yet, of one that is not dated: the record has such a field, and nothing stands in it.
    pub fn lacks(&self, field: &str) -> bool {
        let applies = self.kind.field(field).is_none_or(|field| field.applies(|key| self.named(key)));
        applies && !self.has(field)
    }

    /// Whether it stands at the state of this code.
    pub fn stands_at(&self, code: &str) -> bool {
        self.state.is_some_and(|state| state.code == code)
    }
}

impl Relation {
    /// The unit that stands so to the record.
    pub fn unit(self, subject: Subject<'_>, around: &dyn Surroundings) -> Option<String> {
        let keeper = || Some(subject.keeper()).filter(|unit| !unit.is_empty());
        let unit = match self {
            Self::Keeper => keeper(),
            Self::Peer => keeper().and_then(|unit| around.peer(unit)),
            Self::Superior => keeper().and_then(|unit| around.superior(unit)),
            Self::SuperiorPeer => {
                keeper().and_then(|unit| around.superior(unit)).and_then(|unit| around.peer(unit))
            }
            Self::Named(field) => subject.named(field),
            Self::PeerOfNamed(field) => subject.named(field).and_then(|unit| around.peer(unit)),
            Self::Via(field, relation) => return relation.unit_by_way_of(field, subject, around),
        };
        unit.map(str::to_owned)
    }

    fn unit_by_way_of(self, field: &str, subject: Subject<'_>, around: &dyn Surroundings) -> Option<String> {
        let id = subject.named(field)?;
        let FieldKind::Reference(kinds) = subject.kind.field(field)?.kind else {
            return None;
        };
        kinds.iter().find_map(|kind| {
            let record = around.record(*kind, id)?;
            self.unit(Subject { kind: *kind, id, record, steps: &[], state: None }, around)
        })
    }
}
