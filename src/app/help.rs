//! What there is help on: every page, and every job by who does it. The texts stand in `ui/help`, a file a topic and
//! language; the program loads one when it is read.

use crate::domain::{
    Label,
    organization::Side,
    workflow::{Role, Seat},
};

use super::workspace::Workspace;

macro_rules! topics {
    ($($group:ident { $($(#[$about:meta])* $name:ident = $code:literal, $zh:literal, $en:literal;)+ })+) => {
        /// Something that there is help on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Topic { $($($(#[$about])* $name),+),+ }

        impl Topic {
            $(pub const $group: &'static [Self] = &[$(Self::$name),+];)+

            /// The name of its file, and its place in an address.
            pub const fn code(self) -> &'static str {
                match self { $($(Self::$name => $code),+),+ }
            }

            pub const fn label(self) -> Label {
                match self { $($(Self::$name => Label::new($zh, $en)),+),+ }
            }
        }
    };
}

topics! {
    JOBS {
        CountyClerk = "county-clerk", "县教育局经办人", "Officer of a county bureau";
        Bureau = "bureau", "教育行政部门负责人", "Head of an education bureau";
        Association = "association", "科协", "Association for science and technology";
        Teacher = "teacher", "学校经办教师", "Teacher in charge at a school";
        SchoolHead = "school-head", "学校负责人", "Head of a school";
        Person = "instructor", "科技辅导员", "Science instructor";
        Institution = "resource", "场馆、学会和校外机构", "Venues, societies and providers";
        PolicyOfficer = "policy-officer", "政策管理员", "Policy officer";
    }
    PAGES {
        /// How the program is arranged; where no page has more to say.
        Begin = "begin", "从哪里开始", "Where to begin";
        Overview = "overview", "总览", "Overview";
        Inbox = "inbox", "待办", "Inbox";
        Table = "table", "各种记录的表", "Tables of records";
        Record = "record", "一条记录", "One record";
        Form = "form", "填写和修改", "Filling in a form";
        Paper = "paper", "文书", "Papers";
        Matching = "matching", "匹配", "Matching";
        Outcomes = "outcomes", "成效调查和结果", "Pupil surveys and outcomes";
        Timetable = "timetable", "课表", "Timetable";
        Equity = "equity", "均衡支持", "Equity";
        RollOver = "roll-over", "学期结转", "Rolling over the term";
        Subsidy = "subsidy", "补助", "Subsidy";
        Policy = "policy", "政策", "Policy";
        Handover = "handover", "交接", "Hand-over";
        Data = "data", "数据与备份", "Data and backup";
    }
}

impl Topic {
    pub fn parse(code: &str) -> Option<Self> {
        Self::JOBS.iter().chain(Self::PAGES).copied().find(|topic| topic.code() == code)
    }

    /// The job of a seat; none where the tree does not have its unit.
    pub fn of_job(workspace: &Workspace, seat: &Seat) -> Option<Self> {
        let side = workspace.tree().get(&seat.unit)?.side;
        Some(match (side, seat.role) {
            (Side::Education, Role::Officer) => Self::CountyClerk,
            (Side::Education, Role::Leader) => Self::Bureau,
            (Side::Association, _) => Self::Association,
            (Side::School, Role::Officer) => Self::Teacher,
            (Side::School, Role::Leader) => Self::SchoolHead,
            (Side::Person, _) => Self::Person,
            (Side::Resource | Side::Provider | Side::Place, _) => Self::Institution,
        })
    }
}
