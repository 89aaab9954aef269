//! Every kind is declared whole: clauses, keepers, a generator, and a round trip through a spreadsheet.

use std::collections::HashSet;

use jiff::civil::Date;
use keqiao::{
    clauses::Clause,
    domain::{
        Checked, Fields, Kind,
        field::{Factual, Field, FieldKind},
    },
    exchange::{
        self,
        import::{Existing, Meant, preview},
    },
    policy::{PackLibrary, Policy, embedded_files, packs},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value};

const TODAY: Date = jiff::civil::date(2026, 7, 6);

fn matching(pattern: &str) -> BoxedStrategy<String> {
    prop::string::string_regex(pattern).expect("a pattern").boxed()
}

/// Text as a person types it, for a field of this kind.
pub fn typed(kind: Kind, field: &'static Field) -> BoxedStrategy<String> {
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
        FieldKind::Decimal { min, max, .. } => {
            (min * 10..=max * 10).prop_map(|n| rust_decimal::Decimal::new(n, 1).to_string()).boxed()
        }
        FieldKind::Money { max } => {
            (0..=max * 100).prop_map(|fen| format!("{}.{:02}", fen / 100, fen % 100)).boxed()
        }
        FieldKind::Share => (0..=100_u32).prop_map(|percent| format!("{percent}%")).boxed(),
        FieldKind::Date => {
            (1..=28_u32, 1..=12_u32).prop_map(|(day, month)| format!("2026-{month:02}-{day:02}")).boxed()
        }
        FieldKind::Time => {
            (7..=20_u32, 0..=59_u32).prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}")).boxed()
        }
        FieldKind::Flag => few(vec!["是", "否"]),
        FieldKind::Choice(choices) => few(choices.iter().map(|choice| choice.label.zh).collect()),
        FieldKind::Choices(choices) => {
            let labels: Vec<_> = choices.iter().map(|choice| choice.label.zh).collect();
            let most = labels.len().min(3);
            prop::sample::subsequence(labels, 0..=most).prop_map(|labels| labels.join("、")).boxed()
        }
        // A file is empty when its first record comes, so a record cannot refer to its own kind yet.
        FieldKind::Reference(kinds) if kinds.contains(&kind) => few(vec![""]),
        FieldKind::Reference(_) => matching("[a-z]{2,6}(_[a-z]{1,3})?"),
        FieldKind::References(_) => {
            prop::collection::vec("[a-z]{2,6}", 0..4).prop_map(|ids| ids.join("、")).boxed()
        }
        FieldKind::Rows(fields) => {
            let row = fields
                .iter()
                .map(|field| {
                    typed(kind, field).prop_map(|cell| cell.replace('\\', "\\\\").replace('|', "\\|")).boxed()
                })
                .collect::<Vec<_>>()
                .prop_map(|cells| cells.join(" | "));
            prop::collection::vec(row, 0..3).prop_map(|rows| rows.join("\n")).boxed()
        }
        FieldKind::Attachment => matching("[a-z]{1,8}\\.pdf sha256:[0-9a-f]{64} [1-9][0-9]{0,5}"),
        FieldKind::Point => (1100..=1160_u32, 310..=360_u32)
            .prop_map(|(lon, lat)| format!("{}.{},{}.{}", lon / 10, lon % 10, lat / 10, lat % 10))
            .boxed(),
    };
    let filled = match field.kind {
        // A log is in the order of its days, which begin its rows.
        FieldKind::Rows(_) if field.dated => filled.prop_map(|text| in_order(&text)).boxed(),
        _ if field.dated => history(filled),
        _ => filled,
    };
    if field.required { filled } else { prop_oneof![3 => filled, 1 => Just(String::new())].boxed() }
}

fn in_order(rows: &str) -> String {
    let lines: std::collections::BTreeSet<_> = rows.lines().collect();
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

/// A value, and up to two later ones, the last of which may be planned.
fn history(value: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let value = value.prop_map(|text| text.replace('\\', "\\\\"));
    (prop::collection::vec(value, 1..4), any::<bool>())
        .prop_map(|(values, spread)| {
            let days = ["2025-09-01", "2026-03-05", "2027-01-01"];
            let days = if spread { [days[0], days[2]] } else { [days[0], days[1]] };
            let later = values.iter().skip(1).zip(days).map(|(value, day)| format!("\n{day}：{value}"));
            values.first().cloned().into_iter().chain(later).collect()
        })
        .boxed()
}

/// A record of a kind that holds its own rules, with a value for each field that packs add.
pub fn record(fields: &Fields, kind: Kind) -> BoxedStrategy<Checked> {
    let all: Vec<_> = fields.of(kind).collect();
    let fields: Vec<_> = all.iter().map(|field| typed(kind, field)).collect();
    fields
        .prop_filter_map("a record that holds its rules", move |texts| {
            let (mut values, mut extra) = (Map::new(), Map::new());
            for (field, text) in all.iter().zip(texts) {
                let value =
                    field.read(&text).unwrap_or_else(|fault| panic!("{}: {text:?}: {fault:?}", field.key));
                let own = kind.field(field.key).is_some();
                let part = if own { &mut values } else { &mut extra };
                part.insert(field.key.to_owned(), value);
            }
            let check = |values: &Map<String, Value>| (kind.declaration().check)(values.clone());
            // What may be left empty is, where it does not go with the rest: the syllabus of a club.
            let mut checked = check(&values);
            if let Err(problems) = &checked {
                let is_optional = |key: &str| kind.field(key).is_some_and(|field| !field.required);
                let strange: Vec<_> = problems.iter().filter(|problem| is_optional(problem.field)).collect();
                strange.iter().for_each(|problem| drop(values.insert(problem.field.to_owned(), Value::Null)));
                checked = check(&values);
            }
            Some(Checked { extra, ..checked.ok()? })
        })
        .boxed()
}

#[test]
fn every_kind_names_its_clauses_and_fields_that_are_there() {
    let mut faults = Vec::new();
    for kind in Kind::ALL {
        let declaration = kind.declaration();
        if Clause::parse(declaration.clause).is_none() {
            faults.push(format!("{kind:?}: {} is no clause of the notice", declaration.clause));
        }
        let mut keys = HashSet::new();
        for field in declaration.fields {
            let place = format!("{kind:?}.{}", field.key);
            if !keys.insert(field.key) || field.key.starts_with('@') {
                faults.push(format!("{place}: the name is taken"));
            }
            if !field.clause.is_empty() && Clause::parse(field.clause).is_none() {
                faults.push(format!("{place}: {} is no clause of the notice", field.clause));
            }
            if !field.default.is_empty() && field.read(field.default).is_err() {
                faults.push(format!("{place}: the default {} is no value of it", field.default));
            }
        }
        for key in declaration.lists {
            if kind.field(key).is_none_or(|field| field.personal) {
                faults.push(format!("{kind:?}: `lists` names {key}, which is no field, or personal"));
            }
        }
        for key in declaration.identity {
            if kind.field(key).is_none_or(|field| !field.required) {
                faults.push(format!("{kind:?}: `identity` names {key}, which is no required field"));
            }
        }
        for derived in declaration.derived {
            let key = derived.field.key;
            if !keys.insert(key) || ["state", "today"].contains(&key) {
                faults
                    .push(format!("{kind:?}: a derived fact is called {key}, as a field is or another fact"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_kind_refers_only_to_itself_and_to_earlier_ones() {
    fn refers(kind: Kind, fields: &[Field]) {
        let place = |kind: Kind| Kind::ALL.iter().position(|other| *other == kind);
        for field in fields {
            match field.kind {
                FieldKind::Reference(kinds) | FieldKind::References(kinds) => {
                    let later = kinds.iter().find(|other| place(**other) > place(kind));
                    assert_eq!(later, None, "{kind:?} {} refers to a later line of each_kind!", field.key);
                }
                FieldKind::Rows(columns) => refers(kind, columns),
                _ => {}
            }
        }
    }
    Kind::ALL.iter().for_each(|kind| refers(*kind, kind.fields()));
}

/// A pack that adds a field of every type to a kind, and what can be dated as such too.
fn adding_every_type(kind: Kind) -> Fields {
    let types = [
        "text",
        "long-text",
        "code",
        "count",
        "decimal",
        "money",
        "share",
        "date",
        "time",
        "flag",
        "choice",
        "choices",
        "reference",
        "references",
        "point",
        "attachment",
    ];
    let can_be_dated = |name: &&str| !["long-text", "attachment"].contains(name);
    let plain = types.iter().map(|name| (*name, false));
    let all: Vec<_> =
        plain.chain(types.iter().copied().filter(can_be_dated).map(|name| (name, true))).collect();
    let declared: String = all
        .iter()
        .map(|(name, dated)| {
            let (key, more) = (name.replace('-', "_"), match *name {
                "choice" | "choices" => "choices = [{ code = \"a\", zh = \"甲\", en = \"A\" }, { code = \"b\", zh = \"乙\", en = \"B\" }]",
                "reference" | "references" => "kinds = [\"organization\", \"instructor\"]",
                "count" | "decimal" => "range = [-5, 500]",
                _ => "",
            });
            let (x, way) = if *dated { ("d", "变") } else { ("x", "增") };
            format!("[{}.{x}_{key}]\nlabel = {{ zh = \"{way}{name}\", en = \"{x} {name}\" }}\ntype = \"{name}\"\ndated = {dated}\n{more}\n", kind.code())
        })
        .collect();
    let mut pack = packs(&embedded_files()).into_iter().find(|pack| pack.id == "national").expect("national");
    pack.files.insert("fields.toml".into(), declared);
    let library = PackLibrary::of([pack]).expect("a manifest");
    let chain = library.chain("national", jiff::civil::date(2026, 3, 5)).expect("a chain");
    let policy = Policy::compile(&chain).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(policy.fields().added(kind).len(), all.len());
    policy.fields().clone()
}

#[test]
fn every_kind_makes_a_round_trip_through_a_spreadsheet() {
    for kind in Kind::ALL {
        round_trip(&Fields::default(), *kind);
    }
}

#[test]
fn so_does_every_type_of_field_that_a_pack_can_add() {
    for kind in [Kind::School, Kind::Need, Kind::TaskForce] {
        round_trip(&adding_every_type(kind), kind);
    }
}

fn round_trip(fields: &Fields, kind: Kind) {
    let mut runner = TestRunner::new(Config::default());
    let mut records: Vec<Checked> = Vec::new();
    for _ in 0..12 {
        let made = record(fields, kind).new_tree(&mut runner).expect("a generator").current();
        if records.iter().all(|other| other.id != made.id) {
            records.push(made);
        }
    }
    let rows = |wanted: Kind| -> Vec<Value> {
        let own = records.iter().filter(|_| wanted == kind);
        own.map(|record| {
            let all = record.values.iter().chain(&record.extra);
            Value::Object(all.map(|(key, value)| (key.clone(), value.clone())).collect())
        })
        .collect()
    };
    let book = exchange::with_records(fields, &[kind], &rows, TODAY, None).expect("a workbook");
    let sheets = exchange::read(&book).expect("a table");
    let read = preview(
        &sheets,
        &Existing {
            fields,
            // Whatever is referred to is there; nothing of this kind is.
            is_there: &|other, _| other != kind,
            is_void: &|_, _| false,
            find: &|other, _| (other != kind).then_some(Value::Null),
            admit: &|_, _, _| Ok(()),
            known: &|_, _| None,
            goes_on: &|_, _, _, _| Ok(false),
            mappings: &Default::default(),
            called: &|_, _, _| Meant::default(),
            clashes: &|_| Vec::new(),
            alike: &|_, _, _| Vec::new(),
            line: &|_, _, _| Vec::new(),
            today: TODAY,
        },
    );
    let problems: Vec<_> =
        read.summary.problems.iter().map(|p| format!("{} {}: {}", p.row, p.column, p.what.zh)).collect();
    assert!(problems.is_empty(), "{kind:?}: {problems:?}");
    let read: Vec<_> = read.batch.of(kind).cloned().collect();
    assert_eq!(read.len(), records.len(), "{kind:?}");
    for record in read {
        assert!(records.contains(&record), "{kind:?}: {record:?}");
    }
}

/// A value as a rule is told it, from the record's own type and from what is stored.
#[test]
fn a_rule_is_told_the_same_by_a_record_and_by_its_stored_form() {
    let mut runner = TestRunner::new(Config::default());
    macro_rules! told {
        ($($name:ident $table:ident,)+) => {
            $(for _ in 0..12 {
                let kind = Kind::$name;
                let made = record(&Fields::default(), kind).new_tree(&mut runner).expect("a generator").current();
                let typed: keqiao::domain::$name =
                    serde_json::from_value(Value::Object(made.values.clone())).expect("a record");
                for field in kind.fields() {
                    let value = made.values.get(field.key).unwrap_or(&Value::Null);
                    for day in [Date::MIN, TODAY, Date::MAX] {
                        let stored = field.fact(value, day);
                        assert_eq!(Factual::fact(&typed, field.key, day), Some(stored), "{kind:?}.{}", field.key);
                    }
                }
            })+
        };
    }
    keqiao::each_kind!(told);
}

#[test]
fn what_is_written_reads_the_same_again() {
    let mut runner = TestRunner::new(Config::default());
    for kind in Kind::ALL {
        for _ in 0..20 {
            let made =
                record(&Fields::default(), *kind).new_tree(&mut runner).expect("a generator").current();
            for field in kind.fields() {
                // A list that takes no room when nothing stands in it is an empty one.
                let nothing = if field.is_list() { Value::Array(Vec::new()) } else { Value::Null };
                let value = made.values.get(field.key).unwrap_or(&nothing);
                for text in [field.write(value), field.encode(value)] {
                    let read = field.read(&text).map(said);
                    assert_eq!(read, Ok(said(value.clone())), "{kind:?}.{}: {text:?}", field.key);
                }
            }
        }
    }
}

/// A value without the columns of its rows of which nothing is said: some are written empty, and some are left out.
fn said(mut value: Value) -> Value {
    let rows = value.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut);
    rows.for_each(|row| row.retain(|_, cell| !cell.is_null()));
    value
}

#[test]
fn every_record_holds_to_its_json_schema() {
    let mut runner = TestRunner::new(Config::default());
    let whole = exchange::schema::schema(&Fields::default());
    let validator = jsonschema::validator_for(&whole).expect("a schema");
    for kind in Kind::ALL {
        let made = record(&Fields::default(), *kind).new_tree(&mut runner).expect("a generator").current();
        let mut file = serde_json::json!({ kind.code(): [made.values] });
        let faults: Vec<_> = validator.iter_errors(&file).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{kind:?}: {faults:?}");
        let required = kind.fields().iter().find(|field| field.required).expect("a required field");
        file[kind.code()][0][required.key] = Value::Null;
        assert!(!validator.is_valid(&file), "{kind:?} without {}", required.key);
    }
}

#[test]
fn what_is_filled_in_for_some_choices_names_a_field_and_choices_that_there_are() {
    let mut found = 0;
    for kind in Kind::ALL {
        for field in kind.fields() {
            let Some(only) = field.only_for else { continue };
            found += 1;
            let told = format!("{} {}", kind.code(), field.key);
            let of = kind.field(only.key).unwrap_or_else(|| panic!("{told}: there is no {}", only.key));
            let FieldKind::Choice(choices) = of.kind else { panic!("{told}: {} is no choice", only.key) };
            assert!(of.required && of.only_for.is_none(), "{told}: what decides is always there");
            let there = |code: &&str| choices.iter().any(|choice| choice.code == *code);
            let missing: Vec<_> = only.codes.iter().filter(|code| !there(code)).collect();
            assert!(missing.is_empty(), "{told}: {} has no {missing:?}", only.key);
            assert!(
                (1..choices.len()).contains(&only.codes.len()),
                "{told}: for some, neither for none nor for all"
            );
            assert!(!field.required, "{told}: what is not always there cannot be required");
        }
    }
    assert!(found >= 5, "a series and a session have such fields");
}
