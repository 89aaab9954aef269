//! What is written: into a variable, or into what lies in the list or map that one holds.

use rhai::{ASTFlags, Expr, FnCallExpr, Position};

use super::{Locals, Walker};
use crate::policy::shapes::{Shape, Shapes, measure, plain};

/// Lists and maps that lie in each other.
const DEEPEST: usize = 6;

/// `variable.a[b]`: the variable, and by what is gone on from there.
pub(super) struct Place {
    variable: String,
    steps: Vec<Shapes>,
}

fn ends_in_a_push(expr: &Expr) -> bool {
    match expr {
        Expr::Dot(sides, ..) | Expr::Index(sides, ..) => ends_in_a_push(&sides.rhs),
        Expr::MethodCall(called, _) => called.name == "push",
        _ => false,
    }
}

impl Walker<'_> {
    /// `to = value`.
    pub(super) fn assign(&mut self, to: &Expr, value: Shapes, locals: &mut Locals) {
        let at = to.start_position();
        match self.place(to, locals) {
            Some((place, None)) => self.put(&place, value, at, locals),
            _ => {
                self.hold(&value, at);
                self.expression(to, locals);
            }
        }
    }

    /// `list.push(item)`, where an expression ends so.
    pub(super) fn pushed(&mut self, expr: &Expr, locals: &mut Locals) {
        if ends_in_a_push(expr)
            && let Some((place, Some(called))) = self.place(expr, locals)
            && let [item] = called.args.as_ref()
        {
            let item = self.expression(item, locals);
            self.put(&place, item, expr.start_position(), locals);
        }
    }

    /// `push(list, item)`.
    pub(super) fn push_onto(&mut self, list: &Expr, item: Shapes, locals: &mut Locals) {
        if let Some((mut place, None)) = self.place(list, locals) {
            place.steps.push(plain());
            self.put(&place, item, list.start_position(), locals);
        }
    }

    /// Where an expression leads, and the `push` that is called there; `None` where it leads into no variable.
    fn place<'e>(&mut self, to: &'e Expr, locals: &mut Locals) -> Option<(Place, Option<&'e FnCallExpr>)> {
        let root = match to {
            Expr::Dot(sides, ..) | Expr::Index(sides, ..) => &sides.lhs,
            whole => whole,
        };
        let Expr::Variable(of, ..) = root else { return None };
        let (mut steps, mut node) = (Vec::new(), Some(to));
        while let Some(Expr::Dot(sides, flags, _) | Expr::Index(sides, flags, _)) = node {
            let step = match &sides.rhs {
                Expr::Dot(inner, ..) | Expr::Index(inner, ..) if !flags.contains(ASTFlags::BREAK) => {
                    node = Some(&sides.rhs);
                    &inner.lhs
                }
                last => {
                    node = None;
                    last
                }
            };
            match step {
                Expr::Property(name, at) => steps.push(Shapes::from([Shape::Code(name.2.to_string(), *at)])),
                Expr::MethodCall(called, _) => {
                    steps.push(plain());
                    let place = Place { variable: of.1.to_string(), steps };
                    return (called.name == "push").then_some((place, Some(&**called)));
                }
                by => steps.push(self.expression(by, locals)),
            }
        }
        Some((Place { variable: of.1.to_string(), steps }, None))
    }

    fn put(&mut self, place: &Place, value: Shapes, at: Position, locals: &mut Locals) {
        if !place.steps.is_empty() {
            self.hold(&value, at);
        }
        let known = locals.variables.iter().rposition(|(name, _)| *name == place.variable);
        let Some((_, known)) = known.and_then(|known| locals.variables.get_mut(known)) else { return };
        let after = self.written(known, &place.steps, &value, at);
        *known = self.bounded(after, at);
    }

    /// What something is once a value is written at the end of the steps.
    fn written(&mut self, of: &Shapes, steps: &[Shapes], value: &Shapes, at: Position) -> Shapes {
        let Some((by, rest)) = steps.split_first() else { return value.clone() };
        let mut after = Shapes::new();
        for shape in of {
            after.insert(match shape {
                Shape::List(items) => {
                    let mut either = self.written(items, rest, value, at);
                    either.extend(items.iter().cloned());
                    Shape::List(either)
                }
                Shape::Map(fields) => {
                    let names = self.names(by, at);
                    let mut fields = fields.clone();
                    for name in &names {
                        let is_new = names.len() == 1 && rest.is_empty();
                        let inside = match fields.get(name) {
                            None if is_new => Shapes::new(),
                            _ => self.told(at, self.readable.read(shape, name)),
                        };
                        let mut inside_after = self.written(&inside, rest, value, at);
                        if names.len() > 1 {
                            inside_after.extend(inside);
                        }
                        fields.insert(name.clone(), inside_after);
                    }
                    Shape::Map(fields)
                }
                shape if shape.is_read_of() => {
                    self.fault(
                        at,
                        "事实和参数只能读，不能改",
                        "facts and parameters can be read and not be changed",
                    );
                    shape.clone()
                }
                _ => Shape::Plain,
            });
        }
        after
    }

    /// What lies in a list or map is lost sight of, so nothing lies there that is read of.
    pub(super) fn hold(&mut self, item: &Shapes, at: Position) {
        if item.iter().any(Shape::is_read_of) {
            self.fault(
                at,
                "列表和映射中只能放数字、文字、日期等值，不能放记录或参数组",
                "lists and maps hold numbers, texts and days, no records and no groups of parameters",
            );
        }
    }

    /// Lists and maps, unless they lie too deep in each other.
    pub(super) fn bounded(&mut self, value: Shapes, at: Position) -> Shapes {
        let (depth, parts) = measure(&value);
        if depth > DEEPEST {
            self.fault(
                at,
                format!("列表和映射互相嵌套超过 {DEEPEST} 层"),
                format!("lists and maps lie more than {DEEPEST} deep in each other"),
            );
            return Shapes::new();
        }
        self.can_spend(parts, at);
        value
    }
}
