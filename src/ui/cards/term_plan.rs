//! The sessions of an appointment or of a series, planned in one step.

use std::collections::BTreeSet;

use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    app::{
        kinds::series::lesson_called,
        term_plan::{self, Begun, MOST, Planned},
        timetable::weekday,
        workspace::RecordView,
    },
    domain::{
        Kind, Localized as _,
        choice::Choice,
        counts,
        needs_round::Weekday,
        session::{Form, Place},
    },
    ui::{
        components::dialog::{Dialog, FormButtons},
        i18n::*,
        state::State,
    },
};

/// What the dialog begins with, and what stands in it.
#[derive(Clone, Copy)]
struct Asked {
    on: RwSignal<BTreeSet<Weekday>>,
    from: RwSignal<String>,
    until: RwSignal<String>,
    starts: RwSignal<String>,
    minutes: RwSignal<String>,
    form: RwSignal<String>,
    place: RwSignal<String>,
    topic: RwSignal<String>,
    classes: RwSignal<String>,
    pupils: RwSignal<String>,
}

/// The button, for the officer of the school.
pub fn term_plan(state: State, record: &RecordView<'_>) -> AnyView {
    let workspace = state.workspace.get();
    let begun = term_plan::begun(&workspace, state.seat().as_ref(), record, state.today.get());
    let Some(begun) = begun else { return ().into_any() };
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    let instructor = record.text("instructor");
    let who =
        workspace.instructors.get(instructor).map_or(instructor.to_owned(), |person| person.name.clone());
    let who = if begun.filled.contains_key("series") { record.title.clone() } else { who };
    let said = |key: &str| RwSignal::new(begun.filled.get(key).cloned().unwrap_or_default());
    let asked = Asked {
        on: RwSignal::default(),
        from: RwSignal::new(begun.from.to_string()),
        until: RwSignal::new(begun.until.to_string()),
        starts: said("starts"),
        minutes: said("minutes"),
        form: said("form"),
        place: said("place"),
        topic: said("topic"),
        classes: said("classes"),
        pupils: said("pupils"),
    };
    let title = Signal::derive(move || t_string!(i18n, term_plan.title, who = who.clone()).to_string());
    let begun = StoredValue::new(begun);
    view! {
        <button type="button" on:click=move |_| open.set(true)>
            {t!(i18n, term_plan.link)}
        </button>
        <Dialog open title wide=true>
            <Planning asked begun open />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Planning(asked: Asked, begun: StoredValue<Begun>, open: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let planned = RwSignal::new(Vec::<Planned>::new());
    let listed = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let chosen = RwSignal::new(BTreeSet::<Date>::new());
    let (lessons, is_serial) =
        begun.with_value(|begun| (begun.lessons.len(), begun.filled.contains_key("series")));
    let list = move || {
        let mut filled = begun.with_value(|begun| begun.filled.clone());
        filled.extend([
            ("starts", asked.starts.get_untracked()),
            ("minutes", asked.minutes.get_untracked()),
            ("form", asked.form.get_untracked()),
            ("place", asked.place.get_untracked()),
            ("topic", asked.topic.get_untracked()),
            ("classes", asked.classes.get_untracked()),
            ("pupils", asked.pupils.get_untracked()),
        ]);
        let days: Vec<_> = asked.on.get_untracked().into_iter().collect();
        let span = asked.from.get_untracked().parse().ok().zip(asked.until.get_untracked().parse().ok());
        let Some(span) = span else { return };
        let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
        match term_plan::days(&workspace, actor.policy.as_deref(), &filled, &days, span) {
            Ok(all) => {
                let wanted = all.iter().filter(|day| day.is_wanted).map(|day| day.date);
                chosen.set(match lessons {
                    0 => wanted.collect(),
                    // No more than there are lessons for.
                    lessons => wanted.take(lessons).collect(),
                });
                planned.set(all);
                listed.set(true);
                failed.set(None);
            }
            Err(why) => {
                listed.set(false);
                failed.set(Some(faults(&why, lang.get_untracked())));
            }
        }
    };
    let count = move || match lessons {
        0 => chosen.with(BTreeSet::len),
        lessons => chosen.with(BTreeSet::len).min(lessons),
    };
    let sessions = move || lang.get().counted(count(), counts::SESSIONS);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !listed.get_untracked() {
            return list();
        }
        let wanted = chosen.get_untracked();
        let all = planned.get_untracked().into_iter().filter(|day| wanted.contains(&day.date));
        let all = all.filter_map(|day| day.session).collect();
        let all = begun.with_value(|begun| term_plan::following(all, &begun.lessons));
        let (workspace, actor, count) = (state.workspace.get_untracked(), state.actor(), all.len());
        state.act(
            move |store| async move { term_plan::plan(&*store, &workspace, &actor, &all).await },
            move |written| {
                // With what was written the page is drawn anew, and this dialog with it.
                let _ = open.try_set(false);
                let done = move || {
                    let sessions = state.lang().get().counted(count, counts::SESSIONS);
                    t_string!(i18n, term_plan.made, sessions = sessions).to_string()
                };
                state.toasts.done(done, Some(state.undoing(written.sequence)));
            },
        );
    };
    let row = move |day: Planned| {
        let date = day.date;
        let named = move || format!("{date} {}", weekday(date).text(lang.get()));
        let is_off = day.session.is_none();
        // The lesson that comes on this day, of those that are left.
        let lesson = move || {
            let before =
                chosen.with(|chosen| chosen.contains(&date).then(|| chosen.range(..date).count()))?;
            begun.with_value(|begun| match begun.lessons.get(before) {
                Some(lesson) => Some(lesson_called(lesson.number, &lesson.topic, lang.get())),
                None if begun.lessons.is_empty() => None,
                None => Some(t_string!(i18n, term_plan.no_lesson).to_owned()),
            })
        };
        let said = move || lang.get().statements(day.said.iter().map(|said| said.get(lang.get())));
        view! {
            <li>
                <label class="check">
                    <input
                        type="checkbox"
                        disabled=is_off
                        prop:checked=move || chosen.with(|chosen| chosen.contains(&date))
                        on:change:target=move |event| {
                            let is_wanted = event.target().checked();
                            chosen
                                .update(|chosen| {
                                    if is_wanted {
                                        chosen.insert(date);
                                    } else {
                                        chosen.remove(&date);
                                    }
                                });
                        }
                    />
                    <span>{named} " " {lesson} " " <span class="soft">{said}</span></span>
                </label>
            </li>
        }
    };
    let unlist = move || listed.set(false);
    let text = move |label: Signal<&'static str>, kind: &'static str, of: RwSignal<String>| {
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type=kind
                    required
                    prop:value=move || of.get()
                    on:input:target=move |event| {
                        of.set(event.target().value());
                        unlist();
                    }
                />
            </label>
        }
    };
    let choice = move |label: Signal<&'static str>, of: RwSignal<String>, all: &'static [Choice]| {
        let options = all
            .iter()
            .copied()
            .map(|Choice { code, label: own }| {
                view! {
                    <option value=code selected=move || of.with(|of| of == code)>
                        {move || own.text(lang.get())}
                    </option>
                }
            })
            .collect_view();
        view! {
            <label class="field">
                <span>{label}</span>
                <select on:change:target=move |event| {
                    of.set(event.target().value());
                    unlist();
                }>{options}</select>
            </label>
        }
    };
    let boxes = Weekday::ALL
        .iter()
        .map(|day| {
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || asked.on.with(|on| on.contains(day))
                        on:change:target=move |event| {
                            let is_on = event.target().checked();
                            asked
                                .on
                                .update(|on| {
                                    if is_on {
                                        on.insert(*day);
                                    } else {
                                        on.remove(day);
                                    }
                                });
                            unlist();
                        }
                    />
                    <span>{move || day.label().text(lang.get())}</span>
                </label>
            }
        })
        .collect_view();
    let has_days = move || asked.on.with(|on| !on.is_empty());
    let disabled = Signal::derive(move || if listed.get() { count() == 0 } else { !has_days() });
    view! {
        <form class="stack" on:submit=submit>
            <p class="soft">
                {move || match (is_serial, lessons) {
                    (false, _) => t_string!(i18n, term_plan.text).to_owned(),
                    (true, 0) => t_string!(i18n, term_plan.text_series).to_owned(),
                    (true, lessons) => {
                        let lessons = lang.get().counted(lessons, counts::LESSONS);
                        t_string!(i18n, term_plan.text_lessons, lessons = lessons).to_string()
                    }
                }}
            </p>
            <fieldset class="row">
                <legend>{t!(i18n, term_plan.days)}</legend>
                {boxes}
            </fieldset>
            <div class="fields">
                {text(Signal::derive(move || t_string!(i18n, term_plan.from)), "date", asked.from)}
                {text(Signal::derive(move || t_string!(i18n, term_plan.until)), "date", asked.until)}
                {text(Signal::derive(move || t_string!(i18n, term_plan.starts)), "time", asked.starts)}
                {text(Signal::derive(move || t_string!(i18n, term_plan.minutes)), "number", asked.minutes)}
                {(!is_serial)
                    .then(|| {
                        choice(
                            Signal::derive(move || t_string!(i18n, term_plan.form)),
                            asked.form,
                            Form::CHOICES,
                        )
                    })}
                {choice(
                    Signal::derive(move || t_string!(i18n, term_plan.place)),
                    asked.place,
                    Place::CHOICES,
                )}
                {(lessons == 0)
                    .then(|| text(Signal::derive(move || t_string!(i18n, term_plan.topic)), "text", asked.topic))}
                {text(Signal::derive(move || t_string!(i18n, term_plan.classes)), "number", asked.classes)}
                {text(Signal::derive(move || t_string!(i18n, term_plan.pupils)), "number", asked.pupils)}
            </div>
            {move || failed.get().map(|why| view! { <p class="message bad" role="alert">{why}</p> })}
            <Show when=move || listed.get()>
                {move || {
                    let all = planned.get();
                    let is_full = all.len() >= MOST;
                    if all.is_empty() {
                        return view! { <p class="message">{t!(i18n, term_plan.nothing)}</p> }.into_any();
                    }
                    view! {
                        <ul class="choices days">{all.into_iter().map(row).collect_view()}</ul>
                        {is_full
                            .then(|| {
                                let most = lang.get().counted(MOST, counts::SESSIONS);
                                view! { <p class="message warn">{t_string!(i18n, term_plan.most, sessions = most).to_string()}</p> }
                            })}
                    }
                        .into_any()
                }}
            </Show>
            <FormButtons on_cancel=move |()| open.set(false) disabled=disabled>
                {move || {
                    if listed.get() {
                        t_string!(i18n, term_plan.make, sessions = sessions()).to_string()
                    } else {
                        t_string!(i18n, term_plan.list).to_owned()
                    }
                }}
            </FormButtons>
        </form>
    }
}

/// What is wrong with what was filled in.
fn faults(error: &crate::app::records::SaveError, lang: crate::domain::Lang) -> String {
    let crate::app::records::SaveError::Faulty(found) = error else { return error.text(lang) };
    let said = found.iter().map(|problem| {
        let label = Kind::Session.field(problem.field).map_or("", |field| field.label.text(lang));
        format!("{label}{}{}", lang.colon(), problem.fault.text(lang))
    });
    lang.list(said)
}
