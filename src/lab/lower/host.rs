//! The functions of the host: what a script says, and what lists, texts and tables are asked.

use std::rc::Rc;

use super::{Lowered, Lowering};
use crate::{
    domain::Money,
    lab::{
        columns::SUM_SCALE,
        datum::{Datum, MOST_HOURS},
        graph::{ALWAYS, Op},
        value::{Scaled, Val},
    },
    policy::{hook::Answer, parameter::Table},
};

/// What a decision can hold of lines, of refusals and of notes; together, so that none of them has more.
const MOST_SAID: usize = 100;

impl Lowering<'_> {
    /// A function of the host, however it is called.
    pub(super) fn host(&mut self, name: &str, given: &[Val]) -> Lowered<Val> {
        self.distributed(given, &|this, given| this.hosted(name, given))
    }

    fn hosted(&mut self, name: &str, given: &[Val]) -> Lowered<Val> {
        match (name, given) {
            ("line" | "tax", [label, amount]) => self.line(name, label, amount),
            ("points", [label, got, of]) => self.points(label, got, of),
            ("total", []) => Ok(self.sums.total.clone()),
            ("pay_hours", [hours]) => self.pay_hours(hours),
            ("refuse" | "grade", [code]) => self.code(name, code),
            ("note" | "cite", [text]) => {
                self.text(text);
                self.one_more(usize::from(name == "note"))?;
                Ok(Val::Unit)
            }
            ("row_for", [Val::Table(table), of]) => self.row_for(table, of),
            ("contains", [Val::List(items), item]) => {
                let items = Rc::clone(items);
                self.is_any(&items, item)
            }
            ("contains", [Val::Range(from, to, closed), item]) => {
                let (from, to) = (Val::number(*from), Val::number(*to));
                let above = self.apply(">=", &[item.clone(), from])?;
                let above = self.condition(&above)?;
                let below = self.apply(if *closed { "<=" } else { "<" }, &[item.clone(), to])?;
                let below = self.condition(&below)?;
                Ok(Val::Flag(self.graph.and(above, below)))
            }
            ("len", [Val::List(items)]) => Ok(Val::number(items.len())),
            ("push", _) => self.refuse(name),
            _ => self.apply(name, given),
        }
    }

    fn one_more(&mut self, more: usize) -> Lowered<()> {
        self.said += more;
        if self.said > MOST_SAID { self.refuse("lines") } else { Ok(()) }
    }

    /// Leaves the lanes where something is no text.
    fn text(&mut self, of: &Val) {
        match of {
            Val::Known(column, values) => {
                let texts = values.iter().map(|value| match value {
                    Datum::Text(_) => Datum::Missing,
                    _ => Datum::Left,
                });
                self.leave_new(*column, &texts.collect::<Vec<_>>(), &[values.as_ref()]);
            }
            _ => self.leave(ALWAYS),
        }
    }

    /// Leaves all lanes where a function means nothing to the hook.
    fn serves(&mut self, serves: bool) -> bool {
        if !serves {
            self.leave(ALWAYS);
        }
        serves
    }

    fn line(&mut self, name: &str, label: &Val, amount: &Val) -> Lowered<Val> {
        self.text(label);
        self.one_more(1)?;
        if !self.serves(self.hook.answer == Answer::Amount) {
            return Ok(Val::left());
        }
        let amount = match amount {
            Val::Known(..) => self.apply("money", std::slice::from_ref(amount))?,
            amount => {
                let Scaled { id, scale } = self.rounded(amount, 2)?;
                let most = Money::MOST.as_fen() / 10i64.pow(2 - scale);
                Val::Number(Scaled { id: self.tamed(id, most), scale })
            }
        };
        self.sums.total = self.apply("+", &[self.sums.total.clone(), amount.clone()])?;
        if name == "tax" {
            self.says_tax = true;
            self.sums.tax = self.apply("+", &[self.sums.tax.clone(), amount.clone()])?;
        }
        Ok(amount)
    }

    fn points(&mut self, label: &Val, got: &Val, of: &Val) -> Lowered<Val> {
        self.text(label);
        self.one_more(1)?;
        if !self.serves(matches!(self.hook.answer, Answer::Score { .. } | Answer::Grade)) {
            return Ok(Val::left());
        }
        let got = match got {
            Val::Known(..) => self.apply("round_half_up", &[got.clone(), Val::number(2)])?,
            got => Val::Number(self.rounded(got, 2)?),
        };
        for (symbol, than) in [(">=", Val::number(0)), ("<=", of.clone())] {
            let holds = self.apply(symbol, &[got.clone(), than])?;
            let holds = self.condition(&holds)?;
            let not = self.graph.not(holds);
            self.leave(not);
        }
        self.sums.total = self.apply("+", &[self.sums.total.clone(), got.clone()])?;
        self.sums.most = self.apply("+", &[self.sums.most.clone(), of.clone()])?;
        Ok(got)
    }

    fn pay_hours(&mut self, hours: &Val) -> Lowered<Val> {
        if self.serves(self.hook.accumulates.is_some()) {
            let Scaled { id, scale } = self.needed(hours)?;
            if scale > SUM_SCALE {
                return self.refuse("pay_hours");
            }
            let (none, most) = (self.graph.constant(0), self.graph.constant(MOST_HOURS * 10i64.pow(scale)));
            let negative = self.graph.compare(Op::Less, id, none);
            let many = self.graph.compare(Op::Less, most, id);
            let beyond = self.graph.or(negative, many);
            self.leave(beyond);
            self.sums.hours = hours.clone();
        }
        Ok(Val::Unit)
    }

    /// `refuse(…)` and `grade(…)`.
    fn code(&mut self, name: &str, code: &Val) -> Lowered<Val> {
        let said = match code {
            Val::Known(None, said) => said.first(),
            Val::Known(Some(column), values) => {
                let parts = self.alternatives(*column, values)?;
                return self.host(name, &[Val::Either(parts.into())]);
            }
            _ => None,
        };
        let Some(Datum::Text(said)) = said else {
            self.leave(ALWAYS);
            return Ok(Val::left());
        };
        if name == "refuse" {
            self.one_more(1)?;
            let when = self.path.all(&mut self.graph, 0);
            self.refusals.push((when, Rc::clone(said)));
            return Ok(Val::Refusal);
        }
        if !self.serves(self.hook.answer == Answer::Grade) {
            return Ok(Val::left());
        }
        let place = self.grades.iter().position(|known| known == said).unwrap_or_else(|| {
            self.grades.push(Rc::clone(said));
            self.grades.len() - 1
        });
        Ok(Val::Grade(place))
    }

    /// The first row that covers a number: one of them, by conditions.
    fn row_for(&mut self, table: &Rc<Table>, of: &Val) -> Lowered<Val> {
        let mut parts = Vec::new();
        let mut beyond = ALWAYS;
        for (row, cells) in table.rows.iter().enumerate() {
            let row = Val::Row(Rc::clone(table), row);
            let Some(Some(bound)) = cells.first() else {
                parts.push((beyond, row));
                break;
            };
            let covers = self.apply("<=", &[of.clone(), Val::number(*bound)])?;
            let covers = self.condition(&covers)?;
            let (here, not) = (self.graph.and(beyond, covers), self.graph.not(covers));
            beyond = self.graph.and(beyond, not);
            parts.push((here, row));
        }
        Ok(Val::Either(parts.into()))
    }

    /// Whether something is one of a list: each is compared where those before it were not the same.
    fn is_any(&mut self, items: &[Val], item: &Val) -> Lowered<Val> {
        let Some((first, rest)) = items.split_first() else {
            return Ok(Val::constant(Datum::Flag(false)));
        };
        let same = self.apply("==", &[first.clone(), item.clone()])?;
        let same = self.condition(&same)?;
        if rest.is_empty() {
            return Ok(Val::Flag(same));
        }
        let found = |_: &mut Self| Ok(Val::constant(Datum::Flag(true)));
        self.branch(same, &found, &|this| this.is_any(rest, item))
    }
}
