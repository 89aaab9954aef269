//! What can be read of what, as far as a script says before it runs: of a record its facts, of `p` its parameters, of a table
//! its columns.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use rhai::Position;

use super::{
    decision::Text,
    nearest::{did_you_mean, nearest},
    parameter::{Kind as ParameterKind, Parameter, Value},
    paths::{self, Path},
    subjects::{STATE, Subject},
};
use crate::domain::{Fields, Kind, field::FieldKind};

/// What an expression may come to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// A record as a hook is told of it, or what stands at a path of it and is read of further.
    Told { of: Of, path: String },
    /// A fact with a closed list of texts.
    Choice { of: Of, path: String },
    /// A parameter with a closed list of texts.
    Chosen(String),
    /// `p`.
    Parameters,
    /// `p.lecture_fee`.
    Group(String),
    /// A table, by its parameter.
    Table(String),
    /// A row of it.
    Row(String),
    /// A text in quotes, and where it stands.
    Code(String, Position),
    /// A list, and what its items may be.
    List(Shapes),
    /// A map, by its keys.
    Map(BTreeMap<String, Shapes>),
    /// A number, a day, a text: nothing is read of it.
    Plain,
}

/// Everything that an expression may come to, one branch or another.
pub(super) type Shapes = BTreeSet<Shape>;

/// How deep lists and maps lie in each other, and of how many parts they are.
pub(super) fn measure(shapes: &Shapes) -> (usize, usize) {
    let mut whole = (0, shapes.len());
    for shape in shapes {
        let inside: &mut dyn Iterator<Item = &Shapes> = match shape {
            Shape::List(items) => &mut std::iter::once(items),
            Shape::Map(fields) => &mut fields.values(),
            _ => continue,
        };
        for (depth, parts) in inside.map(measure) {
            whole = (whole.0.max(depth + 1), whole.1 + parts);
        }
    }
    whole
}

/// A subject. Those of hooks and those of guards may share a name and differ in what they refer to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Of(pub(super) &'static Subject);

impl Of {
    fn key(self) -> (&'static str, bool) {
        (self.0.name, self.0.refers)
    }
}

impl PartialEq for Of {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Of {}

impl PartialOrd for Of {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Of {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// What there is to read.
pub(super) struct Readable<'a> {
    parameters: &'a BTreeMap<String, Parameter>,
    added: &'a Fields,
    facts: RefCell<BTreeMap<Of, Rc<Vec<Path>>>>,
}

pub(super) fn plain() -> Shapes {
    Shapes::from([Shape::Plain])
}

impl Shape {
    /// Whether it is something of the host, which may stand in a variable and be handed on but in no list or map, where it
    /// would be lost sight of.
    pub(super) fn is_read_of(&self) -> bool {
        matches!(self, Self::Told { .. } | Self::Parameters | Self::Group(_) | Self::Table(_) | Self::Row(_))
    }
}

impl<'a> Readable<'a> {
    pub(super) fn new(parameters: &'a BTreeMap<String, Parameter>, added: &'a Fields) -> Self {
        Self { parameters, added, facts: RefCell::default() }
    }

    fn facts(&self, of: Of) -> Rc<Vec<Path>> {
        let mut facts = self.facts.borrow_mut();
        Rc::clone(facts.entry(of).or_insert_with(|| Rc::new(paths::of(of.0, self.added))))
    }

    /// What `.name` is of it.
    ///
    /// # Errors
    /// That there is no such thing, and what may have been meant.
    pub(super) fn read(&self, of: &Shape, name: &str) -> Result<Shapes, Text> {
        let one = |shape| Shapes::from([shape]);
        match of {
            Shape::Told { of, path } => self.fact(*of, path, name).map(one),
            Shape::Parameters => self.parameter(name).map(one),
            Shape::Group(group) => self.parameter(&format!("{group}.{name}")).map(one),
            Shape::Row(table) => self.column(table, name).map(one),
            Shape::Table(table) => Err(Text {
                zh: format!("表格 {table} 先用 row_for(…) 取一行"),
                en: format!("take a row of the table {table} first, by row_for(…)"),
            }),
            Shape::Map(fields) => fields.get(name).cloned().ok_or_else(|| {
                let (zh, en) = did_you_mean(nearest(name, fields.keys().map(String::as_str)));
                Text {
                    zh: format!("映射中不一定有“{name}”{zh}"),
                    en: format!("the map may be without {name}{en}"),
                }
            }),
            Shape::Choice { .. } | Shape::Chosen(_) | Shape::Code(..) | Shape::List(_) | Shape::Plain => {
                Err(Text {
                    zh: format!("数字、文字、日期和列表没有“{name}”可读"),
                    en: format!("{name} cannot be read of a number, a text, a day or a list"),
                })
            }
        }
    }

    fn fact(&self, of: Of, path: &str, name: &str) -> Result<Shape, Text> {
        let facts = self.facts(of);
        let at = |path: &str| facts.iter().find(|known| known.path == path);
        let before = if path.is_empty() { String::new() } else { format!("{path}.") };
        let whole = format!("{before}{name}");
        let inside = format!("{whole}.");
        let (parent, known) = (at(path), at(&whole));
        let is_part = match parent.map(|parent| parent.field.held()) {
            Some(FieldKind::Reference(_)) => of.0.refers && name == "id",
            Some(FieldKind::Point) => matches!(name, "lon" | "lat"),
            _ => false,
        };
        let has_more = facts.iter().any(|known| known.path.starts_with(&inside))
            || known.is_some_and(|known| matches!(known.field.held(), FieldKind::Point));
        if has_more {
            return Ok(Shape::Told { of, path: whole });
        }
        if let Some(known) = known {
            return Ok(match codes(known) {
                Some(_) => Shape::Choice { of, path: whole },
                None => Shape::Plain,
            });
        }
        if is_part {
            return Ok(Shape::Plain);
        }
        let subject = of.0.name;
        let of = if path.is_empty() { subject.to_owned() } else { format!("{subject}.{path}") };
        let next = facts.iter().filter_map(|known| known.path.strip_prefix(&before)?.split('.').next());
        let (zh, en) = did_you_mean(nearest(name, next));
        Err(Text { zh: format!("{of} 没有“{name}”{zh}"), en: format!("{of} has no {name}{en}") })
    }

    fn parameter(&self, id: &str) -> Result<Shape, Text> {
        if let Some(parameter) = self.parameters.get(id) {
            return Ok(match parameter.kind {
                ParameterKind::Table => Shape::Table(id.to_owned()),
                _ if !parameter.choices.is_empty() => Shape::Chosen(id.to_owned()),
                _ => Shape::Plain,
            });
        }
        let group = format!("{id}.");
        if self.parameters.keys().any(|known| known.starts_with(&group)) {
            return Ok(Shape::Group(id.to_owned()));
        }
        let groups = self.parameters.keys().filter_map(|known| known.split_once('.')).map(|(group, _)| group);
        let (zh, en) = did_you_mean(nearest(id, self.parameters.keys().map(String::as_str).chain(groups)));
        Err(Text { zh: format!("没有参数“{id}”{zh}"), en: format!("there is no parameter {id}{en}") })
    }

    fn column(&self, table: &str, name: &str) -> Result<Shape, Text> {
        let values = self.parameters.get(table).map_or(&[][..], |parameter| &parameter.values);
        let tables = || {
            values.iter().filter_map(|dated| match &dated.value {
                Value::Table(table) => Some(table),
                _ => None,
            })
        };
        if tables().all(|table| table.columns.iter().any(|column| column == name)) {
            return Ok(Shape::Plain);
        }
        let known = tables().flat_map(|table| table.columns.iter().map(String::as_str));
        let (zh, en) = did_you_mean(nearest(name, known));
        Err(Text {
            zh: format!("表格 {table} 没有“{name}”列{zh}"),
            en: format!("the table {table} has no column {name}{en}"),
        })
    }

    /// The texts that something may be, where they are a closed list: a text in quotes, a fact with choices, a state.
    pub(super) fn codes(&self, of: &Shape) -> Option<Vec<String>> {
        match of {
            Shape::Code(code, _) => Some(vec![code.clone()]),
            Shape::Choice { of, path } => codes(self.facts(*of).iter().find(|known| known.path == *path)?),
            Shape::Chosen(id) => {
                Some(self.parameters.get(id)?.choices.iter().map(|(code, _)| code.clone()).collect())
            }
            _ => None,
        }
    }
}

fn codes(fact: &Path) -> Option<Vec<String>> {
    match (fact.field.held(), fact.kind.and_then(Kind::workflow)) {
        (FieldKind::Choice(choices), _) => {
            Some(choices.iter().map(|choice| choice.code.to_owned()).collect())
        }
        (_, Some(table)) if fact.field.key == STATE.key => {
            Some(table.states.iter().map(|state| state.code.to_owned()).collect())
        }
        _ => None,
    }
}
