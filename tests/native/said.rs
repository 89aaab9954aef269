//! What school, instructor and witness say of a session, side by side, until all say the same (一.6).

use std::collections::BTreeMap;

use keqiao::{
    app::{
        said::{self, Said},
        transitions::{self, Doing, TransitionError},
    },
    domain::{Kind, Lang, session::holding, workflow::Seat},
    store::MemoryStore,
};
use pollster::block_on;

use crate::{
    sessions::{INSTRUCTOR, SCHOOL, act, add, at, form, session, state},
    story::{demo_store, open},
};

const WITNESS: &str = "ven-museum";
const BY: &str = "王建国";

fn stated(minutes: &str) -> BTreeMap<String, String> {
    [("minutes", minutes), ("pupils", "40")].map(|(key, text)| (key.to_owned(), text.to_owned())).into()
}

/// Who says how many minutes, and whether that differs from the record.
fn statements(store: &MemoryStore, id: &str) -> Option<Vec<(String, u64, bool)>> {
    let workspace = open(store);
    let record = workspace.find(Kind::Session, id).expect("it");
    let Said { statements, differs, .. } = said::said(&workspace, &record)?;
    assert_eq!(differs, statements.iter().any(|stated| stated.differs));
    let line = |stated: &said::Statement<'_>| {
        (stated.step.signer().to_owned(), stated.values[0].as_u64().expect("minutes"), stated.differs)
    };
    Some(statements.iter().map(line).collect())
}

fn line(unit: &str, minutes: u64, differs: bool) -> (String, u64, bool) {
    (unit.to_owned(), minutes, differs)
}

/// Held for 45 minutes by the school, with a third to confirm.
fn held(store: &MemoryStore, day: &str) -> String {
    let id = add(store, SCHOOL, &form(day, &[("minutes", "45"), ("witness", WITNESS)])).expect("planned");
    act(store, SCHOOL, &id, ("hold", "")).expect("held");
    id
}

fn may(store: &MemoryStore, unit: &str, id: &str) -> (bool, bool) {
    let workspace = open(store);
    let record = workspace.find(Kind::Session, id).expect("it");
    let seat: Seat = at(store, unit).seat.expect("a seat");
    (said::corrects(&record, &seat).is_some(), said::may_agree(&workspace, &record, &seat))
}

#[test]
fn whoever_was_mistaken_signs_anew_what_the_record_says() {
    let store = demo_store();
    let id = held(&store, "2026-07-05");
    assert_eq!(statements(&store, &id), None, "only the school has said anything");
    act(&store, SCHOOL, &id, ("confirm", "")).expect("signed");
    let other = Doing { verb: "confirm", stated: stated("90"), ..Doing::default() };
    act(&store, INSTRUCTOR, &id, other).expect("signed");
    let there = [line(SCHOOL, 45, false), line(SCHOOL, 45, false), line(INSTRUCTOR, 90, true)];
    assert_eq!(statements(&store, &id).as_deref(), Some(&there[..]));
    assert_eq!(may(&store, SCHOOL, &id), (true, false));
    assert_eq!(may(&store, INSTRUCTOR, &id), (false, true));
    assert_eq!(may(&store, WITNESS, &id), (false, false));

    let (workspace, actor) = (open(&store), at(&store, INSTRUCTOR));
    let record = workspace.find(Kind::Session, &id).expect("it");
    block_on(said::agree(&store, &workspace, &actor, &record)).expect("signed anew");
    let there = [line(SCHOOL, 45, false), line(SCHOOL, 45, false), line(INSTRUCTOR, 45, false)];
    assert_eq!(statements(&store, &id).as_deref(), Some(&there[..]));
    assert_eq!(state(&store, &id), holding::held, "the third is still waited for");
    act(&store, WITNESS, &id, ("confirm", "")).expect("signed");
    assert_eq!(state(&store, &id), holding::confirmed);
    assert_eq!(may(&store, INSTRUCTOR, &id), (false, false));
}

#[test]
fn where_the_record_is_mistaken_the_school_takes_on_what_another_says_and_all_sign_again() {
    let store = demo_store();
    let id = held(&store, "2026-07-05");
    for unit in [SCHOOL, INSTRUCTOR, WITNESS] {
        let minutes = if unit == INSTRUCTOR { "60" } else { "45" };
        let confirm = Doing { verb: "confirm", stated: stated(minutes), ..Doing::default() };
        act(&store, unit, &id, confirm).expect("signed");
    }
    assert_eq!(state(&store, &id), holding::confirmed, "and it counts as the record says");
    assert_eq!(session(&open(&store), &id).minutes, 45);

    let workspace = open(&store);
    let record = workspace.find(Kind::Session, &id).expect("it");
    let theirs = stated("60");
    let adopt = |unit: &str| {
        block_on(said::adopt(&store, &workspace, &at(&store, unit), &record, (&theirs, BY), Lang::Zh))
    };
    assert!(adopt(INSTRUCTOR).is_err(), "only the school keeps the record");
    adopt(SCHOOL).expect("corrected");
    assert_eq!((state(&store, &id), session(&open(&store), &id).minutes), (holding::held, 60));
    assert_eq!(statements(&store, &id), None, "all sign again");
    let workspace = open(&store);
    let steps = &workspace.find(Kind::Session, &id).expect("it").envelope.steps;
    let note = steps.iter().find(|step| &*step.verb == "correct").map(|step| step.note.clone());
    assert_eq!(note.as_deref(), Some("按王建国所填更正：时长 60 分钟、参加人数 40 人"));
}

#[test]
fn figures_that_do_not_fit_the_record_are_not_taken_on_and_nothing_is_undone_for_them() {
    let store = demo_store();
    let by_class = [("minutes", "45"), ("attendance", "四（1）班 | 22\n四（2）班 | 18")];
    let id = add(&store, SCHOOL, &form("2026-07-05", &by_class)).expect("planned");
    act(&store, SCHOOL, &id, ("hold", "")).expect("held");
    let fewer = BTreeMap::from([("pupils".to_owned(), "38".to_owned())]);
    let confirm = Doing { verb: "confirm", stated: fewer.clone(), ..Doing::default() };
    act(&store, INSTRUCTOR, &id, confirm).expect("signed");
    let adopt = |stated: &BTreeMap<String, String>| {
        let (workspace, school) = (open(&store), at(&store, SCHOOL));
        let record = workspace.find(Kind::Session, &id).expect("it");
        block_on(said::adopt(&store, &workspace, &school, &record, (stated, BY), Lang::En))
    };
    let signed = statements(&store, &id);
    let refused = adopt(&fewer);
    assert!(matches!(refused, Err(TransitionError::Unsound(_))), "40 came by class: {refused:?}");
    assert_eq!((state(&store, &id), statements(&store, &id)), (holding::held, signed));

    // What fits is taken on, and said in the language of whoever does it.
    let longer = BTreeMap::from([("minutes".to_owned(), "60".to_owned())]);
    adopt(&longer).expect("corrected");
    let workspace = open(&store);
    let steps = &workspace.find(Kind::Session, &id).expect("it").envelope.steps;
    let note = steps.iter().find(|step| &*step.verb == "correct").map(|step| step.note.clone());
    assert_eq!(note.as_deref(), Some("Corrected as 王建国 states: Duration 60 minutes"));
}

#[test]
fn many_are_confirmed_at_once_each_with_what_it_says_itself() {
    let store = demo_store();
    let mut ids = Vec::new();
    for (day, minutes, pupils) in [("2026-07-04", "45", "30"), ("2026-07-05", "90", "52")] {
        let planned = form(day, &[("minutes", minutes), ("pupils", pupils)]);
        let id = add(&store, SCHOOL, &planned).expect("planned");
        act(&store, SCHOOL, &id, ("hold", "")).expect("held");
        ids.push(id);
    }
    for unit in [SCHOOL, INSTRUCTOR] {
        let (workspace, actor) = (open(&store), at(&store, unit));
        let all = transitions::make_all(&store, &workspace, &actor, (Kind::Session, &ids), ("confirm", ""));
        block_on(all).expect("all of them");
    }
    for (id, minutes) in ids.iter().zip([45, 90]) {
        assert_eq!(state(&store, id), holding::confirmed);
        let said = statements(&store, id).expect("signed");
        assert!(said.iter().all(|(_, own, differs)| *own == minutes && !differs), "{said:?}");
    }
}
