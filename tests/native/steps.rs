//! What whoever makes a step is told before it, that steps stay in their order, and what stands for several at once.

use std::rc::Rc;

use jiff::civil::date;
use keqiao::{
    app::{
        Actor, Now,
        transitions::{self, Before, TransitionError},
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Document, Kind, Lang, Localized as _,
        workflow::{Role, UNDO, WRITE, Workflow},
    },
    store::MemoryStore,
};
use pollster::block_on;

use crate::joint::{TODAY, act, actor, demo_store, governed_by, open, save, seat, state};

const SCHOOLS: [&str; 3] = ["9901220001", "9901220002", "9901220003"];

/// A document that the county has registered.
fn registered(store: &MemoryStore) -> String {
    let county = bureau(COUNTY);
    let filled = [
        ("unit", county.as_str()),
        ("number", "教基函〔2026〕12号"),
        ("title", "关于科普月的通知"),
        ("issuer", "市教育局"),
        ("written", "2026-06-10"),
        ("received", "2026-06-12"),
        ("main_to", "各县教育局"),
        ("openness", "主动公开"),
    ];
    save(store, &county, Kind::Document, None, &filled).expect("saved")
}

/// What the seats do one after the other.
fn takes(store: &MemoryStore, id: &str, steps: &[(&str, Role)]) {
    for (verb, role) in steps {
        act(store, (&bureau(COUNTY), *role), (Kind::Document, id), verb, "").expect(verb);
    }
}

fn fills(store: &MemoryStore, id: &str, fields: &[(&'static str, &str)]) {
    save(store, &bureau(COUNTY), Kind::Document, Some(id), fields).expect("saved");
}

/// A document that lacks nothing for being forwarded to the three schools.
fn ready(store: &MemoryStore) -> String {
    let id = registered(store);
    fills(store, &id, &[("opinion", "拟转发各校")]);
    takes(store, &id, &[("propose", Role::Officer), ("approve", Role::Leader)]);
    let recipients = SCHOOLS.join("、");
    let letter =
        [("letter_number", "县教函〔2026〕3号"), ("letter", "请抓好落实。"), ("recipients", &recipients)];
    fills(store, &id, &letter);
    id
}

fn told(store: &MemoryStore, id: &str, verb: &str, today: jiff::civil::Date) -> Before {
    let workspace = open(store);
    let record = workspace.find(Kind::Document, id).expect("a document");
    transitions::before(&workspace, &record, (verb, None), today)
}

fn on(day: jiff::civil::Date, role: Role) -> Actor {
    let now = Now { timestamp: format!("{day}T01:00:00Z"), today: day };
    Actor { now, ..actor(seat(&bureau(COUNTY), role)) }
}

#[test]
fn everything_that_is_missing_is_told_at_once_and_how_many_receive() {
    let store = demo_store();
    let id = registered(&store);
    fills(&store, &id, &[("opinion", "拟转发各校")]);
    takes(&store, &id, &[("propose", Role::Officer), ("approve", Role::Leader)]);
    let missing: Vec<_> =
        told(&store, &id, "forward", TODAY).missing.into_iter().map(|field| field.key).collect();
    assert_eq!(missing, ["letter_number", "letter", "recipients"]);

    let store = demo_store();
    let id = ready(&store);
    let before = told(&store, &id, "forward", TODAY);
    assert!(before.missing.is_empty());
    assert_eq!(before.makes, [(Kind::Dispatch, 3)]);
    assert!(!before.is_silent(), "three units receive it");
    assert!(told(&store, &id, "close", TODAY).is_silent());
}

#[test]
fn all_dispatches_are_recalled_by_one_step() {
    let store = demo_store();
    let id = ready(&store);
    takes(&store, &id, &[("forward", Role::Officer)]);
    let dispatches: Vec<_> = SCHOOLS.iter().map(|school| format!("{id}_{school}")).collect();
    // Nobody has signed: they go with the step that made them.
    let workspace = open(&store);
    let here = (Kind::Document, id.as_str());
    let officer = actor(seat(&bureau(COUNTY), Role::Officer));
    block_on(transitions::take_back(&store, &workspace, &officer, here)).expect("taken back");
    assert!(dispatches.iter().all(|id| !open(&store).dispatches.has(id)));

    // One has signed: all that are under way are withdrawn in one commit.
    takes(&store, &id, &[("forward", Role::Officer)]);
    act(&store, (SCHOOLS[0], Role::Officer), (Kind::Dispatch, &dispatches[0]), "acknowledge", "")
        .expect("signed");
    let workspace = open(&store);
    let head = actor(seat(&bureau(COUNTY), Role::Leader));
    let withdrawn = ("withdraw", "名单有误");
    block_on(transitions::make_all(&store, &workspace, &head, (Kind::Dispatch, &dispatches), withdrawn))
        .expect("withdrawn");
    assert!(dispatches.iter().all(|id| state(&store, Kind::Dispatch, id) == "withdrawn"));
}

#[test]
fn of_several_that_are_taken_on_together_the_one_that_cannot_be_is_named() {
    let store = demo_store();
    let id = ready(&store);
    takes(&store, &id, &[("forward", Role::Officer)]);
    let dispatches: Vec<_> = SCHOOLS.iter().map(|school| format!("{id}_{school}")).collect();
    let head = actor(seat(&bureau(COUNTY), Role::Leader));
    let workspace = open(&store);
    let once =
        transitions::make(&store, &workspace, &head, (Kind::Dispatch, &dispatches[1]), ("withdraw", "误发"));
    block_on(once).expect("withdrawn");
    let workspace = open(&store);
    let all =
        transitions::make_all(&store, &workspace, &head, (Kind::Dispatch, &dispatches), ("withdraw", "误发"));
    let refused = block_on(all).expect_err("one is withdrawn already");
    assert!(matches!(refused, TransitionError::OfSeveral { .. }), "{refused:?}");
    let called = workspace.find(Kind::Dispatch, &dispatches[1]).expect("there").title;
    assert!(refused.text(Lang::Zh).contains(&called), "{}", refused.text(Lang::Zh));
    assert_eq!(state(&store, Kind::Dispatch, &dispatches[0]), "sent", "none was");
}

#[test]
fn a_clock_that_was_set_back_is_told_and_the_steps_stay_in_order() {
    let store = demo_store();
    let id = registered(&store);
    fills(&store, &id, &[("opinion", "拟转发各校")]);
    takes(&store, &id, &[("propose", Role::Officer)]);
    let earlier = date(2026, 5, 15);
    assert_eq!(told(&store, &id, "approve", earlier).clock_behind, Some(TODAY));
    assert_eq!(told(&store, &id, "approve", TODAY).clock_behind, None);

    let (workspace, head) = (open(&store), on(earlier, Role::Leader));
    block_on(transitions::make(&store, &workspace, &head, (Kind::Document, &id), ("approve", "")))
        .expect("approved");
    let workspace = open(&store);
    let steps = &workspace.find(Kind::Document, &id).expect("there").envelope.steps;
    assert!(steps.is_sorted_by_key(|step| step.day) && steps.is_sorted_by_key(|step| step.when.clone()));
    assert_eq!(steps.last().map(|step| step.day), Some(TODAY), "what is due is counted from the step before");
}

fn by_one_seat(store: &MemoryStore, id: &str) -> Vec<&'static str> {
    let workspace = open(store);
    let record = workspace.find(Kind::Document, id).expect("there");
    let table: &Workflow = Kind::Document.workflow().expect("a workflow");
    record.progress().expect("a workflow").by_one_seat(table).iter().map(|made| made.verb).collect()
}

#[test]
fn one_head_who_proposes_approves_and_forwards_is_pointed_out() {
    let store = demo_store();
    let id = ready(&store);
    assert_eq!(by_one_seat(&store, &id), [""; 0], "an officer proposed, the head approved");
    takes(&store, &id, &[("forward", Role::Leader)]);
    assert_eq!(by_one_seat(&store, &id), ["approve", "forward"]);

    let store = demo_store();
    let id = registered(&store);
    fills(&store, &id, &[("opinion", "拟转发各校")]);
    takes(&store, &id, &[("propose", Role::Leader), ("approve", Role::Leader)]);
    assert_eq!(by_one_seat(&store, &id), ["propose", "approve"]);
}

#[test]
fn one_head_is_told_so_before_the_step_and_somebody_else_is_not() {
    let store = demo_store();
    let id = registered(&store);
    fills(&store, &id, &[("opinion", "拟转发各校")]);
    takes(&store, &id, &[("propose", Role::Leader)]);
    let told = |verb: &str, role: Role| {
        let workspace = open(&store);
        let record = workspace.find(Kind::Document, &id).expect("there");
        let seat = seat(&bureau(COUNTY), role);
        let before = transitions::before(&workspace, &record, (verb, Some(&seat)), TODAY);
        assert!(before.by_one_seat.is_empty() || !before.is_silent(), "whoever is to be told is asked first");
        before.by_one_seat.iter().map(|made| made.verb).collect::<Vec<_>>()
    };
    assert_eq!(told("approve", Role::Leader), ["propose", "approve"]);
    takes(&store, &id, &[("approve", Role::Leader)]);
    assert_eq!(told("forward", Role::Leader), ["propose", "approve", "forward"]);
    assert_eq!(told("forward", Role::Officer), [""; 0], "an officer looks at it");
    assert_eq!(told("close", Role::Leader), [""; 0], "what is filed away goes to nobody");
}

#[test]
fn a_pack_can_forbid_that_one_head_proposes_and_approves() {
    let script = "fn may_approve_document(document, p) { cite(\"0.2\"); if document.by_same_seat { return refuse(\"dispatches_open\"); } true }";
    let store = demo_store();
    let id = registered(&store);
    fills(&store, &id, &[("opinion", "拟转发各校")]);
    let approves = |store: &MemoryStore| {
        let head = Actor {
            policy: Some(Rc::new(governed_by(script))),
            ..actor(seat(&bureau(COUNTY), Role::Leader))
        };
        block_on(transitions::make(store, &open(store), &head, (Kind::Document, &id), ("approve", "")))
    };
    takes(&store, &id, &[("propose", Role::Leader)]);
    let refused = approves(&store);
    assert!(matches!(refused, Err(TransitionError::Ruled { .. })), "{refused:?}");
    let here = (Kind::Document, id.as_str());
    act(&store, (&bureau(COUNTY), Role::Leader), here, "return", "请经办人拟办").expect("returned");
    takes(&store, &id, &[("propose", Role::Officer)]);
    approves(&store).expect("the officer proposed");
}

#[test]
fn a_document_is_quoted_with_the_brackets_that_it_has() {
    for (title, quoted, forwarding) in [
        ("关于科普月的通知", "《关于科普月的通知》", "县教育局关于转发《关于科普月的通知》的通知"),
        ("《科普月方案》", "《科普月方案》", "县教育局关于转发《科普月方案》的通知"),
        (
            "关于落实《科学素质纲要》",
            "《关于落实《科学素质纲要》》",
            "县教育局关于转发《关于落实《科学素质纲要》》的通知",
        ),
        (
            "关于落实《科学素质纲要》的通知",
            "《关于落实《科学素质纲要》的通知》",
            "县教育局关于转发《关于落实《科学素质纲要》的通知》的通知",
        ),
        ("《科学素质纲要》的通知", "《科学素质纲要》的通知", "县教育局关于转发《科学素质纲要》的通知"),
        ("《甲》和《乙》", "《甲》和《乙》", "县教育局关于转发《甲》和《乙》的通知"),
        ("转发《科普月方案》", "《科普月方案》", "县教育局关于转发《科普月方案》的通知"),
        (
            "转发《关于科普月的通知》的通知",
            "《关于科普月的通知》的通知",
            "县教育局关于转发《关于科普月的通知》的通知",
        ),
        ("", "《》", "县教育局关于转发《》的通知"),
    ] {
        let document = Document { title: title.to_owned(), ..sample() };
        assert_eq!(document.quoted(), quoted, "{title}");
        assert_eq!(document.forwarding_title("县教育局"), forwarding, "{title}");
    }
}

fn sample() -> Document {
    let store = demo_store();
    let id = registered(&store);
    open(&store).documents.get(&id).cloned().expect("there")
}

/// What an office writes into a record is a step of its own, and takes nothing back.
#[test]
fn a_step_is_called_by_what_it_does() {
    let table = Kind::Document.workflow().expect("a workflow");
    let called = |verb: &str| table.called(verb).text(Lang::Zh);
    assert_eq!([called("propose"), called(WRITE), called(UNDO)], ["提交拟办", "填写", "撤回上一步"]);
}
