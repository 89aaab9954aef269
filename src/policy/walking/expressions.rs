//! Expressions: what is read in them, what is called, and what they come to.

use std::{collections::BTreeSet, iter};

use rhai::{ASTFlags, Expr, FnCallExpr, Ident, Position};

use super::{Locals, Walker, join};
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
        if !self.can_spend(1, expr.position()) {
            return Shapes::new();
        }
        match expr {
            Expr::StringConstant(text, at) => Shapes::from([Shape::Code(text.to_string(), *at)]),
            Expr::Variable(of, _, at) => {
                if !of.2.is_empty() {
                    self.no_variable(&format!("{}::{}", of.2, of.1), *at);
                    return Shapes::new();
                }
                let known = locals.variables.iter().rev().find(|(name, _)| of.1 == name.as_str());
                let value = known.map_or_else(plain, |(_, value)| value.clone());
                self.bounded(value, *at)
            }
            Expr::Dot(sides, flags, at) => {
                let of = self.expression(&sides.lhs, locals);
                let value = self.dotted(&of, &sides.rhs, *flags, *at, locals);
                self.pushed(expr, locals);
                value
            }
            Expr::Index(sides, flags, at) => {
                let of = self.expression(&sides.lhs, locals);
                let value = self.indexed(&of, &sides.rhs, *flags, *at, locals);
                self.pushed(expr, locals);
                value
            }
            Expr::FnCall(called, at) => self.function(called, *at, locals),
            Expr::Stmt(block) => self.block(block, locals),
            Expr::Array(items, at) => {
                let items: Shapes = items.iter().flat_map(|item| self.item(item, *at, locals)).collect();
                self.bounded(Shapes::from([Shape::List(items)]), *at)
            }
            Expr::Map(of, at) => {
                let field =
                    |(key, item): &(Ident, Expr)| (key.name.to_string(), self.item(item, *at, locals));
                let fields = of.0.iter().map(field).collect();
                self.bounded(Shapes::from([Shape::Map(fields)]), *at)
            }
            Expr::And(parts, at) | Expr::Or(parts, at) | Expr::Coalesce(parts, at) => {
                for part in parts.iter() {
                    // It may be that the parts before have settled it.
                    let before = self.noted(locals, *at);
                    self.expression(part, locals);
                    join(&mut locals.variables, &before);
                }
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
            _ => plain(),
        }
    }

    /// What is put into a list or map as it is written down.
    fn item(&mut self, item: &Expr, at: Position, locals: &mut Locals) -> Shapes {
        let item = self.expression(item, locals);
        self.hold(&item, at);
        item
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
                let mut found = Shapes::new();
                for shape in of {
                    let said = self.readable.read(shape, &name.2);
                    found.extend(self.told(at, said));
                }
                found
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

    /// What stands under a name in brackets. Of what has names, every one that it may be must be there.
    fn picked(&mut self, of: &Shapes, by: &Shapes, at: Position) -> Shapes {
        let mut found = Shapes::new();
        for shape in of {
            match shape {
                Shape::List(items) => found.extend(items.iter().cloned()),
                shape if shape.is_read_of() || matches!(shape, Shape::Map(_)) => {
                    for name in self.names(by, at) {
                        let said = self.readable.read(shape, &name);
                        found.extend(self.told(at, said));
                    }
                }
                _ => {
                    found.insert(Shape::Plain);
                }
            }
        }
        found
    }

    /// The names that may stand in brackets.
    pub(super) fn names(&mut self, by: &Shapes, at: Position) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for name in by {
            match self.readable.codes(name) {
                Some(codes) => names.extend(codes),
                None => self.fault(
                    at,
                    "方括号里的名字应写明，或是有固定选项的事实，否则无法事先核对",
                    "the name in brackets must stand there, or be a fact with fixed choices; otherwise it cannot be checked beforehand",
                ),
            }
        }
        names
    }

    /// `of.name(…)`.
    fn method(&mut self, of: &Shapes, called: &FnCallExpr, at: Position, locals: &mut Locals) -> Shapes {
        let given = called.args.iter().map(|given| self.expression(given, locals));
        let given: Vec<_> = iter::once(of.clone()).chain(given).collect();
        if called.name == "row_for" && given.len() == 2 {
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
        self.function_of_the_host(&called.name, &given, at)
    }

    /// `name(…)`, an operator, or `base::name(…)`.
    pub(super) fn function(&mut self, called: &FnCallExpr, at: Position, locals: &mut Locals) -> Shapes {
        let given: Vec<_> = called.args.iter().map(|given| self.expression(given, locals)).collect();
        if called.is_operator_call() {
            if let ("==" | "!=", [one, other]) = (&*called.name, given.as_slice()) {
                self.compares(one, other);
                self.compares(other, one);
            }
            return plain();
        }
        let name = (called.name.to_string(), given.len());
        if self.functions.get(&name).is_some() {
            return self.call(name, given, at);
        }
        if !called.namespace.is_empty() {
            self.no_function(&name.0, name.1, at);
            return Shapes::new();
        }
        if let ("push", [list, _], [_, item]) = (&*name.0, called.args.as_ref(), given.as_slice()) {
            self.push_onto(list, item.clone(), locals);
        }
        self.function_of_the_host(&name.0, &given, at)
    }

    /// A text in quotes beside something of a closed list is one of it, or they would never be equal.
    fn compares(&mut self, one: &Shapes, other: &Shapes) {
        let lists = one.iter().map(|shape| match shape {
            Shape::Code(..) => None,
            shape => self.readable.codes(shape),
        });
        let Some(lists) = lists.collect::<Option<Vec<_>>>().filter(|lists| !lists.is_empty()) else { return };
        let known: BTreeSet<String> = lists.into_iter().flatten().collect();
        for shape in other {
            let Shape::Code(code, at) = shape else { continue };
            if known.contains(code) {
                continue;
            }
            let (zh, en) = did_you_mean(nearest(code, known.iter().map(String::as_str)));
            let all = known.iter().cloned().collect::<Vec<_>>();
            self.fault(
                *at,
                format!("不会等于“{code}”{zh}，只会是{}", all.join("、")),
                format!("it is never {code}{en}; it is one of {}", all.join(", ")),
            );
        }
    }

    /// However it is called, `push(list, item)` or `list.push(item)`.
    fn function_of_the_host(&mut self, name: &str, given: &[Shapes], at: Position) -> Shapes {
        if !vocabulary::has_function(name, given.len()) {
            self.no_function(name, given.len(), at);
            return Shapes::new();
        }
        if let ("push", [_, item]) = (name, given) {
            self.hold(item, at);
        }
        if let Some(code) = given.first() {
            self.says(name, code, at);
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

    fn no_variable(&mut self, name: &str, at: Position) {
        self.fault(at, format!("没有变量 {name}"), format!("there is no variable {name}"));
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
