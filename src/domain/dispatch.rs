//! Dispatches (下发件): one copy of a forwarded document on its way to one unit, with its receipt and what came of it (0.2).

use jiff::civil::Date;

use super::{Kind, field::Attachment, kind::UNITS, record::Record};

crate::record! {
    /// A document sent to one unit.
    Dispatch = "dispatch", "下发件", "Dispatch" / "Dispatches", clause "0.2", section Documents 2, schema 2, keeper "unit", lists &["number", "subject", "unit", "recipient", "sent"], workflow receipt;
    unit: String = reference(UNITS).label("发送单位", "Sent by");
    recipient: String = reference(UNITS).label("接收单位", "Sent to");
    document: String = reference(&[Kind::Document]).label("公文", "Document");
    /// Of the covering letter: what the recipient registers.
    number: String = text(40).label("文号", "Document number");
    subject: String = text(120).label("标题", "Title");
    sent: Date = date().label("下发日期", "Sent on");
    /// What the unit does about the document.
    measures: Option<String> = long_text(4_000).label("落实措施", "Measures taken")
        .help("本单位如何落实：做什么、谁负责、何时完成", "What is done about it, by whom, by when");
    evidence: Option<Attachment> = attachment().label("佐证材料", "Evidence");
}

impl Record for Dispatch {
    fn id(&self) -> String {
        format!("{}_{}", self.document, self.recipient)
    }

    fn title(&self) -> String {
        format!("{} {}", self.number, self.subject)
    }
}

crate::workflow! {
    /// 下发 → 签收 → 落实措施回报 → 确认.
    receipt {
        sent "待签收" "Awaiting receipt" Underway, due Since("sent", "deadline.receipt");
        acknowledged "已签收" "Acknowledged" Underway,
            edited by Named("recipient") only measures evidence, due Within("deadline.measures");
        reported "已回报" "Reported" Underway, due Within("deadline.measures_check");
        accepted "已落实" "Done" Done;
        withdrawn "已撤回" "Withdrawn" Void;
    } transitions {
        acknowledge "签收" "Acknowledge receipt" sent -> acknowledged by Named("recipient") Officer;
        remind_acknowledge "催办签收" "Remind" sent -> sent by Keeper Officer, Optional;
        report "回报落实措施" "Report measures" acknowledged -> reported by Named("recipient") Officer needs measures;
        remind_report "催办回报" "Remind" acknowledged -> acknowledged by Keeper Officer, Optional;
        accept "确认落实" "Accept" reported -> accepted by Keeper Officer;
        return "退回补充" "Return" reported -> acknowledged by Keeper Officer, Return;
        reopen "重新落实" "Reopen" accepted -> acknowledged by Keeper Leader, Return;
        resend "重新下发" "Send again" withdrawn -> sent by Keeper Officer, Optional;
        withdraw "撤回下发" "Withdraw" sent acknowledged -> withdrawn by Keeper Leader, Withdraw;
    }
}
