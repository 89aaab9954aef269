//! What people read of a kind stands there in both languages, and no two things that stand side by side are called the same.

use std::collections::HashMap;

use keqiao::{
    app::kinds::{self, Column},
    domain::{
        Kind, Label,
        field::{Field, FieldKind},
    },
    policy::embedded_files,
};
use toml_edit::{Document, Item, TableLike};

/// Everything called something, by where it stands; `alone` where nothing beside it may be called the same.
struct Called {
    place: String,
    label: Label,
    /// Among what it must be told apart.
    among: String,
}

fn called(place: &str, among: &str, label: Label) -> Called {
    Called { place: place.to_owned(), label, among: among.to_owned() }
}

fn of_field(place: &str, field: &Field, all: &mut Vec<Called>) {
    let own = format!("{place}.{}", field.key);
    all.push(called(&own, &format!("the fields of {place}"), field.label));
    if !(field.help.zh.is_empty() && field.help.en.is_empty()) {
        all.push(called(&format!("{own}, help"), "", field.help));
    }
    match field.kind {
        FieldKind::Count { unit, .. } | FieldKind::Decimal { unit, .. } => {
            all.push(called(&format!("{own}, unit"), "", unit));
        }
        FieldKind::Choice(choices) | FieldKind::Choices(choices) => {
            let among = format!("the choices of {own}");
            all.extend(
                choices.iter().map(|choice| called(&format!("{own} {}", choice.code), &among, choice.label)),
            );
        }
        FieldKind::Rows(columns) => columns.iter().for_each(|column| of_field(&own, column, all)),
        _ => {}
    }
}

fn of_kind(kind: Kind) -> Vec<Called> {
    let (declaration, place) = (kind.declaration(), format!("{kind:?}"));
    let mut all = vec![
        called(&place, "the kinds", declaration.label),
        called(&format!("one {place}"), "what one of a kind is called", declaration.one),
    ];
    kind.fields().iter().for_each(|field| of_field(&place, field, &mut all));
    declaration
        .derived
        .iter()
        .for_each(|derived| of_field(&format!("{place}, derived"), &derived.field, &mut all));
    if let Some(table) = kind.workflow() {
        let states = format!("the states of {place}");
        all.extend(
            table.states.iter().map(|state| called(&format!("{place} {}", state.code), &states, state.label)),
        );
        for transition in table.transitions {
            let own = format!("{place} {}", transition.verb);
            for from in transition.from {
                all.push(called(&own, &format!("what leaves {from} of {place}"), transition.label));
            }
            all.extend(transition.column.map(|label| called(&format!("{own}, sheet"), "", label)));
        }
    }
    if let Some(behaviour) = kinds::of(kind) {
        let cards = format!("the cards of {place}");
        all.extend(behaviour.cards.iter().map(|card| called(&cards, &cards, card.title)));
        for column in behaviour.columns {
            match column {
                Column::Field(_) => {}
                Column::Called(key, label) => all.push(called(&format!("{place}, column {key}"), "", *label)),
                Column::Computed(field, _) | Column::Filter(field, _) => {
                    of_field(&format!("{place}, columns"), field, &mut all);
                }
            }
        }
    }
    all
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303F}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

/// A sentence can quote a Chinese name.
fn is_prose(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_alphabetic())
}

#[test]
fn everything_is_called_something_in_both_languages_and_nothing_as_what_stands_beside_it() {
    let (mut faults, mut names) = (Vec::new(), HashMap::new());
    for Called { place, label, among } in Kind::ALL.iter().flat_map(|kind| of_kind(*kind)) {
        for (language, text) in [("Chinese", label.zh), ("English", label.en)] {
            if text.trim().is_empty() {
                faults.push(format!("{place}: the {language} text is missing"));
            } else if language == "English"
                && text.contains(is_chinese)
                && !(among.is_empty() && is_prose(text))
            {
                faults.push(format!("{place}: the English text is Chinese: {text}"));
            }
            // What a sheet's heading means is known by its Chinese.
            if language == "Chinese" && !among.is_empty() {
                let before = names.insert((among.clone(), text), place.clone());
                faults.extend(
                    before.map(|other| format!("{place}: {other} is called {text} too, among {among}")),
                );
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A province may write its own packs in Chinese only; those that are shipped say everything twice.
#[test]
fn every_text_of_a_shipped_pack_is_in_both_languages() {
    fn walk(place: &str, table: &dyn TableLike, faults: &mut Vec<String>) {
        if table.contains_key("zh") || table.contains_key("en") {
            let text = |language: &str| table.get(language).and_then(Item::as_str).unwrap_or_default();
            if text("zh").trim().is_empty() {
                faults.push(format!("{place}: the Chinese text is missing"));
            }
            if text("en").trim().is_empty() || text("en").contains(is_chinese) && !is_prose(text("en")) {
                faults.push(format!("{place}: the English text is missing"));
            }
        }
        for (key, item) in table.iter() {
            if let Some(inner) = item.as_table_like() {
                walk(&format!("{place} {key}"), inner, faults);
            }
        }
    }
    let mut faults = Vec::new();
    for (path, text) in embedded_files().iter().filter(|(path, _)| path.ends_with(".toml")) {
        let document = Document::parse(text.as_str()).expect(path);
        walk(&format!("rules/{path}"), document.as_table(), &mut faults);
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn where_names_are_shown_a_field_is_called_by_what_it_names() {
    for (key, called, label) in [
        ("school", "学校", "学校标识码"),
        ("instructor", "科技辅导员", "辅导员编号"),
        ("witness", "见证单位", "见证单位"),
    ] {
        let field = Kind::Session.field(key).expect("declared");
        assert_eq!((field.called().zh, field.label.zh), (called, label));
    }
}
