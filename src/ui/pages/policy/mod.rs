//! 政策: the packs, their parameters and scripts, what an edit would change, and the versions.
//!
//! An edit is a [`Draft`]: the files of one pack, kept by the browser until it is saved or discarded, so that neither
//! a reload nor a broken script loses what was typed.

mod draft;
mod effect;
mod parameters;
mod scripts;
mod versions;

use leptos::prelude::*;

use self::{draft::Draft, effect::Effects, parameters::Parameters, scripts::Scripts, versions::Versions};
use crate::ui::{
    components::{
        badge::{Badge, Tone},
        page_head::PageHead,
    },
    i18n::*,
    route::Route,
    state::State,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Parameters,
    Scripts,
    Versions,
}

/// One pack; the governing one when none is named.
#[component]
pub fn PolicyPage(pack: Option<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let tab = RwSignal::new(Tab::Parameters);
    let pack = pack.unwrap_or_else(|| state.workspace.get_untracked().settings.pack.clone());
    let draft = Draft::of(state, pack.clone());
    let button = move |which: Tab, label: AnyView| {
        view! {
            <button
                type="button"
                role="tab"
                id=which.id()
                aria-controls="policy-panel"
                aria-selected=move || (tab.get() == which).to_string()
                on:click=move |_| tab.set(which)
            >
                {label}
            </button>
        }
    };
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, nav.policy).to_owned()) />
        <PackChooser pack=pack.clone() />
        <div class="policy">
            <div class="work">
                <div class="tabs" role="tablist" aria-label=move || t_string!(i18n, nav.policy)>
                    {button(Tab::Parameters, t!(i18n, policy.parameters).into_any())}
                    {button(Tab::Scripts, t!(i18n, policy.scripts).into_any())}
                    {button(Tab::Versions, t!(i18n, policy.versions).into_any())}
                </div>
                <div class="panel" id="policy-panel" role="tabpanel" tabindex="0" aria-labelledby=move || tab.get().id()>
                    {move || match tab.get() {
                        Tab::Parameters => view! { <Parameters draft /> }.into_any(),
                        Tab::Scripts => view! { <Scripts draft /> }.into_any(),
                        Tab::Versions => view! { <Versions draft /> }.into_any(),
                    }}
                </div>
            </div>
            <Effects draft />
        </div>
    }
}

impl Tab {
    const fn id(self) -> &'static str {
        match self {
            Self::Parameters => "tab-parameters",
            Self::Scripts => "tab-scripts",
            Self::Versions => "tab-versions",
        }
    }
}

/// Which pack is open, and which one governs here.
#[component]
fn PackChooser(pack: String) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let packs = Memo::new(move |_| {
        let packs = crate::policy::packs(&state.shipped.get());
        let title = |source: &crate::policy::PackSource| {
            source
                .manifest()
                .map_or_else(|_| Default::default(), |manifest| manifest.title)
        };
        packs
            .iter()
            .map(|source| (source.id.clone(), title(source)))
            .collect::<Vec<_>>()
    });
    let open = pack.clone();
    let governs = Memo::new(move |_| state.workspace.get().settings.pack == open);
    let chosen = pack.clone();
    view! {
        <div class="row">
            <label class="row">
                <span>{t!(i18n, policy.pack)}</span>
                <select on:change:target=move |event| {
                    Route::Policy { pack: Some(event.target().value()) }.go();
                }>
                    {move || {
                        packs
                            .get()
                            .into_iter()
                            .map(|(id, title)| {
                                let selected = id == chosen;
                                view! {
                                    <option value=id selected=selected>
                                        {title.get(lang.get()).to_owned()}
                                    </option>
                                }
                            })
                            .collect_view()
                    }}
                </select>
            </label>
            <Show
                when=move || governs.get()
                fallback=move || {
                    let pack = pack.clone();
                    view! {
                        <button
                            type="button"
                            on:click=move |_| {
                                let (id, name) = (pack.clone(), pack.clone());
                                state.set(
                                    "switch-pack",
                                    move |settings| settings.pack = id,
                                    move |sequence| {
                                        let text = t_string!(i18n, policy.switched, pack = name).to_string();
                                        state.toasts.done(text, Some(state.undoing(sequence)));
                                    },
                                );
                            }
                        >
                            {t!(i18n, policy.switch)}
                        </button>
                    }
                }
            >
                <Badge
                    tone=Tone::Good
                    text=Signal::derive(move || t_string!(i18n, policy.governing).to_owned())
                />
            </Show>
        </div>
    }
}
