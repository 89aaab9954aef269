//! The notice clause by clause: what this workspace has to show for each; and the organs where nobody is responsible.

use jiff::civil::Date;

use crate::{
    clauses::{CLAUSES, Clause, Row},
    domain::{Kind, organization::Side, workflow::Seat},
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
