//! What a step makes goes with it when it is taken back, unless somebody has gone on from there.

use std::slice;

use jiff::civil::date;
use keqiao::{
    app::{
        kinds, records,
        transitions::{self, Doing, TransitionError},
    },
    demo::units::{CITY, COUNTY, association, bureau},
    domain::{
        Envelope, Kind,
        workflow::{
            Role::{self, Leader, Officer},
            Seat, Transition,
        },
    },
    store::{Commit, MemoryStore, Store as _},
};
use pollster::block_on;

use super::{
    batches,
    drawn::{self, drawn},
    joint::{act, actor, demo_store, open, save, seat, state},
    story::paper,
};

/// A document of the city on the point of being forwarded to the county.
fn approved(store: &MemoryStore) -> String {
    let (city, county) = (bureau(CITY), bureau(COUNTY));
    let filled = [
        ("unit", city.as_str()),
        ("number", "演市教函〔2026〕77号"),
        ("title", "关于科普月的通知"),
        ("issuer", "演示市教育局"),
        ("written", "2026-06-10"),
        ("received", "2026-06-12"),
        ("main_to", "各区县教育局"),
        ("openness", "主动公开"),
        ("opinion", "拟转发各区县"),
        ("recipients", &county),
        ("letter_number", "演市教函〔2026〕78号"),
        ("letter", "请抓好落实。"),
    ];
    let id = save(store, &city, Kind::Document, None, &filled).expect("saved");
    act(store, (&city, Officer), (Kind::Document, &id), "propose", "").expect("proposed");
    act(store, (&city, Leader), (Kind::Document, &id), "approve", "").expect("approved");
    id
}

/// A dispatch on its way to the county.
fn sent(store: &MemoryStore) -> String {
    let document = approved(store);
    act(store, (&bureau(CITY), Officer), (Kind::Document, &document), "forward", "").expect("forwarded");
    format!("{document}_{}", bureau(COUNTY))
}

/// A meeting whose minutes ask the association for something.
fn minuted(store: &MemoryStore) -> String {
    let county = bureau(COUNTY);
    let force = open(store).records_of(Kind::TaskForce).next().expect("a task force").id;
    let asked = format!("报送名单|{}|2026-07-01", association(COUNTY));
    let filled = [
        ("task_force", force.as_str()),
        ("unit", &county),
        ("date", "2026-06-11"),
        ("topic", "名单"),
        ("minutes", "议定如下"),
        ("actions", &asked),
    ];
    save(store, &county, Kind::Meeting, None, &filled).expect("saved")
}

const SCHOOL: &str = "9901220001";

/// A session to which another will come.
fn of_another(store: &MemoryStore) -> String {
    let filled = [
        ("school", SCHOOL),
        ("instructor", "KP0001"),
        ("date", "2026-07-05"),
        ("starts", "08:00"),
        ("minutes", "45"),
        ("form", "科学报告"),
        ("place", "到校"),
        ("topic", "月球"),
        ("classes", "1"),
        ("pupils", "40"),
        ("substitute", "KP0002"),
    ];
    save(store, SCHOOL, Kind::Session, None, &filled).expect("saved")
}

/// A nomination of the kind, as the association has written it down.
fn nominated(
    store: &MemoryStore,
    kind: Kind,
    source: &[(&'static str, &str)],
    filled: &[(&'static str, &str)],
) -> String {
    let keeper = association(COUNTY);
    let own = [("code", "tj-001"), ("unit", keeper.as_str()), ("association", &keeper)];
    save(store, &keeper, kind, None, &[&own, source, filled].concat()).expect("saved")
}

/// Its publicity began three weeks ago.
fn made_public(store: &MemoryStore, kind: Kind, filled: &[(&'static str, &str)]) -> String {
    let keeper = association(COUNTY);
    let id = nominated(store, kind, &[("source", "科协提名")], filled);
    let made = |unit: &str, role, verb: &str| {
        let mut before = actor(seat(unit, role));
        before.now.today = date(2026, 5, 20);
        let workspace = open(store);
        block_on(transitions::make(store, &workspace, &before, (kind, &id), (verb, ""))).expect(verb);
    };
    made(&keeper, Officer, "submit");
    made(&keeper, Officer, "review");
    made(&keeper, Leader, "countersign");
    made(&bureau(COUNTY), Leader, "countersign");
    made(&association(CITY), Officer, "check");
    id
}

const PERSON: &[(&str, &str)] = &[
    ("name", "甘泉"),
    ("external", "是"),
    ("employer", "演示市气象台"),
    ("title", "中级"),
    ("calling", "科普工作者"),
    ("integrity", "单位鉴定"),
    ("devotion", "学校证明"),
    ("experience", "获奖证书"),
    ("checked_on", "2026-05-01"),
    ("number", "KP0099"),
    ("review_on", "2027-06-01"),
];

const INSTITUTION: &[(&str, &str)] = &[
    ("name", "演示市气象科普馆"),
    ("class", "科技馆"),
    ("certificate_until", "2028-05-01"),
    ("number", "ven-weather"),
    ("review_on", "2027-06-01"),
];

/// Of last year's pool.
const POOL: &[(&str, &str)] = &[("source", "原在库"), ("admitted_on", "2025-04-01")];

fn person(store: &MemoryStore) -> String {
    made_public(store, Kind::Nomination, PERSON)
}

fn institution(store: &MemoryStore) -> String {
    let need = open(store).needs.all().map(|need| need.code.clone()).next().expect("a need");
    made_public(store, Kind::BaseNomination, &[INSTITUTION, &[("needs", &need)]].concat())
}

/// A decision of the school's council on the point of being made.
fn decided(store: &MemoryStore) -> String {
    let filled = [
        ("code", "pr-001"),
        ("school", SCHOOL),
        ("instructor", "KP0002"),
        ("begins", "2026-06-20"),
        ("ends", "2026-07-10"),
        ("duties", "科学报告"),
        ("meeting", "校务会"),
        ("held", "2026-06-10"),
        ("present", "7"),
        ("in_favour", "6"),
        ("checked_on", "2026-05-01"),
        ("safeguarding", "副校长"),
    ];
    let id = save(store, SCHOOL, Kind::AppointmentDecision, None, &filled).expect("saved");
    act(store, (SCHOOL, Officer), (Kind::AppointmentDecision, &id), "propose", "").expect("proposed");
    id
}

/// A payment batch on the point of being paid, on a day of its month.
fn to_pay(store: &MemoryStore) -> String {
    let batch = batches::begun(store, batches::JUNE, batches::JULY);
    batches::reviewed(store, &batch);
    let organ = bureau(COUNTY);
    batches::does(store, (&organ, Leader), (Kind::PaymentBatch, &batch), ("approve", "")).expect("approved");
    let workspace = open(store);
    let record = workspace.find(Kind::PaymentBatch, &batch).expect("there");
    let mut values = record.values.clone();
    values.extend(
        [("voucher", "财〔2026〕9 号"), ("paid_on", "2026-07-10")]
            .map(|(key, text)| (key.to_owned(), text.into())),
    );
    let change = records::change_values(record.kind, &batch, &values, record.envelope, record.revision)
        .expect("a row");
    let commit = Commit::new(actor(seat(&organ, Officer)).operation("import", ""), vec![change]);
    block_on(store.commit(commit)).expect("written");
    batch
}

/// The effects to which a record drawn by chance does not come: the record, made ready, the unit that makes the step, and its
/// verb and role.
type Ready = (Kind, fn(&MemoryStore) -> String, fn() -> String, (&'static str, Role));

const EFFECTS: [Ready; 11] = [
    (Kind::PaymentBatch, to_pay, || bureau(COUNTY), ("pay", Officer)),
    (Kind::Proposal, crate::matching::approved, || bureau(CITY), ("publish", Officer)),
    (Kind::AppointmentDecision, decided, || SCHOOL.to_owned(), ("appoint", Leader)),
    (Kind::Nomination, person, || association(COUNTY), ("admit", Leader)),
    (Kind::BaseNomination, institution, || association(COUNTY), ("admit", Leader)),
    (
        Kind::Nomination,
        |store| nominated(store, Kind::Nomination, POOL, PERSON),
        || association(COUNTY),
        ("admit_on_proof", Leader),
    ),
    (
        Kind::BaseNomination,
        |store| nominated(store, Kind::BaseNomination, POOL, INSTITUTION),
        || association(COUNTY),
        ("admit_on_proof", Leader),
    ),
    (Kind::Document, approved, || bureau(CITY), ("forward", Officer)),
    (Kind::Dispatch, sent, || bureau(COUNTY), ("acknowledge", Officer)),
    (Kind::Meeting, minuted, || bureau(COUNTY), ("issue", Officer)),
    (Kind::Session, of_another, || SCHOOL.to_owned(), ("substitute", Officer)),
];

fn take_back(
    store: &MemoryStore,
    (unit, role): (&str, Role),
    here: (Kind, &str),
) -> Result<u64, TransitionError> {
    let taken = block_on(transitions::take_back(store, &open(store), &actor(seat(unit, role)), here));
    taken.map(|written| written.sequence)
}

/// A record at the point of making a step that has an effect, and who makes it: made ready, or else drawn by chance.
fn on_the_point(store: &MemoryStore, kind: Kind, verb: &str) -> (String, Seat) {
    if let Some((_, ready, unit, (_, role))) =
        EFFECTS.iter().find(|(of, _, _, (on, _))| (*of, *on) == (kind, verb))
    {
        return (ready(store), seat(&unit(), *role));
    }
    let mut said = "nobody may".to_owned();
    for _ in 0..20 {
        let workspace = open(store);
        let made = drawn(&workspace, kind);
        let change = drawn::change(&workspace, &made, kind, Some(verb));
        let Some(signer) = drawn::seat(&workspace.after(slice::from_ref(&change)), (kind, &made.id), verb)
        else {
            continue;
        };
        let commit = Commit::new(actor(signer.clone()).operation("import", ""), vec![change]);
        block_on(store.commit(commit)).expect("written");
        let workspace = open(store);
        let record = workspace.find(kind, &made.id).expect("there");
        match transitions::check(&workspace, &actor(signer.clone()), &record, (verb, "试")) {
            Ok(()) => return (made.id, signer),
            Err(error) => said = error.to_string(),
        }
    }
    panic!(
        "{kind:?}: no record drawn by chance comes to {verb}: {said}. Make one ready in EFFECTS of tests/native/followers.rs"
    )
}

#[test]
fn no_effect_is_left_out_when_its_step_is_taken_back() {
    for behaviour in kinds::ALL {
        for effect in behaviour.effects {
            let here = (behaviour.kind, effect.on);
            let store = demo_store();
            let (id, Seat { unit, role }) = on_the_point(&store, here.0, here.1);
            let count = || open(&store).table(effect.makes).len();
            let (before, at) = (count(), state(&store, here.0, &id));
            let needs_paper = |made: &Transition| made.verb == here.1 && made.column.is_some();
            let of_a_sheet = here.0.workflow().is_some_and(|table| table.transitions.iter().any(needs_paper));
            let paper = of_a_sheet.then(paper).map(|paper| (paper.file, paper.bytes));
            let doing = Doing { verb: here.1, note: "试", paper, ..Doing::default() };
            let signer = actor(seat(&unit, role));
            block_on(transitions::make(&store, &open(&store), &signer, (here.0, &id), doing)).expect(here.1);
            assert!(
                count() > before,
                "{here:?} makes no {:?} of this record; where it need not, make one ready in EFFECTS",
                effect.makes
            );
            take_back(&store, (&unit, role), (here.0, &id))
                .unwrap_or_else(|error| panic!("{here:?} cannot be taken back: {error}"));
            assert_eq!(
                (count(), state(&store, here.0, &id)),
                (before, at),
                "{here:?} leaves something behind"
            );
        }
    }
}

#[test]
fn a_step_stays_once_somebody_has_gone_on_from_what_it_made() {
    let (city, county) = (bureau(CITY), bureau(COUNTY));
    let touched = |said: Result<u64, TransitionError>| {
        assert!(matches!(&said, Err(TransitionError::Touched { .. })), "{said:?}");
    };
    // A step was taken on it.
    let store = demo_store();
    let dispatch = sent(&store);
    let document = dispatch.strip_suffix(&format!("_{county}")).expect("its document").to_owned();
    act(&store, (&county, Officer), (Kind::Dispatch, &dispatch), "acknowledge", "").expect("acknowledged");
    touched(take_back(&store, (&city, Officer), (Kind::Document, &document)));
    // It was changed.
    let received = format!("{county}_演市教函〔2026〕78号");
    save(&store, &county, Kind::Document, Some(&received), &[("opinion", "拟转发")]).expect("saved");
    touched(take_back(&store, (&county, Officer), (Kind::Dispatch, &dispatch)));
    // Where it came from stays known.
    let workspace = open(&store);
    let origin = workspace.find(Kind::Document, &received).expect("there").envelope.origin.clone();
    assert_eq!(origin.map(|origin| (origin.kind, origin.id)), Some(("dispatch".to_owned(), dispatch)));
}

#[test]
fn what_one_step_made_may_refer_to_each_other() {
    let county = bureau(COUNTY);
    for (of_the_same_step, stays) in [(true, false), (false, true)] {
        let store = demo_store();
        let dispatch = sent(&store);
        act(&store, (&county, Officer), (Kind::Dispatch, &dispatch), "acknowledge", "")
            .expect("acknowledged");
        let workspace = open(&store);
        let received =
            workspace.find(Kind::Document, &format!("{county}_演市教函〔2026〕78号")).expect("there");
        let origin = received.envelope.origin.clone().filter(|_| of_the_same_step);
        // A dispatch of the document that has come.
        let mut values = workspace.find(Kind::Dispatch, &dispatch).expect("there").values;
        values.insert("document".to_owned(), received.id.clone().into());
        let made = (Kind::Dispatch.declaration().check)(values).expect("sound");
        let envelope = Envelope { origin, ..Envelope::default() };
        let change = records::change(Kind::Dispatch, &made, &envelope, None).expect("JSON");
        let operation = actor(seat(&county, Officer)).operation("import", "");
        block_on(store.commit(Commit::new(operation, vec![change]))).expect("written");
        let taken = take_back(&store, (&county, Officer), (Kind::Dispatch, &dispatch));
        assert_eq!(matches!(taken, Err(TransitionError::Touched { .. })), stays, "{taken:?}");
    }
}

#[test]
fn what_is_there_without_a_word_of_where_it_comes_from_stays() {
    let store = demo_store();
    let id = approved(&store);
    let (city, county) = (bureau(CITY), bureau(COUNTY));
    act(&store, (&city, Officer), (Kind::Document, &id), "forward", "").expect("forwarded");
    // As a sheet or an older version would have written it.
    let workspace = open(&store);
    let dispatch = workspace.find(Kind::Dispatch, &format!("{id}_{county}")).expect("a dispatch");
    let bare = Envelope::default();
    let change =
        records::change_values(Kind::Dispatch, &dispatch.id, &dispatch.values, &bare, dispatch.revision);
    let operation = actor(seat(&city, Role::Officer)).operation("import", "");
    let commit = Commit::new(operation, vec![change.expect("JSON")]);
    block_on(store.commit(commit)).expect("written");
    let said = take_back(&store, (&city, Officer), (Kind::Document, &id));
    assert!(matches!(&said, Err(TransitionError::Touched { .. })), "{said:?}");
}

#[test]
fn what_is_there_already_is_not_made_again_and_whoever_takes_the_step_is_told() {
    let store = demo_store();
    let dispatch = sent(&store);
    let county = bureau(COUNTY);
    // The county has registered the letter by hand before it acknowledges the dispatch.
    let by_hand = [
        ("unit", county.as_str()),
        ("number", "演市教函〔2026〕78号"),
        ("title", "转发"),
        ("issuer", "演示市教育局"),
        ("written", "2026-06-15"),
        ("received", "2026-06-15"),
        ("main_to", "县教育局"),
        ("openness", "主动公开"),
    ];
    let registered = save(&store, &county, Kind::Document, None, &by_hand).expect("saved");
    let workspace = open(&store);
    let record = workspace.find(Kind::Dispatch, &dispatch).expect("a dispatch");
    let told = transitions::before(&workspace, &record, ("acknowledge", None), super::joint::TODAY).there;
    assert_eq!(told, ["演市教函〔2026〕78号 转发"], "before");
    let sequence = act(&store, (&county, Officer), (Kind::Dispatch, &dispatch), "acknowledge", "")
        .expect("acknowledged");
    let [entry] = &block_on(keqiao::store::Store::journal(&store, 1)).expect("a journal")[..] else {
        panic!()
    };
    assert_eq!(entry.sequence, sequence);
    assert!(entry.operation.note.contains("已有，未再生成"), "and after: {}", entry.operation.note);
    let after = open(&store);
    assert_eq!(after.documents.get(&registered), workspace.documents.get(&registered), "as it was");
}
