//! What a correction compares, and what is left of the money (五.7).

use std::sync::Arc;

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        FormValues, batches,
        budget::{self, Standing},
        records::{self, Seen},
        settings::Office,
        then_and_now::{Part, then_and_now},
    },
    demo::units::{CITY, COUNTY, bureau},
    domain::{Kind, Money, PaymentBatch, batch::BatchLine, seal::Digest},
    store::{MemoryStore, Store as _},
};
use pollster::block_on;
use serde_json::Value;

use crate::{
    batches::{JULY, JUNE, MAY, Pair, begun, plan, reviewed},
    paying::{SINCE, paid},
    readiness::{force, head},
    sessions::{act, at},
    story::{RAISED, account, demo_store, edited, henan, open, rulebook, saved},
};

/// What was batched lies beside what is decided today, from what is kept with the batch: the rate that a notice has raised since.
#[test]
fn a_correction_shows_both_decisions_line_by_line() {
    let store = demo_store();
    let batch = begun(&store, MAY, JULY);
    saved(&store, &henan(RAISED));
    force(&store, &head(), 1, SINCE).expect("it compiles");
    let workspace = open(&store);
    let differing = batches::differing(&workspace, &account(&workspace), &batch);
    let one = differing.first().expect("an academician's session");
    let paper = workspace.payment_batches.get(&batch).and_then(|batch| batch.basis.clone()).expect("kept");
    let basis = block_on(store.chunk(&paper.chunk())).expect("read").expect("kept");
    let rows = then_and_now(&workspace, &rulebook(&workspace), &basis, &one.line).expect("both");
    let total = rows.iter().rfind(|row| row.part == Part::Sum).expect("a total");
    assert_eq!(
        (total.then.zh.clone(), total.now.zh.clone()),
        (one.line.amount.to_string(), one.now.to_string())
    );
    let of = |part: Part| rows.iter().filter(move |row| row.part == part);
    assert!(of(Part::Sum).filter(|row| row.differs()).count() >= 2, "the fee and the total: {rows:#?}");
    assert_eq!(of(Part::Fact).count(), 0, "no fact has changed: {rows:#?}");
    let parameters: Vec<_> = of(Part::Parameter).map(|row| row.name.zh.as_str()).collect();
    assert!(matches!(parameters.as_slice(), [one] if one.contains("院士")), "{parameters:?}");
    // Nothing is compared with what is not there.
    let unknown = BatchLine { session: "no such session".into(), ..one.line.clone() };
    assert_eq!(then_and_now(&workspace, &rulebook(&workspace), &basis, &unknown), None);
    assert_eq!(then_and_now(&workspace, &rulebook(&workspace), b"torn", &one.line), None);
}

/// What a batch owed for a session, and both totals of the comparison with now.
pub fn compared(store: &MemoryStore, batch: &str, session: &str) -> (Money, Money, [String; 2]) {
    let workspace = open(store);
    let differing = batches::differing(&workspace, &account(&workspace), batch);
    let one = differing.iter().find(|one| one.line.session == session).expect("it differs");
    let paper = workspace.payment_batches.get(batch).and_then(|batch| batch.basis.clone()).expect("kept");
    let basis = block_on(store.chunk(&paper.chunk())).expect("read").expect("kept");
    let rows = then_and_now(&workspace, &rulebook(&workspace), &basis, &one.line).expect("both");
    assert!(rows.iter().any(|row| row.then.zh != "—" && row.now.zh == "—"), "the fee: {rows:#?}");
    assert!(rows.iter().all(|row| row.part == Part::Sum), "nothing else was decided: {rows:#?}");
    let total = rows.last().expect("a total");
    (one.line.amount, one.now, [total.then.zh.clone(), total.now.zh.clone()])
}

#[test]
fn now_is_nothing_and_says_why_for_whom_the_session_is_not_owed_any_more() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let once = pair.confirmed(&store, 0, &pair.starts, "45");
    let batch = begun(&store, JUNE, JULY);
    act(&store, &pair.school, &once, ("correct", "登记错了")).expect("corrected");
    act(&store, &pair.school, &once, ("cancel", "没有上")).expect("cancelled");
    let (then, now, totals) = compared(&store, &batch, &once);
    assert_eq!((now, totals), (Money::ZERO, [then.to_string(), "课次已取消或未授课".to_owned()]));

    // Since that day another unit pays for the school.
    let store = demo_store();
    let once = pair.confirmed(&store, 0, &pair.starts, "45");
    let batch = begun(&store, JUNE, JULY);
    let payer = format!("云溪县财政局\n{}：云溪县科协", pair.days[0]);
    let (workspace, actor) = (open(&store), at(&store, &bureau(COUNTY)));
    let seen = workspace.find(Kind::School, &pair.school).expect("a school");
    let mut filled: FormValues = Kind::School
        .fields()
        .iter()
        .map(|field| (field.key, field.write(seen.values.get(field.key).unwrap_or(&Value::Null))))
        .collect();
    filled.insert("payer", payer);
    let seen = Seen { id: &pair.school, revision: seen.revision };
    block_on(records::save(&store, &workspace, &actor, (Kind::School, Some(seen)), &filled, Vec::new()))
        .expect("saved");
    let (then, now, totals) = compared(&store, &batch, &once);
    assert_eq!((now, totals), (Money::ZERO, [then.to_string(), "改由其他单位支付".to_owned()]));
}

/// A budget of the county for a payer, kept.
fn budgeted(store: &MemoryStore, code: &str, payer: &str, (from, until): (&str, &str)) -> Result<(), String> {
    let organ = bureau(COUNTY);
    let said = [
        ("code", code),
        ("unit", &organ),
        ("payer", payer),
        ("amount", "100.00"),
        ("from", from),
        ("until", until),
    ];
    let filled: FormValues = said.map(|(key, text)| (key, text.to_owned())).into();
    let (workspace, actor) = (open(store), at(store, &organ));
    let saved = block_on(records::save(store, &workspace, &actor, (Kind::Budget, None), &filled, Vec::new()));
    saved.map(drop).map_err(|error| format!("{error:?}"))
}

fn stands(store: &MemoryStore, code: &str, today: Date) -> Standing {
    let workspace = open(store);
    let budget = workspace.budgets.get(code).expect("a budget");
    budget::of_budget(&workspace, Some(&account(&workspace)), budget, today).expect("it is known").1
}

const TODAY: Date = date(2026, 7, 6);

#[test]
fn what_is_left_of_a_budget_is_known_before_a_batch_spends_it() {
    let store = demo_store();
    let batch = begun(&store, MAY, JULY);
    let workspace = open(&store);
    let mut statements = workspace.school_statements.all().filter(|one| one.batch == batch);
    let payer = statements.find_map(|one| one.lines.first()).map(|line| line.payer.clone()).expect("a line");
    assert!(
        budgeted(&store, "ys-1", &payer, ("2026-12-31", "2026-01-01")).is_err(),
        "it ends before it begins"
    );
    budgeted(&store, "ys-1", &payer, ("2026-07-01", "2026-12-31")).expect("saved");
    let with_schools = stands(&store, "ys-1", TODAY);
    assert_eq!((with_schools.amount, with_schools.paid), (Money::fen(10_000), Money::ZERO));
    let planned = reviewed(&store, &batch);
    let gross: Money =
        planned.payees.iter().filter(|payee| payee.payer == payer).map(|payee| payee.gross).sum();
    let due: Money = planned.lines.iter().filter(|line| line.payer == payer).map(|line| line.adds()).sum();
    assert!(gross > due && due > Money::ZERO);
    let bound = stands(&store, "ys-1", TODAY);
    assert_eq!(bound.batched, with_schools.batched - due + gross, "gross, once it is reviewed");
    assert_eq!(bound.left(), with_schools.left() + due - gross);
    assert!(bound.left() < Money::ZERO, "100 元 do not go far");
    let workspace = open(&store);
    let of_batch = budget::of_batch(&workspace, Some(&account(&workspace)), &planned, TODAY).expect("known");
    assert!(
        of_batch.iter().any(|(_, standing)| *standing == bound),
        "the page of the batch says so before it is approved"
    );
    paid(&store, &batch, "2026-07-06");
    let spent = stands(&store, "ys-1", TODAY);
    assert_eq!((spent.paid, spent.batched, spent.left()), (gross, bound.batched - gross, bound.left()));
}

/// What is to come of a budget is what the next batches owe from it: of its payer, from the first batch on, once, and less what is taken back.
#[test]
fn what_is_to_come_is_what_the_next_batches_owe_from_the_budget() {
    let store = demo_store();
    let workspace = open(&store);
    let payer =
        workspace.payment_batches.all().find_map(|one| one.payees.first()).expect("March").payer.clone();
    for (code, payer, time) in [
        ("of-the-year", &*payer, ("2026-01-01", "2026-12-31")),
        ("of-july", &payer, ("2026-07-01", "2026-12-31")),
        ("of-june", &payer, ("2026-01-01", "2026-06-30")),
        ("of-another", "没有学校由它支付", ("2026-01-01", "2026-12-31")),
    ] {
        budgeted(&store, code, payer, time).expect("saved");
    }
    let to_come = |code: &str, today: Date| stands(&store, code, today).to_come.expect("decided");
    let open_lines = |until: Date| -> Money {
        plan(&store, until).lines().filter(|line| line.payer == payer).map(|line| line.adds()).sum()
    };
    let all = open_lines(date(2026, 12, 31));
    assert!(all > Money::ZERO);
    assert_eq!([to_come("of-the-year", TODAY), to_come("of-july", TODAY)], [all, all]);
    assert_eq!(to_come("of-june", TODAY), Money::ZERO, "its time is over; what is open is paid now");
    let before = date(2026, 6, 30);
    assert_eq!(to_come("of-june", before), open_lines(before));
    assert_eq!(to_come("of-june", before) + to_come("of-july", before), all, "each counts once");
    assert_eq!(to_come("of-another", TODAY), Money::ZERO);
    // Did batches begin with the next year only, none would pay what was before.
    let begins = |batch: &PaymentBatch| {
        edited(&store, Kind::PaymentBatch, &batch.code, &|body| body["since"] = "2027-01-01".into())
    };
    let later: Vec<_> = workspace.payment_batches.all().map(begins).collect();
    let later = workspace.after(&later);
    let budget = open(&store).budgets.get("of-july").expect("a budget").clone();
    let standing = budget::of_budget(&later, Some(&account(&workspace)), &budget, TODAY).expect("known").1;
    assert_eq!(standing.to_come, Some(Money::ZERO));

    // A session that March has paid turns out not to have been held.
    let (session, amount) = workspace
        .payment_batches
        .all()
        .flat_map(|batch| &batch.lines)
        .find(|line| line.payer == payer && line.amount > Money::ZERO)
        .map(|line| (line.session.clone(), line.amount))
        .expect("a line");
    let school = workspace.sessions.get(&session).expect("there").school.clone();
    act(&store, &school, &session, ("correct", "登记错了")).expect("corrected");
    assert_eq!(to_come("of-july", TODAY), all, "while it is being put right, nothing is taken back");
    act(&store, &school, &session, ("cancel", "没有上")).expect("cancelled");
    let after = to_come("of-july", TODAY);
    assert_eq!(after, open_lines(date(2026, 12, 31)));
    // What it left of the half-day's hours may pay another one, never more than it took.
    assert!(after < all && after >= all - amount, "{after} {all} {amount}");
}

/// Those above see a budget, and not what is paid to whom: they are told who works out what is left, and no wrong sum.
#[test]
fn only_the_office_that_keeps_a_budget_says_what_is_left_of_it() {
    let store = demo_store();
    let batch = begun(&store, MAY, JULY);
    let mut workspace = open(&store);
    let payer =
        workspace.payment_batches.all().find_map(|one| one.payees.first()).expect("March").payer.clone();
    budgeted(&store, "ys-1", &payer, ("2026-07-01", "2026-12-31")).expect("saved");
    let mut told = |unit: &str| {
        let office = Office { unit: unit.into(), installation: Digest::of(&[]), roots: Default::default() };
        workspace = open(&store);
        Arc::make_mut(&mut workspace).settings.office = Some(office);
        let (budget, batch) = (workspace.budgets.get("ys-1"), workspace.payment_batches.get(&batch));
        let of_budget = budget::of_budget(&workspace, None, budget.expect("there"), TODAY);
        let of_batch = budget::of_batch(&workspace, None, batch.expect("there"), TODAY);
        (of_budget.is_some(), of_batch.map(|found| found.len()))
    };
    assert_eq!(told(&bureau(COUNTY)), (true, Some(2)), "and the demo's own");
    assert_eq!(told(&bureau(CITY)), (false, None));
}
