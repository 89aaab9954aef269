//! The errands of money around a batch: who is not paid and why, what is only provisional, what each was told, and what the bank sent back
//! (五.7).

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        account::{Accounting, Ruling},
        batched::batched,
        batches::{self, BatchFault},
        provisional::{self, Missing},
        scope::View,
        settings::Office,
        statement::statement,
        transitions::{Doing, TransitionError},
        unpaid::{self, Unpaid},
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Kind, Lang, Localized as _, Money, Month, PaySlip, PaymentBatch, Record as _, seal::Digest,
        workflow::Role,
    },
    store::{Change, MemoryStore},
};
use pollster::block_on;

use crate::{
    batches::{JULY, JUNE, MAY, Pair, begun, does, plan, reviewed},
    sessions::{act, add, at, form},
    story::{account, demo_store, edited, open, rulebook},
};

pub const SINCE: Date = date(2026, 3, 1);

fn unpaid_of(store: &MemoryStore, school: Option<&str>) -> Vec<Unpaid> {
    let workspace = open(store);
    let organ = bureau(COUNTY);
    let wanted = unpaid::is_of(&workspace, (&organ, school), (SINCE, MAY));
    unpaid::unpaid(&workspace, &account(&workspace), &rulebook(&workspace), wanted)
}

#[test]
fn what_is_not_paid_is_listed_with_its_reason_and_what_would_have_to_differ() {
    let store = demo_store();
    let found = unpaid_of(&store, None);
    let ids: BTreeSet<&str> = found.iter().map(|one| &*one.session).collect();
    let planned = plan(&store, MAY);
    let refused: BTreeSet<&str> = planned.refused.values().flatten().map(String::as_str).collect();
    assert!(!ids.is_empty() && ids == refused, "the list is what the dialog counts");
    let workspace = open(&store);
    let drawn = account(&workspace);
    for one in &found {
        let verdict = &drawn.verdicts.get(&one.session).expect("decided").ruling;
        assert!(matches!(verdict, Ruling::Refused(_)), "{one:?}");
        assert!(one.remedy.is_some() && one.why.zh != one.why.en, "{one:?}");
        assert!(planned.lines().all(|line| line.session != *one.session));
    }
    assert!(found.is_sorted_by_key(|one| one.date));
    // A school is told of its own.
    let school = workspace.sessions.get(&found[0].session).expect("there").school.clone();
    let own = unpaid_of(&store, Some(&school));
    assert!(
        !own.is_empty() && own.len() < found.len() && own.iter().all(|one| one.school == found[0].school)
    );
    let row = found[0].row(Lang::Zh);
    assert_eq!((&row.why, row.remedy.is_empty()), (&found[0].why.zh, false));
}

#[test]
fn a_session_leaves_the_list_when_what_was_missing_is_there() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let organ = bureau(COUNTY);
    let listed = |store: &MemoryStore, id: &str| {
        let workspace = open(store);
        let wanted = unpaid::is_of(&workspace, (&organ, None), (SINCE, JUNE));
        let found = unpaid::unpaid(&workspace, &account(&workspace), &rulebook(&workspace), wanted);
        found.iter().any(|one| *one.session == *id)
    };
    let id = held(&store, &pair, 0, &pair.starts);
    assert!(listed(&store, &id));
    confirm(&store, &pair, &id);
    assert!(!listed(&store, &id));
    // What was owed by a batch and is being put right is corrected, and not a session that was never paid.
    begun(&store, JUNE, JULY);
    act(&store, &pair.school, &id, ("correct", "时长有误")).expect("corrected");
    assert!(!listed(&store, &id));
}

/// A session that nobody has confirmed yet.
fn held(store: &MemoryStore, pair: &Pair, day: usize, starts: &str) -> String {
    let mut filled = form(&pair.days[day], &[]);
    let said =
        [("school", &*pair.school), ("instructor", &pair.instructor), ("starts", starts), ("minutes", "30")];
    filled.extend(said.map(|(key, text)| (key, text.to_owned())));
    let id = add(store, &pair.school, &filled).expect("a session");
    act(store, &pair.school, &id, ("hold", "")).expect("held");
    id
}

fn confirm(store: &MemoryStore, pair: &Pair, id: &str) {
    act(store, &pair.school, id, ("confirm", "")).expect("confirmed");
    act(store, &pair.instructor, id, ("confirm", "")).expect("confirmed");
}

#[test]
fn an_amount_is_provisional_until_all_of_the_half_day_and_the_month_are_confirmed() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let id = pair.confirmed(&store, 0, &pair.starts, "45");
    let missing = |store: &MemoryStore| {
        let workspace = open(store);
        let session = workspace.sessions.get(&id).expect("there");
        provisional::of_session(&workspace, session)
    };
    let before = missing(&store);
    assert!(!before.iter().any(|one| matches!(one, Missing::HalfDay(_) | Missing::Elsewhere)), "{before:?}");
    let of_month = |missing: &[Missing]| {
        missing
            .iter()
            .find_map(|one| if let Missing::Month(count) = one { Some(*count) } else { None })
            .unwrap_or(0)
    };
    let other = held(&store, &pair, 0, "12:10");
    let later = held(&store, &pair, 1, &pair.starts);
    let now = missing(&store);
    assert!(now.contains(&Missing::HalfDay(1)), "{now:?}");
    assert_eq!(of_month(&now), of_month(&before) + 1);
    let said = provisional::text(&now, Lang::Zh).expect("it is provisional");
    assert!(said.starts_with("暂计：") && said.contains("同一半天还有 1 个课次没有确认"), "{said}");
    let said = provisional::text(&now, Lang::En).expect("it is provisional");
    assert!(said.contains("1 session of the same half-day not confirmed"), "{said}");
    // The month's payment says so too, and the list for finance with it.
    let workspace = open(&store);
    let drawn = account(&workspace);
    let view = View { workspace: &workspace, seat: None };
    let of_payments = provisional::of_payments(view, &drawn.payments);
    let day: Date = pair.days[0].parse().expect("a day");
    let payer = workspace.schools.get(&pair.school).expect("a school").payer.on(day);
    let together = (Month::of(day), payer.as_str(), pair.instructor.as_str());
    let of_it = of_payments.get(&together).map(Vec::as_slice);
    assert!(matches!(of_it, Some([Missing::Month(count)]) if *count >= 2), "{of_it:?}");
    for id in [&other, &later] {
        confirm(&store, &pair, id);
    }
    assert_eq!(missing(&store), before);
    begun(&store, JUNE, JULY);
    assert_eq!(missing(&store), [], "what a batch owes is owed");
}

/// Approved and paid, with a slip for each.
pub fn paid(store: &MemoryStore, batch: &str, day: &str) -> PaymentBatch {
    let organ = bureau(COUNTY);
    let there = (Kind::PaymentBatch, batch);
    does(store, (&organ, Role::Leader), there, ("approve", "")).expect("approved");
    let stated =
        [("voucher", "财〔2026〕9 号"), ("paid_on", day)].map(|(key, text)| (key.into(), text.into()));
    let pay = Doing { verb: "pay", stated: stated.into(), ..Doing::default() };
    does(store, (&organ, Role::Officer), there, pay).expect("paid");
    open(store).payment_batches.get(batch).expect("there").clone()
}

fn slip_of(store: &MemoryStore, batch: &str, instructor: &str) -> PaySlip {
    let workspace = open(store);
    let mut slips = workspace.pay_slips.all();
    slips.find(|slip| slip.batch == batch && slip.instructor == instructor).expect("a slip").clone()
}

/// Its schools' parts are left out, and the batch ends without effect.
fn void(store: &MemoryStore, batch: &str) {
    let organ = bureau(COUNTY);
    let workspace = open(store);
    for statement in workspace.school_statements.all().filter(|statement| statement.batch == batch) {
        let there = (Kind::SchoolStatement, &*statement.id());
        does(store, (&organ, Role::Officer), there, ("exclude", "暂缓")).expect("left out");
    }
    does(store, (&organ, Role::Officer), (Kind::PaymentBatch, batch), ("void", "暂缓")).expect("void");
}

fn bounced(store: &MemoryStore, slip: &PaySlip, day: &str) -> Result<(), TransitionError> {
    let stated = [("returned_on", day), ("new_account", "已更新收款账户")];
    let stated = stated.map(|(key, text)| (key.into(), text.into()));
    let bounce = Doing { verb: "bounce", note: "户名不符", stated: stated.into(), ..Doing::default() };
    does(store, (&bureau(COUNTY), Role::Officer), (Kind::PaySlip, &slip.code), bounce)
}

#[test]
fn a_returned_transfer_is_owed_again_and_paid_by_the_next_batch_without_tax() {
    let store = demo_store();
    // The demo's April lies with the schools, and would be reviewed first.
    let april =
        open(&store).payment_batches.all().max_by_key(|batch| batch.through).expect("April").code.clone();
    void(&store, &april);
    let batch = begun(&store, MAY, JULY);
    reviewed(&store, &batch);
    let paid_batch = paid(&store, &batch, "2026-07-06");
    let workspace = open(&store);
    let slips: Vec<_> = workspace.pay_slips.all().filter(|slip| slip.batch == batch).collect();
    assert_eq!(slips.len(), paid_batch.payees.len());
    let payee = paid_batch.payees.iter().find(|payee| payee.tax > Money::ZERO).expect("a payee").clone();
    let slip = slip_of(&store, &batch, &payee.instructor);
    assert_eq!((slip.after_tax, slip.tax, slip.gross), (payee.after_tax, payee.tax, payee.gross));
    assert!(!slip.lines.is_empty() && slip.lines.iter().all(|line| line.instructor == payee.instructor));

    // Whoever was paid has nothing to say of it, and no reason, no return.
    let there = (Kind::PaySlip, slip.code.as_str());
    assert!(does(&store, (&payee.instructor, Role::Officer), there, ("bounce", "户名不符")).is_err());
    assert!(does(&store, (&bureau(COUNTY), Role::Officer), there, ("bounce", "")).is_err());
    assert_eq!(plan(&store, MAY).again, Money::ZERO);
    // It cannot have come back before it went.
    let early = bounced(&store, &slip, "2026-07-05").expect_err("paid on the sixth").text(Lang::Zh);
    assert!(early.contains("不能早于发放日期"), "{early}");
    let undated = bounced(&store, &slip, "").expect_err("no day").text(Lang::Zh);
    assert!(undated.contains("请填写退票日期"), "{undated}");
    assert_eq!(plan(&store, MAY).again, Money::ZERO);
    bounced(&store, &slip, "2026-07-06").expect("returned on the same day");
    assert_eq!(
        open(&store).payment_batches.get(&batch),
        Some(&paid_batch),
        "what was paid is not written again"
    );
    let owed = plan(&store, MAY);
    assert_eq!((owed.again, owed.schools.len()), (payee.after_tax, 0));
    let own = statement(&open(&store), &payee.instructor);
    let before = own[0].transferred;
    assert!(own[0].paid.iter().any(|paid| paid.slip.code == slip.code && paid.transferred == Money::ZERO));

    // While a batch lies with the schools, the review of which takes it, no other one is begun for it.
    let between = begun(&store, JUNE, "2026-08");
    assert_eq!(plan(&store, JUNE).again, Money::ZERO);
    let (workspace, actor) = (open(&store), at(&store, &bureau(COUNTY)));
    let month: Month = "2026-08".parse().expect("a month");
    let second = block_on(batches::begin(&store, &workspace, &actor, (&owed, month), Vec::new()));
    assert!(matches!(second, Err(BatchFault::Stale)), "{second:?}");
    void(&store, &between);
    assert_eq!(plan(&store, MAY).again, payee.after_tax, "that batch pays nothing");

    // A batch of nothing else: no school is asked, and no tax is withheld twice, whichever month it is.
    let next = begun(&store, MAY, "2026-08");
    let reviewed_next = reviewed(&store, &next);
    let [again] = reviewed_next.payees.as_slice() else { panic!("{:?}", reviewed_next.payees) };
    assert_eq!(
        (again.after_tax, again.tax, again.gross, again.again),
        (Money::ZERO, Money::ZERO, Money::ZERO, Some(payee.after_tax))
    );
    assert_eq!(plan(&store, MAY).again, Money::ZERO, "owed once");
    let workspace = open(&store);
    let decided = (&account(&workspace), &*rulebook(&workspace));
    let list = batches::payment_list(&workspace, decided, &reviewed_next, date(2026, 8, 3), Lang::Zh);
    let unpaid: Vec<_> = unpaid_of(&store, None).iter().map(|one| one.row(Lang::Zh)).collect();
    assert!(!unpaid.is_empty() && list.unpaid == unpaid, "finance is told what is not paid, and why");
    assert_eq!(list.rows.len(), 1);
    assert_eq!((list.rows[0].after_tax, list.rows[0].taxed), (payee.after_tax, Some([Money::ZERO; 2])));
    assert!(list.rows[0].remark.contains("退票重发"));
    let organ = bureau(COUNTY);
    let kept = does(&store, (&organ, Role::Officer), there, ("withdraw_return", "银行更正"));
    assert!(kept.expect_err("paid again").text(Lang::Zh).contains("已由以后的批次重发"));
    paid(&store, &next, "2026-08-04");
    let own = statement(&open(&store), &payee.instructor);
    assert_eq!(own[0].transferred, before + payee.after_tax);
    // Sent back once more, it is owed once more.
    let second = slip_of(&store, &next, &payee.instructor);
    bounced(&store, &second, "2026-08-06").expect("returned");
    assert_eq!(plan(&store, MAY).again, payee.after_tax);
    does(&store, (&organ, Role::Officer), (Kind::PaySlip, &second.code), ("withdraw_return", "银行更正"))
        .expect("it was not");
    assert_eq!(plan(&store, MAY).again, Money::ZERO);
}

#[test]
fn a_statement_has_a_year_each_and_only_what_is_ones_own() {
    let store = demo_store();
    let workspace = open(&store);
    let slip = workspace.pay_slips.all().next().expect("the demo has paid March").clone();
    let years = statement(&workspace, &slip.instructor);
    assert!(years.iter().flat_map(|year| &year.paid).all(|paid| paid.slip.instructor == slip.instructor));
    let sum = |of: fn(&PaySlip) -> Money| -> Money {
        workspace.pay_slips.all().filter(|one| one.instructor == slip.instructor).map(of).sum()
    };
    assert_eq!(years.iter().map(|year| year.tax).sum::<Money>(), sum(|slip| slip.tax));
    assert_eq!(years.iter().map(|year| year.gross).sum::<Money>(), sum(|slip| slip.gross));
    assert_eq!(statement(&workspace, "nobody"), []);
    // Printed, it is the slip of the batch.
    let batch = workspace.payment_batches.get(&slip.batch).expect("March");
    let of_batch = batches::slips(&workspace, batch);
    let own = batches::slip(&workspace, &slip);
    assert!(of_batch.contains(&own), "{own:?}");
}

/// Of batches a person's own office has the slips alone: what they owed is final there too, and counts in its half-day as it did for the organ.
#[test]
fn at_ones_own_office_what_a_slip_says_is_owed_and_not_provisional() {
    let store = demo_store();
    let organs = open(&store);
    let slip =
        organs.pay_slips.all().find(|slip| !slip.lines.is_empty()).expect("the demo has paid March").clone();
    let gone = |kind: Kind, id: String| Change { after: None, ..edited(&store, kind, &id, &|_| ()) };
    let batches = organs.payment_batches.all().map(|batch| gone(Kind::PaymentBatch, batch.id()));
    let statements = organs.school_statements.all().map(|one| gone(Kind::SchoolStatement, one.id()));
    let others = organs.pay_slips.all().filter(|one| one.instructor != slip.instructor);
    let others = others.map(|one| gone(Kind::PaySlip, one.id()));
    let mut own = Arc::new(organs.after(&batches.chain(statements).chain(others).collect::<Vec<_>>()));
    let office =
        Office { unit: slip.instructor.clone(), installation: Digest::of(&[]), roots: Default::default() };
    Arc::make_mut(&mut own).settings.office = Some(office);
    let ids: BTreeSet<&str> = slip.lines.iter().map(|line| &*line.session).collect();
    let (here, there) =
        (batched(&own, |session| ids.contains(session)), batched(&organs, |session| ids.contains(session)));
    assert_eq!(here, there);
    for id in &ids {
        let session = own.sessions.get(id).expect("their own");
        assert_eq!(provisional::of_session(&own, session), [], "{id}");
    }
    let (here, there) = (account(&own), account(&organs));
    for id in &ids {
        assert_eq!(here.verdicts.get(id), there.verdicts.get(id), "{id}");
    }
    // One that comes later is followed.
    let without = Arc::new(own.after(&[gone(Kind::PaySlip, slip.id())]));
    let session = without.sessions.get(ids.first().expect("a line")).expect("their own");
    assert!(batched(&without, |id| id == session.code).is_empty());
    let before = (&account(&without), &*without);
    let mut again = Accounting::again(Arc::clone(&own), rulebook(&own), before);
    while again.advance(1_000) {}
    assert_eq!(again.finish().0.verdicts, here.verdicts);
}
