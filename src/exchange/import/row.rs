//! One row of a sheet: where it stands, what it says of each field, and the record that it is.

mod spans;

use std::{borrow::Cow, rc::Rc};

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{
    super::sheets::{self, Cell, Sheet},
    alike::Answer,
    batch::Place,
    dated::Said,
    layout::{Beside, Places, Units, column_name, is_of_a_moment},
    mapping::Mapping,
    naming::Wanted,
    summary::Problem,
};
use crate::{
    domain::{
        Checked, Fields, Kind, Label,
        field::{Fault, Field, FieldKind, FieldProblem, make, plain},
        fields::{Part, asking, parts},
        workflow::Transition,
    },
    policy::decision::Text,
};

/// One row of a sheet.
pub(super) struct Row<'a> {
    pub sheet: &'a Sheet,
    pub cells: sheets::Row<'a>,
    pub places: &'a Rc<Places>,
    /// Columns that tell of the records which a field refers to.
    pub beside: &'a Beside,
    pub units: &'a Units,
    pub mapping: &'a Mapping,
    pub shape: &'a str,
}

pub(super) use spans::Span;

/// What a row says of each field.
pub(super) type Sayings = Vec<(&'static Field, Said)>;

/// The id that a row means.
type Refer<'a> = dyn Fn(&Wanted<'_>) -> Result<Option<String>, Text> + 'a;

/// Whether a field is the code by which records of a kind are found: the first, where it is one.
pub(super) fn is_code(kind: Kind, field: &Field) -> bool {
    let first = kind.fields().first();
    first.is_some_and(|first| first.key == field.key) && matches!(field.kind, FieldKind::Code { .. })
}

impl Row<'_> {
    pub fn place(&self) -> Place {
        Place { sheet: self.sheet.name.clone(), row: self.cells.number }
    }

    /// What was said of it, where it looks like something else.
    pub fn answer(&self) -> Option<&Answer> {
        let said = &self.mapping.rows;
        if said.is_empty() { None } else { said.get(&self.place().key()) }
    }

    /// Nothing stands in any column that is read.
    pub fn is_empty(&self) -> bool {
        self.places.values().all(|column| *self.cells.cell(*column) == Cell::Empty)
    }

    /// What it says of each field of a kind, or every cell that cannot be read.
    pub fn said(&self, kind: Kind, fields: &Fields, refer: &Refer<'_>) -> Result<Sayings, Vec<Problem>> {
        let (mut all, mut problems) = (Vec::new(), Vec::new());
        for field in fields.of(kind) {
            let has = |part| self.places.contains_key(&(field.key, part));
            // A sheet without the column says nothing of what a pack adds.
            if kind.field(field.key).is_none() && !parts(field).any(has) && self.constant(field).is_none() {
                continue;
            }
            let mut said = Said { column: self.has_column(field), ..Said::default() };
            for part in parts(field).filter(|part| *part != Part::Called) {
                let read = match part {
                    Part::Value => self.value(field, refer).map(|value| said.value = value),
                    Part::History => self.read_known(field, part, refer).map(|value| said.history = value),
                    _ => self.day(field, part).map(|day| said.from = day),
                };
                if let Err(what) = read {
                    problems.push(self.problem((field, part), what));
                }
            }
            all.push((field, said));
        }
        problems.extend(self.spans_apart(kind, &all));
        for span in self.spans(kind) {
            if let Some((_, said)) = all.iter_mut().find(|(field, _)| field.key == span.of.key) {
                (said.value, said.from) = (Some(span.value), said.from.or(span.from));
                said.column = true;
            }
        }
        if problems.is_empty() { Ok(all) } else { Err(problems) }
    }

    /// The step that it asks for; an empty cell asks for nothing.
    pub fn asks(&self, kind: Kind) -> Result<Option<&'static Transition>, Vec<Problem>> {
        for (field, transition) in asking(kind) {
            match self.read(field, Part::Value) {
                Ok(Some(Value::Bool(true))) => return Ok(Some(transition)),
                Ok(_) => {}
                Err(what) => return Err(vec![self.problem((field, Part::Value), what)]),
            }
        }
        Ok(None)
    }

    /// The code of its record, of a kind whose first field is the code.
    pub fn own_code(&self, kind: Kind) -> Option<String> {
        let field = kind.fields().first().filter(|field| is_code(kind, field))?;
        self.read(field, Part::Value).ok()??.as_str().map(str::to_owned)
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

    fn has_column(&self, field: &Field) -> bool {
        [Part::Value, Part::Called].iter().any(|part| self.places.contains_key(&(field.key, *part)))
    }

    /// What a field is in every row; a blank cell of its own column is blank.
    pub fn constant(&self, field: &Field) -> Option<&str> {
        self.mapping.constant(field.key).filter(|_| !self.has_column(field))
    }

    pub fn cell(&self, (field, part): (&Field, Part)) -> &Cell {
        self.places.get(&(field.key, part)).map_or(&Cell::Empty, |column| self.cells.cell(*column))
    }

    /// Whether a cell has a formula, and what it shows.
    pub fn is_formula(&self, field: &Field, part: Part) -> bool {
        let column = self.places.get(&(field.key, part));
        column.is_some_and(|column| self.sheet.is_formula(self.cells.number, *column))
    }

    /// What a cell says of a field, as text; of a moment the half that the field is about.
    fn text(&self, field: &Field, part: Part) -> Result<Cow<'_, str>, Text> {
        let cell = self.cell((field, part));
        let Some(column) = self.places.get(&(field.key, part)).filter(|_| is_of_a_moment(field)) else {
            return cell.said(field.held());
        };
        if self.places.values().filter(|other| *other == column).count() < 2 {
            return cell.said(field.held());
        }
        let shown = cell.shown().into_owned();
        let (day, time) = halves(&shown);
        Ok(if matches!(field.kind, FieldKind::Date) { day } else { time }.to_owned().into())
    }

    /// What a cell says; nothing where it is blank.
    fn read(&self, field: &Field, part: Part) -> Result<Option<Value>, Text> {
        let text = self.text(field, part)?;
        let constant = self.constant(field).filter(|_| part == Part::Value);
        let text = match self.units.get(field.key).filter(|_| part == Part::Value && !text.trim().is_empty())
        {
            Some(unit) => unit.as_ref().map_err(Clone::clone)?.turned(&text)?.into(),
            None if text.trim().is_empty() => constant.unwrap_or_default().into(),
            None => text,
        };
        if text.trim().is_empty() {
            return self.lessons(field, part);
        }
        let begins = field.span(&text).map(|span| span.map(|(from, _)| from.strftime("%H:%M").to_string()));
        let read = match begins {
            Some(from) => from.and_then(|from: String| field.read(&from)),
            None => field.read(&text),
        };
        read.map(Some).map_err(|fault| Text::of(&fault))
    }

    /// Minutes that the row says in lesson-hours.
    fn lessons(&self, field: &Field, part: Part) -> Result<Option<Value>, Text> {
        static LESSONS: Field = make::decimal(0, 24, 2, Label::new("课时", "lessons")).of("lessons", false);
        let minutes = self.mapping.constant(&Part::Lessons.key(field)).filter(|_| part == Part::Value);
        let Some(minutes) = minutes else { return Ok(None) };
        let said = self.cell((field, Part::Lessons)).said(LESSONS.kind)?;
        let said = said.trim().trim_end_matches(['节', '学', '时']).trim_end_matches('课').trim();
        if said.is_empty() {
            return Ok(None);
        }
        let number = |field: &Field, text: &str| field.read(text).map_err(|fault| Text::of(&fault));
        let lessons = number(&LESSONS, said)?;
        let minutes = number(field, minutes)?;
        let decimal =
            |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned).parse().ok();
        let product: Option<Decimal> =
            decimal(&lessons).zip(decimal(&minutes)).map(|(a, b): (Decimal, Decimal)| a * b);
        number(field, &product.unwrap_or_default().normalize().to_string()).map(Some)
    }

    fn day(&self, field: &Field, part: Part) -> Result<Option<jiff::civil::Date>, Text> {
        /// The day from which a value holds.
        static FROM: Field = make::date().of("from", false);
        let said = self.cell((field, part)).said(FROM.kind)?;
        if said.trim().is_empty() {
            return Ok(None);
        }
        let day = FROM.read(&said).map_err(|fault| Text::of(&fault))?;
        Ok(day.as_str().and_then(|day| day.parse().ok()))
    }

    /// The value of a field; what refers to records does so by their codes or by what they are called.
    fn value(&self, field: &'static Field, refer: &Refer<'_>) -> Result<Option<Value>, Text> {
        let several = match field.kind {
            FieldKind::Reference(_) if !field.dated => false,
            FieldKind::References(_) if !field.dated => true,
            _ => return self.read_known(field, Part::Value, refer),
        };
        let own = self.text(field, Part::Value)?;
        let own = plain(own.trim());
        let constant = self.constant(field).unwrap_or_default();
        let name = self.cell((field, Part::Called)).shown().into_owned();
        let code = if own.is_empty() && name.trim().is_empty() { constant } else { &own };
        if !several {
            let id = self.refer(field, refer, code, plain(name.trim()).as_ref())?;
            return id.map(|id| field.read(&id).map_err(|fault| Text::of(&fault))).transpose();
        }
        let words =
            code.split(['、', ',', '，', ';', '；', '\n']).map(str::trim).filter(|word| !word.is_empty());
        let ids: Vec<_> = words.map(|word| self.refer(field, refer, word, "")).collect::<Result<_, _>>()?;
        let ids: Vec<_> = ids.into_iter().flatten().collect();
        if ids.is_empty() {
            return Ok(None);
        }
        field.read(&ids.join("、")).map(Some).map_err(|fault| Text::of(&fault))
    }

    fn refer(
        &self,
        field: &'static Field,
        refer: &Refer<'_>,
        code: &str,
        name: &str,
    ) -> Result<Option<String>, Text> {
        let (FieldKind::Reference(kinds) | FieldKind::References(kinds)) = field.kind else {
            return Ok(None);
        };
        let beside = self.beside.get(field.key).into_iter().flatten();
        let beside =
            beside.map(|(column, other)| (*other, self.cells.cell(*column).shown().trim().to_owned()));
        let beside: Vec<_> = beside.filter(|(_, text)| !text.is_empty()).collect();
        refer(&Wanted {
            kinds,
            code,
            name,
            beside: &beside,
            by_name: true,
            field,
            shape: self.shape,
            sheet: &self.sheet.name,
            answers: self.mapping.names.get(field.key),
        })
    }

    /// A value that may name records within: a history, sub-rows.
    fn read_known(
        &self,
        field: &'static Field,
        part: Part,
        refer: &Refer<'_>,
    ) -> Result<Option<Value>, Text> {
        let Some(value) = self.read(field, part)? else { return Ok(None) };
        let unknown = field.find_reference(&value, &mut |kinds, id| {
            let wanted = Wanted {
                kinds,
                code: id,
                name: "",
                beside: &[],
                by_name: false,
                field,
                shape: self.shape,
                sheet: &self.sheet.name,
                answers: None,
            };
            refer(&wanted).is_err()
        });
        unknown.map_or(Ok(Some(value)), |fault| Err(Text::of(&fault)))
    }
}

/// The day and the time of `2026年3月5日下午4:30`, `2026-03-05 16:30`.
fn halves(moment: &str) -> (&str, &str) {
    let moment = moment.trim();
    let after_day = moment.char_indices().find_map(|(at, c)| match c {
        '日' | '号' => Some(at + c.len_utf8()),
        'T' => Some(at),
        c if c.is_whitespace() => Some(at),
        _ => None,
    });
    let (day, time) = moment.split_at_checked(after_day.unwrap_or(moment.len())).unwrap_or((moment, ""));
    (day, time.trim_start_matches('T').trim())
}
