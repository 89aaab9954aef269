//! What a search leads to, and the pages and commands that it finds by name.

use leptos::prelude::*;

use crate::{
    app::{help::Topic, kinds, pinyin::Word, scope, search::Hit},
    domain::{Kind, Lang, Section, section::Group},
    ui::{
        i18n::*,
        route::{Route, part},
        state::State,
    },
};

/// A line of the search.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub title: String,
    /// What it is, and what tells it from others.
    pub about: String,
    pub goal: Goal,
}

/// Where it leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Goal {
    Page(Route),
    /// A part of a page, by its id in the document.
    Part(Route, &'static str),
    TakeSeat,
    SwitchLanguage,
}

impl Goal {
    /// Goes there; `seat` opens the dialog of seats.
    pub fn reach(&self, state: State, seat: RwSignal<bool>) {
        match self {
            Self::Page(route) => route.go(),
            Self::Part(route, id) => {
                go_to_part(route, id);
            }
            Self::TakeSeat => seat.set(true),
            Self::SwitchLanguage => state.switch_language(),
        }
    }
}

/// For so many frames the page to which the search leads is waited for: some seconds.
const FRAMES: u32 = 200;

/// Goes to a part of a page, and scrolls to it once it is drawn.
pub fn go_to_part(route: &Route, id: &'static str) {
    route.go();
    show_part(id, FRAMES);
}

fn show_part(id: &'static str, frames: u32) {
    request_animation_frame(move || match document().get_element_by_id(id) {
        Some(part) => part.scroll_into_view(),
        None if frames > 0 => show_part(id, frames - 1),
        None => {}
    });
}

impl Entry {
    /// A record that was found.
    pub fn of(hit: Hit, lang: Lang) -> Self {
        let mut about = vec![hit.kind.one().text(lang).to_owned()];
        about.extend(hit.says);
        let goal = Goal::Page(Route::of(hit.kind, &hit.id));
        Self { title: hit.title, about: about.join(" · "), goal }
    }
}

/// The pages and commands whose names hold every word: those that begin so, and the others.
pub fn commands(state: State, text: &str) -> (Vec<Entry>, Vec<Entry>) {
    let words = Word::several(text);
    let Some(first) = words.first() else { return (Vec::new(), Vec::new()) };
    let holds = |entry: &Entry| words.iter().all(|word| word.is_in(&entry.title));
    let found =
        pages(state).into_iter().chain(jobs(state)).chain(begun_here(state)).chain(of_the_frame(state));
    let found = found.filter(holds);
    found.partition(|entry| first.begins(&entry.title))
}

fn pages(state: State) -> Vec<Entry> {
    let (i18n, lang) = (state.i18n, state.lang().get());
    let about = t_string!(i18n, search.page).to_owned();
    let page =
        |title: &str, route| Entry { title: title.to_owned(), about: about.clone(), goal: Goal::Page(route) };
    let sections = Group::ALL.iter().flat_map(|group| group.sections()).copied();
    let shown = sections.filter(|section| state.opens(*section));
    let mut pages: Vec<_> =
        shown.map(|section| page(section.label().text(lang), Route::home(section))).collect();
    pages.extend(Kind::ALL.iter().map(|kind| page(kind.label().text(lang), Route::table(*kind))));
    pages.push(page(t_string!(i18n, roll_over.title), Route::RollOver));
    pages.push(page(t_string!(i18n, timetable.title), Route::timetable()));
    if state.compares_schools() {
        let equity = Route::Equity { term: None, place: None };
        pages.push(page(equity.help().label().text(lang), equity));
    }
    let help = t_string!(i18n, help.title);
    pages.extend(Topic::JOBS.iter().chain(Topic::PAGES).map(|topic| {
        page(
            &format!("{help}{}{}", lang.colon(), topic.label().text(lang)),
            Route::Help { topic: Some(*topic) },
        )
    }));
    pages
}

/// What is done on the pages, by the words of its heading or button.
fn jobs(state: State) -> Vec<Entry> {
    let i18n = state.i18n;
    let subsidy = || Route::home(Section::Subsidy);
    let policy = || Route::home(Section::Policy);
    let jobs = [
        (t_string!(i18n, data.import), Goal::Part(Route::Data, part::IMPORT)),
        (t_string!(i18n, data.template), Goal::Part(Route::Data, part::IMPORT)),
        (t_string!(i18n, data.export), Goal::Part(Route::Data, part::EXPORT)),
        (t_string!(i18n, backup.title), Goal::Part(Route::Data, part::BACKUP)),
        (t_string!(i18n, data.journal), Goal::Part(Route::Data, part::JOURNAL)),
        (t_string!(i18n, data.erase), Goal::Part(Route::Data, part::ERASE)),
        (t_string!(i18n, subsidy.list_title), Goal::Page(subsidy())),
        (t_string!(i18n, subsidy.hand_out), Goal::Page(subsidy())),
        (t_string!(i18n, subsidy.print), Goal::Page(subsidy())),
        (t_string!(i18n, subsidy.by_school), Goal::Part(subsidy(), part::BY_SCHOOL)),
        (t_string!(i18n, policy.parameters), Goal::Page(policy())),
        (t_string!(i18n, policy.scripts), Goal::Page(policy())),
        (t_string!(i18n, policy.put_in_force), Goal::Page(policy())),
        (t_string!(i18n, clauses.title), Goal::Part(Route::home(Section::Overview), part::CLAUSES)),
    ];
    let about = t_string!(i18n, search.command).to_owned();
    let entry = |(title, goal): (&str, Goal)| Entry { title: title.to_owned(), about: about.clone(), goal };
    let open = |goal: &Goal| match goal {
        Goal::Page(route) | Goal::Part(route, _) => {
            route.section().is_none_or(|section| state.opens(section))
        }
        Goal::TakeSeat | Goal::SwitchLanguage => true,
    };
    jobs.into_iter().filter(|(_, goal)| open(goal)).map(entry).collect()
}

/// What this seat may begin.
fn begun_here(state: State) -> Vec<Entry> {
    let (i18n, lang) = (state.i18n, state.lang().get());
    let (workspace, seat) = (state.workspace.get(), state.seat());
    let by_hand = |kind: &Kind| kinds::of(*kind).is_none_or(|behaviour| behaviour.begun_by_hand);
    let may =
        |kind: &Kind| seat.as_ref().is_none_or(|seat| scope::may_keep(&workspace, seat, *kind, &seat.unit));
    let begin = |kind: Kind| Entry {
        title: t_string!(i18n, search.new, kind = kind.one().text(lang)).to_string(),
        about: t_string!(i18n, search.command).to_owned(),
        goal: Goal::Page(Route::New { kind, from: None }),
    };
    Kind::ALL.iter().copied().filter(by_hand).filter(may).map(begin).collect()
}

fn of_the_frame(state: State) -> [Entry; 2] {
    let i18n = state.i18n;
    let command = |title: &str, goal| Entry {
        title: title.to_owned(),
        about: t_string!(i18n, search.command).to_owned(),
        goal,
    };
    [
        command(t_string!(i18n, search.take_seat), Goal::TakeSeat),
        command(t_string!(i18n, search.language), Goal::SwitchLanguage),
    ]
}
