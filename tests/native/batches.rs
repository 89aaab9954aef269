//! Payment batches: what is owed is agreed, reviewed, approved and paid, and what was paid stays paid (五.7).

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        account::{Account, Accounting},
        batched::batched,
        batches::{self, BatchFault, Plan},
        records,
        transitions::{self, Doing, TransitionError},
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Kind, Money, Month, PaymentBatch, Record as _,
        batch::BatchPayee,
        workflow::{Role, Seat},
    },
    store::{MemoryStore, Store as _},
};
use pollster::block_on;

use crate::{
    readiness::{force, head},
    sessions::{act, add, at, form},
    spending::compared,
    story::{RAISED, account, demo_store, henan, open, rulebook, saved},
};

pub const MARCH: Date = date(2026, 3, 31);
pub const MAY: Date = date(2026, 5, 31);
pub const JUNE: Date = date(2026, 6, 30);
pub const JULY: &str = "2026-07";

pub fn plan(store: &MemoryStore, through: Date) -> Plan {
    let workspace = open(store);
    let rulebook = rulebook(&workspace);
    let text = |code: &str, day: Date| rulebook.on(day).expect("a policy").reason_text(code);
    batches::plan(&workspace, &account(&workspace), (&bureau(COUNTY), date(2026, 3, 1), through), &text)
}

pub fn begun(store: &MemoryStore, through: Date, month: &str) -> String {
    let (workspace, plan) = (open(store), plan(store, through));
    let rulebook = rulebook(&workspace);
    let basis = batches::basis(&workspace, &rulebook, &account(&workspace), &plan).expect("a basis");
    let actor = at(store, &bureau(COUNTY));
    let month: Month = month.parse().expect("a month");
    block_on(batches::begin(store, &workspace, &actor, (&plan, month), basis)).expect("begun").1
}

pub fn does<'a>(
    store: &MemoryStore,
    (unit, role): (&str, Role),
    (kind, id): (Kind, &str),
    doing: impl Into<Doing<'a>>,
) -> Result<(), TransitionError> {
    let (workspace, mut actor) = (open(store), at(store, unit));
    actor.seat = Some(Seat { unit: unit.to_owned(), role });
    block_on(transitions::make(store, &workspace, &actor, (kind, id), doing)).map(|_| ())
}

/// Every school agrees, and the bureau reviews.
pub fn reviewed(store: &MemoryStore, batch: &str) -> PaymentBatch {
    let workspace = open(store);
    for statement in workspace.school_statements.all().filter(|statement| statement.batch == batch) {
        let at = (Kind::SchoolStatement, &*statement.id());
        does(store, (&statement.school, Role::Officer), at, ("agree", "")).expect("agreed");
    }
    does(store, (&bureau(COUNTY), Role::Officer), (Kind::PaymentBatch, batch), ("review", ""))
        .expect("reviewed");
    open(store).payment_batches.get(batch).expect("a batch").clone()
}

pub fn of<'a>(batch: &'a PaymentBatch, instructor: &str) -> &'a BatchPayee {
    batch.payees.iter().find(|payee| payee.instructor == instructor).expect("a payee")
}

/// An instructor whom a school has appointed for the term, and the days of June on which they are nowhere.
pub struct Pair {
    pub school: String,
    pub instructor: String,
    pub starts: String,
    pub days: Vec<String>,
}

impl Pair {
    pub fn of(store: &MemoryStore) -> Self {
        let workspace = open(store);
        let (first, last) = (date(2026, 6, 1), JUNE);
        let pays = |school: &str, instructor: &str| {
            let drawn = account(&workspace);
            let mut of_them =
                workspace.sessions.all().filter(|one| one.school == school && one.instructor == instructor);
            of_them.any(|one| {
                drawn.verdicts.get(&one.code).is_some_and(|verdict| verdict.amount() > Money::ZERO)
            })
        };
        let mut all = workspace.appointments.all().filter(|one| one.from <= first && one.until >= last);
        let pair = all.find(|one| pays(&one.school, &one.instructor)).expect("an appointment");
        let is_busy = |day: Date| {
            workspace.sessions.all().any(|one| one.instructor == pair.instructor && one.date == day)
        };
        let days =
            (1..=30).map(|day| date(2026, 6, day)).filter(|day| workspace.calendar().is_working_day(*day));
        let school = workspace.schools.get(&pair.school).expect("a school");
        Self {
            school: pair.school.clone(),
            instructor: pair.instructor.clone(),
            starts: school.service_from.on(first).strftime("%H:%M").to_string(),
            days: days.filter(|day| !is_busy(*day)).map(|day| day.to_string()).collect(),
        }
    }

    /// A session that both have confirmed.
    pub fn confirmed(&self, store: &MemoryStore, day: usize, starts: &str, minutes: &str) -> String {
        let mut filled = form(&self.days[day], &[]);
        let said = [
            ("school", &*self.school),
            ("instructor", &self.instructor),
            ("starts", starts),
            ("minutes", minutes),
        ];
        filled.extend(said.map(|(key, text)| (key, text.to_owned())));
        let id = add(store, &self.school, &filled).expect("a session");
        act(store, &self.school, &id, ("hold", "")).expect("held");
        act(store, &self.school, &id, ("confirm", "")).expect("confirmed");
        act(store, &self.instructor, &id, ("confirm", "")).expect("confirmed");
        id
    }
}

/// To whom a session was owed what.
pub fn owed(store: &MemoryStore, session: &str) -> Vec<(String, Money)> {
    let workspace = open(store);
    let owed = batched(&workspace, |one| one == session);
    let of_it = owed.values().flatten();
    of_it.map(|owed| (owed.instructor.to_owned(), owed.amount)).collect()
}

#[test]
fn a_batch_owes_what_is_granted_and_nothing_twice() {
    let store = demo_store();
    let workspace = open(&store);
    let drawn = account(&workspace);
    let granted = |from: Date, through: Date| -> Money {
        let sessions =
            workspace.sessions.all().filter(|session| session.date > from && session.date <= through);
        sessions.filter_map(|session| drawn.verdicts.get(&session.code)).map(|verdict| verdict.amount()).sum()
    };
    // The demo has paid March, and April lies with the schools.
    assert_eq!(plan(&store, MARCH).lines().count(), 0);
    let first = workspace.payment_batches.all().min_by_key(|batch| batch.through).expect("March");
    assert_eq!((first.through, first.amount), (MARCH, granted(date(2026, 1, 1), MARCH)));
    assert_eq!(first.payees.iter().map(|payee| payee.after_tax).sum::<Money>(), first.amount);

    let owed = plan(&store, MAY);
    assert_eq!((owed.adds(), owed.corrections()), (granted(date(2026, 4, 30), MAY), 0));
    assert!(owed.adds() > Money::ZERO && !owed.refused.is_empty());
    let batch = begun(&store, MAY, JULY);
    assert_eq!(plan(&store, MAY).lines().count(), 0, "what lies with the schools is not owed again");
    let stored = open(&store).payment_batches.get(&batch).expect("there").clone();
    let basis = block_on(store.chunk(&stored.basis.expect("a basis").chunk())).expect("read").expect("kept");
    let basis: serde_json::Value = serde_json::from_slice(&basis).expect("JSON");
    let sessions = basis["sessions"].as_array().expect("sessions");
    assert_eq!(sessions.len(), owed.lines().count());
    let pack = sessions[0]["policy"].as_str().expect("a hash");
    assert!(
        basis["packs"][pack]["texts"]["national"]["subsidy.rhai"]
            .as_str()
            .is_some_and(|text| text.contains("fn subsidy"))
    );
    assert_eq!(sessions[0]["facts"][0]["minutes"].as_str().map(str::is_empty), Some(false));
}

#[test]
fn what_was_paid_stays_paid_and_a_change_is_a_correction_of_a_later_batch() {
    let store = demo_store();
    let before = open(&store).payment_batches.all().min_by_key(|batch| batch.through).expect("March").clone();
    // A notice raises what academicians get, from a day of the past.
    saved(&store, &henan(RAISED));
    force(&store, &head(), 1, date(2026, 3, 1)).expect("it compiles");
    assert_eq!(
        open(&store).payment_batches.get(&before.code),
        Some(&before),
        "nothing of it is written again"
    );
    let owed = plan(&store, MARCH);
    assert!(owed.lines().count() > 0 && owed.corrections() == owed.lines().count());
    for line in owed.lines() {
        assert!(Some(line.amount) > line.amount_before && line.amount_before > Some(Money::ZERO));
        assert_eq!(
            (Some(line.hours), line.why.as_deref()),
            (line.hours_before, Some("按现在的记录和规则重新核算"))
        );
    }
    let workspace = open(&store);
    let differing = batches::differing(&workspace, &account(&workspace), &before.code);
    assert_eq!(differing.len(), owed.lines().count(), "the batch says what is another sum today");
    let batch = begun(&store, MARCH, JULY);
    let workspace = open(&store);
    assert_eq!(plan(&store, MARCH).lines().count(), 0);
    let differing = batches::differing(&workspace, &account(&workspace), &before.code);
    assert!(differing.iter().all(|one| one.is_put_right) && differing.len() == owed.lines().count());
    let paid = reviewed(&store, &batch);
    assert_eq!(paid.payees.iter().map(|payee| payee.after_tax).sum::<Money>(), owed.adds());
}

#[test]
fn hours_that_were_paid_come_first_and_stay_where_they_are() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let late = pair.confirmed(&store, 0, &pair.starts, "60");
    let paid = account(&open(&store)).verdicts.get(&late).expect("decided").clone();
    assert!(paid.amount() > Money::ZERO, "{paid:?}");
    reviewed(&store, &begun(&store, JUNE, JULY));
    // Confirmed later, and earlier in the day: it gets what is left, and takes nothing away.
    let early = pair.confirmed(&store, 0, "12:10", "200");
    let drawn = account(&open(&store));
    let verdict = |id: &str| drawn.verdicts.get(id).expect("decided");
    assert_eq!(verdict(&late), &paid);
    assert_eq!(verdict(&early).paid_hours_before, paid.paid_hours);
    let owed = plan(&store, JUNE);
    assert!(owed.lines().all(|line| line.session != late), "the one that was paid is not corrected");
    // Decided again after a change of another, it is the same.
    let again = Accounting::again(open(&store), rulebook(&open(&store)), (&drawn, &open(&store)));
    assert_eq!(finished(again).verdicts, drawn.verdicts);
}

fn finished(mut accounting: Accounting) -> Account {
    while accounting.advance(1_000) {}
    accounting.finish().0
}

/// An account that is kept up to date is the one that is drawn up anew, also where only a batch has come.
#[test]
fn an_account_follows_what_is_batched() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let late = pair.confirmed(&store, 0, &pair.starts, "60");
    pair.confirmed(&store, 0, "12:10", "200");
    let before = open(&store);
    let drawn = account(&before);
    let mut only = plan(&store, JUNE);
    // Of the two only the later one is batched.
    only.schools.retain(|school, _| *school == pair.school);
    only.schools.values_mut().for_each(|lines| lines.retain(|line| line.session == late));
    let actor = at(&store, &bureau(COUNTY));
    let month: Month = JULY.parse().expect("a month");
    block_on(batches::begin(&store, &before, &actor, (&only, month), Vec::new())).expect("begun");
    let now = open(&store);
    let kept = finished(Accounting::again(now.clone(), rulebook(&now), (&drawn, &before)));
    assert_eq!(kept, account(&now));
}

#[test]
fn what_was_worked_out_before_something_changed_begins_no_batch() {
    let store = demo_store();
    let old = plan(&store, MAY);
    let pair = Pair::of(&store);
    pair.confirmed(&store, 0, &pair.starts, "45");
    let (workspace, actor) = (open(&store), at(&store, &bureau(COUNTY)));
    let month: Month = JULY.parse().expect("a month");
    let stale = block_on(batches::begin(&store, &workspace, &actor, (&old, month), Vec::new()));
    assert_eq!(stale.map(|_| ()), Err(BatchFault::Stale));
    let nothing = plan(&store, MARCH);
    let nothing = block_on(batches::begin(&store, &workspace, &actor, (&nothing, month), Vec::new()));
    assert_eq!(nothing.map(|_| ()), Err(BatchFault::Nothing));
}

/// The school finds that somebody else came: the one is paid, and the other pays back.
#[test]
fn whoever_did_not_come_pays_back_and_whoever_came_is_paid() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let once = pair.confirmed(&store, 0, &pair.starts, "45");
    let first = begun(&store, JUNE, JULY);
    reviewed(&store, &first);
    let amount = owed(&store, &once).iter().map(|(_, amount)| *amount).sum();
    assert!(amount > Money::ZERO);
    let workspace = open(&store);
    let day: Date = pair.days[0].parse().expect("a day");
    let mut others = workspace.appointments.all().filter(|one| {
        let is_free = !workspace
            .sessions
            .all()
            .any(|session| session.instructor == one.instructor && session.date == day);
        one.school == pair.school && one.instructor != pair.instructor && one.in_force(day) && is_free
    });
    let Some(other) = others.next().map(|one| one.instructor.clone()) else {
        panic!("the school has another")
    };
    act(&store, &pair.school, &once, ("correct", "换人来的")).expect("corrected");
    let mut filled = form(&pair.days[0], &[]);
    let said = [
        ("school", &*pair.school),
        ("instructor", &other),
        ("starts", &pair.starts),
        ("minutes", "45"),
        ("code", &once),
    ];
    filled.extend(said.map(|(key, text)| (key, text.to_owned())));
    let workspace = open(&store);
    let seen = records::Seen {
        id: &once,
        revision: workspace.find(Kind::Session, &once).and_then(|one| one.revision),
    };
    let actor = at(&store, &pair.school);
    block_on(records::save(&store, &workspace, &actor, (Kind::Session, Some(seen)), &filled, Vec::new()))
        .expect("saved");
    act(&store, &pair.school, &once, ("hold", "")).expect("held");
    act(&store, &pair.school, &once, ("confirm", "")).expect("confirmed");
    act(&store, &other, &once, ("confirm", "")).expect("confirmed");
    let owing = plan(&store, JUNE);
    let lines: Vec<_> = owing.lines().filter(|line| line.session == once).collect();
    let back = lines.iter().find(|line| line.instructor == pair.instructor).expect("a line");
    assert_eq!(
        (back.amount, back.amount_before, back.why.as_deref()),
        (Money::ZERO, Some(amount), Some("授课人已更正"))
    );
    let paid = account(&open(&store)).verdicts.get(&once).expect("decided").amount();
    let comes = lines.iter().find(|line| line.instructor == other);
    assert_eq!(comes.map_or(Money::ZERO, |line| line.adds()), paid);
    let compared = compared(&store, &first, &once);
    assert_eq!(compared, (amount, Money::ZERO, [amount.to_string(), "授课人已更正".to_owned()]));
}

/// Another unit draws up a part of a batch, or one under a name of its own: nothing is owed by it.
#[test]
fn a_statement_that_is_not_the_batchs_own_says_nothing() {
    let store = demo_store();
    let before = plan(&store, MAY);
    let workspace = open(&store);
    let open_batch = workspace.payment_batches.all().max_by_key(|batch| batch.through).expect("April");
    let genuine =
        workspace.school_statements.all().find(|one| one.batch == open_batch.code).expect("a statement");
    let lines: Vec<_> = before.lines().take(3).cloned().collect();
    let forged = keqiao::domain::SchoolStatement { unit: genuine.school.clone(), lines, ..genuine.clone() };
    for key in [forged.id(), "of-its-own".to_owned()] {
        let seen = workspace.find(Kind::SchoolStatement, &key);
        let values = match serde_json::to_value(&forged) {
            Ok(serde_json::Value::Object(values)) => values,
            _ => panic!("no object"),
        };
        let revision = seen.as_ref().and_then(|seen| seen.revision);
        let change =
            records::change_values(Kind::SchoolStatement, &key, &values, &Default::default(), revision);
        crate::story::commit(&store, "edit", vec![change.expect("JSON")]);
    }
    let after: Vec<_> =
        plan(&store, MAY).schools.into_iter().filter(|(school, _)| *school != genuine.school).collect();
    let before: Vec<_> = before.schools.into_iter().filter(|(school, _)| *school != genuine.school).collect();
    assert_eq!(after, before);
}
