//! What stands in a cell, and what it says to a field.

use std::{borrow::Cow, rc::Rc};

use jiff::{
    ToSpan as _,
    civil::{Date, date},
};

use super::number_format::Shown;
use crate::{
    domain::field::{Fault, FieldKind},
    policy::decision::Text,
};

/// What stands in a cell. Texts and formats are shared by the cells that have them.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(Rc<str>),
    /// As it is stored, and how it is shown. What is shown as a day counts from 1900, whatever its file counts from.
    Number(f64, Rc<Shown>),
    Flag(bool),
    /// A formula of which the file does not say what it shows: that depends on the program that opens it.
    Formula(Rc<str>),
    /// `#N/A` and its kin.
    Error(Rc<str>),
}

impl Cell {
    /// A text; what has nothing to be seen is empty.
    pub fn text(text: &str) -> Self {
        if text.chars().all(char::is_whitespace) { Self::Empty } else { Self::Text(text.into()) }
    }

    /// As a person sees it, as nearly as it matters.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => "".into(),
            Self::Text(text) | Self::Formula(text) | Self::Error(text) => (&**text).into(),
            Self::Flag(true) => "是".into(),
            Self::Flag(false) => "否".into(),
            Self::Number(number, shown) => number_shown(*number, shown).into(),
        }
    }

    /// What it says to a field of this type, as text.
    ///
    /// # Errors
    /// Why it cannot say that for certain.
    pub fn said(&self, kind: FieldKind) -> Result<Cow<'_, str>, Text> {
        match self {
            Self::Formula(_) => Err(Text {
                zh: "是公式，请改为数值（复制后选择性粘贴“数值”）".to_owned(),
                en: "is a formula; paste its value instead".to_owned(),
            }),
            Self::Error(error) => Err(Text {
                zh: format!("单元格报错 {error}，请改正"),
                en: format!("the cell shows the error {error}; mend it"),
            }),
            Self::Number(number, shown) => number_said(*number, shown, kind).map(Cow::Owned),
            _ => Ok(self.shown()),
        }
    }
}

/// A number of more digits than a spreadsheet keeps.
const LOST: f64 = 1e15;

fn number_said(number: f64, shown: &Shown, kind: FieldKind) -> Result<String, Text> {
    let lost = || Text::of(&Fault::LostDigits { found: number.to_string() });
    match (kind, shown) {
        (
            FieldKind::Count { .. } | FieldKind::Decimal { .. } | FieldKind::Money { .. } | FieldKind::Share,
            Shown::Plain,
        ) => Ok(to_fifteen(number).to_string()),
        (
            FieldKind::Count { .. } | FieldKind::Decimal { .. } | FieldKind::Money { .. } | FieldKind::Share,
            Shown::Code(pattern),
        ) => Ok(pattern.around(&to_fifteen(number).to_string())),
        (FieldKind::Date, Shown::Plain) if (20_000.0..80_000.0).contains(&number) => Err(Text {
            zh: format!("是数字 {number}，没有显示为日期；请把单元格设为日期格式"),
            en: format!("is the number {number} and not shown as a date; format the cell as a date"),
        }),
        (FieldKind::Time, Shown::Plain) if (0.0..1.0).contains(&number) => Err(Text {
            zh: format!("是数字 {number}，没有显示为时间；请把单元格设为时间格式"),
            en: format!("is the number {number} and not shown as a time; format the cell as a time"),
        }),
        (_, Shown::Plain | Shown::Code(_) | Shown::Among(..)) if number.abs() >= LOST => Err(lost()),
        // A spreadsheet program has made a day of 3-1.
        (
            FieldKind::Code { .. } | FieldKind::Reference(_) | FieldKind::References(_),
            Shown::Day | Shown::Time { .. } | Shown::Moment,
        ) => Err(Text {
            zh: "单元格是日期或时间，不是编号；请把这一列设为文本格式后重新填写".to_owned(),
            en: "the cell is a date or a time and no code; format the column as text and enter it again"
                .to_owned(),
        }),
        _ => Ok(number_shown(number, shown)),
    }
}

fn number_shown(number: f64, shown: &Shown) -> String {
    let moment = || day_and_minute(number);
    let shown = match shown {
        Shown::Plain => None,
        Shown::Among(before, after) => Some(format!("{before}{}{after}", to_fifteen(number))),
        Shown::Percent => Some(format!("{}%", to_fifteen(number * 100.0))),
        Shown::Code(pattern) if (0.0..LOST).contains(&number) && number.fract() == 0.0 => {
            // In range, and whole.
            Some(pattern.fill(number as u64))
        }
        Shown::Code(_) => None,
        // What is shown as a day is the day, whatever its hour.
        Shown::Day => day_and_minute(number.floor()).map(|(day, _)| day.to_string()),
        Shown::Time { padded } => moment().map(|(_, minute)| {
            let (hour, minute) = (minute / 60, minute % 60);
            if *padded { format!("{hour:02}:{minute:02}") } else { format!("{hour}:{minute:02}") }
        }),
        Shown::Moment => moment().map(|(day, minute)| format!("{day} {:02}:{:02}", minute / 60, minute % 60)),
    };
    // Shortest form: 45, not 45.0; 0.1, not 0.1000000001.
    shown.unwrap_or_else(|| to_fifteen(number).to_string())
}

/// Without what a computer adds behind the fifteenth digit.
fn to_fifteen(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}

/// The day of a serial number, and the minute of that day: rounded to the minute, which is what sheets show.
fn day_and_minute(serial: f64) -> Option<(Date, u32)> {
    const FIRST: Date = date(1899, 12, 30);
    const LAST: f64 = 2_958_466.0;
    if !(0.0..LAST).contains(&serial) {
        return None;
    }
    let minutes = (serial * 1_440.0).round() as i64;
    // There was no 29 February 1900, which spreadsheets count.
    let days = minutes / 1_440 + i64::from((1..60).contains(&(minutes / 1_440)));
    let day = FIRST.checked_add(days.days()).ok()?;
    Some((day, u32::try_from(minutes % 1_440).ok()?))
}
