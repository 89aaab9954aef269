//! What waits for the seat, kept for the frame and the inbox.

use leptos::prelude::*;

use super::State;
use crate::{
    app::inbox::{Inbox, Task, Urgency},
    domain::{Kind, Section},
};

impl State {
    /// Whether there is a seat for which something could wait.
    pub fn has_inbox(self) -> Memo<bool> {
        Memo::new(move |_| self.inbox.with(|inbox| inbox.seat().is_some()))
    }

    /// How much waits for the seat, by urgency, as far as there is any.
    pub fn urgencies(self) -> Memo<Vec<(Urgency, usize)>> {
        Memo::new(move |_| self.inbox.with(|inbox| inbox.urgencies(self.today.get())))
    }

    /// The first of what waits for the seat with an urgency.
    pub fn waiting(self, urgency: Urgency, most: Signal<usize>) -> Memo<Vec<Task>> {
        Memo::new(move |_| {
            let today = self.today.get();
            let own = |task: &&Task| Urgency::of(task.due, today) == urgency;
            self.inbox.with(|inbox| inbox.mine().filter(own).take(most.get()).cloned().collect())
        })
    }

    /// The first of what the seat's unit has sent on, and how much there is.
    pub fn sent_on(self, most: Signal<usize>) -> Memo<(Vec<Task>, usize)> {
        Memo::new(move |_| {
            self.inbox.with(|inbox| {
                let others = inbox.others();
                (others.clone().take(most.get()).cloned().collect(), others.len())
            })
        })
    }

    /// How much waits at a section; at the inbox everything.
    pub fn waiting_at(self, section: Section) -> Memo<usize> {
        let is_here = move |kind: Kind| section == Section::Inbox || kind.declaration().section.0 == section;
        Memo::new(move |_| {
            self.inbox.with(|inbox| {
                let counts = inbox.counts().iter();
                counts.filter(|(kind, _)| is_here(**kind)).map(|(_, count)| count).sum()
            })
        })
    }

    /// Derives anew what waits for the seat.
    pub(super) fn fill_inbox(self) {
        let (workspace, seat) = (self.workspace.get_untracked(), self.seat_untracked());
        let days = |parameter: &str| self.days_untracked(parameter);
        self.inbox.set(Inbox::of(&workspace, seat, self.today.get_untracked(), &days));
    }
}
