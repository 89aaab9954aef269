//! Payment batches (发放批次): what is owed for the sessions of a time, agreed with the schools, approved and paid (五.7).
//!
//! A batch owes for a session what the policy says now, less what earlier batches owed for it already. So what was paid stays paid: whatever
//! changes afterwards, a fact, a rule or a retroactive notice, is a correction in a later batch, and no line is ever written again.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    Kind, Money, Month,
    field::Attachment,
    lang::Label,
    record::Record,
    side::{Keepers, Side},
};

const SESSIONS: Label = Label::new("次", "sessions");
const HOURS: Label = Label::new("学时", "hours");

/// The kinds whose lines say what was owed for sessions: a change of one bears on what others of a half-day are paid.
pub const OWING: &[Kind] = &[Kind::SchoolStatement, Kind::PaymentBatch, Kind::PaySlip];

/// 元: more nobody is paid in one batch.
pub(super) const MOST: i64 = 100_000_000;

crate::row! {
    /// What is owed for one session, and what of it earlier batches owed.
    BatchLine;
    session: String = reference(&[Kind::Session]).label("课次", "Session");
    school: Option<String> = reference(&[Kind::School]).label("学校", "School").help("批次里各校的部分列在一起", "In a batch, where the schools' parts stand together");
    date: Date = date().label("日期", "Date");
    instructor: String = reference(&[Kind::Instructor]).label("辅导员", "Instructor");
    payer: String = text(60).label("支付单位", "Payer");
    hours: Decimal = decimal(0, 24, 2, HOURS).label("学时（计酬）", "Hours paid");
    amount: Money = money(MOST).label("应发（税后）", "Due, after tax");
    hours_before: Option<Decimal> = decimal(0, 24, 2, HOURS).label("此前已列学时", "Hours batched before");
    amount_before: Option<Money> = money(MOST).label("此前已列（税后）", "Batched before, after tax");
    why: Option<String> = text(200).label("更正原因", "Why it is corrected");
}

/// By whom something is paid, and to whom: the payer, and the number of the instructor.
pub type Who<'a> = (&'a str, &'a str);

impl BatchLine {
    /// Whose line it is.
    pub fn to(&self) -> Who<'_> {
        (&self.payer, &self.instructor)
    }

    /// What it adds to what is paid; below zero where too much was batched before.
    pub fn adds(&self) -> Money {
        self.amount - self.amount_before.unwrap_or_default()
    }

    /// The hours that it adds.
    pub fn adds_hours(&self) -> Decimal {
        self.hours - self.hours_before.unwrap_or_default()
    }
}

crate::row! {
    /// What one person is paid by one payer.
    BatchPayee;
    payer: String = text(60).label("支付单位", "Payer");
    instructor: String = reference(&[Kind::Instructor]).label("辅导员", "Instructor");
    sessions: u32 = count(0, 10_000, SESSIONS).label("课次", "Sessions");
    hours: Decimal = decimal(-10_000, 10_000, 2, HOURS).label("学时（计酬）", "Hours paid");
    added: Money = money(MOST).label("本批应发", "Due in this batch");
    taken: Option<Money> = money(MOST).label("更正扣减", "Taken back by corrections");
    owed: Option<Money> = money(MOST).label("上批结转应追回", "Owed back from before");
    after_tax: Money = money(MOST).label("实发（税后）", "Paid, after tax");
    tax: Money = money(MOST).label("个税", "Tax");
    gross: Money = money(MOST).label("税前", "Gross");
    carried: Option<Money> = money(MOST).label("结转下批应追回", "Owed back, carried on");
    #[serde(default, skip_serializing_if = "Option::is_none")]
    again: Option<Money> = money(MOST).label("退票重发", "Paid again after a return").help("银行退回过的款，个税在原发放月份已扣", "What a bank sent back; its tax was withheld the first time");
}

crate::record! {
    /// What an organ pays for the sessions up to a day.
    PaymentBatch = "payment-batch", "发放批次", "Payment batch" / "Payment batches", clause "五.7", section Subsidy 1, schema 1, keeper "unit" of Keepers::Sides(&[Side::Education]),
        lists &["month", "through", "unit", "sessions", "amount", "amount_before"], workflow paying;
    code: String = code(60).label("批次编号", "Batch number");
    unit: String = reference(&[Kind::Organization]).label("编制单位", "Prepared by");
    month: String = code(7).label("发放月份", "Month of payment").help("个人所得税按发放月份计算", "Tax is that of the month in which it is paid");
    prepared: Date = date().label("编制日期", "Prepared on");
    /// What was before was paid otherwise, or not at all.
    since: Date = date().label("课次起自", "Sessions from");
    through: Date = date().label("课次截至", "Sessions until");
    sessions: u32 = count(0, 1_000_000, SESSIONS).label("课次", "Sessions");
    amount: Money = money(MOST).label("应发（税后）", "Due, after tax");
    amount_before: Option<Money> = money(MOST).label("此前已列（税后）", "Batched before, after tax");
    /// Every fact and the texts of the packs by which it was worked out.
    basis: Option<Attachment> = attachment().label("核算依据", "What it was worked out from").inner();
    #[serde(default)]
    payees: Vec<BatchPayee> = rows(BatchPayee::FIELDS).label("发放明细", "Who is paid")
        .help("审核时按学校已确认的部分计算", "Worked out on review from what schools have agreed to").inner();
    /// What schools have agreed to, as it was reviewed: from then on this is what was owed, whatever comes of their statements.
    #[serde(default)]
    lines: Vec<BatchLine> = rows(BatchLine::FIELDS).label("课次明细", "Sessions in detail").inner();
    voucher: Option<String> = text(60).label("支付凭证号", "Payment voucher");
    paid_on: Option<Date> = date().label("发放日期", "Paid on");
}

impl BatchPayee {
    /// Who it is.
    pub fn to(&self) -> Who<'_> {
        (&self.payer, &self.instructor)
    }

    /// What is due to the person; below zero where they owe.
    pub fn due(&self) -> Money {
        self.added - self.taken.unwrap_or_default() - self.owed.unwrap_or_default()
    }

    /// What is transferred to them.
    pub fn transferred(&self) -> Money {
        self.after_tax + self.again.unwrap_or_default()
    }
}

impl PaymentBatch {
    /// The month of payment; nothing where what stands there is none.
    pub fn month(&self) -> Option<Month> {
        month(&self.month)
    }
}

/// The month that a text says: `2026-03`, and in no other way.
pub fn month(text: &str) -> Option<Month> {
    text.parse().ok().filter(|month: &Month| month.to_string() == text)
}

impl Record for PaymentBatch {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        format!("{} 发放批次（课次至 {}）", self.month, self.through)
    }
}

crate::workflow! {
    /// 学校确认 → 审核 → 批准 → 发放.
    paying {
        confirming "学校确认中" "With the schools" Underway, due Since("prepared", "deadline.batch_review");
        reviewed "待批准" "Reviewed" Underway;
        approved "待发放" "Approved" Underway;
        paid "已发放" "Paid" Done;
        voided "已作废" "Voided" Void;
    } transitions {
        review "审核" "Review" confirming -> reviewed by Keeper Officer works(payees lines) states month;
        return "退回" "Return" reviewed approved -> confirming by Keeper Leader, Return;
        approve "批准" "Approve" reviewed -> approved by Keeper Leader;
        pay "登记发放" "Record as paid" approved -> paid by Keeper Officer states voucher paid_on;
        void "作废" "Void" confirming -> voided by Keeper Officer, Withdraw;
    }
}

crate::record! {
    /// The part of a batch that is one school's, with a line a session: the school says whether it is so.
    SchoolStatement = "school-statement", "学校确认单", "School's statement" / "Schools' statements", clause "五.7", section Subsidy 2, schema 1, keeper "unit" of Keepers::Sides(&[Side::Education]),
        lists &["batch", "school", "unit"], workflow agreeing;
    unit: String = reference(&[Kind::Organization]).label("编制单位", "Prepared by");
    batch: String = reference(&[Kind::PaymentBatch]).label("发放批次", "Payment batch");
    school: String = reference(&[Kind::School]).label("学校", "School");
    sent: Date = date().label("送交日期", "Sent on");
    since: Option<Date> = date().label("课次起自", "Sessions from");
    through: Option<Date> = date().label("课次截至", "Sessions until");
    #[serde(default)]
    lines: Vec<BatchLine> = rows(BatchLine::FIELDS).label("课次明细", "Sessions in detail");
}

impl SchoolStatement {
    /// What it adds to what is paid.
    pub fn adds(&self) -> Money {
        self.lines.iter().map(BatchLine::adds).sum()
    }
}

impl Record for SchoolStatement {
    fn id(&self) -> String {
        format!("{}_{}", self.batch, self.school)
    }

    fn title(&self) -> String {
        format!("{} 确认单", self.batch)
    }
}

crate::workflow! {
    /// 学校确认，或提出异议.
    agreeing {
        sent "待学校确认" "Awaiting the school" Underway, due Since("sent", "deadline.batch_agreeing");
        objected "学校有异议" "Objected to" Underway;
        agreed "学校已确认" "Agreed" Done;
        excluded "本批不发" "Left out" Void;
    } transitions {
        agree "确认无误" "Agree" sent -> agreed by Named("school") Officer;
        object "提出异议" "Object" sent -> objected by Named("school") Officer, Return;
        answer "答复后再送" "Answer and send again" objected -> sent by Keeper Officer, Return;
        remind "催办" "Remind" sent -> sent by Keeper Officer, Optional;
        exclude "本批不发" "Leave out" sent objected agreed -> excluded by Keeper Officer, Withdraw;
    }
}
