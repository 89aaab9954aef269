//! What waits for a seat, kept while the workspace changes: a commit moves the records that it wrote, and the 20,000
//! others stay where they are.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    app::workspace::Workspace,
    domain::{
        Kind,
        calendar::Calendar,
        field::FieldKind,
        workflow::{Relation, Seat, Who},
    },
    store::{RowChange, Written},
};

use super::{Days, Errand, Task, Urgency, Whose, task};

/// See the module. Empty where nobody has taken a seat.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inbox {
    seat: Option<Seat>,
    /// The day of which it is: some records wait from a day on.
    today: Date,
    calendar: Arc<Calendar>,
    mine: BTreeMap<Place, Task>,
    others: BTreeMap<Place, Task>,
    /// By when each record of either is due.
    due: HashMap<(Kind, String), Option<Date>>,
    /// How many of a kind wait for the seat.
    counts: BTreeMap<Kind, usize>,
}

/// The order of an inbox: what is due first, then what has no day. A day further on is never more urgent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    undated: bool,
    due: Option<Date>,
    kind: Kind,
    id: String,
}

/// How much there is of an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    pub errand: Errand,
    pub count: usize,
    pub overdue: usize,
}

impl Place {
    fn new(due: Option<Date>, kind: Kind, id: &str) -> Self {
        Self { undated: due.is_none(), due, kind, id: id.to_owned() }
    }
}

impl Inbox {
    /// Of a whole workspace.
    pub fn of(workspace: &Workspace, seat: Option<Seat>, today: Date, days: Days<'_>) -> Self {
        let calendar = Arc::clone(workspace.calendar());
        let mut inbox = Self { seat, today, calendar, ..Self::default() };
        let Some(seat) = inbox.seat.clone() else { return inbox };
        for kind in Kind::ALL.iter().copied().filter(|kind| kind.workflow().is_some()) {
            for (_, record) in workspace.table(kind).each() {
                if let Some((whose, task)) = task(workspace, &seat, (kind, record), today, days) {
                    inbox.add(whose, task);
                }
            }
        }
        inbox
    }

    /// Whose it is; `None` where nobody has taken a seat.
    pub fn seat(&self) -> Option<&Seat> {
        self.seat.as_ref()
    }

    /// What waits for the seat, most urgent first.
    pub fn mine(&self) -> impl Iterator<Item = &Task> {
        self.mine.values()
    }

    /// What the seat's unit has brought as far as it is and others hold now.
    pub fn others(&self) -> impl ExactSizeIterator<Item = &Task> + Clone {
        self.others.values()
    }

    /// How much waits for the seat, by kind.
    pub fn counts(&self) -> &BTreeMap<Kind, usize> {
        &self.counts
    }

    /// How much waits for the seat, by urgency, as far as there is any.
    pub fn urgencies(&self, today: Date) -> Vec<(Urgency, usize)> {
        let mut found: Vec<(Urgency, usize)> = Vec::new();
        let mut day = None;
        for place in self.mine.keys() {
            // Most share their day with the one before.
            if day != Some(place.due) {
                day = Some(place.due);
                let urgency = Urgency::of(place.due, today, &self.calendar);
                if found.last().is_none_or(|(last, _)| *last != urgency) {
                    found.push((urgency, 0));
                }
            }
            if let Some((_, count)) = found.last_mut() {
                *count += 1;
            }
        }
        found
    }

    /// What waits for the seat by errand, the one with the most urgent task first.
    pub fn groups(&self, today: Date) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for task in self.mine() {
            let Some(errand) = task.errand() else { continue };
            let known = groups.iter().position(|group| group.errand == errand);
            let place = known.unwrap_or_else(|| {
                groups.push(Group { errand, count: 0, overdue: 0 });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(place) {
                group.count += 1;
                group.overdue +=
                    usize::from(Urgency::of(task.due, today, &self.calendar) == Urgency::Overdue);
            }
        }
        groups
    }

    /// Follows what was written since it was derived from the workspace as it was `before`. Derives everything anew where
    /// the tree of units, the day or the calendar is another.
    pub fn follow(
        &mut self,
        (before, now): (&Workspace, &Workspace),
        written: &[Written],
        today: Date,
        days: Days<'_>,
    ) {
        if today != self.today || before.tree() != now.tree() || *self.calendar != **now.calendar() {
            *self = Self::of(now, self.seat.take(), today, days);
            return;
        }
        for change in written.iter().flat_map(|written| &written.rows) {
            let Some(kind) = Kind::parse(&change.table) else { continue };
            self.take(now, kind, &change.key, days);
            let leads_on = Kind::ALL.iter().any(|other| !ways(*other, kind).is_empty());
            if leads_on && moves_others(change) {
                for (other, id) in by_way_of(now, kind, &change.key) {
                    self.take(now, other, &id, days);
                }
            }
        }
    }

    /// Derives anew what there is to do about a record.
    pub fn take(&mut self, workspace: &Workspace, kind: Kind, id: &str, days: Days<'_>) {
        if kind.workflow().is_none() {
            return;
        }
        self.remove(kind, id);
        let found = self.seat.as_ref().zip(workspace.table(kind).get(id));
        if let Some((whose, task)) =
            found.and_then(|(seat, record)| task(workspace, seat, (kind, record), self.today, days))
        {
            self.add(whose, task);
        }
    }

    fn add(&mut self, whose: Whose, task: Task) {
        let place = Place::new(task.due, task.kind, &task.id);
        self.due.insert((task.kind, task.id.clone()), task.due);
        match whose {
            Whose::Mine => {
                *self.counts.entry(task.kind).or_default() += 1;
                self.mine.insert(place, task);
            }
            Whose::Others => {
                self.others.insert(place, task);
            }
        }
    }

    fn remove(&mut self, kind: Kind, id: &str) {
        let Some(due) = self.due.remove(&(kind, id.to_owned())) else { return };
        let place = Place::new(due, kind, id);
        self.others.remove(&place);
        if self.mine.remove(&place).is_some()
            && let Some(count) = self.counts.get_mut(&kind)
        {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&kind);
            }
        }
    }
}

/// Whether a change can move records that name the one changed: what it carries besides its fields moves only itself.
fn moves_others(change: &RowChange) -> bool {
    let fields = |side: &Option<(u32, String)>| {
        let (_, body) = side.as_ref()?;
        let mut fields: Map<String, Value> = serde_json::from_str(body).ok()?;
        fields.retain(|key, _| !key.starts_with('@'));
        Some(fields)
    };
    fields(&change.before) != fields(&change.after)
}

/// The records whose workflow asks a unit that stands to this record.
fn by_way_of(workspace: &Workspace, kind: Kind, id: &str) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    for other in Kind::ALL.iter().copied() {
        let fields = ways(other, kind);
        if fields.is_empty() {
            continue;
        }
        let names =
            workspace.records_of(other).filter(|record| fields.iter().any(|key| record.text(key) == id));
        found.extend(names.map(|record| (other, record.id)));
    }
    found
}

/// The fields by which the workflow of a kind goes to a record of another.
fn ways(of: Kind, to: Kind) -> Vec<&'static str> {
    let transitions = of.workflow().map_or(&[][..], |table| table.transitions);
    let relations = transitions.iter().flat_map(|transition| match &transition.who {
        Who::One(relation, _) => vec![*relation],
        Who::All(asked) => asked.iter().map(|(relation, _)| *relation).collect(),
    });
    let fields = relations.filter_map(|relation| match relation {
        Relation::Via(field, _) => Some(field),
        _ => None,
    });
    let leads = |field: &&str| {
        let kind = of.field(field).map(|field| field.kind);
        matches!(kind, Some(FieldKind::Reference(kinds)) if kinds.contains(&to))
    };
    fields.filter(leads).collect()
}
