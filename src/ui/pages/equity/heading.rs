//! The head of the page: what can be done with it, where it looks, and what it comes to.

use leptos::{ev, prelude::*};

use super::{schools::List, shown::Shown};
use crate::{
    app::{
        equity::{self, Heading as SheetHeading},
        exports,
        help::Topic,
    },
    domain::{Label, Lang, Localized as _, counts, field::Share, lang::grouped},
    policy::decision::Text,
    ui::{
        components::{download::XLSX, page_head::PageHead, print::at_the_key},
        i18n::*,
        state::State,
    },
    worker::files,
};

/// What the journal says of paper.
const PRINTED: Label = Label::new("打印", "print");

/// Title and actions.
#[component]
pub fn Heading(shown: Shown, list: List) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let title = Signal::derive(move || Topic::Equity.label().text(lang.get()).to_owned());
    let nothing = move || list.schools.with(Vec::is_empty);
    // What the browser's own menu prints has every line too.
    let printed = window_event_listener(ev::beforeprint, move |_| list.whole.set(true));
    on_cleanup(move || printed.remove());
    at_the_key(move || {
        if !untrack(nothing) {
            print(state, shown, list);
        }
    });
    view! {
        <PageHead title>
            <button type="button" class="primary" disabled=nothing on:click=move |_| export(state, shown, list)>
                {t!(i18n, records.export)}
            </button>
            <button type="button" disabled=nothing on:click=move |_| print(state, shown, list)>
                {t!(i18n, common.print)}
            </button>
        </PageHead>
    }
}

/// The place and the term.
fn about(shown: Shown, lang: Lang) -> String {
    let about = shown.with(|equity, place| format!("{} {}", place.name.get(lang), equity.term.text(lang)));
    about.unwrap_or_default()
}

fn export(state: State, shown: Shown, list: List) {
    let lang = state.lang().get_untracked();
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let about = untrack(|| about(shown, lang));
    let of = SheetHeading {
        about: about.clone(),
        counted: equity::counted(lang).map(str::to_owned).to_vec(),
        today: actor.now.today,
        demo: workspace.settings.demo,
        lang,
    };
    let number = shown.place.get_untracked();
    let schools = list.schools.get_untracked();
    let sheet = shown.equity.with_untracked(|equity| {
        equity::sheet(&schools.iter().collect::<Vec<_>>(), &equity.below(number), of)
    });
    let file = format!("{}-{about}.xlsx", Topic::Equity.label().text(lang));
    let (noted, count) = (file.clone(), schools.len());
    state.act(
        move |store| async move { exports::figures(&*store, &workspace, &actor, (noted, count)).await },
        move |_| {
            let question = files::Schools { list: Box::new(sheet), lang };
            let exported = move |name: String| {
                let said = move || t_string!(state.i18n, subsidy.exported, file = name.clone()).to_string();
                state.toasts.done(said, None);
            };
            state.save_file(question, file, XLSX, exported);
        },
    );
}

fn print(state: State, shown: Shown, list: List) {
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let what = Text::both(|lang| {
        let title = Topic::Equity.label().text(lang);
        format!("{title} {}{}{}", untrack(|| about(shown, lang)), lang.colon(), PRINTED.text(lang))
    });
    let count = list.schools.with_untracked(Vec::len);
    state.act(
        move |store| async move { exports::figures(&*store, &workspace, &actor, (what, count)).await },
        move |_| {
            // Whoever has left the page meanwhile prints another.
            if list.whole.try_set(true).is_some() {
                return;
            }
            // Once the lines are there.
            request_animation_frame(|| set_timeout(|| drop(window().print()), std::time::Duration::ZERO));
        },
    );
}

/// From the top down to the place that is shown.
#[component]
pub fn Trail(shown: Shown) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let steps = move || {
        let number = shown.place.get();
        let (equity, lang) = (shown.equity.get(), lang.get());
        let path = equity.path(number).into_iter().filter_map(|step| Some((step, equity.places.get(step)?)));
        let step = |(step, place): (usize, &equity::Place)| {
            let name = place.name.get(lang).to_owned();
            let href = shown.href(&place.code);
            view! {
                <li>
                    <a href=href aria-current=(step == number).then_some("page")>
                        {name}
                    </a>
                </li>
            }
        };
        path.map(step).collect_view()
    };
    view! {
        <nav aria-label=move || t_string!(i18n, equity.trail)>
            <ol class="place-trail">{steps}</ol>
        </nav>
    }
}

/// Whether services follow the pupils here, who is behind, the figures, and how they are counted.
#[component]
pub fn Figures(shown: Shown) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let verdict = move || {
        let lang = lang.get();
        shown.with(|equity, place| {
            let below = equity.below(shown.place.get());
            let tone = if place.standing().is_behind() { "message warn" } else { "message" };
            let behind = equity::behind(&below, lang);
            view! {
                <div class=tone>
                    {behind.map(|behind| view! { <p>{behind}</p> })}
                    <p>
                        <strong>{place.name.get(lang).to_owned()}</strong>
                        {lang.colon()}
                        {equity::verdict(&place.measure, lang)}
                    </p>
                </div>
            }
        })
    };
    let figures = move || {
        let measure = shown.with(|_, place| place.measure)?;
        let lang = lang.get();
        let share = |share: Option<Share>| share.map_or_else(|| "—".to_owned(), |share| share.to_string());
        let of = |part: u64, all: u64| {
            t_string!(i18n, equity.of_all, part = grouped(part), all = grouped(all)).to_string()
        };
        let reached = measure.reached;
        let preferred_pupils = measure.preferred_pupils();
        let schools = of(measure.preferred_schools as u64, measure.schools as u64);
        let figures = [
            (t_string!(i18n, equity.ratio), equity::standing(measure.standing(), lang), schools),
            (
                t_string!(i18n, equity.services),
                share(measure.telling_share_of_services()),
                of(reached.preferred_services, reached.services),
            ),
            (
                t_string!(i18n, equity.pupils),
                share(measure.telling_share_of_pupils()),
                of(preferred_pupils, measure.pupils),
            ),
            (
                t_string!(i18n, equity.attendances),
                share(measure.share_of_attendances().filter(|_| measure.is_telling())),
                of(reached.preferred_attendances, reached.attendances),
            ),
        ];
        let figure = |(label, value, counts): (&'static str, String, String)| {
            let is_long = value.chars().count() > 6;
            view! {
                <div class="figure">
                    <dt>{label}</dt>
                    <dd class:worded=is_long>{value}</dd>
                    <dd class="counts">{counts}</dd>
                </div>
            }
        };
        Some(figures.map(figure).collect_view())
    };
    let heading = move || about(shown, lang.get());
    let counted = move || equity::counted(lang.get()).map(|line| view! { <li>{line}</li> }).collect_view();
    let awaiting = move || {
        let awaiting = shown.with(|_, place| place.measure.reached.awaiting).filter(|count| *count > 0)?;
        let sessions = lang.get().counted(awaiting, counts::SESSIONS);
        let said = t_string!(i18n, equity.awaiting, sessions = sessions).to_string();
        Some(view! { <li>{said}</li> })
    };
    view! {
        <h2 class="print-only">{heading}</h2>
        {verdict}
        <dl class="figures">{figures}</dl>
        <ul class="soft counted">{counted} {awaiting}</ul>
    }
}
