//! Task forces (工作专班), their meetings and the action items that come of them (五.2).

use jiff::civil::Date;

use super::{
    Kind,
    field::{Attachment, Fact, FieldProblem, make},
    kind::UNITS,
    lang::Label,
    record::{Derived, Record, broken},
    side::ORGANS,
    workflow::Subject,
};

crate::row! {
    /// One member of a task force.
    Member;
    name: String = text(30).label("姓名", "Name");
    unit: String = reference(UNITS).label("单位", "Unit");
    post: Option<String> = text(40).label("职务", "Post");
    phone: Option<String> = text(30).label("电话", "Telephone").personal();
}

crate::record! {
    /// A task force of both organs of a level.
    TaskForce = "task-force", "工作专班", "Task force" / "Task forces", clause "五.2", section Joint 1, schema 2, keeper "unit" of ORGANS, lists &["name", "unit", "founded"], workflow founding, derived DERIVED;
    code: String = code(40).label("专班编号", "Task force code");
    unit: String = reference(UNITS).label("牵头单位", "Lead unit");
    name: String = text(60).label("专班名称", "Name");
    leader: String = text(30).label("负责人", "Leader");
    founded: Date = date().label("成立日期", "Founded on");
    #[serde(default)]
    members: Vec<Member> = rows(Member::FIELDS).label("成员", "Members")
        .help("两家单位都要有成员", "Both organs have members");
    duties: Option<String> = long_text(2_000).label("职责分工", "Duties");
}

const MEMBERS: Label = Label::new("人", "people");

static DERIVED: &[Derived] = &[
    Derived {
        field: make::count(0, 1_000, MEMBERS)
            .of("own_members", false)
            .label("牵头单位成员数", "Members of the lead unit"),
        of: |force, _| members(force, Some(force.keeper())),
    },
    Derived {
        field: make::count(0, 1_000, MEMBERS)
            .of("peer_members", false)
            .label("同级单位成员数", "Members of the peer unit"),
        of: |force, around| members(force, around.peer(force.keeper())),
    },
];

fn members(force: Subject<'_>, unit: Option<&str>) -> Fact {
    let (Some(Fact::List(members)), Some(unit)) = (force.record.fact("members", Date::MIN), unit) else {
        return Fact::count(0);
    };
    let of_unit = ("unit", Fact::text(unit.to_owned()));
    let is_its = |member: &&Fact| matches!(member, Fact::Row(cells) if cells.contains(&of_unit));
    Fact::count(members.iter().filter(is_its).count())
}

impl Record for TaskForce {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.name.clone()
    }
}

crate::workflow! {
    /// 起草 → 两家会签 → 运行 → 撤销.
    founding {
        draft "草稿" "Draft" Draft, edited by Keeper;
        countersigning "会签中" "Countersigning" Underway, due Within("deadline.countersign");
        active "运行中" "Active" Done;
        dissolved "已撤销" "Dissolved" Void;
    } transitions {
        submit "提交会签" "Submit for countersigning" draft -> countersigning by Keeper Officer needs members;
        countersign "会签" "Countersign" countersigning -> active by Keeper Leader and Peer Leader;
        return "退回修改" "Return" countersigning -> draft by Peer Leader, Return;
        recall "撤回修改" "Recall" countersigning -> draft by Keeper Officer, Withdraw;
        reopen "调整成员" "Change the roster" active -> draft by Keeper Officer, Withdraw;
        dissolve "撤销专班" "Dissolve" draft active -> dissolved by Keeper Leader, Withdraw;
    }
}

crate::row! {
    /// What a meeting decided that somebody should do.
    Action;
    what: String = text(200).label("事项", "Action");
    unit: String = reference(UNITS).label("责任单位", "Responsible unit");
    due: Date = date().label("完成期限", "Due");
}

crate::record! {
    /// A meeting of a task force, with its minutes.
    Meeting = "meeting", "专班会议", "Meeting" / "Meetings", clause "五.2", section Joint 2, schema 1, keeper "unit", lists &["date", "topic", "task_force", "unit", "place"], workflow minutes;
    task_force: String = reference(&[Kind::TaskForce]).label("专班", "Task force");
    unit: String = reference(UNITS).label("召集单位", "Convened by");
    date: Date = date().label("会议日期", "Date");
    topic: String = text(80).label("议题", "Topic");
    place: Option<String> = text(60).label("地点", "Place");
    attendees: Option<String> = long_text(1_000).label("参加人员", "Attendees");
    minutes: Option<String> = long_text(10_000).label("会议纪要", "Minutes");
    attachment: Option<Attachment> = attachment().label("附件", "Attachment");
    #[serde(default)]
    actions: Vec<Action> = rows(Action::FIELDS).label("行动事项", "Action items")
        .help("印发纪要后成为责任单位的待办", "They become the units' to-dos once the minutes are issued");
}

impl Record for Meeting {
    fn id(&self) -> String {
        format!("{}_{}", self.task_force, self.date)
    }

    fn title(&self) -> String {
        self.topic.clone()
    }
}

crate::workflow! {
    /// 起草 → 印发纪要.
    minutes {
        draft "草稿" "Draft" Draft, edited by Keeper;
        issued "纪要已印发" "Minutes issued" Done;
        withdrawn "已作废" "Void" Void;
    } transitions {
        issue "印发纪要" "Issue the minutes" draft -> issued by Keeper Officer needs minutes;
        withdraw "作废" "Void" draft -> withdrawn by Keeper Officer, Withdraw;
    }
}

crate::record! {
    /// Something a meeting asked a unit to do.
    ActionItem = "action", "行动事项", "Action item" / "Action items", clause "五.2", section Joint 3, schema 1, keeper "unit", lists &["what", "responsible", "due", "unit"], workflow follow_up;
    code: String = code(60).label("事项编号", "Code");
    meeting: String = reference(&[Kind::Meeting]).label("会议", "Meeting");
    unit: String = reference(UNITS).label("交办单位", "Asked by");
    responsible: String = reference(UNITS).label("责任单位", "Responsible unit");
    what: String = text(200).label("事项", "Action");
    due: Date = date().label("完成期限", "Due");
    result: Option<String> = long_text(2_000).label("办理结果", "Result");
}

impl Record for ActionItem {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.what.clone()
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        if self.what.trim().is_empty() {
            return vec![broken("what", "事项不能为空", "cannot be empty")];
        }
        Vec::new()
    }
}

crate::workflow! {
    /// 交办 → 办理 → 确认.
    follow_up {
        open "办理中" "Open" Underway, edited by Named("responsible") only result, due On("due");
        done "待确认" "Awaiting acceptance" Underway, due Within("deadline.measures_check");
        accepted "已办结" "Closed" Done;
        withdrawn "已取消" "Cancelled" Void;
    } transitions {
        finish "报告办结" "Report done" open -> done by Named("responsible") Officer needs result;
        accept "确认办结" "Accept" done -> accepted by Keeper Officer;
        return "退回续办" "Return" done -> open by Keeper Officer, Return;
        reopen "重新办理" "Reopen" accepted -> open by Keeper Leader, Return;
        withdraw "取消事项" "Cancel" open -> withdrawn by Keeper Leader, Withdraw;
    }
}
