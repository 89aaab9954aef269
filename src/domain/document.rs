//! Documents (公文): what a unit receives from above, plans, decides and passes on (0.1, 0.2).

use jiff::civil::Date;

use super::{
    Kind,
    field::{Attachment, Fact, FieldProblem, make},
    kind::UNITS,
    lang::Label,
    record::{Derived, Record, broken},
    workflow::{Stage, Subject, Surroundings},
};

crate::choices! {
    /// 公开属性 (公文处理 practice).
    Openness {
        Open = "open", "主动公开", "Public";
        OnRequest = "on_request", "依申请公开", "On request";
        Closed = "closed", "不予公开", "Not public";
    }
}

crate::record! {
    /// A document as registered by the unit that received or wrote it.
    Document = "document", "公文", "Document" / "Documents", clause "0.1", section Documents 1, schema 1, keeper "unit", lists &["number", "title", "unit", "issuer", "received"], workflow handling, derived DERIVED;
    unit: String = reference(UNITS).label("登记单位", "Registered by");
    /// With 六角括号: 教基厅函〔2021〕45号.
    number: String = text(40).label("文号", "Document number")
        .help("六角括号，如 教基厅函〔2021〕45号", "With the brackets 〔〕: 教基厅函〔2021〕45号");
    title: String = text(120).label("标题", "Title");
    issuer: String = text(80).label("发文机关", "Issuer")
        .help("联合发文写全，用顿号隔开", "All of them, when several issued it together");
    written: Date = date().label("成文日期", "Date written");
    issued: Option<Date> = date().label("印发日期", "Date issued");
    received: Date = date().label("收文日期", "Date received");
    main_to: String = text(400).label("主送", "Addressed to");
    copy_to: Option<String> = text(400).label("抄送", "Copied to");
    openness: Openness = choice(Openness::CHOICES).label("公开属性", "Publicity").default("主动公开");
    original: Option<Attachment> = attachment().label("原件", "Original");
    text: Option<String> = long_text(20_000).label("正文摘要", "Text or abstract");
    /// The document of the unit above that this one passes on.
    parent: Option<String> = reference(&[Kind::Document]).label("来文", "Passed on from").clause("0.2");
    opinion: Option<String> = long_text(1_000).label("拟办意见", "Proposed handling").clause("0.2").inner();
    #[serde(default)]
    recipients: Vec<String> = references(UNITS).label("下发名单", "Dispatch list").clause("0.2");
    letter_number: Option<String> = text(40).label("转发文号", "Forwarding number").clause("0.2")
        .help("本单位转发件的文号", "The number of this unit's own forwarding letter");
    letter: Option<String> = long_text(4_000).label("转发正文", "Covering letter").clause("0.2");
}

static DERIVED: &[Derived] = &[Derived {
    field: make::count(0, 10_000_000, Label::new("件", "dispatches"))
        .of("open_dispatches", false)
        .label("未办结的下发件", "Dispatches under way")
        .help("没有确认落实，也没有撤回", "Neither done nor withdrawn"),
    of: open_dispatches,
}];

fn open_dispatches(document: Subject<'_>, around: &dyn Surroundings) -> Fact {
    let mut open = 0;
    around.each(Kind::Dispatch, &mut |dispatch| {
        let is_its = dispatch.named("document") == Some(document.id);
        let is_open = dispatch.state.is_some_and(|state| state.stage == Stage::Underway);
        open += usize::from(is_its && is_open);
    });
    Fact::count(open)
}

impl Document {
    /// The title in title marks. One that begins with its own keeps them as they are, and gains none; what it says of being
    /// forwarded itself is left out.
    pub fn quoted(&self) -> String {
        let title =
            self.title.strip_prefix("转发").filter(|rest| rest.starts_with('《')).unwrap_or(&self.title);
        if title.starts_with('《') { title.to_owned() } else { format!("《{title}》") }
    }

    /// What the covering letter is called by which a unit passes the document on.
    pub fn forwarding_title(&self, unit: &str) -> String {
        let quoted = self.quoted();
        let notice = if quoted.ends_with("的通知") { "" } else { "的通知" };
        format!("{unit}关于转发{quoted}{notice}")
    }
}

impl Record for Document {
    /// A unit registers a number once.
    fn id(&self) -> String {
        let plain: String = self
            .number
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '/' && *c != '?' && *c != '#' && *c != '%')
            .collect();
        format!("{}_{plain}", self.unit)
    }

    fn title(&self) -> String {
        format!("{} {}", self.number, self.title)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if ["[", "]", "［", "］", "【", "】", "(", "（"].iter().any(|bracket| self.number.contains(bracket))
        {
            problems.push(broken(
                "number",
                "文号的年份用六角括号〔〕",
                "the year of a document number stands in 〔〕",
            ));
        }
        if !(self.number.contains('〔') && self.number.contains('〕') && self.number.ends_with('号'))
            && problems.is_empty()
        {
            problems.push(broken(
                "number",
                "文号应写全，如 教基厅函〔2021〕45号",
                "write the whole number, such as 教基厅函〔2021〕45号",
            ));
        }
        if self.issued.is_some_and(|issued| issued < self.written) {
            problems.push(broken("issued", "印发日期不能早于成文日期", "cannot be before the date written"));
        }
        if self.received < self.written {
            problems.push(broken(
                "received",
                "收文日期不能早于成文日期",
                "cannot be before the date written",
            ));
        }
        if self.recipients.contains(&self.unit) {
            problems.push(broken("recipients", "下发名单不能包含本单位", "a unit does not send to itself"));
        }
        problems
    }
}

crate::workflow! {
    /// 收文 → 拟办 → 批示 → 转发 → 办结.
    handling {
        registered "已登记" "Registered" Draft, edited by Keeper, due Since("received", "deadline.document_plan");
        proposed "已拟办" "Handling proposed" Underway, due Within("deadline.document_approve");
        approved "已批示" "Approved" Underway, edited by Keeper, due Within("deadline.document_forward");
        forwarded "已转发" "Forwarded" Done;
        closed "已办结" "Closed" Done;
        withdrawn "已撤销" "Withdrawn" Void;
    } transitions {
        propose "提交拟办" "Propose handling" registered -> proposed by Keeper Officer needs opinion;
        approve "批示同意" "Approve" proposed -> approved by Keeper Leader;
        return "退回拟办" "Return" proposed -> registered by Keeper Leader, Return;
        forward "转发下级" "Forward" approved -> forwarded by Keeper Officer needs letter_number letter recipients;
        close "办结归档" "Close" approved forwarded -> closed by Keeper Officer, Optional;
        reopen "重新办理" "Reopen" forwarded closed -> approved by Keeper Leader, Withdraw;
        withdraw "撤销登记" "Withdraw" registered proposed approved -> withdrawn by Keeper Officer, Withdraw;
    }
}
