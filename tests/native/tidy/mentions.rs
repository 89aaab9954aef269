//! Fifty kinds are carried by what is declared of them, and by no match elsewhere.

use std::{collections::BTreeMap, fs};

/// Where what is particular to a kind stands, in `src`.
const HOMES: [&str; 3] = ["domain/", "app/kinds/", "demo/"];

/// Mentions of a particular kind, its record or its table anywhere else.
const MOST: usize = 9;

/// Modules that are about some kinds by what the notice asks of them, how often they may name one, and why. A kind to come
/// has no business in any.
const ABOUT: &[(&str, usize, &str)] = &[
    (
        "app/account",
        26,
        "the subsidy is a session's: decided by it, its instructor, its school and the appointment",
    ),
    ("app/audit_extract", 16, "what a person was paid, the sessions behind it, and who signed them"),
    ("app/batched", 10, "what batches, schools' statements and slips have owed for sessions"),
    ("app/batches", 32, "what a batch owes for sessions, school by school"),
    ("app/charts", 30, "a chart has series, which are called as courses, clubs and groups are"),
    ("app/budget", 13, "what batches and sessions leave of a payer's budget"),
    ("app/equity", 24, "services to schools, and the places that proposals set aside for some of them"),
    ("app/explained", 1, "one session of the account"),
    ("app/facts", 11, "what the subsidy's rule is told of"),
    ("app/handover", 41, "certificates say whose keys count, and desks claim them"),
    ("app/import/payable", 7, "what an import does to what sessions earn"),
    ("app/matching", 70, "what is filed in a round, and the proposal that comes of it"),
    ("app/outcomes", 13, "what pupils' surveys come to"),
    ("app/overview", 24, "the figures of the main job"),
    ("app/paying", 9, "what finance needs of a batch: accounts, and the tax of the month"),
    ("app/payments", 5, "what sessions earned, by payer"),
    ("app/policies/readiness", 5, "a version must be able to decide every session"),
    ("app/provisional", 12, "what an amount still depends on: the sessions of the half-day and of the month"),
    ("app/report", 8, "the payment list, a line a session"),
    ("app/reconciled", 6, "a batch beside the bank's file, and the slips of what came back"),
    ("app/returned", 5, "transfers of batches that banks have sent back"),
    ("app/statement", 5, "what a person was paid, from their slips"),
    ("app/unpaid", 9, "sessions that are not paid, and why"),
    ("app/settling", 13, "who is paid in a batch"),
    ("app/term_plan", 12, "the sessions of an appointment or of a series, planned in one step"),
    ("app/then_and_now", 4, "a session as its batch decided it, and as it is decided today"),
    ("app/timetable", 48, "the sessions of a school or an instructor, week by week"),
    ("matching", 40, "a need and a supply of its market are called as what is filed"),
    ("policy/cases", 2, "a document of TOML"),
    ("policy/hook", 7, "the subsidy's row, and its sum of sessions"),
    ("policy/reader", 3, "a document of TOML"),
    ("policy/subjects", 6, "the subjects of the subsidy"),
    ("ui/cards/batch", 8, "the card of a payment batch"),
    ("ui/cards/budget", 2, "a payer's budget, and what it leaves"),
    ("ui/cards/decision", 3, "the card of a session's decision"),
    ("ui/cards/mod", 26, "which kind has a card of its own form"),
    ("ui/cards/reconciled", 6, "the card of a batch beside the bank's file"),
    ("ui/cards/roll_up", 2, "the card of a document's dispatches"),
    ("ui/cards/series", 4, "the log of a series, which its sessions make"),
    ("ui/cards/term_plan", 2, "the dialog in which a term of sessions is planned"),
    ("ui/pages/equity", 3, "schools, and the proposals that set places aside for them"),
    ("ui/pages/handover", 1, "the certificates that desks have claimed"),
    ("ui/pages/matching", 20, "needs, and who is given to them"),
    ("ui/cards/surveys", 2, "the way from surveys to what they come to"),
    ("ui/pages/outcomes", 3, "what pupils' surveys come to"),
    ("ui/pages/policy/effect", 6, "what a draft changes, session by session"),
    ("ui/pages/policy/preparing", 2, "the sessions that a version cannot decide"),
    ("ui/pages/subsidy", 7, "the account's page, and its batches"),
    ("ui/pages/timetable", 21, "the sessions of a week"),
    ("ui/pages/survey_sheet", 7, "the paper on which a class is asked"),
    (
        "ui/route",
        5,
        "the addresses that the table of sessions and the covering letter had when they were pages of their own",
    ),
];

macro_rules! words {
    ($($name:ident $table:ident,)+) => {
        /// The record and the table of each kind.
        const WORDS: &[(&str, &str)] = &[$((stringify!($name), stringify!($table))),+];
    };
}

keqiao::each_kind!(words);

#[test]
fn a_particular_kind_is_mentioned_in_its_own_file_and_hardly_anywhere_else() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in super::files(&super::root().join("src"), "rs") {
        if HOMES.iter().any(|home| path.starts_with(home)) {
            continue;
        }
        for (number, line) in text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().lines().enumerate()
        {
            let line = without_texts(line.split("//").next().unwrap_or_default());
            for word in mentions(&line) {
                found.entry(path.clone()).or_default().push(format!("src/{path}:{}: {word}", number + 1));
            }
        }
    }
    let mut broken = Vec::new();
    for (path, most, why) in ABOUT {
        let mut count = 0;
        found.retain(|file, mentions| {
            let is_its = file.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '/']));
            count += if is_its { mentions.len() } else { 0 };
            !is_its
        });
        if count == 0 || count > *most {
            broken.push(format!(
                "src/{path} names particular kinds {count} times, and may {most} times: {why}"
            ));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    let rest: Vec<_> = found.into_values().flatten().collect();
    assert!(rest.len() <= MOST, "{} mentions: {rest:#?}", rest.len());
}

/// What a line names of a kind: `Kind::Session`, the record `Session`, the table `workspace.sessions`.
fn mentions(line: &str) -> Vec<&'static str> {
    let part_of = |c: char| c.is_alphanumeric() || c == '_';
    let named = |name: &'static str, is_its: &dyn Fn(&str) -> bool| {
        let at = line.match_indices(name);
        let whole = at.filter(|(at, _)| !line[at + name.len()..].starts_with(part_of));
        whole.filter(|(at, _)| is_its(&line[..*at])).map(|_| name).collect::<Vec<_>>()
    };
    // `Side::School` is no school's record.
    let is_record = |before: &str| {
        let path = before.strip_suffix("::");
        path.map_or(!before.ends_with(part_of), |path| path.ends_with("Kind") || path.ends_with("domain"))
    };
    let is_table = |before: &str| {
        ["workspace.", "workspace.get().", "self.workspace."].iter().any(|owner| before.ends_with(owner))
    };
    let of = |(record, table): &(&'static str, &'static str)| {
        [named(record, &is_record), named(table, &is_table)].concat()
    };
    WORDS.iter().flat_map(of).collect()
}

/// A line without what stands between its quotation marks.
fn without_texts(line: &str) -> String {
    line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

#[test]
fn a_mention_is_of_the_kind_its_record_or_its_table() {
    assert_eq!(
        mentions("fn f(session: &Session, table: &workspace.sessions) -> Kind::Session {"),
        ["Session", "Session", "sessions"]
    );
    assert_eq!(mentions("Side::School | SchoolYear | plan.sessions"), [""; 0]);
    assert_eq!(mentions(&without_texts("Label::new(\"课次\", \"Session\")")), [""; 0]);
}

/// The compiler tells of no workflow that nobody follows, for a table can be named from outside.
#[test]
fn every_workflow_is_a_kinds() {
    let mut found = Vec::new();
    for (path, text) in super::files(&super::root().join("src/domain"), "rs") {
        if !text.contains("\ncrate::record! {") {
            continue;
        }
        for table in text.split("\ncrate::workflow! {").skip(1) {
            let lines =
                table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
            let name = lines.take(1).filter_map(|line| line.strip_suffix(" {")).next().unwrap_or_default();
            if !text.contains(&format!("workflow {name}")) {
                found.push(format!("src/domain/{path}: no record! says `workflow {name}`"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_example_of_the_map_is_what_is_compiled() {
    let map = fs::read_to_string(super::root().join("src/README.md")).expect("the map");
    for path in ["src/domain/survey.rs", "src/app/kinds/survey.rs"] {
        let text = fs::read_to_string(super::root().join(path)).expect(path);
        assert!(map.contains(text.trim_end()), "the map shows another {path}");
    }
}
