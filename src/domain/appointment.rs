//! Appointments (聘任): a school's own decision to have an instructor or an institution for a term, and what is in force by it (一.5).

use jiff::civil::Date;

use super::{
    Kind,
    field::FieldProblem,
    lang::Label,
    record::{Record, broken},
    side::{Keepers, Side},
};

crate::record! {
    /// In force from `from` to `until`, both days included.
    Appointment = "appointment", "聘任", "Appointment" / "Appointments", clause "一.5", section BringIn 30, schema 2, keeper "school", audience All;
    school: String = reference(&[Kind::School]).label("学校标识码", "School code")
        .also(&["学校", "学校代码", "聘任学校"]);
    instructor: String = reference(&[Kind::Instructor]).label("辅导员编号", "Instructor number")
        .also(&["辅导员", "科技辅导员", "专家姓名", "辅导员姓名", "姓名"]);
    from: Date = date().label("聘任起", "From")
        .also(&["聘期起", "聘任开始", "开始日期"]);
    until: Date = date().label("聘任止", "Until")
        .also(&["聘期止", "聘任结束", "结束日期"]).help("含当日", "Including that day");
}

impl Appointment {
    pub fn in_force(&self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

impl Record for Appointment {
    fn id(&self) -> String {
        format!("{}_{}_{}", self.school, self.instructor, self.from)
    }

    fn title(&self) -> String {
        format!("{} {}", self.instructor, self.from)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        if self.from <= self.until {
            return Vec::new();
        }
        vec![broken("until", "聘任止不能早于聘任起", "cannot be before the beginning")]
    }
}

const PEOPLE: Label = Label::new("人", "people");

crate::record! {
    /// What a school decided. The bureau may not: it recommends, and its rules may forbid.
    AppointmentDecision = "appointment-decision", "聘任决定", "Appointment decision" / "Appointment decisions", clause "一.5", section BringIn 28, schema 1, keeper "school" of Keepers::Sides(&[Side::School]),
        lists &["school", "instructor", "institution", "begins", "ends", "meeting"], workflow appointing;
    code: String = code(60).label("决定编号", "Code");
    school: String = reference(&[Kind::School]).label("学校", "School");
    instructor: Option<String> = reference(&[Kind::Instructor]).label("科技辅导员", "Instructor")
        .help("聘任个人时填写", "Where a person is appointed");
    institution: Option<String> = reference(&[Kind::Organization]).label("合作机构", "Institution")
        .help("与机构合作时填写", "Where an institution works with the school");
    offer: Option<String> = reference(&[Kind::Offer, Kind::Pairing]).label("双方同意的意向", "Offer or pairing agreed on");
    begins: Date = date().label("聘任起", "From");
    ends: Date = date().label("聘任止", "Until").help("含当日", "Including that day");
    duties: String = long_text(1_000).label("职责与课程", "Duties and courses");
    pay: Option<String> = text(200).label("报酬约定", "Pay agreed on")
        .help("补助按政策计发；另有约定的写明", "The subsidy follows the policy; say what else was agreed");
    meeting: Option<String> = text(100).label("经何会议决定", "Decided by which meeting")
        .help("校务会、家委会等", "The school's council, the parents' committee");
    held: Option<Date> = date().label("会议日期", "Day of the meeting");
    present: Option<u32> = count(1, 1_000, PEOPLE).label("到会人数", "Present");
    in_favour: Option<u32> = count(0, 1_000, PEOPLE).label("同意人数", "In favour");
    checked_on: Option<Date> = date().label("入职查询日期", "Record check on")
        .help("学校看到的查询结果为无的日期；聘任个人必填", "The day of the clear check that the school has seen; needed for a person");
    safeguarding: Option<String> = text(200).label("入职查询由谁核对", "Record check seen by");
}

impl Record for AppointmentDecision {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        // What for: who it is, a number says, and their name stands beside it.
        let duties: String = self.duties.lines().next().unwrap_or_default().chars().take(20).collect();
        format!("{duties} {}", self.begins)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.ends < self.begins {
            problems.push(broken("ends", "聘任止不能早于聘任起", "cannot be before the beginning"));
        }
        if self.in_favour > self.present {
            problems.push(broken(
                "in_favour",
                "同意人数不能多于到会人数",
                "cannot be more than were present",
            ));
        }
        problems
    }
}

crate::workflow! {
    /// 拟聘 → 校内决定 → 聘任；期满、提前终止.
    appointing {
        draft "草稿" "Draft" Draft, edited by Keeper;
        proposed "待校内决定" "Awaiting the decision" Underway, edited by Keeper only meeting held present in_favour checked_on safeguarding, due Within("deadline.programme_decision");
        appointed "已聘任" "Appointed" Done;
        ended "已提前终止" "Ended early" Void;
        rejected "未予聘任" "Not appointed" Void;
    } transitions {
        propose "提交校内决定" "Submit for decision" draft -> proposed by Keeper Officer;
        appoint "决定聘任" "Appoint" proposed -> appointed by Keeper Leader needs meeting held present in_favour safeguarding;
        return "退回修改" "Return" proposed -> draft by Keeper Leader, Return;
        reject "不予聘任" "Reject" proposed -> rejected by Keeper Leader, Withdraw;
        end "提前终止" "End early" appointed -> ended by Keeper Leader, Withdraw;
    }
}
