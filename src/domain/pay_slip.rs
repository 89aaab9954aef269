//! Pay slips (补助发放单): what one payer has paid one person by a batch, as the person is told, and what became of the transfer (五.7).
//!
//! The batch says what each was paid, and nobody but its organ is given it; a slip is the person's own part, and theirs and the organ's alone. A transfer that the bank
//! sends back is owed again: the batch stays as it is, and the next one pays it, without tax, which was withheld the first time.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    Kind, Money,
    batch::{BatchLine, MOST},
    field::FieldProblem,
    lang::Label,
    record::{Record, broken},
    side::{Keepers, Side},
};

const SESSIONS: Label = Label::new("次", "sessions");
const HOURS: Label = Label::new("学时", "hours");

crate::record! {
    /// What one payer has paid one person by a batch.
    PaySlip = "pay-slip", "补助发放单", "Pay slip" / "Pay slips", clause "五.7", section Subsidy 3, schema 1, keeper "unit" of Keepers::Sides(&[Side::Education]), audience Parties,
        lists &["month", "instructor", "payer", "after_tax", "again", "tax", "gross"], workflow transferring;
    code: String = code(80).label("发放单编号", "Slip number");
    unit: String = reference(&[Kind::Organization]).label("编制单位", "Prepared by");
    batch: String = reference(&[Kind::PaymentBatch]).label("发放批次", "Payment batch");
    instructor: String = reference(&[Kind::Instructor]).label("辅导员", "Instructor");
    payer: String = text(60).label("支付单位", "Payer");
    month: String = code(7).label("发放月份", "Month of payment");
    paid_on: Date = date().label("发放日期", "Paid on");
    sessions: u32 = count(0, 10_000, SESSIONS).label("课次", "Sessions");
    hours: Decimal = decimal(-10_000, 10_000, 2, HOURS).label("学时（计酬）", "Hours paid");
    added: Money = money(MOST).label("本批应发", "Due in this batch");
    taken: Option<Money> = money(MOST).label("更正扣减", "Taken back by corrections");
    owed: Option<Money> = money(MOST).label("上批结转应追回", "Owed back from before");
    after_tax: Money = money(MOST).label("实发（税后）", "Paid, after tax").summed();
    again: Option<Money> = money(MOST).label("退票重发", "Paid again after a return").summed();
    tax: Money = money(MOST).label("个税", "Tax").summed();
    gross: Money = money(MOST).label("税前", "Gross").summed();
    carried: Option<Money> = money(MOST).label("结转下批应追回", "Owed back, carried on");
    #[serde(default)]
    lines: Vec<BatchLine> = rows(BatchLine::FIELDS).label("课次明细", "Sessions in detail");
    returned_on: Option<Date> = date().label("退票日期", "Returned on");
    /// How the account was put right, in words; its number stands with the person's account.
    new_account: Option<String> = text(200).label("账户处理", "What was done about the account").help("如：已更新收款账户；不要在这里写账号", "Such as: account brought up to date; do not write its number here");
}

impl PaySlip {
    /// What was transferred to the person.
    pub fn transferred(&self) -> Money {
        self.after_tax + self.again.unwrap_or_default()
    }
}

impl Record for PaySlip {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        format!("{} 补助发放单（{}）", self.month, self.payer)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        match self.returned_on.is_some_and(|returned| returned < self.paid_on) {
            true => vec![broken("returned_on", "不能早于发放日期", "cannot be before the day of payment")],
            false => Vec::new(),
        }
    }
}

crate::workflow! {
    /// 已发放；银行退回的登记退票，由下一批重发.
    transferring {
        sent "已发放" "Paid" Done;
        returned "银行退票" "Returned by the bank" Done;
    } transitions {
        bounce "登记退票" "Record as returned" sent -> returned by Keeper Officer states returned_on new_account, Return;
        withdraw_return "撤销退票" "Was not returned" returned -> sent by Keeper Officer, Return;
    }
}
