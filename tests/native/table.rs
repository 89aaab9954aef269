//! Tables of records: found by what they say, filtered by codes that are the same in every language, summed and in order.

use std::sync::Arc;

use jiff::civil::Date;
use keqiao::{
    app::{
        account::{Account, Ruled},
        kinds::session,
        pinyin::Word,
        records, scope,
        table::{Codes, Listing, TableQuery, Viewer},
        workspace::{RecordView, Workspace},
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Kind, Lang, Money, Month, Session, Term,
        field::FieldKind,
        workflow::{Role, Seat},
    },
    store::Change,
};
use rust_decimal::Decimal;

use super::{
    joint::{self, TODAY, seat},
    story,
};

/// The table of a kind as the bureau sees it.
fn table(kind: Kind, lang: Lang) -> Listing {
    let viewer = Viewer { seat: Some(officer()), today: TODAY, lang, ..Viewer::default() };
    Listing::of(Arc::new(joint::open(&joint::demo_store())), None, viewer, kind, &Codes::default())
}

fn officer() -> Seat {
    seat(&bureau(COUNTY), Role::Officer)
}

/// The table of a kind where nobody has taken a seat.
pub fn open_table(
    workspace: impl Into<Arc<Workspace>>,
    account: Option<&Account>,
    kind: Kind,
    today: Date,
    lang: Lang,
) -> Listing {
    let account = account.map(|account| Arc::new(account.clone()));
    Listing::of(
        workspace.into(),
        account,
        Viewer { today, lang, ..Viewer::default() },
        kind,
        &Codes::default(),
    )
}

pub fn ids(listing: &Listing, query: &TableQuery) -> Vec<String> {
    listing.find(query).into_iter().map(|row| listing.id(row).expect("a row").to_string()).collect()
}

fn filtered(key: &str, value: &str) -> TableQuery {
    TableQuery::default().with(key, value)
}

fn sorted(key: &str, descending: bool) -> TableQuery {
    TableQuery { sort: Some(key.into()), descending, ..TableQuery::default() }
}

fn searched(text: &str) -> TableQuery {
    TableQuery { text: text.into(), ..TableQuery::default() }
}

#[test]
fn a_view_kept_in_chinese_finds_the_same_in_english() {
    let (chinese, english) = (table(Kind::Need, Lang::Zh), table(Kind::Need, Lang::En));
    for key in ["form", "school"] {
        let (zh, en) = (chinese.choices(key), english.choices(key));
        assert!(zh.len() > 1, "{key} has values to choose from");
        let codes = |choices: &[(String, String)]| {
            let mut codes: Vec<_> = choices.iter().map(|(code, _)| code.clone()).collect();
            codes.sort();
            codes
        };
        assert_eq!(codes(&zh), codes(&en), "{key}: the same codes, whatever they are called");
        for (code, _) in zh {
            let query = filtered(key, &code);
            let found = ids(&chinese, &query);
            assert!(!found.is_empty() && found == ids(&english, &query), "{key} = {code}");
            assert_eq!((chinese.in_codes(&query), english.in_codes(&query)), (None, None), "it is a code");
        }
    }
}

#[test]
fn an_address_of_before_that_says_a_label_is_read_as_its_code_where_that_is_certain() {
    let (chinese, english) = (table(Kind::Need, Lang::Zh), table(Kind::Need, Lang::En));
    for key in ["form", "school"] {
        let (code, label) = chinese.choices(key).pop().expect("a value");
        assert_eq!(chinese.in_codes(&filtered(key, &label)), Some(filtered(key, &code)), "{label}");
    }
    let (code, label) = chinese.choices("form").pop().expect("a value");
    assert_eq!(
        english.in_codes(&filtered("form", &label)),
        Some(filtered("form", &code)),
        "in the other language"
    );
    let unknown = filtered("school", "没有的学校");
    assert_eq!(chinese.in_codes(&unknown), None);
    assert!(ids(&chinese, &unknown).is_empty(), "and nothing is shown for something else");
}

#[test]
fn two_of_one_name_are_two_choices_and_their_name_means_neither() {
    let store = joint::demo_store();
    let schools: Vec<_> = joint::open(&store).schools.all().map(|school| school.code.clone()).collect();
    for code in &schools {
        let renamed = story::edited(&store, Kind::School, code, &|body| body["name"] = "实验小学".into());
        story::commit(&store, "edit", vec![renamed]);
    }
    let viewer = Viewer { seat: Some(officer()), today: TODAY, ..Viewer::default() };
    let listing = Listing::of(Arc::new(joint::open(&store)), None, viewer, Kind::Need, &Codes::default());
    let choices = listing.choices("school");
    assert!(choices.len() > 1 && choices.iter().all(|(code, name)| *name == format!("实验小学（{code}）")));
    assert_eq!(listing.in_codes(&filtered("school", "实验小学")), None);
}

/// What is asked of each different value once, and of many records at a time, is what asking each record gives.
#[test]
fn a_word_is_found_where_it_stands_and_nowhere_else() {
    let workspace = joint::open(&joint::demo_store());
    let words = [
        "zz",
        "ysx",
        "实验",
        "KP0003",
        "kxbg",
        "报告 16:30",
        "2026-03",
        "农",
        "是",
        "45",
        "没有的词",
        "初中 天文",
    ];
    for kind in [Kind::Session, Kind::Need, Kind::Supply, Kind::School, Kind::Document, Kind::Dispatch] {
        let listing = open_table(workspace.clone(), None, kind, TODAY, Lang::Zh);
        for text in words {
            let says = |record: &RecordView<'_>, word: &Word| {
                listing.shown().filter_map(|column| workspace.fields().get(kind, column.key)).any(|field| {
                    let held = record.on(field, TODAY);
                    word.is_in(&records::shown(&workspace, held.kind, held.value, Lang::Zh))
                        || names(&workspace, held.kind, held.value, word)
                }) || record.state.is_some_and(|state| word.is_in(state.label.zh))
            };
            let expected: Vec<_> = workspace
                .records_of(kind)
                .filter(|record| Word::several(text).iter().all(|word| says(record, word)))
                .map(|record| record.id)
                .collect();
            let mut found = ids(&listing, &searched(text));
            found.sort();
            // A session's payer and outcome are no fields, and none of these words.
            assert_eq!(found, expected, "{kind:?} {text}");
        }
    }
}

/// Whether a record is named that says so of itself.
fn names(workspace: &Workspace, kind: FieldKind, value: &serde_json::Value, word: &Word) -> bool {
    let (FieldKind::Reference(kinds), Some(id)) = (kind, value.as_str()) else { return false };
    let named = kinds.iter().find_map(|kind| workspace.find(*kind, id));
    word.is_in(id)
        || named.is_some_and(|named| {
            let texts = named.kind.fields().iter().filter(|field| {
                matches!(field.kind, FieldKind::Text { .. } | FieldKind::Code { .. })
                    && !field.dated
                    && !field.personal
            });
            texts.into_iter().any(|field| word.is_in(named.text(field.key)))
        })
}

#[test]
fn whoever_looks_sees_what_the_scope_says() {
    let workspace = Arc::new(joint::open(&joint::demo_store()));
    let units: Vec<_> = workspace.tree().all().map(|unit| unit.id.clone()).collect();
    for unit in units {
        let seat = seat(&unit, Role::Leader);
        for kind in Kind::ALL {
            let viewer = Viewer { seat: Some(seat.clone()), today: TODAY, ..Viewer::default() };
            let listing = Listing::of(Arc::clone(&workspace), None, viewer, *kind, &Codes::default());
            let seen =
                workspace.records_of(*kind).filter(|record| scope::sees(&workspace, Some(&seat), record));
            let mut found = ids(&listing, &TableQuery::default());
            found.sort();
            assert_eq!(found, seen.map(|record| record.id).collect::<Vec<_>>(), "{unit} {kind:?}");
        }
    }
}

#[test]
fn days_are_filtered_by_month_and_by_term() {
    let workspace = story::open(&story::demo_store());
    let listing = open_table(Arc::clone(&workspace), None, Kind::Session, TODAY, Lang::Zh);
    let choices = listing.choices("date");
    assert!(choices.iter().any(|(code, name)| code == "2026-03" && name == "2026-03"));
    assert_eq!(choices[0], ("2025-2".to_owned(), "2025—2026学年第二学期".to_owned()));
    for (code, _) in choices {
        let is_in = |session: &&Session| {
            [Month::of(session.date).to_string(), Term::of(session.date).to_string()].contains(&code)
        };
        let count = workspace.sessions.all().filter(is_in).count();
        assert!(count > 0);
        assert_eq!(ids(&listing, &filtered("date", &code)).len(), count, "{code}");
    }
}

#[test]
fn sums_are_of_what_is_found_and_columns_wait_for_the_account() {
    let workspace = story::open(&story::demo_store());
    let account = story::account(&workspace);
    let waiting = open_table(Arc::clone(&workspace), None, Kind::Session, TODAY, Lang::Zh);
    let listing = open_table(Arc::clone(&workspace), Some(&account), Kind::Session, TODAY, Lang::Zh);
    assert!(waiting.waits() && !listing.waits());
    let place = |key: &str| listing.shown().position(|column| column.key == key).expect("a column");
    let (amount, hours, minutes) = (place("amount"), place("paid_hours"), place("minutes"));
    assert_eq!(waiting.cells(0)[amount].text, "…");
    assert_eq!(ids(&waiting, &filtered("outcome", "granted")), [""; 0], "nothing is decided yet");
    for query in [TableQuery::default(), filtered("date", "2026-04"), searched("科学报告")] {
        let rows = listing.find(&query);
        let found: Vec<_> = ids(&listing, &query);
        let verdicts = || found.iter().filter_map(|id| account.verdicts.get(id));
        let sums = listing.sums(&rows);
        let earned: Money = verdicts().map(|verdict| verdict.amount()).sum();
        assert_eq!(sums[amount], Some(earned.to_string()));
        let paid: Decimal = verdicts().map(|verdict| verdict.paid_hours).sum();
        assert_eq!(sums[hours], Some(paid.normalize().to_string()));
        let took: u32 = found.iter().filter_map(|id| workspace.sessions.get(id)).map(|own| own.minutes).sum();
        assert_eq!(sums[minutes], Some(took.to_string()));
        assert_eq!(sums[place("topic")], None);
    }
    let outcomes: Vec<_> = listing.choices("outcome").into_iter().map(|(code, _)| code).collect();
    assert_eq!(outcomes[..4], Ruled::ALL.iter().map(|ruled| ruled.code()).collect::<Vec<_>>());
    let count = |outcome: &str| ids(&listing, &filtered("outcome", outcome)).len();
    let by_reason: usize = outcomes[4..].iter().map(|reason| count(reason)).sum();
    assert_eq!((count("refused"), count("granted") + count("refused")), (by_reason, listing.len()));
}

#[test]
fn columns_are_sorted_by_what_they_mean() {
    let workspace = story::open(&story::demo_store());
    let account = story::account(&workspace);
    let listing = open_table(Arc::clone(&workspace), Some(&account), Kind::Session, TODAY, Lang::Zh);
    let sessions = |query: &TableQuery| -> Vec<&Session> {
        ids(&listing, query).iter().map(|id| workspace.sessions.get(id).expect("a session")).collect()
    };
    let own = sessions(&TableQuery::default());
    assert!(own.is_sorted_by_key(|session| (session.date, session.starts)), "by day and time unless asked");
    let name = |session: &&Session| workspace.schools.get(&session.school).expect("a school").name.clone();
    assert!(sessions(&sorted("school", false)).is_sorted_by_key(name), "by name, not by number");
    assert!(sessions(&sorted("minutes", true)).is_sorted_by(|a, b| a.minutes >= b.minutes));
    assert!(sessions(&sorted("topic", false)).is_sorted_by_key(|session| &session.topic));
    let amounts: Vec<_> = ids(&listing, &sorted("amount", true))
        .iter()
        .filter_map(|id| account.verdicts.get(id))
        .map(|verdict| verdict.amount())
        .collect();
    assert!(amounts.is_sorted_by(|a, b| a >= b) && amounts.len() == own.len());
    let schools = open_table(workspace, None, Kind::School, TODAY, Lang::Zh);
    let by_stage = ids(&schools, &sorted("stage", false));
    assert_eq!(by_stage.len(), schools.len());
}

#[test]
fn filters_are_offered_where_there_is_a_choice_and_for_whatever_is_asked() {
    let workspace = story::open(&story::demo_store());
    let account = story::account(&workspace);
    let listing = open_table(workspace, Some(&account), Kind::Session, TODAY, Lang::Zh);
    let keys = |query: &TableQuery| -> Vec<&str> {
        listing.filters(query).iter().map(|filter| filter.column.key).collect()
    };
    assert_eq!(keys(&TableQuery::default()), ["state", "date", "school", "instructor", "outcome", "payer"]);
    let asked = TableQuery::default().with(session::UNCONFIRMED.0, session::UNCONFIRMED.1);
    assert!(keys(&asked).contains(&session::UNCONFIRMED.0), "what is asked can be taken back");
    let nobody = filtered("instructor", "KP9999");
    let offered = listing.filters(&nobody).into_iter().find(|filter| filter.column.key == "instructor");
    assert!(
        offered
            .and_then(|offered| offered.listed)
            .expect("offered")
            .contains(&("KP9999".into(), "KP9999".into()))
    );
    assert!(ids(&listing, &nobody).is_empty());
}

#[test]
fn addresses_say_what_is_asked_and_those_of_before_lead_to_the_same() {
    let query = TableQuery { text: "报告 农业".into(), ..sorted("amount", true) }
        .with("date", "2026-03")
        .with("state", "held");
    assert_eq!(TableQuery::of_address(query.address()), query);
    let names: Vec<_> = query.address().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["q", "f.date", "state", "sort", "order"]);

    let former = |asked: &[(&str, &str)]| {
        session::of_former_address(asked.iter().map(|(name, value)| ((*name).into(), (*value).into())))
    };
    let asked = [
        ("q", "农业"),
        ("school", "9901220001"),
        ("instructor", "KP0001"),
        ("month", "2026-03"),
        ("payer", "县教育局"),
        ("outcome", "not_appointed"),
        ("unconfirmed", "yes"),
        ("sort", "amount"),
        ("order", "desc"),
    ];
    let (unconfirmed, no) = session::UNCONFIRMED;
    let now = TableQuery { text: "农业".into(), ..sorted("amount", true) }
        .with("school", "9901220001")
        .with("instructor", "KP0001")
        .with("date", "2026-03")
        .with("payer", "县教育局")
        .with("outcome", "not_appointed")
        .with(unconfirmed, no);
    assert_eq!(former(&asked), now);
    assert_eq!(former(&[("term", "2025-2")]), filtered("date", "2025-2"));
    assert_eq!(former(&[("term", "2025-2"), ("month", "2026-03")]), filtered("date", "2026-03"));
    assert_eq!(former(&[("order", "desc")]), sorted("date", true));
    assert_eq!(former(&[]), TableQuery::default());
}

#[test]
fn of_very_many_values_one_is_found_by_what_is_typed() {
    let store = story::demo_store();
    let few = story::open(&store);
    let school = few.sessions.all().next().expect("a session").school.clone();
    let more = (0..200).map(|number| {
        let code = format!("4101999{number:03}");
        let made = story::edited(&store, Kind::School, &school, &|body| body["code"] = code.clone().into());
        Change { key: code.clone(), expected: None, ..made }
    });
    story::commit(&store, "import", more.collect());
    let many = story::open(&store);
    let of = |workspace| open_table(workspace, None, Kind::Session, TODAY, Lang::Zh);
    let listed = |listing: &Listing, query: &TableQuery| {
        listing.filters(query).into_iter().find(|filter| filter.column.key == "school").expect("offered")
    };
    let (few, many) = (of(few), of(many));
    assert_eq!(listed(&few, &TableQuery::default()).listed, Some(few.choices("school")));
    assert_eq!(listed(&many, &TableQuery::default()).listed, None, "so many are not listed");
    let [(code, name)] = &many.matching("school", &school, 30)[..] else { panic!("by its code") };
    assert_eq!(code, &school);
    assert!(many.matching("school", name, 30).iter().any(|(found, _)| *found == school), "by its name");
    assert_eq!(many.matching("school", "", 7).len(), 7, "no more than asked for");
    assert_eq!(many.matching("school", "无此校", 30), []);
    let chosen = listed(&many, &filtered("school", &school)).chosen;
    let title = story::open(&store).schools.get(&school).expect("the school").name.clone();
    assert_eq!(chosen, Some((school, title)), "what is chosen is named");
}
