//! What a batch comes to once its schools have agreed: who is paid, with what tax, and what is carried on (五.7).

use jiff::civil::date;
use keqiao::{
    app::{
        batches::{self, Plan},
        payments::{Settled, settle},
        transitions::{self, Doing},
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Kind, Lang, Localized, Money, Month, PaymentBatch, Record as _,
        batch::{BatchLine, BatchPayee},
        workflow::{Role, Seat},
    },
    policy::facts::MonthFacts,
    store::{Commit, MemoryStore, Store as _},
};
use pollster::block_on;

use crate::{
    batches::{JULY, JUNE, MAY, Pair, begun, does, of, owed, plan, reviewed},
    certificates::handed_on,
    offices::{self, county_and_school},
    sessions::{act, at},
    story::{demo_store, open},
};

#[test]
fn what_was_paid_too_much_is_carried_on_and_taken_from_what_is_paid_next() {
    let store = demo_store();
    let pair = Pair::of(&store);
    // What stands in the way of nothing else is paid first.
    reviewed(&store, &begun(&store, JUNE, "2026-06"));
    let once = pair.confirmed(&store, 0, &pair.starts, "45");
    let paid = reviewed(&store, &begun(&store, JUNE, JULY));
    let amount = owed(&store, &once).iter().map(|(_, amount)| *amount).sum();
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
    let line = &next.lines[0];
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
        let facts = MonthFacts {
            month: JULY.parse().expect("a month"),
            after_tax: before.after_tax + payee.after_tax,
            sessions: payee.sessions,
        };
        let settled = settle(&policy, date(2026, 7, 6), &facts, Money::ZERO).expect("settled");
        let Settled::Sum { tax, gross, .. } = settled else { panic!("{settled:?}") };
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
fn a_balance_is_taken_off_once_in_whatever_order_batches_are_reviewed() {
    let store = demo_store();
    let pair = Pair::of(&store);
    reviewed(&store, &begun(&store, JUNE, "2026-06"));
    let once = pair.confirmed(&store, 0, &pair.starts, "45");
    let first = reviewed(&store, &begun(&store, JUNE, JULY));
    let amount = of(&first, &pair.instructor).after_tax;
    act(&store, &pair.school, &once, ("correct", "登记错了")).expect("corrected");
    // While it is being put right, nothing is taken back.
    assert_eq!(plan(&store, JUNE).lines().count(), 0);
    assert_eq!(plan(&store, JUNE).undecided, std::slice::from_ref(&once));
    act(&store, &pair.school, &once, ("cancel", "没有上")).expect("cancelled");
    let takes_back = begun(&store, JUNE, "2026-08");
    pair.confirmed(&store, 1, &pair.starts, "45");
    let pays = begun(&store, JUNE, "2026-08");
    let pays = reviewed(&store, &pays);
    assert_eq!((of(&pays, &pair.instructor).after_tax, of(&pays, &pair.instructor).owed), (amount, None));
    let takes_back = reviewed(&store, &takes_back);
    assert_eq!(of(&takes_back, &pair.instructor).carried, Some(amount));

    pair.confirmed(&store, 2, &pair.starts, "45");
    let next = reviewed(&store, &begun(&store, JUNE, "2026-09"));
    assert_eq!(of(&next, &pair.instructor).owed, Some(amount));
    let head = bureau(COUNTY);
    let back =
        does(&store, (&head, Role::Leader), (Kind::PaymentBatch, &takes_back.code), ("return", "有误"));
    assert!(back.expect_err("the next goes by it").text(Lang::Zh).contains("请先退回那些批次"));
    pair.confirmed(&store, 3, &pair.starts, "45");
    let last = reviewed(&store, &begun(&store, JUNE, "2026-09"));
    assert_eq!(of(&last, &pair.instructor).owed, None);
    // The last one goes back, with what it says, and comes again as it was.
    let there = (Kind::PaymentBatch, last.code.as_str());
    does(&store, (&head, Role::Leader), there, ("return", "再核对")).expect("returned");
    assert_eq!(owed(&store, &once), []);
    does(&store, (&head, Role::Officer), there, ("review", "")).expect("reviewed");
    assert_eq!(open(&store).payment_batches.get(&last.code), Some(&last));
    let workspace = open(&store);
    let statement = workspace.school_statements.all().find(|one| one.batch == last.code).expect("one").id();
    let (workspace, mut actor) = (open(&store), at(&store, &pair.school));
    actor.seat = Some(Seat { unit: pair.school.clone(), role: Role::Officer });
    let taken =
        block_on(transitions::take_back(&store, &workspace, &actor, (Kind::SchoolStatement, &statement)));
    assert!(taken.expect_err("reviewed").text(Lang::Zh).contains("已经审核"));
}

/// What was reviewed and paid stands when it is walked again.
#[test]
fn a_batch_that_was_paid_stands_when_a_certificate_comes() {
    let policy = at(&demo_store(), &bureau(COUNTY)).policy.expect("a policy");
    let (county, school) = county_and_school(Some(&policy));
    county.certified_head(31);
    let unit = offices::COUNTY;
    let fields = [
        ("number", "KP1"),
        ("name", "孟向东"),
        ("unit", "研究所"),
        ("title", "正高级"),
        ("external", "是"),
        ("payee", "本人"),
        ("recommended_by", unit),
    ];
    county.save(Kind::Instructor, None, &fields);
    let fields = [
        ("school", offices::SCHOOL),
        ("instructor", "KP1"),
        ("date", "2026-05-12"),
        ("starts", "16:30"),
        ("minutes", "90"),
        ("form", "科学报告"),
        ("place", "到校"),
        ("topic", "星空"),
        ("pupils", "40"),
        ("classes", "1"),
    ];
    let session = county.save(Kind::Session, None, &fields);
    let line = BatchLine {
        session,
        school: None,
        date: date(2026, 5, 12),
        instructor: "KP1".into(),
        payer: "云溪县财政局".into(),
        hours: 2.into(),
        amount: Money::fen(200_000),
        hours_before: None,
        amount_before: None,
        why: None,
    };
    let plan = Plan {
        unit: unit.into(),
        since: date(2026, 5, 1),
        through: MAY,
        schools: [(offices::SCHOOL.to_owned(), vec![line])].into(),
        refused: Default::default(),
        undecided: Vec::new(),
        again: Money::ZERO,
        sequence: 0,
    };
    let month: Month = "2026-06".parse().expect("a month");
    let (batch, statements) = batches::drawn(&county.workspace(), &plan, (month, offices::TODAY), None);
    let changes = batches::changes((&batch, &statements)).expect("sound");
    let commit = Commit::new(county.actor(Role::Officer).operation("batch", ""), changes);
    block_on(county.sealing().commit(commit)).expect("begun");
    school.take(&county.make(offices::SCHOOL, None, None), None);
    let statement = statements[0].id();
    school.act(Role::Officer, (Kind::SchoolStatement, &statement), "agree");
    county.take(&school.make(unit, None, None), None);
    let at = (Kind::PaymentBatch, batch.code.as_str());
    county.act(Role::Officer, at, "review");
    county.act(Role::Leader, at, "approve");
    let mut pay = Doing::from(("pay", ""));
    pay.stated =
        [("voucher", "1 号"), ("paid_on", "2026-07-01")].map(|(key, text)| (key.into(), text.into())).into();
    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    let late = block_on(transitions::make(&store, &workspace, &actor, at, pay.clone()));
    assert!(late.expect_err("another month").text(Lang::Zh).contains("不在这个月"));
    let nothing = block_on(transitions::make(&store, &workspace, &actor, at, ("pay", "")));
    assert!(nothing.expect_err("no voucher").text(Lang::Zh).contains("请填写支付凭证号"));
    pay.stated.insert("paid_on".into(), "2026-06-15".into());
    block_on(transitions::make(&store, &workspace, &actor, at, pay)).expect("paid");
    let paid = county.workspace().payment_batches.get(&batch.code).cloned();

    // Another teacher sits down at the school: trust is another, and everything signed is walked again.
    handed_on(&school, (Role::Officer, 70));
    county.take(&school.make(unit, None, None), None);
    assert_eq!(county.state(Kind::PaymentBatch, &batch.code), "paid");
    assert_eq!(county.workspace().payment_batches.get(&batch.code).cloned(), paid);
    assert_eq!(paid.expect("there").payees.len(), 1);
    // What it pays whom goes to nobody else: the school is told of its own part alone.
    assert!(!school.workspace().payment_batches.has(&batch.code));
}
