//! Where a record stands: the steps that it carries, followed through the table.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use super::{
    Manner, Role, Seat, Stage, State, Step, Subject, Surroundings, Transition, UNDO, Who, Word, Workflow,
};

/// Where a record stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress<'a> {
    pub state: &'static State,
    /// The steps that count: taken, known to the table where they were, and not undone. The last of them is what can be
    /// taken back.
    pub steps: Vec<&'a Step>,
    /// Signatures given towards joint transitions that are under way.
    pub signatures: Vec<&'a Step>,
    /// The day on which the present state was entered; `None` before the first step.
    pub since: Option<Date>,
    /// Who must sign to leave the state, by verb, where a step fixed it.
    signers: Option<&'a BTreeMap<String, Vec<Seat>>>,
}

impl<'a> Progress<'a> {
    /// Follows the steps through the table. A step that the table does not know where it was taken is passed over: a
    /// record of another version of the program never lands in a state that it did not reach.
    pub fn of(workflow: &Workflow, steps: impl IntoIterator<Item = &'a Step>) -> Self {
        let steps = steps.into_iter();
        let mut progress = Self::begun(workflow, steps.size_hint().0);
        for step in steps {
            if step.verb != UNDO {
                progress.go_on(workflow, step);
            } else if let Some(undone) = progress.steps.iter().rposition(|earlier| earlier.unit == step.unit)
            {
                // Of the same unit: another's signature may have come in between, from another office. And one that counts:
                // what was passed over nobody could have taken back.
                progress.steps.remove(undone);
                progress = Self::of_counted(workflow, &progress.steps);
            }
        }
        progress
    }

    /// As [`Progress::of`], of steps that all count.
    pub(super) fn of_counted(workflow: &Workflow, counted: &[&'a Step]) -> Self {
        let mut progress = Self::begun(workflow, counted.len());
        counted.iter().for_each(|step| progress.go_on(workflow, step));
        progress
    }

    fn begun(workflow: &Workflow, steps: usize) -> Self {
        Self {
            state: workflow.first(),
            steps: Vec::with_capacity(steps),
            signatures: Vec::new(),
            since: None,
            signers: None,
        }
    }

    fn go_on(&mut self, workflow: &Workflow, step: &'a Step) {
        if let Some(transition) = workflow.transition(self.state, &step.verb) {
            self.take(workflow, transition, step);
        }
    }

    fn take(&mut self, workflow: &Workflow, transition: &Transition, step: &'a Step) {
        self.steps.push(step);
        if let Who::All(asked) = transition.who {
            if self.signature(transition, step.signer()).is_none() {
                self.signatures.push(step);
            }
            if self.signers.is_none() && !step.signers.is_empty() {
                self.signers = Some(&step.signers);
            }
            let all_have = match self.fixed(transition) {
                Some(seats) => seats.iter().all(|seat| self.signature(transition, &seat.unit).is_some()),
                None => self.given(transition).count() >= asked.len(),
            };
            if !all_have {
                return;
            }
        }
        // A step that stays where it is, a reminder, gives no new time and asks nobody else.
        if transition.to == self.state.code {
            return;
        }
        self.signatures.clear();
        self.since = Some(step.day);
        self.signers = Some(&*step.signers).filter(|signers| !signers.is_empty());
        if let Some(next) = workflow.state(transition.to) {
            self.state = next;
        }
    }

    fn given(&self, transition: &Transition) -> impl Iterator<Item = &'a Step> {
        self.signatures.iter().copied().filter(|step| step.verb == transition.verb)
    }

    /// What a unit has signed of a joint transition under way.
    pub fn signature(&self, transition: &Transition, unit: &str) -> Option<&'a Step> {
        self.given(transition).find(|step| step.signer() == unit)
    }

    /// Whether a unit has signed a joint transition under way, for itself or for another: none signs for two.
    pub fn has_signed(&self, transition: &Transition, unit: &str) -> bool {
        self.given(transition).any(|step| step.signer() == unit || &*step.unit == unit)
    }

    fn fixed(&self, transition: &Transition) -> Option<&'a [Seat]> {
        self.signers?.get(transition.verb).map(Vec::as_slice)
    }

    /// The seats that may make a transition, or must sign it: as they were fixed, else as they stand to the record now.
    pub fn seats(
        &self,
        transition: &Transition,
        subject: Subject<'_>,
        around: &dyn Surroundings,
    ) -> Vec<Seat> {
        match self.fixed(transition) {
            Some(seats) => seats.to_vec(),
            None => transition.seats(subject, around),
        }
    }

    /// As [`Progress::seats`], without those that have signed.
    pub fn waits_for(
        &self,
        transition: &Transition,
        subject: Subject<'_>,
        around: &dyn Surroundings,
    ) -> Vec<Seat> {
        let mut seats = self.seats(transition, subject, around);
        seats.retain(|seat| self.signature(transition, &seat.unit).is_none());
        seats
    }

    /// The fields on which those who signed do not agree: one says 90 minutes, the other 45.
    pub fn disputed(&self) -> BTreeSet<&'a str> {
        let mut said: BTreeMap<&str, &Value> = BTreeMap::new();
        let mut disputed = BTreeSet::new();
        // A correction begins anew: what was signed before it is not compared.
        let since = self.steps.iter().rposition(|step| step.values.is_empty()).map_or(0, |last| last + 1);
        for step in self.steps.iter().skip(since) {
            for (key, value) in step.values.iter() {
                if *said.entry(key).or_insert(value) != value {
                    disputed.insert(key.as_str());
                }
            }
        }
        disputed
    }

    /// The steps of one seat, its unit and its role, that follow one another where an officer and a head were meant to: nobody else has
    /// looked at the record in between.
    pub fn by_one_seat(&self, workflow: &Workflow) -> Vec<&'static Transition> {
        fn seat(step: &Step) -> (&Word, Role, bool) {
            (&step.unit, step.role, step.on_behalf_of.is_none())
        }
        let mut found: Vec<&'static Transition> = Vec::new();
        for run in self.steps.chunk_by(|one, next| seat(one) == seat(next)) {
            let of_run: Vec<_> = run.iter().filter_map(|step| made(workflow, step)).collect();
            if has_nobody_else(&of_run) {
                found.extend(of_run);
            }
        }
        found
    }

    /// The same steps as they would be with one that a seat is about to make for itself; nothing where somebody else came last, or where
    /// it takes the work no further.
    pub fn by_one_seat_with(
        &self,
        workflow: &Workflow,
        seat: &Seat,
        next: &'static Transition,
    ) -> Vec<&'static Transition> {
        let own =
            |step: &&&Step| step.unit == seat.unit && step.role == seat.role && step.on_behalf_of.is_none();
        let mut run: Vec<_> =
            self.steps.iter().rev().take_while(own).filter_map(|step| made(workflow, step)).collect();
        run.reverse();
        run.push(next);
        if next.manner == Manner::Forward && has_nobody_else(&run) { run } else { Vec::new() }
    }

    /// The signatures that a transition takes away: those given since the record last stood where it leads back to, or all of them where
    /// it ends the record without effect.
    pub fn taken_away_by(
        &self,
        workflow: &Workflow,
        next: &'static Transition,
    ) -> Vec<(&'static Transition, &'a Step)> {
        let mut way = Self::begun(workflow, self.steps.len());
        let mut standing: Vec<Stood<'_>> = Vec::new();
        for step in &self.steps {
            let from = way.state;
            let Some(made) = workflow.transition(from, &step.verb) else { continue };
            way.take(workflow, made, step);
            standing.truncate(left_standing(&standing, workflow, made));
            standing.push(Stood { from, made, step });
        }
        let away = standing.split_off(left_standing(&standing, workflow, next));
        away.into_iter()
            .filter(|stood| stood.made.is_signature())
            .map(|stood| (stood.made, stood.step))
            .collect()
    }

    /// Who must sign to leave the state, by verb: what the step that leads there fixes. Nobody where it is fixed already.
    pub fn signers(
        &self,
        workflow: &Workflow,
        subject: Subject<'_>,
        around: &dyn Surroundings,
    ) -> BTreeMap<String, Vec<Seat>> {
        if self.signers.is_some() {
            return BTreeMap::new();
        }
        let joint = workflow
            .transitions
            .iter()
            .filter(|transition| transition.is_joint() && transition.leaves(self.state));
        joint.map(|transition| (transition.verb.to_owned(), transition.seats(subject, around))).collect()
    }
}

/// A step, and where the record stood before it.
struct Stood<'a> {
    from: &'static State,
    made: &'static Transition,
    step: &'a Step,
}

/// How many of the steps are still of effect once this transition is made.
fn left_standing(stood: &[Stood<'_>], workflow: &Workflow, made: &Transition) -> usize {
    if !made.needs_reason() {
        return stood.len();
    }
    if workflow.state(made.to).is_some_and(|state| state.stage == Stage::Void) {
        return 0;
    }
    stood.iter().rposition(|stood| stood.from.code == made.to).unwrap_or(stood.len())
}

/// The transition that a step was.
fn made(workflow: &Workflow, step: &Step) -> Option<&'static Transition> {
    workflow.transitions.iter().find(|made| made.verb == step.verb)
}

/// Whether steps of one seat that follow each other leave out whoever else should have looked: the work was taken on for an officer
/// and for a head.
fn has_nobody_else(run: &[&'static Transition]) -> bool {
    let by = |role: Role| {
        let is_its = |made: &&'static Transition| matches!(made.who, Who::One(_, of) if of == role);
        let goes_on = |made: &&&'static Transition| !made.needs_reason();
        run.iter().filter(goes_on).any(is_its)
    };
    by(Role::Officer) && by(Role::Leader)
}
