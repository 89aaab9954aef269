//! A batch beside the bank's file: banks' own tables, line by line, and the returns that follow (五.7).

use jiff::civil::date;
use keqiao::{
    app::{
        paying,
        reconciled::{self, Finding, RECONCILE, Reconciled},
        returned::owed_again,
    },
    demo::units::{COUNTY, association, bureau},
    domain::{Kind, Money, PaymentBatch, pay_slip::transferring},
    exchange::{
        self,
        import::{BankFault, BankFile, bank_file},
        payment_list::Transfer,
    },
    store::{MemoryStore, Store as _},
};
use pollster::block_on;
use rust_xlsxwriter::Workbook;

use crate::{
    batches::{JULY, MAY, begun, reviewed},
    paying::paid,
    sessions::at,
    story::{demo_store, open},
};
use Finding::{Agrees, Differs, Missing, Open, OtherAccount, SentBack, Shared, Stranger, Twice, Unreadable};

fn transfer(number: &str, person: &str, account: &str, fen: i64) -> Transfer {
    Transfer {
        payer: "县财政局".to_owned(),
        number: number.to_owned(),
        person: person.to_owned(),
        bank: String::new(),
        account: account.to_owned(),
        amount: Money::fen(fen),
    }
}

/// 王芳 twice, and of 孟向东 and one 王芳 the organ knows the account.
fn batch() -> Vec<Transfer> {
    vec![
        transfer("KP1", "孟向东", "6222021234567890128", 484_000),
        transfer("KP2", "李明", "", 100_050),
        transfer("KP3", "王芳", "6217000000000000001", 20_000),
        transfer("KP4", "王芳", "", 30_000),
    ]
}

fn file(text: &str) -> Result<BankFile, BankFault> {
    bank_file(&exchange::read(text.as_bytes()).expect("a text table"))
}

fn compared(text: &str) -> Reconciled {
    reconciled::reconcile(&batch(), &file(text).expect("a bank's table"))
}

/// What each line came to, with whose it is.
fn check(text: &str, expected: &[(Finding, &str)]) {
    let compared = compared(text);
    let found: Vec<_> = compared.rows.iter().map(|row| (row.finding, row.number.as_str())).collect();
    assert_eq!(found, expected, "{text}\n{:#?}", compared.rows);
}

#[test]
fn each_line_agrees_or_says_what_differs() {
    // A title above, banks' own headings, amounts as people write them, a total below.
    check(
        "代发工资结果清单,,,,\n序号,收款人户名,收款账号,代发金额(元),处理结果\n\
         1,孟向东,6222 0212 3456 7890 128,\"4,840.00\",成功\n2,李 明,,￥1000.50元,成功\n\
         3,王芳,6217000000000000001,200,成功\n合计,,,\"6,040.50\",\n",
        &[(Missing, "KP4"), (Agrees, "KP1"), (Agrees, "KP2"), (Agrees, "KP3")],
    );
    check(
        "户名,账号,金额,状态,失败原因\n孟向东,6222021234567890128,4840.01,成功,\n李明,,1000.5,失败,户名不符\n\
         赵六,,5,成功,\n",
        &[(SentBack, "KP2"), (Differs, "KP1"), (Stranger, ""), (Missing, "KP3"), (Missing, "KP4")],
    );
    check(
        "户名,账号,金额,状态\n孟向东,6222****0128,4840,成功\n李明,,1000.50,处理中\n",
        &[(Missing, "KP3"), (Missing, "KP4"), (Open, "KP2"), (Agrees, "KP1")],
    );
    // By the account, whatever the name; and another account than the organ's.
    check(
        "户名,账号,金额\n孟向冬,6222021234567890128,4840\n",
        &[(Missing, "KP2"), (Missing, "KP3"), (Missing, "KP4"), (Agrees, "KP1")],
    );
    check(
        "户名,账号,金额\n孟向东,6222021234567890999,4840\n",
        &[(OtherAccount, "KP1"), (Missing, "KP2"), (Missing, "KP3"), (Missing, "KP4")],
    );
    check(
        "户名,金额\n孟向东,4840\n孟向东,4840\n",
        &[(Twice, "KP1"), (Twice, "KP1"), (Missing, "KP2"), (Missing, "KP3"), (Missing, "KP4")],
    );
}

#[test]
fn a_name_that_two_have_is_said_and_not_guessed() {
    check(
        "户名,金额\n王芳,300\n孟向东,4840\n李明,1000.50\n",
        &[(Shared, ""), (Shared, "KP3"), (Shared, "KP4"), (Agrees, "KP1"), (Agrees, "KP2")],
    );
}

#[test]
fn payers_of_one_person_are_told_apart_by_the_amount() {
    let mut both = transfer("KP1", "孟向东", "", 500);
    both.payer = "某县科协".to_owned();
    let transfers = [transfer("KP1", "孟向东", "", 900), both];
    let said = |text: &str| {
        let compared = reconciled::reconcile(&transfers, &file(text).expect("a table"));
        compared.rows.into_iter().map(|row| (row.finding, row.payer)).collect::<Vec<_>>()
    };
    let named = |found: Finding, payer: &str| (found, payer.to_owned());
    assert_eq!(
        said("户名,金额\n孟向东,5\n孟向东,9\n"),
        [named(Agrees, "县财政局"), named(Agrees, "某县科协")]
    );
    assert_eq!(said("户名,金额\n孟向东,5\n"), [named(Missing, "县财政局"), named(Agrees, "某县科协")]);
    assert_eq!(
        said("户名,金额,状态\n孟向东,5,失败\n孟向东,9,成功\n"),
        [named(SentBack, "某县科协"), named(Agrees, "县财政局")]
    );
    // Which of the two came back nobody says, so nobody is paid again for it.
    let found = said("户名,金额,状态\n孟向东,,失败\n孟向东,9,成功\n");
    assert!(
        found.contains(&named(Shared, "")) && !found.iter().any(|(found, _)| *found == SentBack),
        "{found:?}"
    );
    let both = [
        transfer("KP1", "孟向东", "", 900),
        Transfer { payer: "某县科协".to_owned(), ..transfers[0].clone() },
    ];
    let compared = reconciled::reconcile(
        &both,
        &file("户名,金额,状态\n孟向东,9,失败\n孟向东,9,成功\n").expect("a table"),
    );
    assert_eq!(compared.of(SentBack).count, 0, "{compared:?}");
    let compared = reconciled::reconcile(
        &both,
        &file("户名,金额,状态\n孟向东,9,失败\n孟向东,9,失败\n").expect("a table"),
    );
    assert_eq!(compared.of(SentBack).count, 2, "both came back");
}

#[test]
fn an_amount_that_is_none_is_said_and_a_return_of_another_amount_is_none() {
    for amount in ["-4840", "约五千", "4840.001", "1e400", "4840/2", "\"48,40\"", ""] {
        let compared = compared(&format!("户名,金额\n孟向东,{amount}\n"));
        let own = compared.rows.iter().find(|row| row.number == "KP1").expect("a row");
        assert_eq!((own.finding, own.at_bank), (Unreadable, None), "{amount}");
        assert_eq!(compared.bank.sum, Money::ZERO, "{amount}");
    }
    let finding = |amount: &str| {
        let compared = compared(&format!("户名,金额,状态,失败原因\n孟向东,{amount},失败,销户\n"));
        compared.rows.iter().find(|row| row.number == "KP1").expect("a row").finding
    };
    // Of what was not paid some banks say nothing, and some nought.
    assert_eq!(["4840", "0", "", "40"].map(finding), [SentBack, SentBack, SentBack, Differs]);
    // 万元 is turned into 元, exactly; a unit that is not known is no amount.
    let unit = |text: &str| compared(text).rows.iter().find(|row| row.number == "KP1").map(|row| row.finding);
    assert_eq!(unit("户名,金额（万元）\n孟向东,0.484\n"), Some(Agrees));
    assert_eq!(unit("户名,金额（美元）\n孟向东,4840\n"), Some(Unreadable));
}

#[test]
fn totals_are_of_both_sides() {
    let compared = compared("户名,金额,状态\n孟向东,4840,成功\n李明,1000.50,失败\n赵六,7,成功\n");
    assert_eq!((compared.batch.count, compared.batch.sum), (4, Money::fen(634_050)));
    assert_eq!((compared.bank.count, compared.bank.sum), (3, Money::fen(584_750)));
    assert_eq!((compared.of(SentBack).count, compared.of(SentBack).sum), (1, Money::fen(100_050)));
    assert_eq!(compared.of(Missing).sum, Money::fen(50_000));
    assert!(!compared.agrees());
    assert!(reconciled::reconcile(&[], &BankFile::default()).agrees());
}

#[test]
fn what_is_no_banks_table_is_refused_in_bounded_time() {
    assert_eq!(file("户名,账号\n孟向东,1\n"), Err(BankFault::NoTable));
    assert_eq!(file("金额,摘要\n5,补助\n"), Err(BankFault::NoTable));
    assert_eq!(file("今天天气\n很好\n"), Err(BankFault::NoTable));
    assert_eq!(bank_file(&exchange::read(b" \n").expect("a text")), Err(BankFault::Empty));
    let many: String = (0..99_000).map(|number| format!("甲{number},1\n")).collect();
    assert_eq!(file(&format!("户名,金额\n{many}")), Err(BankFault::TooMany));
    // An empty table is one: nothing has been paid.
    check("户名,账号,金额\n", &[(Missing, "KP1"), (Missing, "KP2"), (Missing, "KP3"), (Missing, "KP4")]);
}

#[test]
fn all_sheets_that_are_tables_are_read_and_the_others_named() {
    let mut book = Workbook::new();
    for (name, rows) in [
        ("第一批", &[["户名", "金额"], ["孟向东", "4840"]][..]),
        ("说明", &[["代发说明", "请妥善保管"]]),
        ("第二批", &[["收款人", "交易金额"], ["李明", "1000.50"]]),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, *cells).expect("a row");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let read = bank_file(&exchange::read(&bytes).expect("a workbook")).expect("tables");
    assert_eq!(read.left_out, ["说明"]);
    let places: Vec<_> = read.lines.iter().map(|line| (line.sheet.as_str(), line.row)).collect();
    assert_eq!(places, [("第一批", 2), ("第二批", 2)]);
    let compared = reconciled::reconcile(&batch(), &read);
    assert_eq!(compared.of(Agrees).count, 2);
}

/// The bank's file of a batch: the first is sent back, of the second the amount differs.
fn banks(store: &MemoryStore, batch: &PaymentBatch) -> Reconciled {
    let sheets = paying::sheets(&open(store), None, batch, date(2026, 7, 6));
    let line = |(place, one): (usize, &Transfer)| {
        let amount = if place == 1 { one.amount + Money::fen(1) } else { one.amount };
        let result = if place == 0 { "失败,账号6222021234567890128不存在" } else { "成功," };
        format!("{},{},{result}\n", one.person, amount.yuan())
    };
    let lines: String = sheets.transfers.iter().enumerate().map(line).collect();
    let read = file(&format!("户名,金额,状态,失败原因\n{lines}")).expect("a table");
    reconciled::reconcile(&sheets.transfers, &read)
}

#[test]
fn what_the_bank_sent_back_is_recorded_on_the_slips_at_once_and_owed_again() {
    let store = demo_store();
    let organ = bureau(COUNTY);
    let code = begun(&store, MAY, JULY);
    let batch = reviewed(&store, &code);
    // Before the batch is recorded as paid there is no slip to record it on.
    let compared = banks(&store, &batch);
    assert_eq!(compared.of(SentBack).count, 1);
    assert_eq!(reconciled::returns(&open(&store), &at(&store, &organ), &code, &compared), []);
    let batch = paid(&store, &code, "2026-07-06");

    let compared = banks(&store, &batch);
    let found = [compared.of(SentBack).count, compared.of(Differs).count];
    assert_eq!(found, [1, 1], "{:#?}", compared.rows);
    let (workspace, actor) = (open(&store), at(&store, &organ));
    block_on(reconciled::note(&store, &actor, (&code, "代发结果.xlsx"), &compared)).expect("noted");
    let entry = block_on(store.journal(1)).expect("read").remove(0);
    assert_eq!((entry.operation.verb.as_str(), entry.count), (RECONCILE, 0));
    let agreed = compared.of(Agrees).count;
    assert!(entry.operation.note.contains("代发结果.xlsx"), "{:?}", entry.operation.note);
    assert!(entry.operation.note.contains(&format!("{agreed} 行相符")), "{:?}", entry.operation.note);

    // Others have nothing to record.
    let other = at(&store, &association(COUNTY));
    assert_eq!(reconciled::returns(&workspace, &other, &code, &compared), []);
    let returns = reconciled::returns(&workspace, &actor, &code, &compared);
    assert_eq!(returns.len(), 1);
    assert_eq!(returns[0].said, "账号…不存在", "no account number goes into a record");
    let day = date(2026, 7, 9);
    block_on(reconciled::record(&store, &workspace, &actor, &returns, day)).expect("recorded");
    let after = open(&store);
    let record = after.find(Kind::PaySlip, &returns[0].slip).expect("a slip");
    assert!(record.state.is_some_and(|state| state.code == transferring::returned));
    assert_eq!(record.text("returned_on"), "2026-07-09");
    assert!(record.envelope.steps.last().is_some_and(|step| step.note == "账号…不存在"));
    assert_eq!(owed_again(&after, &organ, None).into_values().sum::<Money>(), returns[0].amount);
    // Once, and all or none.
    assert_eq!(reconciled::returns(&after, &actor, &code, &compared), []);
    assert!(block_on(reconciled::record(&store, &after, &actor, &returns, day)).is_err());
}

#[test]
fn several_returns_are_one_operation_each_with_its_own_reason() {
    let store = demo_store();
    let organ = bureau(COUNTY);
    let code = begun(&store, MAY, JULY);
    reviewed(&store, &code);
    let batch = paid(&store, &code, "2026-07-06");
    let sheets = paying::sheets(&open(&store), None, &batch, date(2026, 7, 6));
    let mut named: Vec<_> = sheets.transfers.iter().collect();
    named.retain(|one| sheets.transfers.iter().filter(|other| other.person == one.person).count() == 1);
    let [one, other, ..] = named.as_slice() else { panic!("two payees") };
    let line = |one: &Transfer, why: &str| format!("{},{},{why}\n", one.person, one.amount.yuan());
    let text = format!("户名,金额,失败原因\n{}{}", line(one, "户名不符"), line(other, "销户"));
    let compared = reconciled::reconcile(&sheets.transfers, &file(&text).expect("a table"));
    let (workspace, actor) = (open(&store), at(&store, &organ));
    let returns = reconciled::returns(&workspace, &actor, &code, &compared);
    assert_eq!(returns.len(), 2, "{:#?}", compared.rows);
    let before = block_on(store.journal(usize::MAX)).expect("read").len();
    block_on(reconciled::record(&store, &workspace, &actor, &returns, date(2026, 7, 9))).expect("recorded");
    assert_eq!(block_on(store.journal(usize::MAX)).expect("read").len(), before + 1);
    let after = open(&store);
    for returned in &returns {
        let record = after.find(Kind::PaySlip, &returned.slip).expect("a slip");
        assert!(record.envelope.steps.last().is_some_and(|step| step.note == returned.said));
    }
    assert_ne!(returns[0].said, returns[1].said);
}
