//! Personal data of the record on the page: hidden, until the person at the seat has said what it is needed for.

use leptos::prelude::*;

use crate::{
    app::{
        erasure::{self, ErasureFault},
        personal::REVEAL,
        workspace::{RecordView, Workspace},
    },
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
    erasing: RwSignal<bool>,
    /// The record and the seat to which it is shown: another record, or another seat, has to ask anew.
    shown: RwSignal<Option<(String, Option<Seat>)>>,
}

impl Personal {
    /// Of the record of this kind and id; nothing is shown at first.
    pub fn of(state: State, kind: Kind, id: Signal<String>, title: Signal<String>) -> Self {
        let [asking, erasing] = [false, false].map(RwSignal::new);
        Self { state, kind, id, title, asking, erasing, shown: RwSignal::new(None) }
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

    /// What stands under the fields where the seat may erase what is personal of them.
    pub fn erasing(self, workspace: &Workspace, record: &RecordView<'_>) -> Option<impl IntoView> {
        let i18n = self.state.i18n;
        let seat = self.state.seat()?;
        (!erasure::erasable(workspace, &seat, record).is_empty()).then(|| {
            view! {
                <p class="no-print">
                    <button type="button" class="plain" on:click=move |_| self.erasing.set(true)>
                        {t!(i18n, personal.erase)}
                    </button>
                </p>
            }
        })
    }

    /// The fields of which something would be erased.
    fn fields(self) -> String {
        let (workspace, lang) = (self.state.workspace.get(), self.state.lang().get());
        let record = workspace.find(self.kind, &self.id.get());
        let named = self.state.seat().zip(record).map(|(seat, record)| {
            let fields = erasure::erasable(&workspace, &seat, &record);
            fields.iter().map(|field| field.called().text(lang).to_owned()).collect::<Vec<_>>()
        });
        lang.list(named.unwrap_or_default())
    }

    fn erase(self, reason: String) {
        let (state, actor) = (self.state, self.state.actor());
        let workspace = state.workspace.get_untracked();
        let (kind, id) = (self.kind, self.id.get_untracked());
        state.act(
            move |store| async move {
                let record = workspace.find(kind, &id).ok_or(ErasureFault::Nothing)?;
                erasure::erase(&*store, &workspace, &actor, &record, &reason).await
            },
            move |_| state.toasts.done(move || t_string!(state.i18n, personal.erased), None),
        );
    }

    /// The dialogs that ask; a page has them once.
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
            <ReasonDialog
                open=self.erasing
                title=Signal::derive(move || t_string!(i18n, personal.erase_title).to_owned())
                about=Signal::derive(move || {
                    t_string!(i18n, personal.erase_about, title = self.title.get(), fields = self.fields()).to_string()
                })
                help=Signal::derive(move || t_string!(i18n, personal.erase_help).to_owned())
                despite=Signal::derive(move || Some(t_string!(i18n, personal.erase_despite).to_owned()))
                on_reason=move |reason| self.erase(reason)
            />
        }
    }
}
