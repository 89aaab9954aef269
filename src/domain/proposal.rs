//! Matching proposals (匹配方案): what a round comes to, and what both sides of each pair say to it (一.4, 五.4).
//!
//! A proposal is worked out from what was filed and may be changed by hand; nothing in it binds. Published, each of its pairs is put to the
//! school and to whoever would come, and holds once both have agreed. The next run keeps what was agreed and leaves out what was not.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    Kind,
    field::Attachment,
    kind::UNITS,
    lang::Label,
    needs_round::{GradeBand, Subject, Weekday},
    record::Record,
    session::{Form, Place},
    side::ORGANS,
};

const PLACES: Label = Label::new("次/周", "a week");
const PAIRS: Label = Label::new("对", "pairs");
const POINTS: Label = Label::new("分", "points");
const SESSIONS: Label = Label::new("次", "sessions");

/// Who may come: people and institutions.
const WHO: &[Kind] = &[Kind::Instructor, Kind::Organization];

crate::choices! {
    /// What puts a pair into a proposal.
    Ground {
        Run = "run", "匹配得出", "By the run";
        Pinned = "pinned", "指定", "Pinned";
        Agreed = "agreed", "双方已同意", "Agreed before";
        Asked = "asked", "征询中", "Being asked";
        Hand = "hand", "手工调整", "By hand";
    }
}

crate::choices! {
    /// Why a place of a need stays open.
    Open {
        NoCandidate = "no_candidate", "没有合适的供给", "Nobody suitable offers";
        Outranked = "outranked", "合适的供给都先给了别的学校", "Whoever is suitable comes to others first";
        Ceiling = "ceiling", "名额上限已满", "The ceiling is reached";
        Days = "days", "合适的供给只在已经排上的日子", "Suitable only on days that are taken";
        Hand = "hand", "手工留空", "Left open by hand";
    }
}

crate::row! {
    /// One place of a need, and who comes: by which points of `priority`, and as which of those who could, from 1.
    ProposedPair;
    need: String = reference(&[Kind::Need]).label("学校需求", "Need");
    school: String = reference(&[Kind::School]).label("学校", "School");
    supply: String = reference(&[Kind::Supply]).label("资源供给", "Supply");
    who: String = reference(WHO).label("辅导员或机构", "Who comes");
    day: Weekday = choice(Weekday::CHOICES).label("日", "Day");
    place: Place = choice(Place::CHOICES).label("地点", "Where");
    points: Option<Decimal> = decimal(0, 100, 2, POINTS).label("优先分", "Priority");
    choice: u32 = count(1, 1_000_000, Label::new("位", "places down")).label("在学校次序中", "Place in the school's order");
    ground: Ground = choice(Ground::CHOICES).label("依据", "Ground");
}

crate::row! {
    /// Places of a need that nobody takes.
    OpenPlaces;
    need: String = reference(&[Kind::Need]).label("学校需求", "Need");
    school: String = reference(&[Kind::School]).label("学校", "School");
    places: u32 = count(1, 5, PLACES).label("未满足", "Open");
    why: Open = choice(Open::CHOICES).label("原因", "Why");
}

crate::row! {
    /// A pair that every run is to keep on a day, or to leave out altogether where none is named.
    Standing;
    need: String = reference(&[Kind::Need]).label("学校需求", "Need");
    supply: String = reference(&[Kind::Supply]).label("资源供给", "Supply");
    day: Option<Weekday> = choice(Weekday::CHOICES).label("指定日", "Pinned to").help("不填为不安排这一对", "Where empty, the pair is left out");
    why: String = text(200).label("理由", "Reason");
}

crate::record! {
    /// What one run of a round comes to.
    Proposal = "proposal", "匹配方案", "Matching proposal" / "Matching proposals", clause "一.4", section BringIn 23, schema 1, keeper "unit" of ORGANS,
        lists &["round", "run", "made", "paired", "left_open", "blocking"], workflow proposing;
    code: String = code(80).label("方案编号", "Code");
    unit: String = reference(UNITS).label("编制单位", "Made by");
    round: String = reference(&[Kind::NeedsRound]).label("对接轮次", "Round");
    run: u32 = count(1, 1_000, Label::new("次", "runs")).label("第几次匹配", "Run");
    made: Date = date().label("匹配日期", "Made on");
    /// The first letters of a hash of what was filed; what nothing else decides, it does.
    seed: String = code(16).label("抽签种子", "Seed of the lot").help("由本轮填报内容算出；次序完全相同时据此定先后", "Worked out from what was filed; decides where nothing else does");
    /// As the seed, of what the run goes by besides.
    circumstances: String = code(16).label("匹配时的情况", "Circumstances").inner();
    paired: u32 = count(0, 1_000_000, PLACES).label("已安排", "Given");
    left_open: u32 = count(0, 1_000_000, PLACES).label("未满足", "Open");
    set_aside: Option<u32> = count(0, 1_000_000, PLACES).label("预留", "Set aside").clause("五.5")
        .help("为农村、薄弱学校预留的名额", "Places set aside for rural and under-resourced schools");
    set_aside_taken: Option<u32> = count(0, 1_000_000, PLACES).label("预留名额已用于农村、薄弱学校", "Taken by the schools they were set aside for").clause("五.5");
    set_aside_released: Option<u32> = count(0, 1_000_000, PLACES).label("预留名额已放开", "Released to other schools").clause("五.5")
        .help("农村、薄弱学校都不需要，给了其他学校", "Wanted by none of the schools they were set aside for, and given to others");
    preferred_given: Option<u32> = count(0, 1_000_000, PLACES).label("安排给农村、薄弱学校", "Given to rural and under-resourced schools").clause("五.5");
    blocking: u32 = count(0, 1_000_000, PAIRS).label("双方更愿意的其他组合", "Pairs that would rather have each other");
    reason: Option<String> = long_text(1_000).label("手工调整的理由", "Why it was changed by hand")
        .help("还有双方更愿意的其他组合时必填", "Needed where pairs would rather have each other");
    answer_by: Date = date().label("答复期限", "Answer by").help("含当日", "Including that day");
    basis: Option<Attachment> = attachment().label("匹配依据", "What it was worked out from").inner();
    #[serde(default)]
    pairs: Vec<ProposedPair> = rows(ProposedPair::FIELDS).label("配对", "Pairs").inner();
    #[serde(default)]
    open: Vec<OpenPlaces> = rows(OpenPlaces::FIELDS).label("未满足的需求", "Needs left open").inner();
    #[serde(default)]
    standing: Vec<Standing> = rows(Standing::FIELDS).label("指定与排除", "Pins and bans").inner();
}

impl Record for Proposal {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        format!("{} 第 {} 次匹配", self.made, self.run)
    }
}

crate::workflow! {
    /// 拟订 → 两家会签 → 双方答复 → 办结.
    proposing {
        draft "草稿" "Draft" Draft, edited by Keeper only reason;
        countersigning "会签中" "Countersigning" Underway, due Within("deadline.countersign");
        approved "待发布" "Countersigned" Underway;
        published "双方答复中" "Being answered" Underway, due On("answer_by");
        concluded "已办结" "Concluded" Done;
        withdrawn "已撤回" "Withdrawn" Void;
    } transitions {
        submit "提交会签" "Submit for countersigning" draft -> countersigning by Keeper Officer;
        countersign "会签" "Countersign" countersigning -> approved by Keeper Leader and Peer Leader;
        return "退回修改" "Return" countersigning -> draft by Peer Leader, Return;
        publish "发布征询" "Put to both sides" approved -> published by Keeper Officer states answer_by;
        conclude "答复办结" "Conclude" published -> concluded by Keeper Officer;
        withdraw "撤回方案" "Withdraw" draft countersigning approved -> withdrawn by Keeper Officer, Withdraw;
    }
}

crate::record! {
    /// A pair of a published proposal, put to both sides.
    Pairing = "pairing", "配对征询", "Pairing" / "Pairings", clause "一.4", section BringIn 24, schema 1, keeper "unit" of ORGANS,
        lists &["school", "who", "subject", "form", "band", "days", "answer_by"], workflow pairing;
    unit: String = reference(UNITS).label("征询单位", "Put by");
    proposal: String = reference(&[Kind::Proposal]).label("匹配方案", "Proposal");
    need: String = reference(&[Kind::Need]).label("学校需求", "Need");
    supply: String = reference(&[Kind::Supply]).label("资源供给", "Supply");
    school: String = reference(&[Kind::School]).label("学校", "School");
    who: String = reference(WHO).label("辅导员或机构", "Who comes");
    subject: Subject = choice(Subject::CHOICES).label("领域", "Field");
    form: Form = choice(Form::CHOICES).label("形式", "Form").clause("一.8");
    band: GradeBand = choice(GradeBand::CHOICES).label("学段", "Grades");
    #[serde(default)]
    days: Vec<Weekday> = choices(Weekday::CHOICES).label("安排在", "On");
    place: Place = choice(Place::CHOICES).label("地点", "Where");
    starts: Option<Date> = date().label("希望开始日期", "Wanted from");
    sessions: u32 = count(1, 200, SESSIONS).label("次数", "Sessions").summed();
    answer_by: Date = date().label("答复期限", "Answer by").help("含当日；过期未答复的由征询单位登记过期", "Including that day; what was not answered by then is let lapse by whoever put it");
}

impl Record for Pairing {
    fn id(&self) -> String {
        format!("{}_{}_{}", self.proposal, self.need, self.supply)
    }

    fn title(&self) -> String {
        format!("{}·{}", self.subject.label().zh, self.form.label().zh)
    }
}

crate::workflow! {
    /// 征询 → 双方都同意才算数.
    pairing {
        asked "待双方答复" "Awaiting both sides" Underway, due On("answer_by");
        agreed "双方同意" "Agreed" Done;
        declined "未同意" "Declined" Void;
        lapsed "已过期" "Lapsed" Void;
        ended "已解除" "Called off" Void;
    } transitions {
        accept "同意" "Agree" asked -> agreed by Named("school") Officer and Named("who") Officer;
        decline "不同意" "Decline" asked -> declined by Named("school") Officer, Return;
        refuse "婉拒" "Turn down" asked -> declined by Named("who") Officer, Return;
        lapse "登记过期" "Let lapse" asked -> lapsed by Keeper Officer, Lapse;
        admit "按后到的答复办理" "Take the late answer" lapsed -> asked by Keeper Officer, Late;
        uphold "维持过期" "Let it stay lapsed" lapsed -> lapsed by Keeper Officer, Late;
        call_off "不再合作" "Call off" agreed -> ended by Named("school") Officer, Return;
        end "对方不再合作" "Called off by the other" agreed -> ended by Named("who") Officer, Return;
    }
}
