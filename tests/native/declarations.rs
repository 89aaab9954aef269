//! Every kind is declared whole: labels, clauses, a generator, and a round trip through a spreadsheet.

use std::collections::HashSet;

use keqiao::{
    domain::{
        Checked, Fields, Kind,
        field::{Field, FieldKind},
        workflow::{Deadline, Relation, Who},
    },
    exchange::{
        self,
        import::{Existing, preview},
    },
    notice::Clause,
    policy::{PackLibrary, Policy, embedded_files, packs},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value};

fn matching(pattern: &str) -> BoxedStrategy<String> {
    prop::string::string_regex(pattern).expect("a pattern").boxed()
}

/// Text as a person types it, for a field of this kind.
fn typed(kind: Kind, field: &'static Field) -> BoxedStrategy<String> {
    let few = |texts: Vec<&'static str>| prop::sample::select(texts).prop_map(str::to_owned).boxed();
    let filled = match field.kind {
        FieldKind::Text { .. } if field.key == "number" => {
            matching("[\u{4E00}-\u{4EFF}]{2}〔202[0-6]〕[1-9]{1,2}号")
        }
        FieldKind::Text { max } | FieldKind::LongText { max } => {
            let longest = max.min(24);
            matching(&format!("[\u{4E00}-\u{4EFF}a-z0-9|\\\\]{{1,{longest}}}"))
        }
        FieldKind::Code { .. } if field.key == "term" => few(vec!["2026-1", "2025-2"]),
        FieldKind::Code { max } => matching(&format!("[a-z0-9]{{1,{}}}", max.min(12))),
        FieldKind::Count { min, max, .. } => (min..=max).prop_map(|n| n.to_string()).boxed(),
        FieldKind::Decimal { min, max, .. } => (min * 10..=max * 10)
            .prop_map(|n| format!("{}.{}", n / 10, n % 10))
            .boxed(),
        FieldKind::Money { max } => (0..=max * 100)
            .prop_map(|fen| format!("{}.{:02}", fen / 100, fen % 100))
            .boxed(),
        FieldKind::Share => (0..=100_u32).prop_map(|percent| format!("{percent}%")).boxed(),
        FieldKind::Date => (1..=28_u32, 1..=12_u32)
            .prop_map(|(day, month)| format!("2026-{month:02}-{day:02}"))
            .boxed(),
        FieldKind::Time => (7..=20_u32, 0..=59_u32)
            .prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}"))
            .boxed(),
        FieldKind::Flag => few(vec!["是", "否"]),
        FieldKind::Choice(choices) => few(choices.iter().map(|choice| choice.label.zh).collect()),
        FieldKind::Choices(choices) => {
            let labels: Vec<_> = choices.iter().map(|choice| choice.label.zh).collect();
            let most = labels.len().min(3);
            prop::sample::subsequence(labels, 0..=most)
                .prop_map(|labels| labels.join("、"))
                .boxed()
        }
        // A file is empty when its first record comes, so a record cannot refer to its own kind yet.
        FieldKind::Reference(kinds) if kinds.contains(&kind) => few(vec![""]),
        FieldKind::Reference(_) => matching("[a-z]{2,6}(_[a-z]{1,3})?"),
        FieldKind::References(_) => prop::collection::vec("[a-z]{2,6}", 0..4)
            .prop_map(|ids| ids.join("、"))
            .boxed(),
        FieldKind::Rows(fields) => {
            let row = fields
                .iter()
                .map(|field| {
                    typed(kind, field)
                        .prop_map(|cell| cell.replace('\\', "\\\\").replace('|', "\\|"))
                        .boxed()
                })
                .collect::<Vec<_>>()
                .prop_map(|cells| cells.join(" | "));
            prop::collection::vec(row, 0..3)
                .prop_map(|rows| rows.join("\n"))
                .boxed()
        }
        FieldKind::Attachment => matching("[a-z]{1,8}\\.pdf sha256:[0-9a-f]{64} [1-9][0-9]{0,5}"),
        FieldKind::Point => (1100..=1160_u32, 310..=360_u32)
            .prop_map(|(lon, lat)| format!("{}.{},{}.{}", lon / 10, lon % 10, lat / 10, lat % 10))
            .boxed(),
    };
    if field.required {
        filled
    } else {
        prop_oneof![3 => filled, 1 => Just(String::new())].boxed()
    }
}

/// A record of a kind that holds its own rules.
fn record(kind: Kind) -> BoxedStrategy<Checked> {
    let fields: Vec<_> = kind.fields().iter().map(|field| typed(kind, field)).collect();
    fields
        .prop_filter_map("a record that holds its rules", move |texts| {
            let mut values = Map::new();
            for (field, text) in kind.fields().iter().zip(texts) {
                let value = field
                    .read(&text)
                    .unwrap_or_else(|fault| panic!("{}: {text:?}: {fault:?}", field.key));
                values.insert(field.key.to_owned(), value);
            }
            (kind.declaration().check)(values).ok()
        })
        .boxed()
}

#[test]
fn every_kind_and_field_has_labels_and_a_clause() {
    let mut codes = HashSet::new();
    for kind in Kind::ALL {
        let declaration = kind.declaration();
        assert!(codes.insert(declaration.code), "{}", declaration.code);
        assert!(
            !declaration.label.zh.is_empty() && !declaration.label.en.is_empty(),
            "{kind:?}"
        );
        assert!(
            Clause::parse(declaration.clause).is_some(),
            "{kind:?} {}",
            declaration.clause
        );
        let mut keys = HashSet::new();
        for field in declaration.fields {
            let place = format!("{kind:?}.{}", field.key);
            assert!(keys.insert(field.key) && !field.key.starts_with('@'), "{place}");
            assert!(
                !field.label.zh.is_empty() && !field.label.en.is_empty(),
                "{place}"
            );
            assert_eq!(field.help.zh.is_empty(), field.help.en.is_empty(), "{place}");
            assert!(
                field.clause.is_empty() || Clause::parse(field.clause).is_some(),
                "{place}"
            );
            assert!(
                field.default.is_empty() || field.read(field.default).is_ok(),
                "{place}"
            );
        }
        for key in declaration.lists {
            assert!(
                kind.field(key).is_some_and(|field| !field.personal),
                "{kind:?} {key}"
            );
        }
        if let Some(keeper) = declaration.keeper {
            assert!(
                kind.field(keeper).is_some_and(|field| field.required),
                "{kind:?} {keeper}"
            );
        }
    }
}

#[test]
fn every_workflow_names_states_fields_and_deadlines_that_are_there() {
    let library = PackLibrary::of(packs(&embedded_files())).expect("packs");
    let day = jiff::civil::date(2026, 7, 6);
    let policy = Policy::compile(&library.chain("henan", day).expect("henan")).expect("compiles");
    for kind in Kind::ALL {
        let Some(course) = kind.workflow() else { continue };
        let has = |key: &str| kind.field(key).is_some();
        let named = |relation: Relation| match relation {
            Relation::Named(key) | Relation::PeerOfNamed(key) => has(key),
            _ => kind.declaration().keeper.is_some(),
        };
        for state in course.states {
            let place = format!("{kind:?} {}", state.code);
            let enters = state == course.first() || course.moves.iter().any(|step| step.to == state.code);
            assert!(enters, "{place} cannot be reached");
            assert!(state.editor.is_none_or(named), "{place}");
            match state.deadline {
                Some(Deadline::Within(parameter)) => {
                    assert!(policy.count(parameter, day).is_some(), "{place} {parameter}")
                }
                Some(Deadline::On(key)) => assert!(has(key), "{place} {key}"),
                None => {}
            }
        }
        for step in course.moves {
            let place = format!("{kind:?} {}", step.verb);
            assert!(course.state(step.to).is_some(), "{place}");
            assert!(
                step.from.iter().all(|from| course.state(from).is_some()),
                "{place}"
            );
            assert!(step.needs.iter().all(|key| has(key)), "{place}");
            match step.who {
                Who::One(relation, _) => assert!(named(relation), "{place}"),
                Who::Both(one, other, _) => assert!(named(one) && named(other) && one != other, "{place}"),
            }
        }
    }
}

#[test]
fn every_kind_makes_a_round_trip_through_a_spreadsheet() {
    let mut runner = TestRunner::new(Config::default());
    for kind in Kind::ALL {
        let mut records: Vec<Checked> = Vec::new();
        for _ in 0..12 {
            let made = record(*kind)
                .new_tree(&mut runner)
                .expect("a generator")
                .current();
            if records.iter().all(|other| other.id != made.id) {
                records.push(made);
            }
        }
        let rows = |wanted: Kind| -> Vec<Value> {
            if wanted == *kind {
                records
                    .iter()
                    .map(|record| Value::Object(record.values.clone()))
                    .collect()
            } else {
                Vec::new()
            }
        };
        let book = exchange::with_records(&Fields::default(), &[*kind], &rows, None).expect("a workbook");
        let sheets = exchange::read(&book).expect("a table");
        let read = preview(
            &sheets,
            &Existing {
                fields: &Fields::default(),
                // Whatever is referred to is there; nothing of this kind is.
                find: &|other, _| (other != *kind).then_some(Value::Null),
                admit: &|_, _| Ok(()),
                sessions: &[],
            },
        );
        let problems: Vec<_> = read
            .summary
            .problems
            .iter()
            .map(|p| format!("{} {}: {}", p.row, p.column, p.what.zh))
            .collect();
        // Two sessions of one tutor at once are refused, whatever the sheet says.
        let clashes = problems
            .iter()
            .filter(|problem| problem.contains("已有课次"))
            .count();
        assert_eq!(problems.len(), clashes, "{kind:?}: {problems:?}");
        let read: Vec<_> = read.batch.of(*kind).cloned().collect();
        assert_eq!(read.len() + clashes, records.len(), "{kind:?}");
        for record in read {
            assert!(records.contains(&record), "{kind:?}: {record:?}");
        }
    }
}

#[test]
fn what_is_written_reads_the_same_again() {
    let mut runner = TestRunner::new(Config::default());
    for kind in Kind::ALL {
        for _ in 0..20 {
            let made = record(*kind)
                .new_tree(&mut runner)
                .expect("a generator")
                .current();
            for field in kind.fields() {
                let value = made.values.get(field.key).unwrap_or(&Value::Null);
                let text = field.write(value);
                assert_eq!(
                    field.read(&text).as_ref(),
                    Ok(value),
                    "{kind:?}.{}: {text:?}",
                    field.key
                );
            }
        }
    }
}

#[test]
fn every_record_holds_to_its_json_schema() {
    let mut runner = TestRunner::new(Config::default());
    let whole = exchange::schema::schema(&Fields::default());
    let validator = jsonschema::validator_for(&whole).expect("a schema");
    for kind in Kind::ALL {
        let made = record(*kind)
            .new_tree(&mut runner)
            .expect("a generator")
            .current();
        let mut file = serde_json::json!({ kind.code(): [made.values] });
        let faults: Vec<_> = validator
            .iter_errors(&file)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{kind:?}: {faults:?}");
        let required = kind
            .fields()
            .iter()
            .find(|field| field.required)
            .expect("a required field");
        file[kind.code()][0][required.key] = Value::Null;
        assert!(!validator.is_valid(&file), "{kind:?} without {}", required.key);
    }
}
