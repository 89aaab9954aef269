//! Errands of the pool: last year's comes in by a sheet, somebody was nominated twice, somebody moves to another association (一.2).

use keqiao::{
    app::{Actor, import, inbox::Inbox, transitions::TransitionError},
    demo::units::{CITY, COUNTY, association, bureau},
    domain::{
        Kind,
        workflow::Role::{self, Leader, Officer},
    },
    exchange,
    store::MemoryStore,
};
use pollster::block_on;

use super::{
    joint::{TODAY, act, actor, demo_store, open, save, seat, state},
    story::paper,
};

const IN_POOL: (Kind, &str) = (Kind::Nomination, "uni-tech-tj-001");
const MADE_PUBLIC: (Kind, &str) = (Kind::Nomination, "uni-farm-tj-001");

/// Two of last year's pool, one of whom somebody has called self-nominated, and one who is to be admitted some day.
fn last_years(association: &str) -> String {
    format!(
        "推荐编号,推荐单位,初审科协,来源,姓名,工作单位,职称,人才类别,校外人员,辅导员编号,原入库日期,下次复审日期,违法犯罪记录查询日期,凭证明入库\n\
         tj-25-1,{association},{association},原在库,沈括年,演示县水利局,副高级,科技人才,是,KP8001,2025-04-01,2027-04-01,2026-03-01,是\n\
         tj-25-2,{association},{association},自荐,徐霞远,演示县文旅局,中级,科普工作者,是,KP8002,,2027-04-01,2026-03-01,是\n\
         tj-25-3,{association},{association},原在库,宋应辰,演示县工信局,中级,科技人才,是,KP8003,2026-07-01,2027-04-01,2026-03-01,是\n"
    )
}

fn brings(store: &MemoryStore, actor: &Actor, sheet: &str) -> (Vec<(u32, String)>, usize) {
    let read = import::check(&open(store), actor, &exchange::read(sheet.as_bytes()).expect("a table"));
    assert_eq!(read.summary.problems, []);
    let left = read.summary.left.iter().map(|left| (left.row, left.what.zh.clone())).collect();
    let steps = read.summary.steps.iter().map(|(_, _, count)| count).sum();
    block_on(import::import(store, &open(store), actor, &read.batch, &paper(), &Default::default()))
        .expect("imported");
    (left, steps)
}

#[test]
fn last_years_pool_is_admitted_by_a_sheet_that_is_its_proof() {
    let store = demo_store();
    let own = association(COUNTY);
    let (left, steps) = brings(&store, &actor(seat(&own, Leader)), &last_years(&own));
    assert_eq!(steps, 1);
    assert_eq!(
        left,
        [
            (3, "凭证明入库的只限原在库的；其他的按推荐程序办理".to_owned()),
            (4, "原入库日期在今天之后。请按证明填写原入库日期。".to_owned()),
        ],
        "told before anything is stored"
    );
    assert_eq!(state(&store, Kind::Nomination, "tj-25-1"), "admitted");
    assert_eq!(state(&store, Kind::Nomination, "tj-25-2"), "draft");
    let workspace = open(&store);
    let instructor = workspace.instructors.get("KP8001").expect("in the register");
    assert_eq!((instructor.name.as_str(), instructor.recommended_by.as_ref()), ("沈括年", Some(&own)));
    assert!(workspace.instructors.get("KP8002").is_none());
    let admitted = workspace.find(Kind::Nomination, "tj-25-1").expect("there");
    let steps = admitted.progress().expect("a course").steps;
    assert_eq!(steps.len(), 1, "its course is not played again");
    assert_eq!(steps[0].paper, Some(paper().file));
}

#[test]
fn only_the_head_admits_on_proof_and_only_on_paper() {
    let store = demo_store();
    let own = association(COUNTY);
    let (left, steps) = brings(&store, &actor(seat(&own, Officer)), &last_years(&own));
    assert_eq!((left.len(), steps), (3, 0), "{left:?}");
    let at = (Kind::Nomination, "tj-25-1");
    assert_eq!(act(&store, (&own, Leader), at, "admit_on_proof", ""), Err(TransitionError::NeedsPaper));
    // Nor does anybody admit their own people who is no association.
    let university = "uni-tech";
    let (left, steps) = brings(&demo_store(), &actor(seat(university, Leader)), &last_years(university));
    assert_eq!((left.len(), steps), (3, 0), "{left:?}");
}

fn told(said: Result<u64, TransitionError>) -> String {
    match said {
        Err(TransitionError::Refused(refusal)) => refusal.to_string(),
        Err(other) => format!("{other:?}"),
        Ok(_) => String::new(),
    }
}

#[test]
fn somebody_nominated_twice_is_merged_into_the_nomination_that_goes_on() {
    let store = demo_store();
    let (own, twice) = (association(COUNTY), (Kind::Nomination, "again"));
    let filled = [
        ("code", "again"),
        ("unit", own.as_str()),
        ("association", own.as_str()),
        ("name", "苗春生"),
        ("employer", "演示农业大学"),
        ("title", "正高级"),
        ("calling", "科学家"),
        ("external", "是"),
        ("source", "科协提名"),
    ];
    save(&store, &own, twice.0, None, &filled).expect("kept");
    act(&store, (&own, Officer), twice, "submit", "").expect("submitted");
    let merge = || act(&store, (&own, Officer), twice, "merge", "同一人，并入农业大学的推荐");
    assert_ne!(told(merge()), "", "into what it is merged is said first");
    // Neither itself, nor somebody else.
    for other in ["again", IN_POOL.1] {
        save(&store, &own, twice.0, Some("again"), &[("same_as", other)]).expect("kept");
        assert_ne!(told(merge()), "", "{other}");
    }
    save(&store, &own, twice.0, Some("again"), &[("same_as", MADE_PUBLIC.1)]).expect("kept");
    merge().expect("merged");
    assert_eq!(state(&store, twice.0, twice.1), "merged");
    assert_eq!(state(&store, MADE_PUBLIC.0, MADE_PUBLIC.1), "publicity", "the other goes on");
}

#[test]
fn who_moves_to_another_association_is_taken_over_with_their_course() {
    let store = demo_store();
    let (own, other) = (association(COUNTY), association(CITY));
    let number = {
        let workspace = open(&store);
        workspace.find(IN_POOL.0, IN_POOL.1).expect("there").text("number").to_owned()
    };
    let moves = || act(&store, (&own, Leader), IN_POOL, "move_on", "工作单位迁往市里");
    save(&store, &own, IN_POOL.0, Some(IN_POOL.1), &[("moves_to", &own)]).expect("kept");
    assert_ne!(told(moves()), "", "to itself nobody moves");
    save(&store, &own, IN_POOL.0, Some(IN_POOL.1), &[("moves_to", &other)]).expect("kept");
    assert_ne!(told(moves()), "", "schools hear of it with the register");
    save(&store, &own, Kind::Instructor, Some(&number), &[("recommended_by", &other)]).expect("kept");
    moves().expect("moved");
    let waits = |unit: &str, role: Role| {
        let inbox = Inbox::of(&open(&store), Some(seat(unit, role)), TODAY, &|_| None);
        inbox.mine().any(|task| task.kind == IN_POOL.0 && task.id == IN_POOL.1)
    };
    assert!(waits(&other, Leader) && !waits(&own, Leader) && !waits(&bureau(CITY), Leader));
    act(&store, (&other, Leader), IN_POOL, "turn_back", "材料不全").expect("turned back");
    moves().expect("moved again");
    act(&store, (&other, Leader), IN_POOL, "take_over", "").expect("taken over");
    let workspace = open(&store);
    let there = workspace.find(IN_POOL.0, IN_POOL.1).expect("there");
    assert_eq!((there.text("association"), there.text("moves_to")), (other.as_str(), ""));
    assert_eq!(there.state.map(|state| state.code), Some("admitted"));
    // From now on the other reviews it.
    assert!(act(&store, (&own, Officer), IN_POOL, "renew", "").is_err());
    act(&store, (&other, Officer), IN_POOL, "renew", "").expect("the yearly review");
}
