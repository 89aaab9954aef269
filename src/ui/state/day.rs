//! A page that is left open overnight: on the next day other deadlines have passed, other values hold, another policy may be in
//! force.

use std::{sync::Arc, time::Duration};

use leptos::{ev, prelude::*};

use super::{Opening, State, now};

const LOOK_EVERY: Duration = Duration::from_secs(60);

impl State {
    /// Looks at the calendar from time to time, and when somebody comes back to the page.
    pub(super) fn watch_the_day(self) {
        let look = move || {
            let today = now().today;
            if self.today.get_untracked() != today && self.opening.get_untracked() == Opening::Open {
                self.today.set(today);
                self.begin_the_day();
            }
        };
        set_interval(look, LOOK_EVERY);
        // It lives as long as the page does.
        let _ = window_event_listener(ev::focus, move |_| look());
    }

    /// Shows the same workspace as it is today.
    fn begin_the_day(self) {
        let workspace = self.equip((*self.workspace.get_untracked()).clone());
        self.workspace.show(Arc::new(workspace), None);
        self.fill_inbox();
        self.work_ahead(0);
    }
}
