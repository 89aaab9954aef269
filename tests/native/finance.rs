//! To which accounts a person is paid, and what finance is handed to transfer and to declare (五.7).

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use jiff::civil::date;
use keqiao::{
    app::{
        FormValues,
        exports::{self, ExportFault},
        paying, personal, records,
    },
    demo::units::{COUNTY, association, bureau},
    domain::{
        Kind, Lang, Money, PaymentBatch, payee_account,
        workflow::{Role, Seat},
    },
    exchange::payment_list::PayingSheets,
    store::{MemoryStore, Store as _},
};
use pollster::block_on;

use crate::{
    batches::{JULY, JUNE, MAY, Pair, begun, does, of, reviewed},
    paying::paid,
    sessions::at,
    story::{demo_store, open},
};

fn account_of(store: &MemoryStore, unit: &str, said: &[(&'static str, &str)]) -> Result<String, String> {
    let (workspace, actor) = (open(store), at(store, unit));
    let filled: FormValues = said.iter().map(|(key, text)| (*key, (*text).to_owned())).collect();
    let saved =
        block_on(records::save(store, &workspace, &actor, (Kind::PayeeAccount, None), &filled, Vec::new()));
    saved.map_err(|error| format!("{error:?}"))
}

#[test]
fn an_account_is_its_payers_alone_and_a_wrong_identity_number_is_refused() {
    let store = demo_store();
    let organ = bureau(COUNTY);
    let said = |number: &'static str| {
        [
            ("unit", "990122-edu"),
            ("instructor", "KP0003"),
            ("document", "居民身份证"),
            ("document_number", number),
            ("account", "6222021234567890128"),
        ]
    };
    let wrong = account_of(&store, &organ, &said("990101194811050029")).expect_err("a slip of the pen");
    assert!(wrong.contains("document_number"), "{wrong}");
    assert!(
        account_of(&store, &association(COUNTY), &said("990101194811050028")).is_err(),
        "the association pays nobody"
    );
    let id = account_of(&store, &organ, &said("990101194811050028")).expect("saved");
    let workspace = open(&store);
    let record = workspace.find(Kind::PayeeAccount, &id).expect("there");
    assert!(personal::is_in(workspace.fields(), &record));
    let hides =
        Kind::PayeeAccount.fields().iter().filter(|field| personal::hides(field)).map(|field| field.key);
    assert_eq!(hides.collect::<Vec<_>>(), ["document_number", "bank", "account"]);
}

#[test]
fn finance_is_given_accounts_and_the_tax_of_the_whole_month_for_a_reason() {
    let store = demo_store();
    let organ = bureau(COUNTY);
    let pair = Pair::of(&store);
    let first = reviewed(&store, &begun(&store, MAY, JULY));
    pair.confirmed(&store, 0, &pair.starts, "90");
    let second = reviewed(&store, &begun(&store, JUNE, JULY));
    let policy = at(&store, &organ).policy;
    let incomes = || -> Money {
        let sheets = paying::sheets(&open(&store), policy.as_deref(), &second, date(2026, 7, 6));
        sheets.withheld.iter().map(|one| one.income).sum()
    };
    let gross = |batch: &PaymentBatch| batch.payees.iter().map(|payee| payee.gross).sum::<Money>();
    // What is approved and not paid yet may never be.
    assert_eq!(incomes(), gross(&second));
    paid(&store, &first.code, "2026-07-05");
    assert_eq!(incomes(), gross(&first) + gross(&second));
    let workspace = open(&store);
    let sheets = paying::sheets(&workspace, policy.as_deref(), &second, date(2026, 7, 6));
    assert_eq!(
        sheets.transfers.iter().map(|one| one.amount).sum::<Money>(),
        second.payees.iter().map(|payee| payee.after_tax).sum()
    );
    // One line a payer and person, though two batches pay in the month.
    let batches = &[&first, &second];
    let payees: Vec<_> =
        batches.iter().flat_map(|batch| &batch.payees).filter(|payee| payee.gross > Money::ZERO).collect();
    assert_eq!(
        sheets.withheld.iter().map(|one| one.income).sum::<Money>(),
        payees.iter().map(|payee| payee.gross).sum()
    );
    assert_eq!(
        sheets.withheld.iter().map(|one| one.tax).sum::<Money>(),
        payees.iter().map(|payee| payee.tax).sum()
    );
    assert!(sheets.withheld.len() < payees.len());
    let own = sheets.withheld.iter().find(|one| one.number == pair.instructor).expect("declared");
    assert!(own.income >= of(&second, &pair.instructor).gross);
    // 800 元 up to 4,000 元, a fifth beyond: the same tax as the settlement, to the cent, below the surcharge's bracket.
    for one in &sheets.withheld {
        let expenses = one.expenses.expect("the policy says").yuan();
        let taxable = one.income.yuan() - expenses;
        let least = rust_decimal::Decimal::from(800).min(one.income.yuan());
        assert!(expenses >= least && expenses <= one.income.yuan(), "{one:?}");
        if taxable <= 20_000.into() {
            let tax = taxable * rust_decimal::Decimal::new(20, 2);
            assert!((tax - one.tax.yuan()).abs() <= rust_decimal::Decimal::new(2, 2), "{one:?}");
        }
    }
    let [accounts, documents] = paying::missing(&sheets);
    assert!(accounts > 0 && documents > 0, "the demo has two accounts only");
    let file = sheets.xlsx(Lang::Zh).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).expect("a workbook");
    let declared = book.worksheet_range("个税扣缴申报").expect("a sheet");
    let heads: Vec<_> = declared.rows().nth(2).expect("heads").iter().map(ToString::to_string).collect();
    assert_eq!(heads[1..7], ["工号", "姓名", "证件类型", "证件号码", "所得项目", "本期收入"]);
    assert!(book.worksheet_range("银行代发").is_ok());
    // Whoever's account is out of use is not paid to it, and declared by the same number as before.
    let numbered = sheets.withheld.iter().find(|one| !one.document_number.is_empty()).expect("of the demo");
    let theirs = |sheets: &PayingSheets| {
        let paid_to =
            sheets.transfers.iter().find(|one| one.number == numbered.number).map(|one| one.account.clone());
        let declared = sheets.withheld.iter().find(|one| one.number == numbered.number).cloned();
        (paid_to.unwrap_or_default(), declared)
    };
    let of_them = payee_account::id(&organ, &numbered.number);
    does(&store, (&organ, Role::Officer), (Kind::PayeeAccount, &of_them), ("stop", "已销户"))
        .expect("stopped");
    let since = paying::sheets(&open(&store), policy.as_deref(), &second, date(2026, 7, 6));
    assert_eq!(theirs(&since), (String::new(), Some(numbered.clone())));
    // The organ that pays, and nobody else.
    let seat = |unit: &str| Seat { unit: unit.to_owned(), role: Role::Officer };
    assert!(paying::hands_out(Some(&seat(&organ)), &second));
    assert!(
        !paying::hands_out(Some(&seat(&association(COUNTY))), &second) && !paying::hands_out(None, &second)
    );
    let actor = at(&store, &organ);
    let none = block_on(exports::accounts(&store, &workspace, &actor, ("表.xlsx", 3), " "));
    assert!(matches!(none, Err(ExportFault::NoReason)));
    block_on(exports::accounts(&store, &workspace, &actor, ("表.xlsx", 3), "交财政代发")).expect("noted");
    let entries = block_on(store.journal(1)).expect("read");
    let last = entries.first().expect("an entry");
    assert_eq!((last.operation.verb.as_str(), last.operation.handed_out), (personal::EXPORT, Some(3)));
}
