//! What a rule is told. Scripts and cases know a fact by the key of its field, so the declarations of records say which
//! facts there are; here stand only those that are derived from several records.
//!
//! A rule is never told what is marked as personal data. Nothing here looks anything up: `app` derives the facts.

use std::{collections::BTreeMap, rc::Rc, sync::LazyLock};

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use super::nearest::nearest;
use crate::domain::{
    Declared as _, Fields, Instructor, Kind, Label, Money, Month, School, Session,
    field::{Fact, Factual, Field, FieldKind, make},
};

/// One argument of a hook: what it is called there, the record it stands for, and what is derived besides.
#[derive(Debug)]
pub struct Subject {
    pub name: &'static str,
    pub label: Label,
    pub kind: Option<Kind>,
    pub derived: &'static [Field],
}

const HOURS: Label = Label::new("学时", "teaching hours");

/// `session`, of `subsidy`.
pub static SESSION: Subject = Subject {
    name: "session",
    label: Session::DECLARATION.label,
    kind: Some(Kind::Session),
    derived: &[
        make::flag().of("in_service_window", false).label("在课后服务时段内", "Within service hours").help(
            "工作日，且整个课次在学校的课后服务时间内",
            "On a school day, wholly within the school's service hours",
        ),
        make::date().of("appointed_from", true).label("聘期开始", "Appointed from").help(
            "当日有效的聘任；没有时为此前最近的一次",
            "Of the appointment that covers the day, else of the one nearest before it",
        ),
        make::date().of("appointed_until", true).label("聘期结束", "Appointed until"),
        make::decimal(0, 24, 1, HOURS)
            .of("paid_hours_before", false)
            .label("同半天已计学时", "Credited before that half-day"),
    ],
};

/// `instructor`, of `subsidy`.
pub static INSTRUCTOR: Subject = Subject {
    name: "instructor",
    label: Instructor::DECLARATION.label,
    kind: Some(Kind::Instructor),
    derived: &[],
};

/// `school`, of `subsidy`.
pub static SCHOOL: Subject =
    Subject { name: "school", label: School::DECLARATION.label, kind: Some(Kind::School), derived: &[] };

/// `month`, of `settlement`: what one payer owes one person in one month (五.7).
pub static MONTH: Subject = Subject {
    name: "month",
    label: Label::new("月度", "Month"),
    kind: None,
    derived: &[
        make::text(7).of("month", false).label("月份", "Month"),
        make::money(1_000_000_000).of("after_tax", false).label("税后合计", "After tax, in all"),
        make::count(0, 100_000, Label::new("次", "sessions"))
            .of("sessions", false)
            .label("课次数", "Sessions"),
    ],
};

/// Facts derived for guards, beside the record's own.
const TODAY: Field = make::date().of("today", false).label("今天", "Today");
const OF_A_RECORD: &[Field] = &[TODAY];
const OF_A_FILING: &[Field] = &[
    TODAY,
    make::text(20)
        .of("round_state", false)
        .label("对接轮次的状态", "State of the round")
        .help("填报中为 open", "open while the round takes filings"),
    make::date().of("round_opens", true).label("填报开始", "Filing opens"),
    make::date().of("round_closes", true).label("填报截止", "Filing closes"),
];
const OF_A_TASK_FORCE: &[Field] = &[
    TODAY,
    make::count(0, 1_000, MEMBERS)
        .of("own_members", false)
        .label("牵头单位成员数", "Members of the lead unit"),
    make::count(0, 1_000, MEMBERS)
        .of("peer_members", false)
        .label("同级单位成员数", "Members of the peer unit"),
];
const OF_A_DISPATCH: &[Field] = &[
    TODAY,
    make::text(20)
        .of("document_state", false)
        .label("公文的状态", "State of the document")
        .help("办结后为 closed", "closed once it is"),
];
const OF_A_DOCUMENT: &[Field] = &[
    TODAY,
    make::count(0, 100_000, Label::new("件", "dispatches"))
        .of("open_dispatches", false)
        .label("未办结的下发件", "Dispatches under way")
        .help("没有确认落实，也没有撤回", "Neither done nor withdrawn"),
];
const MEMBERS: Label = Label::new("人", "people");

/// A record of each kind with a workflow, as its guards are told of it. Named as the kind is.
static RECORDS: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let kinds = Kind::ALL.iter().filter(|kind| kind.workflow().is_some());
    let subject = |kind: &Kind| Subject {
        name: Box::leak(kind.code().replace('-', "_").into_boxed_str()),
        label: kind.label(),
        kind: Some(*kind),
        derived: match kind {
            Kind::Need | Kind::Supply => OF_A_FILING,
            Kind::TaskForce => OF_A_TASK_FORCE,
            Kind::Document => OF_A_DOCUMENT,
            Kind::Dispatch => OF_A_DISPATCH,
            _ => OF_A_RECORD,
        },
    };
    kinds.map(subject).collect()
});

/// The subject of a kind's guards; `None` for a kind without a workflow.
pub fn of_kind(kind: Kind) -> Option<&'static Subject> {
    RECORDS.iter().find(|subject| subject.kind == Some(kind))
}

/// Whether rules derive a fact of this name of records of a kind; no field may take it.
pub(super) fn is_derived(kind: Kind, name: &str) -> bool {
    let of_kind = all().filter(|subject| subject.kind == Some(kind));
    of_kind.flat_map(|subject| subject.derived).any(|field| field.key == name)
}

/// Everything that hooks are told of.
pub fn all() -> impl Iterator<Item = &'static Subject> {
    [&SESSION, &INSTRUCTOR, &SCHOOL, &MONTH].into_iter().chain(RECORDS.iter())
}

impl Subject {
    /// Every fact of it, those of fields that packs add included.
    pub fn fields<'a>(&'static self, added: &'a Fields) -> impl Iterator<Item = &'static Field> + 'a {
        let own = self.kind.into_iter().flat_map(|kind| added.of(kind));
        own.filter(|field| !field.personal).chain(self.derived)
    }
}

/// The facts of one subject, as a hook is given them.
#[derive(Debug, Clone)]
pub struct Facts {
    pub(super) subject: &'static Subject,
    record: Option<Rc<dyn Factual>>,
    /// Derived facts and those of fields that packs add; `None` for what a case would have to state.
    besides: Rc<[(&'static str, Option<Fact>)]>,
}

/// Why a rule could not be told something.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Untold {
    /// No such fact.
    Unknown { nearest: Option<&'static str> },
    /// A case does not state it.
    Unstated,
}

impl Facts {
    /// What a record tells, and what is derived or added besides.
    pub fn of(
        subject: &'static Subject,
        record: Option<Rc<dyn Factual>>,
        besides: Vec<(&'static str, Fact)>,
    ) -> Self {
        let besides = besides.into_iter().map(|(key, fact)| (key, Some(fact)));
        Self { subject, record, besides: besides.collect() }
    }

    /// What a case states. What may be left empty and is not stated is missing.
    pub(super) fn stated(
        subject: &'static Subject,
        added: &Fields,
        mut stated: BTreeMap<&'static str, Fact>,
    ) -> Self {
        let fact = |field: &'static Field| {
            let left_out = (!field.required).then_some(Fact::Missing);
            (field.key, stated.remove(field.key).or(left_out))
        };
        Self { subject, record: None, besides: subject.fields(added).map(fact).collect() }
    }

    /// Something for each fact of a subject, for trying a rule out.
    pub(super) fn sample(subject: &'static Subject, added: &Fields, day: Date) -> Self {
        let some = |kind: FieldKind| match kind {
            FieldKind::Count { .. }
            | FieldKind::Decimal { .. }
            | FieldKind::Money { .. }
            | FieldKind::Share => Fact::Number(Decimal::ONE),
            FieldKind::Date => Fact::Day(day),
            FieldKind::Time => Fact::Time(Time::midnight()),
            FieldKind::Flag => Fact::Flag(true),
            FieldKind::Choice(choices) => Fact::text(choices.first().map_or("", |choice| choice.code)),
            FieldKind::Choices(_) | FieldKind::References(_) | FieldKind::Rows(_) => Fact::List(Vec::new()),
            _ => Fact::text("x"),
        };
        let facts = subject.fields(added).map(|field| (field.key, some(field.kind)));
        Self::of(subject, None, facts.collect())
    }

    pub(super) fn get(&self, name: &str) -> Result<Fact, Untold> {
        if let Some((_, fact)) = self.besides.iter().find(|(key, _)| *key == name) {
            return fact.clone().ok_or(Untold::Unstated);
        }
        let own = || self.subject.kind?.field(name).filter(|field| !field.personal);
        let told = || self.record.as_ref()?.fact(own()?.key);
        told().ok_or_else(|| Untold::Unknown { nearest: self.nearest(name) })
    }

    fn nearest(&self, name: &str) -> Option<&'static str> {
        let none = Fields::default();
        let own = self.subject.fields(&none).map(|field| field.key);
        nearest(name, own.chain(self.besides.iter().map(|(key, _)| *key)))
    }
}

/// What is derived of a session for `subsidy`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// On a school day, wholly within the school's service hours.
    pub in_service_window: bool,
    /// First and last day of the appointment that covers the day, else of the one nearest before it.
    pub appointed: Option<(Date, Date)>,
    /// 学时 already paid to the instructor in the same half-day.
    pub paid_hours_before: Decimal,
}

/// A record and the values of the fields that packs add to its kind.
pub type WithAdded<R> = (R, Vec<(&'static str, Fact)>);

/// What `subsidy` is told of a session (五.7), each record with what packs add to it.
pub fn of_session(
    (session, mut added): WithAdded<Session>,
    standing: Standing,
    (instructor, of_instructor): WithAdded<Instructor>,
    (school, of_school): WithAdded<School>,
) -> [Facts; 3] {
    let day = |day: Option<Date>| day.map_or(Fact::Missing, Fact::Day);
    added.extend([
        ("in_service_window", Fact::Flag(standing.in_service_window)),
        ("appointed_from", day(standing.appointed.map(|(from, _)| from))),
        ("appointed_until", day(standing.appointed.map(|(_, until)| until))),
        ("paid_hours_before", Fact::Number(standing.paid_hours_before)),
    ]);
    [
        Facts::of(&SESSION, Some(Rc::new(session)), added),
        Facts::of(&INSTRUCTOR, Some(Rc::new(instructor)), of_instructor),
        Facts::of(&SCHOOL, Some(Rc::new(school)), of_school),
    ]
}

/// What `settlement` judges: what one payer owes one person in one month (五.7).
#[derive(Debug, Clone, PartialEq)]
pub struct MonthFacts {
    pub month: Month,
    /// Sum of the after-tax amounts of the month's sessions.
    pub after_tax: Money,
    pub sessions: u32,
}

impl From<&MonthFacts> for Facts {
    fn from(facts: &MonthFacts) -> Self {
        let told = vec![
            ("month", Fact::text(facts.month.to_string())),
            ("after_tax", Fact::Number(facts.after_tax.yuan())),
            ("sessions", Fact::Number(facts.sessions.into())),
        ];
        Self::of(&MONTH, None, told)
    }
}
