//! Reading scripts before they run: every name that any branch of any function reads must be there.
//!
//! From each hook its function is walked with the hook's subjects, and every function that it calls with what it is given there,
//! until nothing new is found. What a branch reads is checked whether or not any fact leads there. What cannot be known from the script alone is
//! refused: a fact by a name worked out, a text worked out where a code must stand.

mod expressions;

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTNode, Position, Stmt, StmtBlock};

use super::{
    answered::Answered,
    decision::Text,
    shapes::{Of, Readable, Shape, Shapes, plain},
    texts::Section,
};

/// A function by name, `travel#0` in the layer that was overridden, and number of parameters.
pub(super) type Name = (String, usize);

/// One function of a script.
#[derive(Debug)]
pub(super) struct Function {
    parameters: Vec<String>,
    body: Vec<Stmt>,
}

/// All functions of a chain of packs.
#[derive(Debug, Default)]
pub(super) struct Functions(BTreeMap<Name, Function>);

impl Functions {
    /// Adds the functions of a file under their own names, where they replace those of the layers before, and under the
    /// layer's number.
    pub(super) fn add(&mut self, ast: &AST, layer: usize) {
        for found in ast.iter_functions() {
            let is_it = |name: &str, arity: usize| name == found.name && arity == found.params.len();
            let mut alone = ast.clone();
            alone.retain_functions(|_, _, name, arity| is_it(name, arity));
            let mut body = Vec::new();
            alone.walk(&mut |path: &[ASTNode<'_>]| {
                if let [ASTNode::Stmt(stmt)] = path {
                    body.push((*stmt).clone());
                }
                true
            });
            let parameters: Vec<_> = found.params.iter().map(|name| (*name).to_owned()).collect();
            for name in [found.name.to_owned(), format!("{}#{layer}", found.name)] {
                let function = Function { parameters: parameters.clone(), body: body.clone() };
                self.0.insert((name, parameters.len()), function);
            }
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|(name, _)| name.as_str())
    }
}

/// What walking found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) faults: BTreeSet<(Position, String, String)>,
    /// The codes given to `line`, `refuse` and their like, and where each is first said.
    pub(super) codes: BTreeMap<(Section, String), Position>,
    /// The functions that some hook comes to.
    pub(super) reached: BTreeSet<Name>,
}

/// Functions called with what they are given: more than this no pack of sense has.
const MOST: usize = 4_000;

/// Walks everything that the hooks come to.
pub(super) fn walk(hooks: &Answered, functions: &Functions, readable: &Readable<'_>) -> Walked {
    let mut walker = Walker {
        functions,
        readable,
        found: Walked::default(),
        results: BTreeMap::new(),
        visited: BTreeSet::new(),
    };
    loop {
        let before = walker.results.clone();
        walker.visited.clear();
        for (hook, at) in hooks.values() {
            let told =
                |subject: &&'static _| Shapes::from([Shape::Told { of: Of(subject), path: String::new() }]);
            let given = hook.subjects.iter().map(told).chain([Shapes::from([Shape::Parameters])]).collect();
            walker.call((hook.name.to_owned(), hook.subjects.len() + 1), given, *at);
        }
        // What a function returns may be read by what was walked before it.
        if walker.results == before || walker.results.len() > MOST {
            return walker.found;
        }
    }
}

struct Walker<'a> {
    functions: &'a Functions,
    readable: &'a Readable<'a>,
    found: Walked,
    /// What each function returns, by what it is given.
    results: BTreeMap<(Name, Vec<Shapes>), Shapes>,
    visited: BTreeSet<(Name, Vec<Shapes>)>,
}

/// The variables of a function, and what it returns so far.
#[derive(Debug, Default)]
struct Locals {
    variables: Vec<(String, Shapes)>,
    returned: Shapes,
}

impl Walker<'_> {
    fn fault(&mut self, at: Position, zh: impl Into<String>, en: impl Into<String>) {
        self.found.faults.insert((at, zh.into(), en.into()));
    }

    fn told(&mut self, at: Position, said: Result<Shape, Text>) -> Shape {
        said.unwrap_or_else(|Text { zh, en }| {
            self.fault(at, zh, en);
            Shape::Held
        })
    }

    /// What a function of a script returns when it is given this.
    fn call(&mut self, name: Name, given: Vec<Shapes>, at: Position) -> Shapes {
        let key = (name, given);
        if !self.visited.insert(key.clone()) {
            return self.results.get(&key).cloned().unwrap_or_default();
        }
        if self.results.len() > MOST {
            self.fault(
                at,
                "函数互相调用的方式过多，无法核对",
                "functions call each other in too many ways to be checked",
            );
            return Shapes::new();
        }
        let functions = self.functions;
        let Some(function) = functions.0.get(&key.0) else { return plain() };
        self.found.reached.insert(key.0.clone());
        let variables = function.parameters.iter().cloned().zip(key.1.iter().cloned()).collect();
        let mut locals = Locals { variables, returned: Shapes::new() };
        let last = self.statements(&function.body, &mut locals);
        let returned = locals.returned.into_iter().chain(last).collect::<Shapes>();
        self.results.entry(key).or_default().extend(returned.clone());
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
                let mut either = self.block(&flow.body, locals);
                either.extend(self.block(&flow.branch, locals));
                either
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                // What a later turn assigns, the next one reads.
                for _ in 0..2 {
                    self.expression(&flow.expr, locals);
                    self.block(&flow.body, locals);
                }
                plain()
            }
            Stmt::For(of, at) => {
                let (item, counter, flow) = &**of;
                self.expression(&flow.expr, locals);
                let outside = locals.variables.len();
                for name in [Some(item), counter.as_ref()].into_iter().flatten() {
                    self.new_variable(name.name.as_str(), *at, Shapes::from([Shape::Held]), locals);
                }
                for _ in 0..2 {
                    self.block(&flow.body, locals);
                }
                locals.variables.truncate(outside);
                plain()
            }
            Stmt::Var(of, _, at) => {
                let (name, value, _) = &**of;
                let value = self.expression(value, locals);
                self.new_variable(name.name.as_str(), *at, value, locals);
                plain()
            }
            Stmt::Assignment(of) => {
                let (_, sides) = &**of;
                let value = self.expression(&sides.rhs, locals);
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
                Shapes::new()
            }
            _ => plain(),
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
