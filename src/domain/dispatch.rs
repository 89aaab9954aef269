//! Dispatches (下发件): one copy of a forwarded document on its way to one unit, with its receipt and what came of it (0.2).

use jiff::civil::Date;

use super::{
    Kind,
    field::Attachment,
    record::{Record, UNITS},
    workflow::{
        Deadline, Manner,
        Relation::{Keeper, Named},
        Role::{Leader, Officer},
        Stage, State, Transition,
        Who::One,
        Workflow,
    },
};

crate::record! {
    /// A document sent to one unit.
    Dispatch = "dispatch", "下发件", "Dispatch" / "Dispatches", clause "0.2", schema 2, keeper "unit", lists &["number", "subject", "unit", "recipient", "sent"], workflow &WORKFLOW;
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

/// 下发 → 签收 → 落实措施回报 → 确认.
static WORKFLOW: Workflow = Workflow {
    states: &[
        State::new("sent", ("待签收", "Awaiting receipt"), Stage::Underway)
            .due(Deadline::Within("deadline.receipt")),
        State::new("acknowledged", ("已签收", "Acknowledged"), Stage::Underway)
            .edited_by(Named("recipient"))
            .only(&["measures", "evidence"])
            .due(Deadline::Within("deadline.measures")),
        State::new("reported", ("已回报", "Reported"), Stage::Underway)
            .due(Deadline::Within("deadline.measures_check")),
        State::new("accepted", ("已落实", "Done"), Stage::Done),
        State::new("withdrawn", ("已撤回", "Withdrawn"), Stage::Void),
    ],
    transitions: &[
        Transition::new(
            "acknowledge",
            ("签收", "Acknowledge receipt"),
            &["sent"],
            "acknowledged",
            One(Named("recipient"), Officer),
        ),
        Transition::new(
            "remind_acknowledge",
            ("催办签收", "Remind"),
            &["sent"],
            "sent",
            One(Keeper, Officer),
        )
        .manner(Manner::Optional),
        Transition::new(
            "report",
            ("回报落实措施", "Report measures"),
            &["acknowledged"],
            "reported",
            One(Named("recipient"), Officer),
        )
        .needs(&["measures"]),
        Transition::new(
            "remind_report",
            ("催办回报", "Remind"),
            &["acknowledged"],
            "acknowledged",
            One(Keeper, Officer),
        )
        .manner(Manner::Optional),
        Transition::new("accept", ("确认落实", "Accept"), &["reported"], "accepted", One(Keeper, Officer)),
        Transition::new(
            "return",
            ("退回补充", "Return"),
            &["reported"],
            "acknowledged",
            One(Keeper, Officer),
        )
        .manner(Manner::Return),
        Transition::new("reopen", ("重新落实", "Reopen"), &["accepted"], "acknowledged", One(Keeper, Leader))
            .manner(Manner::Return),
        Transition::new("resend", ("重新下发", "Send again"), &["withdrawn"], "sent", One(Keeper, Officer))
            .manner(Manner::Optional),
        Transition::new(
            "withdraw",
            ("撤回下发", "Withdraw"),
            &["sent", "acknowledged"],
            "withdrawn",
            One(Keeper, Leader),
        )
        .manner(Manner::Withdraw),
    ],
};
