//! The audit extract of one person and year: its sums are the statement's, and every session is in it with what became of it (五.7).

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use jiff::civil::date;
use keqiao::{
    app::{
        audit_extract::{self, From, Policies},
        scope::View,
        statement::{Year, statement},
        transitions::Doing,
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Kind, Lang, Money,
        workflow::{Role, Seat},
    },
    exchange::audit_extract::AuditExtract,
    store::MemoryStore,
};
use pollster::block_on;

use crate::{
    batches::{JULY, JUNE, MAY, Pair, begun, does, reviewed},
    paying::paid,
    sessions::act,
    story::{account, demo_store, open, rulebook},
};

fn policies(store: &MemoryStore, seat: Option<&Seat>, person: &str) -> Policies {
    let workspace = open(store);
    let view = View { workspace: &workspace, seat };
    block_on(audit_extract::policies(store, view, person)).expect("read")
}

fn extract(store: &MemoryStore, seat: Option<&Seat>, person: &str) -> AuditExtract {
    let workspace = open(store);
    let (view, rulebook) = (View { workspace: &workspace, seat }, rulebook(&workspace));
    let policies = policies(store, seat, person);
    let account = account(&workspace);
    let from = From { account: &account, rulebook: &rulebook, policies: &policies };
    audit_extract::extract(view, from, (person, "2026"), (date(2026, 9, 1), Lang::Zh))
}

fn year_of(store: &MemoryStore, person: &str) -> Year {
    let years = statement(&open(store), person);
    years.into_iter().find(|year| year.year == "2026").expect("a year")
}

fn agrees(extract: &AuditExtract, year: &Year) {
    let sum = |of: fn(&keqiao::exchange::audit_extract::AuditPayment) -> Money| -> Money {
        extract.payments.iter().map(of).sum()
    };
    assert_eq!(
        [sum(|one| one.transferred), sum(|one| one.tax), sum(|one| one.gross)],
        [year.transferred, year.tax, year.gross]
    );
    let lines: Money = extract.sessions.iter().filter_map(|one| one.amount).sum();
    assert_eq!(lines, sum(|one| one.added - one.taken.unwrap_or_default()), "sessions and payments");
}

#[test]
fn the_sums_are_the_statements_and_a_return_came_to_nobody() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let organ = bureau(COUNTY);
    let first = begun(&store, MAY, JULY);
    reviewed(&store, &first);
    paid(&store, &first, "2026-07-06");
    // Of what was paid one session turns out otherwise, and the next batch puts it right with its reason.
    let once = pair.confirmed(&store, 0, &pair.starts, "45");
    let second = begun(&store, JUNE, JULY);
    reviewed(&store, &second);
    paid(&store, &second, "2026-07-07");
    act(&store, &pair.school, &once, ("correct", "登记错了")).expect("corrected");
    act(&store, &pair.school, &once, ("cancel", "没有上")).expect("cancelled");
    pair.confirmed(&store, 1, &pair.starts, "90");
    let third = begun(&store, JUNE, "2026-08");
    reviewed(&store, &third);
    paid(&store, &third, "2026-08-06");
    agrees(&extract(&store, None, &pair.instructor), &year_of(&store, &pair.instructor));

    let workspace = open(&store);
    let slip =
        workspace.pay_slips.all().find(|slip| slip.batch == first && slip.instructor == pair.instructor);
    let slip = slip.or_else(|| {
        workspace.pay_slips.all().find(|slip| slip.batch == second && slip.instructor == pair.instructor)
    });
    let slip = slip.expect("a slip").code.clone();
    let stated = [("returned_on".to_owned(), "2026-08-10".to_owned())].into();
    let bounce = Doing { verb: "bounce", note: "户名不符", stated, ..Doing::default() };
    does(&store, (&organ, Role::Officer), (Kind::PaySlip, &slip), bounce).expect("returned");
    let after = extract(&store, None, &pair.instructor);
    agrees(&after, &year_of(&store, &pair.instructor));
    assert!(after.payments.iter().any(|one| one.standing == "银行退票" && one.transferred == Money::ZERO));

    let own: Vec<_> = after.sessions.iter().filter(|one| one.code == once).collect();
    let [paid, corrected] = own.as_slice() else { panic!("{own:#?}") };
    assert_eq!((paid.batch.as_str(), corrected.batch.as_str()), (second.as_str(), third.as_str()));
    assert_eq!(corrected.amount.map(|taken| Money::ZERO - taken), paid.amount);
    assert_eq!((corrected.why.as_str(), corrected.standing.as_str()), ("课次已取消或未授课", "已取消"));
    let steps: Vec<_> = after.signatures.iter().filter(|one| one.code == once).collect();
    assert!(
        steps.iter().filter(|one| one.step == "确认课时" && one.minutes == Some(45)).count() >= 2,
        "{steps:#?}"
    );
    assert!(steps.iter().any(|one| one.step == "更正" && one.note == "登记错了"), "{steps:#?}");
    assert!(steps.iter().all(|one| one.when.ends_with('Z')), "{steps:#?}");
}

#[test]
fn what_was_not_paid_is_in_it_once_with_the_reason() {
    let store = demo_store();
    let workspace = open(&store);
    let drawn = account(&workspace);
    let rulebook = rulebook(&workspace);
    let refused = keqiao::app::unpaid::unpaid(&workspace, &drawn, &rulebook, |_, _| true);
    let one = refused.iter().find(|one| one.date.year() == 2026).expect("refused");
    let person = workspace.sessions.get(&one.session).expect("there").instructor.clone();
    let extract = extract(&store, None, &person);
    let own: Vec<_> = extract.sessions.iter().filter(|row| row.code == *one.session).collect();
    let [row] = own.as_slice() else { panic!("{own:#?}") };
    assert_eq!((row.amount, row.why.as_str(), row.batch.as_str()), (None, one.why.zh.as_str(), ""));
    let held = workspace.sessions.all().filter(|session| session.instructor == person);
    for session in held.filter(|session| session.date.year() == 2026) {
        assert!(extract.sessions.iter().any(|row| row.code == session.code), "{}", session.code);
    }
    assert_eq!(extract.year, audit_extract::years(View { workspace: &workspace, seat: None }, &person)[0]);
}

#[test]
fn a_seat_is_given_what_it_sees_and_nobody_numbers_of_accounts() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let batch = begun(&store, MAY, JULY);
    reviewed(&store, &batch);
    paid(&store, &batch, "2026-07-06");
    let workspace = open(&store);
    let seat = |unit: &str| Seat { unit: unit.to_owned(), role: Role::Officer };
    let person =
        workspace.pay_slips.all().find(|slip| slip.batch == batch).expect("a slip").instructor.clone();
    // The organ has the batch, and with it the policies; the person has the slip.
    let organ = extract(&store, Some(&seat(&bureau(COUNTY))), &person);
    let own = extract(&store, Some(&seat(&person)), &person);
    agrees(&own, &year_of(&store, &person));
    let of_batch = |extract: &AuditExtract| {
        let payment = extract.payments.iter().find(|one| one.batch == batch).expect("paid");
        payment.policies.clone()
    };
    assert!(!of_batch(&organ).is_empty() && of_batch(&own).is_empty());
    let lines = organ.sessions.iter().filter(|one| one.batch == batch);
    assert!(lines.into_iter().all(|one| of_batch(&organ).contains(&one.policy)));
    // A school has its own sessions, and nothing of what the person was paid.
    let school = extract(&store, Some(&seat(&pair.school)), &pair.instructor);
    assert!(school.payments.is_empty() && !school.sessions.is_empty());
    let name = workspace.tree().name(&pair.school);
    assert!(school.sessions.iter().all(|one| one.school == name));
    assert!(!school.sessions.iter().any(|one| one.why.contains("尚未发放")), "which it cannot know");
    assert!(audit_extract::years(View { workspace: &workspace, seat: None }, "nobody").is_empty());

    let file = organ.xlsx(Lang::Zh).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["发放", "课次", "各方签署"]);
    let numbers: Vec<_> = workspace
        .payee_accounts
        .all()
        .flat_map(|one| [one.account.clone(), one.document_number.clone()])
        .flatten()
        .collect();
    assert!(!numbers.is_empty());
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).expect("a sheet");
        for cell in range.rows().flatten() {
            assert!(!numbers.contains(&cell.to_string()), "{cell:?}");
        }
    }
    let payments = book.worksheet_range("发放").expect("a sheet");
    let total = payments.rows().find(|row| row[0] == "合计").expect("a total");
    let year = year_of(&store, &person);
    assert_eq!(total[10].to_string(), year.transferred.yuan().normalize().to_string());
    assert!(organ.xlsx(Lang::En).is_ok());
}
