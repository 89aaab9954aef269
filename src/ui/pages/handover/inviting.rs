//! 邀请: the units below, and the other organ, that have not joined, or join anew: one file each, and a letter with a code.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    domain::counts,
    policy::decision::Text,
    ui::{
        components::{print::print_only, progress_bar::ProgressBar},
        i18n::*,
        state::State,
        transport::{ByHand, Transport as _},
    },
    worker::handover::{Invite, Partner, Way},
};

/// The card; nothing where there is nobody to invite.
#[component]
pub fn Inviting(partners: RwSignal<Option<Result<Vec<Partner>, Text>>>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let chosen = RwSignal::new(BTreeSet::<String>::new());
    let busy = RwSignal::new(false);
    // How many are made, and of how many.
    let far = RwSignal::new(None::<(usize, usize)>);
    let open = Memo::new(move |_| {
        let mut known = partners.get().and_then(Result::ok).unwrap_or_default();
        known.retain(|partner| partner.way != Way::Up);
        known.sort_by_key(|partner| partner.joined);
        known
    });
    let all = move |_| {
        let waiting =
            open.get_untracked().into_iter().filter(|partner| !partner.joined && partner.invited.is_none());
        chosen.set(waiting.map(|partner| partner.unit).collect());
    };
    let invite = move |grouped: bool| {
        let Some(by) = state.by().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        let units = chosen.get_untracked().into_iter().collect();
        let as_text = state.saves_text();
        let told = move |done, all| {
            let _ = far.try_set(Some((done, all)));
        };
        state.ask_handover_with_progress(Invite { by, units, grouped, as_text }, told, move |answer| {
            match answer {
                Ok(made) => {
                    let _ = chosen.try_set(BTreeSet::new());
                    let count = made.len();
                    leptos::task::spawn_local(async move {
                        let saved = ByHand::default().send(&made).await;
                        let _ = busy.try_set(false);
                        state.refresh().await;
                        if let Err(why) = saved {
                            return state.tell(why);
                        }
                        let text = move || {
                            let files = state.lang().get().counted(count, counts::FILES);
                            t_string!(state.i18n, handover.invitations_made, files = files).to_string()
                        };
                        state.toasts.done(text, None);
                    });
                }
                Err(why) => {
                    let _ = busy.try_set(false);
                    state.tell(why);
                }
            }
        });
    };
    let line = move |partner: Partner| {
        let (unit, ticked) = (partner.unit.clone(), partner.unit.clone());
        let again = partner.invited.map(|invited| state.local_time(&invited.when));
        let joined = partner.joined;
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
                {joined.then(|| view! { <span class="soft">{t!(i18n, handover.has_joined)}</span> })}
            </label>
        }
    };
    view! {
        <Show when=move || !open.get().is_empty()>
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
                        of=far
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
                        on:click=move |_| invite(false)
                    >
                        {move || {
                            let units = lang.get().counted(chosen.with(BTreeSet::len), counts::UNITS);
                            t_string!(i18n, handover.invite, units = units).to_string()
                        }}
                    </button>
                    <Show when=move || { chosen.with(BTreeSet::len) > 1 }>
                        <button type="button" disabled=move || busy.get() on:click=move |_| invite(true)>
                            {t!(i18n, handover.invite_grouped)}
                        </button>
                    </Show>
                </div>
            </section>
            <Letters open />
        </Show>
    }
}

/// The letters to those that have not answered yet: one a page, each with its code, to be handed over by another way than the file.
#[component]
fn Letters(open: Memo<Vec<Partner>>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let invited = move || {
        open.get()
            .into_iter()
            .filter(|partner| !partner.answered)
            .filter_map(|partner| Some((partner.title, partner.invited?)))
    };
    let is_any = Memo::new(move |_| invited().next().is_some());
    let letter = move |(title, invited): (String, crate::worker::handover::Invited)| {
        let crate::worker::handover::Invited { code, when, file, .. } = invited;
        let (from, day) = (state.seat_name(), state.local_time(&when));
        let day = day.get(..10).unwrap_or(&day).to_owned();
        let sender = from.clone();
        view! {
            <article class="invitation stack">
                <h3>{move || format!("{title}{}", lang.get().colon())}</h3>
                <p>
                    {move || t_string!(i18n, handover.letter, from = from.clone(), file = file.clone()).to_string()}
                </p>
                <p>
                    {t!(i18n, handover.code)} {move || lang.get().colon()} <strong class="code">{code}</strong>
                </p>
                <p class="signed">{sender} <br /> {day}</p>
            </article>
        }
    };
    view! {
        <Show when=move || is_any.get()>
            <section class="card stack" id=LETTERS>
                <h2>{t!(i18n, handover.letters)}</h2>
                <p>{t!(i18n, handover.letters_text)}</p>
                <div class="row">
                    <button
                        type="button"
                        on:click=move |_| {
                            let letters = t_string!(i18n, handover.letters).to_owned();
                            print_only(state, letters, untrack(invited).count(), LETTERS);
                        }
                    >
                        {t!(i18n, handover.print_letters)}
                    </button>
                </div>
                {move || invited().map(letter).collect_view()}
            </section>
        </Show>
    }
}

/// The part of the page that is printed alone.
const LETTERS: &str = "letters";
