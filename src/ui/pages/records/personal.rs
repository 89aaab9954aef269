//! Personal data of the record on the page: hidden, until the person at the seat has said what it is needed for.

use leptos::prelude::*;

use crate::{
    app::personal::REVEAL,
    domain::{Kind, workflow::Seat},
    ui::{components::reason::ReasonDialog, i18n::*, state::State},
};

/// What a page knows of its record's personal data; cheap to copy.
#[derive(Clone, Copy)]
pub struct Personal {
    state: State,
    kind: Kind,
    id: Signal<String>,
    title: Signal<String>,
    asking: RwSignal<bool>,
    /// The record and the seat to which it is shown: another record, or another seat, has to ask anew.
    shown: RwSignal<Option<(String, Option<Seat>)>>,
}

impl Personal {
    /// Of the record of this kind and id; nothing is shown at first.
    pub fn of(state: State, kind: Kind, id: Signal<String>, title: Signal<String>) -> Self {
        Self { state, kind, id, title, asking: RwSignal::new(false), shown: RwSignal::new(None) }
    }

    /// Whether the person at the seat has said what it is needed for.
    pub fn shown(self) -> bool {
        self.shown.get() == Some(self.asker())
    }

    fn asker(self) -> (String, Option<Seat>) {
        (self.id.get(), self.state.seat())
    }

    /// What stands in the place of a value.
    pub fn mask(self) -> AnyView {
        let i18n = self.state.i18n;
        view! {
            <span class="mask">
                <span aria-hidden="true">"••••••"</span>
                <span class="visually-hidden">{t!(i18n, personal.hidden)}</span>
                <button type="button" class="plain" on:click=move |_| self.asking.set(true)>
                    {t!(i18n, personal.show)}
                </button>
            </span>
        }
        .into_any()
    }

    /// The dialog that asks; a page has one.
    pub fn dialog(self) -> impl IntoView {
        let (state, i18n) = (self.state, self.state.i18n);
        let reveal = move |reason: String| {
            let asker = untrack(move || self.asker());
            let verb = format!("{REVEAL}{}", self.kind.code());
            let of = format!("{}（{}）", self.title.get_untracked(), self.id.get_untracked());
            state.note((verb, of), reason, move || {
                self.shown.set(Some(asker));
            });
        };
        view! {
            <ReasonDialog
                open=self.asking
                title=Signal::derive(move || t_string!(i18n, personal.show_title).to_owned())
                about=Signal::derive(move || {
                    t_string!(i18n, personal.show_about, title = self.title.get()).to_string()
                })
                help=Signal::derive(move || t_string!(i18n, personal.help).to_owned())
                on_reason=reveal
            />
        }
    }
}
