//! Why a need has whom it has, for each who could come; and where that is changed.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::{
    app::matching::{ByHand, Lacks, NeedMade, Wanted, WhyLine},
    domain::{lang::grouped, needs_round::Weekday, proposal::Standing},
    policy::decision::Text,
    ui::{
        components::dialog::{Dialog, FormButtons},
        i18n::*,
    },
    worker::decisions::ExplainMatch,
};

use super::desk::Desk;

/// What can be done about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Pin,
    Ban,
    PutIn,
    TakeOut,
}

#[component]
pub fn Why(
    desk: Desk,
    asked: RwSignal<Option<NeedMade>>,
    open: RwSignal<bool>,
    wanted: Wanted,
) -> impl IntoView {
    let i18n = desk.state.i18n;
    let lines = RwSignal::new(None::<Result<Vec<WhyLine>, Text>>);
    let changing = RwSignal::new(None::<WhyLine>);
    Effect::new(move |_| {
        let Some(need) = asked.get().filter(|_| open.get()) else { return };
        lines.set(None);
        changing.set(None);
        let question = ExplainMatch { wanted: wanted.clone(), need: need.need };
        desk.state.ask(question, move |answer| drop(lines.try_set(Some(answer))));
    });
    let title = Signal::derive(move || {
        let workspace = desk.state.workspace.get();
        asked.with(|need| {
            let Some(need) = need else { return String::new() };
            let school = workspace.tree().name(&need.school).to_owned();
            t_string!(i18n, matching.ask_of, school = school, need = need.title.clone()).to_string()
        })
    });
    let said = move || match lines.get() {
        None => view! { <p role="status">{t!(i18n, common.loading)}</p> }.into_any(),
        Some(Err(why)) => {
            view! { <p class="message bad" role="alert">{why.get(desk.state.lang().get()).to_owned()}</p> }
                .into_any()
        }
        Some(Ok(lines)) if lines.is_empty() => {
            let lacking = asked.with(|need| need.as_ref().and_then(|need| need.lacking));
            view! { <p class="message">{lacking.map(|lacking| lacks(desk, lacking))}</p> }.into_any()
        }
        Some(Ok(lines)) => table(desk, lines, changing).into_any(),
    };
    view! {
        <Dialog open title wide=true>
            {said}
            {move || {
                let chosen = changing.get().zip(asked.get());
                chosen.map(|(line, need)| view! { <Changing
                        desk
                        line
                        need
                        on_cancel=move || changing.set(None)
                        on_done=move || {
                            changing.set(None);
                            open.set(false);
                        }
                    /> })
            }}
            <div class="actions">
                <button type="button" on:click=move |_| open.set(false)>
                    {t!(i18n, common.close)}
                </button>
            </div>
        </Dialog>
    }
}

fn lacks(desk: Desk, lacks: Lacks) -> String {
    t_string!(
        desk.state.i18n,
        matching.no_candidates,
        subject = grouped(lacks.subject),
        form = grouped(lacks.form),
        band = grouped(lacks.band),
        days = grouped(lacks.days),
        places = grouped(lacks.places),
        reach = grouped(lacks.reach)
    )
    .to_string()
}

fn table(desk: Desk, lines: Vec<WhyLine>, changing: RwSignal<Option<WhyLine>>) -> impl IntoView {
    let i18n = desk.state.i18n;
    let lang = desk.state.lang().get();
    let row = |(place, line): (usize, WhyLine)| {
        let days: Vec<_> = line.held.iter().map(|day| day.label().text(lang)).collect();
        let is_held = !days.is_empty();
        let points = match line.points {
            _ if line.is_wished => t_string!(i18n, matching.wished).to_owned(),
            Some(points) => points.to_string(),
            None => String::new(),
        };
        let said = line.said.get(lang).to_owned();
        let who = line.who.clone();
        let label = format!("{} {who}", t_string!(i18n, matching.change));
        view! {
            <tr class:held=is_held>
                <td class="number">{grouped(place + 1)}</td>
                <th scope="row">{who}</th>
                <td class="number">{points}</td>
                <td>{lang.list(days)} " " {said}</td>
                <td>
                    <button type="button" aria-label=label on:click=move |_| changing.set(Some(line.clone()))>
                        {t!(i18n, matching.change)}
                    </button>
                </td>
            </tr>
        }
    };
    view! {
        <div class="scrolls">
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col" class="number">{t!(i18n, matching.rank)}</th>
                        <th scope="col">{t!(i18n, matching.candidate)}</th>
                        <th scope="col" class="number">{t!(i18n, matching.preference)}</th>
                        <th scope="col">{t!(i18n, matching.outcome)}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().enumerate().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// What to do about one who could come.
#[component]
fn Changing(
    desk: Desk,
    line: WhyLine,
    need: NeedMade,
    on_cancel: impl Fn() + Copy + Send + Sync + 'static,
    on_done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = desk.state.i18n;
    let lang = desk.state.lang();
    let is_held = !line.held.is_empty();
    let act = RwSignal::new(if is_held { Act::TakeOut } else { Act::Pin });
    let days = if is_held { line.held.clone() } else { line.days.clone() };
    let day = RwSignal::new(days.first().copied());
    let why = RwSignal::new(String::new());
    let (who, supply, need) = (line.who.clone(), line.supply.clone(), need.need);
    let needs_reason = move || matches!(act.get(), Act::Pin | Act::Ban);
    let lacking = Signal::derive(move || needs_reason() && why.with(|why| why.trim().is_empty()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if lacking.get_untracked() {
            return;
        }
        let (need, supply, day) = (need.clone(), supply.clone(), day.get_untracked());
        let by_hand =
            |is_put_in| day.map(|day| ByHand { need: need.clone(), supply: supply.clone(), day, is_put_in });
        let stands = |day| Standing {
            need: need.clone(),
            supply: supply.clone(),
            day,
            why: why.get_untracked().trim().to_owned(),
        };
        match act.get_untracked() {
            Act::Pin => desk.stand(stands(day)),
            Act::Ban => desk.stand(stands(None)),
            Act::PutIn => by_hand(true).into_iter().for_each(|change| desk.change(change)),
            Act::TakeOut => by_hand(false).into_iter().for_each(|change| desk.change(change)),
        }
        on_done();
    };
    let acts = match is_held {
        true => vec![Act::TakeOut, Act::Pin, Act::Ban],
        false => vec![Act::Pin, Act::PutIn, Act::Ban],
    };
    let label = move |act: Act| match act {
        Act::Pin => t_string!(i18n, matching.pin),
        Act::Ban => t_string!(i18n, matching.ban),
        Act::PutIn => t_string!(i18n, matching.put_in),
        Act::TakeOut => t_string!(i18n, matching.take_out),
    };
    let choices = acts
        .into_iter()
        .map(|own| {
            view! {
                <label class="check">
                    <input
                        type="radio"
                        name="matching-act"
                        checked=move || act.get() == own
                        on:change=move |_| act.set(own)
                    />
                    <span>{move || label(own)}</span>
                </label>
            }
        })
        .collect_view();
    let days = StoredValue::new(days);
    let options = move || {
        let option = |own: Weekday| {
            view! {
                <option value=own.code() selected=move || day.get() == Some(own)>
                    {move || own.label().text(lang.get())}
                </option>
            }
        };
        days.get_value().into_iter().map(option).collect_view()
    };
    // Whoever pressed a button above goes on here.
    let form = NodeRef::<leptos::html::Form>::new();
    Effect::new(move |_| {
        let first = form.get().and_then(|form| form.query_selector("input").ok().flatten());
        if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Fails for nothing that is shown.
            let _ = first.focus();
        }
    });
    view! {
        <form class="stack card" node_ref=form on:submit=submit>
            <h3>{who}</h3>
            <fieldset class="stack">
                <legend>{t!(i18n, matching.how)}</legend>
                {choices}
            </fieldset>
            <Show when=move || act.get() != Act::Ban>
                <label class="field">
                    <span>{t!(i18n, matching.day)}</span>
                    <select on:change:target=move |event| {
                        let code = event.target().value();
                        day.set(Weekday::ALL.iter().copied().find(|day| day.code() == code));
                    }>{options()}</select>
                </label>
            </Show>
            <Show when=needs_reason>
                <label class="field">
                    <span>{t!(i18n, matching.why)}</span>
                    <input
                        type="text"
                        maxlength="200"
                        prop:value=move || why.get()
                        on:input:target=move |event| why.set(event.target().value())
                    />
                </label>
            </Show>
            <FormButtons on_cancel=move |()| on_cancel() disabled=lacking>
                {t!(i18n, matching.apply)}
            </FormButtons>
        </form>
    }
}
