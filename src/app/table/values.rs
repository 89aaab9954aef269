//! The values of one column, read once: a filter, a word and a sum are asked of each different value, not of each row.

use std::{collections::HashSet, sync::Arc};

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::{
    app::{
        kinds::Source,
        verdict::Ruled,
        workspace::{AnyRecord, Workspace},
    },
    domain::{
        Kind, Label, Lang, Localized as _, Month, Term,
        field::{FieldKind, Scalar},
        workflow::Stage,
    },
};

use super::{
    columns::{Column, Of},
    query::{STANDING, UNDERWAY},
    reading::{Entry, Reader, ruled},
};

/// Which of the values of a column each row has.
#[derive(Debug)]
pub struct Values {
    /// The number of its value.
    of_row: Vec<u32>,
    /// By number; not all of them need occur here.
    known: Arc<Vec<Known>>,
}

/// A value on its own.
#[derive(Debug, Clone)]
pub enum Known {
    Scalar(Scalar<'static>),
    Text(Arc<str>),
    /// What is in it only its record says.
    Compound,
}

impl Known {
    pub fn of(scalar: Scalar<'_>) -> Self {
        Self::Scalar(match scalar {
            Scalar::Text(text) => return Self::Text(text.into()),
            Scalar::Compound => return Self::Compound,
            Scalar::Missing => Scalar::Missing,
            Scalar::Flag(flag) => Scalar::Flag(flag),
            Scalar::Number(number) => Scalar::Number(number),
            Scalar::Day(day) => Scalar::Day(day),
            Scalar::Time(time) => Scalar::Time(time),
        })
    }

    /// Whether it is the same text, not one that reads the same.
    pub fn is(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Text(one), Self::Text(other)) if Arc::ptr_eq(one, other))
    }

    fn scalar(&self) -> Scalar<'_> {
        match self {
            Self::Scalar(scalar) => *scalar,
            Self::Text(text) => Scalar::Text(text),
            Self::Compound => Scalar::Compound,
        }
    }
}

/// A value that some rows have.
#[derive(Debug, Clone)]
pub struct Different {
    pub number: u32,
    pub named: Arc<Named>,
}

/// A value in words.
#[derive(Debug)]
pub struct Named {
    /// The same in every language: what addresses and saved views hold.
    pub code: String,
    pub name: String,
    place: Place,
    /// Codes that stand for it and others: of a day its term and month, of a reason that it is one.
    within: Vec<String>,
    /// What else it is found by.
    also: Vec<String>,
}

/// Where a value stands among those of its column.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Nothing,
    /// Of a closed list: as it is listed.
    Listed(usize),
    Number(Decimal),
    Day(Date),
    Time(Time),
    Name(String),
}

impl Values {
    /// Of rows that have numbers, the same where the value is the same.
    pub fn of(of_row: Vec<u32>, known: &Arc<Vec<Known>>) -> Self {
        Self { of_row, known: Arc::clone(known) }
    }

    /// The values that occur, by number, each with a row that has it.
    pub fn occurring(&self) -> impl Iterator<Item = (u32, &Known, u32)> {
        let mut rows = vec![None; self.known.len()];
        for (row, number) in (0_u32..).zip(&self.of_row) {
            rows[*number as usize].get_or_insert(row);
        }
        let occurring = (0..).zip(&*self.known).zip(rows);
        occurring.filter_map(|((number, known), row)| Some((number, known, row?)))
    }

    /// Asks of each value that occurs, and answers for a row.
    pub fn each(&self, different: &[Different], ask: impl Fn(&Named) -> bool) -> impl Fn(usize) -> bool {
        let mut answers = vec![false; self.known.len()];
        for value in different {
            answers[value.number as usize] = ask(&value.named);
        }
        move |row| self.of_row.get(row).is_some_and(|number| answers[*number as usize])
    }

    /// The order of the rows: the lower the number, the earlier.
    pub fn ranks<'a>(&self, different: impl FnOnce() -> &'a [Different]) -> Vec<u32> {
        let mut rank_of = vec![0; self.known.len()];
        if self.known.iter().all(|known| matches!(known, Known::Scalar(_))) {
            let mut order: Vec<_> = (0..self.known.len()).collect();
            order.sort_by(|a, b| self.known[*a].scalar().cmp(&self.known[*b].scalar()));
            (0..).zip(order).for_each(|(rank, number)| rank_of[number] = rank);
        } else {
            let mut order: Vec<_> = different().iter().collect();
            order.sort_by(|a, b| a.named.place.cmp(&b.named.place));
            (0..).zip(order).for_each(|(rank, value)| rank_of[value.number as usize] = rank);
        }
        self.of_row.iter().map(|number| rank_of[*number as usize]).collect()
    }

    /// Of these rows, to the last digit; zero where no number is. `None` where no number holds it.
    pub fn sum(&self, rows: &[u32]) -> Option<Decimal> {
        let mut counts = vec![0_u32; self.known.len()];
        for row in rows {
            counts[self.of_row[*row as usize] as usize] += 1;
        }
        let numbers = self.known.iter().zip(counts).filter_map(|(of, count)| match of {
            Known::Scalar(Scalar::Number(number)) if count > 0 => Some((*number, count)),
            _ => None,
        });
        let scale = numbers.clone().map(|(number, _)| number.scale()).max().unwrap_or(0);
        // Decimals would round where their digits do not suffice.
        let mut sum = 0_i128;
        for (number, count) in numbers {
            let whole = 10_i128.checked_pow(scale - number.scale())?.checked_mul(number.mantissa())?;
            sum = sum.checked_add(whole.checked_mul(count.into())?)?;
        }
        Decimal::try_from_i128_with_scale(sum, scale).ok()
    }
}

/// What a column comes to, in words.
pub fn total(kind: FieldKind, sum: Option<Decimal>, lang: Lang) -> String {
    const BEYOND: Label = Label::new("合计超出可表示的范围", "The total is beyond what can be shown");
    match sum.map(|sum| Scalar::Number(sum).stored(kind)) {
        None | Some(Value::Null) => BEYOND.text(lang).to_owned(),
        Some(sum) => kind.show(&sum, lang),
    }
}

impl Named {
    pub fn of<'a>(
        reader: Reader<'a>,
        column: &Column,
        known: &Known,
        entry: impl Fn() -> Option<Entry<'a>>,
    ) -> Self {
        let scalar = known.scalar();
        let (code, name) = match scalar {
            Scalar::Compound => {
                let stored = entry().map(|entry| reader.stored(column, entry)).unwrap_or_default();
                (column.kind.encode(&stored), reader.shown(column, &stored))
            }
            _ => (column.kind.encode(&scalar.stored(column.kind)), reader.name_of(column, scalar)),
        };
        Self {
            place: place(column, scalar, &name),
            within: within(column, scalar),
            also: also(reader.workspace, column, scalar),
            code,
            name,
        }
    }

    /// Whether a filter admits it.
    pub fn is(&self, code: &str) -> bool {
        self.code == code || self.within.iter().any(|within| within == code)
    }

    /// What a word may occur in.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.also).map(String::as_str)
    }
}

fn place(column: &Column, scalar: Scalar<'_>, name: &str) -> Place {
    let listed = |place: Option<usize>| place.map_or(Place::Name(name.to_owned()), Place::Listed);
    match (column.of, column.kind, scalar) {
        (_, _, Scalar::Missing) => Place::Nothing,
        (_, _, Scalar::Flag(flag)) => Place::Listed(flag.into()),
        (_, _, Scalar::Number(number)) => Place::Number(number),
        (_, _, Scalar::Day(day)) => Place::Day(day),
        (_, _, Scalar::Time(time)) => Place::Time(time),
        (Of::State(table), _, Scalar::Text(code)) => {
            listed(table.states.iter().position(|state| state.code == code))
        }
        (_, FieldKind::Choice(choices), Scalar::Text(code)) => {
            listed(choices.iter().position(|choice| choice.code == code))
        }
        _ => Place::Name(name.to_owned()),
    }
}

fn within(column: &Column, scalar: Scalar<'_>) -> Vec<String> {
    match (column.of, scalar) {
        (_, Scalar::Day(day)) => vec![Term::of(day).to_string(), Month::of(day).to_string()],
        (Of::State(table), Scalar::Text(code)) => {
            let stage = table.state(code).map(|state| state.stage);
            let underway = (stage == Some(Stage::Underway)).then(|| UNDERWAY.to_owned());
            let standing = (stage != Some(Stage::Void)).then(|| STANDING.to_owned());
            underway.into_iter().chain(standing).collect()
        }
        (Of::Computed(Source::Outcome), Scalar::Text(code)) if ruled(code).is_none() => {
            vec![Ruled::Refused.code().to_owned()]
        }
        _ => Vec::new(),
    }
}

/// A reference is found by its id and by what the record that it names says of itself in words.
fn also(workspace: &Workspace, column: &Column, scalar: Scalar<'_>) -> Vec<String> {
    let (FieldKind::Reference(kinds), Scalar::Text(id)) = (column.kind, scalar) else {
        return Vec::new();
    };
    let named = kinds.iter().find_map(|kind| Some((*kind, workspace.table(*kind).get(id)?)));
    let says = named.into_iter().flat_map(|(kind, record)| words_of(kind, record));
    std::iter::once(id.to_owned()).chain(says).collect()
}

fn words_of(kind: Kind, record: &dyn AnyRecord) -> impl Iterator<Item = String> {
    let says = |kind: FieldKind| matches!(kind, FieldKind::Text { .. } | FieldKind::Code { .. });
    let fields =
        kind.fields().iter().filter(move |field| says(field.kind) && !field.dated && !field.personal);
    fields.filter_map(|field| record.scalar(field, Date::MIN).text().map(str::to_owned))
}

/// A value or a group of values to choose a filter from: its code, and what it is called.
pub type Choice = (String, String);

/// What a filter of the column can be, in the column's order.
pub fn choices(reader: Reader<'_>, column: &Column, different: &[Different]) -> Vec<Choice> {
    let lang = reader.viewer.lang;
    let mut different: Vec<_> =
        different.iter().map(|of| &*of.named).filter(|of| of.place != Place::Nothing).collect();
    different.sort_by(|a, b| (&a.place, &a.code).cmp(&(&b.place, &b.code)));
    match (column.of, column.kind) {
        (_, FieldKind::Date) => {
            let mut periods: Vec<_> = different.into_iter().flat_map(|of| of.within.clone()).collect();
            // Terms are the shorter codes, and stand before months.
            periods.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
            periods.dedup();
            let named = |code: String| {
                let name = Term::parse(&code).filter(|term| term.to_string() == code);
                (code.clone(), name.map_or(code, |term| term.text(lang)))
            };
            periods.into_iter().map(named).collect()
        }
        (Of::Computed(Source::Outcome), _) => {
            let all =
                Ruled::ALL.iter().map(|ruled| (ruled.code().to_owned(), ruled.label().text(lang).to_owned()));
            let reasons = different.into_iter().filter(|of| !of.within.is_empty());
            all.chain(reasons.map(|of| (of.code.clone(), format!("— {}", of.name)))).collect()
        }
        _ => {
            // Of one name they stand beside each other.
            let pairs = different.windows(2).filter(|pair| pair[0].name == pair[1].name);
            let shared: HashSet<_> = pairs.map(|pair| pair[0].name.as_str()).collect();
            let called = |of: &Named| match shared.contains(of.name.as_str()) {
                true => (of.code.clone(), format!("{}（{}）", of.name, of.code)),
                false => (of.code.clone(), of.name.clone()),
            };
            different.iter().map(|of| called(of)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field::make;

    #[test]
    fn a_sum_is_right_to_its_last_digit_or_said_to_be_beyond_what_can_be_shown() {
        const UNIT: Label = Label::new("个", "");
        let said = |kind, numbers: &[&str]| {
            let number = |text: &&str| Known::Scalar(Scalar::Number(text.parse().expect("a number")));
            let known = Arc::new(numbers.iter().map(number).collect::<Vec<_>>());
            let rows: Vec<u32> = (0..).take(numbers.len()).collect();
            total(kind, Values::of(rows.clone(), &known).sum(&rows), Lang::Zh)
        };
        let beyond = "合计超出可表示的范围";
        let (count, money) = (make::count(0, i64::MAX, UNIT).kind, make::money(1_000_000_000).kind);
        let decimal = make::decimal(0, i64::MAX, 4, UNIT).kind;
        assert_eq!(said(count, &["9223372036854775806", "1"]), "9223372036854775807");
        assert_eq!(said(count, &["9223372036854775807", "1"]), beyond);
        assert_eq!(
            said(money, &["1000000000", "1000000000.01"]),
            "2,000,000,000.01",
            "more than one amount may be"
        );
        assert_eq!(said(money, &["99999999999999999", "1"]), beyond);
        assert_eq!(said(decimal, &["99999999999999999999999", "0.0001"]), "99999999999999999999999.0001");
        let most = "79228162514264337593543950335";
        assert_eq!([said(decimal, &[most, "1"]), said(decimal, &[most, "0.1"])], [beyond, beyond]);
    }
}
