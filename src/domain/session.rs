//! Sessions (课次): one lecture or activity of a tutor at a school (一.6, 一.8).
//!
//! A session is known by school, tutor, day and beginning: a lecture to several classes at once is one session with
//! several classes, and so is paid once.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    field::{Fault, Field, FieldKind, FieldProblem},
    lang::Label,
    record::{Kind, Record},
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

/// One session that was held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub school: String,
    pub tutor: String,
    pub date: Date,
    pub starts: Time,
    pub minutes: u32,
    pub form: Form,
    pub place: Place,
    pub topic: String,
    pub classes: u32,
    pub pupils: u32,
    /// One way, from the tutor's unit, when somebody measured it.
    pub distance_km: Option<Decimal>,
    /// The school confirmed the hours.
    pub confirmed: bool,
}

const MINUTES: Label = Label::new("分钟", "minutes");
const CLASSES: Label = Label::new("个", "classes");
const PUPILS: Label = Label::new("人", "pupils");
const KILOMETRES: Label = Label::new("公里", "km");

pub static FIELDS: &[Field] = &[
    Field::new(
        "school",
        ("学校标识码", "School code"),
        FieldKind::Reference(Kind::School),
    ),
    Field::new(
        "tutor",
        ("辅导员编号", "Tutor number"),
        FieldKind::Reference(Kind::Tutor),
    ),
    Field::new("date", ("日期", "Date"), FieldKind::Date),
    Field::new("starts", ("开始时间", "Starts"), FieldKind::Time),
    Field::new(
        "minutes",
        ("时长", "Duration"),
        FieldKind::Count {
            min: 1,
            max: 600,
            unit: MINUTES,
        },
    ),
    Field::new("form", ("形式", "Form"), FieldKind::Choice(Form::CHOICES)),
    Field::new("place", ("地点", "Place"), FieldKind::Choice(Place::CHOICES)),
    Field::new("topic", ("主题", "Topic"), FieldKind::Text { max: 80 }),
    Field::new(
        "classes",
        ("班级数", "Classes"),
        FieldKind::Count {
            min: 1,
            max: 100,
            unit: CLASSES,
        },
    )
    .help(
        "几个班同时听讲算一个课次",
        "Several classes at once are one session",
    ),
    Field::new(
        "pupils",
        ("参加人数", "Attendance"),
        FieldKind::Count {
            min: 0,
            max: 20_000,
            unit: PUPILS,
        },
    ),
    Field::new(
        "distance_km",
        ("单程距离", "Distance one way"),
        FieldKind::Decimal {
            min: 0,
            max: 2_000,
            scale: 1,
            unit: KILOMETRES,
        },
    )
    .optional()
    .help(
        "从辅导员单位到学校；未测量留空",
        "From the tutor's unit to the school; empty if not measured",
    ),
    Field::new("confirmed", ("课时已确认", "Hours confirmed"), FieldKind::Flag),
];

impl Session {
    /// When it ends; `None` past midnight, which [`Record::check`] refuses.
    pub fn ends(&self) -> Option<Time> {
        self.starts
            .checked_add(jiff::Span::new().minutes(i64::from(self.minutes)))
            .ok()
    }

    /// Before noon or from noon: the half-day in which teaching hours are limited.
    pub fn in_the_afternoon(&self) -> bool {
        self.starts.hour() >= 12
    }
}

impl Record for Session {
    const KIND: Kind = Kind::Session;
    /// 1 had `on_campus` and `online` flags in place of `place`.
    const SCHEMA: u32 = 2;

    fn id(&self) -> String {
        format!(
            "{}_{}_{}_{}",
            self.school,
            self.tutor,
            self.date,
            self.starts.strftime("%H%M")
        )
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let problem = || FieldProblem {
            field: "minutes",
            fault: Fault::Rule(Label::new("课次应在当日结束", "must end on the same day")),
        };
        if self.ends().is_some() {
            Vec::new()
        } else {
            vec![problem()]
        }
    }
}
