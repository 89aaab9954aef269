//! The notice clause by clause: what this workspace has to show for each; and the organs where nobody is responsible.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rustc_hash::FxHashSet;

use crate::{
    clauses::{CLAUSES, Clause, Row},
    domain::{Kind, Term, field::Share, organization::Side, workflow::Seat},
};

use super::{
    overview::{Done, Sums},
    scope::{Sight, View},
    workspace::Workspace,
};

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
pub fn clauses(view: View<'_>, sums: &mut Sums) -> Vec<ClauseStatus> {
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
                kinds: Kind::ALL.iter().filter(serves).map(|kind| progress(view, *kind, sums)).collect(),
            }
        })
        .collect()
}

fn progress(view: View<'_>, kind: Kind, sums: &mut Sums) -> KindStatus {
    if kind.workflow().is_none() {
        // Most registers are seen by all: counting them needs no look at each.
        let (mut sight, table) = (Sight::of(view, kind), view.workspace.table(kind));
        let total = match sight.sees_all() {
            true => table.len(),
            false => table.each().filter(|(id, record)| sight.sees(id, *record)).count(),
        };
        return KindStatus { kind, total, done: total };
    }
    let Done { total, done } = sums.done(view, kind);
    KindStatus { kind, total, done }
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

/// What came of the work of a term, rather than how much of it there was (0.3, 五.5).
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes {
    pub schools_served: usize,
    /// Of which sessions are seen.
    pub schools: usize,
    /// Pupils counted once for every session that they attended.
    pub attendances: u64,
    /// Of all attendances, those at rural or under-resourced schools.
    pub share_of_service: Share,
    /// Of all pupils, those of schools that are rural or under-resourced today.
    pub share_of_pupils: Share,
}

/// Sums up what was held in a term: sessions whose hours are confirmed, each at the school as it was then.
pub fn outcomes(view: View<'_>, term: Term, today: Date, sums: &mut Sums) -> Outcomes {
    let (mut served, mut attendances, mut there) = (FxHashSet::default(), 0, 0);
    for (_, part) in sums.served(view).flat_map(|part| &part.terms).filter(|(other, _)| *other == term) {
        served.extend(part.confirmed_at.iter().map(|school| &**school));
        attendances += part.attendances;
        there += part.preferred;
    }
    let mut sight = Sight::of(view, Kind::BULK);
    let (mut schools, mut pupils, mut preferred) = (0, 0, 0);
    for school in view.workspace.schools.all().filter(|school| sight.stands_to(&school.code)) {
        schools += 1;
        pupils += u64::from(school.pupils);
        preferred += if school.is_preferred(today) { u64::from(school.pupils) } else { 0 };
    }
    Outcomes {
        schools_served: served.len(),
        schools,
        attendances,
        share_of_service: share(there, attendances),
        share_of_pupils: share(preferred, pupils),
    }
}

/// Of one, to a tenth of a percent; nothing of nothing is nothing.
fn share(part: u64, whole: u64) -> Share {
    let exact = Decimal::from(part).checked_div(Decimal::from(whole));
    Share(exact.unwrap_or_default().round_dp(3))
}
