//! Printing what stands on the page, once the journal says so.

use leptos::prelude::*;

use super::keys;
use crate::{app::exports, domain::Label, policy::decision::Text, ui::state::State};

/// What the journal says of it, in both languages.
const PRINTED: Label = Label::new("打印", "Print");

/// Has `Ctrl P` do what the button of the page does, so that the journal knows of it too.
pub fn at_the_key(print: impl Fn() + 'static) {
    keys::on_key(|event| keys::with_control(event, "p"), print);
}

/// Prints one part of the page, by its id in the document, in which so many records are; the styles of the part say what is left out.
pub fn print_only(state: State, title: String, count: usize, part: &'static str) {
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let what = Text::both(|lang| format!("{title}{}{}", lang.colon(), PRINTED.text(lang)));
    state.act(
        move |store| async move { exports::figures(&*store, &workspace, &actor, (what, count)).await },
        move |_| {
            let Some(body) = document().body() else { return };
            // An attribute of the body can be set and taken away.
            let _ = body.set_attribute("data-printed", part);
            drop(window().print());
            let _ = body.remove_attribute("data-printed");
        },
    );
}

/// Prints the page of a record, which has this title. What is personal on it was shown for a reason.
pub fn print(state: State, title: String) {
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    state.act(
        move |store| async move {
            exports::of_record(&*store, &workspace, &actor, (&title, PRINTED, false), "").await
        },
        move |_| drop(window().print()),
    );
}
