//! Payment batches: what is owed is agreed, reviewed, approved and paid, and what was paid stays paid (五.7).

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        account::{Account, Accounting},
        batched::{batched, statements},
        batches::{self, BatchFault, Plan},
        transitions::{self, Doing, TransitionError},
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Kind, Lang, Localized, Money, Month, PaymentBatch, Record as _,
        batch::BatchPayee,
        workflow::{Role, Seat},
    },
    store::{MemoryStore, Store as _},
};
use pollster::block_on;

use crate::{
    readiness::{force, head},
    sessions::{act, add, at, form},
    story::{RAISED, account, demo_store, henan, open, rulebook, saved},
};

const MARCH: Date = date(2026, 3, 31);
const MAY: Date = date(2026, 5, 31);
const JUNE: Date = date(2026, 6, 30);
const JULY: &str = "2026-07";

fn plan(store: &MemoryStore, through: Date) -> Plan {
    let workspace = open(store);
    let rulebook = rulebook(&workspace);
    let text = |code: &str, day: Date| rulebook.on(day).expect("a policy").reason_text(code);
    batches::plan(&workspace, &account(&workspace), (&bureau(COUNTY), through), &text)
}

fn begun(store: &MemoryStore, through: Date, month: &str) -> String {
    let (workspace, plan) = (open(store), plan(store, through));
    let rulebook = rulebook(&workspace);
    let basis = batches::basis(&workspace, &rulebook, &account(&workspace), &plan).expect("a basis");
    let actor = at(store, &bureau(COUNTY));
    let month: Month = month.parse().expect("a month");
    block_on(batches::begin(store, &workspace, &actor, (&plan, month), basis)).expect("begun").1
}

fn does<'a>(
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
fn reviewed(store: &MemoryStore, batch: &str) -> PaymentBatch {
    let workspace = open(store);
    for statement in workspace.school_statements.all().filter(|statement| statement.batch == batch) {
        let at = (Kind::SchoolStatement, &*statement.id());
        does(store, (&statement.school, Role::Officer), at, ("agree", "")).expect("agreed");
    }
    does(store, (&bureau(COUNTY), Role::Officer), (Kind::PaymentBatch, batch), ("review", ""))
        .expect("reviewed");
    open(store).payment_batches.get(batch).expect("a batch").clone()
}

fn of<'a>(batch: &'a PaymentBatch, instructor: &str) -> &'a BatchPayee {
    batch.payees.iter().find(|payee| payee.instructor == instructor).expect("a payee")
}

/// An instructor whom a school has appointed for the term, and the days of June on which they are nowhere.
struct Pair {
    school: String,
    instructor: String,
    starts: String,
    days: Vec<String>,
}

impl Pair {
    fn of(store: &MemoryStore) -> Self {
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
    fn confirmed(&self, store: &MemoryStore, day: usize, starts: &str, minutes: &str) -> String {
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
        basis["packs"][pack]["national"]["subsidy.rhai"]
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
    assert_eq!(batches::differing(&workspace, &account(&workspace), &before.code), [], "it is put right");
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
fn what_was_paid_too_much_is_carried_on_and_taken_from_what_is_paid_next() {
    let store = demo_store();
    let pair = Pair::of(&store);
    // What stands in the way of nothing else is paid first.
    reviewed(&store, &begun(&store, JUNE, "2026-06"));
    let once = pair.confirmed(&store, 0, &pair.starts, "45");
    let paid = reviewed(&store, &begun(&store, JUNE, JULY));
    let sum = |id: &str| {
        batched(&open(&store), |session| session == id).get(id).copied().unwrap_or_default().amount
    };
    let amount = sum(&once);
    assert!(amount > Money::ZERO);
    assert_eq!(of(&paid, &pair.instructor).after_tax, amount);

    // It turns out that it was never held.
    act(&store, &pair.school, &once, ("correct", "登记错了")).expect("corrected");
    act(&store, &pair.school, &once, ("cancel", "没有上")).expect("cancelled");
    let next = reviewed(&store, &begun(&store, JUNE, "2026-08"));
    let owing = of(&next, &pair.instructor);
    assert_eq!(
        (owing.taken, owing.after_tax, owing.tax, owing.carried),
        (Some(amount), Money::ZERO, Money::ZERO, Some(amount))
    );
    let workspace = open(&store);
    let of_next = statements(&workspace).filter(|one| one.batch == next.code);
    let line = of_next.flat_map(|one| &one.lines).next().expect("a line");
    assert_eq!(
        (line.amount, line.amount_before, line.why.as_deref()),
        (Money::ZERO, Some(amount), Some("课次已取消或未授课"))
    );

    pair.confirmed(&store, 1, &pair.starts, "45");
    pair.confirmed(&store, 2, &pair.starts, "45");
    let last = reviewed(&store, &begun(&store, JUNE, "2026-09"));
    let paid = of(&last, &pair.instructor);
    assert_eq!((paid.owed, paid.carried), (Some(amount), None));
    assert_eq!(paid.after_tax, paid.added - amount);
}

#[test]
fn tax_is_that_of_all_that_is_paid_in_a_month_less_what_was_withheld() {
    let store = demo_store();
    let first = reviewed(&store, &begun(&store, MAY, JULY));
    let second = reviewed(&store, &begun(&store, JUNE, JULY));
    let workspace = open(&store);
    let policy = at(&store, &bureau(COUNTY)).policy.expect("a policy");
    let mut both = 0;
    for payee in &second.payees {
        let same = |one: &&BatchPayee| (&one.payer, &one.instructor) == (&payee.payer, &payee.instructor);
        let Some(before) = first.payees.iter().find(same) else { continue };
        let facts = keqiao::policy::facts::MonthFacts {
            month: JULY.parse().expect("a month"),
            after_tax: before.after_tax + payee.after_tax,
            sessions: payee.sessions,
        };
        let settled =
            keqiao::app::payments::settle(&policy, date(2026, 7, 6), &facts, Money::ZERO).expect("settled");
        let keqiao::app::payments::Settled::Sum { tax, gross, .. } = settled else { panic!("{settled:?}") };
        assert_eq!((before.tax + payee.tax, before.gross + payee.gross), (tax, gross));
        both += 1;
    }
    assert!(both > 0 && workspace.payment_batches.len() == 4);
}

#[test]
fn nothing_is_reviewed_before_the_schools_have_agreed_and_what_is_left_out_is_owed_again() {
    let store = demo_store();
    let batch = begun(&store, MAY, JULY);
    let at_batch = (Kind::PaymentBatch, batch.as_str());
    let officer = bureau(COUNTY);
    let refused = does(&store, (&officer, Role::Officer), at_batch, ("review", "")).expect_err("too early");
    assert!(refused.text(Lang::Zh).contains("所学校没有确认"), "{refused:?}");

    let workspace = open(&store);
    let mut of_it = workspace.school_statements.all().filter(|statement| statement.batch == batch);
    let (first, second) = (of_it.next().expect("a school"), of_it.next().expect("another"));
    let at_first = (Kind::SchoolStatement, &*first.id());
    does(&store, (&first.school, Role::Officer), at_first, ("object", "5 月 8 日没有上课"))
        .expect("objected");
    let not_its = does(&store, (&second.school, Role::Officer), at_first, ("agree", ""));
    assert!(not_its.is_err(), "a school speaks for itself");
    does(&store, (&officer, Role::Officer), at_first, ("exclude", "核查中")).expect("left out");
    let again = plan(&store, MAY);
    assert_eq!(again.schools.keys().collect::<Vec<_>>(), [&first.school]);
    assert_eq!(again.schools[&first.school], first.lines);

    let paid = reviewed_but(&store, &batch, &first.school);
    assert_eq!(paid.payees.iter().map(|payee| payee.after_tax).sum::<Money>(), paid.amount - first.adds());
    let late =
        does(&store, (&officer, Role::Officer), (Kind::SchoolStatement, &*second.id()), ("exclude", "晚了"));
    assert!(late.expect_err("reviewed").text(Lang::Zh).contains("已经审核"));
    does(&store, (&officer, Role::Leader), at_batch, ("approve", "")).expect("approved");
    let mut pay = Doing::from(("pay", ""));
    pay.stated = [("voucher", "财〔2026〕1 号"), ("paid_on", "2026-07-06")]
        .map(|(key, text)| (key.into(), text.into()))
        .into();
    does(&store, (&officer, Role::Officer), at_batch, pay).expect("paid");
    let paid = open(&store).payment_batches.get(&batch).expect("there").clone();
    assert_eq!((paid.voucher.as_deref(), paid.paid_on), (Some("财〔2026〕1 号"), Some(date(2026, 7, 6))));
}

/// The same as [`reviewed`], where one school is left out.
fn reviewed_but(store: &MemoryStore, batch: &str, without: &str) -> PaymentBatch {
    let workspace = open(store);
    let of_it = workspace.school_statements.all().filter(|one| one.batch == batch && one.school != without);
    for statement in of_it {
        let at = (Kind::SchoolStatement, &*statement.id());
        does(store, (&statement.school, Role::Officer), at, ("agree", "")).expect("agreed");
    }
    does(store, (&bureau(COUNTY), Role::Officer), (Kind::PaymentBatch, batch), ("review", ""))
        .expect("reviewed");
    open(store).payment_batches.get(batch).expect("a batch").clone()
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
