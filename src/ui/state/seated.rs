//! Who sits at this tab. A tab keeps its seat whoever sits down in another: what is typed at one is not saved at another.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::State;
use crate::{
    app::{settings::Settings, workspace::Workspace},
    domain::workflow::Seat,
    ui::i18n::*,
};

/// A name for the journal and, where the tree has the unit, its seat.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Seated {
    pub name: String,
    pub seat: Option<Seat>,
}

/// Where the tab keeps it.
const SEAT: &str = "keqiao-seat";

impl Seated {
    /// As whoever sat down last in this browser: where a new tab begins.
    fn last(settings: &Settings) -> Self {
        Self { name: settings.seat_name.clone(), seat: settings.seat.clone() }
    }

    /// Where this tab was before it was loaded again.
    fn kept() -> Option<Self> {
        serde_json::from_str(&window().session_storage().ok()??.get_item(SEAT).ok()??).ok()
    }

    fn keep(&self) {
        if let (Ok(Some(storage)), Ok(text)) = (window().session_storage(), serde_json::to_string(self)) {
            // A browser that keeps nothing begins where somebody sat down last.
            let _ = storage.set_item(SEAT, &text);
        }
    }

    /// Whether there is such a seat in a workspace: a unit of its tree, or a name where it has no tree.
    fn is_in(&self, workspace: &Workspace) -> bool {
        let tree = workspace.tree();
        match &self.seat {
            Some(seat) => tree.get(&seat.unit).is_some(),
            None => !self.name.is_empty() && tree.all().next().is_none(),
        }
    }
}

impl State {
    /// Stays at the seat, or at that before the page was loaded, while the workspace has it. Whether the seat is another now.
    pub(super) fn stay_seated(self, workspace: &Workspace, first: bool) -> bool {
        let before = self.seated.get_untracked();
        let stays = if first { Seated::kept() } else { Some(before.clone()) };
        let stays = stays.filter(|seated| seated.is_in(workspace));
        let seated = stays.unwrap_or_else(|| Seated::last(&workspace.settings));
        let moved = seated != before;
        if moved {
            seated.keep();
            let name = seated.name.clone();
            self.seated.set(seated);
            // Whoever sat somewhere, and did not get up, would go on as somebody else.
            if !first && !before.name.is_empty() && !name.is_empty() {
                let said = move || t_string!(self.i18n, seat.gone, name = name.clone()).to_string();
                self.toasts.failed(said);
            }
        }
        moved
    }

    /// Takes a seat at this tab.
    pub(super) fn take_seat(self, seated: Seated) {
        seated.keep();
        self.seated.set(seated);
        self.fill_inbox();
        if self.account.with_untracked(Option::is_none) {
            self.draw_up();
        }
    }
}
