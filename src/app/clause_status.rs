//! The notice clause by clause: what this workspace has to show for each; and the organs where nobody is responsible.

use std::collections::HashSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    clauses::{CLAUSES, Clause, Row},
    domain::{
        Kind, School,
        field::Share,
        organization::Side,
        session::holding,
        workflow::{Seat, Stage},
    },
};

use super::{scope::Sight, workspace::Workspace};

/// One row of the notice with the records that serve it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClauseStatus {
    pub clause: Clause,
    pub row: &'static Row,
    pub kinds: Vec<KindStatus>,
}

/// The records of one kind that a seat sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindStatus {
    pub kind: Kind,
    pub total: usize,
    /// Finished, or of a kind without a workflow.
    pub done: usize,
}

/// Every row of the notice in its order.
pub fn clauses(workspace: &Workspace, seat: Option<&Seat>) -> Vec<ClauseStatus> {
    CLAUSES
        .iter()
        .map(|row| {
            let clause = Clause::of(row);
            let serves = |kind: &&Kind| {
                let declaration = kind.declaration();
                Clause::parse(declaration.clause) == Some(clause)
                    || kind.workflow().is_some()
                        && declaration.fields.iter().any(|field| Clause::parse(field.clause) == Some(clause))
            };
            ClauseStatus {
                clause,
                row,
                kinds: Kind::ALL.iter().filter(serves).map(|kind| progress(workspace, seat, *kind)).collect(),
            }
        })
        .collect()
}

fn progress(workspace: &Workspace, seat: Option<&Seat>, kind: Kind) -> KindStatus {
    let mut counts = KindStatus { kind, total: 0, done: 0 };
    if kind.workflow().is_none() {
        // Registers are seen by all, or few: counting needs no look at each.
        counts.total = workspace.table(kind).len();
        counts.done = counts.total;
        return counts;
    }
    let mut sight = Sight::of(workspace, seat, kind);
    for (_, record) in workspace.table(kind).each().filter(|(_, record)| sight.sees(*record)) {
        match record.state().map(|state| state.stage) {
            Some(Stage::Void) => {}
            Some(Stage::Done) => {
                counts.total += 1;
                counts.done += 1;
            }
            _ => counts.total += 1,
        }
    }
    counts
}

/// The organs, the seat's own and its direct subordinates, at which nobody is in office on the day (五.1).
pub fn vacancies(workspace: &Workspace, seat: &Seat, today: Date) -> Vec<String> {
    let tree = workspace.tree();
    let is_organ = |unit: &str| {
        tree.get(unit).is_some_and(|unit| matches!(unit.side, Side::Education | Side::Association))
    };
    let below = tree.subordinates(&seat.unit).map(|unit| unit.id.as_str());
    let own = std::iter::once(seat.unit.as_str()).chain(tree.peer(&seat.unit));
    let in_office = |unit: &&str| {
        workspace
            .responsibilities
            .all()
            .any(|responsibility| responsibility.unit == **unit && responsibility.in_office(today))
    };
    own.chain(below).filter(|unit| is_organ(unit) && !in_office(unit)).map(str::to_owned).collect()
}

/// What came of the work, rather than how much of it there was (0.3, 五.5).
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes {
    pub schools_served: usize,
    pub schools: usize,
    /// Pupils counted once for every session that they attended.
    pub attendances: u64,
    /// Of all attendances, those at rural or under-resourced schools.
    pub share_of_service: Share,
    /// Of all pupils, those of schools that are rural or under-resourced today.
    pub share_of_pupils: Share,
}

/// Sums up what was held: sessions whose hours are confirmed, each at the school as it was then.
pub fn outcomes(workspace: &Workspace, today: Date) -> Outcomes {
    let preferred = |school: &School, day: Date| *school.rural.on(day) || *school.under_resourced.on(day);
    let (mut served, mut attendances, mut there) = (HashSet::new(), 0_u64, 0_u64);
    let confirmed = workspace.sessions.held().values().filter(|held| held.stands_at(holding::confirmed));
    let mut last: Option<&School> = None;
    for session in confirmed.map(|held| &held.record) {
        // Neighbours are often of one school.
        if last.is_none_or(|last| last.code != session.school) {
            last = workspace.schools.get(&session.school);
            served.extend(last.map(|school| &school.code));
        }
        let Some(school) = last else { continue };
        attendances += u64::from(session.pupils);
        if preferred(school, session.date) {
            there += u64::from(session.pupils);
        }
    }
    let pupils = |of: &dyn Fn(&School) -> bool| -> u64 {
        let schools = workspace.schools.all().filter(|school| of(school));
        schools.map(|school| u64::from(school.pupils)).sum()
    };
    Outcomes {
        schools_served: served.len(),
        schools: workspace.schools.len(),
        attendances,
        share_of_service: share(there, attendances),
        share_of_pupils: share(pupils(&|school| preferred(school, today)), pupils(&|_| true)),
    }
}

/// Of one, to a tenth of a percent; nothing of nothing is nothing.
fn share(part: u64, whole: u64) -> Share {
    let exact = Decimal::from(part).checked_div(Decimal::from(whole));
    Share(exact.unwrap_or_default().round_dp(3))
}
