//! Science tutors (科技辅导员): the people recommended under 一.2 and appointed by schools under 一.5.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    field::{Field, FieldKind},
    record::{Kind, Record},
};

crate::choices! {
    /// Professional title, on which the lecture fee depends (财行〔2016〕540号).
    Title {
        Academician = "academician", "院士", "Academician";
        NationalExpert = "national_expert", "全国知名专家", "National expert";
        Senior = "senior", "正高级", "Senior (full)";
        Associate = "associate", "副高级", "Associate";
        Intermediate = "intermediate", "中级", "Intermediate";
        Other = "other", "其他", "Other";
    }
}

crate::choices! {
    /// Who receives the money: the notice pays persons only (五.7).
    Payee {
        Person = "person", "本人", "Person";
        Institution = "institution", "所在单位", "Institution";
    }
}

/// A tutor, as the recommending association keeps them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tutor {
    /// Number in the tutor register.
    pub number: String,
    pub name: String,
    pub unit: String,
    pub title: Title,
    /// 校外: not on the staff of the schools served.
    pub external: bool,
    pub payee: Payee,
    /// Day of the latest check of offence records with a clear result (未成年人保护法 62).
    pub checked_on: Option<Date>,
    /// Field of science, in the tutor's own words.
    pub field: Option<String>,
}

pub static FIELDS: &[Field] = &[
    Field::new(
        "number",
        ("辅导员编号", "Tutor number"),
        FieldKind::Code { max: 20 },
    ),
    Field::new("name", ("姓名", "Name"), FieldKind::Text { max: 30 }).personal(),
    Field::new("unit", ("工作单位", "Unit"), FieldKind::Text { max: 60 }),
    Field::new("title", ("职称", "Title"), FieldKind::Choice(Title::CHOICES)).help(
        "决定讲课费标准；院士、全国知名专家单列",
        "Sets the lecture fee; academicians and national experts have their own",
    ),
    Field::new("external", ("校外人员", "External"), FieldKind::Flag).help(
        "不是服务学校的在编或在聘教职工",
        "Not on the staff of the schools served",
    ),
    Field::new("payee", ("收款方", "Payee"), FieldKind::Choice(Payee::CHOICES)),
    Field::new("checked_on", ("入职查询日期", "Checked on"), FieldKind::Date)
        .optional()
        .help(
            "最近一次违法犯罪记录查询、结果为无的日期；未查询留空",
            "Day of the latest clear check of offence records; empty if none",
        ),
    Field::new("field", ("专业领域", "Field"), FieldKind::Text { max: 40 }).optional(),
];

impl Record for Tutor {
    const KIND: Kind = Kind::Tutor;
    const SCHEMA: u32 = 1;

    fn id(&self) -> String {
        self.number.clone()
    }
}
