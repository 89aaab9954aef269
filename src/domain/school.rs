//! Schools of compulsory education, which appoint instructors and hold sessions (一.5).

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use super::{
    Dated,
    field::FieldProblem,
    lang::Label,
    position::Position,
    record::{Record, broken},
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

const KILOMETRES: Label = Label::new("公里", "km");
const DEGREES: Label = Label::new("度", "degrees");
const PUPILS: Label = Label::new("人", "pupils");

crate::record! {
    /// A school, as its county's bureau keeps it. It is a unit of the [tree](super::tree::Tree) too. Schema 2 kept only what
    /// held last of its standing, hours and payer.
    School = "school", "学校", "School" / "Schools", clause "一.1", section BringIn 60, schema 3, keeper "code", audience All;
    /// 学校标识码, ten digits in the national register.
    code: String = code(20).label("学校标识码", "School code")
        .also(&["学校代码", "标识码"])
        .help("教育部门统一编码的学校标识码，作为学校的唯一编号", "The code in the national school register; identifies the school");
    name: String = text(60).label("学校名称", "School name")
        .also(&["学校", "学校全称", "单位名称"]);
    /// County-level GB code, six digits.
    division: String = code(6).label("县区代码", "County code")
        .also(&["行政区划代码", "区划代码"])
        .help("六位行政区划代码，如 410122", "Six-digit division code, such as 410122");
    stage: Stage = choice(Stage::CHOICES).label("学段", "Stage");
    rural: Dated<bool> = flag().dated().label("农村学校", "Rural").clause("五.5");
    /// 薄弱学校, as the bureau recognises it.
    under_resourced: Dated<bool> = flag().dated().label("薄弱学校", "Under-resourced").clause("五.5")
        .help("以县级教育部门认定为准", "As recognised by the county bureau");
    pupils: u32 = count(1, 20_000, PUPILS).label("学生数", "Pupils")
        .also(&["在校生数", "学生人数", "在校学生数"]).summed();
    science_teacher: Option<bool> = flag().label("有专职科学教师", "Has a dedicated science teacher").clause("五.5");
    nearest_base_km: Option<Decimal> = decimal(0, 1_000, 1, KILOMETRES).label("离最近科普场馆", "Nearest science base").clause("五.5")
        .help("公里；不清楚时留空", "In km; empty if not known");
    longitude: Option<Decimal> = decimal(73, 136, 5, DEGREES).label("经度", "Longitude").help("用来估算路程；不清楚时留空", "For estimating the way; empty if not known");
    latitude: Option<Decimal> = decimal(3, 54, 5, DEGREES).label("纬度", "Latitude");
    /// The daily after-school service window.
    service_from: Dated<Time> = time().dated().label("课后服务开始", "Service from").default("16:30")
        .help("每日课后服务开始时间，如 16:30", "When after-school service begins, such as 16:30")
        .also(&["课后服务时间", "课后服务起止时间"]).lasting("service_until");
    service_until: Dated<Time> = time().dated().label("课后服务结束", "Service until").default("18:00")
        .help("每日课后服务结束时间，如 18:00", "When after-school service ends, such as 18:00");
    /// The unit that pays instructors: the withholding agent of settlement.
    payer: Dated<String> = text(60).dated().label("支付单位", "Payer").clause("五.7")
        .help("发放补助并代扣个人所得税的单位", "The unit that pays the subsidy and withholds the tax");
}

impl School {
    /// Where it lies, where that is known.
    pub fn position(&self) -> Option<Position> {
        Position::of(self.longitude?, self.latitude?)
    }

    /// Whether service is to reach it first: a rural or an under-resourced school, as it was on the day (五.5).
    pub fn is_preferred(&self, day: Date) -> bool {
        *self.rural.on(day) || *self.under_resourced.on(day)
    }

    /// On how many of the days from one to another, both included, it [is preferred](Self::is_preferred).
    pub fn preferred_days(&self, from: Date, until: Date) -> u32 {
        let changes = self.rural.days().chain(self.under_resourced.days());
        let mut begins: Vec<Date> =
            changes.filter(|day| from < *day && *day <= until).chain([from]).collect();
        begins.sort_unstable();
        begins.dedup();
        let after = until.tomorrow().unwrap_or(until);
        let ends = begins.iter().skip(1).copied().chain([after]);
        let preferred = begins.iter().zip(ends).filter(|(begin, _)| self.is_preferred(**begin));
        preferred.map(|(begin, end)| days_between(*begin, end)).sum()
    }
}

/// Days from one to before another.
pub fn days_between(from: Date, before: Date) -> u32 {
    u32::try_from(before.duration_since(from).as_hours() / 24).unwrap_or_default()
}

impl Record for School {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let open = |day: Date| self.service_from.on(day) < self.service_until.on(day);
        let mut days = self.service_from.days().chain(self.service_until.days());
        if open(Date::MIN) && days.all(open) {
            return Vec::new();
        }
        vec![broken("service_until", "结束时间应晚于开始时间", "must be later than the beginning")]
    }
}
