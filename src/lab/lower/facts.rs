//! What is read: facts by their columns, parameters as they stand on the day, the columns of tables.

use std::rc::Rc;

use super::{Lowered, Lowering, Running};
use crate::{
    lab::{
        columns::{Column, Kept, SUM_SCALE},
        datum::Datum,
        graph::{ALWAYS, Id, Op},
        value::{Scaled, Val},
    },
    policy::parameter::{Table, Value},
};

/// The most different values of which each may be looked at by itself.
const MOST_ALTERNATIVES: usize = 16;

impl Lowering<'_> {
    /// `of.name`.
    pub(super) fn read(&mut self, of: &Val, name: &str) -> Lowered<Val> {
        self.distributed(std::slice::from_ref(of), &|this, given| match given {
            [Val::Told(subject)] => this.fact(*subject, name),
            [Val::Parameters] => this.setting(name),
            [Val::Group(group)] => this.setting(&format!("{group}.{name}")),
            [Val::Row(table, row)] => this.cell(table, *row, name),
            [Val::Map(fields)] => {
                fields.get(name).map_or_else(|| this.refuse(name), |value| Ok(value.clone()))
            }
            _ => this.refuse(&format!(".{name}")),
        })
    }

    fn fact(&mut self, subject: usize, name: &str) -> Lowered<Val> {
        let sum = self.hook.accumulates.as_ref().filter(|sum| subject == 0 && sum.told == name);
        if sum.is_some() {
            return Ok(match self.running {
                Running::Always(sum) => Val::number(rust_decimal::Decimal::new(sum, SUM_SCALE)),
                Running::Between(low, high) => {
                    self.reads_sums = true;
                    let id = self.graph.read(Op::Running, (low, high));
                    Val::Number(Scaled { id, scale: SUM_SCALE })
                }
            });
        }
        let mut columns = self.columns.columns.iter().enumerate();
        let found = columns.find(|(_, column)| column.is_of(subject, name));
        let Some((place, column)) = found else { return self.refuse(&format!(".{name}")) };
        let Kept::Numbers { scale, bounds, states, .. } = &column.kept else {
            let values: Rc<[Datum]> = column.values.iter().cloned().collect();
            self.leave_new(Some(place), &values, &[]);
            return Ok(Val::Known(Some(place), values));
        };
        let (scale, bounds) = (*scale, *bounds);
        let present = Column::states().map(|(state, value)| (states.contains(&state), state, value));
        let id = self.graph.read(Op::Read(place), bounds);
        let mut parts = Vec::new();
        let mut is_number = ALWAYS;
        for (_, state, value) in present.into_iter().filter(|(is_present, ..)| *is_present) {
            let when = self.graph.state(place, state);
            let not = self.graph.not(when);
            is_number = self.graph.and(is_number, not);
            if value == Datum::Left {
                self.leave(when);
            }
            parts.push((when, Val::constant(value)));
        }
        let number = Val::Number(Scaled { id, scale });
        if parts.is_empty() {
            return Ok(number);
        }
        parts.push((is_number, number));
        Ok(Val::Either(parts.into()))
    }

    /// `p.name`: a parameter, a table, or a group of them.
    fn setting(&mut self, id: &str) -> Lowered<Val> {
        let Some(parameter) = self.policy.parameter(id) else {
            let group = format!("{id}.");
            let mut all = self.policy.parameters().into_iter();
            return match all.any(|known| known.id.starts_with(&group)) {
                true => Ok(Val::Group(id.into())),
                false => self.refuse(id),
            };
        };
        if let Some(Value::Table(table)) = parameter.on(self.day).map(|dated| &dated.value) {
            return Ok(Val::Table(Rc::new(table.clone())));
        }
        let value = self.parameter(id);
        if value == Datum::Left {
            self.leave(ALWAYS);
        }
        Ok(Val::constant(value))
    }

    /// The value of a parameter on the day.
    pub(super) fn parameter(&self, id: &str) -> Datum {
        let Some(parameter) = self.policy.parameter(id) else { return Datum::Left };
        match parameter.on(self.day) {
            Some(dated) => Datum::from(&dated.value),
            None if parameter.optional => Datum::Missing,
            None => Datum::Left,
        }
    }

    fn cell(&mut self, table: &Table, row: usize, name: &str) -> Lowered<Val> {
        let column = table.columns.iter().position(|column| column == name);
        let cell = column.and_then(|column| table.rows.get(row)?.get(column).copied());
        match cell {
            Some(Some(number)) => Ok(Val::number(number)),
            Some(None) => Ok(Val::constant(Datum::Missing)),
            None => self.refuse(&format!(".{name}")),
        }
    }

    /// The values of a column, each where it stands.
    pub(super) fn alternatives(&mut self, column: usize, values: &[Datum]) -> Lowered<Vec<(Id, Val)>> {
        let possible = self.path.possible(&self.graph, column, values.len());
        let mut parts: Vec<(Datum, Vec<bool>)> = Vec::new();
        for (code, value) in values.iter().enumerate() {
            if !possible.get(code).is_some_and(|is| *is) {
                continue;
            }
            let place = parts.iter().position(|(known, _)| known == value).unwrap_or_else(|| {
                parts.push((value.clone(), vec![false; values.len()]));
                parts.len() - 1
            });
            if let Some(is) = parts.get_mut(place).and_then(|(_, among)| among.get_mut(code)) {
                *is = true;
            }
            if parts.len() > MOST_ALTERNATIVES {
                return self.refuse("values");
            }
        }
        let part = |this: &mut Self, (value, among)| (this.graph.test(column, among), Val::constant(value));
        Ok(parts.into_iter().map(|parted| part(self, parted)).collect())
    }

    /// Leaves the lanes to the interpreter of which a result is not known, where what it was made of is.
    pub(super) fn leave_new(&mut self, column: Option<usize>, values: &[Datum], given: &[&[Datum]]) {
        let was_left =
            |code: usize| given.iter().any(|given| given.get(code).or(given.first()) == Some(&Datum::Left));
        let new = values.iter().enumerate().map(|(code, value)| *value == Datum::Left && !was_left(code));
        let new: Vec<bool> = new.collect();
        let when = match column {
            Some(column) => self.graph.test(column, new),
            None if new.contains(&true) => ALWAYS,
            None => return,
        };
        self.leave(when);
    }
}
