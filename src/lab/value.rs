//! What an expression comes to while a script is compiled: known values by the code of a column, numbers and conditions of the graph, what
//! is read further, and one or another of these by a condition.

use std::{collections::BTreeMap, rc::Rc};

use super::{datum::Datum, graph::Id};
use crate::policy::parameter::Table;

/// A value of a script, of all lanes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Val {
    /// `()`.
    Unit,
    /// A value for each code of a column; of no column, the same for all.
    Known(Option<usize>, Rc<[Datum]>),
    Number(Scaled),
    /// A quotient, which only rounding makes a number of so many places.
    Ratio(Scaled, Scaled),
    Flag(Id),
    /// A subject, by its place among those of the hook.
    Told(usize),
    Parameters,
    /// `p.lecture_fee`.
    Group(Rc<str>),
    Table(Rc<Table>),
    Row(Rc<Table>, usize),
    Refusal,
    /// A grade, by its place among those that are given.
    Grade(usize),
    List(Rc<[Val]>),
    Map(Rc<BTreeMap<String, Val>>),
    /// `1..5`, and whether the last is among them.
    Range(i64, i64, bool),
    /// One of them, by conditions of which one holds.
    Either(Rc<[(Id, Val)]>),
}

/// A number in parts of ten to the power of `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scaled {
    pub(super) id: Id,
    pub(super) scale: u32,
}

impl Val {
    pub(super) fn constant(of: Datum) -> Self {
        Self::Known(None, Rc::from([of]))
    }

    pub(super) fn number(of: impl Into<rust_decimal::Decimal>) -> Self {
        Self::constant(Datum::Number(of.into().normalize()))
    }

    /// What nobody goes on to reckon with: its lanes are left to the interpreter.
    pub(super) fn left() -> Self {
        Self::constant(Datum::Left)
    }

    /// The one value that it has.
    pub(super) fn single(&self) -> Option<&Datum> {
        match self {
            Self::Known(None, values) => values.first(),
            _ => None,
        }
    }

    pub(super) fn is_left(&self) -> bool {
        self.single() == Some(&Datum::Left)
    }
}
