//! Who may come to the pool, and who may be appointed from it (一.2, 一.5).

use std::rc::Rc;

use keqiao::{
    app::{
        asked,
        reading::Reading,
        transitions::{self, TransitionError},
    },
    demo::units::{CITY, COUNTY, association, bureau},
    domain::{
        Kind,
        workflow::Role::{Leader, Officer},
    },
    policy::decision::{Decision, Outcome},
    store::MemoryStore,
};
use pollster::block_on;

use super::joint::{TODAY, act, actor, demo_store, governed_by, open, policy, save, seat, state};

const OF_A_SOCIETY: (Kind, &str) = (Kind::Nomination, "soc-astro-tj-001");

/// What the policy finds wrong with a nomination.
fn found(store: &MemoryStore, (kind, id): (Kind, &str)) -> Vec<String> {
    let workspace = open(store);
    let record = workspace.find(kind, id).expect("there");
    let answers = asked::of(&policy(), &Reading::of(&workspace), &record, TODAY);
    let findings = answers.into_iter().map(|(_, answer)| match answer {
        Ok(Decision { outcome: Outcome::Findings(found), .. }) => found,
        other => panic!("{other:?}"),
    });
    findings.flatten().map(|refusal| refusal.reason).collect()
}

fn refused(said: Result<(), TransitionError>) -> String {
    match said {
        Err(TransitionError::Ruled { why, .. }) => why.zh,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_reason_is_told_and_stands_in_the_way_of_the_check_from_above() {
    let store = demo_store();
    let (own, bureau) = (association(COUNTY), bureau(COUNTY));
    // The association has signed; its signature is not two.
    assert_eq!(found(&store, OF_A_SOCIETY), ["bureau_unsigned", "check_missing"]);
    let twice = act(&store, (&own, Leader), OF_A_SOCIETY, "countersign", "");
    assert!(matches!(twice, Err(TransitionError::Refused(_))), "{twice:?}");
    act(&store, (&bureau, Leader), OF_A_SOCIETY, "countersign", "").expect("agreed");
    assert_eq!(found(&store, OF_A_SOCIETY), ["check_missing"]);
    let workspace = open(&store);
    let record = workspace.find(Kind::Nomination, OF_A_SOCIETY.1).expect("there");
    let city = association(CITY);
    let above = actor(seat(&city, Officer));
    let said = refused(transitions::check(&workspace, &above, &record, ("check", "")));
    assert_eq!(said, "入职查询缺失或过期");
    // Sent back and handed in again, it is signed anew.
    act(&store, (&city, Officer), OF_A_SOCIETY, "check_back", "缺查询").expect("returned");
    assert_eq!(found(&store, OF_A_SOCIETY), ["association_unsigned", "bureau_unsigned", "check_missing"]);
}

#[test]
fn experts_are_heard_where_a_pack_asks_for_them() {
    let store = demo_store();
    let id = OF_A_SOCIETY;
    act(&store, (&bureau(COUNTY), Leader), id, "countersign", "").expect("agreed");
    assert_eq!(state(&store, id.0, id.1), "checking");
    let asking = governed_by(
        "fn may_check_nomination(nomination, p) { if is_missing(nomination.expert_opinion) { return refuse(\"experts_unheard\"); } true }",
    );
    let workspace = open(&store);
    let record = workspace.find(id.0, id.1).expect("there");
    let mut above = actor(seat(&association(CITY), Officer));
    above.policy = Some(Rc::new(asking));
    let said = refused(transitions::check(&workspace, &above, &record, ("check", "")));
    assert_eq!(said, "experts_unheard", "a pack without words for it says its code");
}

#[test]
fn nobody_takes_another_persons_number() {
    let store = demo_store();
    let id = (Kind::Nomination, "uni-farm-tj-001");
    let own = association(COUNTY);
    save(&store, &own, id.0, Some(id.1), &[("number", "KP0001"), ("review_on", "2027-06-01")])
        .expect("saved");
    let mut later = actor(seat(&own, Leader));
    later.now.today = open(&store).calendar().after_working_days(TODAY, 10);
    let said = block_on(transitions::make(&store, &open(&store), &later, id, ("admit", "")));
    assert!(matches!(&said, Err(TransitionError::Guarded(why)) if why.zh.contains("另一个人")), "{said:?}");
    assert_eq!(state(&store, id.0, id.1), "publicity");
}
