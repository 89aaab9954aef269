//! Sessions (课次): one lecture or activity of an instructor at a school (一.6, 一.8).
//!
//! A session is known by school, instructor, day and beginning: a lecture to several classes at once is one session with
//! several classes, and so is paid once.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use super::{
    Kind,
    field::FieldProblem,
    lang::Label,
    record::{Record, broken},
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
const KILOMETRES: Label = Label::new("公里", "km");

crate::record! {
    /// One session that was held. Schema 1 had `on_campus` and `online` flags in place of `place`.
    Session = "session", "课次", "Session" / "Sessions", clause "一.6", section BringIn 6, schema 3, keeper "school", audience All;
    school: String = reference(&[Kind::School]).label("学校标识码", "School code");
    instructor: String = reference(&[Kind::Instructor]).label("辅导员编号", "Instructor number");
    date: Date = date().label("日期", "Date");
    starts: Time = time().label("开始时间", "Starts");
    minutes: u32 = count(1, 600, MINUTES).label("时长", "Duration").summed();
    form: Form = choice(Form::CHOICES).label("形式", "Form").clause("一.8");
    place: Place = choice(Place::CHOICES).label("地点", "Place").clause("五.7").default("到校");
    topic: String = text(80).label("主题", "Topic");
    classes: u32 = count(1, 100, CLASSES).label("班级数", "Classes").default("1")
        .help("几个班同时听讲算一个课次", "Several classes at once are one session");
    pupils: u32 = count(0, 20_000, PUPILS).label("参加人数", "Attendance").summed();
    /// One way, from the instructor's unit, when somebody measured it.
    distance_km: Option<Decimal> = decimal(0, 2_000, 1, KILOMETRES).label("单程距离", "Distance one way")
        .help("从辅导员单位到学校；未测量留空", "From the instructor's unit to the school; empty if not measured");
    /// The school confirmed the hours.
    confirmed: bool = flag().label("课时已确认", "Hours confirmed").clause("五.7").default("否");
}

impl Session {
    /// When it ends; `None` past midnight, which [`Record::check`] refuses.
    pub fn ends(&self) -> Option<Time> {
        self.starts.checked_add(jiff::Span::new().minutes(i64::from(self.minutes))).ok()
    }

    /// Before noon or from noon: the half-day in which teaching hours are limited.
    pub fn in_the_afternoon(&self) -> bool {
        self.starts.hour() >= 12
    }
}

impl Record for Session {
    fn id(&self) -> String {
        format!("{}_{}_{}_{}", self.school, self.instructor, self.date, self.starts.strftime("%H%M"))
    }

    fn title(&self) -> String {
        self.topic.clone()
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        if self.ends().is_some() {
            return Vec::new();
        }
        vec![broken("minutes", "课次应在当日结束", "must end on the same day")]
    }
}
