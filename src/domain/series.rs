//! Series (系列活动): what runs through a term, each form in its own shape: a course by its syllabus, a club or an interest group by its
//! roster (一.8). Its sessions name it; what was done stands in them, so the log of a series is theirs, read together.

use jiff::civil::Date;

use super::{
    Kind,
    field::FieldProblem,
    lang::Label,
    record::{Record, broken},
    session::{Form, OfClass, of_classes},
    side::{Keepers, Side},
};

const LESSON: Label = Label::new("课", "lesson");

crate::row! {
    /// One lesson of a course.
    Lesson;
    number: u32 = count(1, 100, LESSON).label("第几课", "Lesson");
    topic: String = text(80).label("课题", "Topic");
    activity: Option<String> = text(200).label("学生活动", "What pupils do");
}

crate::record! {
    /// A course, a club or an interest group of a school.
    Series = "series", "系列活动", "Series" / "Series", clause "一.8", section BringIn 38, schema 1, keeper "school" of Keepers::Sides(&[Side::School]),
        lists &["school", "name", "form", "instructor", "begins", "ends"], workflow running_through;
    code: String = code(60).label("系列编号", "Code");
    school: String = reference(&[Kind::School]).label("学校", "School");
    name: String = text(60).label("名称", "Name").help("如：走近月球、机器人社", "Near the Moon, Robotics Club");
    form: Form = choice(Form::SERIAL).label("形式", "Form");
    instructor: String = reference(&[Kind::Instructor]).label("科技辅导员", "Instructor");
    begins: Date = date().label("开始日期", "Begins");
    ends: Date = date().label("结束日期", "Ends").help("含当日", "Including that day");
    room: Option<String> = text(60).label("活动场地", "Room");
    aims: Option<String> = long_text(1_000).label("活动目标", "Aims");
    #[serde(default)]
    syllabus: Vec<Lesson> = rows(Lesson::FIELDS).label("教学大纲", "Syllabus").only_for("form", &["course"])
        .help("一课一行，按先后编号", "A row a lesson, numbered in their order");
    #[serde(default)]
    roster: Vec<OfClass> = rows(OfClass::FIELDS).label("成员名册", "Roster").only_for("form", &["club", "group"])
        .help("各班几人；不写学生姓名", "How many of which class; no names of pupils");
    summary: Option<String> = long_text(2_000).label("结束小结", "Closing note");
}

impl Series {
    /// The lessons of the syllabus, in the order of their numbers.
    pub fn lessons(&self) -> Vec<&Lesson> {
        let mut lessons: Vec<_> = self.syllabus.iter().collect();
        lessons.sort_by_key(|lesson| lesson.number);
        lessons
    }

    /// Pupils on the roster.
    pub fn members(&self) -> u32 {
        self.roster.iter().fold(0, |sum, class| sum.saturating_add(class.pupils))
    }
}

impl Record for Series {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let mut problems: Vec<_> = of_classes("roster", &self.roster).into_iter().collect();
        if self.ends < self.begins {
            problems.push(broken("ends", "结束日期不能早于开始日期", "cannot be before the beginning"));
        }
        if self.lessons().windows(2).any(|pair| matches!(pair, [one, next] if one.number == next.number)) {
            problems.push(broken("syllabus", "两课的序号相同", "two lessons have the same number"));
        }
        problems
    }
}

crate::workflow! {
    /// 草稿 → 进行中 → 已结束. A course starts by its syllabus, a club and a group by their rosters.
    running_through {
        draft "草稿" "Draft" Draft, edited by Keeper;
        running "进行中" "Running" Underway, edited by Keeper only instructor ends room aims syllabus roster summary, due From("ends");
        closed "已结束" "Closed" Done;
        cancelled "已取消" "Cancelled" Void;
    } transitions {
        start "开始活动" "Start" draft -> running by Keeper Officer needs syllabus roster;
        revise "调整" "Change" running -> draft by Keeper Officer, Withdraw;
        close "结束活动" "Close" running -> closed by Keeper Officer needs summary;
        cancel "取消活动" "Cancel" draft running -> cancelled by Keeper Officer, Withdraw;
        reopen "重新开设" "Open again" cancelled -> draft by Keeper Officer, Optional;
    }
}
