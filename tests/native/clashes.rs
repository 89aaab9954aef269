//! An instructor is at one place at a time, however a session comes to its time: planned, restored, taken back or undone.

use jiff::civil::date;
use keqiao::{
    app::{
        journal::{self, UndoFault},
        records::{self, SaveError},
        transitions::{self, TransitionError},
    },
    domain::{Kind, Label, field::Fault, workflow::TransitionRefusal},
    store::StoreError,
};
use pollster::block_on;

use crate::{
    sessions::{SCHOOL, act, add, at, form, waits},
    story::{account, demo_store, open},
};

#[test]
fn one_instructor_is_at_one_place_and_what_has_not_been_is_not_held() {
    let store = demo_store();
    let id = add(&store, SCHOOL, &form("2026-07-18", &[])).expect("planned");
    let clash =
        add(&store, "9901220002", &form("2026-07-18", &[("school", "9901220002"), ("starts", "09:00")]));
    let Err(SaveError::Faulty(problems)) = clash else { panic!("{clash:?}") };
    assert!(
        matches!(&problems[..], [problem] if problem.field == "starts" && matches!(problem.fault, Fault::Clash { .. }))
    );
    assert!(
        matches!(act(&store, SCHOOL, &id, ("hold", "")), Err(TransitionError::Ruled { .. })),
        "its day has yet to come"
    );
    let workspace = open(&store);
    assert!(
        !waits(&workspace, SCHOOL, &id, date(2026, 7, 17))
            && waits(&workspace, SCHOOL, &id, date(2026, 7, 18))
    );

    // Nobody came: another can be planned at that time, and then the first cannot be restored.
    assert_eq!(
        act(&store, SCHOOL, &id, ("cancel", "")),
        Err(TransitionError::Refused(TransitionRefusal::NeedsReason {
            verb: Label::new("取消课次", "Cancel session")
        }))
    );
    act(&store, SCHOOL, &id, ("cancel", "台风停课")).expect("cancelled");
    assert_eq!(account(&open(&store)).verdicts.get(&id), None, "it earns nothing and is refused nothing");
    let again = add(&store, SCHOOL, &form("2026-07-18", &[])).expect("planned anew");
    assert_eq!(again, format!("{id}_2"));
    assert!(matches!(act(&store, SCHOOL, &id, ("restore", "")), Err(TransitionError::Unsound(_))));
    // Nor by taking the cancelling back, or undoing it.
    let (workspace, school) = (open(&store), at(&store, SCHOOL));
    let taken_back = block_on(transitions::take_back(&store, &workspace, &school, (Kind::Session, &id)));
    assert!(matches!(taken_back, Err(TransitionError::Unsound(_))), "{taken_back:?}");
    let cancelled = workspace.sessions.revision(&id).expect("a revision");
    let undone = block_on(journal::undo(&store, &workspace, &school, cancelled));
    assert!(matches!(undone, Err(UndoFault::Taken(..))), "{undone:?}");
}

#[test]
fn two_tabs_cannot_plan_an_instructor_twice_in_the_same_moment() {
    let store = demo_store();
    let (tab, actor) = (open(&store), at(&store, SCHOOL));
    add(&store, SCHOOL, &form("2026-07-18", &[])).expect("planned");
    let late = form("2026-07-18", &[("starts", "08:30")]);
    let saved = records::save(&store, &tab, &actor, (Kind::Session, None), &late, Vec::new());
    let saved = block_on(saved);
    assert!(matches!(saved, Err(SaveError::Store(StoreError::TableChanged { .. }))), "{saved:?}");
}
