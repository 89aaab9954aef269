//! What a correction compares, and what is left of the money (五.7).

use keqiao::{
    app::{
        FormValues, batches, budget, records,
        then_and_now::{Part, then_and_now},
    },
    demo::units::{COUNTY, bureau},
    domain::{Budget, Kind, Money},
    store::{MemoryStore, Store as _},
};
use pollster::block_on;

use crate::{
    batches::{JULY, MAY, begun, reviewed},
    paying::{SINCE, paid},
    readiness::{force, head},
    sessions::at,
    story::{RAISED, account, demo_store, henan, open, rulebook, saved},
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
    let rows = then_and_now(&workspace, &rulebook(&workspace), &basis, &one.session).expect("both");
    let total = rows.iter().rfind(|row| row.part == Part::Sum).expect("a total");
    assert_eq!((total.then.zh.clone(), total.now.zh.clone()), (one.then.to_string(), one.now.to_string()));
    let of = |part: Part| rows.iter().filter(move |row| row.part == part);
    assert!(of(Part::Sum).filter(|row| row.differs()).count() >= 2, "the fee and the total: {rows:#?}");
    assert_eq!(of(Part::Fact).count(), 0, "no fact has changed: {rows:#?}");
    let parameters: Vec<_> = of(Part::Parameter).map(|row| row.name.zh.as_str()).collect();
    assert!(matches!(parameters.as_slice(), [one] if one.contains("院士")), "{parameters:?}");
    // Nothing is compared with what is not there.
    assert_eq!(then_and_now(&workspace, &rulebook(&workspace), &basis, "no such session"), None);
    assert_eq!(then_and_now(&workspace, &rulebook(&workspace), b"torn", &one.session), None);
}

#[test]
fn what_is_left_of_a_budget_is_known_before_a_batch_spends_it() {
    let store = demo_store();
    let organ = bureau(COUNTY);
    let batch = begun(&store, MAY, JULY);
    let workspace = open(&store);
    let drawn = account(&workspace);
    let mut statements = workspace.school_statements.all().filter(|one| one.batch == batch);
    let payer = statements.find_map(|one| one.lines.first()).map(|line| line.payer.clone()).expect("a line");
    let actor = at(&store, &organ);
    let said = |from: &str, until: &str| -> FormValues {
        let said = [
            ("code", "ys-1"),
            ("unit", &organ),
            ("payer", &payer),
            ("amount", "100.00"),
            ("from", from),
            ("until", until),
        ];
        said.map(|(key, text)| (key, text.to_owned())).into()
    };
    let save = |filled: &FormValues| {
        block_on(records::save(&store, &open(&store), &actor, (Kind::Budget, None), filled, Vec::new()))
    };
    assert!(save(&said("2026-12-31", "2026-01-01")).is_err(), "it ends before it begins");
    save(&said("2026-07-01", "2026-12-31")).expect("saved");
    let stands = |store: &MemoryStore| {
        let workspace = open(store);
        let budget: &Budget = workspace.budgets.get("ys-1").expect("a budget");
        budget::standing(&workspace, Some(&drawn), budget)
    };
    let with_schools = stands(&store);
    assert_eq!((with_schools.amount, with_schools.paid), (Money::fen(10_000), Money::ZERO));
    let planned = reviewed(&store, &batch);
    let gross: Money =
        planned.payees.iter().filter(|payee| payee.payer == payer).map(|payee| payee.gross).sum();
    let due: Money = planned.lines.iter().filter(|line| line.payer == payer).map(|line| line.adds()).sum();
    assert!(gross > due && due > Money::ZERO);
    let bound = stands(&store);
    assert_eq!(bound.batched, with_schools.batched - due + gross, "gross, once it is reviewed");
    assert_eq!(bound.left(), with_schools.left() + due - gross);
    assert!(bound.left() < Money::ZERO, "100 元 do not go far");
    let of_batch = budget::of_batch(&open(&store), Some(&drawn), &planned);
    assert!(
        of_batch.iter().any(|(_, standing)| *standing == bound),
        "the page of the batch says so before it is approved"
    );
    paid(&store, &batch, "2026-07-06");
    let spent = stands(&store);
    assert_eq!((spent.paid, spent.batched, spent.left()), (gross, bound.batched - gross, bound.left()));
}
