//! What a step takes away is told before it: signatures that are to be given again, and pay.

use keqiao::{
    app::transitions::{self, Before, Unpaid},
    demo::units::{COUNTY, bureau},
    domain::{Kind, Money, session::holding, workflow::UNDO},
    store::MemoryStore,
};

use crate::{
    sessions::{SCHOOL, act, at, session, state},
    story::{account, demo_store, open, rulebook},
};

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 7, 6);

fn told(store: &MemoryStore, id: &str, verb: &str) -> Before {
    let workspace = open(store);
    let record = workspace.find(Kind::Session, id).expect("a session");
    transitions::before(&workspace, &record, (verb, at(store, SCHOOL).seat.as_ref()), TODAY)
}

/// The signatures that the step takes away, by verb, each with who gave it.
fn taken_away(store: &MemoryStore, id: &str, verb: &str) -> Vec<(&'static str, Vec<String>)> {
    let before = told(store, id, verb);
    assert_eq!(before.taken_away.is_empty(), before.is_silent(), "whoever is to be told is asked first");
    before.taken_away.into_iter().map(|(signed, units)| (signed.verb, units)).collect()
}

fn unpaid(store: &MemoryStore, ids: &[String], (verb, unit): (&str, &str)) -> Unpaid {
    let workspace = open(store);
    let seat = at(store, unit).seat.expect("a seat");
    transitions::unpaid(&workspace, &rulebook(&workspace), (Kind::Session, ids), (verb, &seat), TODAY)
}

/// A session that is paid.
struct Paid {
    id: String,
    school: String,
    instructor: String,
    amount: Money,
}

fn paid(store: &MemoryStore) -> Paid {
    let workspace = open(store);
    let account = account(&workspace);
    let mut paid = account.verdicts.iter().filter(|(_, verdict)| verdict.amount() > Money::ZERO);
    let (id, verdict) = paid.next().expect("some are paid");
    let session = session(&workspace, id);
    Paid {
        id: id.to_string(),
        school: session.school,
        instructor: session.instructor,
        amount: verdict.amount(),
    }
}

#[test]
fn who_corrects_a_session_is_told_whose_confirmations_and_what_pay_go_with_it() {
    let store = demo_store();
    let Paid { id, school, instructor, amount } = paid(&store);
    let only = std::slice::from_ref(&id);
    let both = ("confirm", vec![school.clone(), instructor.clone()]);
    assert_eq!(taken_away(&store, &id, "correct"), std::slice::from_ref(&both));
    assert_eq!(
        unpaid(&store, only, ("correct", &school)),
        Unpaid { sessions: 1, after_tax: amount, batched: 1 }
    );
    assert_eq!(unpaid(&store, only, ("hold", &school)), Unpaid::default(), "what goes on takes nothing away");

    // What has fallen falls no more, until it is given again.
    act(&store, &school, &id, ("correct", "时长有误")).expect("to be corrected");
    assert_eq!(taken_away(&store, &id, "cancel"), []);
    act(&store, &school, &id, ("hold", "")).expect("held");
    assert_eq!(taken_away(&store, &id, "correct"), [], "nobody has signed yet");
    act(&store, &instructor, &id, ("confirm", "")).expect("one of two has signed");
    assert_eq!(taken_away(&store, &id, "correct"), [("confirm", vec![instructor.clone()])]);
    assert_eq!(
        unpaid(&store, only, ("correct", &school)),
        Unpaid { batched: 1, ..Unpaid::default() },
        "it is not paid yet"
    );
    act(&store, &school, &id, ("confirm", "")).expect("so has the other");
    assert_eq!(state(&store, &id), holding::confirmed);
    assert_eq!(unpaid(&store, only, ("correct", &school)).after_tax, amount);
    // Whoever takes a signature back takes the pay back too.
    assert_eq!(unpaid(&store, only, (UNDO, &school)), Unpaid { sessions: 1, after_tax: amount, batched: 1 });
}

#[test]
fn of_several_that_are_corrected_together_each_signer_is_named_once_and_the_pay_is_summed() {
    let store = demo_store();
    let account = account(&open(&store));
    let paid = account.verdicts.iter().filter(|(_, verdict)| verdict.amount() > Money::ZERO).take(12);
    let ids: Vec<_> = paid.map(|(id, _)| id.to_string()).collect();
    let each = ids.iter().map(|id| told(&store, id, "correct"));
    let all = each.reduce(Before::and).expect("twelve");
    assert!(!all.taken_away.is_empty());
    for (_, units) in &all.taken_away {
        assert!(units.iter().enumerate().all(|(at, unit)| !units[..at].contains(unit)), "{units:?}");
    }
    let sum = ids.iter().filter_map(|id| account.verdicts.get(id)).map(|verdict| verdict.amount()).sum();
    assert_eq!(
        unpaid(&store, &ids, ("correct", SCHOOL)),
        Unpaid { sessions: 12, after_tax: sum, batched: 6 }
    );
}

#[test]
fn only_what_takes_back_or_ends_takes_signatures_away() {
    let county = bureau(COUNTY);
    let store = crate::joint::demo_store();
    let workspace = crate::joint::open(&store);
    let mut fell = 0;
    for kind in Kind::ALL.iter().copied() {
        let Some(workflow) = kind.workflow() else { continue };
        for record in workspace.records_of(kind) {
            let progress = record.progress().expect("a workflow");
            for next in workflow.transitions.iter().filter(|next| next.leaves(progress.state)) {
                let away = progress.taken_away_by(workflow, next);
                let ends = next.needs_reason();
                assert!(away.is_empty() || ends, "{kind:?} {} {}", record.id, next.verb);
                assert!(away.iter().all(|(signed, _)| signed.is_signature()), "{kind:?} {}", next.verb);
                fell += usize::from(away.iter().any(|(_, step)| *step.unit == *county));
            }
        }
    }
    assert!(fell > 0, "the county has signed something");
}
