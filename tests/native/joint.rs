//! Workflows over a store in memory: who may do what, in which order, and what comes of it.

use std::rc::Rc;

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        Actor, Now, import,
        inbox::Inbox,
        journal,
        kinds::forwarding,
        personal,
        preview::Preview,
        records, roll_over, scope, search,
        transitions::{self, TransitionError},
        workspace::Workspace,
    },
    demo::{
        self,
        units::{CITY, COUNTY, PROVINCE, association, bureau},
    },
    domain::{
        Fields, Kind,
        workflow::{Progress, Role, Seat, TransitionRefusal},
    },
    policy::{Diagnostic, PackLibrary, PackSource, Policy, embedded_files, packs},
    store::{Commit, MemoryStore, Store, StoreError},
};
use pollster::block_on;
use proptest::prelude::*;

pub const TODAY: Date = date(2026, 6, 15);

pub fn seat(unit: &str, role: Role) -> Seat {
    Seat { unit: unit.into(), role }
}

pub fn actor(seat: Seat) -> Actor {
    Actor {
        seat_name: seat.unit.clone(),
        seat: Some(seat),
        policy: Some(policy()),
        now: Now { timestamp: "2026-06-15T01:00:00Z".into(), today: TODAY },
    }
}

/// The shipped policy, compiled once a thread.
pub fn policy() -> Rc<Policy> {
    thread_local! {
        static SHIPPED: Rc<Policy> = Rc::new(governed_by(""));
    }
    SHIPPED.with(Rc::clone)
}

/// The policy of a pack over Henan with this script.
pub fn governed_by(script: &str) -> Policy {
    compiled(script).expect("compiles")
}

fn compiled(script: &str) -> Result<Policy, Vec<Diagnostic>> {
    let shipped = packs(&embedded_files());
    let manifest = "title = { zh = \"试\", en = \"trial\" }\neffective = 2021-12-20\nextends = \"henan\"\n";
    let trial = PackSource {
        id: "trial".into(),
        files: [("pack.toml", manifest), ("trial.rhai", script)]
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .into(),
    };
    let library = PackLibrary::of(shipped.into_iter().chain([trial])).expect("manifests");
    Policy::compile(&library.chain("trial", TODAY).expect("a chain"))
}

/// The fields of records where Henan adds these.
fn added(declared: &str) -> Fields {
    let shipped = packs(&embedded_files());
    let mut henan = shipped.iter().find(|pack| pack.id == "henan").expect("henan").clone();
    henan.files.insert("fields.toml".into(), declared.into());
    let library = PackLibrary::of(shipped).expect("manifests");
    let library = library.with_draft(henan).expect("a manifest");
    keqiao::policy::fields::of(&library.chain("henan", TODAY).expect("a chain"))
}

pub fn open(store: &MemoryStore) -> Workspace {
    block_on(Workspace::load(store)).expect("a workspace")
}

pub fn demo_store() -> MemoryStore {
    let store = MemoryStore::default();
    let small = demo::Size { schools: 12, instructors: 8, sessions: 10 };
    let county = super::demo::county_of(small, TODAY);
    let seat = seat(&bureau(COUNTY), Role::Officer);
    block_on(import::load_demo(&store, &open(&store), &actor(seat), &county)).expect("context");
    store
}

pub fn days(_: &str) -> Option<i64> {
    Some(5)
}

/// What a seat does: a verb on a record.
pub fn act(
    store: &MemoryStore,
    (unit, role): (&str, Role),
    (kind, id): (Kind, &str),
    verb: &str,
    note: &str,
) -> Result<u64, TransitionError> {
    let workspace = open(store);
    let actor = actor(seat(unit, role));
    let made = transitions::make(store, &workspace, &actor, (kind, id), (verb, note));
    block_on(made).map(|written| written.sequence)
}

/// Another tab saves a record, as it is.
pub fn save_again(store: &MemoryStore, (kind, id): (Kind, &str)) {
    let workspace = open(store);
    let record = workspace.find(kind, id).expect("a record");
    let change = records::change_values(kind, id, &record.values, record.envelope, record.revision);
    let operation = actor(seat(id, Role::Officer)).operation("edit", "");
    block_on(store.commit(Commit::new(operation, vec![change.expect("JSON")]))).expect("saved");
}

pub fn state(store: &MemoryStore, kind: Kind, id: &str) -> &'static str {
    let workspace = open(store);
    let record = workspace.find(kind, id).expect("a record");
    record.progress().expect("a workflow").state.code
}

fn fill(
    workspace: &Workspace,
    kind: Kind,
    id: Option<&str>,
    changes: &[(&'static str, &str)],
) -> records::FormValues {
    let mut filled = records::FormValues::new();
    if let Some(id) = id {
        let record = workspace.find(kind, id).expect("a record");
        for field in kind.fields() {
            let value = record.values.get(field.key).cloned().unwrap_or_default();
            filled.insert(field.key, field.write(&value));
        }
    }
    filled.extend(changes.iter().map(|(key, text)| (*key, (*text).to_owned())));
    filled
}

pub fn save(
    store: &MemoryStore,
    unit: &str,
    kind: Kind,
    id: Option<&str>,
    changes: &[(&'static str, &str)],
) -> Result<String, records::SaveError> {
    let workspace = open(store);
    let filled = fill(&workspace, kind, id, changes);
    let actor = actor(seat(unit, Role::Officer));
    let seen = id.map(|id| records::Seen {
        id,
        revision: workspace.find(kind, id).and_then(|record| record.revision),
    });
    block_on(records::save(store, &workspace, &actor, (kind, seen), &filled, Vec::new()))
}

#[test]
fn a_notice_goes_down_the_tree_and_what_is_done_comes_back_up() {
    use Role::{Leader, Officer};
    let store = demo_store();
    let (city, county) = (bureau(CITY), bureau(COUNTY));
    let number = "演市教函〔2026〕77号";
    let id = save(
        &store,
        &city,
        Kind::Document,
        None,
        &[
            ("unit", &city),
            ("number", number),
            ("title", "关于科普月的通知"),
            ("issuer", "演示市教育局"),
            ("written", "2026-06-10"),
            ("received", "2026-06-12"),
            ("main_to", "各区县教育局"),
            ("openness", "主动公开"),
        ],
    )
    .expect("saved");
    let here = (Kind::Document, id.as_str());

    let refused = act(&store, (&city, Officer), here, "propose", "");
    assert!(
        matches!(refused, Err(TransitionError::Refused(TransitionRefusal::NeedsField { .. }))),
        "{refused:?}"
    );
    save(&store, &city, Kind::Document, Some(&id), &[("opinion", "拟转发各区县")]).expect("saved");
    act(&store, (&city, Officer), here, "propose", "").expect("proposed");
    assert!(matches!(
        act(&store, (&city, Officer), here, "approve", ""),
        Err(TransitionError::Refused(TransitionRefusal::NeedsLeader { .. }))
    ));
    assert!(matches!(
        act(&store, (&county, Leader), here, "approve", ""),
        Err(TransitionError::Refused(TransitionRefusal::NotYours { .. }))
    ));
    assert!(matches!(
        act(&store, (&city, Leader), here, "return", " "),
        Err(TransitionError::Refused(TransitionRefusal::NeedsReason { .. }))
    ));
    act(&store, (&city, Leader), here, "approve", "").expect("approved");
    let letter = [("letter_number", "演市教函〔2026〕78号"), ("letter", "请抓好落实。")];
    save(
        &store,
        &city,
        Kind::Document,
        Some(&id),
        &[&letter[..], &[("recipients", &bureau(PROVINCE))]].concat(),
    )
    .expect("saved");
    assert!(
        matches!(act(&store, (&city, Officer), here, "forward", ""), Err(TransitionError::Guarded(_))),
        "not upwards"
    );
    save(&store, &city, Kind::Document, Some(&id), &[("recipients", &format!("{county}、990102-edu"))])
        .expect("saved");
    act(&store, (&city, Officer), here, "forward", "").expect("forwarded");

    let dispatch = format!("{id}_{county}");
    let there = (Kind::Dispatch, dispatch.as_str());
    let workspace = open(&store);
    let waits = |unit: &str| {
        let inbox = Inbox::of(&workspace, Some(seat(unit, Officer)), TODAY, &days);
        inbox.mine().any(|task| task.id == dispatch)
    };
    assert!(waits(&county) && !waits(&city) && !waits("990102-edu"));
    act(&store, (&county, Officer), there, "acknowledge", "").expect("signed");
    let received = format!("{county}_演市教函〔2026〕78号");
    let workspace = open(&store);
    let document = workspace.documents.get(&received).expect("registered where it arrived");
    assert_eq!(document.parent.as_deref(), Some(id.as_str()));
    save(&store, &county, Kind::Dispatch, Some(&dispatch), &[("measures", "已转发各校")]).expect("saved");
    assert!(
        save(&store, &city, Kind::Dispatch, Some(&dispatch), &[("measures", "改一改")]).is_err(),
        "not the sender's to edit"
    );
    act(&store, (&county, Officer), there, "report", "").expect("reported");
    act(&store, (&city, Officer), there, "return", "请写明责任人").expect("returned");
    assert_eq!(state(&store, Kind::Dispatch, &dispatch), "acknowledged");
    let workspace = open(&store);
    let inbox = Inbox::of(&workspace, Some(seat(&county, Officer)), TODAY, &days);
    let back = inbox.mine().find(|task| task.id == dispatch).expect("it waits again");
    assert_eq!(back.returned.as_deref(), Some("请写明责任人"));
    act(&store, (&county, Officer), there, "report", "").expect("reported again");
    act(&store, (&city, Officer), there, "accept", "").expect("accepted");
    assert_eq!(state(&store, Kind::Dispatch, &dispatch), "accepted");
    let workspace = open(&store);
    let steps = &workspace.find(Kind::Dispatch, &dispatch).expect("there").envelope.steps;
    assert_eq!(steps.len(), 5);
    assert!(steps.iter().all(|step| step.policy.as_deref() == Some(policy().hash()) && step.day == TODAY));
}

#[test]
fn a_pack_guards_any_move_by_a_function_of_its_name() {
    let store = demo_store();
    let workspace = open(&store);
    let need = workspace
        .records_of(Kind::Need)
        .find(|need| need.progress().is_some_and(|progress| progress.state.code == "draft"))
        .expect("a draft");
    let school = seat(need.keeper(), Role::Officer);
    let under = |script: &str, today: Date| {
        let mut actor = actor(school.clone());
        actor.policy = Some(Rc::new(governed_by(script)));
        actor.now.today = today;
        transitions::check(&workspace, &actor, &need, ("file", ""))
    };
    let round = workspace.needs_rounds.get(need.text("round")).expect("a round");
    let late = round.closes.tomorrow().expect("a day");
    assert_eq!(under("", round.closes), Ok(()));
    let refused = under("", late);
    assert!(
        matches!(&refused, Err(TransitionError::Ruled { why, .. }) if why.zh == "不在本轮填报期内"),
        "{refused:?}"
    );
    let rehearsed = |script: &str| {
        let faults = compiled(script).map_or_else(|faults| faults, |policy| policy.rehearse(TODAY));
        faults.into_iter().map(|fault| fault.message.en).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(rehearsed(""), "");
    for (script, said) in [
        ("fn may_file_need(need, p) { need.foo > 1 }", "need has no foo"),
        ("fn may_file_need(need, p) { 42 }", "must return true"),
        ("fn may_file_need(need, p) { refuse(\"no_such_reason\") }", "no_such_reason has no text"),
    ] {
        assert!(rehearsed(script).contains(said), "{script}: {}", rehearsed(script));
    }
    let lenient = "fn may_file_need(need, p) { need.round.state == \"open\" }";
    assert_eq!(under(lenient, late), Ok(()));
    let strict =
        "fn may_file_need(need, p) { if need.sessions > 0 { return refuse(\"round_not_open\"); } true }";
    assert!(matches!(under(strict, round.closes), Err(TransitionError::Ruled { .. })));
    let wrong = "fn may_file_need(need, p) { 5 }";
    let said = under(wrong, round.closes);
    assert!(
        matches!(&said, Err(TransitionError::Faulty(why)) if why.en.contains("must return true")),
        "{said:?}"
    );
    let silent = under("fn may_file_need(need, p) { false }", round.closes);
    assert!(
        matches!(&silent, Err(TransitionError::Faulty(why)) if why.zh.contains("写明理由")),
        "{silent:?}"
    );
    let other = "fn may_submit_task_force(task_force, p) { refuse(\"one_organ_only\") }";
    assert_eq!(under(other, round.closes), Ok(()), "of another kind");
    let mut nobody = actor(school.clone());
    nobody.policy = None;
    let without = transitions::check(&workspace, &nobody, &need, ("file", ""));
    assert_eq!(without, Err(TransitionError::NoPolicy));
}

#[test]
fn a_guard_that_names_no_move_is_a_fault_at_its_line() {
    let shipped = packs(&embedded_files());
    let mut national = shipped.into_iter().find(|pack| pack.id == "national").expect("national");
    for (script, said) in [
        ("fn may_fly_need(need, p) { true }", "names no step"),
        ("\nfn may_file_need(need) { true }", "it should be may_file_need(need, p)"),
    ] {
        national.files.insert("more.rhai".into(), script.into());
        let mut files = national.clone();
        if script.contains("may_file_need") {
            files.files.remove("guards.rhai");
        }
        let library = PackLibrary::of([files]).expect("a manifest");
        let faults = Policy::compile(&library.chain("national", TODAY).expect("a chain")).expect_err(script);
        assert!(faults.iter().any(|fault| fault.message.en.contains(said)), "{faults:?}");
    }
}

#[test]
fn two_organs_sign_in_either_order_and_one_twice_is_not_two() {
    use Role::Leader;
    for first in [0, 1] {
        let store = demo_store();
        let units = [bureau(COUNTY), association(COUNTY)];
        let workspace = open(&store);
        let round = workspace.needs_rounds.all().next().expect("a round").clone();
        let id = save(
            &store,
            &units[0],
            Kind::NeedsRound,
            None,
            &[("unit", &units[0]), ("term", "2026-1"), ("opens", "2026-08-25"), ("closes", "2026-09-10")],
        )
        .expect("saved");
        assert_ne!(round.term, "2026-1");
        let here = (Kind::NeedsRound, id.as_str());
        act(&store, (&units[0], Leader), here, "submit", "").expect("submitted");
        act(&store, (&units[first], Leader), here, "countersign", "").expect("signed");
        assert_eq!(state(&store, Kind::NeedsRound, &id), "countersigning");
        assert!(matches!(
            act(&store, (&units[first], Leader), here, "countersign", ""),
            Err(TransitionError::Refused(TransitionRefusal::AlreadyCountersigned))
        ));
        act(&store, (&units[1 - first], Leader), here, "countersign", "").expect("signed");
        assert_eq!(state(&store, Kind::NeedsRound, &id), "open");
    }
}

#[test]
fn the_last_step_can_be_taken_back_until_somebody_goes_on() {
    use Role::Officer;
    let store = demo_store();
    let workspace = open(&store);
    let item = workspace.action_items.all().next().expect("an item").clone();
    let ast = association(COUNTY);
    let here = (Kind::ActionItem, item.code.as_str());
    save(&store, &ast, Kind::ActionItem, Some(&item.code), &[("result", "名单已交")]).expect("saved");
    act(&store, (&ast, Officer), here, "finish", "").expect("finished");
    let back = |unit: &str| {
        let workspace = open(&store);
        block_on(transitions::take_back(&store, &workspace, &actor(seat(unit, Officer)), here))
    };
    assert!(back(&bureau(COUNTY)).is_err(), "not another's step");
    back(&ast).expect("taken back");
    assert_eq!(state(&store, Kind::ActionItem, &item.code), "open");
    act(&store, (&ast, Officer), here, "finish", "").expect("finished again");
    act(&store, (&bureau(COUNTY), Officer), here, "accept", "").expect("accepted");
    assert!(back(&ast).is_err(), "somebody has gone on");
}

#[test]
fn a_reminder_of_all_that_are_late_is_one_commit_and_gives_no_new_time() {
    let store = demo_store();
    let workspace = open(&store);
    let county = bureau(COUNTY);
    let document = workspace
        .records_of(Kind::Document)
        .find(|record| {
            record.keeper() == county
                && record.progress().is_some_and(|progress| progress.state.code == "forwarded")
        })
        .expect("a forwarded notice");
    let late = |workspace: &Workspace| -> Vec<String> {
        let two_days = |_: &str| Some(2);
        let rows = forwarding::roll_up(workspace, &document.id, &two_days);
        let late = rows.into_iter().filter(|row| row.reminder(TODAY) == Some("remind_acknowledge"));
        late.map(|row| row.dispatch).collect()
    };
    let ids = late(&workspace);
    assert!(ids.len() > 1, "{ids:?}");
    let remind = |unit: &str, ids: &[String]| {
        let actor = actor(seat(unit, Role::Officer));
        block_on(transitions::make_all(
            &store,
            &open(&store),
            &actor,
            (Kind::Dispatch, ids),
            ("remind_acknowledge", ""),
        ))
    };
    let before = block_on(store.journal(1)).expect("a journal")[0].sequence;
    assert!(remind(&bureau(CITY), &ids).is_err(), "not the sender");
    let signed = workspace
        .records_of(Kind::Dispatch)
        .find(|record| {
            record.keeper() == county
                && record.progress().is_some_and(|progress| progress.state.code == "acknowledged")
        })
        .expect("a signed one");
    let mixed = [ids.clone(), vec![signed.id]].concat();
    assert!(remind(&county, &mixed).is_err(), "one of them is signed, so none is reminded");
    assert_eq!(block_on(store.journal(1)).expect("a journal")[0].sequence, before);
    assert_eq!(remind(&county, &ids).expect("reminded").sequence, before + 1);
    assert_eq!(late(&open(&store)), ids, "they are still late");
}

#[test]
fn a_seat_never_sees_a_neighbours_drafts() {
    let store = demo_store();
    let workspace = open(&store);
    let draft = workspace
        .records_of(Kind::Need)
        .find(|record| record.progress().is_some_and(|progress| progress.state.code == "draft"))
        .expect("a draft");
    let sees = |unit: &str, record| scope::sees(&workspace, Some(&seat(unit, Role::Officer)), record);
    assert!(sees(draft.keeper(), &draft));
    let neighbour = workspace.schools.all().find(|school| school.code != draft.keeper()).expect("a school");
    assert!(!sees(&neighbour.code, &draft) && !sees(&bureau(COUNTY), &draft));
    let filed = workspace
        .records_of(Kind::Need)
        .find(|record| record.progress().is_some_and(|progress| progress.state.code == "filed"))
        .expect("a filed need");
    assert!(
        sees(&bureau(COUNTY), &filed) && sees(&association(COUNTY), &filed) && sees(&bureau(CITY), &filed)
    );
    assert!(!sees("990102-edu", &filed), "a neighbouring county");
}

#[test]
fn a_form_saves_over_nothing_that_changed_since_and_only_what_is_open() {
    let store = demo_store();
    let workspace = open(&store);
    let signed = workspace
        .records_of(Kind::Dispatch)
        .find(|record| {
            record.text("recipient").starts_with("9901")
                && record.progress().is_some_and(|progress| progress.state.code == "acknowledged")
        })
        .expect("a signed dispatch");
    let school = signed.text("recipient").to_owned();
    let renamed = save(&store, &school, Kind::Dispatch, Some(&signed.id), &[("subject", "改了标题")]);
    assert_eq!(renamed, Err(records::SaveError::Closed));
    save(&store, &school, Kind::Dispatch, Some(&signed.id), &[("measures", "已安排")]).expect("saved");
    // A form that was opened before that save.
    let filled = fill(&workspace, Kind::Dispatch, Some(&signed.id), &[("measures", "另一个标签页")]);
    let seen = records::Seen { id: &signed.id, revision: signed.revision };
    let late = block_on(records::save(
        &store,
        &open(&store),
        &actor(seat(&school, Role::Officer)),
        (Kind::Dispatch, Some(seen)),
        &filled,
        Vec::new(),
    ));
    assert!(matches!(late, Err(records::SaveError::Store(_))), "{late:?}");
    assert_eq!(open(&store).find(Kind::Dispatch, &signed.id).expect("there").text("measures"), "已安排");
}

#[test]
fn registers_are_the_organs_to_keep_and_a_round_needs_two_organs() {
    let workspace = open(&demo_store());
    let may = |unit: &str, kind: Kind, keeper: &str| {
        scope::may_keep(&workspace, &seat(unit, Role::Leader), kind, keeper)
    };
    let school = "9901220001";
    assert!(may(&bureau(COUNTY), Kind::School, "9901229999") && !may(school, Kind::School, "9901229999"));
    assert!(!may(school, Kind::Organization, "new-unit") && !may(school, Kind::Instructor, ""));
    assert!(may(school, Kind::Appointment, school) && may(school, Kind::Need, school));
    assert!(!may(&bureau(COUNTY), Kind::Need, &bureau(COUNTY)), "a need is a school's");
    assert!(!may(&bureau(COUNTY), Kind::Dispatch, &bureau(COUNTY)), "only forwarding sends");
    assert!(!may(school, Kind::Supply, school) && may("ven-museum", Kind::Supply, "ven-museum"));
    assert!(
        !may(school, Kind::NeedsRound, school)
            && may(&association(COUNTY), Kind::TaskForce, &association(COUNTY))
    );
}

#[test]
fn the_demo_has_every_state_that_its_pages_show() {
    let workspace = open(&demo_store());
    for (kind, states) in [
        (Kind::Document, 6),
        (Kind::Dispatch, 4),
        (Kind::ActionItem, 2),
        (Kind::Meeting, 2),
        (Kind::Need, 2),
        (Kind::Supply, 2),
    ] {
        let mut seen: Vec<_> = workspace
            .records_of(kind)
            .map(|record| {
                Progress::of(kind.workflow().expect("a workflow"), &record.envelope.steps).state.code
            })
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() >= states, "{kind:?}: {seen:?}");
    }
    assert_eq!(workspace.tree().superior("990781-edu"), Some("990700-edu"));
    assert_eq!(
        workspace.tree().superior("990783-edu"),
        Some("990000-edu"),
        "a county that reports to the province"
    );
    assert_eq!(workspace.tree().superior("999001-ast"), Some("990000-ast"), "a county of city level");
    let school = &workspace.schools.all().next().expect("a school").code;
    assert_eq!(workspace.tree().path(school).len(), 5, "school, county, city, province, ministry");
}

#[test]
fn anything_is_found_by_name_number_and_initials() {
    let workspace = open(&demo_store());
    let preview = Preview { workspace: &workspace, unit: None, today: TODAY, lang: Default::default() };
    let first = |text: &str| search::search(&preview, None, text, 10).first().map(|hit| hit.title.clone());
    assert_eq!(first("yssjyj").as_deref(), Some("演示市教育局"));
    assert_eq!(first("yjyz").as_deref(), None);
    assert!(first("840").is_some_and(|title| title.contains("840号")));
    assert!(search::search(&preview, None, " ", 10).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever verbs whatever seats try, a record moves only along its table, and what is refused changes nothing.
    #[test]
    fn random_verbs_never_leave_the_table(tries in prop::collection::vec((0..6_usize, 0..2_usize, 0..64_usize, any::<bool>()), 1..40)) {
        let store = demo_store();
        let units = [bureau(PROVINCE), bureau(CITY), bureau(COUNTY), association(COUNTY), "9901220001".to_owned(), "990102-edu".to_owned()];
        let roles = [Role::Officer, Role::Leader];
        let subjects: Vec<(Kind, String)> = {
            let workspace = open(&store);
            let kinds = [Kind::Document, Kind::Dispatch, Kind::TaskForce, Kind::Meeting, Kind::ActionItem, Kind::NeedsRound, Kind::Need, Kind::Supply];
            kinds.iter().flat_map(|kind| workspace.records_of(*kind).step_by(17).take(3).map(|record| (*kind, record.id))).collect()
        };
        for (unit, role, seed, noted) in tries {
            let (kind, id) = &subjects[seed % subjects.len()];
            let table = kind.workflow().expect("a workflow");
            let step = &table.transitions[seed % table.transitions.len()];
            let before = state(&store, *kind, id);
            let entries = block_on(store.journal(1)).expect("a journal")[0].sequence;
            let made = act(&store, (&units[unit], roles[role]), (*kind, id), step.verb, if noted { "原因" } else { "" });
            let after = state(&store, *kind, id);
            match made {
                Ok(_) => {
                    let along = table.transitions.iter().any(|known| {
                        known.verb == step.verb && known.from.contains(&before) && (known.to == after || before == after && known.is_joint())
                    });
                    prop_assert!(along, "{before} -{}-> {after}", step.verb);
                }
                Err(_) => {
                    prop_assert_eq!(before, after);
                    prop_assert_eq!(block_on(store.journal(1)).expect("a journal")[0].sequence, entries);
                }
            }
        }
    }
}

#[test]
fn a_term_is_taken_over_and_filed_away_in_one_commit_that_can_be_undone() {
    use Role::{Leader, Officer};
    let store = demo_store();
    let (county, peer) = (bureau(COUNTY), association(COUNTY));
    let round = open(&store)
        .records_of(Kind::NeedsRound)
        .find(|round| round.keeper() == county && round.progress().is_some_and(|c| c.state.code == "open"))
        .expect("an open round")
        .id;
    let plan = |unit: &str| roll_over::plan(&open(&store), &seat(unit, Officer));
    assert!(plan(&county).items.is_empty(), "the round has not run its course");
    for verb in ["close_filing", "hand_over", "close"] {
        act(&store, (&county, Officer), (Kind::NeedsRound, &round), verb, "").expect(verb);
    }
    let planned = plan(&county);
    assert_eq!((planned.items.len(), planned.archive.len()), (1, 1), "{planned:?}");
    let make = |unit: &str, plan: &roll_over::Plan| {
        block_on(roll_over::make(&store, &open(&store), &actor(seat(unit, Officer)), plan, &days))
    };
    let next = format!("{county}_{}", planned.items[0].into);
    let tab = open(&store);
    save_again(&store, (Kind::Organization, &county));
    let late = block_on(roll_over::make(&store, &tab, &actor(seat(&county, Officer)), &planned, &days));
    let conflict = matches!(
        &late,
        Err(roll_over::RollOverError::Store(StoreError::Conflict { .. } | StoreError::TableChanged { .. }))
    );
    assert!(conflict, "what filing away was permitted by has changed: {late:?}");
    let sequence = make(&county, &planned).expect("taken over").sequence;
    assert_eq!(state(&store, Kind::NeedsRound, &next), "draft");
    assert_eq!(state(&store, Kind::NeedsRound, &round), "archived");
    assert!(plan(&county).items.is_empty(), "not twice");
    assert!(make(&county, &planned).is_err(), "nor from a page that was open");

    block_on(journal::undo(&store, &open(&store), &actor(seat(&county, Officer)), sequence)).expect("undone");
    assert!(open(&store).find(Kind::NeedsRound, &next).is_none());
    assert_eq!(state(&store, Kind::NeedsRound, &round), "closed");

    // The next round opens; a school takes its needs of the last one over, those not stated anew.
    make(&county, &plan(&county)).expect("taken over again");
    let here = (Kind::NeedsRound, next.as_str());
    act(&store, (&county, Officer), here, "submit", "").expect("submitted");
    act(&store, (&county, Leader), here, "countersign", "").expect("signed");
    act(&store, (&peer, Leader), here, "countersign", "").expect("opened");
    let filed = |school: &str| {
        open(&store)
            .records_of(Kind::Need)
            .filter(|need| {
                need.keeper() == school && need.progress().is_some_and(|c| c.state.code == "filed")
            })
            .count()
    };
    let school = open(&store)
        .records_of(Kind::Need)
        .find(|need| need.progress().is_some_and(|progress| progress.state.code == "filed"))
        .expect("a filed need")
        .keeper()
        .to_owned();
    let planned = plan(&school);
    assert_eq!(planned.items.len(), filed(&school), "{planned:?}");
    make(&school, &planned).expect("taken over");
    let workspace = open(&store);
    let drafts: Vec<_> = workspace.records_of(Kind::Need).filter(|need| need.text("round") == next).collect();
    assert_eq!(drafts.len(), planned.items.len());
    assert!(drafts.iter().all(|need| need.envelope.steps.is_empty()));
    assert!(plan(&school).items.is_empty());
}

#[test]
fn a_round_is_suspended_with_a_reason_and_takes_nothing_meanwhile() {
    use Role::{Leader, Officer};
    let store = demo_store();
    let county = bureau(COUNTY);
    let workspace = open(&store);
    let need = workspace
        .records_of(Kind::Need)
        .find(|need| need.progress().is_some_and(|progress| progress.state.code == "draft"))
        .expect("a draft");
    let (round, school) = (need.text("round").to_owned(), need.keeper().to_owned());
    let here = (Kind::NeedsRound, round.as_str());
    assert!(act(&store, (&county, Leader), here, "suspend", "").is_err(), "a reason is needed");
    act(&store, (&county, Leader), here, "suspend", "等待教学安排调整").expect("suspended");
    let file = || act(&store, (&school, Officer), (Kind::Need, &need.id), "file", "");
    assert!(matches!(file(), Err(TransitionError::Ruled { .. })));
    act(&store, (&county, Officer), here, "resume", "").expect("resumed");
    file().expect("filed");
}

#[test]
fn a_notice_is_closed_when_its_dispatches_are() {
    use Role::Officer;
    let store = demo_store();
    let workspace = open(&store);
    let document = workspace
        .records_of(Kind::Document)
        .find(|document| {
            document.progress().is_some_and(|progress| progress.state.code == "forwarded")
                && workspace.records_of(Kind::Dispatch).any(|dispatch| {
                    dispatch.text("document") == document.id
                        && dispatch.progress().is_some_and(|progress| progress.state.code == "sent")
                })
        })
        .expect("a notice on its way");
    let refused = act(&store, (document.keeper(), Officer), (Kind::Document, &document.id), "close", "");
    assert!(
        matches!(&refused, Err(TransitionError::Ruled { why, .. }) if why.zh.contains("没有办结")),
        "{refused:?}"
    );
}

#[test]
fn what_may_no_longer_be_done_may_no_longer_be_undone() {
    use Role::Officer;
    let store = demo_store();
    let county = bureau(COUNTY);
    let workspace = open(&store);
    let need = workspace
        .records_of(Kind::Need)
        .find(|need| need.progress().is_some_and(|progress| progress.state.code == "draft"))
        .expect("a draft");
    let (round, school) = (need.text("round").to_owned(), need.keeper().to_owned());
    let here = (Kind::Need, need.id.as_str());
    let back =
        || block_on(transitions::take_back(&store, &open(&store), &actor(seat(&school, Officer)), here));
    act(&store, (&school, Officer), here, "file", "").expect("filed");
    back().expect("taken back while the round is open");
    act(&store, (&school, Officer), here, "file", "").expect("filed again");
    act(&store, (&county, Officer), (Kind::NeedsRound, &round), "close_filing", "").expect("closed");
    let late = back();
    assert!(matches!(late, Err(TransitionError::Ruled { .. })), "{late:?}");
    assert_eq!(state(&store, Kind::Need, &need.id), "filed");
}

#[test]
fn a_cancelled_round_does_not_stand_in_the_way_of_the_next() {
    use Role::{Leader, Officer};
    let store = demo_store();
    let county = bureau(COUNTY);
    let round = open(&store)
        .records_of(Kind::NeedsRound)
        .find(|round| round.keeper() == county && round.progress().is_some_and(|c| c.state.code == "open"))
        .expect("an open round")
        .id;
    for verb in ["close_filing", "hand_over", "close"] {
        act(&store, (&county, Officer), (Kind::NeedsRound, &round), verb, "").expect(verb);
    }
    let plan = || roll_over::plan(&open(&store), &seat(&county, Officer));
    let make = |plan: &roll_over::Plan| {
        block_on(roll_over::make(&store, &open(&store), &actor(seat(&county, Officer)), plan, &days))
    };
    let first = plan();
    make(&first).expect("taken over");
    let next = format!("{county}_{}", first.items[0].into);
    act(&store, (&county, Leader), (Kind::NeedsRound, &next), "cancel", "推迟一学期").expect("cancelled");
    let second = plan();
    assert_eq!(second.items.len(), 1);
    assert_eq!(second.items[0].into, first.items[0].into.next());
    make(&second).expect("taken over into the term after");
    let mut stranger = second.clone();
    stranger.items[0].id = round;
    let elsewhere = block_on(roll_over::make(
        &store,
        &open(&store),
        &actor(seat("990102-edu", Officer)),
        &stranger,
        &days,
    ));
    assert!(matches!(elsewhere, Err(roll_over::RollOverError::NotYours(_))), "{elsewhere:?}");
}

#[test]
fn what_begins_anew_carries_no_personal_data_and_no_rule_is_told_any() {
    let store = demo_store();
    let workspace = open(&store);
    let force = workspace.records_of(Kind::TaskForce).next().expect("a task force");
    assert!(personal::is_in(workspace.fields(), &force), "it has telephone numbers");
    let begun = records::rolled_over(&workspace, &force, records::FormValues::new());
    let members = begun.get("members").expect("members");
    assert!(members.contains("马德生") && !members.contains("0000"), "{members}");
    let phone = "fn may_dissolve_task_force(task_force, p) { refuse(task_force.members[0].phone) }";
    assert!(compiled(phone).is_err(), "a list is told as a whole");
    let phone = "fn may_dissolve_task_force(task_force, p) { task_force.members.phone.count == 0 }";
    let fault = compiled(phone).expect_err("private").remove(0);
    assert!(fault.message.en.contains("task_force.members has no phone"), "{fault}");
}

#[test]
fn a_required_field_that_came_later_does_not_stop_what_may_be_filled_in() {
    use Role::Officer;
    let store = demo_store();
    let declared = "[dispatch.must]\nlabel = { zh = \"必填项\" }\ntype = \"text\"\nrequired = true\n";
    let workspace = open(&store).with_fields(added(declared));
    let signed = workspace
        .records_of(Kind::Dispatch)
        .find(|dispatch| dispatch.progress().is_some_and(|progress| progress.state.code == "acknowledged"))
        .expect("a signed dispatch");
    let mut filled = fill(&workspace, Kind::Dispatch, Some(&signed.id), &[("measures", "已安排")]);
    filled.insert("must", String::new());
    let seen = records::Seen { id: &signed.id, revision: signed.revision };
    let recipient = actor(seat(signed.text("recipient"), Officer));
    let saved = block_on(records::save(
        &store,
        &workspace,
        &recipient,
        (Kind::Dispatch, Some(seen)),
        &filled,
        Vec::new(),
    ));
    assert!(saved.is_ok(), "{saved:?}");
}

#[test]
fn what_a_pack_requires_is_filled_in_before_the_work_goes_on() {
    let store = demo_store();
    let declared = "[need.site]\nlabel = { zh = \"场地\" }\ntype = \"text\"\nrequired = true\n";
    let workspace = open(&store).with_fields(added(declared));
    let need = workspace
        .records_of(Kind::Need)
        .find(|need| need.progress().is_some_and(|progress| progress.state.code == "draft"))
        .expect("a draft");
    let school = actor(seat(need.keeper(), Role::Officer));
    let said = transitions::check(&workspace, &school, &need, ("file", ""));
    assert!(
        matches!(&said, Err(TransitionError::Refused(TransitionRefusal::NeedsField { field, .. })) if field.zh == "场地"),
        "{said:?}"
    );
    assert_eq!(transitions::check(&open(&store), &school, &need, ("file", "")), Ok(()));
}

#[test]
fn the_organs_of_a_round_see_what_is_filed_in_it() {
    let store = demo_store();
    let workspace = open(&store);
    let filed: Vec<_> = workspace
        .records_of(Kind::Supply)
        .filter(|supply| supply.progress().is_some_and(|progress| progress.state.code == "filed"))
        .filter(|supply| supply.text("round").starts_with(&bureau(COUNTY)))
        .collect();
    assert!(!filed.is_empty());
    for unit in [bureau(COUNTY), association(COUNTY)] {
        let seat = seat(&unit, Role::Officer);
        assert!(filed.iter().all(|supply| scope::sees(&workspace, Some(&seat), supply)), "{unit}");
    }
    let elsewhere = seat("990102-edu", Role::Officer);
    assert!(!filed.iter().any(|supply| scope::sees(&workspace, Some(&elsewhere), supply)));
}
