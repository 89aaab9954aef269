//! 邀请: the units below, and the other organ, that have not joined: one file each, and a letter with a code.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    domain::counts,
    policy::decision::Text,
    ui::{
        components::{
            download::{BYTES, download},
            print::print,
            progress_bar::ProgressBar,
        },
        i18n::*,
        state::State,
    },
    worker::handover::{Invitation, Invite, Partner, Way},
};

/// The card; nothing where everybody has joined.
#[component]
pub fn Inviting(partners: RwSignal<Option<Result<Vec<Partner>, Text>>>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let chosen = RwSignal::new(BTreeSet::<String>::new());
    let busy = RwSignal::new(false);
    let letters = RwSignal::new(Vec::<Invitation>::new());
    let open = Memo::new(move |_| {
        let known = partners.get().and_then(Result::ok).unwrap_or_default();
        let is_open = |partner: &Partner| !partner.joined && partner.way != Way::Up;
        known.into_iter().filter(is_open).collect::<Vec<_>>()
    });
    let all = move |_| chosen.set(open.get_untracked().into_iter().map(|partner| partner.unit).collect());
    let invite = move |_| {
        let Some(by) = state.by() else { return };
        busy.set(true);
        let units = chosen.get_untracked().into_iter().collect();
        state.ask_handover(Invite { by, packs: state.packs(), units }, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(made) => {
                    for invitation in &made {
                        if let Err(error) = download(&invitation.name, BYTES, &invitation.bytes) {
                            leptos::logging::error!("{error:?}");
                        }
                    }
                    letters.set(made);
                    chosen.set(BTreeSet::new());
                    leptos::task::spawn_local(state.refresh());
                }
                Err(why) => state.tell(why),
            }
        });
    };
    let line = move |partner: Partner| {
        let (unit, ticked) = (partner.unit.clone(), partner.unit.clone());
        let again = partner.invited.map(|when| state.local_time(&when));
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&ticked))
                    on:change:target=move |event| {
                        chosen
                            .update(|chosen| {
                                if event.target().checked() {
                                    chosen.insert(unit.clone());
                                } else {
                                    chosen.remove(&unit);
                                }
                            });
                    }
                />
                {partner.title}
                {again
                    .map(|when| {
                        view! {
                            <span class="soft">
                                {move || t_string!(i18n, handover.invited_on, when = when.clone()).to_string()}
                            </span>
                        }
                    })}
            </label>
        }
    };
    view! {
        <Show when=move || !open.get().is_empty() || !letters.get().is_empty()>
            <section class="card stack" id="invite">
                <h2>{t!(i18n, handover.invite_title)}</h2>
                <p>{t!(i18n, handover.invite_text)}</p>
                <fieldset class="field units" tabindex="0">
                    <legend>{t!(i18n, handover.unit)}</legend>
                    {move || open.get().into_iter().map(line).collect_view()}
                </fieldset>
                <Show when=move || busy.get()>
                    <ProgressBar
                        label=Signal::derive(move || t_string!(i18n, handover.inviting).to_owned())
                        of=Signal::derive(|| None)
                    />
                </Show>
                <div class="row">
                    <button type="button" on:click=all>
                        {t!(i18n, handover.choose_all)}
                    </button>
                    <button
                        type="button"
                        class="primary"
                        disabled=move || busy.get() || chosen.with(BTreeSet::is_empty)
                        on:click=invite
                    >
                        {move || {
                            let units = lang.get().counted(chosen.with(BTreeSet::len), counts::UNITS);
                            t_string!(i18n, handover.invite, units = units).to_string()
                        }}
                    </button>
                </div>
                <Show when=move || !letters.get().is_empty()>
                    <Letters letters />
                </Show>
            </section>
        </Show>
    }
}

/// The letters: one a unit, each with its code; shown once, to be printed or sent by another way than the file.
#[component]
fn Letters(letters: RwSignal<Vec<Invitation>>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let letter = move |invitation: Invitation| {
        let Invitation { title, code, name, .. } = invitation;
        let (from, file) = (state.seat_name(), name);
        view! {
            <article class="letter stack">
                <h3>{title}</h3>
                <p>
                    {move || t_string!(i18n, handover.letter, from = from.clone(), file = file.clone()).to_string()}
                </p>
                <p>
                    {t!(i18n, handover.code)} " " <strong class="code">{code}</strong>
                </p>
            </article>
        }
    };
    view! {
        <p class="message warn">{t!(i18n, handover.letters_once)}</p>
        <div class="row">
            <button type="button" on:click=move |_| print(state, t_string!(i18n, handover.invite_title).to_owned())>
                {t!(i18n, handover.print_letters)}
            </button>
        </div>
        {move || letters.get().into_iter().map(letter).collect_view()}
    }
}
