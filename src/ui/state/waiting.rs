//! What waits for the seat, kept for the frame and the inbox.

use leptos::prelude::*;

use super::State;
use crate::{
    app::{
        inbox::{Errand, Group, Inbox, Task, Urgency},
        preview::{self, Line, Preview},
    },
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

    /// What waits for the seat, by errand.
    pub fn groups(self) -> Memo<Vec<Group>> {
        Memo::new(move |_| self.inbox.with(|inbox| inbox.groups(self.today.get())))
    }

    /// The first of what waits for the seat of one errand, as lines.
    pub fn waiting(self, errand: Errand, most: Signal<usize>) -> Memo<Vec<Line>> {
        Memo::new(move |_| {
            let own = |task: &&Task| task.errand() == Some(errand);
            let tasks = self.inbox.with(|inbox| inbox.mine().filter(own).take(most.get()).cloned().collect());
            self.as_lines(tasks)
        })
    }

    /// The first of what the seat's unit has sent on, and how much there is.
    pub fn sent_on(self, most: Signal<usize>) -> Memo<(Vec<Line>, usize)> {
        Memo::new(move |_| {
            let (tasks, count) = self.inbox.with(|inbox| {
                let others = inbox.others();
                (others.clone().take(most.get()).cloned().collect(), others.len())
            });
            (self.as_lines(tasks), count)
        })
    }

    fn as_lines(self, tasks: Vec<Task>) -> Vec<Line> {
        let (workspace, seat) = (self.workspace.get_untracked(), self.seat_untracked());
        let unit = seat.as_ref().map(|seat| &*seat.unit);
        let preview =
            Preview { workspace: &workspace, unit, today: self.today.get(), lang: self.lang().get() };
        preview::of_tasks(&preview, tasks)
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
