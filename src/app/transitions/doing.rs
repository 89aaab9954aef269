//! What somebody does: a transition with what belongs to it, and for whom.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::TransitionError;
use crate::{
    app::{
        handover::has_joined,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind,
        field::{Attachment, FieldProblem},
        organization::Side,
        workflow::{Manner, Progress, Seat, Transition},
    },
};

/// A transition that somebody makes.
#[derive(Debug, Clone, Default)]
pub struct Doing<'a> {
    pub verb: &'a str,
    /// The reason, where one is needed.
    pub note: &'a str,
    /// What the signer says of the fields that the transition states, as typed; what is left out is as the record has it.
    pub stated: BTreeMap<String, String>,
    /// 代办: the unit that signs, where another acts for it.
    pub on_behalf_of: Option<&'a str>,
    /// What that unit has signed, or what the step is made on, with the bytes.
    pub paper: Option<(Attachment, Vec<u8>)>,
}

/// A verb and a reason, which may be empty.
impl<'a> From<(&'a str, &'a str)> for Doing<'a> {
    fn from((verb, note): (&'a str, &'a str)) -> Self {
        Self { verb, note, ..Self::default() }
    }
}

impl Doing<'_> {
    /// Whether an answer that came late counts from then on.
    pub(super) fn admits(&self, kind: Kind) -> bool {
        let table = kind.workflow().map_or(&[][..], |table| table.transitions);
        let leads_back = |made: &Transition| made.manner == Manner::Late && !made.from.contains(&made.to);
        table.iter().any(|made| made.verb == self.verb && leads_back(made))
    }

    /// The seat by which it is signed: that of whoever acts, else of the unit for which they do.
    ///
    /// # Errors
    /// When the seat may not act for the unit, or brings no paper.
    pub(super) fn signer(
        &self,
        workspace: &Workspace,
        seat: &Seat,
        record: &RecordView<'_>,
    ) -> Result<Seat, TransitionError> {
        let Some(unit) = self.on_behalf_of else { return Ok(seat.clone()) };
        if !may_act_for(workspace, seat, record, unit) {
            return Err(TransitionError::ActsForNobody(workspace.tree().name(unit).to_owned()));
        }
        if self.paper.is_none() {
            return Err(TransitionError::NeedsPaper);
        }
        Ok(Seat { unit: unit.to_owned(), role: seat.role })
    }

    /// What the signer says of the fields that the transition states.
    ///
    /// # Errors
    /// What cannot be read.
    pub(super) fn values(
        &self,
        workspace: &Workspace,
        record: &RecordView<'_>,
        transition: &Transition,
    ) -> Result<Map<String, Value>, Vec<FieldProblem>> {
        let (mut values, mut problems) = (Map::new(), Vec::new());
        let fields = transition.states.iter().filter_map(|key| workspace.fields().get(record.kind, key));
        for field in fields {
            let own = || Ok(record.values.get(field.key).cloned().unwrap_or_default());
            match self.stated.get(field.key).map_or_else(own, |text| field.read(text)) {
                Ok(value) => drop(values.insert(field.key.to_owned(), value)),
                Err(fault) => problems.push(FieldProblem { field: field.key, fault }),
            }
        }
        if problems.is_empty() { Ok(values) } else { Err(problems) }
    }
}

/// Whether a seat may sign for a unit that may have no computer, a school or a person: it stands above it, and has signed this
/// step for nobody else; once the unit has a certificate it signs for itself. For a person whom no organ has recommended, who stands above the record's keeper does.
fn may_act_for(workspace: &Workspace, seat: &Seat, record: &RecordView<'_>, unit: &str) -> bool {
    let tree = workspace.tree();
    let may_need_it = tree.get(unit).is_some_and(|unit| matches!(unit.side, Side::School | Side::Person));
    let ward = if tree.superior(unit).is_some() { unit } else { record.keeper() };
    let has_signed = record
        .progress()
        .is_some_and(|progress| progress.signatures.iter().any(|step| step.unit == seat.unit));
    let may = may_need_it && unit != seat.unit && ward != seat.unit && tree.oversees(&seat.unit, ward);
    may && !has_signed && !has_joined(workspace, unit)
}

/// What a seat could do for others (代办): the transitions, each with the unit that would sign.
pub fn for_others(
    workspace: &Workspace,
    seat: &Seat,
    record: &RecordView<'_>,
) -> Vec<(&'static Transition, String)> {
    let Some(table) = record.kind.workflow() else { return Vec::new() };
    let progress = Progress::of(table, &record.envelope.steps);
    let mut found = Vec::new();
    for transition in table.transitions.iter().filter(|transition| transition.leaves(progress.state)) {
        let asked = progress.waits_for(transition, record.subject(), workspace);
        if transition.manner != Manner::Forward || asked.iter().any(|asked| asked.unit == seat.unit) {
            continue;
        }
        let fitting = asked
            .into_iter()
            .filter(|asked| asked.role <= seat.role && may_act_for(workspace, seat, record, &asked.unit));
        found.extend(fitting.map(|asked| (transition, asked.unit)));
    }
    found
}
