//! Two offices went on from the same record: what its history becomes when both copies meet.

use std::collections::HashSet;

use super::{Progress, Step, UNDO, Workflow};

/// Both went on in ways that exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the histories part after {common} steps")]
pub struct Fork {
    /// How many steps they share.
    pub common: usize,
}

/// The history of both copies. Signatures of one joint transition, and what stays where it is, a reminder, are nobody's
/// rivals: they are united, in the order of their time.
///
/// # Errors
/// [`Fork`] when both went elsewhere from the steps that they share.
pub fn merge(workflow: &Workflow, one: &[Step], other: &[Step]) -> Result<Vec<Step>, Fork> {
    let common = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let (shared, one_went) = one.split_at(common);
    let other_went = other.get(common..).unwrap_or_default();
    if has_all(one_went, other_went) {
        return Ok(one.to_vec());
    }
    if has_all(other_went, one_went) {
        return Ok(other.to_vec());
    }
    let state = Progress::of(workflow, shared).state;
    let stays = |step: &Step| {
        let made = workflow.transition(state, &step.verb);
        step.verb == UNDO || made.is_some_and(|made| made.is_joint() || made.to == state.code)
    };
    if !one_went.iter().chain(other_went).all(stays) {
        return Err(Fork { common });
    }
    let mut united = one_went.to_vec();
    united.extend(other_went.iter().filter(|step| !one_went.contains(step)).cloned());
    united.sort_by_cached_key(|step| (step.when.clone(), step.verb == UNDO, step.hash()));
    Ok(shared.iter().cloned().chain(united).collect())
}

fn has_all(steps: &[Step], wanted: &[Step]) -> bool {
    let hashes: HashSet<_> = steps.iter().map(Step::hash).collect();
    wanted.iter().all(|step| hashes.contains(&step.hash()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{
        task_force::founding,
        workflow::{Role, Seat},
    };

    fn step(unit: &str, verb: &str, minute: u8) -> Step {
        let seat = Seat { unit: unit.to_owned(), role: Role::Leader };
        Step::new(&seat, verb, format!("2026-07-06T01:{minute:02}:00Z"), date(2026, 7, 6))
    }

    fn state(steps: &[Step]) -> &'static str {
        Progress::of(&founding::WORKFLOW, steps).state.code
    }

    #[test]
    fn two_organs_that_sign_in_two_offices_have_both_signed() {
        let submitted = step("edu", "submit", 0);
        let one = [submitted.clone(), step("edu", "countersign", 1)];
        let other = [submitted, step("kx", "countersign", 2)];
        assert_eq!((state(&one), state(&other)), (founding::countersigning, founding::countersigning));
        let both = merge(&founding::WORKFLOW, &one, &other).expect("no fork");
        assert_eq!(state(&both), founding::active);
        assert_eq!(merge(&founding::WORKFLOW, &other, &one).as_deref(), Ok(&both[..]));
        // The same copy again, and an older one, change nothing.
        assert_eq!(merge(&founding::WORKFLOW, &both, &other).as_deref(), Ok(&both[..]));
    }

    #[test]
    fn a_signature_taken_back_in_one_office_leaves_the_other_s() {
        let submitted = step("edu", "submit", 0);
        let one = [submitted.clone(), step("edu", "countersign", 1), step("edu", UNDO, 3)];
        let other = [submitted, step("kx", "countersign", 2)];
        let both = merge(&founding::WORKFLOW, &one, &other).expect("no fork");
        let progress = Progress::of(&founding::WORKFLOW, &both);
        let signed: Vec<_> = progress.signatures.iter().map(|step| step.signer()).collect();
        assert_eq!((progress.state.code, signed), (founding::countersigning, vec!["kx"]));
    }

    #[test]
    fn signing_and_returning_exclude_each_other() {
        let submitted = step("edu", "submit", 0);
        let signed = [submitted.clone(), step("edu", "countersign", 1)];
        let returned = [submitted, step("kx", "return", 2)];
        assert_eq!(merge(&founding::WORKFLOW, &signed, &returned), Err(Fork { common: 1 }));
    }
}
