//! What the charts show, worked out of what the pages show: plain data, drawn by somebody else. Each has a table that says the same.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Serialize, Serializer};

use crate::domain::{
    Label, Lang, Money,
    field::Share,
    lang::grouped,
    pupil_survey::{Aim, Answer, Time},
};

use super::{
    equity::{Equity, Measure, Place},
    outcomes::{Group, change::Change},
    overview::Overview,
    payments::{Payment, Settled},
};

/// Bars, or lines over months: what each of a few things amounts to under each name.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Chart {
    pub categories: Vec<String>,
    pub series: Vec<Series>,
    /// What is measured.
    pub unit: &'static str,
    /// The series of a name stand on each other, as parts of a whole.
    pub stacked: bool,
    /// The bars lie, where the names are long.
    pub lying: bool,
    /// Lines in place of bars: the names follow each other in time.
    pub lines: bool,
    /// Shown of each number.
    pub decimals: u8,
    pub locale: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    pub name: &'static str,
    pub meaning: Meaning,
    pub values: Vec<Amount>,
}

/// What a series means: the same has the same colour on every page, `--chart-…` of the style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    AfterTax,
    Tax,
    Refused,
    Rural,
    Town,
    Before,
    After,
    Interest,
    Ideas,
    Ability,
    /// The share of services that some schools were given.
    Services,
    /// Their share of the pupils.
    Pupils,
}

/// A number as it is drawn, and as it is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    Money(Money),
    Count(usize),
    /// Of a hundred; nothing where nobody was asked.
    Points(Option<Decimal>),
    /// Nothing where there is no whole of which it would be a part.
    Share(Option<Share>),
}

impl Amount {
    pub fn text(self) -> String {
        match self {
            Self::Money(money) => money.to_string(),
            Self::Count(count) => grouped(count),
            Self::Points(points) => points.map_or_else(|| "—".to_owned(), |points| points.to_string()),
            Self::Share(share) => share.map_or_else(|| "—".to_owned(), |share| share.to_string()),
        }
    }
}

/// As a float: a bar is no sum. A share is in percent; where there is none, nothing is drawn.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = match self {
            Self::Money(money) => money.yuan().to_f64(),
            Self::Count(count) => u32::try_from(*count).ok().map(f64::from),
            Self::Points(points) => return points.and_then(|points| points.to_f64()).serialize(serializer),
            Self::Share(Some(share)) => (share.0 * Decimal::ONE_HUNDRED).to_f64(),
            Self::Share(None) => return serializer.serialize_none(),
        };
        serializer.serialize_f64(number.unwrap_or_default())
    }
}

const AFTER_TAX: Label = Label::new("税后", "After tax");
const TAX: Label = Label::new("个税", "Tax");
const YUAN: Label = Label::new("元", "¥");

/// A chart of money.
fn of_money(categories: Vec<String>, series: Vec<Series>, lang: Lang) -> Chart {
    let locale = locale(lang);
    Chart { categories, series, unit: YUAN.text(lang), decimals: 2, locale, ..Chart::default() }
}

const fn locale(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en-US",
    }
}

fn money(name: Label, meaning: Meaning, values: impl Iterator<Item = Money>, lang: Lang) -> Series {
    Series { name: name.text(lang), meaning, values: values.map(Amount::Money).collect() }
}

/// Sums of a term by month; the tax stands on what is paid out, where it is known.
pub fn by_month(term: &Overview, lang: Lang) -> Chart {
    let months = || term.months.iter();
    let mut series =
        vec![money(AFTER_TAX, Meaning::AfterTax, months().map(|total| total.sum.after_tax), lang)];
    let taxes: Option<Vec<_>> = months().map(|total| total.sum.taxed.map(|[tax, _]| tax)).collect();
    series.extend(taxes.map(|taxes| money(TAX, Meaning::Tax, taxes.into_iter(), lang)));
    let names = months().map(|total| total.month.to_string()).collect();
    Chart { stacked: true, ..of_money(names, series, lang) }
}

/// What was earned in a term at each stage of school, in the country and in town.
pub fn by_school_type(term: &Overview, lang: Lang) -> Chart {
    let mut stages: BTreeMap<_, [Money; 2]> = BTreeMap::new();
    for (of, earned) in &term.school_types {
        let [rural, town] = stages.entry(of.stage).or_default();
        *(if of.rural { rural } else { town }) += earned.after_tax;
    }
    let of = |name, meaning, place: usize| {
        money(name, meaning, stages.values().filter_map(|sums| sums.get(place)).copied(), lang)
    };
    let series = vec![
        of(Label::new("农村", "Rural"), Meaning::Rural, 0),
        of(Label::new("城镇", "Town"), Meaning::Town, 1),
    ];
    let names = stages.keys().map(|stage| stage.label().text(lang).to_owned()).collect();
    Chart { stacked: true, lying: true, ..of_money(names, series, lang) }
}

/// Why sessions of a term are refused, most frequent first; `name` says what a reason is called.
pub fn refusals(term: &Overview, name: impl Fn(&str) -> String, lang: Lang) -> Chart {
    const SESSIONS: Label = Label::new("课次", "Sessions");
    let counts = term.refusals.iter().map(|(_, count)| Amount::Count(*count)).collect();
    Chart {
        categories: term.refusals.iter().map(|(reason, _)| name(reason)).collect(),
        series: vec![Series { name: SESSIONS.text(lang), meaning: Meaning::Refused, values: counts }],
        unit: SESSIONS.text(lang),
        lying: true,
        locale: locale(lang),
        ..Chart::default()
    }
}

/// So many payers are told apart; the others are one.
const PAYERS: usize = 9;

/// What each payer pays, the most first.
pub fn by_payer(payments: &[Payment], lang: Lang) -> Chart {
    let mut sums: BTreeMap<&str, [Money; 2]> = BTreeMap::new();
    for payment in payments {
        let [after_tax, tax, _] = payment.sums();
        let [paid, taxed] = sums.entry(&payment.payer).or_default();
        *paid += after_tax;
        *taxed += tax;
    }
    let mut sums: Vec<_> = sums.into_iter().map(|(payer, sums)| (payer.to_owned(), sums)).collect();
    sums.sort_by(|(_, one), (_, other)| other.cmp(one));
    let rest = sums.split_off(sums.len().min(PAYERS));
    if !rest.is_empty() {
        let others = Label::new("其他支付单位", "Other payers");
        let add = |[paid, taxed]: [Money; 2], (_, [more, more_taxed]): &(String, [Money; 2])| {
            [paid + *more, taxed + *more_taxed]
        };
        let name = format!("{}（{}）", others.text(lang), grouped(rest.len()));
        sums.push((name, rest.iter().fold([Money::ZERO; 2], add)));
    }
    let of = |name, meaning, place: usize| {
        money(name, meaning, sums.iter().filter_map(|(_, sums)| sums.get(place)).copied(), lang)
    };
    let mut series = vec![of(AFTER_TAX, Meaning::AfterTax, 0)];
    if payments.iter().all(|payment| payment.settled != Settled::Shared) {
        series.push(of(TAX, Meaning::Tax, 1));
    }
    let names = sums.iter().map(|(payer, _)| payer.clone()).collect();
    Chart { stacked: true, lying: true, ..of_money(names, series, lang) }
}

/// How many of a hundred pupils find each statement certainly true, before and after.
pub fn before_and_after(all: &Group, lang: Lang) -> Chart {
    let of = |name: Label, meaning, time| {
        let share = |change: &Change| {
            change.share(time, Answer::Certainly).map(|share| (share.0 * Decimal::ONE_HUNDRED).normalize())
        };
        let values = all.changes.iter().map(|change| Amount::Points(share(change))).collect();
        Series { name: name.text(lang), meaning, values }
    };
    Chart {
        categories: Aim::ALL.iter().map(|aim| aim.label().text(lang).to_owned()).collect(),
        series: vec![
            of(Label::new("前测", "Before"), Meaning::Before, Time::Before),
            of(Label::new("后测", "After"), Meaning::After, Time::After),
        ],
        unit: "%",
        decimals: 1,
        locale: locale(lang),
        ..Chart::default()
    }
}

/// By how many of a hundred that has risen in each group.
pub fn changes(groups: &[Group], lang: Lang) -> Chart {
    const POINTS: Label = Label::new("百分点", "points");
    let meanings = [Meaning::Interest, Meaning::Ideas, Meaning::Ability];
    let series = |(place, (aim, meaning)): (usize, (&Aim, Meaning))| {
        let risen = |group: &Group| group.changes.get(place).and_then(|change| change.points());
        let values = groups.iter().map(|group| Amount::Points(risen(group))).collect();
        Series { name: aim.label().text(lang), meaning, values }
    };
    Chart {
        categories: groups.iter().map(|group| group.name.get(lang).to_owned()).collect(),
        series: Aim::ALL.iter().zip(meanings).enumerate().map(series).collect(),
        unit: POINTS.text(lang),
        decimals: 1,
        locale: locale(lang),
        ..Chart::default()
    }
}

/// The share of services that rural and under-resourced schools were given, beside their share of the pupils: of each place.
pub fn by_place(places: &[&Place], lang: Lang) -> Chart {
    let names = places.iter().map(|place| place.name.get(lang).to_owned()).collect();
    let measures: Vec<_> = places.iter().map(|place| place.measure).collect();
    Chart { lying: true, ..of_shares(names, &measures, lang) }
}

/// The same of a place, month by month.
pub fn by_month_of(equity: &Equity, place: &Place, lang: Lang) -> Chart {
    let names = equity.months.iter().map(ToString::to_string).collect();
    Chart { lines: true, ..of_shares(names, &place.months, lang) }
}

fn of_shares(categories: Vec<String>, measures: &[Measure], lang: Lang) -> Chart {
    let of = |name: Label, meaning, share: fn(&Measure) -> Option<Share>| {
        let values = measures.iter().map(|measure| Amount::Share(share(measure))).collect();
        Series { name: name.text(lang), meaning, values }
    };
    let series = vec![
        of(
            Label::new("课次占比", "Share of sessions"),
            Meaning::Services,
            Measure::telling_share_of_services,
        ),
        of(Label::new("学生占比", "Share of pupils"), Meaning::Pupils, Measure::telling_share_of_pupils),
    ];
    Chart { categories, series, unit: "%", decimals: 1, locale: locale(lang), ..Chart::default() }
}
