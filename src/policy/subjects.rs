//! What hooks are told of: the fields of records, and what is derived of several of them.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::domain::{
    Declared as _, Fields, Instructor, Kind, Label, School, Session,
    field::{Fact, Field, FieldKind, make},
    record::Declaration,
};

/// One argument of a hook: what it is called there, the record it stands for, and what is derived besides.
#[derive(Debug)]
pub struct Subject {
    pub name: &'static str,
    pub label: Label,
    pub kind: Option<Kind>,
    pub derived: &'static [Field],
    /// Whether what it refers to is told too, one step away.
    pub refers: bool,
}

const HOURS: Label = Label::new("学时（计酬）", "teaching hours paid");

/// `session`, of `subsidy`.
pub static SESSION: Subject = Subject {
    derived: &[
        make::date().of("appointed_from", true).label("聘期开始", "Appointed from").help(
            "当日有效的聘任；没有时为此前最近的一次",
            "Of the appointment that covers the day, else of the one nearest before it",
        ),
        make::date().of("appointed_until", true).label("聘期结束", "Appointed until"),
        make::decimal(0, 24, 1, HOURS)
            .of("paid_hours_before", false)
            .label("同半天此前已计", "Hours paid before in that half-day"),
    ],
    ..Subject::of(Session::DECLARATION, "session")
};

/// `instructor`, of `subsidy`.
pub static INSTRUCTOR: Subject = Subject::of(Instructor::DECLARATION, "instructor");

/// `school`, of `subsidy`.
pub static SCHOOL: Subject = Subject::of(School::DECLARATION, "school");

/// `month`, of `settlement`: what one payer owes one person in one month (五.7).
pub static MONTH: Subject = Subject {
    name: "month",
    label: Label::new("月度", "Month"),
    kind: None,
    derived: &[
        make::text(7).of("month", false).label("月份", "Month"),
        make::money(1_000_000_000).of("after_tax", false).label("税后合计", "After tax, in all"),
        make::count(0, 10_000_000, Label::new("次", "sessions"))
            .of("sessions", false)
            .label("课次数", "Sessions"),
        make::money(1_000_000_000)
            .of("settled_before", false)
            .label("同月其他支付单位已结算", "Settled for the month by other payers")
            .help(
                "按支付单位名称的先后结算；税后",
                "After tax; payers are settled in the order of their names",
            ),
    ],
    refers: false,
};

/// `request`, of `priority`: what a school asks for (五.5).
pub static REQUEST: Subject = Subject {
    name: "request",
    label: Label::new("学校需求", "Request"),
    kind: None,
    derived: &[
        TODAY,
        make::count(0, 10_000_000, Label::new("次", "services"))
            .of("services", false)
            .label("近期到校服务次数", "Services had")
            .help(
                "priority_service_months 个月内课时已确认的课次",
                "Sessions confirmed in the last priority_service_months months",
            ),
    ],
    refers: false,
};

/// `pair`, of `preference`: who could come to a school (一.4).
pub static PAIR: Subject = Subject {
    name: "pair",
    label: Label::new("可能的配对", "Possible pair"),
    kind: None,
    derived: &[
        TODAY,
        make::count(0, 100_000, Label::new("公里", "km"))
            .of("km", true)
            .label("单程距离", "Distance one way")
            .help(
                "按学校的经纬度估算；不清楚或线上的为空",
                "Estimated from where the schools lie; empty where that is not known, and online",
            ),
        make::flag().of("online", false).label("线上", "Online"),
        make::flag().of("is_institution", false).label("是机构，不是个人", "An institution, not a person"),
        make::text(20).of("title", true).label("职称", "Title").help(
            "academician、senior 等代码；机构为空",
            "A code such as academician or senior; empty of an institution",
        ),
        make::count(0, 10_000_000, Label::new("次", "services"))
            .of("services_here", false)
            .label("近期到本校服务次数", "Services at this school"),
        make::count(0, 10_000_000, Label::new("次", "services"))
            .of("services", false)
            .label("近期到各校服务次数", "Services at any school")
            .help(
                "priority_service_months 个月内课时已确认的课次",
                "Sessions confirmed in the last priority_service_months months",
            ),
    ],
    refers: false,
};

/// `plans`, of `safeguarding`: when an instructor is to be in schools.
pub static PLANS: Subject = Subject {
    name: "plans",
    label: Label::new("已排课次", "Sessions planned"),
    kind: None,
    derived: &[
        TODAY,
        make::date().of("next", true).label("下一个课次的日期", "Day of the next session planned"),
        make::date().of("last", true).label("最后一个课次的日期", "Day of the last session planned"),
    ],
    refers: false,
};

/// `reviews`, of `course`: what the reviewers of a resource or course say together (二.7).
pub static REVIEWS: Subject = Subject {
    name: "reviews",
    label: Label::new("评审意见", "Reviews"),
    kind: None,
    derived: &[
        TODAY,
        make::count(0, 1_000, Label::new("人", "people"))
            .of("reviewers", false)
            .label("评审人数", "Reviewers"),
        make::count(0, 1_000, Label::new("人", "people"))
            .of("from_own_unit", false)
            .label("来自提交单位的评审人", "Reviewers from the unit that submitted it"),
        make::decimal(0, 100, 1, POINTS).of("scientific", false).label("科学性平均分", "Scientific, mean"),
        make::decimal(0, 100, 1, POINTS).of("systematic", false).label("系统性平均分", "Systematic, mean"),
        make::decimal(0, 100, 1, POINTS).of("suitable", false).label("适宜性平均分", "Suitable, mean"),
        make::decimal(0, 100, 1, POINTS).of("engaging", false).label("趣味性平均分", "Engaging, mean"),
        make::decimal(0, 100, 1, POINTS).of("overall", false).label("总平均分", "Mean of all"),
        make::decimal(0, 100, 1, POINTS)
            .of("widest_spread", false)
            .label("同一项最高与最低相差最多", "Widest spread of one quality"),
    ],
    refers: false,
};

const POINTS: Label = Label::new("分", "points");

/// `candidate`, of `eligibility`: who is nominated for the pool, a person or an institution (一.2, 一.3).
pub static CANDIDATE: Subject = Subject {
    name: "candidate",
    label: Label::new("推荐对象", "Candidate"),
    kind: None,
    derived: &[
        TODAY,
        make::flag().of("is_person", false).label("是人选，不是机构", "A person, not an institution"),
        make::flag().of("association_signed", false).label("科协已会审同意", "The association has agreed"),
        make::flag().of("bureau_signed", false).label("教育行政部门已会审同意", "The bureau has agreed"),
        make::flag().of("integrity", false).label("有思想品质优秀的依据", "Proof of integrity"),
        make::flag().of("devotion", false).label("有热爱教育事业的依据", "Proof of devotion to education"),
        make::flag().of("experience", false).label("有科普经验丰富的依据", "Proof of experience"),
        make::date().of("checked_on", true).label("违法犯罪记录查询日期", "Offence record checked on"),
        make::date().of("certificate_until", true).label("证书有效期至", "Certificate valid until"),
        make::count(0, 1_000, Label::new("项", "needs"))
            .of("needs_met", false)
            .label("所满足的学校需求", "School needs that it meets"),
    ],
    refers: false,
};

/// Facts derived for guards, beside the record's own.
const TODAY: Field = make::date().of("today", false).label("今天", "Today");
/// Of every record that moves along a workflow, and of one that is referred to.
pub(super) const STATE: Field = make::text(20).of("state", false).label("状态", "State");
const BY_SAME_SEAT: Field = make::flag()
    .of("by_same_seat", false)
    .label("上一步由同一席位办理", "The step before was made at the same seat")
    .help(
        "同一单位、同一岗位；用来规定拟办和批示不由一个人办",
        "Of the same unit and role: so that a pack can forbid that one person proposes and approves",
    );
const WORKING_DAYS: Field = make::count(0, 10_000, Label::new("个工作日", "working days"))
    .of("working_days", false)
    .label("进入本状态后的工作日", "Working days since it came to this state")
    .help("还没有办过任何一步的为 0", "0 where no step has been made yet");
const OF_A_RECORD: &[Field] = &[TODAY, STATE, BY_SAME_SEAT, WORKING_DAYS];
/// A record of each kind, as its guards are told of it and those of records that refer to it. Named as the kind is.
static RECORDS: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let subject = |kind: &Kind| {
        let name = Box::leak(kind.code().replace('-', "_").into_boxed_str());
        let derived = if kind.workflow().is_some() { OF_A_RECORD } else { &[] };
        Subject { derived, refers: true, ..Subject::of(kind.declaration(), name) }
    };
    Kind::ALL.iter().map(subject).collect()
});

/// A record of a kind.
pub fn of_kind(kind: Kind) -> Option<&'static Subject> {
    RECORDS.iter().find(|subject| subject.kind == Some(kind))
}

/// The records that move along a workflow, as their guards are told of them.
pub(super) fn guarded() -> impl Iterator<Item = &'static Subject> {
    RECORDS.iter().filter(|subject| subject.kind.is_some_and(|kind| kind.workflow().is_some()))
}

impl Subject {
    /// A record of a kind, of which nothing is derived but what the kind declares.
    const fn of(declaration: &Declaration, name: &'static str) -> Self {
        Self { name, label: declaration.label, kind: Some(declaration.kind), derived: &[], refers: false }
    }

    /// What is derived of it: what every record of its sort has, and what its kind declares.
    pub(super) fn derived(&'static self) -> impl Iterator<Item = &'static Field> {
        let declared = self.kind.map_or(&[][..], |kind| kind.declaration().derived);
        self.derived.iter().chain(declared.iter().map(|derived| &derived.field))
    }

    /// Every fact of it, those of fields that packs add included.
    pub fn fields<'a>(&'static self, added: &'a Fields) -> impl Iterator<Item = &'static Field> + 'a {
        let own = self.kind.into_iter().flat_map(|kind| added.of(kind));
        own.filter(|field| !field.personal).chain(self.derived())
    }

    /// What is told of it where another record refers to it: its own fields, and where it stands.
    pub(super) fn referred<'a>(
        &'static self,
        added: &'a Fields,
    ) -> impl Iterator<Item = &'static Field> + 'a {
        let derived = self.derived().map(|field| field.key).collect::<Vec<_>>();
        let own = move |field: &&'static Field| field.key == STATE.key || !derived.contains(&field.key);
        self.fields(added).filter(own)
    }

    /// The columns of a list of rows.
    pub(super) fn columns(&self, key: &str) -> &'static [Field] {
        match self.kind.and_then(|kind| kind.field(key)).map(Field::held) {
            Some(FieldKind::Rows(columns)) => columns,
            _ => &[],
        }
    }
}

/// What is told of a list as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aggregate {
    Count,
    Least,
    Most,
    Mean,
}

impl Aggregate {
    pub(super) const ALL: [Self; 4] = [Self::Count, Self::Least, Self::Most, Self::Mean];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Least => "least",
            Self::Most => "most",
            Self::Mean => "mean",
        }
    }

    pub(super) const fn label(self) -> Label {
        match self {
            Self::Count => Label::new("数目", "number"),
            Self::Least => Label::new("最小", "least"),
            Self::Most => Label::new("最大", "most"),
            Self::Mean => Label::new("平均", "mean"),
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aggregate| aggregate.name() == name)
    }

    /// Of the items that are filled in; missing where there are none. `None` when it means nothing of them.
    pub(super) fn of(self, items: &[Fact]) -> Option<Fact> {
        if self == Self::Count {
            return Some(Fact::count(items.len()));
        }
        let numbers = items.iter().map(|item| match item {
            Fact::Number(number) => Some(*number),
            _ => None,
        });
        if self == Self::Mean {
            let numbers = numbers.collect::<Option<Vec<_>>>()?;
            let sum: Decimal = numbers.iter().sum();
            return Some(sum.checked_div(numbers.len().into()).map_or(Fact::Missing, Fact::Number));
        }
        let mut far = Fact::Missing;
        for item in items {
            let beyond = match (item, &far) {
                (Fact::Number(_) | Fact::Day(_) | Fact::Time(_), Fact::Missing) => true,
                (Fact::Number(a), Fact::Number(b)) => (a > b) == (self == Self::Most),
                (Fact::Day(a), Fact::Day(b)) => (a > b) == (self == Self::Most),
                (Fact::Time(a), Fact::Time(b)) => (a > b) == (self == Self::Most),
                _ => return None,
            };
            if beyond {
                far = item.clone();
            }
        }
        Some(far)
    }
}
