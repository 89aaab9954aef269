//! The main job as a story of use-cases over a store in memory: what the page's buttons do, without the page.

use std::{rc::Rc, sync::Arc, time::Duration};

use jiff::civil::date;
use keqiao::{
    app::{
        Actor, Now,
        account::{self, Account, Ruled, Ruling},
        compare::compare,
        governing,
        import::{self, Paper},
        journal::{self, Standing, UndoFault},
        kinds::session,
        overview::{self, Sums},
        payments::Settled,
        periods,
        policies::{self, PackVersion, PolicyFault, Rulebook, Trial},
        report::{self, Heading},
        scope::View,
        settings::{LastExport, Settings},
        table::TableQuery,
        workspace::Workspace,
    },
    demo,
    domain::{Kind, Lang, Localized, Money, Session, field::Attachment, session::holding},
    exchange::payment_list::LeftOut,
    policy::{PackError, PackSource, embedded_files},
    store::{self, Change, MemoryStore, Store},
};
use pollster::block_on;

use crate::{
    readiness::{force, head},
    table::{ids, open_table},
};

const TODAY: jiff::civil::Date = date(2026, 7, 6);

pub fn actor() -> Actor {
    let now = Now { timestamp: "2026-07-06T01:00:00Z".into(), today: TODAY };
    Actor { seat_name: "演示县教育局".into(), seat: None, policy: None, now }
}

pub fn open(store: &MemoryStore) -> Arc<Workspace> {
    Arc::new(block_on(Workspace::load(store)).expect("a workspace"))
}

/// As nobody in particular sees it, who sees everything.
pub fn all(workspace: &Workspace) -> View<'_> {
    View { workspace, seat: None }
}

pub fn account(workspace: &Arc<Workspace>) -> Account {
    account::draw_up(workspace, &rulebook(workspace))
}

pub fn rulebook(workspace: &Workspace) -> Rc<Rulebook> {
    let library = policies::library(&embedded_files(), workspace).expect("packs that read");
    Rc::new(Rulebook::of(library, workspace.settings.pack.clone()))
}

/// A record with something else in its row, to be committed.
pub fn edited(store: &MemoryStore, kind: Kind, id: &str, change: &dyn Fn(&mut serde_json::Value)) -> Change {
    let row = block_on(store.row(kind.code(), id)).expect("a read").expect("a row");
    let mut body = serde_json::from_str(&row.body).expect("JSON");
    change(&mut body);
    Change {
        table: kind.code().into(),
        key: row.key,
        expected: Some(row.revision),
        after: Some((row.schema, body.to_string())),
    }
}

pub fn demo_store() -> MemoryStore {
    let store = MemoryStore::default();
    let county = super::demo::county_of(demo::COUNTY, TODAY);
    block_on(import::load_demo(&store, &open(&store), &actor(), &county)).expect("context");
    store
}

/// The file from which something is imported.
pub fn paper() -> Paper {
    let bytes = "表".as_bytes().to_vec();
    Paper { file: Attachment::of("表.csv", &bytes), bytes }
}

/// The sessions whose hours are confirmed.
pub fn confirmed(workspace: &Workspace) -> Vec<Session> {
    let held = workspace.sessions.held().values();
    held.filter(|held| held.stands_at(holding::confirmed)).map(|held| held.record.clone()).collect()
}

/// A clock by which nothing takes any time.
pub fn still() -> Duration {
    Duration::ZERO
}

/// Tries a text of a pack and saves it as its next version.
pub fn saved(store: &MemoryStore, source: &PackSource) -> PackVersion {
    let (workspace, actor) = (open(store), actor());
    let library = policies::library(&embedded_files(), &workspace).expect("packs");
    let tried = policies::tried(&library, source, &source.id, actor.now.today, still).expect("a chain").0;
    block_on(policies::save_version(store, &workspace, &actor, (source, &tried), "试")).expect("saved")
}

/// The Henan pack with one more parameter value.
pub fn henan(parameters: &str) -> PackSource {
    let shipped = embedded_files();
    let mut source = policies::source(&shipped, &Workspace::default(), "henan", 0).expect("henan");
    source.files.insert("parameters.toml".into(), parameters.into());
    source
}

pub const RAISED: &str = "[lecture_fee.academician]\nvalues = [{ from = 2026-01-01, value = 2000 }]\n";

#[test]
fn a_county_is_loaded_decided_and_paid() {
    let store = demo_store();
    let workspace = open(&store);
    assert!(workspace.settings.demo && workspace.unreadable.is_empty());
    let account = account(&workspace);
    assert_eq!(account.verdicts.len(), workspace.sessions.len());
    let undecided =
        account.verdicts.values().filter(|verdict| matches!(verdict.ruling, Ruling::Undecided(_))).count();
    assert_eq!(undecided, 0, "the shipped policy decides every session");
    let earned: Money = account.verdicts.values().map(account::Verdict::amount).sum();
    let paid: Money = account.payments.iter().map(|payment| payment.sums()[0]).sum();
    assert_eq!(earned, paid, "no cap is set, so every session's amount is paid once");
    for payment in &account.payments {
        let [after_tax, tax, gross] = payment.sums();
        assert_eq!(after_tax + tax, gross);
    }
    let heading = Heading {
        period: "2026".into(),
        rules: Vec::new(),
        left_out: LeftOut::default(),
        unpaid: Vec::new(),
        today: date(2026, 7, 6),
        lang: Lang::Zh,
    };
    let list = report::payment_list(all(&workspace), &account, &account.payments, heading);
    assert!(list.demo);
    let by_school: Money = list.schools.iter().map(|school| school.after_tax).sum();
    let by_session: Money = list.sessions.iter().map(|session| session.after_tax).sum();
    assert_eq!((by_school, by_session), (earned, earned));
}

#[test]
fn every_number_that_leads_to_a_list_counts_its_rows() {
    let workspace = open(&demo_store());
    let account = account(&workspace);
    let listing = open_table(Arc::clone(&workspace), Some(&account), Kind::Session, TODAY, Lang::Zh);
    for payment in &account.payments {
        let query = TableQuery::default()
            .with("instructor", payment.instructor.clone())
            .with("date", payment.month.to_string())
            .with("payer", payment.payer.clone())
            .with("outcome", Ruled::Granted.code());
        assert_eq!(ids(&listing, &query).len(), payment.sessions, "{payment:?}");
    }
    for term in overview::terms(all(&workspace), &mut Sums::default()) {
        let overview = overview::of_term(all(&workspace), &account, term, &mut Sums::default());
        let of_term = TableQuery::default().with("date", term.to_string());
        let rows = |(key, code): (&str, &str)| ids(&listing, &of_term.clone().with(key, code)).len();
        assert_eq!(overview.sessions, ids(&listing, &of_term).len());
        assert_eq!(overview.granted, rows(("outcome", Ruled::Granted.code())));
        assert_eq!(overview.refused, rows(("outcome", Ruled::Refused.code())));
        assert_eq!(overview.missing.unconfirmed, rows(session::UNCONFIRMED));
        for (reason, count) in overview.refusals {
            assert_eq!(count, rows(("outcome", &reason)));
        }
    }
}

#[test]
fn the_half_day_limit_holds_for_every_instructor_and_half_day() {
    let workspace = open(&demo_store());
    let account = account(&workspace);
    let mut half_days = std::collections::HashMap::new();
    for (session, verdict) in workspace.sessions.all().zip(account.verdicts.values()) {
        let half_day = (&session.instructor, session.date, session.in_the_afternoon());
        *half_days.entry(half_day).or_insert(rust_decimal::Decimal::ZERO) += verdict.paid_hours;
    }
    assert!(half_days.values().all(|hours| *hours <= 4.into()));
}

#[test]
fn a_raised_rate_counts_from_its_day_once_it_is_in_force_and_can_be_taken_back() {
    let store = demo_store();
    let shipped = embedded_files();
    let before = account(&open(&store));

    let version = saved(&store, &henan(RAISED));
    assert!(!version.broken && version.number == 1);
    assert_eq!(account(&open(&store)).verdicts, before.verdicts, "saving changes nothing that is in force");

    let april = date(2026, 4, 1);
    force(&store, &head(), 1, april).expect("it compiles");
    let workspace = open(&store);
    let after = account(&workspace);
    let comparison = compare(all(&workspace), &before, &after);
    assert!(!comparison.changed.is_empty() && comparison.after > comparison.before);
    for id in &comparison.changed {
        let session = workspace.sessions.get(id).expect("a session");
        assert!(session.date >= april, "sessions before the day are judged as they were");
        assert_eq!(
            workspace
                .instructors
                .get(&session.instructor)
                .map(|instructor| instructor.title.on(session.date).code()),
            Some("academician")
        );
    }
    assert_eq!(periods::in_force(&shipped, &workspace, "henan", april).map(|(version, _)| version), Some(1));

    force(&store, &head(), 0, april).expect("the shipped version compiles");
    assert_eq!(account(&open(&store)).verdicts, before.verdicts, "going back is one more publication");
    let periods = periods::of_pack(&shipped, &open(&store), "henan");
    assert_eq!(periods.len(), 1, "the shipped version was never away: {periods:?}");
}

#[test]
fn a_month_that_the_policy_refuses_is_listed_with_its_reason_and_not_paid() {
    let store = demo_store();
    let workspace = open(&store);
    let mut source = henan("");
    source.files.insert("hold.rhai".into(), "fn settlement(month, p) { refuse(\"not_external\") }".into());
    let library = policies::library(&embedded_files(), &workspace).expect("packs that read");
    let library = library.with_draft(source).expect("a manifest");
    let account = account::draw_up(&workspace, &Rc::new(Rulebook::of(library, "henan")));
    assert!(!account.payments.is_empty());
    for payment in account.payments {
        assert!(
            matches!(&payment.settled, Settled::Failed(why) if why.zh == "授课人不是校外人员"),
            "{payment:?}"
        );
        assert_eq!(payment.sums(), [Money::ZERO; 3]);
    }
}

#[test]
fn the_latest_decision_holds_from_its_day_on_whatever_was_planned_for_later() {
    let store = demo_store();
    let shipped = embedded_files();
    let save = || saved(&store, &henan(RAISED)).number;
    let force = |version, day| force(&store, &head(), version, day).expect("it compiles");
    let before = account(&open(&store));
    force(save(), date(2026, 6, 1));
    force(save(), date(2026, 4, 1));
    let shown = || -> Vec<_> {
        let periods = periods::of_pack(&shipped, &open(&store), "henan");
        periods.into_iter().map(|period| (period.version, period.from, period.until)).collect()
    };
    let first_day = date(2021, 12, 20);
    assert_eq!(
        shown(),
        [(0, first_day, Some(date(2026, 3, 31))), (2, date(2026, 4, 1), None)],
        "version 1 was planned for June and never begins"
    );

    force(1, date(2026, 5, 1));
    let cut_off = periods::cut_off_by(&shipped, &open(&store), "henan", date(2026, 4, 1));
    let cut_off: Vec<_> = cut_off.iter().map(|period| period.version).collect();
    assert_eq!(cut_off, [2, 1], "going back from April on ends both");
    force(0, date(2026, 3, 16));
    assert_eq!(shown(), [(0, first_day, None)]);
    assert_eq!(
        account(&open(&store)).verdicts,
        before.verdicts,
        "every session is decided as shipped, in May and June too"
    );
}

#[test]
fn a_broken_script_is_a_draft_and_never_in_force() {
    let store = demo_store();
    let before = account(&open(&store));
    let mut broken = henan("");
    broken
        .files
        .insert("subsidy.rhai".into(), "fn subsidy(session, instructor, school, p) { let x = ".into());
    assert!(saved(&store, &broken).broken);
    let forced = force(&store, &head(), 1, date(2026, 3, 1));
    let Err(PolicyFault::Broken(faults)) = forced else { panic!("{forced:?}") };
    assert_eq!(faults[0].place.to_string(), "henan/subsidy.rhai:1:54");
    assert_eq!(account(&open(&store)).verdicts, before.verdicts, "what is in force keeps working");
}

#[test]
fn only_a_pack_that_compiles_can_govern() {
    let store = demo_store();
    let shipped = embedded_files();
    let workspace = open(&store);
    let library = policies::library(&shipped, &workspace).expect("packs");
    let govern = |draft: &PackSource| {
        let trial = Trial::governing(&workspace, &library, draft, TODAY, still);
        let found = trial.map(policies::ready).unwrap_or_default();
        block_on(governing::govern(&store, &workspace, &shipped, &head(), (draft, &found)))
    };
    let nowhere = PackSource { id: "none".into(), ..PackSource::default() };
    let refused = govern(&nowhere);
    assert!(
        matches!(&refused, Err(PolicyFault::Pack(PackError::Unknown(pack))) if pack == "none"),
        "{refused:?}"
    );
    let rural = policies::source(&shipped, &workspace, "rural-first", 0).expect("a pack");
    let mut broken = rural.clone();
    broken.files.insert("subsidy.rhai".into(), "fn subsidy(".into());
    let refused = govern(&broken);
    assert!(matches!(refused, Err(PolicyFault::Broken(_))), "{refused:?}");
    assert_eq!(open(&store).settings.pack, "henan");

    // A workspace of an earlier version may be governed by no pack: the overview says why nothing is decided.
    let library = policies::library(&shipped, &workspace).expect("packs");
    let account = account::draw_up(&workspace, &Rc::new(Rulebook::of(library, "none")));
    let term = overview::terms(all(&workspace), &mut Sums::default())[0];
    let undecided =
        overview::of_term(all(&workspace), &account, term, &mut Sums::default()).missing.undecided;
    let (count, why) = undecided.expect("a reason");
    assert_eq!((count, why.zh.as_str()), (account.verdicts.len(), "没有政策包“none”"));

    govern(&rural).expect("it compiles");
    assert_eq!(open(&store).settings.pack, "rural-first");
    let entry = block_on(store.journal(1)).expect("a journal").remove(0);
    assert_eq!(
        entry.operation.note,
        policies::title(&shipped, "rural-first").zh,
        "the journal names the pack as people do"
    );
}

#[test]
fn loading_the_demo_county_can_be_undone() {
    let store = demo_store();
    let entry = block_on(store.journal(1)).expect("a journal").remove(0);
    assert_eq!(entry.operation.verb, "demo");
    // Another seat sits down and hands out a list: neither stands in the way.
    let workspace = open(&store);
    let settings = Settings {
        seat_name: "演示县科协".into(),
        last_export: Some(LastExport { when: "2026-07-06T02:00:00Z".into(), file: "发放表.xlsx".into() }),
        ..workspace.settings.clone()
    };
    let renamed = store::put(&settings, workspace.settings_revision()).expect("JSON");
    commit(&store, "settings", vec![renamed]);
    let standing = || -> Vec<_> {
        let entries = block_on(journal::entries(&store, &open(&store), &actor(), 9)).expect("a journal");
        entries.into_iter().map(|(_, standing)| standing).collect()
    };
    assert_eq!(standing(), [Standing::Final, Standing::Undoable]);
    block_on(journal::undo(&store, &open(&store), &actor(), entry.sequence))
        .expect("no record changed since");
    let workspace = open(&store);
    assert!(workspace.is_empty() && !workspace.settings.demo);
    assert_eq!(workspace.settings.seat_name, "演示县科协", "who sits here is as it was");
    assert_eq!(standing(), [Standing::Final, Standing::Final, Standing::Undone]);
    let again = block_on(journal::undo(&store, &open(&store), &actor(), entry.sequence));
    assert_eq!(again, Err(UndoFault::Undone(entry.sequence)));
}

pub fn commit(store: &MemoryStore, verb: &str, changes: Vec<store::Change>) {
    let commit = store::Commit::new(actor().operation(verb, ""), changes);
    block_on(store.commit(commit)).expect("context");
}

#[test]
fn an_import_whose_records_changed_since_says_so_and_stays() {
    let store = demo_store();
    let demo = block_on(store.journal(1)).expect("a journal").remove(0);
    let workspace = open(&store);
    let mut record = workspace.schools.all().next().expect("a school").clone();
    record.name = "演示县改名小学".into();
    let school = store::StoredRecord { record, envelope: Default::default() };
    let renamed = store::put(&school, Some(demo.sequence)).expect("JSON");
    commit(&store, "edit", vec![renamed]);
    let entries = block_on(journal::entries(&store, &open(&store), &actor(), 9)).expect("a journal");
    assert_eq!(entries[1].1, Standing::Changed);
    let refused =
        block_on(journal::undo(&store, &open(&store), &actor(), demo.sequence)).expect_err("changed");
    assert_eq!(refused.text(Lang::Zh), "不能撤销：其后又有人改过其中的记录（学校 1 条），数据没有变化。");
    assert!(!open(&store).is_empty());
}
