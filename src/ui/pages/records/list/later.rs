//! What takes longer than a frame of a large table, and need not be there with its first lines.

use std::time::Duration;

use leptos::prelude::*;

use crate::ui::state::QUICK;

/// What is worked out of a table's rows: at once of few, else when the page has been drawn, and again whenever one of the
/// signals that `follows` reads has changed.
pub fn later<T: Send + Sync + 'static>(
    follows: impl Fn() + 'static,
    rows: impl Fn() -> usize + 'static,
    compute: impl Fn() -> T + Copy + 'static,
) -> RwSignal<Option<T>> {
    let value = RwSignal::new(None);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        follows();
        if untrack(&rows) <= QUICK {
            value.set(Some(untrack(compute)));
            return;
        }
        let number = asked.with_value(|last| last.wrapping_add(1));
        asked.set_value(number);
        let run = move || {
            // Neither for a page that is gone nor for what has been asked anew.
            if asked.try_get_value() == Some(number) {
                value.set(Some(untrack(compute)));
            }
        };
        request_animation_frame(move || set_timeout(run, Duration::ZERO));
    });
    value
}
