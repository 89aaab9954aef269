//! Reading scripts before they run: every name that any branch of any function reads must be there.
//!
//! From each hook its function is walked with the hook's subjects, and every function that it calls with what it is given there,
//! until nothing new is found. What a branch reads is checked whether or not any fact leads there. What cannot be known from the script alone is
//! refused: a fact by a name worked out, a text worked out where a code must stand.

mod expressions;
mod places;

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use rhai::{Position, Stmt, StmtBlock};

use super::{
    answered::Answered,
    decision::Text,
    functions::{Functions, Name},
    sandbox::MOST_LEVELS,
    shapes::{Of, Readable, Shape, Shapes, measure, plain},
    texts::Section,
};

/// What walking found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) faults: BTreeSet<(Position, String, String)>,
    /// The codes given to `line`, `refuse` and their like, and where each is first said.
    pub(super) codes: BTreeMap<(Section, String), Position>,
    /// The functions that some hook comes to.
    pub(super) reached: BTreeSet<Name>,
}

/// Expressions walked, with what they may come to: the national pack comes to some thousands.
const MOST: usize = 100_000;

/// Walks everything that the hooks come to.
pub(super) fn walk(hooks: &Answered, functions: &Functions, readable: &Readable<'_>) -> Walked {
    let mut walker = Walker {
        functions,
        readable,
        found: Walked::default(),
        results: BTreeMap::new(),
        visited: BTreeSet::new(),
        is_new: true,
        levels: 0,
        left: MOST,
    };
    // What a function returns may be read by what was walked before it.
    while mem::take(&mut walker.is_new) && walker.left > 0 {
        walker.visited.clear();
        for (hook, at) in hooks.values() {
            let told =
                |subject: &&'static _| Shapes::from([Shape::Told { of: Of(subject), path: String::new() }]);
            let given = hook.subjects.iter().map(told).chain([Shapes::from([Shape::Parameters])]).collect();
            walker.call((hook.name.to_owned(), hook.subjects.len() + 1), given, *at);
        }
    }
    walker.found
}

struct Walker<'a> {
    functions: &'a Functions,
    readable: &'a Readable<'a>,
    found: Walked,
    /// What each function returns, by what it is given.
    results: BTreeMap<(Name, Vec<Shapes>), Shapes>,
    visited: BTreeSet<(Name, Vec<Shapes>)>,
    /// Whether some function returns what it was not known to return.
    is_new: bool,
    /// Calls within each other.
    levels: usize,
    /// What is left of [`MOST`].
    left: usize,
}

/// Variables with what they may hold, those of inner blocks last.
type Variables = Vec<(String, Shapes)>;

/// The variables of a function, and what it returns so far.
#[derive(Debug, Default)]
struct Locals {
    variables: Variables,
    returned: Shapes,
    /// The variables where the innermost loop is left, or begins anew, before its end.
    left: Option<Variables>,
}

impl Locals {
    /// The innermost loop is left here, or begins anew.
    fn leave(&mut self) {
        match &mut self.left {
            Some(left) => join(left, &self.variables),
            None => self.left = Some(self.variables.clone()),
        }
    }
}

/// They hold what they hold, or what the others do.
fn join(variables: &mut Variables, others: &Variables) {
    for ((_, own), (_, other)) in variables.iter_mut().zip(others) {
        own.extend(other.iter().cloned());
    }
}

impl Walker<'_> {
    fn fault(&mut self, at: Position, zh: impl Into<String>, en: impl Into<String>) {
        self.found.faults.insert((at, zh.into(), en.into()));
    }

    fn told(&mut self, at: Position, said: Result<Shapes, Text>) -> Shapes {
        said.unwrap_or_else(|Text { zh, en }| {
            self.fault(at, zh, en);
            Shapes::new()
        })
    }

    /// Whether so much more can be walked; where it cannot, that is said once.
    fn can_spend(&mut self, parts: usize, at: Position) -> bool {
        if self.left > 0 && self.left <= parts {
            self.fault(
                at,
                "脚本的分支和互相调用过多，无法核对，请写得简单些",
                "there are too many branches and calls of each other to be checked; write less of them",
            );
        }
        self.left = self.left.saturating_sub(parts);
        self.left > 0
    }

    /// What the variables hold now.
    fn noted(&mut self, locals: &Locals, at: Position) -> Variables {
        let parts = locals.variables.iter().map(|(_, value)| measure(value).1);
        self.can_spend(parts.sum(), at);
        locals.variables.clone()
    }

    /// What a function of a script returns when it is given this.
    fn call(&mut self, name: Name, given: Vec<Shapes>, at: Position) -> Shapes {
        if !self.can_spend(1, at) {
            return Shapes::new();
        }
        let key = (name, given);
        if !self.visited.insert(key.clone()) {
            return self.results.get(&key).cloned().unwrap_or_default();
        }
        if self.levels == MOST_LEVELS {
            self.fault(
                at,
                format!("函数互相调用超过 {MOST_LEVELS} 层"),
                format!("functions call each other more than {MOST_LEVELS} deep"),
            );
            return Shapes::new();
        }
        let functions = self.functions;
        let Some(function) = functions.get(&key.0) else { return plain() };
        self.found.reached.insert(key.0.clone());
        let variables = function.parameters.iter().cloned().zip(key.1.iter().cloned()).collect();
        let mut locals = Locals { variables, ..Locals::default() };
        self.levels += 1;
        let last = self.statements(&function.body, &mut locals);
        self.levels -= 1;
        let returned = locals.returned.into_iter().chain(last).collect::<Shapes>();
        let known = self.results.entry(key).or_default();
        let before = known.len();
        known.extend(returned.iter().cloned());
        self.is_new |= known.len() > before;
        returned
    }

    fn block(&mut self, block: &StmtBlock, locals: &mut Locals) -> Shapes {
        self.statements(block.statements(), locals)
    }

    /// What the last of the statements comes to. Variables end with them.
    fn statements(&mut self, statements: &[Stmt], locals: &mut Locals) -> Shapes {
        let outside = locals.variables.len();
        let mut last = plain();
        for statement in statements {
            last = self.statement(statement, locals);
        }
        locals.variables.truncate(outside);
        last
    }

    fn statement(&mut self, statement: &Stmt, locals: &mut Locals) -> Shapes {
        match statement {
            Stmt::Expr(expr) => self.expression(expr, locals),
            Stmt::FnCall(called, at) => self.function(called, *at, locals),
            Stmt::Block(block) => self.block(block, locals),
            Stmt::If(flow, _) => {
                self.expression(&flow.expr, locals);
                let before = self.noted(locals, flow.expr.position());
                let mut either = self.block(&flow.body, locals);
                let then = mem::replace(&mut locals.variables, before);
                either.extend(self.block(&flow.branch, locals));
                join(&mut locals.variables, &then);
                either
            }
            Stmt::While(flow, at) | Stmt::Do(flow, _, at) => {
                self.again_and_again(locals, *at, &|walker, locals| {
                    walker.expression(&flow.expr, locals);
                    walker.block(&flow.body, locals);
                })
            }
            Stmt::For(of, at) => {
                let (item, counter, flow) = &**of;
                let list = self.expression(&flow.expr, locals);
                let items = list.into_iter().flat_map(|shape| match shape {
                    Shape::List(items) => items,
                    _ => plain(),
                });
                let items: Shapes = items.collect();
                self.again_and_again(locals, *at, &|walker, locals| {
                    let outside = locals.variables.len();
                    walker.new_variable(item.name.as_str(), *at, items.clone(), locals);
                    if let Some(counter) = counter {
                        walker.new_variable(counter.name.as_str(), *at, plain(), locals);
                    }
                    walker.block(&flow.body, locals);
                    locals.variables.truncate(outside);
                })
            }
            Stmt::Var(of, _, at) => {
                let (name, value, _) = &**of;
                let value = self.expression(value, locals);
                self.new_variable(name.name.as_str(), *at, value, locals);
                plain()
            }
            Stmt::Assignment(of) => {
                let (operator, sides) = &**of;
                let mut value = self.expression(&sides.rhs, locals);
                if operator.is_op_assignment() {
                    self.expression(&sides.lhs, locals);
                    value = plain();
                }
                self.assign(&sides.lhs, value, locals);
                plain()
            }
            Stmt::Return(value, ..) => {
                let value = value.as_ref().map_or_else(plain, |value| self.expression(value, locals));
                locals.returned.extend(value);
                Shapes::new()
            }
            Stmt::BreakLoop(value, ..) => {
                if let Some(value) = value {
                    self.expression(value, locals);
                }
                locals.leave();
                Shapes::new()
            }
            _ => plain(),
        }
    }

    /// A loop: none of its turns or any number of them, until another changes nothing.
    fn again_and_again(
        &mut self,
        locals: &mut Locals,
        at: Position,
        turn: &dyn Fn(&mut Self, &mut Locals),
    ) -> Shapes {
        let outer = locals.left.take();
        loop {
            let before = self.noted(locals, at);
            turn(self, locals);
            join(&mut locals.variables, &before);
            if let Some(left) = locals.left.take() {
                join(&mut locals.variables, &left);
            }
            if locals.variables == before || self.left == 0 {
                locals.left = outer;
                return plain();
            }
        }
    }

    fn new_variable(&mut self, name: &str, at: Position, value: Shapes, locals: &mut Locals) {
        if locals.variables.iter().any(|(known, _)| known == name) {
            self.fault(
                at,
                format!("“{name}”已经有了，请换一个名字"),
                format!("{name} is there already; choose another name"),
            );
        }
        locals.variables.push((name.to_owned(), value));
    }
}
