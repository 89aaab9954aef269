//! 政策: the packs, their parameters and scripts, what an edit would change, and the versions.
//!
//! An edit is a [`Draft`]: the files of one pack, kept by the browser until it is saved or discarded, so that neither
//! a reload nor a broken script loses what was typed.

mod draft;
mod effect;
mod forcing;
mod parameters;
mod preparing;
mod scripts;
mod versions;
mod words;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use self::{
    draft::Draft,
    effect::Effects,
    forcing::Exported,
    parameters::{Parameters, field_of},
    preparing::{Preparation, is_ready, prepare},
    scripts::Scripts,
    versions::Versions,
};
use crate::{
    app::governing,
    policy::decision::Text,
    ui::{
        components::{
            badge::{Badge, Tone},
            dialog::Dialog,
            page_head::PageHead,
        },
        i18n::*,
        route::{Route, RuleLine},
        state::{Preparing, State},
    },
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Parameters,
    Scripts,
    Versions,
}

/// One pack, the governing one when none is named; its scripts when a line of them is asked for.
#[component]
pub fn PolicyPage(pack: Option<String>, at: Option<RuleLine>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let tab = RwSignal::new(if at.is_some() { Tab::Scripts } else { Tab::Parameters });
    let at = StoredValue::new(at);
    let pack = pack.unwrap_or_else(|| state.workspace.get_untracked().settings.pack.clone());
    let known = crate::policy::packs(&state.shipped.get_untracked());
    if !known.iter().any(|source| source.id == pack) {
        return view! { <NoSuchPack packs=known.into_iter().map(|source| source.id).collect() /> }.into_any();
    }
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
        <PackChooser pack draft />
        <CalendarEnds />
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
                        Tab::Scripts => view! { <Scripts draft at=at.get_value() /> }.into_any(),
                        Tab::Versions => view! { <Versions draft /> }.into_any(),
                    }}
                </div>
            </div>
            <Effects draft on_invalid=move |id: String| {
                tab.set(Tab::Parameters);
                // The field is in the page once the tab is shown.
                request_animation_frame(move || focus(&field_of(&id)));
            } />
        </div>
    }
    .into_any()
}

/// Puts the keyboard into a field and the field into view.
fn focus(id: &str) {
    let field = document().get_element_by_id(id);
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// The address names a pack that is not there.
#[component]
fn NoSuchPack(packs: Vec<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let link = |pack: String| {
        let href = Route::Policy { pack: Some(pack.clone()), at: None }.href();
        view! {
            <li>
                <a href=href>{move || state.pack_title(&pack)}</a>
            </li>
        }
    };
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, policy.no_pack).to_owned()) />
        <p>{t!(i18n, policy.no_pack_text)}</p>
        <ul>{packs.into_iter().map(link).collect_view()}</ul>
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

/// Up to which year holidays are known: after it, days are reckoned by weekdays and marked.
#[component]
fn CalendarEnds() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    move || {
        let year = state.workspace.get().calendar().last_year()?;
        Some(view! { <p class="soft">{t!(i18n, policy.calendar_ends, year = year)}</p> })
    }
}

/// Which pack is open, and which one governs here.
#[component]
fn PackChooser(pack: String, draft: Draft) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let packs = Memo::new(move |_| {
        let packs = crate::policy::packs(&state.shipped.get());
        packs.into_iter().map(|source| source.id).collect::<Vec<_>>()
    });
    let open = pack.clone();
    let governs = Memo::new(move |_| state.workspace.get().settings.pack == open);
    let asking = RwSignal::new(false);
    view! {
        <div class="row">
            <label class="row">
                <span>{t!(i18n, policy.pack)}</span>
                <select on:change:target=move |event| {
                    Route::Policy { pack: Some(event.target().value()), at: None }.go();
                }>
                    {move || {
                        packs
                            .get()
                            .into_iter()
                            .map(|id| {
                                let selected = id == pack;
                                view! {
                                    <option value=id.clone() selected=selected>
                                        {state.pack_title(&id)}
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
                    view! {
                        <button type="button" on:click=move |_| asking.set(true)>
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
            <Governing draft open=asking />
        </div>
    }
}

/// Asks before another pack governs.
#[component]
fn Governing(draft: Draft, open: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let name = move || state.pack_title(&draft.pack());
    let former = move || state.pack_title(&state.workspace.get().settings.pack);
    let of = Preparing::nothing();
    prepare(state, of, move || {
        state.workspace.track();
        open.get().then(|| (draft.posed(state), None))
    });
    let govern = move |_| {
        let Some(found) = of.found.get_untracked().map(|found| found.readiness) else { return };
        open.set(false);
        // The notice outlives the page, which may be gone by the time that it governs.
        let pack = untrack(|| draft.pack());
        let not = pack.clone();
        let (workspace, shipped, actor, source) =
            (state.workspace.get_untracked(), state.shipped.get_untracked(), state.actor(), draft.source());
        state.attempt(
            move |store| async move {
                governing::govern(&*store, &workspace, &shipped, &actor, (&source, &found)).await
            },
            move |written| {
                let text =
                    move || t_string!(i18n, policy.switched, pack = state.pack_title(&pack)).to_string();
                state.toasts.done(text, Some(state.undoing(written.sequence)));
            },
            move |fault| {
                let why = Text::of(&fault);
                let said = move || {
                    let (pack, why) = (state.pack_title(&not), why.get(state.lang().get()).to_owned());
                    t_string!(i18n, policy.not_switched, pack = pack, why = why).to_string()
                };
                state.toasts.failed(said);
            },
        );
    };
    view! {
        <Dialog open title=Signal::derive(move || t_string!(i18n, policy.switch).to_owned())>
            <p>{move || t_string!(i18n, policy.switch_ask, pack = name(), former = former())}</p>
            <Exported />
            <Preparation of pack=Signal::derive(move || draft.pack()) />
            <div class="actions">
                <button type="button" on:click=move |_| open.set(false)>
                    {t!(i18n, common.cancel)}
                </button>
                <button
                    type="button"
                    class="primary"
                    disabled=move || !is_ready(state, of, &draft.pack())
                    on:click=govern
                >
                    {t!(i18n, policy.switch)}
                </button>
            </div>
        </Dialog>
    }
}
