//! Addresses. Hash routes work on any static host, in a sub-folder and from a file.

mod address;
pub mod part;
mod place;

use leptos::prelude::*;

use crate::{
    app::{
        help::Topic,
        kinds::session,
        table::{STANDING, STATE, TableQuery},
        timetable::{Week, Whose},
    },
    clauses::Clause,
    domain::{Declared as _, Kind, Month, Record, Session, Term},
    store::kind_of,
};

use self::address::{asked, decoded, encoded, with_query};

/// A page and what it shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    Overview {
        term: Option<Term>,
    },
    Inbox,
    /// The table of a kind.
    Records {
        kind: Kind,
        query: TableQuery,
    },
    Record {
        kind: Kind,
        id: String,
    },
    /// A form for a new record, begun from an earlier one where one is named.
    New {
        kind: Kind,
        from: Option<String>,
    },
    Edit {
        kind: Kind,
        id: String,
        /// The field to begin with, by key.
        field: Option<String>,
    },
    /// What a record is handed out as, to print.
    Paper {
        kind: Kind,
        id: String,
    },
    /// The matching of a round.
    Matching {
        round: String,
    },
    /// The sessions of a week: whose, the seat's own when absent; this week when absent.
    Timetable {
        whose: Option<Whose>,
        week: Option<Week>,
    },
    /// Whether rural and under-resourced schools get their share, in a place: a division.
    Equity {
        term: Option<Term>,
        place: Option<String>,
    },
    /// What is taken over into the next term.
    RollOver,
    /// What pupils say before and after, summed up.
    Outcomes {
        term: Option<Term>,
    },
    /// The paper on which a class is asked, of one survey or for any.
    SurveySheet {
        id: Option<String>,
    },
    Subsidy {
        term: Option<Term>,
        month: Option<Month>,
    },
    Policy {
        /// The pack being looked at; the governing one when absent.
        pack: Option<String>,
        at: Option<RuleLine>,
    },
    /// What goes to other offices and comes from them.
    Handover,
    Data,
    /// All help, or that on a topic.
    Help {
        topic: Option<Topic>,
    },
    Unknown,
}

macro_rules! pages {
    ($($(#[$about:meta])* $name:ident = $code:literal;)+) => {
        /// What an address begins with, where it is not the code of a kind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum Page { $($(#[$about])* $name),+ }

        impl Page {
            const ALL: &'static [Self] = &[$(Self::$name),+];

            const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }
    };
}

pages! {
    Overview = "";
    Inbox = "inbox";
    RollOver = "roll-over";
    Paper = "paper";
    /// The covering letter of a document, when it was the only paper.
    FormerLetter = "letter";
    Matching = "matching";
    Outcomes = "outcomes";
    SurveySheet = "survey-sheet";
    Timetable = "timetable";
    Equity = "equity";
    Subsidy = "subsidy";
    Policy = "policy";
    Handover = "handover";
    Data = "data";
    Help = "help";
    /// The table of sessions, when it was a page of its own.
    FormerSessions = "sessions";
}

/// No kind has the code of a page, which would hide it.
const _: () = {
    let mut kinds = Kind::ALL;
    while let [kind, rest @ ..] = kinds {
        let mut pages = Page::ALL;
        while let [page, rest @ ..] = pages {
            assert!(
                !is_same(kind.code().as_bytes(), page.code().as_bytes()),
                "a kind has the code of a page"
            );
            pages = rest;
        }
        kinds = rest;
    }
};

const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([first, rest @ ..], [others, others_rest @ ..]) = (one, other) {
        if *first != *others {
            return false;
        }
        (one, other) = (rest, others_rest);
    }
    one.is_empty() && other.is_empty()
}

impl Page {
    fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|page| page.code() == code)
    }
}

/// A line of a pack's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    pub file: String,
    /// From 1.
    pub line: u32,
}

impl Route {
    /// The page of a record.
    pub fn of(kind: Kind, id: &str) -> Self {
        Self::Record { kind, id: id.to_owned() }
    }

    /// The page of a record that is at hand.
    pub fn to<R: Record>(record: &R) -> Self {
        Self::of(R::KIND, &record.id())
    }

    /// The table of a kind, unfiltered.
    pub fn table(kind: Kind) -> Self {
        Self::Records { kind, query: TableQuery::default() }
    }

    /// The table of a kind without the records that have ended without effect.
    pub fn standing(kind: Kind) -> Self {
        let query = TableQuery::default();
        let query = if kind.workflow().is_some() { query.with(STATE, STANDING) } else { query };
        Self::Records { kind, query }
    }

    /// The sessions, filtered by the columns of these keys.
    pub fn sessions<C: Into<String>>(filters: impl IntoIterator<Item = (&'static str, C)>) -> Self {
        let with = |query: TableQuery, (key, code): (&str, C)| query.with(key, code);
        Self::Records { kind: Session::KIND, query: filters.into_iter().fold(TableQuery::default(), with) }
    }

    /// Reads `#/session?f.date=2026-03`.
    pub fn parse(hash: &str) -> Self {
        let address = hash.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let asked = asked(query);
        let get = |name: &str| {
            let value = asked.iter().find(|(asked, value)| asked == name && !value.is_empty());
            value.map(|(_, value)| value.clone())
        };
        let term = || get("term").and_then(|term| Term::parse(&term));
        let month = || get("month").and_then(|month| month.parse().ok());
        let at = || {
            let file = get("file")?;
            let line = get("line").and_then(|line| line.parse().ok()).unwrap_or(1);
            Some(RuleLine { file, line })
        };
        let path = path.trim_end_matches('/');
        let (head, rest) = match path.split_once('/') {
            Some((head, rest)) => (head, Some(rest)),
            None => (path, None),
        };
        let Some(page) = Page::parse(head) else {
            let Some(kind) = kind_of(head) else { return Self::Unknown };
            return match rest.map(|rest| (rest, rest.split_once('/'))) {
                None => Self::Records { kind, query: TableQuery::of_address(asked) },
                Some(("new", _)) => Self::New { kind, from: get("from") },
                Some((id, None)) => Self::Record { kind, id: decoded(id) },
                Some((_, Some((id, "edit")))) => Self::Edit { kind, id: decoded(id), field: get("field") },
                Some(_) => Self::Unknown,
            };
        };
        match (page, rest) {
            (Page::Overview, None) => Self::Overview { term: term() },
            (Page::Inbox, None) => Self::Inbox,
            (Page::RollOver, None) => Self::RollOver,
            (Page::Paper, Some(of)) => of
                .split_once('/')
                .and_then(|(kind, id)| Some(Self::Paper { kind: kind_of(kind)?, id: decoded(id) }))
                .unwrap_or(Self::Unknown),
            (Page::FormerLetter, Some(id)) => Self::Paper { kind: Kind::Document, id: decoded(id) },
            (Page::Matching, Some(round)) => Self::Matching { round: decoded(round) },
            (Page::Outcomes, None) => Self::Outcomes { term: term() },
            (Page::SurveySheet, id) => Self::SurveySheet { id: id.map(decoded) },
            (Page::Timetable, None) => {
                let whose = asked.iter().find_map(|(key, id)| Whose::read(key, id));
                let week = get("week").and_then(|day| day.parse().ok()).map(Week::of);
                Self::Timetable { whose, week }
            }
            (Page::Equity, None) => Self::Equity { term: term(), place: get("place") },
            (Page::Subsidy, None) => Self::Subsidy { term: term(), month: month() },
            (Page::Policy, pack) => Self::Policy { pack: pack.map(str::to_owned), at: at() },
            (Page::Handover, None) => Self::Handover,
            (Page::Data, None) => Self::Data,
            (Page::Help, None) => Self::Help { topic: None },
            (Page::Help, Some(topic)) => {
                Topic::parse(topic).map_or(Self::Unknown, |topic| Self::Help { topic: Some(topic) })
            }
            (Page::FormerSessions, None) => {
                Self::Records { kind: Session::KIND, query: session::of_former_address(asked) }
            }
            (Page::FormerSessions, Some(id)) => Self::of(Session::KIND, &decoded(id)),
            (Page::Paper | Page::FormerLetter | Page::Matching, None)
            | (
                Page::Overview
                | Page::Inbox
                | Page::RollOver
                | Page::Outcomes
                | Page::Timetable
                | Page::Equity
                | Page::Subsidy
                | Page::Handover
                | Page::Data,
                Some(_),
            ) => Self::Unknown,
        }
    }

    /// The inverse of [`Route::parse`].
    pub fn href(&self) -> String {
        let at = |page: Page| format!("#/{}", page.code());
        match self {
            Self::Overview { term } => {
                with_query(&at(Page::Overview), [("term", term.map(|term| term.to_string()))])
            }
            Self::Inbox => at(Page::Inbox),
            Self::Records { kind, query } => {
                let asked = query.address().into_iter().map(|(name, value)| (name, Some(value)));
                with_query(&format!("#/{}", kind.code()), asked)
            }
            Self::Record { kind, id } => format!("#/{}/{}", kind.code(), encoded(id)),
            Self::New { kind, from } => {
                with_query(&format!("#/{}/new", kind.code()), [("from", from.clone())])
            }
            Self::Edit { kind, id, field } => {
                with_query(&format!("#/{}/{}/edit", kind.code(), encoded(id)), [("field", field.clone())])
            }
            Self::RollOver => at(Page::RollOver),
            Self::Paper { kind, id } => format!("{}/{}/{}", at(Page::Paper), kind.code(), encoded(id)),
            Self::Matching { round } => format!("{}/{}", at(Page::Matching), encoded(round)),
            Self::Outcomes { term } => {
                with_query(&at(Page::Outcomes), [("term", term.map(|term| term.to_string()))])
            }
            Self::SurveySheet { id: None } => at(Page::SurveySheet),
            Self::SurveySheet { id: Some(id) } => format!("{}/{}", at(Page::SurveySheet), encoded(id)),
            Self::Timetable { whose, week } => with_query(
                &at(Page::Timetable),
                [
                    whose.as_ref().map(|whose| (whose.key(), Some(whose.id().to_owned()))),
                    week.map(|week| ("week", Some(week.to_string()))),
                ]
                .into_iter()
                .flatten(),
            ),
            Self::Equity { term, place } => with_query(
                &at(Page::Equity),
                [("term", term.map(|term| term.to_string())), ("place", place.clone())],
            ),
            Self::Subsidy { term, month } => with_query(
                &at(Page::Subsidy),
                [
                    ("term", term.map(|term| term.to_string())),
                    ("month", month.map(|month| month.to_string())),
                ],
            ),
            Self::Policy { pack, at: line } => {
                let path = match pack {
                    Some(pack) => format!("{}/{pack}", at(Page::Policy)),
                    None => at(Page::Policy),
                };
                let (file, line) = line.clone().map(|RuleLine { file, line }| (file, line)).unzip();
                with_query(&path, [("file", file), ("line", line.map(|line| line.to_string()))])
            }
            Self::Handover => at(Page::Handover),
            Self::Data => at(Page::Data),
            Self::Help { topic: None } => at(Page::Help),
            Self::Help { topic: Some(topic) } => format!("{}/{}", at(Page::Help), topic.code()),
            Self::Unknown => at(Page::Overview),
        }
    }

    /// The page that answers a row of the notice, where a table of records does not.
    pub fn of_clause(clause: Clause) -> Option<Self> {
        (Some(clause) == Clause::parse("五.5")).then_some(Self::Equity { term: None, place: None })
    }

    /// The timetable of whoever sits here, this week.
    pub const fn timetable() -> Self {
        Self::Timetable { whose: None, week: None }
    }

    /// Goes there, as a new entry of the browser's history.
    pub fn go(&self) {
        // Setting the fragment of one's own address cannot fail.
        let _ = window().location().set_hash(&self.href());
    }

    /// Goes there in place of the current entry: a filter typed letter by letter is one step back.
    pub fn replace(&self) {
        let _ = window().location().replace(&self.href());
    }
}

/// What the address bar says now.
pub fn here() -> Route {
    Route::parse(&window().location().hash().unwrap_or_default())
}

/// The current route, following the address bar.
pub fn current() -> Signal<Route> {
    let (route, set_route) = signal(here());
    let handle = window_event_listener(leptos::ev::hashchange, move |_| set_route.set(here()));
    on_cleanup(move || handle.remove());
    route.into()
}
