//! What is made of records on paper: letters of appointment, agreements, covering letters; who sees them, and what they are worth.

use jiff::civil::Date;
use keqiao::{
    app::{FormValues, papers, records, scope::View, workspace::Workspace},
    domain::{
        Kind, Record,
        workflow::{Role, Seat},
    },
    exchange::paper::{Closing, Paper, Style, in_chinese},
    store::{Commit, Store},
};
use pollster::block_on;
use serde_json::json;

use crate::{
    joint::{demo_store, open},
    story::{actor, edited},
};

const APPOINTED: &str = "9901220003-pr-001";
const PROPOSED: &str = "9901220001-pr-001";

fn seat(unit: &str) -> Seat {
    Seat { unit: unit.to_owned(), role: Role::Leader }
}

fn of(workspace: &Workspace, unit: &str, id: &str) -> Option<Paper> {
    let seat = seat(unit);
    papers::of(View { workspace, seat: Some(&seat) }, Kind::AppointmentDecision, id)
}

fn body(paper: &Paper) -> String {
    paper.blocks.iter().map(|block| format!("{}\n", block.text)).collect()
}

#[test]
fn who_is_appointed_has_a_letter_and_sees_it_too() {
    let workspace = open(&demo_store());
    let letter = of(&workspace, "9901220003", APPOINTED).expect("a letter");
    assert_eq!(letter.title, "聘　书");
    assert_eq!(letter.marks, ["演示数据"]);
    let person = &workspace.instructors.get("KP9001").expect("a person").name;
    let body = body(&letter);
    for said in [
        &format!("{person}同志："),
        "科学报告两场，协助组建机器人社团。",
        "按政策计发。",
        "第六十二条",
        "校务会研究决定",
    ] {
        assert!(body.contains(said), "{said} is not in {body}");
    }
    let Closing::Signed { by, on } = &letter.closing else { panic!("one office signs") };
    assert_eq!(by, workspace.tree().name("9901220003"));
    assert!(on.ends_with('日') && !on.contains('　'), "{on}");
    assert_eq!(of(&workspace, "KP9001", APPOINTED), Some(letter), "whom it names");
    assert_eq!(of(&workspace, "9901220001", APPOINTED), None, "another school");
}

#[test]
fn before_the_decision_the_agreement_is_a_draft_and_both_sides_sign_it() {
    let workspace = open(&demo_store());
    let agreement = of(&workspace, "9901220001", PROPOSED).expect("an agreement");
    assert_eq!(agreement.marks, ["草稿", "演示数据"]);
    assert_eq!(agreement.title, "课后服务合作协议");
    let body = body(&agreement);
    assert!(body.contains(&format!("乙方：{}", workspace.tree().name("ven-museum"))), "{body}");
    for (number, article) in [
        "合作期限",
        "合作内容",
        "费用",
        "入职查询与安全",
        "双方的权利和义务",
        "提前终止",
        "其他",
        "份数与生效",
    ]
    .into_iter()
    .enumerate()
    {
        let number = "一二三四五六七八".chars().nth(number).expect("a number");
        assert!(body.contains(&format!("{number}、{article}\n")), "{article}");
    }
    assert!(
        matches!(&agreement.closing, Closing::Sides(rows) if rows[0] == ["甲方（盖章）：", "乙方（盖章）："])
    );
    assert!(agreement.pages().len() >= 2);
    assert_eq!(of(&workspace, "ven-museum", PROPOSED), None, "the other side is told once it is decided");
}

#[test]
fn a_letter_that_was_ended_says_so_and_one_that_was_refused_is_none() {
    let step = |verb: &str| json!({ "verb": verb, "when": "2026-07-05T08:00:00Z", "day": "2026-07-05", "unit": "9901220003", "role": "leader" });
    let after = |verb: &'static str, id: &str| {
        let store = demo_store();
        let change = edited(&store, Kind::AppointmentDecision, id, &|body| {
            body["@steps"].as_array_mut().expect("steps").push(step(verb));
        });
        let commit = Commit::new(actor().operation("test", ""), vec![change]);
        block_on(store.commit(commit)).expect("stored");
        open(&store)
    };
    let workspace = after("end", APPOINTED);
    let ended = of(&workspace, "9901220003", APPOINTED).expect("a letter");
    assert_eq!(of(&workspace, "KP9001", APPOINTED).as_ref(), Some(&ended), "who had it still has it");
    assert!(ended.marks[0].starts_with("已于") && ended.marks[0].ends_with("提前终止"), "{:?}", ended.marks);
    assert_eq!(of(&after("reject", PROPOSED), "9901220001", PROPOSED), None);
}

#[test]
fn a_renewal_begins_on_the_day_after_and_ends_with_its_term() {
    let workspace = open(&demo_store());
    let earlier = workspace.find(Kind::AppointmentDecision, APPOINTED).expect("a decision");
    let filled = records::rolled_over(&workspace, &earlier, FormValues::new());
    let day = |text: &str| text.parse::<Date>().expect("a day");
    assert_eq!(day(&filled["begins"]), day(earlier.text("ends")).tomorrow().expect("a day"));
    assert!(day(&filled["ends"]) > day(&filled["begins"]));
    assert_eq!(filled["duties"], earlier.text("duties"));
    assert!(
        !filled.contains_key("meeting") && !filled.contains_key("checked_on"),
        "decided and checked anew"
    );
}

#[test]
fn a_covering_letter_is_a_paper_too() {
    let workspace = open(&demo_store());
    let seat = seat("990122-edu");
    let view = View { workspace: &workspace, seat: Some(&seat) };
    let with_a_letter =
        workspace.documents.all().find(|document| document.unit == "990122-edu" && document.letter.is_some());
    let document = with_a_letter.expect("a document that was passed on");
    let id = document.id();
    let letter = papers::of(view, Kind::Document, &id).expect("a letter");
    assert_eq!(letter.number, document.letter_number);
    assert_eq!(letter.marks, ["演示数据"], "it was forwarded");
    let Closing::Signed { on, .. } = &letter.closing else { panic!("an office signs") };
    let record = workspace.find(Kind::Document, &id).expect("there");
    let forwarded =
        record.envelope.steps.iter().find(|step| &*step.verb == "forward").expect("forwarded").day;
    assert_eq!(*on, in_chinese(forwarded));
    assert_eq!(letter.blocks[0].style, Style::To);
    assert!(
        letter
            .blocks
            .last()
            .is_some_and(|block| block.style == Style::Enclosure && block.text.starts_with("附件："))
    );
    assert_eq!(letter.notes[0], format!("公开属性：{}", document.openness.label().zh));
    let without = workspace.documents.all().find(|document| document.letter.is_none()).expect("one without");
    assert_eq!(papers::of(View { workspace: &workspace, seat: None }, Kind::Document, &without.id()), None);
}
