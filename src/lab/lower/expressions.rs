//! Expressions: what is read, called and compared.

use std::{collections::BTreeMap, mem, rc::Rc};

use rhai::{ASTFlags, Expr, FnCallExpr, Position};

use super::{Lowered, Lowering};
use crate::lab::{
    datum::Datum,
    graph::{ALWAYS, NEVER},
    value::Val,
};

impl Lowering<'_> {
    pub(super) fn expression(&mut self, expr: &Expr) -> Lowered<Val> {
        if self.path.is_dead {
            return Ok(Val::Unit);
        }
        self.at = expr.start_position();
        self.walked += 1;
        match expr {
            Expr::BoolConstant(flag, _) => Ok(Val::constant(Datum::Flag(*flag))),
            Expr::IntegerConstant(number, _) => Ok(Val::number(*number)),
            Expr::DynamicConstant(value, _) => match value.as_decimal() {
                Ok(number) => Ok(Val::number(number)),
                Err(_) => self.refuse("constant"),
            },
            Expr::StringConstant(text, _) => Ok(Val::constant(Datum::Text(text.as_str().into()))),
            Expr::Unit(_) => Ok(Val::Unit),
            Expr::Variable(of, ..) if of.2.is_empty() => self.variable(&of.1),
            Expr::Dot(sides, flags, at) => {
                let of = self.chained(&sides.lhs)?;
                self.dotted(of, &sides.rhs, *flags, *at)
            }
            Expr::Index(sides, flags, at) => {
                let of = self.chained(&sides.lhs)?;
                self.indexed(of, &sides.rhs, *flags, *at)
            }
            Expr::FnCall(called, at) => self.function(called, *at),
            Expr::Stmt(block) => self.block(block),
            Expr::Array(items, _) => {
                let items = items.iter().map(|item| self.argument(item)).collect::<Lowered<Vec<_>>>()?;
                Ok(Val::List(items.into()))
            }
            Expr::Map(of, _) => {
                let mut fields = BTreeMap::new();
                for (key, item) in &of.0 {
                    fields.insert(key.name.to_string(), self.argument(item)?);
                }
                Ok(Val::Map(Rc::new(fields)))
            }
            Expr::And(parts, _) => self.all(parts, true),
            Expr::Or(parts, _) => self.all(parts, false),
            other => self.refuse(match other {
                Expr::CharConstant(..) => "'…'",
                Expr::InterpolatedString(..) => "${…}",
                Expr::Coalesce(..) => "??",
                Expr::Variable(..) => "::",
                _ => "expression",
            }),
        }
    }

    /// `a && b` or `a || b`: each is worked out where those before it have not settled it.
    fn all(&mut self, parts: &[Expr], all: bool) -> Lowered<Val> {
        let Some((first, rest)) = parts.split_first() else {
            return Ok(Val::constant(Datum::Flag(all)));
        };
        let first = self.argument(first)?;
        if self.path.is_dead {
            return Ok(Val::Unit);
        }
        let first = self.condition(&first)?;
        if rest.is_empty() {
            return Ok(Val::Flag(first));
        }
        let settled = |_: &mut Self| Ok(Val::Flag(if all { NEVER } else { ALWAYS }));
        match all {
            true => self.branch(first, &|this| this.all(rest, all), &settled),
            false => self.branch(first, &settled, &|this| this.all(rest, all)),
        }
    }

    /// What is worked out beside others: what it assigns, some of them would read.
    pub(super) fn argument(&mut self, expr: &Expr) -> Lowered<Val> {
        let outer = mem::replace(&mut self.in_argument, true);
        let value = self.expression(expr);
        self.in_argument = outer;
        value
    }

    /// What something is read of. The interpreter works out what stands in its brackets first.
    fn chained(&mut self, of: &Expr) -> Lowered<Val> {
        let outer = mem::replace(&mut self.in_argument, true);
        let value = match of {
            Expr::Variable(..) | Expr::FnCall(..) | Expr::Stmt(_) => self.expression(of),
            Expr::Array(..) | Expr::Map(..) | Expr::StringConstant(..) | Expr::IntegerConstant(..) => {
                self.expression(of)
            }
            Expr::Dot(..) | Expr::Index(..) | Expr::DynamicConstant(..) => self.expression(of),
            _ => self.refuse("."),
        };
        self.in_argument = outer;
        value
    }

    /// What stands in brackets. As the interpreter works it out before what it is read of, it may say nothing.
    fn bracketed(&mut self, expr: &Expr) -> Lowered<Val> {
        let (said, left) = (self.said, self.path.is_dead);
        let value = self.argument(expr)?;
        if self.said != said || self.path.is_dead != left {
            return self.refuse("[…]");
        }
        Ok(value)
    }

    /// `of.rhs`, and what comes after it.
    fn dotted(&mut self, of: Val, rhs: &Expr, flags: ASTFlags, at: Position) -> Lowered<Val> {
        self.at = at;
        match rhs {
            Expr::Property(name, _) => self.read(&of, &name.2),
            Expr::MethodCall(called, at) => {
                let mut given = vec![of];
                for argument in &called.args {
                    given.push(self.bracketed(argument)?);
                }
                self.at = *at;
                self.host(&called.name, &given)
            }
            Expr::Dot(sides, more, next) if !flags.contains(ASTFlags::BREAK) => {
                let of = self.dotted(of, &sides.lhs, flags, at)?;
                self.dotted(of, &sides.rhs, *more, *next)
            }
            Expr::Index(sides, more, next) if !flags.contains(ASTFlags::BREAK) => {
                let of = self.dotted(of, &sides.lhs, flags, at)?;
                self.indexed(of, &sides.rhs, *more, *next)
            }
            _ => self.refuse("."),
        }
    }

    /// `of[rhs]`, and what comes after it.
    fn indexed(&mut self, of: Val, rhs: &Expr, flags: ASTFlags, at: Position) -> Lowered<Val> {
        match rhs {
            Expr::Dot(sides, more, next) if !flags.contains(ASTFlags::BREAK) => {
                let by = self.bracketed(&sides.lhs)?;
                let of = self.picked(of, by, at)?;
                self.dotted(of, &sides.rhs, *more, *next)
            }
            Expr::Index(sides, more, next) if !flags.contains(ASTFlags::BREAK) => {
                let by = self.bracketed(&sides.lhs)?;
                let of = self.picked(of, by, at)?;
                self.indexed(of, &sides.rhs, *more, *next)
            }
            by => {
                let by = self.bracketed(by)?;
                self.picked(of, by, at)
            }
        }
    }

    /// What stands under a name or a place in brackets.
    fn picked(&mut self, of: Val, by: Val, at: Position) -> Lowered<Val> {
        self.at = at;
        self.distributed(&[of, by], &|this, given| match given {
            [of, by] if by.single().is_some() => match by.single() {
                Some(Datum::Text(name)) => this.read(of, name),
                Some(Datum::Left) => Ok(Val::left()),
                _ => this.refuse("[…]"),
            },
            [Val::Group(group), Val::Known(column, names)] => {
                let values = names.iter().map(|name| match name {
                    Datum::Text(name) => this.parameter(&format!("{group}.{name}")),
                    _ => Datum::Left,
                });
                let values: Vec<_> = values.collect();
                this.leave_new(*column, &values, &[names.as_ref()]);
                Ok(Val::Known(*column, values.into()))
            }
            [of, Val::Known(Some(column), names)] => {
                let (column, names) = (*column, Rc::clone(names));
                let parts = this.alternatives(column, &names)?;
                let by = Val::Either(parts.into());
                this.picked(of.clone(), by, at)
            }
            _ => this.refuse("[…]"),
        })
    }

    /// `name(…)`, an operator, or `base::name(…)`.
    pub(super) fn function(&mut self, called: &FnCallExpr, at: Position) -> Lowered<Val> {
        let mut given = Vec::with_capacity(called.args.len());
        for argument in &called.args {
            given.push(self.argument(argument)?);
        }
        if self.path.is_dead {
            return Ok(Val::Unit);
        }
        self.at = at;
        let name = &*called.name;
        if called.is_operator_call() {
            return self.apply(name, &given);
        }
        let key = (name.to_owned(), given.len());
        if self.policy.functions().get(&key).is_some() {
            return self.call(name, given);
        }
        self.host(name, &given)
    }
}
