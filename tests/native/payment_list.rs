//! The payment list as finance opens it: read back from the workbook that the program writes.

use std::{io::Cursor, rc::Rc};

use calamine::{Data, Range, Reader as _, Xlsx};
use jiff::civil::{Date, date, time};
use keqiao::{
    app::{
        account::{self, Ruling},
        overview::{self, Sums},
        payments::Settled,
        policies::{self, Rulebook},
        report::{self, Heading},
    },
    domain::{Lang, Money, Month},
    exchange::payment_list::{LeftOut, PaymentList, PaymentRow, PaymentSession, SchoolRow, UnpaidRow},
    policy::embedded_files,
};
use rust_decimal::Decimal;

use crate::{
    readiness::{force, head},
    story::{self, all, demo_store, henan, open, rulebook, saved},
};

#[test]
fn a_list_names_the_version_of_every_session_behind_it() {
    let store = demo_store();
    let month = story::account(&open(&store)).payments.first().expect("a payment").month;
    let version =
        saved(&store, &henan("[travel_max]\nvalues = [{ from = 2026-01-01, value = 201 }]\n")).number;
    force(&store, &head(), version, month.last_day()).expect("it decides everything");
    let workspace = open(&store);
    let account = story::account(&workspace);
    let payments: Vec<_> = account.payments.iter().filter(|one| one.month == month).cloned().collect();
    let (shipped, rulebook) = (embedded_files(), rulebook(&workspace));
    let rules = report::rules(&shipped, &workspace, &rulebook, (&account, &payments), Lang::En);
    assert_eq!(rules.len(), 2, "{rules:?}");
    assert!(rules[0].contains("initial version") && rules[1].contains("version 1"), "{rules:?}");
}

const LONG: &str = "演示省演示市演示县青少年科学技术教育与科学普及志愿服务联合会";

fn row(payer: &str, fen: i64) -> PaymentRow {
    let (after_tax, tax) = (Money::fen(fen), Money::fen(fen / 10));
    PaymentRow {
        month: Month::of(date(2026, 3, 5)),
        payer: payer.into(),
        person: "王建国".into(),
        number: "KP0001".into(),
        unit: LONG.into(),
        sessions: 3,
        paid_hours: 6.into(),
        after_tax,
        taxed: Some([tax, after_tax + tax]),
        remark: String::new(),
    }
}

fn list() -> PaymentList {
    PaymentList {
        title: "科技辅导员补助发放表".into(),
        period: "2026-03".into(),
        prepared_on: date(2026, 7, 6),
        demo: true,
        rules: vec!["核算依据：河南省 初始版本".into()],
        rows: vec![row("甲校", 1_000_000_000_000), row("甲校", 50), row("县教育局", 140_950)],
        schools: vec![SchoolRow {
            county: "演示县".into(),
            name: LONG.into(),
            sessions: 9,
            paid_hours: 18.into(),
            after_tax: Money::fen(1_000_000_141_000),
        }],
        sessions: vec![PaymentSession {
            date: date(2026, 3, 5),
            starts: time(16, 30, 0, 0),
            person: "王建国".into(),
            school: LONG.into(),
            topic: "=1+1".into(),
            minutes: 90,
            paid_hours: 2.into(),
            after_tax: Money::fen(140_950),
        }],
        cut: Money::ZERO,
        left_out: LeftOut::default(),
        unpaid: vec![UnpaidRow {
            date: date(2026, 3, 6),
            person: "李明".into(),
            school: LONG.into(),
            topic: "星空".into(),
            why: "没有确认课时".into(),
            remedy: "请双方确认课时".into(),
        }],
    }
}

fn sheet(list: &PaymentList, name: &str) -> (Range<Data>, Range<String>) {
    let bytes = list.xlsx(Lang::Zh).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    (book.worksheet_range(name).expect("a sheet"), book.worksheet_formula(name).expect("formulas"))
}

fn texts(sheet: &Range<Data>) -> Vec<String> {
    sheet.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn rows_are_numbered_and_each_payer_has_a_subtotal() {
    let (sheet, formulas) = sheet(&list(), "发放表");
    let texts = texts(&sheet);
    assert!(texts[2].starts_with("序号|月份|支付单位|姓名"), "{texts:#?}");
    let cell = |row: u32, column: u32| sheet.get_value((row, column)).expect("a cell").to_string();
    assert_eq!([3, 4, 5, 6, 7, 8].map(|row| cell(row, 0)), ["1", "2", "", "3", "", "合计"]);
    assert_eq!([cell(5, 2), cell(7, 2)], ["甲校 小计", "县教育局 小计"]);
    let sum = |row: u32| formulas.get_value((row, 8)).expect("a sum").clone();
    assert_eq!([sum(5), sum(7), sum(8)], ["SUBTOTAL(9,I4:I5)", "SUBTOTAL(9,I7:I7)", "SUBTOTAL(9,I4:I8)"]);
    assert_eq!(
        sheet.get_value((8, 8)),
        Some(&Data::Float(10_000_001_410.0)),
        "what no program has calculated yet"
    );
}

#[test]
fn it_closes_with_the_sum_in_capitals_its_rules_and_signatures() {
    let (sheet, _) = sheet(&list(), "发放表");
    let texts = texts(&sheet);
    let last = &texts[9..];
    assert!(last[0].contains("税后合计人民币（大写）：壹佰亿零壹仟肆佰壹拾元整"), "{last:#?}");
    assert!(last[1].contains("核算依据：河南省 初始版本"), "{last:#?}");
    assert!(last[2].contains("制表：") && last[2].contains("审核：") && last[2].contains("负责人："));
}

#[test]
fn days_are_days_and_texts_are_texts() {
    let (sheet, formulas) = sheet(&list(), "课次明细");
    let cell = |column: u32| sheet.get_value((3, column)).expect("a cell");
    let Data::DateTime(day) = cell(0) else { panic!("{:?}", cell(0)) };
    assert_eq!(day.to_ymd_hms_milli().0, 2026);
    assert!(matches!(cell(1), Data::DateTime(_)), "{:?}", cell(1));
    assert_eq!(cell(4), &Data::String("=1+1".into()));
    assert!(formulas.get_value((3, 4)).is_none_or(String::is_empty));
}

/// The widths of the columns as the workbook says them.
fn widths(list: &PaymentList, sheet: usize) -> Vec<f64> {
    let bytes = list.xlsx(Lang::Zh).expect("a workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut part = archive.by_name(&format!("xl/worksheets/sheet{sheet}.xml")).expect("a sheet");
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut part, &mut xml).expect("text");
    let mut widths = Vec::new();
    for column in xml.split("<col ").skip(1) {
        let attribute =
            |name: &str| column.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok();
        let (from, until) = (attribute("min"), attribute("max"));
        let (Some(from), Some(until), Some(width)) = (from, until, attribute("width")) else {
            panic!("{column}")
        };
        for _ in from as usize..=until as usize {
            widths.push(width);
        }
    }
    widths
}

#[test]
fn every_amount_fits_its_column_and_long_names_are_broken() {
    let widths = widths(&list(), 1);
    let longest = "11,000,001,551.00".len() as f64;
    assert!(widths[8] > longest && widths[10] > longest, "{widths:?}");
    assert!(widths[5] < 40.0 && widths[5] > 20.0, "a unit's name takes several lines: {widths:?}");
    assert!(widths[0] < 12.0);
}

#[test]
fn what_only_the_payer_can_tax_is_left_blank_and_not_summed() {
    let mut list = list();
    list.rows[2].taxed = None;
    let (sheet, formulas) = sheet(&list, "发放表");
    assert_eq!(sheet.get_value((6, 9)), Some(&Data::Empty));
    assert!(formulas.get_value((8, 9)).is_none_or(String::is_empty), "a part of the tax is not its total");
    assert!(texts(&sheet)[9].starts_with("税后合计"), "nor is there a gross");
}

#[test]
fn what_a_cap_took_off_is_a_line_of_its_own() {
    let list = PaymentList { cut: Money::fen(40_950), ..list() };
    let (sheet, _) = sheet(&list, "课次明细");
    let texts = texts(&sheet);
    assert!(texts[4].contains("月度封顶扣减") && texts[4].ends_with("-409.5"), "{texts:#?}");
    assert!(texts[5].starts_with("合计") && texts[5].ends_with("|90|2|1000"), "{texts:#?}");
}

#[test]
fn csv_says_the_same_a_line_a_payment() {
    let csv = String::from_utf8(list().csv(Lang::Zh)).expect("text");
    let lines: Vec<_> = csv.lines().collect();
    assert!(lines[0].starts_with("\u{FEFF}序号,月份,支付单位,姓名") && lines[0].ends_with("演示数据"));
    assert_eq!(lines.len(), 4);
    assert!(
        lines[3].starts_with("3,2026-03,县教育局,王建国,KP0001") && lines[3].ends_with("1550.45,,演示数据"),
        "{}",
        lines[3]
    );
}

#[test]
fn what_is_not_paid_is_a_sheet_and_why_an_amount_is_not_final_a_remark() {
    let mut list = list();
    list.rows[2].remark = "暂计：还有课次没有确认".into();
    let (payments, _) = sheet(&list, "发放表");
    assert_eq!(
        payments.get_value((6, 11)).map(ToString::to_string).as_deref(),
        Some("暂计：还有课次没有确认")
    );
    let (unpaid, _) = sheet(&list, "不计发");
    let texts = texts(&unpaid);
    assert!(texts[3].ends_with("星空|没有确认课时|请双方确认课时"), "{texts:#?}");
    assert_eq!(texts.len(), 4, "nothing is summed: {texts:#?}");
}

#[test]
fn hours_add_up_to_the_last_digit() {
    let mut list = list();
    list.rows = vec![row("甲校", 100); 4];
    for row in &mut list.rows {
        row.paid_hours = Decimal::new(125, 2);
    }
    let (sheet, _) = sheet(&list, "发放表");
    assert_eq!(sheet.get_value((7, 7)), Some(&Data::Float(5.0)), "{:#?}", texts(&sheet));
}

#[test]
fn what_is_left_out_is_said_below_the_list() {
    let list = PaymentList { left_out: LeftOut { payments: 2, sessions: 3 }, ..list() };
    let said = "未列入本表：2 笔无法结算、3 个课次无法核算";
    let (sheet, _) = sheet(&list, "发放表");
    assert!(texts(&sheet)[10].starts_with(said), "{:#?}", texts(&sheet));
    let csv = String::from_utf8(list.csv(Lang::Zh)).expect("text");
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines[4], format!(",,{said},,,,,,,,,,演示数据"));
}

#[test]
fn a_list_counts_what_the_policy_could_not_say() {
    let workspace = open(&demo_store());
    let mut source = henan("");
    // Whoever taught more than twice in a month cannot be settled, and what has no distance not be decided.
    let settlement = "fn settlement(month, p) { if month.sessions > 2 { refuse(\"not_external\") } base::settlement(month, p) }";
    let subsidy = "fn subsidy(session, instructor, school, p) { \
        let is_far = session.distance_km > 5; base::subsidy(session, instructor, school, p) }";
    source.files.insert("settlement.rhai".into(), settlement.into());
    source.files.insert("subsidy.rhai".into(), subsidy.into());
    let library = policies::library(&embedded_files(), &workspace).expect("packs that read");
    let library = library.with_draft(source).expect("a manifest");
    let account = account::draw_up(&workspace, &Rc::new(Rulebook::of(library, "henan")));
    let undecided =
        account.verdicts.values().filter(|verdict| matches!(verdict.ruling, Ruling::Undecided(_)));
    let failed = account.payments.iter().filter(|payment| matches!(payment.settled, Settled::Failed(_)));
    let all_of = LeftOut { payments: failed.count(), sessions: undecided.count() };
    assert!(all_of.payments > 0 && all_of.sessions > 0, "{all_of:?}");

    let view = all(&workspace);
    let (mut counted, mut unsettled) = (LeftOut::default(), 0);
    for term in overview::terms(view, &mut Sums::default()) {
        let overview = overview::of_term(view, &account, term, &mut Sums::default());
        unsettled += overview.missing.unsettled.as_ref().map_or(0, |(count, _)| *count);
        for month in &overview.months {
            let of_month: Vec<_> =
                account.payments.iter().filter(|payment| payment.month == month.month).cloned().collect();
            let left_out = report::left_out(&overview, Some(month.month), &of_month);
            counted.payments += left_out.payments;
            counted.sessions += left_out.sessions;
        }
    }
    assert_eq!((counted, unsettled), (all_of, all_of.payments), "the overview says it too");
}

#[test]
fn it_names_the_version_of_the_rules() {
    let workspace = open(&demo_store());
    let account = story::account(&workspace);
    let rules = report::rules(
        &embedded_files(),
        &workspace,
        &rulebook(&workspace),
        (&account, &account.payments),
        Lang::Zh,
    );
    assert!(!rules.is_empty() && rules[0].contains("初始版本") && rules[0].contains("起施行"), "{rules:?}");
    let today = Date::constant(2026, 7, 6);
    let left_out = LeftOut::default();
    let heading =
        Heading { period: "2026".into(), rules, left_out, unpaid: Vec::new(), today, lang: Lang::Zh };
    let list = report::payment_list(all(&workspace), &account, &account.payments, heading);
    assert!(list.rows.is_sorted_by(|one, other| one.payer <= other.payer), "a payer's rows stand together");
    let (sheet, _) = sheet(&list, "发放表");
    assert!(texts(&sheet).iter().any(|line| line.contains("核算依据：")));
}
