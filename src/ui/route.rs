//! Addresses. Hash routes work on any static host, in a sub-folder and from a file.

use leptos::prelude::*;
use web_sys::UrlSearchParams;

use crate::{
    app::find::{Column, Query},
    domain::{Month, Term},
};

/// A page and what it shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    Overview {
        term: Option<Term>,
    },
    Sessions(Query),
    Session {
        id: String,
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
    Data,
    Unknown,
}

/// A line of a pack's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    pub file: String,
    /// From 1.
    pub line: u32,
}

/// The sections in the order of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Overview,
    Sessions,
    Subsidy,
    Policy,
    Data,
}

impl Route {
    /// Reads `#/sessions?month=2026-03`.
    pub fn parse(hash: &str) -> Self {
        let address = hash.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let query = UrlSearchParams::new_with_str(query).ok();
        let get = |name: &str| {
            query
                .as_ref()
                .and_then(|q| q.get(name))
                .filter(|value| !value.is_empty())
        };
        let term = || get("term").and_then(|term| Term::parse(&term));
        let month = || get("month").and_then(|month| month.parse().ok());
        let at = || {
            let file = get("file")?;
            let line = get("line").and_then(|line| line.parse().ok()).unwrap_or(1);
            Some(RuleLine { file, line })
        };
        match path.trim_end_matches('/').split_once('/') {
            None => match path.trim_end_matches('/') {
                "" => Self::Overview { term: term() },
                "sessions" => Self::Sessions(Query {
                    text: get("q").unwrap_or_default(),
                    school: get("school"),
                    tutor: get("tutor"),
                    term: term(),
                    month: month(),
                    payer: get("payer"),
                    unconfirmed: get("unconfirmed").is_some(),
                    outcome: get("outcome").and_then(|outcome| outcome.parse().ok()),
                    sort: get("sort").and_then(|code| column(&code)).unwrap_or_default(),
                    descending: get("order").as_deref() == Some("desc"),
                }),
                "subsidy" => Self::Subsidy {
                    term: term(),
                    month: month(),
                },
                "policy" => Self::Policy { pack: None, at: at() },
                "data" => Self::Data,
                _ => Self::Unknown,
            },
            Some(("sessions", id)) => Self::Session { id: id.to_owned() },
            Some(("policy", pack)) => Self::Policy {
                pack: Some(pack.to_owned()),
                at: at(),
            },
            Some(_) => Self::Unknown,
        }
    }

    /// The inverse of [`Route::parse`].
    pub fn href(&self) -> String {
        match self {
            Self::Overview { term } => with_query("#/", [("term", term.map(|term| term.to_string()))]),
            Self::Sessions(query) => with_query(
                "#/sessions",
                [
                    ("q", Some(query.text.clone())),
                    ("school", query.school.clone()),
                    ("tutor", query.tutor.clone()),
                    ("term", query.term.map(|term| term.to_string())),
                    ("month", query.month.map(|month| month.to_string())),
                    ("payer", query.payer.clone()),
                    ("unconfirmed", query.unconfirmed.then(|| "yes".to_owned())),
                    (
                        "outcome",
                        query.outcome.as_ref().map(|outcome| outcome.code().to_owned()),
                    ),
                    (
                        "sort",
                        (query.sort != Column::default()).then(|| code(query.sort).to_owned()),
                    ),
                    ("order", query.descending.then(|| "desc".to_owned())),
                ],
            ),
            Self::Session { id } => format!("#/sessions/{id}"),
            Self::Subsidy { term, month } => with_query(
                "#/subsidy",
                [
                    ("term", term.map(|term| term.to_string())),
                    ("month", month.map(|month| month.to_string())),
                ],
            ),
            Self::Policy { pack, at } => {
                let path = match pack {
                    Some(pack) => format!("#/policy/{pack}"),
                    None => "#/policy".to_owned(),
                };
                let (file, line) = at.clone().map(|RuleLine { file, line }| (file, line)).unzip();
                with_query(
                    &path,
                    [("file", file), ("line", line.map(|line| line.to_string()))],
                )
            }
            Self::Data => "#/data".to_owned(),
            Self::Unknown => "#/".to_owned(),
        }
    }

    /// The section it belongs to.
    pub fn section(&self) -> Option<Section> {
        match self {
            Self::Overview { .. } => Some(Section::Overview),
            Self::Sessions(_) | Self::Session { .. } => Some(Section::Sessions),
            Self::Subsidy { .. } => Some(Section::Subsidy),
            Self::Policy { .. } => Some(Section::Policy),
            Self::Data => Some(Section::Data),
            Self::Unknown => None,
        }
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

/// The current route, following the address bar.
pub fn current() -> Signal<Route> {
    let read = || Route::parse(&window().location().hash().unwrap_or_default());
    let (route, set_route) = signal(read());
    let handle = window_event_listener(leptos::ev::hashchange, move |_| set_route.set(read()));
    on_cleanup(move || handle.remove());
    route.into()
}

fn with_query<const N: usize>(path: &str, values: [(&str, Option<String>); N]) -> String {
    let Ok(query) = UrlSearchParams::new() else {
        return path.to_owned();
    };
    for (name, value) in values {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            query.append(name, &value);
        }
    }
    let query: String = query.to_string().into();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

const COLUMNS: [(Column, &str); 6] = [
    (Column::Date, "date"),
    (Column::School, "school"),
    (Column::Tutor, "tutor"),
    (Column::Form, "form"),
    (Column::Minutes, "minutes"),
    (Column::Amount, "amount"),
];

fn column(code: &str) -> Option<Column> {
    COLUMNS
        .iter()
        .find(|(_, name)| *name == code)
        .map(|(column, _)| *column)
}

fn code(column: Column) -> &'static str {
    COLUMNS
        .iter()
        .find(|(other, _)| *other == column)
        .map_or("date", |(_, name)| name)
}
