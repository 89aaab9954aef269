//! An audit extract (审计摘录) of one person and year (五.7): what was paid, each session, and who signed what of it and when. No identity and no account
//! number is in it.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_xlsxwriter::Workbook;
use serde::{Deserialize, Serialize};

use super::{
    WriteFault,
    payment_list::sheet::{self, Cell, Column, DEMO, Group, Table},
};
use crate::{
    domain::{Label, Lang, Money},
    say,
};

/// See the module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditExtract {
    pub person: String,
    pub number: String,
    /// As it is written: `2026`.
    pub year: String,
    pub prepared_on: Date,
    /// The records are generated, and the extract says so.
    pub demo: bool,
    /// By month of payment.
    pub payments: Vec<AuditPayment>,
    /// By day.
    pub sessions: Vec<AuditSession>,
    /// By session, in the order in which they were signed.
    pub signatures: Vec<AuditSignature>,
}

/// What one payer has paid by a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditPayment {
    pub month: String,
    pub paid_on: Date,
    pub payer: String,
    pub batch: String,
    pub hours: Decimal,
    pub added: Money,
    pub taken: Option<Money>,
    /// Owed back from before.
    pub owed: Option<Money>,
    pub after_tax: Money,
    pub again: Option<Money>,
    /// What came to the person: nothing, of what the bank has sent back.
    pub transferred: Money,
    pub tax: Money,
    pub gross: Money,
    /// Owed back, carried on.
    pub carried: Option<Money>,
    pub standing: String,
    pub returned_on: Option<Date>,
    /// Content hashes of the policies by which its sessions were worked out; empty where the batch is not seen.
    pub policies: Vec<String>,
}

/// A session, by each batch that has owed something for it in the year; once, where none has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditSession {
    pub date: Date,
    pub code: String,
    pub school: String,
    pub topic: String,
    pub standing: String,
    pub batch: String,
    pub month: String,
    /// What the line adds; below zero where it takes back.
    pub hours: Option<Decimal>,
    pub amount: Option<Money>,
    pub batched_before: Option<Money>,
    /// Why it is corrected, or what became of it instead.
    pub why: String,
    /// Content hash; empty where the batch is not seen.
    pub policy: String,
}

/// A step of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditSignature {
    pub date: Date,
    pub code: String,
    pub school: String,
    pub step: String,
    pub unit: String,
    /// Who signed in place of the unit.
    pub by: String,
    /// What was stated with it.
    pub minutes: Option<u32>,
    pub pupils: Option<u32>,
    pub day: Date,
    /// RFC 3339, UTC.
    pub when: String,
    pub note: String,
}

const TITLE: Label = Label::new("补助审计摘录", "Audit extract of the subsidy");
const PAYMENTS: Label = Label::new("发放", "Payments");
const SESSIONS: Label = Label::new("课次", "Sessions");
const SIGNATURES: Label = Label::new("各方签署", "Signatures");

static PAYMENT_COLUMNS: [Column; 17] = [
    Column::plain(Label::new("发放月份", "Month of payment")),
    Column::plain(Label::new("发放日期", "Paid on")),
    Column::plain(Label::new("支付单位", "Payer")),
    Column::plain(Label::new("发放批次", "Payment batch")),
    Column::summed(Label::new("学时（计酬）", "Hours paid")),
    Column::summed(Label::new("本批应发", "Due in this batch")),
    Column::summed(Label::new("更正扣减", "Taken back by corrections")),
    Column::summed(Label::new("上批结转应追回", "Owed back from before")),
    Column::summed(Label::new("实发（税后）", "Paid, after tax")),
    Column::summed(Label::new("退票重发", "Paid again after a return")),
    Column::summed(Label::new("到账（元）", "Received (¥)")),
    Column::summed(Label::new("个税", "Tax")),
    Column::summed(Label::new("税前", "Gross")),
    Column::summed(Label::new("结转下批应追回", "Owed back, carried on")),
    Column::plain(Label::new("状态", "Standing")),
    Column::plain(Label::new("退票日期", "Returned on")),
    Column::plain(Label::new("核算政策（内容哈希）", "Policies (content hash)")),
];

static SESSION_COLUMNS: [Column; 12] = [
    Column::plain(Label::new("日期", "Date")),
    Column::plain(Label::new("课次编号", "Session number")),
    Column::plain(Label::new("学校", "School")),
    Column::plain(Label::new("主题", "Topic")),
    Column::plain(Label::new("状态", "Standing")),
    Column::plain(Label::new("发放批次", "Payment batch")),
    Column::plain(Label::new("发放月份", "Month of payment")),
    Column::summed(Label::new("学时（计酬）", "Hours paid")),
    Column::summed(Label::new("税后（元）", "After tax (¥)")),
    Column::plain(Label::new("此前已列（税后）", "Batched before, after tax")),
    Column::plain(Label::new("更正或未发的原因", "Why corrected, or not paid")),
    Column::plain(Label::new("核算政策（内容哈希）", "Policy (content hash)")),
];

static SIGNATURE_COLUMNS: [Column; 11] = [
    Column::plain(Label::new("日期", "Date")),
    Column::plain(Label::new("课次编号", "Session number")),
    Column::plain(Label::new("学校", "School")),
    Column::plain(Label::new("环节", "Step")),
    Column::plain(Label::new("签署单位", "Signed by")),
    Column::plain(Label::new("代办单位", "Signed for it by")),
    Column::plain(Label::new("时长（分钟）", "Minutes")),
    Column::plain(Label::new("参加人数", "Attendance")),
    Column::plain(Label::new("签署日期", "Signed on")),
    Column::plain(Label::new("签署时刻（UTC）", "Moment (UTC)")),
    Column::plain(Label::new("说明", "Note")),
];

impl AuditExtract {
    /// A workbook of three sheets.
    ///
    /// # Errors
    /// [`WriteFault`].
    pub fn xlsx(&self, lang: Lang) -> Result<Vec<u8>, WriteFault> {
        let mut book = Workbook::new();
        let payments: Vec<_> = self.payments.iter().map(payment).collect();
        let sessions: Vec<_> = self.sessions.iter().map(session).collect();
        let signatures: Vec<_> = self.signatures.iter().map(signature).collect();
        let mark = if self.demo { format!("【{}】", DEMO.text(lang)) } else { String::new() };
        for (name, columns, rows) in [
            (PAYMENTS, &PAYMENT_COLUMNS[..], payments),
            (SESSIONS, &SESSION_COLUMNS, sessions),
            (SIGNATURES, &SIGNATURE_COLUMNS, signatures),
        ] {
            let Self { person, number, year, .. } = self;
            let title = format!("{mark}{} {person}（{number}）{year}", TITLE.text(lang));
            let prepared = say!(lang, "制表日期：{on}", "Prepared on {on}", on = self.prepared_on);
            let closing = closing(name, lang);
            let groups = vec![Group { title: None, rows }];
            let table = Table { name, title, prepared, columns, groups, closing, mark: mark.clone() };
            sheet::write(book.add_worksheet(), &table, lang)?;
        }
        Ok(book.save_to_buffer()?)
    }
}

/// How a sheet is to be read.
fn closing(sheet: Label, lang: Lang) -> Vec<String> {
    let said = match sheet {
        PAYMENTS => say!(
            lang,
            "按发放月份所在年度列；合计与结算单一致。银行退票的到账为零，个税不退。",
            "By the year of the month of payment; the totals are those of the statement. What the bank sent back came to nobody, and its tax stays withheld."
        ),
        SESSIONS => say!(
            lang,
            "本年度发放的各行与本年度授课但未在本年度发放的课次；税后合计等于“发放”表的本批应发减更正扣减。",
            "The lines paid in the year, and sessions of the year that were not; the total after tax is what the payments have as due less what was taken back."
        ),
        _ => say!(
            lang,
            "每次签署一行；时长和人数为签署时所填。",
            "A line a signature, with the minutes and the attendance stated by it."
        ),
    };
    vec![said.to_owned()]
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn money(amount: Option<Money>) -> Cell {
    amount.map_or(Cell::Nothing, Cell::Money)
}

fn number(number: Option<u32>) -> Cell {
    number.map_or(Cell::Nothing, |number| Cell::Count(number.into()))
}

fn payment(row: &AuditPayment) -> Vec<Cell> {
    vec![
        text(&row.month),
        Cell::Date(row.paid_on),
        text(&row.payer),
        text(&row.batch),
        Cell::Count(row.hours),
        Cell::Money(row.added),
        money(row.taken),
        money(row.owed),
        Cell::Money(row.after_tax),
        money(row.again),
        Cell::Money(row.transferred),
        Cell::Money(row.tax),
        Cell::Money(row.gross),
        money(row.carried),
        text(&row.standing),
        row.returned_on.map_or(Cell::Nothing, Cell::Date),
        Cell::Text(row.policies.join(" ")),
    ]
}

fn session(row: &AuditSession) -> Vec<Cell> {
    vec![
        Cell::Date(row.date),
        text(&row.code),
        text(&row.school),
        text(&row.topic),
        text(&row.standing),
        text(&row.batch),
        text(&row.month),
        row.hours.map_or(Cell::Nothing, Cell::Count),
        money(row.amount),
        money(row.batched_before),
        text(&row.why),
        text(&row.policy),
    ]
}

fn signature(row: &AuditSignature) -> Vec<Cell> {
    vec![
        Cell::Date(row.date),
        text(&row.code),
        text(&row.school),
        text(&row.step),
        text(&row.unit),
        text(&row.by),
        number(row.minutes),
        number(row.pupils),
        Cell::Date(row.day),
        text(&row.when),
        text(&row.note),
    ]
}
