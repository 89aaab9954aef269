//! Expressions: what is read in them, what is called, and what they come to.

use rhai::{ASTFlags, Expr, FnCallExpr, Position};

use super::{Locals, Walker};
use crate::{
    clauses::Clause,
    policy::{
        nearest::{did_you_mean, nearest},
        shapes::{Shape, Shapes, plain},
        texts::Section,
        vocabulary,
    },
};

impl Walker<'_> {
    pub(super) fn expression(&mut self, expr: &Expr, locals: &mut Locals) -> Shapes {
        match expr {
            Expr::StringConstant(text, at) => Shapes::from([Shape::Code(text.to_string(), *at)]),
            Expr::Variable(of, _, _) => {
                let known = locals.variables.iter().rev().find(|(name, _)| of.1 == name.as_str());
                known.map_or_else(plain, |(_, value)| value.clone())
            }
            Expr::Dot(sides, flags, at) => {
                let of = self.expression(&sides.lhs, locals);
                self.dotted(&of, &sides.rhs, *flags, *at, locals)
            }
            Expr::Index(sides, flags, at) => {
                let of = self.expression(&sides.lhs, locals);
                self.indexed(&of, &sides.rhs, *flags, *at, locals)
            }
            Expr::FnCall(called, at) => self.function(called, *at, locals),
            Expr::Stmt(block) => self.block(block, locals),
            Expr::Array(items, at) => {
                for item in items {
                    let item = self.expression(item, locals);
                    self.hold(&item, *at);
                }
                Shapes::from([Shape::Held])
            }
            Expr::Map(of, at) => {
                for (_, item) in &of.0 {
                    let item = self.expression(item, locals);
                    self.hold(&item, *at);
                }
                Shapes::from([Shape::Held])
            }
            Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => {
                parts.iter().for_each(|part| drop(self.expression(part, locals)));
                plain()
            }
            Expr::InterpolatedString(_, at) => {
                self.fault(
                    *at,
                    "文字中不能写 ${…}，请用 + 连接",
                    "a text cannot hold ${…}; join the parts with +",
                );
                plain()
            }
            Expr::DynamicConstant(value, _) if value.is_array() || value.is_map() => {
                Shapes::from([Shape::Held])
            }
            _ => plain(),
        }
    }

    /// What lies in a list or map is lost sight of, so nothing lies there that is read of.
    fn hold(&mut self, item: &Shapes, at: Position) {
        if item.iter().any(Shape::is_read_of) {
            self.fault(
                at,
                "列表和映射中只能放数字、文字、日期等值，不能放记录或参数组",
                "lists and maps hold numbers, texts and days, no records and no groups of parameters",
            );
        }
    }

    pub(super) fn assign(&mut self, to: &Expr, value: Shapes, locals: &mut Locals) {
        if let Expr::Variable(of, ..) = to {
            let known = locals.variables.iter_mut().rev().find(|(name, _)| of.1 == name.as_str());
            if let Some((_, known)) = known {
                known.extend(value);
            }
            return;
        }
        self.hold(&value, to.start_position());
        self.expression(to, locals);
        if let Expr::Dot(sides, ..) | Expr::Index(sides, ..) = to
            && self.expression(&sides.lhs, locals).iter().any(Shape::is_read_of)
        {
            self.fault(
                to.start_position(),
                "事实和参数只能读，不能改",
                "facts and parameters can be read and not be changed",
            );
        }
    }

    /// `of.rhs`, and what comes after it.
    fn dotted(
        &mut self,
        of: &Shapes,
        rhs: &Expr,
        flags: ASTFlags,
        at: Position,
        locals: &mut Locals,
    ) -> Shapes {
        match rhs {
            Expr::Property(name, _) => {
                let read = |shape| (at, self.readable.read(shape, &name.2));
                let said: Vec<_> = of.iter().map(read).collect();
                said.into_iter().map(|(at, said)| self.told(at, said)).collect()
            }
            Expr::MethodCall(called, at) => self.method(of, called, *at, locals),
            Expr::Dot(sides, more, next) if !flags.contains(ASTFlags::BREAK) => {
                let of = self.dotted(of, &sides.lhs, flags, at, locals);
                self.dotted(&of, &sides.rhs, *more, *next, locals)
            }
            Expr::Index(sides, more, next) if !flags.contains(ASTFlags::BREAK) => {
                let of = self.dotted(of, &sides.lhs, flags, at, locals);
                self.indexed(&of, &sides.rhs, *more, *next, locals)
            }
            other => self.expression(other, locals),
        }
    }

    /// `of[rhs]`, and what comes after it.
    fn indexed(
        &mut self,
        of: &Shapes,
        rhs: &Expr,
        flags: ASTFlags,
        at: Position,
        locals: &mut Locals,
    ) -> Shapes {
        match rhs {
            Expr::Dot(sides, more, next) if !flags.contains(ASTFlags::BREAK) => {
                let by = self.expression(&sides.lhs, locals);
                let of = self.picked(of, &by, at);
                self.dotted(&of, &sides.rhs, *more, *next, locals)
            }
            Expr::Index(sides, more, next) if !flags.contains(ASTFlags::BREAK) => {
                let by = self.expression(&sides.lhs, locals);
                let of = self.picked(of, &by, at);
                self.indexed(&of, &sides.rhs, *more, *next, locals)
            }
            by => {
                let by = self.expression(by, locals);
                self.picked(of, &by, at)
            }
        }
    }

    /// What stands under a name in brackets. Of what is read of, every name that it may be must be there.
    fn picked(&mut self, of: &Shapes, by: &Shapes, at: Position) -> Shapes {
        let mut found = Shapes::new();
        for shape in of {
            if !shape.is_read_of() {
                found.insert(if *shape == Shape::Held { Shape::Held } else { Shape::Plain });
                continue;
            }
            for name in by {
                let Some(codes) = self.readable.codes(name) else {
                    self.fault(
                        at,
                        "方括号里的名字应写明，或是有固定选项的事实，否则无法事先核对",
                        "the name in brackets must stand there, or be a fact with fixed choices; otherwise it cannot be checked beforehand",
                    );
                    continue;
                };
                for code in codes {
                    let said = self.readable.read(shape, &code);
                    found.insert(self.told(at, said));
                }
            }
        }
        found
    }

    /// `of.name(…)`.
    fn method(&mut self, of: &Shapes, called: &FnCallExpr, at: Position, locals: &mut Locals) -> Shapes {
        let given: Vec<_> = called.args.iter().map(|given| self.expression(given, locals)).collect();
        let name = called.name.as_str();
        if name == "row_for" && given.len() == 1 {
            let rows = of.iter().filter_map(|shape| match shape {
                Shape::Table(table) => Some(Shape::Row(table.clone())),
                _ => None,
            });
            let rows: Shapes = rows.collect();
            if rows.len() != of.len() {
                self.fault(at, "row_for 只用于表格参数", "row_for is of tables among the parameters");
            }
            return rows;
        }
        if name == "push" {
            given.iter().for_each(|item| self.hold(item, at));
        }
        if !vocabulary::has_function(name, given.len() + 1) {
            self.no_function(name, given.len() + 1, at);
        }
        plain()
    }

    /// `name(…)`, an operator, or `base::name(…)`.
    pub(super) fn function(&mut self, called: &FnCallExpr, at: Position, locals: &mut Locals) -> Shapes {
        let given: Vec<_> = called.args.iter().map(|given| self.expression(given, locals)).collect();
        let name = (called.name.to_string(), given.len());
        if called.is_operator_call() {
            return plain();
        }
        if self.functions.0.contains_key(&name) {
            return self.call(name, given, at);
        }
        if !called.namespace.is_empty() || !vocabulary::has_function(&name.0, name.1) {
            self.no_function(&name.0, name.1, at);
            return Shapes::from([Shape::Held]);
        }
        if let Some(code) = given.first() {
            self.says(&name.0, code, at);
        }
        plain()
    }

    /// What is said by a code must be known beforehand, or it could be without words.
    fn says(&mut self, function: &str, said: &Shapes, at: Position) {
        let section = Section::said_by(function);
        if section.is_none() && function != "cite" {
            return;
        }
        for shape in said {
            match (shape, section) {
                (Shape::Code(code, at), Some(section)) => {
                    self.found.codes.entry((section, code.clone())).or_insert(*at);
                }
                (Shape::Code(clause, _), None) if Clause::parse(clause).is_none() => self.fault(
                    at,
                    format!("通知没有条款“{clause}”"),
                    format!("the notice has no clause {clause}"),
                ),
                (Shape::Code(..), None) => {}
                _ => self.fault(
                    at,
                    format!("{function} 的代码应写明，否则无法事先核对有没有文字"),
                    format!("the code that {function} says must stand there; otherwise its words cannot be checked beforehand"),
                ),
            }
        }
    }

    fn no_function(&mut self, name: &str, arity: usize, at: Position) {
        let functions = self.functions;
        let mut known: Vec<&str> = functions.names().filter(|known| !known.contains('#')).collect();
        for function in vocabulary::functions() {
            known.push(function);
        }
        // The name may be right and its arguments wrong.
        let (zh, en) = did_you_mean(nearest(name, known.into_iter().filter(|known| *known != name)));
        self.fault(
            at,
            format!("没有函数或运算 {name}（{arity} 个参数）{zh}"),
            format!("there is no function or operation {name} of {arity} arguments{en}"),
        );
    }
}
