//! The screen of an office is locked by a click, or when nobody has done anything for some minutes: the page is covered and the keys are
//! forgotten until a PIN is typed. In all tabs at once, and after the page is loaded again. It keeps a passer-by off; what is stored lies
//! open on the disk all the same, and the page says so.

use std::time::Duration;

use leptos::{ev, prelude::*};

use super::{Opening, State, is_on, remember, remembered, turn};
use crate::worker::handover::{KnownDesks, Lock};

/// Where the browser remembers that it is locked, when somebody did anything last, and after how many minutes it locks.
const LOCKED: &str = "keqiao-screen";
const ACTIVE: &str = "keqiao-active";
const MINUTES: &str = "keqiao-lock-minutes";

/// After how many idle minutes, where nobody has chosen; 0 never.
const AFTER: u32 = 10;
/// What can be chosen.
pub const CHOICES: [u32; 4] = [5, 10, 30, 0];
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Other tabs need not know to the second.
const NOTED_EVERY_MS: f64 = 3_000.0;

/// Whether the screen is locked, and when it will be.
#[derive(Clone, Copy)]
pub struct Screen {
    pub locked: RwSignal<bool>,
    pub minutes: RwSignal<u32>,
}

impl Screen {
    pub fn remembered() -> Self {
        let minutes = remembered(MINUTES).and_then(|text| text.parse().ok()).unwrap_or(AFTER);
        Self { locked: RwSignal::new(is_on(LOCKED)), minutes: RwSignal::new(minutes) }
    }
}

fn last_active() -> f64 {
    remembered(ACTIVE).and_then(|text| text.parse().ok()).unwrap_or_else(js_sys::Date::now)
}

impl State {
    /// Locks when nobody has done anything in any tab.
    pub(super) fn watch_the_screen(self) {
        let noted = StoredValue::new(0.0);
        let active = move || {
            let now = js_sys::Date::now();
            if now - noted.get_value() > NOTED_EVERY_MS && !self.screen.locked.get_untracked() {
                noted.set_value(now);
                remember(ACTIVE, &now.to_string());
            }
        };
        active();
        // They live as long as the page does.
        let _ = window_event_listener(ev::pointerdown, move |_| active());
        let _ = window_event_listener(ev::keydown, move |_| active());
        let _ = window_event_listener(ev::wheel, move |_| active());
        let look = move || {
            let minutes = self.screen.minutes.get_untracked();
            let idle = js_sys::Date::now() - last_active();
            let is_idle = minutes > 0 && idle > f64::from(minutes) * 60_000.0;
            if is_idle && self.opening.get_untracked() == Opening::Open {
                self.lock_screen();
            }
            // Another tab was locked, or unlocked.
            let locked = is_on(LOCKED);
            if locked != self.screen.locked.get_untracked() {
                self.screen.locked.set(locked);
                if locked {
                    self.ask_handover(Lock {}, |_| {});
                }
            }
        };
        set_interval(look, LOOK_EVERY);
        let _ = window_event_listener(ev::storage, move |_| look());
    }

    /// Locks the screen of an office whose desk has keys here; where it has none, nobody could unlock it.
    pub fn lock_screen(self) {
        let is_office = self.workspace.with_untracked(|workspace| workspace.settings.office.is_some());
        if !is_office || self.screen.locked.get_untracked() {
            return;
        }
        self.ask_handover(KnownDesks {}, move |answer| {
            let has_keys = answer.is_ok_and(|desks| !desks.is_empty());
            if has_keys && !self.screen.locked.get_untracked() {
                turn(LOCKED, true);
                self.screen.locked.set(true);
                self.ask_handover(Lock {}, |_| {});
            }
        });
    }

    /// Somebody has typed the PIN of a desk.
    pub fn unlock_screen(self) {
        remember(ACTIVE, &js_sys::Date::now().to_string());
        turn(LOCKED, false);
        self.screen.locked.set(false);
    }

    /// Chooses after how many idle minutes it locks; 0 never.
    pub fn lock_after(self, minutes: u32) {
        self.screen.minutes.set(minutes);
        remember(MINUTES, &minutes.to_string());
    }
}
