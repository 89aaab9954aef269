//! What pupils say before and after: entered by a teacher, seen one by one at the school, and above it as sums of no single class (一.9).

use std::{collections::BTreeSet, sync::Arc};

use keqiao::{
    app::{
        account::Account,
        charts::{self, Amount},
        clause_status,
        exports::Chosen,
        form::{Form, SubRows},
        outcomes::{self, By, Group, LEAST, Results},
        overview::Sums,
        preview::Preview,
        records::{SaveError, beginnings},
        scope::{self, View},
        search,
        table::{Codes, Listing, TableQuery, Viewer},
        workspace::Workspace,
    },
    demo::units::{CITY, COUNTY, association, bureau},
    domain::{
        Kind, Lang, Localized as _, Term,
        field::Fault,
        pupil_survey::{Answer, Time},
        workflow::{Role::Officer, Seat},
    },
    exchange,
};

use crate::{
    handover::county_and_school,
    joint::{TODAY, act, demo_store, open, policy, save, seat, state},
    offices::{COUNTY as OFFICE, SCHOOL},
    story,
    table::ids,
};

const KIND: Kind = Kind::PupilSurvey;
/// Six pupils of a village school.
const SMALL: &str = "9901220009-cx-001";

fn term() -> Term {
    Term::of(TODAY)
}

fn results(workspace: &Workspace, seat: &Seat) -> Results {
    let least =
        policy().count(LEAST, TODAY).and_then(|least| u32::try_from(least).ok()).expect("a parameter");
    outcomes::results(View { workspace, seat: Some(seat) }, term(), Some(least))
}

/// What a teacher fills in for a class.
fn class<'a>(code: &'a str, class: &'a str, form: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("code", code),
        ("school", SCHOOL),
        ("term", "2025-2"),
        ("class", class),
        ("pupils", "20"),
        ("form", form),
        ("subject", "天文航天"),
        ("again_on", "2026-06-26"),
        ("before_sheets", "20"),
        ("before", "科学兴趣 | 5 | 10 | 5\n创新意识 | 2 | 8 | 10\n创新能力 | 1 | 9 | 9 | 1"),
    ]
}

const AFTER: [(&str, &str); 2] =
    [("after_sheets", "16"), ("after", "科学兴趣 | 8 | 8\n创新意识 | 4 | 8 | 4\n创新能力 | 4 | 6 | 6")];

#[test]
fn a_teacher_records_a_class_before_and_after_and_sees_what_has_changed() {
    let store = demo_store();
    let workspace = open(&store);
    let begun = beginnings(&workspace, Some(&seat(SCHOOL, Officer)), KIND, TODAY, &|_| Some(5));
    assert_eq!(begun["term"], "2025-2");
    assert_eq!(begun["before"].lines().count(), 3, "a line a statement waits to be filled in");

    // Before the sheets are counted the lines stand empty; then each adds up to them.
    let empty =
        [("before", begun["before"].as_str()), ("after", begun["after"].as_str()), ("before_sheets", "")];
    let mut filled = class("S-cx-009", "五（2）班", "科技社团");
    filled.extend(empty);
    let id = save(&store, SCHOOL, KIND, None, &filled).expect("saved");
    let at = (KIND, id.as_str());
    act(&store, (SCHOOL, Officer), at, "register", "").expect_err("nobody was asked yet");
    let wrong = save(&store, SCHOOL, KIND, Some(&id), &[("before_sheets", "19")]);
    let Err(SaveError::Faulty(found)) = wrong else { panic!("{wrong:?}") };
    assert_eq!(found[0].field, "before");
    assert!(matches!(&found[0].fault, Fault::InRow { row: 1, .. }), "{found:?}");
    let before =
        class("", "", "").into_iter().filter(|(key, _)| key.starts_with("before")).collect::<Vec<_>>();
    save(&store, SCHOOL, KIND, Some(&id), &before).expect("saved");
    act(&store, (SCHOOL, Officer), at, "register", "").expect("registered");

    act(&store, (SCHOOL, Officer), at, "file", "").expect_err("nobody was asked again");
    let form = Form::edit(&open(&store), Some(&seat(SCHOOL, Officer)), KIND, &id, TODAY).expect("a form");
    assert_eq!(form.rows("after").map(SubRows::count), Some(3), "the lines of the second survey are there");
    assert!(form.is_fixed("before") && !form.is_fixed("after"));
    save(&store, SCHOOL, KIND, Some(&id), &AFTER).expect("saved");
    act(&store, (SCHOOL, Officer), at, "file", "").expect("filed");

    let workspace = open(&store);
    let own = results(&workspace, &seat(SCHOOL, Officer));
    let (_, class) = own.each.iter().find(|(each, _)| *each == id).expect("its own class");
    assert_eq!(class.name.zh, "五（2）班");
    let interest = class.changes[0];
    assert_eq!(interest.text().zh, "完全符合 25% → 50%，+25 个百分点（作答 20 人 → 16 人）");
    // Who did not answer is not among those of whom it is a share.
    assert_eq!(
        class.changes[2].share(Time::Before, Answer::Certainly).map(|share| share.to_string()),
        Some("5.3%".into())
    );
    let record = workspace.find(KIND, &id).expect("there");
    let cards = keqiao::app::kinds::of(KIND).expect("a behaviour").cards;
    let lines: Vec<_> = (cards[0].lines)(&workspace, &record).into_iter().map(|line| line.value).collect();
    assert_eq!(lines[0], interest.text());
    assert_eq!(lines.len(), 3);

    // Corrected, it does not count until it is filed again.
    act(&store, (SCHOOL, Officer), at, "correct", "录错").expect("taken back");
    assert!(results(&open(&store), &seat(SCHOOL, Officer)).each.iter().all(|(each, _)| *each != id));
    assert_eq!(state(&store, KIND, &id), "draft");
}

fn names(groups: &[Group]) -> Vec<&str> {
    groups.iter().map(|group| group.name.zh.as_str()).collect()
}

#[test]
fn a_bureau_sees_sums_of_which_none_is_of_the_small_class() {
    let workspace = story::open(&story::demo_store());
    let mut seen = BTreeSet::new();
    for unit in [bureau(COUNTY), association(COUNTY), bureau(CITY)] {
        let results = results(&workspace, &seat(&unit, Officer));
        let whole = results.whole.as_ref().expect("enough");
        assert_eq!((results.own, results.each.len()), (false, 0));
        for by in [By::Form, By::Subject] {
            let groups = whole.by(by);
            let pupils: u32 = groups.iter().map(|group| group.size.before).sum();
            assert_eq!(pupils, whole.all.size.before, "everybody is in one line");
            assert!(groups.iter().all(|group| group.size.is_enough(10)), "{groups:#?}");
            assert!(groups.len() > 2, "not more is hidden than need be: {:?}", names(groups));
        }
        let others =
            whole.by(By::Form).iter().find(|group| group.name.zh.starts_with("其他：")).expect("others");
        assert!(others.name.zh.contains("科学故事") && others.name.zh.contains('、'), "{}", others.name.zh);
        seen.insert(format!("{:?}", whole.by));
    }
    assert_eq!(seen.len(), 1, "the city of a single county sees what the county sees");
    let village = results(&workspace, &seat("9901220009", Officer));
    assert_eq!(village.each.len(), 1);
    assert_eq!(village.whole.expect("its own").by(By::Form)[0].name.zh, "科学故事");
    assert_eq!(
        results(&workspace, &seat("9901220001", Officer)).waiting,
        1,
        "a class waits for its second survey"
    );
    let other = results(&workspace, &seat("9901220002", Officer));
    assert_eq!((other.classes, other.whole), (0, None), "no school sees another's");
}

#[test]
fn no_table_page_search_or_export_of_a_bureau_has_a_single_class() {
    let store = demo_store();
    let workspace = Arc::new(open(&store));
    let record = workspace.find(KIND, SMALL).expect("there");
    let listed = |unit: &str| {
        let seat = Some(seat(unit, Officer));
        let viewer = Viewer { seat, today: TODAY, ..Viewer::default() };
        let account = Some(Arc::new(Account::default()));
        let listing = Listing::of(Arc::clone(&workspace), account, viewer, KIND, &Codes::default());
        ids(&listing, &TableQuery::default())
    };
    let preview = Preview { workspace: &workspace, unit: None, today: TODAY, lang: Lang::Zh };
    for (unit, sees) in
        [(bureau(COUNTY), false), (association(COUNTY), false), ("9901220009".to_owned(), true)]
    {
        let seat = seat(&unit, Officer);
        let view = View { workspace: &workspace, seat: Some(&seat) };
        assert_eq!(scope::sees(&workspace, Some(&seat), &record), sees, "{unit}");
        assert_eq!(listed(&unit).contains(&SMALL.to_owned()), sees, "{unit}");
        assert_eq!(!Chosen::from(&[KIND][..]).counts(view).is_empty(), sees, "{unit}");
        let hits = search::search(&preview, Some(&seat), "二年级", 12);
        assert_eq!(hits.iter().any(|hit| hit.id == SMALL), sees, "{unit}");
        // How many there are is no secret.
        let clauses = clause_status::clauses(view, &mut Sums::default());
        let kinds = clauses.iter().flat_map(|clause| &clause.kinds);
        let counted: usize = kinds.filter(|counts| counts.kind == KIND).map(|counts| counts.done).sum();
        assert!(counted > 0, "{unit}");
    }
}

#[test]
fn what_goes_up_names_no_class_and_is_summed_up_there() {
    let (county, school) = county_and_school();
    let files = |code: &'static str, form: &str| {
        let id = school.save(KIND, None, &class(code, "五（2）班", form));
        school.save(KIND, Some(&id), &[("notes", "做成了纸火箭")]);
        let at = (KIND, id.as_str());
        school.act(Officer, at, "register");
        school.save(KIND, Some(&id), &AFTER);
        school.act(Officer, at, "file");
        county.take(&school.make(OFFICE, None, None), None);
        id
    };
    let id = files("S-cx-001", "科技社团");
    let workspace = county.workspace();
    let record = workspace.find(KIND, &id).expect("it has come");
    assert_eq!((record.text("class"), record.text("notes")), ("", ""), "they are the school's own business");
    assert_eq!(state_of(&workspace, &id), "filed");
    for looking in [Some(seat(OFFICE, Officer)), None] {
        assert!(!scope::sees(&workspace, looking.as_ref(), &record), "{looking:?}");
    }
    let above = results(&workspace, &seat(OFFICE, Officer));
    assert_eq!((above.classes, above.whole), (1, None), "the sum of one class is that class");

    // With another form there are two classes, but each form has one.
    files("S-cx-002", "兴趣小组");
    let above = results(&county.workspace(), &seat(OFFICE, Officer)).whole.expect("two classes");
    assert_eq!(names(above.by(By::Form)), ["其他：科技社团、兴趣小组"]);
    assert_eq!(names(above.by(By::Subject)), ["天文航天"]);
    assert_eq!(above.all.size.before, 40);
    let own = results(&school.workspace(), &seat(SCHOOL, Officer));
    assert_eq!(names(own.whole.expect("its own").by(By::Form)), ["科技社团", "兴趣小组"]);
}

fn state_of(workspace: &Workspace, id: &str) -> &'static str {
    workspace.find(KIND, id).and_then(|record| record.state).expect("a workflow").code
}

#[test]
fn the_chart_and_the_workbook_say_what_the_page_says() {
    let workspace = story::open(&story::demo_store());
    let results = results(&workspace, &seat(&bureau(COUNTY), Officer));
    let whole = results.whole.as_ref().expect("enough");
    let chart = charts::changes(whole.by(By::Form), Lang::Zh);
    assert_eq!(chart.categories, names(whole.by(By::Form)));
    for (place, series) in chart.series.iter().enumerate() {
        let points = whole.by(By::Form).iter().map(|group| Amount::Points(group.changes[place].points()));
        assert_eq!(series.values, points.collect::<Vec<_>>());
    }
    let all = charts::before_and_after(&whole.all, Lang::Zh);
    assert_eq!((all.series.len(), all.categories.len()), (2, 3));
    let nobody = charts::changes(&[Group::default()], Lang::Zh);
    assert_eq!(nobody.series[0].values, [Amount::Points(None)], "nobody answered, which is not no change");

    let figures = outcomes::figures(&results, term(), vec!["演示数据".into()], Lang::Zh);
    let groups = 1 + whole.by(By::Form).len() + whole.by(By::Subject).len();
    assert_eq!(figures.rows.len(), 3 * groups);
    let book = exchange::read(&figures.xlsx().expect("written")).expect("read");
    let texts = format!("{book:?}");
    assert!(
        texts.contains("演示数据")
            && texts.contains(&term().text(Lang::Zh))
            && texts.contains("其他：科学报告、科学故事"),
        "{texts}"
    );
}
