//! A session from its plan to its pay: added, corrected, held and confirmed by whoever was there.

use std::sync::Arc;

use jiff::civil::date;
use keqiao::{
    app::{
        Actor, FormValues, Now,
        account::Ruling,
        facts::{self, Appointments},
        import,
        inbox::Inbox,
        overview::{self, Sums},
        records::{self, SaveError, Seen},
        scope,
        transitions::{self, Doing, TransitionError},
        workspace::{AnyRecord as _, Workspace},
    },
    demo::units::{COUNTY, association, bureau},
    domain::{
        Kind, Session, Term,
        field::Attachment,
        session::holding,
        workflow::{Progress, Role, Seat, TransitionRefusal},
    },
    exchange,
    policy::{decision::Outcome, hook::SUBSIDY},
    store::MemoryStore,
};
use pollster::block_on;

use crate::{
    joint::governed_by,
    story::{account, actor, all, demo_store, open, rulebook},
};

pub const SCHOOL: &str = "9901220001";
pub const INSTRUCTOR: &str = "KP0001";

/// Whoever sits at a unit's seat, on a Monday after the demo's term.
pub fn at(store: &MemoryStore, unit: &str) -> Actor {
    let today = date(2026, 7, 6);
    Actor {
        seat: Some(Seat { unit: unit.into(), role: Role::Officer }),
        policy: rulebook(&open(store)).on(today).ok(),
        now: Now { today, timestamp: "2026-07-06T01:00:00Z".into() },
        ..actor()
    }
}

/// A session of a day, as a school's form says it; nobody else is there at eight.
pub fn form(day: &str, changes: &[(&'static str, &str)]) -> FormValues {
    let plain = [
        ("school", SCHOOL),
        ("instructor", INSTRUCTOR),
        ("date", day),
        ("starts", "08:00"),
        ("minutes", "90"),
        ("form", "科学报告"),
        ("place", "到校"),
        ("topic", "月球"),
        ("classes", "1"),
        ("pupils", "40"),
    ];
    plain.iter().chain(changes).map(|(key, text)| (*key, (*text).to_owned())).collect()
}

pub fn add(store: &MemoryStore, unit: &str, filled: &FormValues) -> Result<String, SaveError> {
    block_on(records::save(store, &open(store), &at(store, unit), (Kind::Session, None), filled, Vec::new()))
}

pub fn act<'a>(
    store: &MemoryStore,
    unit: &str,
    id: &str,
    doing: impl Into<Doing<'a>>,
) -> Result<(), TransitionError> {
    let (workspace, actor) = (open(store), at(store, unit));
    block_on(transitions::make(store, &workspace, &actor, (Kind::Session, id), doing)).map(|_| ())
}

pub fn session(workspace: &Workspace, id: &str) -> Session {
    workspace.sessions.get(id).expect("a session").clone()
}

pub fn state(store: &MemoryStore, id: &str) -> &'static str {
    open(store).sessions.held().get(id).expect("a session").state.expect("a state").code
}

/// What the inbox of a unit says of a session.
pub fn waits(workspace: &Arc<Workspace>, unit: &str, id: &str, today: jiff::civil::Date) -> bool {
    let seat = Seat { unit: unit.into(), role: Role::Officer };
    let inbox = Inbox::of(workspace, Some(seat), today, &|_| Some(5));
    inbox.mine().any(|task| task.id == id)
}

#[test]
fn a_school_plans_a_session_corrects_it_and_both_confirm_what_was_held() {
    let store = demo_store();
    let id = add(&store, SCHOOL, &form("2026-07-05", &[])).expect("added");
    assert_eq!(id, format!("{SCHOOL}_{INSTRUCTOR}_2026-07-05_0800"), "the program gives it");
    let workspace = open(&store);
    let verdict = account(&workspace).verdicts.get(&id).cloned().expect("a verdict");
    assert_eq!(verdict.ruling, Ruling::Refused("outside_service_window".into()), "on a Sunday");

    // The wrong day, mended: the session stays the same one and is no clash with itself (S15).
    let seen = Seen { id: &id, revision: workspace.sessions.revision(&id) };
    let monday = form("2026-07-06", &[("starts", "16:30"), ("instructor", "KP0002")]);
    let (place, school) = ((Kind::Session, Some(seen)), at(&store, SCHOOL));
    let saved = records::save(&store, &workspace, &school, place, &monday, Vec::new());
    assert_eq!(block_on(saved), Ok(id.clone()));
    let workspace = open(&store);
    assert_eq!(
        (session(&workspace, &id).date, workspace.sessions.get(&id).map(|s| &*s.instructor)),
        (date(2026, 7, 6), Some("KP0002"))
    );

    // The plan said 90 minutes and 40 pupils; what was, the school says, and the instructor says it too.
    let stated = |minutes: &str| {
        [("minutes".to_owned(), minutes.to_owned()), ("pupils".to_owned(), "38".to_owned())].into()
    };
    let hold = Doing { verb: "hold", stated: stated("45"), ..Doing::default() };
    act(&store, SCHOOL, &id, hold).expect("held");
    let workspace = open(&store);
    assert_eq!((session(&workspace, &id).minutes, session(&workspace, &id).pupils), (45, 38));
    assert!(
        waits(&workspace, SCHOOL, &id, date(2026, 7, 7))
            && waits(&workspace, "KP0002", &id, date(2026, 7, 7))
    );
    act(&store, SCHOOL, &id, ("confirm", "")).expect("the school has signed");
    assert_eq!(state(&store, &id), holding::held);
    let other = Doing { verb: "confirm", stated: stated("90"), ..Doing::default() };
    act(&store, "KP0002", &id, other).expect("so has the instructor");
    assert_eq!(state(&store, &id), holding::confirmed);
    let workspace = open(&store);
    let held = workspace.sessions.held().get(&id).expect("it");
    let progress = Progress::of(&holding::WORKFLOW, &held.envelope().steps);
    assert_eq!(progress.disputed().into_iter().collect::<Vec<_>>(), ["minutes"], "both stand side by side");
    let of_term = overview::of_term(
        all(&workspace),
        &account(&workspace),
        keqiao::domain::Term::of(held.record.date),
        &mut Sums::default(),
    );
    assert_eq!(
        of_term.missing.disputed_sessions,
        std::slice::from_ref(&id),
        "and the overview says so, whoever pays"
    );
    assert_eq!(held.record.minutes, 45, "the record says what its keeper says");

    // Corrected, it begins anew, and its number stays.
    act(&store, SCHOOL, &id, ("correct", "时长有误")).expect("to be corrected");
    assert_eq!(state(&store, &id), holding::planned);
    assert!(scope::edits(
        &open(&store),
        at(&store, SCHOOL).seat.as_ref(),
        &open(&store).find(Kind::Session, &id).expect("it")
    ));
}

#[test]
fn a_substitute_has_a_session_of_their_own() {
    let store = demo_store();
    let id = add(&store, SCHOOL, &form("2026-07-05", &[("witness", "ven-museum"), ("substitute", "KP0002")]))
        .expect("planned");
    act(&store, SCHOOL, &id, ("substitute", "")).expect("another comes");
    assert_eq!(state(&store, &id), holding::substituted);
    let workspace = open(&store);
    let other =
        workspace.sessions.get(&format!("{SCHOOL}_KP0002_2026-07-05_0800")).expect("a session").code.clone();
    assert_eq!(state(&store, &other), holding::planned);

    // The plan names a third, so three sign.
    act(&store, SCHOOL, &other, ("hold", "")).expect("held");
    for unit in [SCHOOL, "KP0002"] {
        act(&store, unit, &other, ("confirm", "")).expect("signed");
        assert_eq!(state(&store, &other), holding::held);
    }
    assert!(matches!(
        act(&store, "KP0001", &other, ("confirm", "")),
        Err(TransitionError::Refused(TransitionRefusal::NotYours { .. }))
    ));
    act(&store, "ven-museum", &other, ("confirm", "")).expect("the third has");
    assert_eq!(state(&store, &other), holding::confirmed);
}

#[test]
fn an_association_signs_for_an_instructor_with_the_paper_and_for_nobody_besides() {
    let store = demo_store();
    let id = add(&store, SCHOOL, &form("2026-07-05", &[])).expect("planned");
    act(&store, SCHOOL, &id, ("hold", "")).expect("held");
    let signed = || {
        let bytes = "签字".as_bytes().to_vec();
        Some((Attachment::of("确认单.jpg", &bytes), bytes))
    };
    let for_them =
        |unit, paper| Doing { verb: "confirm", on_behalf_of: Some(unit), paper, ..Doing::default() };
    let association = association(COUNTY);
    assert_eq!(act(&store, &association, &id, for_them(INSTRUCTOR, None)), Err(TransitionError::NeedsPaper));
    assert!(matches!(
        act(&store, SCHOOL, &id, for_them(INSTRUCTOR, signed())),
        Err(TransitionError::ActsForNobody(_))
    ));
    act(&store, &association, &id, for_them(INSTRUCTOR, signed())).expect("signed for him");
    let workspace = open(&store);
    let steps = &workspace.sessions.held().get(&id).expect("it").envelope().steps;
    let last = steps.last().expect("a step");
    assert_eq!((&*last.unit, last.signer()), (association.as_str(), INSTRUCTOR));
    let chunk = last.paper.as_ref().expect("a paper").chunk();
    assert_eq!(
        block_on(keqiao::store::Store::chunk(&store, &chunk)).expect("a read").as_deref(),
        Some("签字".as_bytes())
    );
    // One unit does not sign for both.
    assert!(matches!(
        act(&store, &association, &id, for_them(SCHOOL, signed())),
        Err(TransitionError::ActsForNobody(_))
    ));
    act(&store, &bureau(COUNTY), &id, for_them(SCHOOL, signed())).expect("the bureau signs for the school");
    assert_eq!(state(&store, &id), holding::confirmed);
}

#[test]
fn nobody_confirms_without_the_sheet_signs_for_two_or_gives_a_session_away() {
    let store = demo_store();
    let association = association(COUNTY);
    let id = add(&store, SCHOOL, &form("2026-07-05", &[("witness", &association)])).expect("planned");
    assert_eq!(act(&store, &bureau(COUNTY), &id, ("confirm_by_sheet", "")), Err(TransitionError::NeedsPaper));

    // Held longer than planned, it would run into the instructor's next one.
    let next = form("2026-07-05", &[("school", "9901220002"), ("starts", "10:00")]);
    add(&store, "9901220002", &next).expect("another school's");
    let stated = [("minutes".to_owned(), "150".to_owned())].into();
    let longer = Doing { verb: "hold", stated, ..Doing::default() };
    assert!(matches!(act(&store, SCHOOL, &id, longer), Err(TransitionError::Unsound(_))));

    act(&store, SCHOOL, &id, ("hold", "")).expect("held");
    let paper = Some((Attachment::of("确认单.jpg", b"signed"), b"signed".to_vec()));
    let for_him = Doing { verb: "confirm", on_behalf_of: Some(INSTRUCTOR), paper, ..Doing::default() };
    act(&store, &association, &id, for_him).expect("signed for him");
    assert_eq!(
        act(&store, &association, &id, ("confirm", "")),
        Err(TransitionError::Refused(TransitionRefusal::AlreadyCountersigned)),
        "and not as the witness too"
    );

    let other = add(&store, SCHOOL, &form("2026-07-04", &[])).expect("planned");
    let workspace = open(&store);
    let seen = Seen { id: &other, revision: workspace.sessions.revision(&other) };
    let (place, school) = ((Kind::Session, Some(seen)), at(&store, SCHOOL));
    let given_away = form("2026-07-04", &[("school", "9901220002")]);
    let saved = records::save(&store, &workspace, &school, place, &given_away, Vec::new());
    assert_eq!(block_on(saved), Err(SaveError::NotYours));
}

#[test]
fn a_substitute_who_is_elsewhere_cannot_come_and_no_organ_is_signed_for() {
    let store = demo_store();
    let id = add(&store, SCHOOL, &form("2026-07-05", &[("substitute", "KP0002")])).expect("planned");
    let elsewhere =
        form("2026-07-05", &[("school", "9901220002"), ("instructor", "KP0002"), ("starts", "09:00")]);
    add(&store, "9901220002", &elsewhere).expect("another school's");
    assert!(matches!(act(&store, SCHOOL, &id, ("substitute", "")), Err(TransitionError::Unsound(_))));
    assert_eq!(state(&store, &id), holding::planned);

    // An association that took its signature for the instructor back signs as the witness.
    let association = association(COUNTY);
    let witnessed = add(&store, SCHOOL, &form("2026-07-04", &[("witness", &association)])).expect("planned");
    act(&store, SCHOOL, &witnessed, ("hold", "")).expect("held");
    let paper = || Some((Attachment::of("确认单.jpg", b"signed"), b"signed".to_vec()));
    let for_unit =
        |unit| Doing { verb: "confirm", on_behalf_of: Some(unit), paper: paper(), ..Doing::default() };
    act(&store, &association, &witnessed, for_unit(INSTRUCTOR)).expect("signed for him");
    let (workspace, actor) = (open(&store), at(&store, &association));
    block_on(transitions::take_back(&store, &workspace, &actor, (Kind::Session, &witnessed)))
        .expect("taken back");
    act(&store, &association, &witnessed, ("confirm", "")).expect("the witness has signed");

    // The city's organs stand above the county's, which has a computer of its own.
    let city = keqiao::demo::units::association(keqiao::demo::units::CITY);
    let other = add(&store, SCHOOL, &form("2026-06-28", &[("witness", &association)])).expect("planned");
    act(&store, SCHOOL, &other, ("hold", "")).expect("held");
    let signed = act(&store, &city, &other, for_unit(association.as_str()));
    assert!(matches!(signed, Err(TransitionError::ActsForNobody(_))), "{signed:?}");
}

#[test]
fn a_session_that_was_cancelled_serves_no_school() {
    let store = demo_store();
    let term = Term::of(date(2026, 7, 5));
    let unserved = || {
        let workspace = open(&store);
        overview::of_term(all(&workspace), &account(&workspace), term, &mut Sums::default())
            .missing
            .unserved_schools
    };
    let school = unserved().pop().expect("the demo has schools without a session");
    let planned = form("2026-07-05", &[("school", &school)]);
    let id = add(&store, &school, &planned).expect("added");
    assert!(!unserved().contains(&school));
    act(&store, &school, &id, ("cancel", "停课")).expect("cancelled");
    assert!(unserved().contains(&school));
}

#[test]
fn a_school_brings_in_no_instructors_by_file_or_form() {
    let store = demo_store();
    let workspace = open(&store);
    let all = |kind: Kind| import::records(&workspace, None, kind);
    let kinds = [Kind::Instructor];
    let file = exchange::with_records(workspace.fields(), &kinds, &all, date(2026, 7, 6), None);
    let sheets = exchange::read(&file.expect("a workbook")).expect("sheets");
    let mut bare = (*workspace).clone();
    bare.instructors = Arc::default();
    let brought = |unit: &str| import::check(&bare, &at(&store, unit), &sheets);
    let (school, bureau) = (brought(SCHOOL), brought(&bureau(COUNTY)));
    assert_eq!((school.batch.len(), bureau.batch.len()), (0, workspace.instructors.len()));
    assert!(school.summary.problems[0].what.zh.contains("本席位"), "{:?}", school.summary.problems[0]);
    let filled = workspace.find(Kind::Instructor, INSTRUCTOR).expect("an instructor");
    let filled = Kind::Instructor.fields().iter().filter_map(|field| {
        let value = filled.values.get(field.key)?;
        Some((field.key, if field.key == "number" { "KP9999".to_owned() } else { field.write(value) }))
    });
    let filled: FormValues = filled.collect();
    let (place, school) = ((Kind::Instructor, None), at(&store, SCHOOL));
    let saved = records::save(&store, &workspace, &school, place, &filled, Vec::new());
    assert_eq!(block_on(saved), Err(SaveError::NotYours));
}

#[test]
fn what_is_derived_of_a_session_is_told_to_the_subsidy_and_to_its_guards() {
    let store = demo_store();
    let open_day =
        add(&store, SCHOOL, &form("2026-07-06", &[("starts", "16:30"), ("minutes", "45")])).expect("planned");
    let closed_day = add(&store, SCHOOL, &form("2026-07-18", &[])).expect("planned");
    let workspace = Arc::new(open(&store));
    let subjects = [("session", Kind::Session), ("instructor", Kind::Instructor), ("school", Kind::School)];
    let derived = subjects.iter().flat_map(|(name, kind)| {
        kind.declaration().derived.iter().map(move |derived| format!("{name}.{};", derived.field.key))
    });
    let script = format!(
        "fn subsidy(session, instructor, school, p) {{ {} if session.in_service_window {{ total() }} else {{ refuse(\"online\") }} }}
         fn may_miss_session(session, p) {{ if session.in_service_window {{ refuse(\"online\") }} else {{ true }} }}",
        derived.collect::<String>()
    );
    let policy = std::rc::Rc::new(governed_by(&script));
    let says = |id: &str| {
        let session = session(&workspace, id);
        let appointments = Appointments::of(workspace.appointments.all());
        let told = facts::subsidy(&policy, &workspace, &session, &appointments, 0.into()).expect("on file");
        policy.ask(&SUBSIDY, session.date, &told).unwrap_or_else(|why| panic!("{why:?}")).outcome
    };
    assert!(matches!(says(&open_day), Outcome::Amount(_)), "{:?}", says(&open_day));
    assert!(matches!(says(&closed_day), Outcome::Refused(_)));
    let actor = Actor { policy: Some(policy.clone()), ..at(&store, SCHOOL) };
    let missed = |id: &str| {
        let session = workspace.find(Kind::Session, id).expect("it");
        transitions::check(&workspace, &actor, &session, ("miss", "停电"))
    };
    assert!(matches!(missed(&open_day), Err(TransitionError::Ruled { .. })), "{:?}", missed(&open_day));
    assert_eq!(missed(&closed_day), Ok(()));
}
