//! Offers (双向选择): a school asks somebody to come, or somebody offers to, and the other side answers (一.4).
//!
//! Nothing binds until both sides have agreed, and then it is for the school to appoint (一.5).

use jiff::civil::Date;

use super::{
    Kind,
    field::FieldProblem,
    lang::Label,
    needs_round::{GradeBand, Subject, Weekday},
    record::{Record, broken},
    session::{Form, Place},
};

/// Schools on one side, people and institutions on the other.
const SIDES: &[Kind] = &[Kind::School, Kind::Instructor, Kind::Organization];

const SESSIONS: Label = Label::new("次", "sessions");

crate::record! {
    /// What one side proposes to the other.
    Offer = "offer", "选聘意向", "Offer" / "Offers", clause "一.4", section BringIn 25, schema 1, keeper "from",
        lists &["from", "to", "subject", "form", "band", "weekdays", "sessions", "answer_by"], workflow choosing;
    code: String = code(60).label("意向编号", "Code");
    from: String = reference(SIDES).label("提出方", "From");
    to: String = reference(SIDES).label("对方", "To")
        .help("学校提给辅导员或机构，辅导员或机构提给学校", "A school proposes to an instructor or institution, and they to a school");
    need: Option<String> = reference(&[Kind::Need]).label("对应的学校需求", "Need it answers");
    supply: Option<String> = reference(&[Kind::Supply]).label("对应的资源供给", "Supply it takes up");
    subject: Subject = choice(Subject::CHOICES).label("领域", "Field");
    form: Form = choice(Form::CHOICES).label("形式", "Form").clause("一.8");
    band: GradeBand = choice(GradeBand::CHOICES).label("学段", "Grades");
    #[serde(default)]
    weekdays: Vec<Weekday> = choices(Weekday::CHOICES).label("可安排日", "Days").help("不填为任意上学日", "Empty for any school day");
    place: Place = choice(Place::CHOICES).label("地点", "Place").default("到校");
    starts: Date = date().label("开始日期", "Starts on");
    sessions: u32 = count(1, 200, SESSIONS).label("次数", "Sessions").summed();
    answer_by: Date = date().label("答复期限", "Answer by").help("含当日；过期未答复的由提出方登记过期", "Including that day; what was not answered by then the proposer lets lapse");
    message: Option<String> = long_text(1_000).label("说明", "Message");
    counter: Option<String> = long_text(1_000).label("对方的修改方案", "Counter-proposal");
}

impl Record for Offer {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        format!("{}·{}", self.subject.label().zh, self.form.label().zh)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.from == self.to {
            problems.push(broken("to", "对方不能是提出方自己", "cannot be the one that proposes"));
        }
        if self.answer_by > self.starts {
            problems.push(broken("answer_by", "答复期限不能晚于开始日期", "cannot be after the beginning"));
        }
        problems
    }
}

crate::workflow! {
    /// 提出 → 接受、婉拒或另提方案；过期由提出方登记.
    choosing {
        draft "草稿" "Draft" Draft, edited by Keeper;
        offered "待对方答复" "Awaiting an answer" Underway, edited by Named("to") only counter, due On("answer_by");
        countered "对方另提方案" "Counter-proposed" Underway, due On("answer_by");
        accepted "双方同意" "Agreed" Done;
        declined "已婉拒" "Declined" Void;
        lapsed "已过期" "Lapsed" Void;
        withdrawn "已撤回" "Withdrawn" Void;
    } transitions {
        propose "提出" "Propose" draft -> offered by Keeper Officer;
        accept "接受" "Accept" offered -> accepted by Named("to") Officer;
        counter "另提方案" "Counter-propose" offered -> countered by Named("to") Officer needs counter;
        decline "婉拒" "Decline" offered -> declined by Named("to") Officer, Return;
        agree "同意对方方案" "Agree" countered -> accepted by Keeper Officer;
        revise "修改后再提" "Revise" countered -> draft by Keeper Officer, Return;
        lapse "登记过期" "Let lapse" offered countered -> lapsed by Keeper Officer, Lapse;
        admit "按后到的答复办理" "Take the late answer" lapsed -> offered by Keeper Officer, Late;
        uphold "维持过期" "Let it stay lapsed" lapsed -> lapsed by Keeper Officer, Late;
        withdraw "撤回意向" "Withdraw" draft offered countered -> withdrawn by Keeper Officer, Withdraw;
        call_off "不再合作" "Call off" accepted -> withdrawn by Keeper Officer, Withdraw;
        end "对方不再合作" "Called off by the other" accepted -> declined by Named("to") Officer, Return;
    }
}
