//! One row of a sheet: where it stands, what it says of each field, and the record that it is.

use serde_json::{Map, Value};

use super::{
    super::sheets::{self, Cell, Sheet},
    columns::{Places, column_name},
    dated::Said,
    summary::Problem,
};
use crate::{
    domain::{
        Checked, Fields, Kind,
        field::{Fault, Field, FieldProblem, make},
        fields::{Part, asking, parts},
        workflow::Transition,
    },
    policy::decision::Text,
};

/// One row of a sheet.
pub(super) struct Row<'a> {
    pub sheet: &'a Sheet,
    pub cells: sheets::Row<'a>,
    pub places: &'a Places,
}

/// What a row says of each field.
pub(super) type Sayings = Vec<(&'static Field, Said)>;

impl Row<'_> {
    /// What it says of each field of a kind, or every cell that cannot be read. `unknown` tells of a reference to a record
    /// that there is not.
    pub fn said(
        &self,
        kind: Kind,
        fields: &Fields,
        unknown: &dyn Fn(&Field, &Value) -> Option<Fault>,
    ) -> Result<Sayings, Vec<Problem>> {
        let (mut all, mut problems) = (Vec::new(), Vec::new());
        for field in fields.of(kind) {
            let has = |part| self.places.contains_key(&(field.key, part));
            // A sheet without the column says nothing of what a pack adds.
            if kind.field(field.key).is_none() && !parts(field).any(has) {
                continue;
            }
            let mut said = Said { column: has(Part::Value), ..Said::default() };
            for part in parts(field) {
                let cell = self.cell((field, part));
                let read = match part {
                    Part::Value => read(field, cell, unknown).map(|value| said.value = value),
                    Part::History => read(field, cell, unknown).map(|value| said.history = value),
                    Part::From => read(&FROM, cell, unknown).map(|day| {
                        said.from = day.and_then(|day| day.as_str()?.parse().ok());
                    }),
                };
                if let Err(what) = read {
                    problems.push(self.problem((field, part), what));
                }
            }
            all.push((field, said));
        }
        if problems.is_empty() { Ok(all) } else { Err(problems) }
    }

    /// The step that it asks for; an empty cell asks for nothing.
    pub fn asks(&self, kind: Kind) -> Result<Option<&'static Transition>, Vec<Problem>> {
        for (field, transition) in asking(kind) {
            match read(field, self.cell((field, Part::Value)), &|_, _| None) {
                Ok(Some(Value::Bool(true))) => return Ok(Some(transition)),
                Ok(_) => {}
                Err(what) => return Err(vec![self.problem((field, Part::Value), what)]),
            }
        }
        Ok(None)
    }

    /// The record of what it says, or what is wrong with it.
    pub fn record(
        &self,
        kind: Kind,
        said: &Sayings,
        value: &dyn Fn(&Field, &Said) -> Result<Value, Fault>,
    ) -> Result<Checked, Vec<Problem>> {
        let (mut values, mut extra, mut problems) = (Map::new(), Map::new(), Vec::new());
        for (field, said) in said {
            match value(field, said) {
                Ok(value) => {
                    let own = kind.field(field.key).is_some();
                    let part = if own { &mut values } else { &mut extra };
                    part.insert(field.key.to_owned(), value);
                }
                Err(fault) => problems.push(FieldProblem { field: field.key, fault }),
            }
        }
        if problems.is_empty() {
            match (kind.declaration().check)(values) {
                Ok(record) => return Ok(Checked { extra, ..record }),
                Err(broken) => problems = broken,
            }
        }
        // A code that the program gives lacks only where what it is made of does.
        problems.retain(|problem| kind.is_given(problem.field));
        Err(problems.into_iter().map(|problem| self.told(kind, problem)).collect())
    }

    /// What is wrong with a field of its record.
    pub fn told(&self, kind: Kind, FieldProblem { field, fault }: FieldProblem) -> Problem {
        let what = Text::of(&fault);
        match kind.field(field) {
            Some(field) => self.problem((field, Part::Value), what),
            None => self.whole(String::new(), what),
        }
    }

    /// Something to be told of one of its cells.
    pub fn problem(&self, (field, part): (&Field, Part), what: Text) -> Problem {
        let value = self.cell((field, part)).shown().into_owned();
        Problem { column: column_name(field, part, self.places), ..self.whole(value, what) }
    }

    /// Something to be told of all of it.
    pub fn whole(&self, value: String, what: Text) -> Problem {
        Problem { sheet: self.sheet.name.clone(), row: self.cells.number, column: String::new(), value, what }
    }

    fn cell(&self, (field, part): (&Field, Part)) -> &Cell {
        self.places.get(&(field.key, part)).map_or(&Cell::Empty, |column| self.cells.cell(*column))
    }
}

/// The day from which a value holds.
static FROM: Field = make::date().of("from", false);

/// What a cell says; nothing where it is blank.
fn read(
    field: &Field,
    cell: &Cell,
    unknown: &dyn Fn(&Field, &Value) -> Option<Fault>,
) -> Result<Option<Value>, Text> {
    let text = cell.said(field.held())?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    let value = field.read(&text).map_err(|fault| Text::of(&fault))?;
    match unknown(field, &value) {
        Some(fault) => Err(Text::of(&fault)),
        None => Ok(Some(value)),
    }
}
