//! Payment batches: those that were begun, and the dialog in which one is worked out and sent to the schools.

use leptos::prelude::*;

use crate::{
    app::{batches, scope},
    domain::{Kind, Money, Month, counts, lang::grouped},
    ui::{
        components::{
            badge::{Badge, Tone},
            dialog::{Dialog, FormButtons},
            progress_bar::ProgressBar,
        },
        i18n::*,
        route::Route,
        state::{State, now},
    },
    worker::decisions::{PlanBatch, PlannedBatch},
};

/// How many months back sessions may be that were not batched yet, as the dialog offers them.
const MONTHS: usize = 24;

/// The card; nothing for whom there is none, and who prepares none.
#[component]
pub fn Batches() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    let may = Memo::new(move |_| {
        let workspace = state.workspace.get();
        state.seat().is_some_and(|seat| batches::prepares(&workspace, &seat))
    });
    let rows = move || {
        let (workspace, seat, lang) = (state.workspace.get(), state.seat(), state.lang().get());
        let kinds = [Kind::PaymentBatch, Kind::SchoolStatement];
        let all = kinds.into_iter().map(|kind| {
            let seen =
                workspace.records_of(kind).filter(|record| scope::sees(&workspace, seat.as_ref(), record));
            seen.collect::<Vec<_>>()
        });
        // Who sees no batch sees the statements of their school.
        let mut seen = all.into_iter().find(|seen| !seen.is_empty()).unwrap_or_default();
        seen.sort_by(|one, other| other.id.cmp(&one.id));
        let row = |record: crate::app::workspace::RecordView<'_>| {
            let state_of_it = record.state.map(|state| {
                view! { <Badge tone=Tone::of(state) text=state.label.text(lang).to_owned() /> }
            });
            view! {
                <tr>
                    <th scope="row">
                        <a href=Route::of(record.kind, &record.id).href()>{record.title.clone()}</a>
                    </th>
                    <td>{state_of_it}</td>
                </tr>
            }
        };
        seen.into_iter().map(row).collect::<Vec<_>>()
    };
    view! {
        {move || {
            let rows = rows();
            (may.get() || !rows.is_empty())
                .then(|| {
                    view! {
                        <section class="card stack no-print">
                            <div class="row">
                                <h2>{t!(i18n, batch.title)}</h2>
                                <Show when=move || may.get()>
                                    <button type="button" on:click=move |_| open.set(true)>
                                        {t!(i18n, batch.begin)}
                                    </button>
                                </Show>
                            </div>
                            <p class="soft">{t!(i18n, batch.text)}</p>
                            {(!rows.is_empty())
                                .then(|| {
                                    view! {
                                        <table class="plain">
                                            <tbody>{rows}</tbody>
                                        </table>
                                    }
                                })}
                        </section>
                    }
                })
        }}
        <Beginning open />
    }
}

#[component]
fn Beginning(open: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let this_month = move || Month::of(now().today);
    // From when batches pay: said with the first one.
    let settled = Memo::new(move |_| {
        let workspace = state.workspace.get();
        batches::since(&workspace, &state.seat()?.unit)
    });
    let since = RwSignal::new(None::<Month>);
    let through = RwSignal::new(None::<Month>);
    let month = RwSignal::new(this_month());
    let planned = RwSignal::new(None::<PlannedBatch>);
    let working = RwSignal::new(None::<(usize, usize)>);
    let months = Memo::new(move |_| {
        if !open.get() {
            return Vec::new();
        }
        let found = state.terms().into_iter().filter_map(|term| state.term(term));
        let mut months: Vec<_> = found
            .flat_map(|term| {
                term.months
                    .iter()
                    .filter(|total| total.granted > 0)
                    .map(|total| total.month)
                    .collect::<Vec<_>>()
            })
            .filter(|month| *month <= this_month())
            .collect();
        months.sort_unstable();
        months.dedup();
        months.reverse();
        months.truncate(MONTHS);
        months
    });
    Effect::new(move |_| {
        if open.get() {
            planned.set(None);
            working.set(None);
            through.set(months.get().first().copied());
            since.set(months.get().last().copied());
        }
    });
    let work_out = move |_| {
        let from = settled.get_untracked().or_else(|| Some(since.get_untracked()?.first_day()));
        let wanted = state.seat_untracked().zip(from).zip(through.get_untracked());
        let Some(((seat, since), through)) = wanted else { return };
        let shipped = (*state.shipped.get_untracked()).clone();
        working.set(Some((0, 1)));
        let question = PlanBatch { shipped, unit: seat.unit, since, through: through.last_day() };
        state.ask_with_progress(
            question,
            move |done, all| working.set(Some((done, all))),
            move |answer| {
                let _ = working.try_set(None);
                match answer {
                    Ok(answer) => drop(planned.try_set(answer)),
                    Err(why) => state.tell(why),
                }
            },
        );
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(PlannedBatch { plan, basis, .. }) = planned.get_untracked() else { return };
        let (workspace, actor, month) =
            (state.workspace.get_untracked(), state.actor(), month.get_untracked());
        state.act(
            move |store| async move { batches::begin(&*store, &workspace, &actor, (&plan, month), basis).await },
            move |(written, code)| {
                open.set(false);
                let done = move || t_string!(i18n, batch.begun).to_owned();
                state.toasts.done(done, Some(state.undoing(written.sequence)));
                Route::of(Kind::PaymentBatch, &code).go();
            },
        );
    };
    let option = move |of: Month, chosen: bool| {
        view! {
            <option value=of.to_string() selected=chosen>
                {of.to_string()}
            </option>
        }
    };
    let is_empty = Signal::derive(move || {
        planned.with(|planned| planned.as_ref().is_none_or(|planned| planned.plan.is_nothing()))
    });
    view! {
        <Dialog open title=Signal::derive(move || t_string!(i18n, batch.begin_title).to_owned())>
            <form class="stack" on:submit=submit>
                {move || match settled.get() {
                    Some(day) => {
                        view! { <p class="soft">{t!(i18n, batch.since_told, day = day.to_string())}</p> }.into_any()
                    }
                    None => {
                        view! {
                            <label class="field">
                                <span>{t!(i18n, batch.since)}</span>
                                <select on:change:target=move |event| {
                                    since.set(event.target().value().parse().ok());
                                    planned.set(None);
                                }>
                                    {move || {
                                        let chosen = since.get();
                                        months
                                            .get()
                                            .into_iter()
                                            .rev()
                                            .map(|of| option(of, Some(of) == chosen))
                                            .collect_view()
                                    }}
                                </select>
                                <span class="help">{t!(i18n, batch.since_help)}</span>
                            </label>
                        }
                            .into_any()
                    }
                }}
                <label class="field">
                    <span>{t!(i18n, batch.through)}</span>
                    <select on:change:target=move |event| {
                        through.set(event.target().value().parse().ok());
                        planned.set(None);
                    }>
                        {move || {
                            let chosen = through.get();
                            months.get().into_iter().map(|of| option(of, Some(of) == chosen)).collect_view()
                        }}
                    </select>
                    <span class="help">{t!(i18n, batch.through_help)}</span>
                </label>
                <label class="field">
                    <span>{t!(i18n, batch.month)}</span>
                    <select on:change:target=move |event| {
                        if let Ok(of) = event.target().value().parse() {
                            month.set(of);
                        }
                    }>
                        {move || {
                            let chosen = month.get();
                            [this_month(), Month::of(this_month().last_day().tomorrow().unwrap_or_default())]
                                .into_iter()
                                .map(|of| option(of, of == chosen))
                                .collect_view()
                        }}
                    </select>
                    <span class="help">{t!(i18n, batch.month_help)}</span>
                </label>
                {move || {
                    if working.get().is_some() {
                        return view! {
                            <ProgressBar label=Signal::derive(move || t_string!(i18n, common.deciding).to_owned()) of=working />
                        }
                            .into_any();
                    }
                    match planned.get() {
                        Some(planned) => {
                            view! {
                                {told(state, &planned)}
                                <FormButtons on_cancel=move |_| open.set(false) disabled=is_empty>
                                    {t!(i18n, batch.send)}
                                </FormButtons>
                            }
                                .into_any()
                        }
                        None => {
                            view! {
                                <div class="actions">
                                    <button type="button" on:click=move |_| open.set(false)>
                                        {t!(i18n, common.back)}
                                    </button>
                                    <button
                                        type="button"
                                        class="primary"
                                        disabled=move || through.get().is_none()
                                        on:click=work_out
                                    >
                                        {t!(i18n, batch.work_out)}
                                    </button>
                                </div>
                            }
                                .into_any()
                        }
                    }
                }}
            </form>
        </Dialog>
    }
}

/// What it would owe, and what it leaves out.
fn told(state: State, PlannedBatch { plan, refused, .. }: &PlannedBatch) -> impl IntoView + use<> {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let sessions = lang.counted(plan.lines().count(), counts::SESSIONS);
    let schools = lang.counted(plan.schools.len(), counts::SCHOOLS);
    let sum = plan.adds().to_string();
    let (corrections, again) = (plan.corrections(), plan.again);
    let undecided = plan.undecided.len();
    let line = |(why, count): &(crate::policy::decision::Text, usize)| {
        view! { <li>{why.get(lang).to_owned()} {lang.colon()} {grouped(*count)}</li> }
    };
    let lines = refused.iter().map(line).collect_view();
    let has_refused = !refused.is_empty();
    view! {
        {if plan.is_nothing() {
            view! { <p class="message">{t!(i18n, batch.nothing)}</p> }.into_any()
        } else {
            view! { <p class="message good">{t!(i18n, batch.owes, sessions = sessions, schools = schools, sum = sum)}</p> }
                .into_any()
        }}
        {(again != Money::ZERO)
            .then(|| view! { <p class="message warn">{t!(i18n, batch.again, sum = again.to_string())}</p> })}
        {(corrections > 0)
            .then(|| view! { <p class="message warn">{t!(i18n, batch.corrects, count = grouped(corrections))}</p> })}
        {(undecided > 0)
            .then(|| view! { <p class="message warn">{t!(i18n, batch.undecided, count = grouped(undecided))}</p> })}
        {has_refused
            .then(|| {
                view! {
                    <p>{t!(i18n, batch.refused)}</p>
                    <ul>{lines}</ul>
                }
            })}
    }
}
