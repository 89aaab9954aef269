//! Statements and calls: what holds where, and what each variable holds then.

use std::mem;

use rhai::{Expr, Stmt, StmtBlock};

use super::{Lowered, Lowering, Returned};
use crate::lab::value::Val;

/// Calls within each other that are put in place. The interpreter goes further, and not for ever.
const MOST_LEVELS: usize = 20;
/// Operations of a program: it is walked once for all lanes, and must stay shorter than what it saves.
const MOST_OPERATIONS: usize = 20_000;
/// Expressions of a program with its calls put in place: fewer than the interpreter takes operations of a script.
const MOST_EXPRESSIONS: usize = 50_000;
/// Variables of a function, as the interpreter holds.
const MOST_VARIABLES: usize = 64;

impl Lowering<'_> {
    /// What a function of the script returns.
    pub(super) fn call(&mut self, name: &str, given: Vec<Val>) -> Lowered<Val> {
        let functions = self.policy.functions();
        let Some(function) = functions.get(&(name.to_owned(), given.len())) else {
            return self.refuse(name);
        };
        let is_long = self.graph.len() > MOST_OPERATIONS || self.walked > MOST_EXPRESSIONS;
        if self.levels == MOST_LEVELS || is_long {
            return self.refuse(name);
        }
        let at = self.at;
        let variables = function.parameters.iter().cloned().zip(given).collect();
        let outer = mem::replace(&mut self.variables, variables);
        let returned = mem::take(&mut self.returned);
        let before = (mem::replace(&mut self.called_at, self.path.len()), mem::take(&mut self.in_argument));
        let path = self.path.clone();
        self.levels += 1;
        let last = self.statements(&function.body)?;
        self.leave_function(last);
        self.levels -= 1;
        self.at = at;
        self.path = path;
        self.variables = outer;
        (self.called_at, self.in_argument) = before;
        let returned = mem::replace(&mut self.returned, returned);
        self.rejoin(returned)
    }

    fn leave_function(&mut self, value: Val) {
        if !self.path.is_dead {
            let when = self.path.all(&mut self.graph, self.called_at);
            self.returned.push(Returned { when, value, sums: self.sums.clone() });
            self.path.is_dead = true;
        }
    }

    /// What a function returned, by where it was left. None of these lanes is at two places.
    fn rejoin(&mut self, mut returned: Vec<Returned>) -> Lowered<Val> {
        let Some(Returned { mut value, mut sums, .. }) = returned.pop() else {
            self.path.is_dead = true;
            return Ok(Val::Unit);
        };
        while let Some(earlier) = returned.pop() {
            value = self.merge(earlier.when, &earlier.value, &value)?;
            sums = self.merge_sums(earlier.when, &earlier.sums, &sums)?;
        }
        self.sums = sums;
        Ok(value)
    }

    pub(super) fn block(&mut self, block: &StmtBlock) -> Lowered<Val> {
        self.statements(block.statements())
    }

    /// What the last of the statements comes to. Variables end with them.
    fn statements(&mut self, statements: &[Stmt]) -> Lowered<Val> {
        let outside = self.variables.len();
        let mut last = Val::Unit;
        for statement in statements {
            if self.path.is_dead {
                break;
            }
            last = self.statement(statement)?;
        }
        self.variables.truncate(outside);
        Ok(last)
    }

    fn statement(&mut self, statement: &Stmt) -> Lowered<Val> {
        self.at = statement.position();
        match statement {
            Stmt::Noop(_) => Ok(Val::Unit),
            Stmt::Expr(expr) => self.expression(expr),
            Stmt::FnCall(called, at) => self.function(called, *at),
            Stmt::Block(block) => self.block(block),
            Stmt::If(flow, _) => {
                let when = self.expression(&flow.expr)?;
                let when = self.condition(&when)?;
                self.branch(when, &|this| this.block(&flow.body), &|this| this.block(&flow.branch))
            }
            Stmt::Var(of, _, _) => {
                let (name, value, _) = &**of;
                let value = self.expression(value)?;
                if self.variables.len() >= MOST_VARIABLES {
                    return self.refuse("let");
                }
                self.variables.push((name.name.to_string(), value));
                Ok(Val::Unit)
            }
            Stmt::Assignment(of) => {
                let (operator, sides) = &**of;
                let Expr::Variable(to, ..) = &sides.lhs else { return self.refuse("[…] =") };
                if self.in_argument {
                    return self.refuse("=");
                }
                let mut value = self.argument(&sides.rhs)?;
                self.at = statement.position();
                if let Some((.., symbol)) = operator.get_op_assignment_info() {
                    let before = self.variable(&to.1)?;
                    value = self.apply(symbol, &[before, value])?;
                }
                let found = self.variables.iter_mut().rev().find(|(name, _)| to.1 == name.as_str());
                match found {
                    Some((_, held)) => *held = value,
                    None => return self.refuse(&to.1),
                }
                Ok(Val::Unit)
            }
            Stmt::Return(value, flags, _) if !flags.contains(rhai::ASTFlags::BREAK) => {
                let value = value.as_ref().map_or(Ok(Val::Unit), |value| self.expression(value))?;
                self.leave_function(value);
                Ok(Val::Unit)
            }
            other => self.refuse(match other {
                Stmt::For(..) => "for",
                Stmt::While(flow, _) if matches!(flow.expr, Expr::Unit(_)) => "loop",
                Stmt::While(..) => "while",
                Stmt::Do(..) => "do",
                Stmt::Switch(..) => "switch",
                Stmt::TryCatch(..) => "try",
                Stmt::BreakLoop(..) => "break",
                Stmt::Return(..) => "throw",
                _ => "statement",
            }),
        }
    }

    pub(super) fn variable(&self, name: &str) -> Lowered<Val> {
        let found = self.variables.iter().rev().find(|(known, _)| known == name);
        found.map_or_else(|| self.refuse(name), |(_, value)| Ok(value.clone()))
    }
}
