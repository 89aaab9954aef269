//! Sessions (课次): one lecture or activity of an instructor at a school (一.6, 一.8).
//!
//! A session is planned, held, and confirmed by everybody who was there: the school, the instructor, and a third where the
//! plan names one. People know it by school, instructor, day and beginning: a lecture to several classes at once is one
//! session with several classes, and so is paid once.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use super::{
    Kind,
    choice::Choice,
    field::{Fact, Factual, FieldProblem, Scalar, make},
    kind::UNITS,
    lang::Label,
    record::{Derived, Record, broken},
    workflow::{Subject, Surroundings},
};

crate::choices! {
    /// The five forms of activity (一.8).
    Form {
        Report = "report", "科学报告", "Science report";
        Story = "story", "科学故事", "Science story";
        Course = "course", "科普课程", "Course";
        Club = "club", "科技社团", "Science club";
        Group = "group", "兴趣小组", "Interest group";
    }
}

impl Form {
    /// The forms that run through a term, as a series; the others are held once.
    pub const SERIAL: &'static [Choice] = Self::CHOICES.split_at(2).1;
    /// The same, as a record holds them.
    pub const SERIAL_CODES: &'static [&'static str] = &["course", "club", "group"];

    /// Whether it is held once, not week by week: its times lie in weeks of their own.
    pub const fn is_single(self) -> bool {
        matches!(self, Self::Report | Self::Story)
    }
}

crate::choices! {
    /// Where it took place: the subsidy is for coming to the school (五.7).
    Place {
        Campus = "campus", "到校", "At the school";
        Base = "base", "在场馆", "At the base";
        Online = "online", "线上", "Online";
    }
}

const MINUTES: Label = Label::new("分钟", "minutes");
const CLASSES: Label = Label::new("个", "classes");
const PUPILS: Label = Label::new("人", "pupils");
const LESSON: Label = Label::new("课", "lesson");
const KILOMETRES: Label = Label::new("公里", "km");

crate::row! {
    /// How many pupils of a class; no names.
    OfClass;
    class: String = text(30).label("班级", "Class");
    pupils: u32 = count(0, 500, PUPILS).label("人数", "Pupils");
}

crate::record! {
    /// One session. Schema 1 had `on_campus` and `online` flags in place of `place`; until schema 3 the id was made of school,
    /// instructor, day and beginning, and a flag said that the hours were confirmed.
    Session = "session", "课次", "Session" / "Sessions", clause "一.6", section BringIn 40, schema 4, keeper "school",
        lists &["school", "instructor", "date", "starts", "minutes", "form", "topic"],
        identity &["school", "instructor", "date", "starts"], workflow holding, derived DERIVED;
    code: String = code(64).label("课次编号", "Session number")
        .help("由程序编定，更正后不变；新课次留空", "Given by the program, and kept when the session is corrected; leave it empty for a new one");
    school: String = reference(&[Kind::School]).label("学校标识码", "School code")
        .also(&["学校", "学校代码", "授课学校", "服务学校", "学校全称"]);
    instructor: String = reference(&[Kind::Instructor]).label("辅导员编号", "Instructor number")
        .also(&["辅导员", "科技辅导员", "专家", "专家姓名", "辅导员姓名", "授课人", "授课教师", "主讲人", "姓名"]);
    date: Date = date().label("日期", "Date")
        .also(&["授课日期", "授课时间", "上课日期", "上课时间", "活动日期", "活动时间", "时间"]);
    starts: Time = time().label("开始时间", "Starts")
        .also(&["开始", "起始时间", "起止时间", "上课起止时间", "活动起止时间", "时间段", "时段", "上课时间", "授课时间", "活动时间", "时间"]).lasting("minutes");
    minutes: u32 = count(1, 600, MINUTES).label("时长", "Duration")
        .also(&["分钟", "分钟数", "授课时长", "课时长度"])
        .in_lessons(&["课时数", "课时", "节数", "学时", "学时数"]).summed();
    form: Form = choice(Form::CHOICES).label("形式", "Form")
        .also(&["授课形式", "活动形式"]).clause("一.8");
    place: Place = choice(Place::CHOICES).label("地点", "Place")
        .also(&["授课地点", "上课地点"]).clause("五.7").default("到校");
    topic: String = text(80).label("主题", "Topic")
        .also(&["题目", "课题", "授课题目", "授课内容", "讲座题目", "课程名称", "内容"]);
    classes: u32 = count(1, 100, CLASSES).label("班级数", "Classes")
        .also(&["班级", "班数"]).default("1")
        .help("几个班同时听讲算一个课次", "Several classes at once are one session");
    pupils: u32 = count(0, 20_000, PUPILS).label("参加人数", "Attendance")
        .also(&["人数", "学生人数", "学生数", "参与人数", "受众人数"]).summed();
    /// One way, from the instructor's unit, when somebody measured it.
    distance_km: Option<Decimal> = decimal(0, 2_000, 1, KILOMETRES).label("单程距离", "Distance one way")
        .also(&["距离", "公里", "里程"])
        .help("从辅导员单位到学校；未测量留空", "From the instructor's unit to the school; empty if not measured");
    /// Signs beside school and instructor: the base where it took place, or the organ that sent the instructor.
    witness: Option<String> = reference(UNITS).label("见证单位", "Witness")
        .help("除学校和辅导员外还须确认课时的单位；不需要时留空", "A unit that confirms the hours beside school and instructor; empty if none does");
    substitute: Option<String> = reference(&[Kind::Instructor]).label("代课辅导员", "Substitute")
        .help("原辅导员不能到校时由谁代课", "Who comes in place of the instructor");
    // What few sessions say takes no room in the row of those that do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    series: Option<String> = reference(&[Kind::Series]).label("所属系列活动", "Of the series").clause("一.8")
        .only_for("form", Form::SERIAL_CODES)
        .help("课程、社团、小组有系列活动的填写", "Where the course, club or group is on file as a series");
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lesson: Option<u32> = count(1, 100, LESSON).label("第几课", "Lesson").clause("一.8").only_for("form", &["course"])
        .help("教学大纲中的序号", "Its number in the syllabus");
    #[serde(default, skip_serializing_if = "Option::is_none")]
    platform: Option<String> = text(200).label("线上平台", "Online at").clause("一.8").only_for("place", &["online"])
        .help("平台名称或网址，不写密码", "The platform or its address, without a password");
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attendance: Vec<OfClass> = rows(OfClass::FIELDS).label("各班人数", "Pupils by class")
        .help("各班到场人数，合计应等于参加人数", "Who came of each class; together they are the attendance");
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log: Option<String> = long_text(2_000).label("活动记录", "Log").clause("一.8")
        .help("做了什么、效果如何，不写学生姓名", "What was done and how it went, without names of pupils");
}

crate::workflow! {
    /// 登记 → 授课 → 确认. Being paid is the batch's, not the session's.
    holding {
        planned "已计划" "Planned" Underway, edited by Keeper, due From("date");
        held "待确认" "Held" Underway, due Within("deadline.confirming");
        confirmed "已确认" "Confirmed" Done;
        substituted "已改由他人代课" "Substituted" Void;
        missed "未授课" "Not held" Void;
        cancelled "已取消" "Cancelled" Void;
    } transitions {
        hold "登记授课" "Record as held" planned -> held by Keeper Officer states minutes pupils;
        confirm "确认课时" "Confirm hours" held -> confirmed
            by Keeper Officer and Named("instructor") Officer and Named("witness") Officer states minutes pupils;
        confirm_by_sheet "依表确认" "Confirm by sheet" planned held -> confirmed by Superior Officer sheet "课时已确认" "Hours confirmed", Optional;
        substitute "改由他人代课" "Substitute" planned -> substituted by Keeper Officer needs substitute, Optional;
        miss "登记未授课" "Record as not held" planned -> missed by Keeper Officer, Withdraw;
        cancel "取消课次" "Cancel session" planned -> cancelled by Keeper Officer, Withdraw;
        correct "更正" "Correct" held confirmed -> planned by Keeper Officer, Withdraw;
        restore "恢复" "Restore" missed cancelled -> planned by Keeper Officer, Optional;
        confirm_from_old_data "旧数据确认" "Confirmed in old data" planned -> confirmed written by migration, Optional;
    }
}

/// The kinds of which `subsidy` and `settlement` are told (五.7): a change of another bears on no account, and
/// `Accounting::again` finds what a change of each bears on. What is derived of a session, its instructor or its school
/// follows from those three records and the appointments.
pub const BEARING: &[Kind] = &[Kind::Session, Kind::Instructor, Kind::School, Kind::Appointment];

static DERIVED: &[Derived] = &[
    Derived {
        field: make::flag()
            .of("confirmed", false)
            .label("课时已确认", "Hours confirmed")
            .clause("五.7")
            .help("学校、辅导员和见证单位都已确认", "School, instructor and witness have all confirmed them"),
        of: |session, _| Fact::Flag(session.stands_at(holding::confirmed)),
    },
    Derived {
        field: make::flag()
            .of("in_service_window", false)
            .label("在课后服务时段内", "Within service hours")
            .clause("五.7")
            .help(
                "工作日，且整个课次在学校的课后服务时间内",
                "On a school day, wholly within the school's service hours",
            ),
        of: |session, around| Fact::Flag(is_in_service_window(session, around).unwrap_or(false)),
    },
];

/// After-school service is held on school days only, between the school's own hours.
fn is_in_service_window(session: Subject<'_>, around: &dyn Surroundings) -> Option<bool> {
    let Scalar::Day(date) = session.record.scalar("date", Date::MIN)? else { return None };
    let school = around.record(Kind::School, session.named("school")?)?;
    let bounds = (school.scalar("service_from", date)?, school.scalar("service_until", date)?);
    let (Scalar::Time(opens), Scalar::Time(closes)) = bounds else { return None };
    let (starts, ends) = hours(session.record)?;
    Some(around.calendar().is_working_day(date) && starts >= opens && ends <= closes)
}

/// When a session begins and ends.
pub fn hours(session: &dyn Factual) -> Option<(Time, Time)> {
    let said = (session.scalar("starts", Date::MIN)?, session.scalar("minutes", Date::MIN)?);
    let (Scalar::Time(starts), Scalar::Number(minutes)) = said else { return None };
    Some((starts, ends(starts, i64::try_from(minutes).ok()?)?))
}

/// `None` past midnight, which [`Record::check`] refuses.
fn ends(starts: Time, minutes: i64) -> Option<Time> {
    starts.checked_add(jiff::Span::new().minutes(minutes)).ok()
}

impl Session {
    /// Before noon or from noon: the half-day in which teaching hours are limited.
    pub fn in_the_afternoon(&self) -> bool {
        self.starts.hour() >= 12
    }
}

impl Record for Session {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.topic.clone()
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if ends(self.starts, self.minutes.into()).is_none() {
            problems.push(broken("minutes", "课次应在当日结束", "must end on the same day"));
        }
        problems.extend(of_classes("attendance", &self.attendance));
        let came: u64 = self.attendance.iter().map(|class| u64::from(class.pupils)).sum();
        if !self.attendance.is_empty() && came != u64::from(self.pupils) {
            problems.push(broken(
                "attendance",
                "各班人数合计与参加人数不一致，请核对后改其中一处",
                "together they are not the attendance; correct one of the two",
            ));
        }
        if self.lesson.is_some() && self.series.is_none() {
            problems.push(broken(
                "lesson",
                "填写“第几课”须同时选所属系列活动",
                "choose the series whose lesson it is",
            ));
        }
        problems
    }
}

/// That each class stands in a list once.
pub fn of_classes(field: &'static str, classes: &[OfClass]) -> Option<FieldProblem> {
    let mut names: Vec<_> = classes.iter().map(|class| class.class.as_str()).collect();
    names.sort_unstable();
    let is_twice = names.windows(2).any(|pair| matches!(pair, [one, next] if one == next));
    is_twice.then(|| broken(field, "同一个班只填一行", "a class stands in one row"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_held_once_or_runs_through_a_term() {
        let codes: Vec<_> = Form::SERIAL.iter().map(|form| form.code).collect();
        assert_eq!(codes, Form::SERIAL_CODES, "the same forms, as choices and as records hold them");
        let serial = Form::ALL.iter().filter(|form| !form.is_single()).map(|form| form.code());
        assert_eq!(serial.collect::<Vec<_>>(), Form::SERIAL_CODES);
    }
}
