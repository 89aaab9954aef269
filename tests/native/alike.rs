//! A session that comes in once more without its number, with its time put right, is not paid twice: somebody says what it is.

use keqiao::{
    app::{
        alike::Alike,
        form::Form,
        import::{self, check_as_said},
        records::SaveError,
        transitions::TransitionError,
    },
    demo::units::{COUNTY, bureau},
    domain::Kind,
    exchange::{
        self,
        import::{Answer, Counts, Mappings, Preview, Whence},
    },
    store::{MemoryStore, StoreError},
};
use pollster::block_on;

use crate::{
    office_sheets::told,
    sessions::{self, SCHOOL, act, at, session},
    story::{demo_store, open, paper},
};

/// Of each row the instructor, the day, the time and the topic.
type Row<'a> = (&'a str, &'a str, &'a str, &'a str);

const FIRST: Row<'_> = ("KP0002", "2026-07-05", "08:00", "月球");

fn sheet(rows: &[Row<'_>]) -> String {
    let row = |(instructor, day, time, topic): &Row<'_>| {
        format!("{SCHOOL},{instructor},{day},{time},45,科学故事,到校,{topic},1,40\n")
    };
    let rows: String = rows.iter().map(row).collect();
    format!("学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数\n{rows}")
}

fn read(store: &MemoryStore, rows: &[Row<'_>], said: &Mappings) -> Preview {
    let sheets = exchange::read(sheet(rows).as_bytes()).expect("a table");
    check_as_said(&open(store), &at(store, &bureau(COUNTY)), &sheets, said)
}

fn bring(store: &MemoryStore, preview: &Preview, said: &Mappings) {
    let actor = at(store, &bureau(COUNTY));
    block_on(import::import(store, &open(store), &actor, &preview.batch, &paper(), said)).expect("imported");
}

/// The demo with the first row on file.
fn with_first() -> MemoryStore {
    let store = demo_store();
    let nothing = Mappings::new();
    bring(&store, &read(&store, &[FIRST], &nothing), &nothing);
    store
}

fn id_of((instructor, day, time, _): Row<'_>) -> String {
    format!("{SCHOOL}_{instructor}_{day}_{}", time.replace(':', ""))
}

/// What each row that is asked about looks like, by its row: the ids that it may be, or the row.
fn asked(preview: &Preview) -> Vec<(u32, Vec<String>)> {
    let other = |other: &exchange::import::Other| match (&other.same, &other.whence) {
        (Some(id), _) => id.clone(),
        (None, Whence::Row(place)) => format!("row {}", place.row),
        (None, Whence::Stored(_)) => "on file".to_owned(),
    };
    let rows = preview.summary.alike.iter();
    rows.map(|row| (row.place.row, row.likeness.others.iter().map(other).collect())).collect()
}

fn answered(preview: &Preview, answer: &Answer) -> Mappings {
    let mut said = Mappings::new();
    for row in &preview.summary.alike {
        said.entry(row.shape.clone()).or_default().rows.insert(row.place.key(), answer.clone());
    }
    said
}

fn counts(preview: &Preview) -> Counts {
    preview.summary.counts[0].1
}

#[test]
fn a_time_put_right_changes_its_session_once_somebody_has_said_that_it_is_the_same() {
    let store = with_first();
    let moved = [("KP0002", "2026-07-05", "10:00", "月球")];
    let first = read(&store, &moved, &Mappings::new());
    assert_eq!((first.batch.len(), counts(&first).faulty), (0, 1), "nothing of it comes in unasked");
    assert_eq!(asked(&first), [(2, vec![id_of(FIRST)])]);
    let row = &first.summary.alike[0];
    assert_eq!((row.likeness.differs.zh.as_str(), row.likeness.may_be_another), ("开始时间", true));
    let value = |line: &exchange::import::Line, key: &str| {
        line.iter().find(|said| said.field == key).map(|said| said.value.zh.clone()).unwrap_or_default()
    };
    let (own, other) = (&row.line, &row.likeness.others[0].line);
    assert_eq!((value(own, "starts"), value(other, "starts")), ("10:00".into(), "08:00".into()));
    assert_eq!(
        told(&first.summary.problems),
        ["2 D 开始时间: 与另一条只有这一项不同，可能是同一条，请在上面选定"]
    );

    let same = answered(&first, &Answer::Same(id_of(FIRST)));
    let read_same = read(&store, &moved, &same);
    assert_eq!((counts(&read_same).changed, counts(&read_same).new), (1, 0));
    assert_eq!(told(&read_same.changes), ["2 D 开始时间: 10:00（此前：08:00）"]);
    let before = open(&store).sessions.len();
    bring(&store, &read_same, &same);
    assert_eq!(open(&store).sessions.len(), before, "no second session");
    assert_eq!(session(&open(&store), &id_of(FIRST)).starts.to_string(), "10:00:00");
    assert!(open(&store).settings.mappings.is_empty(), "what a row is, is of one file");
    let again = read(&store, &moved, &Mappings::new());
    assert_eq!((asked(&again).len(), counts(&again).unchanged), (0, 1), "the same file again asks nothing");
}

#[test]
fn what_is_another_is_added_and_what_is_left_out_is_told() {
    let store = with_first();
    let moved = [("KP0002", "2026-07-05", "10:00", "月球")];
    let first = read(&store, &moved, &Mappings::new());
    let another = read(&store, &moved, &answered(&first, &Answer::Another));
    assert_eq!((counts(&another).new, told(&another.summary.problems)), (1, vec![]));
    let left = read(&store, &moved, &answered(&first, &Answer::Leave));
    assert_eq!((left.batch.len(), left.summary.sheets[0].left), (0, 1));
}

#[test]
fn a_confirmed_session_is_asked_about_and_says_what_opens_it() {
    let store = demo_store();
    let sheet = sheet(&[FIRST]).replace("参加人数", "参加人数,课时已确认").replace(",40\n", ",40,是\n");
    let sheets = exchange::read(sheet.as_bytes()).expect("a table");
    let nothing = Mappings::new();
    let confirmed = check_as_said(&open(&store), &at(&store, &bureau(COUNTY)), &sheets, &nothing);
    bring(&store, &confirmed, &nothing);
    let moved = [("KP0002", "2026-07-05", "10:00", "月球")];
    let first = read(&store, &moved, &nothing);
    let Whence::Stored(Some(stands)) = &first.summary.alike[0].likeness.others[0].whence else {
        panic!("on file: {:?}", first.summary.alike)
    };
    assert_eq!(stands.zh, "已确认");
    let same = read(&store, &moved, &answered(&first, &Answer::Same(id_of(FIRST))));
    assert_eq!(same.batch.len(), 0, "under a signature nothing changes");
    assert_eq!(told(&same.summary.problems), ["2 : 这一条已确认，不能随表更改；要改，先打开它办理“更正”"]);
}

#[test]
fn at_a_time_at_which_it_could_not_stand_beside_the_other_it_is_no_other() {
    let store = with_first();
    let overlapping = [("KP0002", "2026-07-05", "08:15", "月球")];
    let first = read(&store, &overlapping, &Mappings::new());
    assert_eq!(asked(&first), [(2, vec![id_of(FIRST)])]);
    assert!(!first.summary.alike[0].likeness.may_be_another);
    let same = read(&store, &overlapping, &answered(&first, &Answer::Same(id_of(FIRST))));
    assert_eq!((counts(&same).changed, told(&same.summary.problems)), (1, vec![]));
    let another = read(&store, &overlapping, &answered(&first, &Answer::Another));
    assert_eq!(another.batch.len(), 0);
    assert!(told(&another.summary.problems)[0].contains("该辅导员当日此时已有课次"));
}

#[test]
fn two_honest_sessions_of_a_day_are_asked_about_once_for_all_rows() {
    let store = demo_store();
    let rows: Vec<Row<'_>> = ["KP0001", "KP0002", "KP0003"]
        .into_iter()
        .flat_map(|person| [(person, "2026-07-05", "08:00", "月球"), (person, "2026-07-05", "10:00", "火星")])
        .collect();
    let first = read(&store, &rows, &Mappings::new());
    let of = |row: u32| vec![format!("row {row}")];
    assert_eq!(asked(&first), [(3, of(2)), (5, of(4)), (7, of(6))], "the later of two");
    let all = answered(&first, &Answer::Another);
    let read_all = read(&store, &rows, &all);
    assert_eq!((counts(&read_all).new, asked(&read_all)), (6, vec![]));
    bring(&store, &read_all, &all);
    let again = read(&store, &rows, &Mappings::new());
    assert_eq!((counts(&again).unchanged, asked(&again)), (6, vec![]));
}

#[test]
fn a_day_a_person_or_a_school_put_right_is_asked_about_where_the_file_has_the_old_one_no_more() {
    let store = with_first();
    for (row, is_asked) in [
        (("KP0002", "2026-07-06", "08:00", "月球"), true),
        (("KP0003", "2026-07-05", "08:00", "月球"), true),
        // What takes place every week, and what is another lecture.
        (("KP0002", "2026-07-12", "08:00", "月球"), false),
        (("KP0002", "2026-07-06", "08:00", "火星"), false),
        (("KP0003", "2026-07-05", "08:00", "火星"), false),
    ] {
        let preview = read(&store, &[row], &Mappings::new());
        let expected = if is_asked { vec![(2, vec![id_of(FIRST)])] } else { vec![] };
        assert_eq!(asked(&preview), expected, "{row:?}");
        let both = read(&store, &[FIRST, row], &Mappings::new());
        assert_eq!(asked(&both), [], "the file has both: {row:?}");
    }
    let both = read(&store, &[FIRST, ("KP0002", "2026-07-05", "10:00", "月球")], &Mappings::new());
    assert_eq!(asked(&both), [(3, vec!["on file".to_owned()])], "two rows are not one session");
}

#[test]
fn what_is_stored_after_the_preview_is_not_looked_past() {
    let store = demo_store();
    let (seen, nothing) = (open(&store), Mappings::new());
    let preview = read(&store, &[("KP0002", "2026-07-05", "10:00", "月球")], &nothing);
    assert_eq!((asked(&preview), counts(&preview).new), (vec![], 1));
    // Another tab brings in the same session, at another time.
    bring(&store, &read(&store, &[FIRST], &nothing), &nothing);
    let actor = at(&store, &bureau(COUNTY));
    let stored = block_on(import::import(&store, &seen, &actor, &preview.batch, &paper(), &nothing));
    assert!(
        matches!(stored, Err(TransitionError::Store(StoreError::TableChanged { .. }))),
        "what was previewed is checked again: {stored:?}"
    );
}

#[test]
fn what_has_ended_without_effect_is_not_asked_about_and_a_number_that_nobody_bears_is_none() {
    let store = with_first();
    let moved = ("KP0002", "2026-07-05", "10:00", "月球");
    let numbered = sheet(&[moved]).replace("学校标识码", "课次编号,学校标识码");
    let numbered = numbered.replace(&format!("\n{SCHOOL}"), &format!("\nX-1,{SCHOOL}"));
    let sheets = exchange::read(numbered.as_bytes()).expect("a table");
    let preview = check_as_said(&open(&store), &at(&store, &bureau(COUNTY)), &sheets, &Mappings::new());
    assert_eq!(asked(&preview), [(2, vec![id_of(FIRST)])], "an office counts in its own way");
    let said = answered(&preview, &Answer::Another);
    let another = check_as_said(&open(&store), &at(&store, &bureau(COUNTY)), &sheets, &said);
    let ids: Vec<_> = another.batch.of(Kind::Session).map(|session| session.id.clone()).collect();
    assert_eq!(ids, ["X-1"]);
    act(&store, SCHOOL, &id_of(FIRST), ("cancel", "停课")).expect("cancelled");
    assert_eq!(asked(&read(&store, &[moved], &Mappings::new())), []);
    // The same once more, as the office's list has it: it is not paid without a word.
    let again = read(&store, &[FIRST], &Mappings::new());
    let told: Vec<_> = again.summary.problems.iter().map(|problem| &*problem.what.zh).collect();
    assert!(told.len() == 1 && told[0].contains("取消"), "{told:?}");
}

#[test]
fn new_rows_are_shown_as_they_were_understood() {
    let store = demo_store();
    let table = "学校,科技辅导员,日期,起止时间,形式,地点,主题,班级数,参加人数\n\
        {school},{person},2026-07-05,08:00-08:45,科学故事,到校,月球,1,40\n";
    let workspace = open(&store);
    let school = workspace.schools.get(SCHOOL).expect("a school").name.clone();
    let person = workspace.instructors.get("KP0002").expect("a person").clone();
    let table = table.replace("{school}", &school).replace("{person}", &person.name);
    let sheets = exchange::read(table.as_bytes()).expect("a table");
    let look = |said: &Mappings| check_as_said(&open(&store), &at(&store, &bureau(COUNTY)), &sheets, said);
    let shape = look(&Mappings::new()).summary.sheets[0].shape.clone();
    let mut said = Mappings::new();
    said.entry(shape).or_default().kind = Some("session".into());
    let preview = look(&said);
    let [row] = &preview.summary.new_rows[..] else { panic!("one: {:?}", preview.summary) };
    let shown = |key: &str| {
        let said = row.line.iter().find(|said| said.field == key).expect("said");
        (said.value.zh.clone(), said.how.as_ref().map(|how| how.zh.clone()).unwrap_or_default())
    };
    assert_eq!(
        shown("instructor"),
        (format!("{}（{}）", person.name, person.unit), format!("按名称“{}”找到", person.name))
    );
    assert!(shown("school").0.starts_with(&format!("{school}（")), "with its county: {:?}", shown("school"));
    assert_eq!(shown("minutes"), ("45 分钟".into(), "由“08:00-08:45”算出".into()));
    assert_eq!(shown("date"), ("2026-07-05".into(), String::new()));
}

#[test]
fn a_second_session_of_a_day_typed_by_hand_is_saved_once_somebody_has_said_that_it_is_another() {
    let store = with_first();
    let (workspace, actor) = (open(&store), at(&store, SCHOOL));
    let seat = actor.seat.as_ref();
    let days = |_: &str| Some(5);
    let mut form = Form::begin(&workspace, seat, Kind::Session, None, actor.now.today, &days).expect("begun");
    let (instructor, day, _, topic) = FIRST;
    let typed = sessions::form(day, &[("instructor", instructor), ("starts", "10:00"), ("topic", topic)]);
    typed.iter().for_each(|(key, text)| form.set(key, text.clone()));
    assert!(!form.submit(&workspace, seat) && form.problems().is_empty());
    let first = [Alike { id: id_of(FIRST), differs: "starts" }];
    assert_eq!(form.alike(), first, "which it may be");
    assert!(!form.submit(&workspace, seat), "pressing once more says nothing");

    // Another topic on another day is another session; the same may have been put right.
    form.set("date", "2026-07-04".into());
    assert!(form.clone().submit(&workspace, seat));
    form.set("starts", "08:00".into());
    let mut moved = form.clone();
    assert!(!moved.submit(&workspace, seat) && moved.alike()[0].differs == "date");
    form.set("topic", "火星".into());
    assert!(form.clone().submit(&workspace, seat));
    form.set("topic", topic.into());
    form.set("starts", "10:00".into());
    form.set("date", day.into());
    assert!(!form.submit(&workspace, seat));

    form.say_another();
    assert!(form.submit(&workspace, seat));
    let id = block_on(form.save(&store, &workspace, &actor)).expect("saved");
    assert_eq!(id, id_of((instructor, day, "10:00", topic)));

    // What is corrected is itself, and what was cancelled is no session any more.
    let workspace = open(&store);
    let mut correcting = Form::edit(&workspace, seat, Kind::Session, &id, actor.now.today).expect("its own");
    correcting.set("starts", "10:30".into());
    assert!(correcting.submit(&workspace, seat));
    act(&store, SCHOOL, &id_of(FIRST), ("cancel", "台风停课")).expect("cancelled");
    form.refuse(SaveError::NotYours);
    form.set("starts", "13:00".into());
    assert!(!form.submit(&open(&store), seat) && form.alike()[0].id == id, "the other still stands");
}
