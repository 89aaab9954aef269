//! Science instructors (科技辅导员): the people recommended under 一.2 and appointed by schools under 一.5.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Dated, Kind,
    field::{Fact, Scalar, Typed},
    record::Record,
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

crate::record! {
    /// An instructor, as the recommending association keeps them. Schema 1 kept only what held last of title, staff, payee
    /// and check.
    Instructor = "instructor", "科技辅导员", "Instructor" / "Instructors", clause "一.2", section BringIn 10, schema 2, registrar "recommended_by", audience All;
    /// Number in the instructor register.
    number: String = code(20).label("辅导员编号", "Instructor number")
        .also(&["编号", "专家编号"]);
    name: String = text(30).label("姓名", "Name")
        .also(&["专家姓名", "辅导员姓名", "辅导员"]);
    unit: String = text(60).label("工作单位", "Unit")
        .also(&["单位", "所在单位", "单位名称", "专家单位", "辅导员单位", "授课人单位", "来源单位"]);
    title: Dated<Title> = choice(Title::CHOICES).dated().label("职称", "Title")
        .also(&["专业技术职称", "技术职称", "职称职务"]).clause("五.7")
        .help("决定讲课费标准；院士、全国知名专家单列", "Sets the lecture fee; academicians and national experts have their own");
    /// 校外: not on the staff of the schools served.
    external: Dated<bool> = flag().dated().label("校外人员", "External").clause("五.7").default("是")
        .help("不是服务学校的在编或在聘教职工", "Not on the staff of the schools served");
    payee: Dated<Payee> = choice(Payee::CHOICES).dated().label("收款方", "Payee").clause("五.7").default("本人");
    /// Checks of offence records with a clear result (未成年人保护法 62); a rule is told the day of the latest.
    #[serde(default)]
    checked_on: Checks = rows(Check::FIELDS).dated().label("入职查询日期", "Checked on")
        .also(&["查询日期", "入职查询", "入职查询时间"]).clause("一.5")
        .help("历次违法犯罪记录查询、结果为无的日期，由谁查询、为哪个单位；未查询留空",
            "The days of clear checks of offence records, by whom and for whom; empty if there was none");
    /// The association or bureau that put them on the register; it signs for those who have no computer (代办).
    recommended_by: Option<String> = reference(&[Kind::Organization]).label("推荐单位", "Recommended by").clause("一.2")
        .help("把其列入名册的科协或教育部门", "The association or bureau that put them on the register");
    /// From when nobody appoints them any more; schools hear of it with the register.
    paused_on: Option<Date> = date().label("暂停或退出自", "Suspended or left from").clause("一.2").help("在库的留空", "Empty while they stand in the pool");
    /// Field of science, in the instructor's own words.
    field: Option<String> = text(40).label("专业领域", "Field")
        .also(&["专业", "研究方向", "领域"]);
}

crate::row! {
    /// One check of offence records with a clear result. Of whom was asked what, and for whom, nothing is handed out without a reason,
    /// and it can be erased; the day, on which pay depends, stands in tables and stays.
    Check;
    on: Date = date().label("查询日期", "Checked on");
    by: Option<String> = text(60).label("查询单位", "Checked by").personal();
    employer: Option<String> = text(60).label("聘用单位", "For").personal();
}

/// Every check of a person, in the order of their days.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checks(pub Vec<Check>);

impl Checks {
    /// Checks of which only the days are known.
    pub fn of(days: impl IntoIterator<Item = Date>) -> Self {
        Self(days.into_iter().map(|on| Check { on, by: None, employer: None }).collect())
    }

    /// The latest on a day or before it.
    pub fn on(&self, day: Date) -> Option<&Check> {
        self.0.iter().rev().find(|check| check.on <= day)
    }
}

impl Typed for Checks {
    const OPTIONAL: bool = true;

    fn fact(&self, day: Date) -> Fact {
        self.on(day).map_or(Fact::Missing, |check| Fact::Day(check.on))
    }

    fn scalar(&self, day: Date) -> Scalar<'_> {
        self.on(day).map_or(Scalar::Missing, |check| Scalar::Day(check.on))
    }
}

impl Record for Instructor {
    fn id(&self) -> String {
        self.number.clone()
    }

    fn title(&self) -> String {
        self.name.clone()
    }
}
