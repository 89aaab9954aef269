//! Resources (科普资源): what instructors and institutions select, develop or introduce, how it is reviewed, and who uses it (一.7).

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    Kind,
    field::Attachment,
    lang::Label,
    needs_round::{GradeBand, Subject},
    record::Record,
};

/// Who contributes and who reviews: a person, or a unit.
const WHO: &[Kind] = &[Kind::Instructor, Kind::Organization, Kind::School];

crate::choices! {
    /// How it came to the schools: the three words of the notice.
    Origin {
        Selected = "selected", "遴选", "Selected";
        Developed = "developed", "开发", "Developed";
        Introduced = "introduced", "引入", "Introduced";
    }
}

crate::choices! {
    /// What it is.
    Medium {
        Course = "course", "课程", "Course";
        Slides = "slides", "课件", "Slides";
        Video = "video", "视频", "Video";
        Experiment = "experiment", "实验与器材", "Experiment or kit";
        Reading = "reading", "读物", "Reading";
        Exhibit = "exhibit", "展教品", "Exhibit";
    }
}

crate::record! {
    /// One resource, kept by whoever contributes it.
    Resource = "resource", "科普资源", "Resource" / "Resources", clause "一.7", section BringIn 45, schema 1, keeper "contributor", audience All,
        lists &["name", "medium", "subject", "origin", "contributor"], workflow reviewing;
    code: String = code(60).label("资源编号", "Code");
    contributor: String = reference(WHO).label("贡献者", "Contributed by");
    organ: String = reference(&[Kind::Organization]).label("评审单位", "Reviewing organ")
        .help("科协或教育行政部门", "The association or the bureau");
    name: String = text(80).label("资源名称", "Name");
    origin: Origin = choice(Origin::CHOICES).label("来源方式", "Origin");
    medium: Medium = choice(Medium::CHOICES).label("类型", "Medium");
    subject: Subject = choice(Subject::CHOICES).label("领域", "Field");
    #[serde(default)]
    bands: Vec<GradeBand> = choices(GradeBand::CHOICES).label("适合学段", "Grades").help("不填为各学段", "Empty for all");
    source: Option<String> = text(200).label("出处", "Where from")
        .help("遴选、引入的写明原作者和许可", "For what was selected or introduced: its author, and by what permission");
    description: Option<String> = long_text(2_000).label("内容简介", "Description");
    file: Option<Attachment> = attachment().label("附件", "File");
}

impl Record for Resource {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.name.clone()
    }
}

crate::workflow! {
    /// 贡献 → 评审 → 推荐使用.
    reviewing {
        draft "草稿" "Draft" Draft, edited by Keeper;
        reviewed "评审中" "Under review" Underway, due Within("deadline.resource_review");
        approved "推荐使用" "Recommended" Done;
        declined "未予推荐" "Declined" Void;
        retired "已停用" "Retired" Void;
    } transitions {
        submit "提交评审" "Submit for review" draft -> reviewed by Keeper Officer needs description;
        approve "评审通过" "Recommend" reviewed -> approved by Named("organ") Leader;
        return "退回修改" "Return" reviewed -> draft by Named("organ") Officer, Return;
        decline "不予推荐" "Decline" reviewed -> declined by Named("organ") Leader, Withdraw;
        retire "停用" "Retire" approved -> retired by Keeper Officer, Withdraw;
    }
}

const POINTS: Label = Label::new("分", "points");

crate::record! {
    /// What one reviewer says of a resource, by the four qualities of the notice (二.7).
    Review = "review", "资源评审意见", "Review of a resource" / "Reviews of resources", clause "二.7", section BringIn 46, schema 1, keeper "reviewer",
        lists &["resource", "reviewer", "scientific", "systematic", "suitable", "engaging"], workflow scoring;
    resource: String = reference(&[Kind::Resource]).label("资源", "Resource");
    reviewer: String = reference(WHO).label("评审人", "Reviewer");
    scientific: Decimal = decimal(0, 100, 1, POINTS).label("科学性", "Scientific");
    systematic: Decimal = decimal(0, 100, 1, POINTS).label("系统性", "Systematic");
    suitable: Decimal = decimal(0, 100, 1, POINTS).label("适宜性", "Suitable");
    engaging: Decimal = decimal(0, 100, 1, POINTS).label("趣味性", "Engaging");
    comment: Option<String> = long_text(1_000).label("评审意见", "Comment");
}

impl Review {
    /// In the order of the notice.
    pub fn scores(&self) -> [Decimal; 4] {
        [self.scientific, self.systematic, self.suitable, self.engaging]
    }
}

impl Record for Review {
    fn id(&self) -> String {
        format!("{}_{}", self.resource, self.reviewer)
    }

    fn title(&self) -> String {
        format!("{} {}", self.resource, self.reviewer)
    }
}

crate::workflow! {
    /// 打分 → 提交.
    scoring {
        draft "草稿" "Draft" Draft, edited by Keeper;
        given "已提交" "Given" Done;
        withdrawn "已撤回" "Withdrawn" Void;
    } transitions {
        give "提交意见" "Give" draft -> given by Keeper Officer;
        revise "修改" "Revise" given -> draft by Keeper Officer, Withdraw;
        withdraw "撤回" "Withdraw" draft given -> withdrawn by Keeper Officer, Withdraw;
        reopen "重新评审" "Review again" withdrawn -> draft by Keeper Officer, Optional;
    }
}

const CLASSES: Label = Label::new("个", "classes");
const PUPILS: Label = Label::new("人", "pupils");

crate::record! {
    /// A school used a resource.
    ResourceUse = "resource-use", "资源使用", "Use of a resource" / "Uses of resources", clause "一.7", section BringIn 47, schema 1, keeper "school";
    resource: String = reference(&[Kind::Resource]).label("资源", "Resource");
    school: String = reference(&[Kind::School]).label("学校", "School");
    date: Date = date().label("日期", "Date");
    classes: u32 = count(1, 100, CLASSES).label("班级数", "Classes").default("1");
    pupils: u32 = count(1, 20_000, PUPILS).label("学生数", "Pupils").summed();
    feedback: Option<String> = text(300).label("使用反馈", "Feedback");
}

impl Record for ResourceUse {
    fn id(&self) -> String {
        format!("{}_{}_{}", self.resource, self.school, self.date)
    }

    fn title(&self) -> String {
        format!("{} {}", self.resource, self.date)
    }
}
