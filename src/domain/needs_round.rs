//! Needs-and-supply rounds (供需对接): each period schools file what they need and instructors and bases what they can give; the gap
//! between the two goes to matching (五.4).

use jiff::civil::Date;

use super::{
    Kind,
    field::FieldProblem,
    kind::UNITS,
    lang::Label,
    record::{Record, broken},
    session::{Form, Place},
    side::ORGANS,
};

crate::choices! {
    /// Fields of science, as needs and supplies name them.
    Subject {
        Space = "space", "天文航天", "Astronomy and space";
        Matter = "matter", "物理化学", "Physics and chemistry";
        Life = "life", "生命科学", "Life sciences";
        Earth = "earth", "地球与环境", "Earth and environment";
        Computing = "computing", "信息与人工智能", "Computing and AI";
        Engineering = "engineering", "工程技术", "Engineering";
        Farming = "farming", "农业科技", "Agriculture";
        Health = "health", "医学健康", "Medicine and health";
        Mathematics = "mathematics", "数学", "Mathematics";
    }
}

crate::choices! {
    /// Grades that can be taught together.
    GradeBand {
        Lower = "lower", "小学低段", "Grades 1–2";
        Middle = "middle", "小学中段", "Grades 3–4";
        Upper = "upper", "小学高段", "Grades 5–6";
        Junior = "junior", "初中", "Grades 7–9";
    }
}

crate::choices! {
    /// School days.
    Weekday {
        Monday = "mon", "周一", "Mon";
        Tuesday = "tue", "周二", "Tue";
        Wednesday = "wed", "周三", "Wed";
        Thursday = "thu", "周四", "Thu";
        Friday = "fri", "周五", "Fri";
    }
}

impl Weekday {
    /// Days from Monday to it.
    pub const fn after_monday(self) -> u8 {
        self as u8
    }
}

const SESSIONS: Label = Label::new("次", "sessions");
const A_WEEK: Label = Label::new("次/周", "a week");
const KILOMETRES: Label = Label::new("公里", "km");

crate::row! {
    /// How much the schools below a unit may be given in a round (五.5).
    Ceiling;
    unit: String = reference(UNITS).label("单位", "Unit").help("管其下各学校的合计；教育行政部门、县市或一所学校", "For all schools below it together: a bureau's, or one school's");
    most: u32 = count(0, 1_000_000, A_WEEK).label("最多安排", "At most").help("每周一次的课程、社团算一次，报告、故事每场算一次", "A course or club counts once for each time a week, a report or story once for each");
}

crate::record! {
    /// One round of a county or city, for a term.
    NeedsRound = "needs-round", "对接轮次", "Needs-and-supply round" / "Needs-and-supply rounds", clause "五.4", section BringIn 20, schema 2, keeper "unit" of ORGANS, audience Below, workflow round;
    unit: String = reference(UNITS).label("发起单位", "Opened by");
    term: String = code(8).label("学期", "Term").help("学年—学期，如 2026-1", "School year and term: 2026-1");
    opens: Date = date().label("填报开始", "Filing opens");
    closes: Date = date().label("填报截止", "Filing closes");
    guidance: Option<String> = long_text(2_000).label("填报说明", "Guidance");
    #[serde(default)]
    ceilings: Vec<Ceiling> = rows(Ceiling::FIELDS).label("名额上限", "Ceilings").clause("五.5")
        .help("匹配时各单位所属学校合计最多安排几次；不填不限", "What the schools of a unit are given in matching, at most; without a limit where empty");
}

impl Record for NeedsRound {
    fn id(&self) -> String {
        format!("{}_{}", self.unit, self.term)
    }

    fn title(&self) -> String {
        super::Term::parse(&self.term)
            .map_or_else(|| self.term.clone(), |term| super::Localized::text(&term, super::Lang::Zh))
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if super::Term::parse(&self.term).is_none() {
            problems.push(broken(
                "term",
                "学期应写成 2026-1 或 2026-2",
                "write the term as 2026-1 or 2026-2",
            ));
        }
        if self.closes < self.opens {
            problems.push(broken("closes", "截止日不能早于开始日", "cannot be before the opening"));
        }
        problems
    }
}

crate::workflow! {
    /// 起草 → 两家会签 → 填报（可暂停）→ 缺口分析 → 匹配 → 结束 → 归档.
    round {
        draft "草稿" "Draft" Draft, edited by Keeper;
        countersigning "会签中" "Countersigning" Underway, due Within("deadline.countersign");
        open "填报中" "Filing" Underway, due On("closes");
        suspended "暂停填报" "Suspended" Underway, edited by Keeper only closes guidance;
        gap "缺口分析" "Gap analysis" Underway, edited by Keeper only ceilings, due Within("deadline.needs_round_gap");
        matching "匹配中" "Matching" Underway, edited by Keeper only ceilings, due Within("deadline.needs_round_match");
        closed "已结束" "Closed" Done;
        archived "已归档" "Archived" Done;
        cancelled "已取消" "Cancelled" Void;
    } transitions {
        submit "提交会签" "Submit for countersigning" draft -> countersigning by Keeper Officer;
        countersign "会签开放" "Countersign and open" countersigning -> open by Keeper Leader and Peer Leader;
        return "退回修改" "Return" countersigning -> draft by Peer Leader, Return;
        suspend "暂停填报" "Suspend" open -> suspended by Keeper Leader, Withdraw;
        resume "恢复填报" "Resume" suspended -> open by Keeper Officer;
        close_filing "截止填报" "Close filing" open -> gap by Keeper Officer;
        reopen "重新开放填报" "Reopen filing" gap -> open by Keeper Leader, Withdraw;
        hand_over "转入匹配" "Hand to matching" gap -> matching by Keeper Officer;
        close "结束本轮" "Close the round" matching -> closed by Keeper Officer;
        archive "归档" "Archive" closed -> archived by Keeper Officer, Optional;
        cancel "取消本轮" "Cancel" draft countersigning open suspended gap -> cancelled by Keeper Leader, Withdraw;
    }
}

crate::record! {
    /// What a school would like in a round.
    Need = "need", "学校需求", "Need" / "Needs", clause "五.4", section BringIn 21, schema 1, keeper "school", lists &["school", "subject", "form", "band", "weekdays", "sessions", "round"], workflow filing;
    code: String = code(60).label("需求编号", "Code");
    round: String = reference(&[Kind::NeedsRound]).label("对接轮次", "Round");
    school: String = reference(&[Kind::School]).label("学校", "School");
    subject: Subject = choice(Subject::CHOICES).label("领域", "Field");
    form: Form = choice(Form::CHOICES).label("形式", "Form").clause("一.8");
    band: GradeBand = choice(GradeBand::CHOICES).label("学段", "Grades");
    #[serde(default)]
    weekdays: Vec<Weekday> = choices(Weekday::CHOICES).label("可安排日", "Days").help("不填为任意上学日", "Empty for any school day");
    sessions: u32 = count(1, 200, SESSIONS).label("次数", "Sessions").summed();
    weekly: Option<u32> = count(1, 5, A_WEEK).label("每周次数", "Times a week").help("每次各在不同的上学日；不填为一次", "Each on a day of its own; once where empty");
    #[serde(default)]
    places: Vec<Place> = choices(Place::CHOICES).label("可接受的地点", "Where").help("不填为到校", "At the school where empty");
    starts: Option<Date> = date().label("希望开始日期", "Wanted from");
    #[serde(default)]
    wishes: Vec<String> = references(&[Kind::Instructor, Kind::Organization]).label("希望来的辅导员或机构", "Whom it would like").clause("一.4")
        .help("按希望的先后填写；没有写的，先后由政策决定", "In the order of wishing; where nothing is said, the policy decides who comes first");
    note: Option<String> = long_text(500).label("说明", "Note");
}

impl Record for Need {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        title(self.subject, self.form)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        weekly_fits(self.weekly, &self.weekdays)
    }
}

crate::record! {
    /// What a unit, for itself or for one of its instructors, can give in a round.
    Supply = "supply", "资源供给", "Supply" / "Supplies", clause "五.4", section BringIn 22, schema 2, keeper "unit", lists &["unit", "instructor", "subject", "form", "bands", "weekdays", "sessions"], workflow filing;
    code: String = code(60).label("供给编号", "Code");
    round: String = reference(&[Kind::NeedsRound]).label("对接轮次", "Round");
    unit: String = reference(&[Kind::Organization]).label("供给单位", "Supplied by");
    instructor: Option<String> = reference(&[Kind::Instructor]).label("科技辅导员", "Instructor").help("场馆供给留空", "Empty for what a base gives");
    subject: Subject = choice(Subject::CHOICES).label("领域", "Field");
    form: Form = choice(Form::CHOICES).label("形式", "Form").clause("一.8");
    #[serde(default)]
    bands: Vec<GradeBand> = choices(GradeBand::CHOICES).label("适合学段", "Grades").help("不填为各学段", "Empty for all");
    #[serde(default)]
    weekdays: Vec<Weekday> = choices(Weekday::CHOICES).label("可安排日", "Days").help("不填为任意上学日", "Empty for any school day");
    sessions: u32 = count(1, 200, SESSIONS).label("可提供次数", "Sessions").summed();
    weekly: Option<u32> = count(1, 5, A_WEEK).label("每周可安排次数", "Times a week").help("一天最多一次；不填为每个可安排日一次", "Once a day at most; once on each of its days where empty");
    #[serde(default)]
    places: Vec<Place> = choices(Place::CHOICES).label("可提供的地点", "Where").help("不填为到校", "At the school where empty");
    near: Option<String> = reference(&[Kind::School]).label("出发地附近的学校", "School near by").help("据此估算到各校的距离", "From there the distance to schools is estimated");
    reach_km: Option<u32> = count(0, 2_000, KILOMETRES).label("可到距离", "Reach").help("单程；不填为本轮各校都可以到", "One way; any school of the round where empty");
    #[serde(default)]
    wishes: Vec<String> = references(&[Kind::School]).label("希望去的学校", "Schools it would like").clause("一.4")
        .help("按希望的先后填写；没有写的，先后由政策决定", "In the order of wishing; where nothing is said, the policy decides who comes first");
    note: Option<String> = long_text(500).label("说明", "Note");
}

impl Record for Supply {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        title(self.subject, self.form)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        weekly_fits(self.weekly, &self.weekdays)
    }
}

/// Each of a week's times is on a day of its own.
fn weekly_fits(weekly: Option<u32>, days: &[Weekday]) -> Vec<FieldProblem> {
    let days = if days.is_empty() { Weekday::ALL.len() } else { days.len() };
    match weekly.is_some_and(|weekly| weekly as usize > days) {
        true => vec![broken("weekly", "不能多于可安排日的天数", "cannot be more than there are days")],
        false => Vec::new(),
    }
}

/// What is filed is called by what it is about.
fn title(subject: Subject, form: Form) -> String {
    format!("{}·{}", subject.label().zh, form.label().zh)
}

crate::workflow! {
    /// 草稿 → 已填报; both ways as long as the round takes filings.
    filing {
        draft "草稿" "Draft" Draft, edited by Keeper;
        filed "已填报" "Filed" Done;
        withdrawn "已撤回" "Withdrawn" Void;
    } transitions {
        file "填报" "File" draft -> filed by Keeper Officer;
        revise "修改" "Revise" filed -> draft by Keeper Officer, Withdraw;
        withdraw "撤回" "Withdraw" draft filed -> withdrawn by Keeper Officer, Withdraw;
    }
}
