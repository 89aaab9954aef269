//! Nominations (遴选推荐): how people and institutions come to stand in the pool from which schools choose (一.2, 一.3).
//!
//! People and institutions go the same way: whoever nominates, the association of the county and the bureau beside it, the association
//! above, publicity, and the pool, where what stands is reviewed every year.

use jiff::civil::Date;

use super::{
    Dated, Kind, Lang,
    field::{Attachment, Fact, FieldProblem, make},
    instructor::{Check, Checks, Payee, Title},
    kind::UNITS,
    lang::Label,
    needs_round::{GradeBand, Subject, filing},
    record::{Derived, Record, broken},
    workflow::{self, Surroundings},
};

crate::choices! {
    /// Who asked for it.
    Source {
        Own = "own", "自荐", "The candidate";
        Unit = "unit", "单位推荐", "The candidate's unit";
        Association = "association", "科协提名", "The association";
        Pool = "pool", "原在库", "In the pool already";
    }
}

crate::choices! {
    /// Whom the notice wants to see in schools (一.2).
    Calling {
        Scientist = "scientist", "科学家", "Scientist";
        Academician = "academician", "两院院士", "Academician";
        Expert = "expert", "科技人才", "Science or technology professional";
        Popularizer = "popularizer", "科普工作者", "Science communicator";
    }
}

crate::choices! {
    /// What an institution is (一.3, 二.2).
    BaseClass {
        Museum = "museum", "科技馆", "Science museum";
        Planetarium = "planetarium", "天文馆", "Planetarium";
        Park = "park", "科技园", "Science park";
        Zoo = "zoo", "动植物园", "Zoo or botanical garden";
        Farm = "farm", "农业示范园", "Demonstration farm";
        University = "university", "高校", "University";
        Institute = "institute", "科研院所", "Research institute";
        Other = "other", "其他科普教育基地", "Other science-education base";
    }
}

/// The [`Source`] of whoever stood in the pool before it was kept here.
const POOL: &[&str] = &["pool"];

const PEOPLE: Label = Label::new("人", "people");
const AREA: Label = Label::new("平方米", "m²");
const OBJECTIONS: Label = Label::new("条", "objections");
const SCHOOL_NEEDS: Label = Label::new("项", "needs");

crate::row! {
    /// What somebody has against it while it is made public. Who said so is not written down here: the record goes back to whoever nominated.
    Objection;
    on: Date = date().label("收到日期", "Received");
    what: String = text(500).label("异议内容", "Objection").help("不写提出人", "Without the name of whoever objects");
    answer: Option<String> = text(500).label("核查与答复", "Finding and answer");
}

crate::record! {
    /// A person who is nominated.
    Nomination = "nomination", "人选推荐", "Nomination" / "Nominations", clause "一.2", section BringIn 5, schema 1, keeper "unit",
        lists &["name", "employer", "title", "calling", "unit", "association"], workflow admitting, derived OF_A_PERSON;
    code: String = code(60).label("推荐编号", "Code");
    unit: String = reference(UNITS).label("推荐单位", "Nominated by")
        .help("自荐的由受理的科协填报", "The association that receives it, where people nominate themselves");
    association: String = reference(&[Kind::Organization]).label("初审科协", "Association")
        .help("与同级教育行政部门会审", "It decides together with the bureau of its level");
    source: Source = choice(Source::CHOICES).label("来源", "Suggested by").default("单位推荐");
    name: String = text(30).label("姓名", "Name");
    employer: String = text(60).label("工作单位", "Employer");
    title: Title = choice(Title::CHOICES).label("职称", "Title");
    calling: Calling = choice(Calling::CHOICES).label("人才类别", "Category");
    external: bool = flag().label("校外人员", "External").default("是")
        .help("不是中小学的在编或在聘教职工", "Not on the staff of a school");
    phone: Option<String> = text(30).label("联系电话", "Telephone").personal();
    #[serde(default)]
    subjects: Vec<Subject> = choices(Subject::CHOICES).label("擅长领域", "Fields");
    #[serde(default)]
    bands: Vec<GradeBand> = choices(GradeBand::CHOICES).label("适合学段", "Grades").help("不填为各学段", "Empty for all");
    integrity: Option<String> = text(300).label("思想品质优秀的依据", "Proof of integrity")
        .help("写明材料和出具单位", "Which paper, and who issued it");
    devotion: Option<String> = text(300).label("热爱教育事业的依据", "Proof of devotion to education");
    experience: Option<String> = text(300).label("科普经验丰富的依据", "Proof of experience in science communication");
    proofs: Option<Attachment> = attachment().label("证明材料", "Papers");
    checked_on: Option<Date> = date().label("违法犯罪记录查询日期", "Offence record checked on")
        .help("查询结果为无才填写", "Only where the result was clear");
    checked_by: Option<String> = text(60).label("查询单位", "Checked by").personal();
    expert_opinion: Option<String> = long_text(1_000).label("专家评审意见", "Opinion of the experts");
    #[serde(default)]
    objections: Vec<Objection> = rows(Objection::FIELDS).label("公示期间的异议", "Objections");
    number: Option<String> = code(20).label("辅导员编号", "Instructor number")
        .help("入库时编定；已在名册上的填原编号", "Given on admission; whoever is in the register keeps the number there");
    review_on: Option<Date> = date().label("下次复审日期", "Next review");
    admitted_on: Option<Date> = date().label("原入库日期", "In the pool since").only_for("source", POOL)
        .help("以所附名单或文件上的日期为准", "As the list or document says that is attached on admission");
    same_as: Option<String> = reference(&[Kind::Nomination]).label("同一人的推荐", "The same person’s nomination")
        .help("同一人被推荐两次的，填留下办理的一份", "Of somebody nominated twice: the one that goes on");
    moves_to: Option<String> = reference(&[Kind::Organization]).label("转往科协", "Moves to the association");
}

crate::record! {
    /// An institution that is nominated.
    BaseNomination = "base-nomination", "机构推荐", "Nomination of an institution" / "Nominations of institutions", clause "一.3", section BringIn 6, schema 1, keeper "unit",
        lists &["name", "class", "certificate_until", "unit", "association"], workflow admitting, derived OF_A_BASE;
    code: String = code(60).label("推荐编号", "Code");
    unit: String = reference(UNITS).label("推荐单位", "Nominated by");
    association: String = reference(&[Kind::Organization]).label("初审科协", "Association")
        .help("与同级教育行政部门会审", "It decides together with the bureau of its level");
    source: Source = choice(Source::CHOICES).label("来源", "Suggested by").default("单位推荐");
    name: String = text(60).label("机构名称", "Institution");
    class: BaseClass = choice(BaseClass::CHOICES).label("机构类别", "Class").clause("二.2");
    certificate: Option<String> = text(60).label("科普教育基地证书", "Certificate")
        .help("命名单位和证书编号", "Who issued it, and its number");
    certificate_until: Option<Date> = date().label("证书有效期至", "Certificate valid until");
    area: Option<u32> = count(1, 10_000_000, AREA).label("场地面积", "Area");
    capacity: Option<u32> = count(1, 100_000, PEOPLE).label("每场可接待", "Capacity");
    open_days: Option<String> = text(100).label("开放时间", "Open days");
    courses: Option<String> = long_text(1_000).label("可提供课程", "Courses");
    fees: Option<String> = text(200).label("收费与优惠", "Fees");
    safety: Option<String> = text(300).label("安全保障", "Safety");
    phone: Option<String> = text(30).label("联系电话", "Telephone").personal();
    #[serde(default)]
    needs: Vec<String> = references(&[Kind::Need]).label("满足的学校需求", "School needs that it meets")
        .help("学校已填报的需求，至少一项", "Needs that schools have filed, at least one");
    expert_opinion: Option<String> = long_text(1_000).label("专家评审意见", "Opinion of the experts");
    #[serde(default)]
    objections: Vec<Objection> = rows(Objection::FIELDS).label("公示期间的异议", "Objections");
    number: Option<String> = code(30).label("单位编号", "Unit code")
        .help("入库时编定；已在单位名册上的填原编号", "Given on admission; what is in the register keeps the code there");
    review_on: Option<Date> = date().label("下次复审日期", "Next review");
    admitted_on: Option<Date> = date().label("原入库日期", "In the pool since").only_for("source", POOL)
        .help("以所附名单或文件上的日期为准", "As the list or document says that is attached on admission");
    same_as: Option<String> = reference(&[Kind::BaseNomination]).label("同一机构的推荐", "The same institution’s nomination")
        .help("同一机构被推荐两次的，填留下办理的一份", "Of an institution nominated twice: the one that goes on");
    moves_to: Option<String> = reference(&[Kind::Organization]).label("转往科协", "Moves to the association");
}

impl Nomination {
    /// The instructor who comes of it, once there is a number.
    pub fn instructor(&self) -> Option<super::Instructor> {
        let fields: Vec<_> = self.subjects.iter().map(|subject| subject.label().zh).collect();
        let check = |on| Check { on, by: self.checked_by.clone(), employer: None };
        Some(super::Instructor {
            number: self.number.clone()?,
            name: self.name.clone(),
            unit: self.employer.clone(),
            title: Dated::always(self.title),
            external: Dated::always(self.external),
            payee: Dated::always(Payee::Person),
            checked_on: Checks(self.checked_on.map(check).into_iter().collect()),
            paused_on: None,
            recommended_by: Some(self.association.clone()),
            field: Some(Lang::Zh.list(&fields).chars().take(40).collect::<String>())
                .filter(|field| !field.is_empty()),
        })
    }
}

impl Record for Nomination {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        format!("{} {}", self.name, self.employer)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        blank_objections(&self.objections)
    }
}

impl Record for BaseNomination {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        blank_objections(&self.objections)
    }
}

fn blank_objections(objections: &[Objection]) -> Vec<FieldProblem> {
    if objections.iter().any(|objection| objection.what.trim().is_empty()) {
        return vec![broken("objections", "异议内容不能为空", "cannot be empty")];
    }
    Vec::new()
}

crate::workflow! {
    /// 推荐 → 初审 → 两家会审 → 上级复核 →（专家评审）→ 公示 → 入库 → 年度复审；暂停、退出.
    admitting {
        draft "草稿" "Draft" Draft, edited by Keeper;
        reviewing "初审中" "First review" Underway, edited by Named("association"), due Within("deadline.nomination_review");
        countersigning "会审中" "Joint decision" Underway, due Within("deadline.countersign");
        checking "上级复核中" "With the association above" Underway, edited by Via("association", &Superior) only expert_opinion, due Within("deadline.nomination_check");
        publicity "公示中" "Made public" Underway, edited by Named("association") only objections number review_on same_as, due Within("publicity_days");
        admitted "在库" "In the pool" Done, edited by Named("association") only moves_to, due From("review_on");
        renewing "年度复审中" "Yearly review" Done, edited by Named("association") only review_on, due Within("deadline.nomination_review");
        moving "转出待接收" "Moving to another association" Done, due Within("deadline.nomination_review");
        suspended "已暂停" "Suspended" Underway;
        left "已退出" "Left" Void;
        declined "未予推荐" "Declined" Void;
        merged "已并入" "Merged into another" Void;
        withdrawn "已撤回" "Withdrawn" Void;
    } transitions {
        submit "提交初审" "Submit" draft -> reviewing by Keeper Officer;
        review "初审通过" "Pass on" reviewing -> countersigning by Named("association") Officer;
        return "退回补正" "Return" reviewing -> draft by Named("association") Officer, Return;
        countersign "会审同意" "Agree" countersigning -> checking by Named("association") Leader and PeerOfNamed("association") Leader;
        send_back "会审退回" "Return from the joint decision" countersigning -> draft by PeerOfNamed("association") Leader, Return;
        check "复核通过" "Confirm" checking -> publicity by Via("association", &Superior) Officer;
        check_back "复核退回" "Return from above" checking -> draft by Via("association", &Superior) Officer, Return;
        admit "入库" "Admit to the pool" publicity -> admitted by Named("association") Leader needs number review_on;
        admit_on_proof "凭证明入库" "Admit on proof" draft reviewing -> admitted by Named("association") Leader sheet "凭证明入库" "Admitted on proof" needs admitted_on number review_on, Optional;
        renew "开始年度复审" "Begin the yearly review" admitted -> renewing by Named("association") Officer;
        keep "复审合格" "Keep in the pool" renewing -> admitted by Named("association") Leader needs review_on;
        suspend "暂停" "Suspend" admitted renewing -> suspended by Named("association") Leader, Withdraw;
        move_on "转出" "Transfer" admitted -> moving by Named("association") Leader needs moves_to, Withdraw;
        take_over "接收" "Take over" moving -> admitted by Named("moves_to") Leader works(association moves_to);
        turn_back "不接收" "Turn back" moving -> admitted by Named("moves_to") Leader, Return;
        merge "并入" "Merge into the other" reviewing publicity -> merged by Named("association") Officer needs same_as, Withdraw;
        resume "恢复" "Resume" suspended -> admitted by Named("association") Leader, Optional;
        leave "退出" "Leave the pool" admitted renewing suspended -> left by Named("association") Leader, Withdraw;
        decline "不予推荐" "Decline" reviewing countersigning checking publicity -> declined by Named("association") Leader, Withdraw;
        withdraw "撤回推荐" "Withdraw" draft reviewing -> withdrawn by Keeper Officer, Withdraw;
    }
}

static OF_A_PERSON: &[Derived] = &[UNANSWERED];

static OF_A_BASE: &[Derived] = &[UNANSWERED, NEEDS_MET];

const UNANSWERED: Derived = Derived {
    field: make::count(0, 1_000, OBJECTIONS)
        .of("unanswered", false)
        .label("尚未答复的异议", "Objections not answered")
        .clause("一.2"),
    of: unanswered,
};

const NEEDS_MET: Derived = Derived {
    field: make::count(0, 1_000, SCHOOL_NEEDS)
        .of("needs_met", false)
        .label("所满足的在册学校需求", "Filed school needs that it meets")
        .clause("一.3"),
    of: needs_met,
};

fn unanswered(nomination: workflow::Subject<'_>, _: &dyn Surroundings) -> Fact {
    let Some(Fact::List(objections)) = nomination.record.fact("objections", Date::MIN) else {
        return Fact::count(0);
    };
    let is_open = |objection: &&Fact| match objection {
        Fact::Row(cells) => cells.iter().any(|(key, cell)| *key == "answer" && *cell == Fact::Missing),
        _ => false,
    };
    Fact::count(objections.iter().filter(is_open).count())
}

/// Needs that are on file and filed, of those that it names.
fn needs_met(nomination: workflow::Subject<'_>, around: &dyn Surroundings) -> Fact {
    let Some(Fact::List(named)) = nomination.record.fact("needs", Date::MIN) else { return Fact::count(0) };
    let mut met = 0;
    around.each(Kind::Need, &mut |need| {
        let is_named = named.iter().any(|named| matches!(named, Fact::Text(id) if **id == *need.id));
        met += usize::from(is_named && need.stands_at(filing::filed));
    });
    Fact::count(met)
}
