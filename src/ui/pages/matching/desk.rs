//! What the page of a matching has in hand, and what can be done with it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{
        matching::{ByHand, Made, Wanted, comes_by},
        workspace::Workspace,
    },
    domain::proposal::Standing,
    policy::decision::Text,
    ui::state::{State, now},
    worker::decisions::{MatchRound, StopMatching},
};

/// What the page has in hand.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub state: State,
    pub round: StoredValue<String>,
    pub standing: RwSignal<Vec<Standing>>,
    pub by_hand: RwSignal<Vec<ByHand>>,
    pub made: RwSignal<Option<Arc<Made>>>,
    pub working: RwSignal<Option<(usize, usize)>>,
    pub request: StoredValue<Option<u32>>,
    pub failed: RwSignal<Option<Text>>,
}

impl Desk {
    /// Runs the round anew; what was worked out before stays until then.
    pub fn run(self) {
        let state = self.state;
        let wanted = Wanted {
            round: self.round.get_value(),
            standing: self.standing.get_untracked(),
            by_hand: self.by_hand.get_untracked(),
            today: now().today,
        };
        let shipped = (*state.shipped.get_untracked()).clone();
        self.failed.set(None);
        self.working.set(Some((0, 1)));
        let request = state.ask_with_progress(
            MatchRound { shipped, wanted },
            move |done, all| {
                let _ = self.working.try_set(Some((done, all)));
            },
            move |answer| {
                let _ = self.working.try_set(None);
                match answer {
                    Ok(made) => drop(self.made.try_set(Some(Arc::new(made)))),
                    Err(why) => drop(self.failed.try_set(Some(why))),
                }
            },
        );
        self.request.set_value(Some(request));
    }

    /// Whether what was worked out is of what stands now: a run that failed or was given up left the one before.
    pub fn is_current(self) -> bool {
        self.made.with(|made| {
            made.as_ref().is_some_and(|made| {
                self.standing.with(|standing| *standing == made.wanted.standing)
                    && self.by_hand.with(|by_hand| *by_hand == made.wanted.by_hand)
            })
        })
    }

    /// Wants no run any more.
    pub fn stop(self) {
        if let Some(request) = self.request.get_value() {
            self.state.forget(request);
        }
        self.state.ask(StopMatching {}, |_| {});
        self.working.set(None);
    }

    /// A pin or a ban, in place of what stood for the pair; what was changed by hand is worked out anew.
    pub fn stand(self, new: Standing) {
        self.standing.update(|standing| {
            // A ban stands in place of all pins of the pair, and a pin in place of a ban or of one of its day.
            let is_replaced = |other: &Standing| {
                let is_same = (&other.need, &other.supply) == (&new.need, &new.supply);
                is_same && (new.day.is_none() || other.day.is_none() || other.day == new.day)
            };
            standing.retain(|other| !is_replaced(other));
            standing.push(new);
        });
        self.run();
    }

    /// A change by hand.
    pub fn change(self, change: ByHand) {
        self.by_hand.update(|changes| {
            let is_same = |other: &ByHand| {
                (&other.need, &other.supply, other.day) == (&change.need, &change.supply, change.day)
            };
            match changes.iter().position(is_same) {
                // Out and in again is as it was.
                Some(place) => drop(changes.remove(place)),
                None => changes.push(change),
            }
        });
        self.run();
    }
}

/// Who comes by a supply; its code where that is not here.
pub(super) fn who(workspace: &Workspace, supply: &str) -> String {
    let found = workspace.supplies.get(supply);
    found.map_or_else(|| supply.to_owned(), |supply| comes_by(workspace, supply))
}

/// The school that filed a need; the need's code where that is not here.
pub(super) fn school(workspace: &Workspace, need: &str) -> String {
    let found = workspace.needs.get(need);
    found.map_or(need, |need| workspace.tree().name(&need.school)).to_owned()
}
