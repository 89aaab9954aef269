//! Schools of compulsory education, which appoint tutors and hold sessions (一.5).

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use super::{
    field::{Fault, Field, FieldKind, FieldProblem},
    lang::Label,
    record::{Kind, Record},
};

crate::choices! {
    /// What pupils a school takes.
    Stage {
        Primary = "primary", "小学", "Primary";
        Junior = "junior", "初中", "Junior secondary";
        NineYear = "nine_year", "九年一贯制", "Nine-year";
        TeachingPoint = "teaching_point", "教学点", "Teaching point";
    }
}

/// A school, as its county's bureau keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct School {
    /// 学校标识码, ten digits in the national register.
    pub code: String,
    pub name: String,
    /// County-level GB code, six digits.
    pub division: String,
    pub stage: Stage,
    pub rural: bool,
    /// 薄弱学校, as the bureau recognises it (五.5).
    pub weak: bool,
    pub pupils: u32,
    /// The daily after-school service window.
    pub service_from: Time,
    pub service_until: Time,
    /// The unit that pays tutors: the withholding agent of settlement (五.7).
    pub payer: String,
}

const PUPILS: Label = Label::new("人", "pupils");

pub static FIELDS: &[Field] = &[
    Field::new("code", ("学校标识码", "School code"), FieldKind::Code { max: 20 }).help(
        "教育部门统一编码的学校标识码，作为学校的唯一编号",
        "The code in the national school register; identifies the school",
    ),
    Field::new("name", ("学校名称", "School name"), FieldKind::Text { max: 60 }),
    Field::new(
        "division",
        ("县区代码", "County code"),
        FieldKind::Code { max: 6 },
    )
    .help(
        "六位行政区划代码，如 410122",
        "Six-digit division code, such as 410122",
    ),
    Field::new("stage", ("学段", "Stage"), FieldKind::Choice(Stage::CHOICES)),
    Field::new("rural", ("农村学校", "Rural"), FieldKind::Flag),
    Field::new("weak", ("薄弱学校", "Weak"), FieldKind::Flag)
        .help("以县级教育部门认定为准", "As recognised by the county bureau"),
    Field::new(
        "pupils",
        ("学生数", "Pupils"),
        FieldKind::Count {
            min: 1,
            max: 20_000,
            unit: PUPILS,
        },
    ),
    Field::new("service_from", ("课后服务开始", "Service from"), FieldKind::Time).help(
        "每日课后服务开始时间，如 16:30",
        "When after-school service begins, such as 16:30",
    ),
    Field::new(
        "service_until",
        ("课后服务结束", "Service until"),
        FieldKind::Time,
    )
    .help(
        "每日课后服务结束时间，如 18:00",
        "When after-school service ends, such as 18:00",
    ),
    Field::new("payer", ("支付单位", "Payer"), FieldKind::Text { max: 60 }).help(
        "发放补助并代扣个人所得税的单位",
        "The unit that pays the subsidy and withholds the tax",
    ),
];

impl Record for School {
    const KIND: Kind = Kind::School;
    const SCHEMA: u32 = 1;

    fn id(&self) -> String {
        self.code.clone()
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let ordered = self.service_from < self.service_until;
        let problem = || FieldProblem {
            field: "service_until",
            fault: Fault::Rule(Label::new(
                "结束时间应晚于开始时间",
                "must be later than the beginning",
            )),
        };
        if ordered { Vec::new() } else { vec![problem()] }
    }
}
