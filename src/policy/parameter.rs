//! Parameters: every figure of a policy, with its label, unit, range, source and dated values.

mod read;
mod table;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::decision::{Place, Text};
use crate::{clauses::Clause, domain::field::plain_decimal};

pub(in crate::policy) use read::merge;

/// One parameter as a chain of packs sets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// `travel_max`, or `lecture_fee.senior` within a group.
    pub id: String,
    /// Its place among the parameters, as they were first declared.
    pub order: usize,
    pub label: Text,
    pub kind: Kind,
    pub unit: Text,
    /// Lowest and highest value allowed.
    pub range: Option<(Decimal, Decimal)>,
    pub clause: Option<Clause>,
    /// 文号 of what sets it.
    pub source: String,
    /// The source was checked; otherwise it is marked 待核实.
    pub verified: bool,
    /// It may be left without a value.
    pub optional: bool,
    /// What a choice is made among: codes and what they say.
    pub choices: Vec<(String, Text)>,
    /// Ascending by day.
    pub values: Vec<Dated>,
}

/// A value from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dated {
    pub from: Date,
    pub value: Value,
    /// The pack that set it.
    pub pack: String,
    pub place: Place,
}

/// What a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// 元.
    Money,
    /// A multiplier or an amount per unit.
    Rate,
    Count,
    Minutes,
    /// Of one.
    Share,
    Date,
    Choice,
    Table,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Number(Decimal),
    Date(Date),
    Choice(String),
    Table(Table),
}

/// Rows of numbers under named columns. The first column, `up_to`, is the upper bound of the row; it grows from row to row and is
/// open in the last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Option<Decimal>>>,
}

const KINDS: [(&str, Kind); 8] = [
    ("money", Kind::Money),
    ("rate", Kind::Rate),
    ("count", Kind::Count),
    ("minutes", Kind::Minutes),
    ("share", Kind::Share),
    ("date", Kind::Date),
    ("choice", Kind::Choice),
    ("table", Kind::Table),
];

impl Value {
    /// As forms and accounts show it.
    pub fn show(&self, kind: Kind) -> String {
        match self {
            Self::Number(number) if kind == Kind::Money => format!("{number:.2}"),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Choice(choice) => choice.clone(),
            Self::Table(table) => {
                let bound = |cell: &Option<Decimal>| {
                    cell.map_or_else(|| "∞".to_owned(), |n| n.normalize().to_string())
                };
                let row = |row: &Vec<_>| row.iter().map(bound).collect::<Vec<_>>().join(" / ");
                table.rows.iter().map(row).collect::<Vec<_>>().join("；")
            }
        }
    }
}

impl Parameter {
    /// The value in force on a day.
    pub fn on(&self, day: Date) -> Option<&Dated> {
        let begun = self.values.partition_point(|dated| dated.from <= day);
        self.values.get(begun.checked_sub(1)?)
    }

    /// Reads a value of this parameter as a person typed it, full-width digits included.
    ///
    /// # Errors
    /// Why it is not one: empty, wrong type, too many decimals, or out of range.
    pub fn read(&self, text: &str) -> Result<Value, Text> {
        let typed: String = text.chars().map(half_width).collect();
        let text = typed.trim();
        if text.is_empty() {
            return Err(Text { zh: "不能为空".to_owned(), en: "must not be empty".to_owned() });
        }
        let number = |text: &str| {
            plain_decimal(text).ok_or_else(|| Text {
                zh: format!("“{text}”不是数字"),
                en: format!("“{text}” is not a number"),
            })
        };
        let value = match self.kind {
            Kind::Date => text.parse().map(Value::Date).map_err(|_| Text {
                zh: format!("“{text}”不是日期，请写成 2026-03-01"),
                en: format!("“{text}” is not a date; write it as 2026-03-01"),
            })?,
            Kind::Choice => Value::Choice(text.to_owned()),
            Kind::Table => {
                return Err(Text {
                    zh: "表格参数请在 parameters.toml 中修改".to_owned(),
                    en: "edit tables in parameters.toml".to_owned(),
                });
            }
            Kind::Money | Kind::Rate | Kind::Count | Kind::Minutes | Kind::Share => {
                Value::Number(number(text)?)
            }
        };
        self.admit(&value).map(|()| value)
    }

    fn admit(&self, value: &Value) -> Result<(), Text> {
        if let Value::Choice(choice) = value
            && !self.choices.iter().any(|(code, _)| code == choice)
        {
            let known: Vec<_> = self.choices.iter().map(|(code, _)| code.as_str()).collect();
            return Err(Text {
                zh: format!("“{choice}”不在可选项 {} 之中", known.join("、")),
                en: format!("{choice} is none of {}", known.join(", ")),
            });
        }
        let Value::Number(number) = value else {
            return Ok(());
        };
        if matches!(self.kind, Kind::Count | Kind::Minutes) && !number.fract().is_zero() {
            return Err(Text {
                zh: format!("{number} 应为整数"),
                en: format!("{number} should be a whole number"),
            });
        }
        if self.kind == Kind::Money && number.normalize().scale() > 2 {
            return Err(Text {
                zh: format!("{number} 的小数超过两位，金额只到分"),
                en: format!("{number} has more than two decimals; amounts go down to 0.01"),
            });
        }
        match self.range {
            Some((low, high)) if *number < low || *number > high => Err(Text {
                zh: format!("{number} 不在 {low}～{high} 之间"),
                en: format!("{number} is not between {low} and {high}"),
            }),
            _ => Ok(()),
        }
    }
}

/// Input methods for Chinese type ０～９, ． and － as full-width forms of the ASCII characters.
fn half_width(typed: char) -> char {
    match typed {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(typed) - 0xFEE0).unwrap_or(typed),
        '\u{3000}' => ' ',
        other => other,
    }
}
