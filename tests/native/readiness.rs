//! Before a version governs: it is put in force by whom it belongs to, its cases hold here, and everything stored can be
//! decided.

use std::sync::Arc;

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        Actor,
        account::Ruling,
        governing,
        journal::{self, UndoFault},
        payments::Settled,
        policies::{self, PolicyFault, Readiness, Rulebook, Trial},
        report::{self, Heading},
        workspace::Workspace,
    },
    demo::units::{COUNTY, PROVINCE, association, bureau},
    domain::{
        Lang, Localized, Money, Month, counts,
        workflow::{Role, Seat},
    },
    exchange::payment_list::LeftOut,
    policy::{PackSource, Policy, cases, embedded_files},
    store::{MemoryStore, Store, StoreError},
};
use pollster::block_on;

use crate::{
    joint::seat,
    story::{account, actor, all, demo_store, edited, henan, open, saved, still},
};

const DAY: Date = date(2026, 3, 1);

/// The head of the organ to which the pack of Henan belongs.
pub fn head() -> Actor {
    let seat = Seat { unit: bureau(PROVINCE), role: Role::Leader };
    Actor { seat_name: "演示省教育厅".into(), seat: Some(seat), ..actor() }
}

/// What is found of a version that shall be in force from a day.
pub fn tried(workspace: &Arc<Workspace>, version: u32, from: Date) -> Readiness {
    let shipped = embedded_files();
    let library = policies::library(&shipped, workspace).expect("packs");
    let source = policies::source(&shipped, workspace, "henan", version).expect("a version");
    policies::ready(Trial::forcing(workspace, &library, &source, from, still).expect("a chain"))
}

/// Puts a version of Henan in force, as whoever this is and with what is found of it.
pub fn force(store: &MemoryStore, actor: &Actor, version: u32, from: Date) -> Result<(), PolicyFault> {
    let workspace = open(store);
    let found = tried(&workspace, version, from);
    let (shipped, version) = (embedded_files(), ("henan", version));
    let forced = policies::put_in_force(store, &workspace, &shipped, actor, version, (from, &found));
    block_on(forced).map(drop)
}

fn save(store: &MemoryStore, source: &PackSource) -> u32 {
    saved(store, source).number
}

fn sitting(unit: String, role: Role) -> Actor {
    Actor { seat_name: unit.clone(), seat: Some(seat(&unit, role)), ..actor() }
}

#[test]
fn only_the_head_of_an_organ_to_which_the_pack_belongs_puts_it_in_force_and_takes_it_back() {
    let store = demo_store();
    let version =
        save(&store, &henan("[lecture_fee.academician]\nvalues = [{ from = 2026-01-01, value = 2000 }]\n"));
    for nobody in [
        actor(),
        sitting(bureau(PROVINCE), Role::Officer),
        sitting(bureau(COUNTY), Role::Leader),
        sitting("9901220001".into(), Role::Leader),
    ] {
        let refused = force(&store, &nobody, version, DAY).expect_err("somebody else's pack");
        assert!(matches!(refused, PolicyFault::NotCompetent { .. }), "{refused:?}");
        let said = refused.text(Lang::Zh);
        assert!(said.contains("演示省教育厅") && said.contains("演示省科学技术协会"), "{said}");
    }
    assert_eq!(open(&store).publications.len(), 0, "nothing is stored");

    force(&store, &sitting(association(PROVINCE), Role::Leader), version, DAY).expect("either organ's head");
    let entry = block_on(store.journal(1)).expect("a journal").remove(0).sequence;
    let undo = |actor: &Actor| block_on(journal::undo(&store, &open(&store), actor, entry));
    assert!(matches!(undo(&sitting(bureau(COUNTY), Role::Officer)), Err(UndoFault::NotCompetent(_))));
    assert!(matches!(undo(&sitting(association(PROVINCE), Role::Officer)), Err(UndoFault::NotCompetent(_))));
    undo(&sitting(association(PROVINCE), Role::Leader)).expect("whoever did it takes it back");

    let (workspace, shipped) = (open(&store), embedded_files());
    let rural = policies::source(&shipped, &workspace, "rural-first", 0).expect("a pack");
    let library = policies::library(&shipped, &workspace).expect("packs");
    let trial = Trial::governing(&workspace, &library, &rural, actor().now.today, still);
    let found = policies::ready(trial.expect("a chain"));
    let govern = |actor: &Actor| {
        block_on(governing::govern(&store, &workspace, &shipped, actor, (&rural, &found))).map(drop)
    };
    let refused = govern(&sitting(bureau(COUNTY), Role::Leader)).expect_err("of the province");
    assert!(matches!(refused, PolicyFault::NotCompetent { .. }), "a variant belongs to whose it extends");
    govern(&head()).expect("the head of the province's bureau");
}

#[test]
fn a_version_that_cannot_decide_what_is_stored_says_how_much_and_does_not_govern() {
    let store = demo_store();
    let mut source = henan("");
    // Every fact is there, and what it holds is not what the rule takes it for.
    let script = "fn travel(distance_km, p) { line(\"travel\", distance_km + \"\"); 0 }";
    source.files.insert("travel.rhai".into(), script.into());
    let version = save(&store, &source);
    let found = tried(&open(&store), version, DAY);
    let all = account(&open(&store));
    assert!(found.undecided.count > 10 && found.undecided.count <= all.verdicts.len(), "{found:?}");
    assert!(!found.undecided.examples.is_empty() && found.faults.is_empty() && !found.is_ready());
    let refused = force(&store, &head(), version, DAY).expect_err("undecided");
    let said = refused.text(Lang::Zh);
    assert!(
        said.contains(&format!("{}不能判定", Lang::Zh.counted(found.undecided.count, counts::SESSIONS))),
        "{said}"
    );

    let late = tried(&open(&store), version, date(2030, 1, 1));
    assert_eq!(late.undecided.count, 0, "it bears on no session before its day");

    let mut source = henan("");
    source.files.insert("hold.rhai".into(), "fn settlement(month, p) { refuse(\"not_external\") }".into());
    let version = save(&store, &source);
    let found = tried(&open(&store), version, DAY);
    assert!(found.unsettled.count > 0 && found.undecided.count == 0, "{found:?}");
}

#[test]
fn its_own_cases_are_run_here_and_stand_in_its_way() {
    let store = demo_store();
    let sound = tried(&open(&store), 0, DAY);
    assert!(sound.is_ready() && !sound.cases.is_empty(), "{sound:?}");
    let raised = henan("[lecture_fee.senior]\nvalues = [{ from = 2017-01-01, value = 1500 }]\n");
    let mut source = raised;
    let case = "hook = \"settlement\"\n[[case]]\nname = \"nothing\"\nmonth = { month = \"2026-03\", after_tax = 0, sessions = 0 }\nexpect = { amount = 5, lines = { net = 5, tax = 0 } }\n";
    source.files.insert("cases/mine.toml".into(), case.into());
    let version = save(&store, &source);
    let found = tried(&open(&store), version, DAY);
    let failed: Vec<_> = found.failed().map(|case| case.name.as_str()).collect();
    assert_eq!(failed, ["mine.toml: nothing"]);
    assert!(!found.is_ready() && found.text(Lang::En).contains("1 case failed"), "{}", found.text(Lang::En));
}

/// A province that raises an uplift has a case that says the old sum: it lets the case expect the new one, and goes on.
#[test]
fn a_case_can_be_made_to_expect_what_is_decided_now() {
    let store = demo_store();
    let mut source = henan("[rural_uplift]\nvalues = [{ from = 2026-01-01, value = \"0.3\" }]\n");
    let failed = |version: u32| -> Vec<policies::CaseHeld> {
        tried(&open(&store), version, DAY).failed().cloned().collect()
    };
    let before = failed(save(&store, &source));
    let [case] = &before[..] else { panic!("one case of Henan") };
    let fault = case.fault.as_ref().expect("a difference").text(Lang::Zh).to_owned();
    assert!(fault.contains("应为 amount 1331.3，现为 amount 1431.3"), "{fault}");
    let (file, number) = &case.at;
    let text = source.files[file].clone();
    let decided = case.decided.as_deref().expect("a decision");
    let accepted = cases::accepted(&text, *number, decided).expect("the case");
    let kept = |text: &str| text.split("expect").next().map(str::to_owned);
    assert_eq!(kept(&accepted), kept(&text), "what is written before stays");
    source.files.insert(file.clone(), accepted);
    assert_eq!(failed(save(&store, &source)), []);
    assert_eq!(cases::accepted(&text, 7, decided), None, "there is no such case");
}

#[test]
fn what_was_found_counts_for_what_was_tried_and_for_nothing_else() {
    let store = demo_store();
    let version = save(&store, &henan(""));
    let workspace = open(&store);
    let shipped = embedded_files();
    let found = tried(&workspace, version, DAY);
    let force = |workspace: &Workspace, day| {
        let (head, version) = (head(), ("henan", version));
        let forced = policies::put_in_force(&store, workspace, &shipped, &head, version, (day, &found));
        block_on(forced).map(drop)
    };
    assert_eq!(force(&workspace, date(2026, 4, 1)), Err(PolicyFault::Untried), "from another day");
    let school = workspace.schools.all().next().expect("a school").code.clone();
    let change = edited(&store, keqiao::domain::Kind::School, &school, &|body| {
        body["fields"]["name"] = "改名小学".into();
    });
    crate::story::commit(&store, "edit", vec![change]);
    assert_eq!(force(&open(&store), DAY), Err(PolicyFault::Untried), "a record has changed since");
}

#[test]
fn what_another_tab_writes_between_the_trial_and_the_click_stops_the_commit() {
    let forced = |meanwhile: &dyn Fn(&MemoryStore)| {
        let store = demo_store();
        let version = save(&store, &henan(""));
        let (workspace, shipped) = (open(&store), embedded_files());
        let found = tried(&workspace, version, DAY);
        meanwhile(&store);
        let (head, version) = (head(), ("henan", version));
        let forced = policies::put_in_force(&store, &workspace, &shipped, &head, version, (DAY, &found));
        block_on(forced).map(drop)
    };
    assert_eq!(forced(&|_| ()), Ok(()));
    let edit = |store: &MemoryStore| {
        let school = open(store).schools.all().next().expect("a school").code.clone();
        let change = edited(store, keqiao::domain::Kind::School, &school, &|body| {
            body["fields"]["name"] = "改名小学".into();
        });
        crate::story::commit(store, "edit", vec![change]);
    };
    let refused = forced(&edit);
    assert!(matches!(refused, Err(PolicyFault::Store(StoreError::TableChanged { .. }))), "{refused:?}");
    let publish = |store: &MemoryStore| force(store, &head(), 0, DAY).expect("another publication");
    let refused = forced(&publish);
    assert!(matches!(refused, Err(PolicyFault::Store(_))), "{refused:?}");

    let store = demo_store();
    let (workspace, shipped) = (open(&store), embedded_files());
    let rural = policies::source(&shipped, &workspace, "rural-first", 0).expect("a pack");
    let library = policies::library(&shipped, &workspace).expect("packs");
    let trial = Trial::governing(&workspace, &library, &rural, actor().now.today, still);
    let found = policies::ready(trial.expect("a chain"));
    edit(&store);
    let refused = block_on(governing::govern(&store, &workspace, &shipped, &head(), (&rural, &found)));
    assert!(matches!(refused, Err(PolicyFault::Store(StoreError::TableChanged { .. }))), "{refused:?}");
}

#[test]
fn a_pack_is_tried_on_the_cases_of_all_that_extend_it_down_to_what_governs() {
    let shipped = embedded_files();
    let workspace = open(&demo_store());
    let library = policies::library(&shipped, &workspace).expect("packs");
    let mut national = policies::source(&shipped, &workspace, "national", 0).expect("a pack");
    let parameters = national.files.get_mut("parameters.toml").expect("a file");
    *parameters = parameters.replace("value = 500 }", "value = 501 }");
    let trial = Trial::forcing(&workspace, &library, &national, DAY, still).expect("a chain");
    let found = policies::ready(trial);
    let failed: Vec<_> = found.failed().map(|case| case.name.as_str()).collect();
    assert!(failed.contains(&"henan/subsidy.toml: a session in Henan"), "{failed:?}");
    let (tried, _) = policies::tried(&library, &national, "henan", DAY, still).expect("a chain");
    let failed = tried.cases.iter().filter(|case| case.fault.is_some());
    assert!(failed.map(|case| &*case.name).any(|name| name.starts_with("henan/")), "{:?}", tried.cases);
}

#[test]
fn whatever_a_draft_runs_is_bounded_in_time() {
    /// A clock that runs away.
    fn hasty() -> std::time::Duration {
        use std::sync::atomic::{AtomicU64, Ordering};
        static LOOKS: AtomicU64 = AtomicU64::new(0);
        std::time::Duration::from_secs(LOOKS.fetch_add(1, Ordering::Relaxed))
    }
    let workspace = open(&demo_store());
    let library = policies::library(&embedded_files(), &workspace).expect("packs");
    let draft = |function: &str, then: &str| {
        let mut source = henan("");
        let manifest = source.files.get_mut("pack.toml").expect("a manifest");
        manifest.push_str("\nloops = true\n");
        let script = format!("fn {function} {{ let n = 0; while n < 1000 {{ n += 1; }} {then} }}");
        source.files.insert("long.rhai".into(), script);
        policies::tried(&library, &source, "henan", DAY, hasty).expect("a chain")
    };
    let (tried, _) = draft("may_cancel_session(session, p)", "true");
    assert!(
        tried.faults.iter().any(|fault| fault.message.en.contains("takes too long")),
        "a guard: {tried:?}"
    );
    let base = "base::subsidy(session, instructor, school, p)";
    let (tried, rulebook) = draft("subsidy(session, instructor, school, p)", base);
    let mut late = tried.cases.iter().filter_map(|case| case.fault.as_ref());
    assert!(late.any(|fault| fault.message.en.contains("takes too long")), "a case: {:?}", tried.cases);
    let rulebook = std::rc::Rc::new(rulebook.expect("it compiles"));
    let account = keqiao::app::account::draw_up(&workspace, &rulebook);
    let is_late = |ruling: &Ruling| matches!(ruling, Ruling::Undecided(why) if why.en.contains("too long"));
    assert!(account.verdicts.values().all(|verdict| is_late(&verdict.ruling)), "everything stored");
}

/// A workspace in which an instructor is paid by two payers in one month, under a cap.
fn capped(scope: &str) -> (Arc<Workspace>, keqiao::app::account::Account, (Month, String)) {
    let store = demo_store();
    let workspace = open(&store);
    let before = account(&workspace);
    let most =
        before.payments.iter().max_by_key(|payment| (payment.sessions, payment.earned)).expect("payments");
    let of = (most.month, most.instructor.clone());
    // One of the schools that pay them is paid for by somebody else.
    let school = workspace
        .sessions
        .all()
        .find(|session| session.instructor == of.1 && Month::of(session.date) == of.0)
        .map(|session| session.school.clone())
        .expect("a session");
    let change = edited(&store, keqiao::domain::Kind::School, &school, &|body| {
        let payer = serde_json::json!([{ "from": null, "value": "乡中心校" }]);
        let fields = if body.get("payer").is_some() { body } else { &mut body["record"] };
        fields["payer"] = payer;
    });
    crate::story::commit(&store, "edit", vec![change]);
    let workspace = open(&store);
    let cap = format!(
        "[monthly_cap]\nvalues = [{{ from = 2026-01-01, value = 300 }}]\n[monthly_cap_scope]\nvalues = [{{ from = 2026-01-01, value = \"{scope}\" }}]\n"
    );
    let library = policies::library(&embedded_files(), &workspace).expect("packs");
    let library = library.with_draft(henan(&cap)).expect("a manifest");
    let account =
        keqiao::app::account::draw_up(&workspace, &std::rc::Rc::new(Rulebook::of(library, "henan")));
    (workspace, account, of)
}

#[test]
fn the_monthly_cap_covers_what_its_scope_says_and_every_sheet_adds_up_to_what_is_paid() {
    let yuan = |yuan: i64| Money::fen(yuan * 100);
    for scope in ["payer", "person"] {
        let (workspace, account, (month, instructor)) = capped(scope);
        let own = account.payments.iter().filter(|one| one.month == month && one.instructor == instructor);
        let own: Vec<_> = own.collect();
        assert!(own.len() >= 2, "two payers: {own:?}");
        let paid: Money = own.iter().map(|payment| payment.sums()[0]).sum();
        let payers = i64::try_from(own.len()).expect("few");
        assert_eq!(paid, yuan(if scope == "payer" { 300 * payers } else { 300 }), "{scope}");
        assert!(own.iter().all(|payment| matches!(payment.settled, Settled::Sum { .. })));

        let left_out = LeftOut::default();
        let heading = Heading {
            period: "2026".into(),
            rules: Vec::new(),
            left_out,
            unpaid: Vec::new(),
            today: DAY,
            lang: Lang::Zh,
        };
        let list = report::payment_list(all(&workspace), &account, &account.payments, heading);
        let rows: Money = list.rows.iter().map(|row| row.after_tax).sum();
        let schools: Money = list.schools.iter().map(|row| row.after_tax).sum();
        let sessions: Money = list.sessions.iter().map(|row| row.after_tax).sum();
        assert!(list.cut > Money::ZERO);
        assert_eq!((schools - list.cut, sessions - list.cut), (rows, rows), "{scope}");
    }
}

#[test]
fn a_pack_brings_the_calendar_of_a_year_and_what_it_says_decides_pay_and_deadlines() {
    let toml = |days: &str| format!("[2027]\nsource = \"国办发明电〔2026〕1号\"\n{days}\n");
    let with = |text: String| {
        let mut source = henan("");
        source.files.insert("calendar.toml".into(), text);
        let library = policies::library(&embedded_files(), &Workspace::default()).expect("packs");
        let library = library.with_draft(source).expect("a manifest");
        let chain = library.chain("henan", date(2027, 1, 1)).expect("a chain");
        Policy::compile(&chain).map_err(|faults| faults[0].to_string())
    };
    let brought = with(toml("holidays = [2027-01-01]\nworkdays = [2027-01-02]")).expect("compiles");
    let calendar = brought.calendar();
    assert!(calendar.covers(date(2027, 6, 1)) && !calendar.is_working_day(date(2027, 1, 1)));
    assert!(calendar.is_working_day(date(2027, 1, 2)) && calendar.is_working_day(date(2026, 5, 9)));
    assert_eq!(calendar.after_working_days(date(2026, 12, 31), 1), date(2027, 1, 2));
    let without = with(String::new()).expect("compiles");
    assert!(!without.calendar().covers(date(2027, 1, 1)), "nobody has brought it");
    for (text, wrong) in [
        (toml("holidays = [2026-01-01]"), "`holidays` should be a list of days of 2027"),
        (toml("holidays = [2027-01-01]\nworkdays = [2027-01-01]"), "both as a holiday and as a workday"),
        (toml("holydays = [2027-01-01]"), "`holydays` means nothing here"),
        ("[2027]\nholidays = [2027-01-01]\n".into(), "lacks its source"),
        (toml(""), "lacks its holidays"),
        (toml("holidays = []\nworkdays = [2027-01-02]"), "lacks its holidays"),
        ("[next]\nsource = \"x\"\n".into(), "should be a table named by a year"),
    ] {
        let said = with(text.clone()).err().unwrap_or_default();
        assert!(said.contains("henan/calendar.toml:") && said.contains(wrong), "{text}\n{said}");
    }
}

#[test]
fn a_session_on_a_holiday_that_a_pack_brings_is_not_on_a_school_day() {
    let with = |text: &str| {
        let mut source = henan("");
        source.files.insert("calendar.toml".into(), text.into());
        let library = policies::library(&embedded_files(), &Workspace::default()).expect("packs");
        std::rc::Rc::new(Rulebook::of(library.with_draft(source).expect("a manifest"), "henan"))
    };
    let workspace = open(&demo_store());
    let before = keqiao::app::account::draw_up(&workspace, &with(""));
    let (id, _) =
        before.verdicts.iter().find(|(_, one)| one.amount() > Money::ZERO).expect("something granted");
    let day = workspace.sessions.get(id).expect("a session").date;
    let year = format!("[{}]\nsource = \"试\"\nholidays = [{day}]\n", day.year());
    let after = keqiao::app::account::draw_up(&workspace, &with(&year));
    let verdict = after.verdicts.get(id).expect("decided");
    assert_eq!(verdict.ruling, Ruling::Refused("outside_service_window".into()));
}
