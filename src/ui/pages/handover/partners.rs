//! 发出: by office what it should have and has not acknowledged, what was made and what arrived, and who is silent.

use leptos::prelude::*;

use super::silent::Silent;
use crate::{
    domain::{Kind, counts},
    policy::decision::Text,
    ui::{components::progress_bar::ProgressBar, i18n::*, state::State},
    worker::handover::{MakePackages, PackageFile, Partner, Way},
};

/// The card.
#[component]
pub fn PartnersCard(partners: RwSignal<Option<Result<Vec<Partner>, Text>>>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let busy = RwSignal::new(false);
    // How many are made, and of how many.
    let far = RwSignal::new(None::<(usize, usize)>);
    let make = Callback::new(move |(units, grouped): (Vec<String>, bool)| {
        let Some(by) = state.by().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        let as_text = state.saves_text();
        let told = move |done, all| {
            let _ = far.try_set(Some((done, all)));
        };
        state.ask_handover_with_progress(MakePackages { by, units, grouped, as_text }, told, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(files) => made(state, files),
                Err(why) => state.tell(why),
            }
        });
    });
    let waiting = move || {
        let known = partners.get().and_then(Result::ok).unwrap_or_default();
        let is_due = |partner: &Partner| partner.joined && !partner.due.is_empty();
        known.into_iter().filter(is_due).map(|partner| partner.unit).collect::<Vec<_>>()
    };
    let known = Signal::derive(move || partners.get().and_then(Result::ok).unwrap_or_default());
    let rows = move || {
        let mut known = partners.get().and_then(Result::ok).unwrap_or_default();
        known.sort_by_key(|partner| (partner.way, !partner.joined, partner.due.is_empty()));
        known.into_iter().map(|partner| view! { <PartnerRow partner make busy /> }).collect_view()
    };
    view! {
        <section class="card stack" id="hand-over">
            <h2>{t!(i18n, handover.give_title)}</h2>
            <p>{t!(i18n, handover.give_text)}</p>
            {move || match partners.get() {
                None => view! { <p role="status">{t!(i18n, common.loading)}</p> }.into_any(),
                Some(Err(why)) => {
                    view! { <p class="message bad">{move || why.get(lang.get()).to_owned()}</p> }.into_any()
                }
                Some(Ok(known)) if known.is_empty() => {
                    view! { <p class="soft">{t!(i18n, handover.no_partners)}</p> }.into_any()
                }
                Some(Ok(_)) => {
                    view! {
                        <table class="plain">
                            <thead>
                                <tr>
                                    <th scope="col">{t!(i18n, handover.unit)}</th>
                                    <th scope="col">{t!(i18n, handover.due)}</th>
                                    <th scope="col">{t!(i18n, handover.made_last)}</th>
                                    <th scope="col">{t!(i18n, handover.came_last)}</th>
                                    <th scope="col">
                                        <span class="visually-hidden">{t!(i18n, handover.make)}</span>
                                    </th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                        <Silent partners=known />
                        <Show when=move || busy.get()>
                            <ProgressBar
                                label=Signal::derive(move || t_string!(i18n, handover.making).to_owned())
                                of=far
                            />
                        </Show>
                        <Show when=move || { waiting().len() > 1 }>
                            <div class="row">
                                <button
                                    type="button"
                                    disabled=move || busy.get()
                                    on:click=move |_| make.run((waiting(), false))
                                >
                                    {move || {
                                        let files = lang.get().counted(waiting().len(), counts::FILES);
                                        t_string!(i18n, handover.make_all, files = files).to_string()
                                    }}
                                </button>
                                <button
                                    type="button"
                                    disabled=move || busy.get()
                                    on:click=move |_| make.run((waiting(), true))
                                >
                                    {t!(i18n, handover.make_grouped)}
                                </button>
                            </div>
                        </Show>
                    }
                        .into_any()
                }
            }}
            <Show when=move || !state.has_folder()>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || state.post.as_text.get()
                        on:change:target=move |event| state.save_as_text(event.target().checked())
                    />
                    {t!(i18n, handover.as_text)}
                </label>
            </Show>
        </section>
    }
}

/// So many files are told by name.
const FEW: usize = 5;

/// Saves packages that were made, and says which.
fn made(state: State, files: Vec<PackageFile>) {
    let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
    let count = names.len();
    leptos::task::spawn_local(async move {
        let sent = state.send_off(&files).await;
        state.refresh().await;
        if let Err(why) = sent {
            return state.tell(why);
        }
        let into = state.folder().map(|folder| folder.handle.name());
        let text = move || {
            let lang = state.lang().get();
            let files = if count > FEW { lang.counted(count, counts::FILES) } else { lang.list(&names) };
            match into.clone() {
                Some(folder) => {
                    t_string!(state.i18n, handover.put_into, files = files, folder = folder).to_string()
                }
                None => t_string!(state.i18n, handover.made, files = files).to_string(),
            }
        };
        state.toasts.done(text, None);
    });
}

#[component]
fn PartnerRow(partner: Partner, make: Callback<(Vec<String>, bool)>, busy: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Partner { unit, title, way, joined, answered, invited, due, personal, sent, came } = partner;
    let nothing = due.is_empty();
    let is_invited = invited.is_some();
    let of = StoredValue::new(due);
    let what = move || {
        let kind = |(code, count): (&String, &usize)| {
            let kind = Kind::parse(code)?;
            Some(format!("{} {count}", kind.label().text(lang.get())))
        };
        let kinds: Vec<_> = of.with_value(|due| due.iter().filter_map(kind).collect());
        lang.get().list(&kinds)
    };
    let (sent, arrived) = sent.map(|(when, arrived)| (state.local_time(&when), arrived)).unzip();
    let came = came.map(|when| state.local_time(&when));
    let label = title.clone();
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td>
                {if answered {
                    view! { <span class="soft">{t!(i18n, handover.answered)}</span> }.into_any()
                } else if !joined && is_invited {
                    view! { <span class="soft">{t!(i18n, handover.invited_not_joined)}</span> }.into_any()
                } else if !joined && way == Way::Up {
                    view! { <span class="soft">{t!(i18n, handover.invites_us)}</span> }.into_any()
                } else if !joined {
                    view! { <span class="soft">{t!(i18n, handover.not_invited)}</span> }.into_any()
                } else if nothing {
                    view! { <span class="soft">{t!(i18n, handover.nothing_due)}</span> }.into_any()
                } else {
                    view! {
                        {what}
                        {(personal > 0)
                            .then(|| {
                                view! {
                                    <span class="soft">
                                        {move || {
                                            let records = lang.get().counted(personal, counts::RECORDS);
                                            t_string!(i18n, handover.with_personal, records = records).to_string()
                                        }}
                                    </span>
                                }
                            })}
                    }
                        .into_any()
                }}
            </td>
            <td>
                {sent}
                {arrived
                    .map(|arrived| {
                        view! {
                            <span class="soft">
                                " "
                                {if arrived {
                                    t!(i18n, handover.arrived).into_any()
                                } else {
                                    t!(i18n, handover.not_arrived).into_any()
                                }}
                            </span>
                        }
                    })}
            </td>
            <td>{came}</td>
            <td>
                {joined
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                aria-label=move || {
                                    t_string!(i18n, handover.make_for, unit = label.clone()).to_string()
                                }
                                disabled=move || busy.get()
                                class:primary=!nothing
                                on:click=move |_| make.run((vec![unit.clone()], false))
                            >
                                {t!(i18n, handover.make)}
                            </button>
                        }
                    })}
            </td>
        </tr>
    }
}
