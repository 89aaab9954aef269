//! Help and program say the same: there is a text on every page and job in both languages, and what it calls by name is
//! called so.

use std::{collections::BTreeSet, fs, path::PathBuf};

use keqiao::{
    app::help::Topic,
    demo::units::{COUNTY, association, bureau},
    domain::{
        Kind, Label, Lang,
        section::Group,
        workflow::{Role, Seat},
    },
};
use serde_json::Value;

use crate::joint::{demo_store, open};

const LANGUAGES: [(&str, Lang, [&str; 3]); 2] = [
    ("zh", Lang::Zh, ["怎么做", "可能遇到的问题", "键盘"]),
    ("en", Lang::En, ["What to do", "What can go wrong", "Keyboard"]),
];

fn ui() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/ui")
}

fn topics() -> impl Iterator<Item = Topic> {
    Topic::JOBS.iter().chain(Topic::PAGES).copied()
}

fn text(language: &str, topic: Topic) -> String {
    let path = ui().join(format!("help/{language}/{}.md", topic.code()));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_page_and_job_has_its_help_in_both_languages() {
    for (language, _, headings) in LANGUAGES {
        for topic in topics() {
            let text = text(language, topic);
            let found: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(found, headings, "{language} {topic:?}");
            assert!(!text.starts_with('#'), "{language} {topic:?}: begins with what it is for");
        }
        let files = fs::read_dir(ui().join("help").join(language)).expect("a folder").count();
        assert_eq!(files, topics().count(), "{language}: a text that no topic has");
    }
}

#[test]
fn what_help_names_is_called_so_in_the_program() {
    for (language, lang, _) in LANGUAGES {
        let words = words(language, lang);
        for topic in topics() {
            let text = text(language, topic);
            for name in text.split("**").skip(1).step_by(2) {
                assert!(words.contains(name), "{language} {topic:?}: nothing is called “{name}”");
            }
        }
    }
}

/// What stands on buttons, headings and fields.
fn words(language: &str, lang: Lang) -> BTreeSet<String> {
    let path = ui().join(format!("locales/{language}.json"));
    let locale = serde_json::from_str(&fs::read_to_string(path).expect("a locale")).expect("JSON");
    let mut words = BTreeSet::new();
    leaves(&locale, &mut words);
    let mut labels: Vec<Label> = Role::ALL.iter().map(|role| role.label()).collect();
    for group in Group::ALL {
        labels.extend(group.sections().iter().map(|section| section.label()));
    }
    for kind in Kind::ALL {
        labels.push(kind.label());
        labels.extend(kind.fields().iter().map(|field| field.label));
        labels.extend(kind.workflow().into_iter().flat_map(|table| table.transitions).map(|made| made.label));
    }
    words.extend(labels.into_iter().map(|label| label.text(lang).to_owned()));
    words
}

fn leaves(texts: &Value, found: &mut BTreeSet<String>) {
    match texts {
        Value::Object(texts) => texts.values().for_each(|text| leaves(text, found)),
        text => found.extend(text.as_str().map(|text| text.trim().to_owned())),
    }
}

#[test]
fn what_help_refers_to_is_there() {
    let homes = ["", "inbox", "handover", "roll-over", "equity", "subsidy", "policy", "data", "help"];
    for (language, ..) in LANGUAGES {
        for topic in topics() {
            let text = text(language, topic);
            for link in text.split("](#/").skip(1).filter_map(|rest| rest.split(')').next()) {
                let known = homes.contains(&link) || Kind::ALL.iter().any(|kind| kind.code() == link);
                assert!(known, "{language} {topic:?}: {link}");
            }
        }
    }
}

#[test]
fn a_seat_finds_the_help_on_its_job() {
    let workspace = open(&demo_store());
    let job = |unit: String, role| Topic::of_job(&workspace, &Seat { unit, role });
    assert_eq!(job(bureau(COUNTY), Role::Officer), Some(Topic::CountyClerk));
    assert_eq!(job(bureau(COUNTY), Role::Leader), Some(Topic::Bureau));
    assert_eq!(job(association(COUNTY), Role::Officer), Some(Topic::Association));
    assert_eq!(job("9901220001".to_owned(), Role::Leader), Some(Topic::SchoolHead));
}
