//! Filling in forms, without a page: what a person types, leaves half done, and finds changed by another.

use jiff::civil::date;
use keqiao::{
    app::{
        form::{Candidates, Draft, Form, NotOpen, SubRows},
        records::SaveError,
    },
    demo::units::{COUNTY, association, bureau},
    domain::{
        Kind,
        dated::NoHistory,
        field::{Attachment, Fault},
        instructor::Title,
        kind::UNITS,
        workflow::{Role, Seat},
    },
    store::{MemoryStore, Store as _},
};
use pollster::block_on;

use super::joint::{TODAY, actor, days, demo_store, open, seat};

fn officer(unit: &str) -> Seat {
    seat(unit, Role::Officer)
}

fn new(store: &MemoryStore, unit: &str, kind: Kind) -> Form {
    Form::begin(&open(store), Some(&officer(unit)), kind, None, TODAY, &days).expect("it may be added")
}

fn edit(store: &MemoryStore, unit: &str, kind: Kind, id: &str) -> Form {
    Form::edit(&open(store), Some(&officer(unit)), kind, id, TODAY).expect("it may be edited")
}

/// What the button does; a refusal is the form's to tell.
fn save(store: &MemoryStore, unit: &str, form: &mut Form) -> Option<String> {
    let workspace = open(store);
    if !form.submit(&workspace, Some(&officer(unit))) {
        return None;
    }
    match block_on(form.save(store, &workspace, &actor(officer(unit)))) {
        Ok(id) => Some(id),
        Err(error) => {
            form.refuse(error);
            None
        }
    }
}

/// A document of the county's bureau, typed in and saved.
fn document(store: &MemoryStore) -> String {
    let mut form = new(store, &bureau(COUNTY), Kind::Document);
    for (key, text) in [
        ("number", "牟教函〔2026〕9号"),
        ("title", "关于科普月的通知"),
        ("issuer", "演示县教育局"),
        ("written", "2026-06-10"),
        ("main_to", "各学校"),
    ] {
        form.set(key, text.into());
    }
    save(store, &bureau(COUNTY), &mut form).unwrap_or_else(|| panic!("{:?}", form.problems()))
}

/// A task force of two members, one with a telephone.
fn task_force(store: &MemoryStore) -> String {
    let mut form = new(store, &bureau(COUNTY), Kind::TaskForce);
    form.set("name", "科学教育工作专班".into());
    form.set("leader", "马德生".into());
    form.edit_rows("members", |rows| {
        let members = [("马德生", bureau(COUNTY)), ("李秀英", association(COUNTY))];
        for (row, (name, unit)) in members.into_iter().enumerate() {
            rows.add();
            rows.set(row, 0, name.into());
            rows.set(row, 1, unit);
        }
        rows.set(0, 3, "0371-00000001".into());
    });
    save(store, &bureau(COUNTY), &mut form).unwrap_or_else(|| panic!("{:?}", form.problems()))
}

#[test]
fn a_new_record_begins_with_what_is_known_and_holds_codes() {
    let store = demo_store();
    let form = new(&store, &bureau(COUNTY), Kind::Document);
    assert_eq!((form.id(), form.title()), (None, ""));
    assert!(
        form.text("unit") == bureau(COUNTY) && form.is_fixed("unit"),
        "whose it is follows from the seat"
    );
    assert_eq!(form.text("received"), TODAY.to_string());
    assert_eq!(form.text("openness"), "open", "the code, in whatever language the page is");
    assert!(
        form.problems().is_empty() && form.fault("number").is_none(),
        "nothing is wrong before it is left"
    );
}

#[test]
fn a_fault_is_told_when_the_field_is_left_and_goes_as_soon_as_it_is_mended() {
    let mut form = new(&demo_store(), &bureau(COUNTY), Kind::Document);
    form.set("written", "soon".into());
    assert_eq!(form.fault("written"), None, "while it is typed");
    form.leave("written");
    assert!(matches!(form.fault("written"), Some(Fault::NotADate { .. })));
    form.set("written", "2026-06-1".into());
    assert_eq!(form.fault("written"), None);
}

#[test]
fn what_is_missing_is_told_at_once_and_nothing_is_saved_until_it_is_there() {
    let store = demo_store();
    let before = open(&store).records_of(Kind::Document).count();
    let mut form = new(&store, &bureau(COUNTY), Kind::Document);
    assert_eq!(save(&store, &bureau(COUNTY), &mut form), None);
    let missing: Vec<_> = form.problems().iter().map(|problem| problem.field).collect();
    assert!(["number", "title", "issuer", "main_to"].iter().all(|key| missing.contains(key)), "{missing:?}");
    assert!(form.fault("title").is_some() && !form.is_saving());
    assert_eq!(open(&store).records_of(Kind::Document).count(), before);
    let id = document(&store);
    assert_eq!(open(&store).find(Kind::Document, &id).expect("saved").text("openness"), "open");
}

#[test]
fn a_form_opens_for_whom_the_record_is_and_only_where_it_stands_open() {
    let store = demo_store();
    let workspace = open(&store);
    let neighbour = officer("990102-edu");
    let id = document(&store);
    let opened = |unit: &Seat, id: &str| Form::edit(&open(&store), Some(unit), Kind::Document, id, TODAY);
    assert_eq!(opened(&neighbour, "nowhere").err(), Some(NotOpen::Missing));
    assert_eq!(opened(&neighbour, &id).err(), Some(NotOpen::NotYours));
    let added = Form::begin(&workspace, Some(&officer(&bureau(COUNTY))), Kind::Dispatch, None, TODAY, &days);
    assert_eq!(added.err(), Some(NotOpen::NotYours), "only forwarding makes a dispatch");
    let received = workspace
        .records_of(Kind::Dispatch)
        .find(|dispatch| dispatch.progress().is_some_and(|progress| progress.state.code == "acknowledged"))
        .expect("a dispatch that was received");
    let form = edit(&store, received.text("recipient"), Kind::Dispatch, &received.id);
    assert!(form.is_fixed("subject") && !form.is_fixed("measures"), "the sender's part is the sender's");
}

#[test]
fn another_persons_change_is_taken_in_and_both_are_saved() {
    let store = demo_store();
    let id = document(&store);
    let unit = bureau(COUNTY);
    let mut mine = edit(&store, &unit, Kind::Document, &id);
    let mut theirs = edit(&store, &unit, Kind::Document, &id);
    let before = open(&store);
    theirs.set("main_to", "各乡镇学校".into());
    theirs.set("copy_to", "县科协".into());
    save(&store, &unit, &mut theirs).expect("saved");
    mine.set("opinion", "拟转发".into());
    mine.set("copy_to", "县财政局".into());
    assert_eq!(save(&store, &unit, &mut mine), None, "it would have been lost");
    assert!(mine.failed().is_none() && !mine.is_saving(), "no fault of anybody's");
    assert!(!mine.catch_up(&before), "the other's change is not there yet");
    assert!(mine.catch_up(&open(&store)) && !mine.catch_up(&open(&store)), "once");
    let merged = mine.merged().expect("what changed");
    assert_eq!(
        (merged.taken.as_slice(), merged.both.as_slice()),
        (&["main_to".to_owned()][..], &["copy_to".to_owned()][..])
    );
    assert_eq!((mine.text("main_to"), mine.text("copy_to")), ("各乡镇学校", "县财政局"));
    save(&store, &unit, &mut mine).expect("saved");
    let workspace = open(&store);
    let saved = workspace.find(Kind::Document, &id).expect("there");
    assert_eq!((saved.text("main_to"), saved.text("opinion")), ("各乡镇学校", "拟转发"));
}

#[test]
fn a_draft_is_its_seats_and_meets_what_has_changed_since() {
    let store = demo_store();
    let id = document(&store);
    let unit = bureau(COUNTY);
    let seat = officer(&unit);
    let key = Draft::key(Some(&seat), Kind::Document, Some(&id));
    assert_ne!(key, Draft::key(Some(&officer(&association(COUNTY))), Kind::Document, Some(&id)));
    assert_ne!(key, Draft::key(Some(&seat), Kind::Document, None));
    let mut left = edit(&store, &unit, Kind::Document, &id);
    left.set("opinion", "写到一半".into());
    let kept = serde_json::to_string(&left.draft()).expect("a text");
    let again = |text: &str| serde_json::from_str::<Draft>(text).expect("a draft");

    let mut form = edit(&store, &unit, Kind::Document, &id);
    form.restore(&open(&store), again(&kept));
    assert!(form.is_restored() && form.merged().is_none() && form.text("opinion") == "写到一半");

    let mut theirs = edit(&store, &unit, Kind::Document, &id);
    theirs.set("main_to", "各乡镇学校".into());
    save(&store, &unit, &mut theirs).expect("saved");
    let mut form = edit(&store, &unit, Kind::Document, &id);
    form.restore(&open(&store), again(&kept));
    assert_eq!(form.merged().map(|merged| merged.taken.clone()), Some(vec!["main_to".to_owned()]));
    save(&store, &unit, &mut form).expect("it began anew from what is there");
    assert_eq!(open(&store).find(Kind::Document, &id).expect("there").text("main_to"), "各乡镇学校");
}

#[test]
fn the_files_that_a_field_still_names_are_saved_and_a_draft_names_none_without_its_bytes() {
    let store = demo_store();
    let id = document(&store);
    let unit = bureau(COUNTY);
    let mut form = edit(&store, &unit, Kind::Document, &id);
    form.attach("original", "扫描\n件.pdf", b"first".to_vec());
    let first = Attachment::parse(form.text("original")).expect("a file");
    assert_eq!((first.name.as_str(), first.size), ("扫描件.pdf", 5));
    assert_eq!(
        form.draft().texts.get("original").map(String::as_str),
        Some(""),
        "the bytes go with the page"
    );
    form.attach("original", "原件.pdf", b"second".to_vec());
    let second = Attachment::parse(form.text("original")).expect("a file");
    save(&store, &unit, &mut form).expect("saved");
    assert_eq!(block_on(store.chunk(&second.chunk())).expect("read").as_deref(), Some(&b"second"[..]));
    assert_eq!(block_on(store.chunk(&first.chunk())).expect("read"), None, "it was exchanged for the other");
    let kept = edit(&store, &unit, Kind::Document, &id).draft();
    assert_eq!(kept.texts.get("original"), Some(&second.text()), "what is stored is named");
}

#[test]
fn sub_rows_stay_while_they_are_filled_in_and_only_those_with_a_text_are_saved() {
    let mut form = new(&demo_store(), &bureau(COUNTY), Kind::TaskForce);
    form.edit_rows("members", SubRows::add);
    form.edit_rows("members", SubRows::add);
    form.edit_rows("members", |rows| rows.set(1, 0, "李|秀英".into()));
    let rows = form.rows("members").expect("rows");
    assert_eq!((rows.count(), rows.cell(0, 0), rows.cell(1, 0)), (2, "", "李|秀英"));
    assert_eq!(form.text("members").lines().count(), 1);
    form.edit_rows("members", |rows| rows.remove(0));
    let rows = form.rows("members").expect("rows");
    assert_eq!((rows.count(), rows.cell(0, 0)), (1, "李|秀英"));
}

#[test]
fn personal_data_that_was_there_is_hidden_and_what_another_puts_in_is_too() {
    let store = demo_store();
    let id = task_force(&store);
    let unit = bureau(COUNTY);
    let mut bare = edit(&store, &unit, Kind::TaskForce, &id);
    bare.edit_rows("members", |rows| (0..rows.count()).for_each(|row| rows.set(row, 3, String::new())));
    save(&store, &unit, &mut bare).expect("saved");
    let mut mine = edit(&store, &unit, Kind::TaskForce, &id);
    assert!(!mine.is_hidden("members"), "nothing of it is personal now");
    let mut theirs = edit(&store, &unit, Kind::TaskForce, &id);
    theirs.edit_rows("members", |rows| rows.set(0, 3, "0371-00000002".into()));
    save(&store, &unit, &mut theirs).expect("saved");
    assert!(edit(&store, &unit, Kind::TaskForce, &id).is_hidden("members"));
    mine.set("name", "改了名称".into());
    assert_eq!(save(&store, &unit, &mut mine), None);
    assert!(mine.catch_up(&open(&store)) && mine.is_hidden("members"));
    assert_eq!(mine.rows("members").map(|rows| rows.cell(0, 3).to_owned()).as_deref(), Some("0371-00000002"));
    assert!(
        !new(&store, &unit, Kind::TaskForce).is_hidden("members"),
        "what is typed is seen by who types it"
    );
}

#[test]
fn a_new_records_conflict_and_other_refusals_are_told() {
    let store = demo_store();
    let unit = bureau(COUNTY);
    document(&store);
    let mut again = new(&store, &unit, Kind::Document);
    for (key, text) in [
        ("number", "牟教函〔2026〕9号"),
        ("title", "另一份"),
        ("issuer", "县教育局"),
        ("written", "2026-06-10"),
        ("main_to", "各学校"),
    ] {
        again.set(key, text.into());
    }
    let workspace = open(&store);
    assert!(again.submit(&workspace, None) && !again.submit(&workspace, None), "it is being saved");
    again.refuse(SaveError::Exists);
    assert_eq!(again.failed(), Some(&SaveError::Exists));
    assert!(again.submit(&workspace, None) && again.failed().is_none(), "it may be tried again");
}

#[test]
fn a_reference_is_found_by_name_by_number_and_by_initials() {
    let workspace = open(&demo_store());
    let seat = officer(&bureau(COUNTY));
    let known = Candidates::seen(&workspace, Some(&seat), &[Kind::School]);
    let (name, id) = known.all().first().expect("a school").clone();
    let offered = Candidates::offer(&(name.clone(), id.clone()));
    for typed in [offered.as_str(), &name, &id, &format!("  {name} ")] {
        assert_eq!(known.chosen(typed), id, "{typed}");
    }
    assert_eq!((known.offered(&id), known.name(&id)), (offered, name.as_str()));
    assert_eq!(known.chosen("没有的学校"), "没有的学校", "for the form to find fault with");
    assert!(known.matching(&id).any(|(_, found)| *found == id));
    assert!(known.matching("没有的学校").next().is_none());
    // What occurs in one only is meant; what occurs in several has to be chosen.
    assert_eq!(known.chosen(&id[..id.len() - 1]), id[..id.len() - 1]);
    let part = |(name, id): &(String, String)| {
        let part: String = name.chars().skip(1).collect();
        (known.matching(&part).count() == 1).then_some((part, id.clone()))
    };
    let (part, id) = known.all().iter().find_map(part).expect("a name that is in no other");
    assert_eq!(known.chosen(&part), id);
    let sent_to = Candidates::several(&workspace, Some(&seat), UNITS);
    let tree = workspace.tree();
    assert!(!sent_to.all().is_empty());
    assert!(sent_to.all().iter().all(|(_, unit)| {
        tree.superior(unit).is_some_and(|above| above == seat.unit || Some(above) == tree.peer(&seat.unit))
    }));
    let near = Candidates::near(&workspace, Some(&seat), UNITS);
    assert!(near.all().iter().all(|(_, unit)| tree.oversees(&seat.unit, unit)));
}

#[test]
fn several_are_chosen_one_by_one() {
    let mut form = new(&demo_store(), &bureau(COUNTY), Kind::Document);
    form.toggle("recipients", "9901220001", true);
    form.toggle("recipients", "9901220002", true);
    form.toggle("recipients", "9901220001", true);
    assert_eq!(form.listed("recipients"), ["9901220002", "9901220001"]);
    form.toggle("recipients", "9901220002", false);
    assert_eq!(form.listed("recipients"), ["9901220001"]);
}

/// The form of an instructor that is there, an associate professor from the beginning.
fn associate(store: &MemoryStore) -> Form {
    let workspace = open(store);
    let always = |instructor: &&keqiao::domain::Instructor| instructor.title.days().next().is_none();
    let titled = |instructor: &&keqiao::domain::Instructor| *instructor.title.on(TODAY) == Title::Associate;
    let instructor = workspace.instructors.all().filter(always).find(titled).expect("an associate professor");
    Form::edit(&workspace, None, Kind::Instructor, &instructor.number, TODAY).expect("it may be edited")
}

#[test]
fn another_value_holds_from_today_unless_a_day_is_named_and_the_one_before_stays() {
    let store = demo_store();
    let mut form = associate(&store);
    assert_eq!((form.value("title").as_str(), form.text("title")), ("associate", "associate"));
    form.set("title", "senior".into());
    assert_eq!(form.value("title"), "senior");
    assert_eq!(form.text("title"), format!("associate\n{TODAY}：senior"));
    let history = form.history("title").expect("a history");
    assert!(history.is_new() && history.since() == Some(TODAY), "the day is asked for");
    form.edit_history("title", |history| history.set_since(date(2026, 5, 1)));
    assert_eq!(form.text("title"), "associate\n2026-05-01：senior");
    form.set("title", "academician".into());
    assert_eq!(form.text("title"), "associate\n2026-05-01：academician", "typed on, not once more");
    form.set("title", "associate".into());
    assert_eq!(form.text("title"), "associate", "taken back");

    form.set("title", "senior".into());
    form.edit_history("title", |history| history.set_since(date(2027, 1, 1)));
    assert_eq!(form.value("title"), "senior", "planned for later, and still what is being typed");
    assert!(form.submit(&open(&store), None), "{:?}", form.problems());
    block_on(form.save(&store, &open(&store), &actor(officer(&bureau(COUNTY))))).expect("saved");
    let again = Form::edit(&open(&store), None, Kind::Instructor, form.id().expect("an id"), TODAY);
    assert_eq!(again.expect("it may be edited").value("title"), "associate", "until then it holds");
}

#[test]
fn every_line_of_a_history_can_be_corrected_and_one_added() {
    let mut form = associate(&demo_store());
    form.edit_history("title", |history| {
        history.add();
        history.set_value(1, "senior".into());
        history.set_day(1, date(2026, 3, 1));
        history.add();
        history.set_value(2, "academician".into());
        history.set_day(2, date(2026, 2, 1));
    });
    assert_eq!(form.text("title"), "associate\n2026-02-01：academician\n2026-03-01：senior");
    form.edit_history("title", |history| history.set_value(0, "other".into()));
    assert_eq!(form.value("title"), "senior", "what holds today is as it was");
    form.edit_history("title", |history| history.set_day(1, date(2026, 3, 1)));
    form.leave("title");
    assert!(matches!(form.fault("title"), Some(Fault::History(NoHistory::SameDay(_)))));
    form.edit_history("title", |history| history.remove(1));
    assert_eq!(form.fault("title"), None, "told anew at once");
}

#[test]
fn a_new_record_has_its_values_from_the_beginning_and_checks_stand_in_their_order() {
    let store = demo_store();
    let mut form =
        Form::begin(&open(&store), None, Kind::Instructor, None, TODAY, &days).expect("it may be added");
    form.set("title", "senior".into());
    form.set("title", "associate".into());
    assert_eq!(form.text("title"), "associate");
    assert!(!form.history("title").expect("a history").is_new());
    form.edit_rows("checked_on", |rows| {
        for (row, day) in ["2026-06-01", "2025-06-01"].into_iter().enumerate() {
            rows.add();
            rows.set(row, 0, day.into());
        }
    });
    assert_eq!(form.text("checked_on"), "2025-06-01 |  | \n2026-06-01 |  | ");
}
