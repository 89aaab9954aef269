//! What a file would bring: valid records, and every problem by row and column. Nothing is stored here.

mod dated;

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::dated::Said;
use super::sheets::{Cell, Sheet};
use crate::{
    domain::{
        Checked, Envelope, Fields, Kind, Record, Session,
        field::{Fault, Field, FieldKind, FieldProblem, is_blank, make},
        fields::{Part, heading, headings, parts},
        record::check_as,
    },
    policy::decision::Text,
};

/// Records of all kinds on their way into a workspace.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch(Vec<Incoming>);

/// One record on its way in.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    pub kind: Kind,
    pub record: Checked,
    /// What it brings besides its fields; a file brings nothing.
    pub envelope: Envelope,
}

impl Batch {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Incoming> {
        self.0.iter()
    }

    /// The records of one kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Checked> {
        self.0.iter().filter(move |incoming| incoming.kind == kind).map(|incoming| &incoming.record)
    }

    /// Adds a record that a program made. One that does not hold its own rules is left out.
    pub fn add<R: Record>(&mut self, record: &R) {
        self.add_with(record, Envelope::default());
    }

    /// As [`Batch::add`], with what it carries.
    pub fn add_with<R: Record>(&mut self, record: &R, envelope: Envelope) {
        if let Ok(Value::Object(values)) = serde_json::to_value(record)
            && let Ok(record) = check_as::<R>(values)
        {
            self.0.push(Incoming { kind: R::KIND, record, envelope });
        }
    }
}

/// What is stored already.
pub struct Existing<'a> {
    /// The fields of each kind, with those that packs add.
    pub fields: &'a Fields,
    /// The record of a kind with an id, as JSON.
    pub find: &'a dyn Fn(Kind, &str) -> Option<Value>,
    /// Whether a file may bring this record, new or changed.
    pub admit: &'a dyn Fn(Kind, &Checked) -> Result<(), Text>,
    pub sessions: &'a [Session],
    /// From which a value holds that a sheet brings without saying from when.
    pub today: Date,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    /// New and changed records: what an import would write.
    pub batch: Batch,
    pub summary: Summary,
}

/// What the person is shown before confirming.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// By kind, in the order of [`Kind::ALL`]; only kinds that the file has.
    pub counts: Vec<(String, Counts)>,
    /// The first [`SHOWN`] of them.
    pub problems: Vec<Problem>,
    pub problem_count: usize,
    /// What changes of dated fields, the first [`SHOWN`]: a value, from a day on.
    pub changes: Vec<Problem>,
}

/// Rows of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub faulty: usize,
}

/// Something to be told at a place of the file: what is wrong, or what becomes of a dated value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub sheet: String,
    /// As the spreadsheet program numbers it; 0 for the whole sheet.
    pub row: usize,
    /// `C 日期`; empty for the whole row.
    pub column: String,
    pub value: String,
    pub what: Text,
}

/// Problems listed one by one; beyond, they are counted.
pub const SHOWN: usize = 1_000;

/// Checks the sheets of a file against what is stored.
pub fn preview(sheets: &[Sheet], existing: &Existing<'_>) -> Preview {
    let mut check = Check {
        existing,
        preview: Preview::default(),
        ids: BTreeMap::new(),
        coming: HashSet::new(),
        busy: Busy::default(),
    };
    let mut found = false;
    let known: Vec<_> =
        sheets.iter().filter_map(|sheet| Some((kind_of(existing.fields, sheet)?, sheet))).collect();
    for kind in Kind::ALL {
        for (_, sheet) in known.iter().filter(|(of, _)| of == kind) {
            found = true;
            check.sheet(*kind, sheet);
        }
    }
    if !found {
        let sheet = sheets.first().map(|sheet| sheet.name.clone()).unwrap_or_default();
        check.problem(
            &sheet,
            0,
            String::new(),
            String::new(),
            Text {
                zh: "没有认出任何一张表。请使用本程序的模板，保留第一行表头。".to_owned(),
                en: "No sheet was recognised. Use this program's template and keep its first row.".to_owned(),
            },
        );
    }
    check.preview
}

/// A sheet is known by its name, else by its headings.
fn kind_of(fields: &Fields, sheet: &Sheet) -> Option<Kind> {
    let named = Kind::ALL.iter().copied().find(|kind| {
        let label = kind.label();
        [label.zh, label.en].contains(&sheet.name.trim())
    });
    let headed = || {
        let matched = |kind: &Kind| {
            columns(fields, sheet, *kind).1.keys().filter(|(_, part)| *part == Part::Value).count()
        };
        Kind::ALL.iter().copied().filter(|kind| matched(kind) * 2 > kind.fields().len()).max_by_key(matched)
    };
    named.or_else(headed)
}

/// The column of each field that a sheet has, by key.
type Places = HashMap<(&'static str, Part), usize>;

/// The row of the headings and the columns. Headings may stand in any order among the first rows.
fn columns(fields: &Fields, sheet: &Sheet, kind: Kind) -> (usize, Places) {
    let at = |row: &Vec<Cell>| -> Places {
        let mut places = HashMap::new();
        for (column, cell) in row.iter().enumerate() {
            if let Cell::Text(text) = cell {
                places.entry(heading(text)).or_insert(column);
            }
        }
        let place = |(field, part): (&'static Field, Part)| {
            let place = headings(field, part).iter().find_map(|heading| places.get(heading).copied())?;
            Some(((field.key, part), place))
        };
        let all = fields.of(kind).flat_map(|field| parts(field).map(move |part| (field, part)));
        all.filter_map(place).collect()
    };
    let rows = sheet.rows.iter().take(HEADING_ROWS).map(at).enumerate();
    rows.max_by_key(|(row, places)| (places.len(), std::cmp::Reverse(*row))).unwrap_or_default()
}

const HEADING_ROWS: usize = 5;

struct Check<'a> {
    existing: &'a Existing<'a>,
    preview: Preview,
    /// Where each id of this file stands, by kind.
    ids: BTreeMap<Kind, HashMap<String, (String, usize)>>,
    /// Ids that rows further down may bring, of a kind whose records refer to each other.
    coming: HashSet<(Kind, String)>,
    busy: Busy,
}

/// From, until and session by instructor and day.
type Occupied = HashMap<(String, Date), Vec<(Time, Option<Time>, String)>>;

/// When each instructor is occupied.
#[derive(Default)]
struct Busy {
    file: Occupied,
    stored: Option<Occupied>,
}

impl Check<'_> {
    fn sheet(&mut self, kind: Kind, sheet: &Sheet) {
        let (heading_row, places) = columns(self.existing.fields, sheet, kind);
        let has = |field: &Field| {
            [Part::Value, Part::History].iter().any(|part| places.contains_key(&(field.key, *part)))
        };
        // An older template knows nothing of what a pack has added since.
        let missing: Vec<_> = kind.fields().iter().filter(|field| field.required && !has(field)).collect();
        for field in &missing {
            self.problem(
                &sheet.name,
                heading_row + 1,
                field.label.zh.to_owned(),
                String::new(),
                Text {
                    zh: format!("缺少“{}”这一列", field.label.zh),
                    en: format!("the column {} ({}) is missing", field.label.en, field.label.zh),
                },
            );
        }
        let mut counts = Counts::default();
        if missing.is_empty() {
            self.look_ahead(kind, sheet, heading_row, &places);
            for (index, row) in sheet.rows.iter().enumerate().skip(heading_row + 1) {
                if row.iter().all(|cell| *cell == Cell::Empty) {
                    continue;
                }
                let before = self.preview.summary.problem_count;
                let at = At { sheet, index, cells: row, places: &places };
                let row = self.row(kind, &at);
                match row.filter(|_| self.preview.summary.problem_count == before) {
                    None => counts.faulty += 1,
                    Some(row) => self.keep(kind, row, (sheet, index), &mut counts),
                }
            }
        }
        self.preview.summary.counts.push((kind.code().to_owned(), counts));
    }

    /// Notes the ids of all rows, so that one can refer to another below it.
    fn look_ahead(&mut self, kind: Kind, sheet: &Sheet, heading_row: usize, places: &Places) {
        let refers_to_itself = |field: &Field| matches!(field.kind, FieldKind::Reference(kinds) | FieldKind::References(kinds) if kinds.contains(&kind));
        if !kind.fields().iter().any(refers_to_itself) {
            return;
        }
        for row in sheet.rows.iter().skip(heading_row + 1) {
            let read = |field: &Field| {
                let text = match places.get(&(field.key, Part::Value)).and_then(|column| row.get(*column)) {
                    Some(Cell::Text(text)) => text,
                    _ => "",
                };
                field.read(text).map(|value| (field.key.to_owned(), value))
            };
            let values: Result<Map<_, _>, _> = kind.fields().iter().map(read).collect();
            if let Some(record) = values.ok().and_then(|values| (kind.declaration().check)(values).ok()) {
                self.coming.insert((kind, record.id));
            }
        }
    }

    fn keep(&mut self, kind: Kind, row: Row, (sheet, index): (&Sheet, usize), counts: &mut Counts) {
        let Row { record, changes } = row;
        let stored = (self.existing.find)(kind, &record.id);
        if stored.as_ref().is_some_and(|stored| says_no_more(&record, stored)) {
            counts.unchanged += 1;
            return;
        }
        if let Err(why) = (self.existing.admit)(kind, &record) {
            counts.faulty += 1;
            self.problem(&sheet.name, index + 1, String::new(), record.id, why);
            return;
        }
        if stored.is_some() {
            counts.changed += 1;
        } else {
            counts.new += 1;
        }
        let left = SHOWN.saturating_sub(self.preview.summary.changes.len());
        self.preview.summary.changes.extend(changes.into_iter().take(left));
        self.preview.batch.0.push(Incoming { kind, record, envelope: Envelope::default() });
    }

    /// Reads one row; notes every problem of it.
    fn row(&mut self, kind: Kind, at: &At<'_>) -> Option<Row> {
        let said = self.said(kind, at)?;
        let mut record = self.record(kind, at, &said, &|field, said| said.alone(field))?;
        let mut changes = Vec::new();
        if said.iter().any(|(field, _)| field.dated) {
            let (today, stored) = (self.existing.today, (self.existing.find)(kind, &record.id));
            let there = |field: &Field| stored.as_ref()?.get(field.key);
            record = self.record(kind, at, &said, &|field, said| said.with(field, there(field), today))?;
            let becomes =
                |field: &Field| record.values.get(field.key).or_else(|| record.extra.get(field.key));
            for (field, said) in said.iter().filter(|(field, _)| field.dated) {
                if let (Some(before), Some(after)) = (there(field), becomes(field))
                    && before != after
                {
                    let what = said.change(field, before, after, today);
                    changes.push(at.problem((field, Part::Value), what));
                }
            }
        }
        let id = record.id.clone();
        let seen = self.ids.entry(kind).or_default();
        if let Some((other, first)) = seen.get(&id) {
            let what = Text {
                zh: format!("与“{other}”第 {first} 行重复"),
                en: format!("duplicates row {first} of {other}"),
            };
            self.problem(&at.sheet.name, at.index + 1, String::new(), id, what);
            return None;
        }
        seen.insert(id, (at.sheet.name.clone(), at.index + 1));
        if kind == Kind::Session
            && let Ok(session) = serde_json::from_value::<Session>(Value::Object(record.values.clone()))
            && let Some(other) = self.occupied(&session)
        {
            let what = Text {
                zh: format!("该辅导员当日此时已有课次（{other}）；几个班同时听讲请合为一个课次"),
                en: format!(
                    "the instructor already has a session then ({other}); several classes at once are one session"
                ),
            };
            let starts = session.starts.strftime("%H:%M").to_string();
            self.problem(&at.sheet.name, at.index + 1, String::new(), starts, what);
            return None;
        }
        Some(Row { record, changes })
    }

    /// What a row says of each field.
    fn said(&mut self, kind: Kind, at: &At<'_>) -> Option<Vec<(&'static Field, Said)>> {
        let (mut all, mut sound) = (Vec::new(), true);
        for field in self.existing.fields.of(kind) {
            let has = |part| at.places.contains_key(&(field.key, part));
            // A sheet without the column says nothing of what a pack adds.
            if kind.field(field.key).is_none() && !parts(field).any(has) {
                continue;
            }
            let mut said = Said { column: has(Part::Value), ..Said::default() };
            for part in parts(field) {
                let read = match part {
                    Part::Value => self.cell(field, at.cell((field, part))).map(|value| said.value = value),
                    Part::History => {
                        self.cell(field, at.cell((field, part))).map(|value| said.history = value)
                    }
                    Part::From => self.cell(&FROM, at.cell((field, part))).map(|day| {
                        said.from = day.and_then(|day| day.as_str()?.parse().ok());
                    }),
                };
                if let Err(what) = read {
                    sound = false;
                    self.tell(at.problem((field, part), what));
                }
            }
            all.push((field, said));
        }
        sound.then_some(all)
    }

    /// The record of what a row says.
    fn record(
        &mut self,
        kind: Kind,
        at: &At<'_>,
        said: &[(&'static Field, Said)],
        value: &dyn Fn(&Field, &Said) -> Result<Value, Fault>,
    ) -> Option<Checked> {
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
                Ok(record) => return Some(Checked { extra, ..record }),
                Err(broken) => problems = broken,
            }
        }
        for FieldProblem { field, fault } in problems {
            let what = Text::of(&fault);
            match said.iter().find(|(known, _)| known.key == field) {
                Some((field, _)) => self.tell(at.problem((*field, Part::Value), what)),
                None => self.problem(&at.sheet.name, at.index + 1, String::new(), String::new(), what),
            }
        }
        None
    }

    /// What a cell says; nothing where it is blank.
    fn cell(&self, field: &Field, cell: &Cell) -> Result<Option<Value>, Text> {
        let text = match cell {
            Cell::Empty => "",
            Cell::Text(text) => text,
            Cell::Formula(_) => {
                return Err(Text {
                    zh: "是公式，请改为数值（复制后选择性粘贴“数值”）".to_owned(),
                    en: "is a formula; paste its value instead".to_owned(),
                });
            }
            Cell::Error(error) => {
                return Err(Text {
                    zh: format!("单元格报错 {error}，请改正"),
                    en: format!("the cell shows the error {error}; mend it"),
                });
            }
        };
        if text.trim().is_empty() {
            return Ok(None);
        }
        let value = field.read(text).map_err(|fault| Text::of(&fault))?;
        match self.unknown(field, &value) {
            Some(fault) => Err(Text::of(&fault)),
            None => Ok(Some(value)),
        }
    }

    /// A reference to a record that neither this file nor the store has.
    fn unknown(&self, field: &Field, value: &Value) -> Option<Fault> {
        let known = |kinds: &[Kind], id: &str| {
            kinds.iter().any(|kind| {
                self.ids.get(kind).is_some_and(|ids| ids.contains_key(id))
                    || self.coming.contains(&(*kind, id.to_owned()))
                    || (self.existing.find)(*kind, id).is_some()
            })
        };
        field.first_reference(value, &|kinds, id| !known(kinds, id))
    }

    /// Another session of the instructor at the same time, here or in the store; otherwise notes this one.
    fn occupied(&mut self, session: &Session) -> Option<String> {
        let key = (session.instructor.clone(), session.date);
        let (from, until) = (session.starts, session.ends());
        let id = session.id();
        let overlaps = |(start, end, other): &&(Time, Option<Time>, String)| {
            *other != id && until.is_none_or(|until| *start < until) && end.is_none_or(|end| from < end)
        };
        let describe = |(start, _, other): &(Time, Option<Time>, String)| {
            format!("{} {}", other.split('_').next().unwrap_or_default(), start.strftime("%H:%M"))
        };
        let stored = self.busy.stored.get_or_insert_with(|| {
            let mut busy: HashMap<_, Vec<_>> = HashMap::new();
            for other in self.existing.sessions {
                let entry = (other.starts, other.ends(), other.id());
                busy.entry((other.instructor.clone(), other.date)).or_default().push(entry);
            }
            busy
        });
        let file = self.busy.file.entry(key.clone()).or_default();
        let found =
            file.iter().find(overlaps).or_else(|| stored.get(&key)?.iter().find(overlaps)).map(describe);
        if found.is_none() {
            file.push((from, until, id));
        }
        found
    }

    fn problem(&mut self, sheet: &str, row: usize, column: String, value: String, what: Text) {
        self.tell(Problem { sheet: sheet.to_owned(), row, column, value, what });
    }

    fn tell(&mut self, problem: Problem) {
        let summary = &mut self.preview.summary;
        summary.problem_count += 1;
        if summary.problems.len() < SHOWN {
            let value = problem.value.chars().take(60).collect();
            summary.problems.push(Problem { value, ..problem });
        }
    }
}

/// One row of a sheet.
struct At<'a> {
    sheet: &'a Sheet,
    index: usize,
    cells: &'a [Cell],
    places: &'a Places,
}

impl At<'_> {
    fn cell(&self, (field, part): (&Field, Part)) -> &Cell {
        let cell = self.places.get(&(field.key, part)).and_then(|column| self.cells.get(*column));
        cell.unwrap_or(&Cell::Empty)
    }

    /// Something to be told of one of its cells.
    fn problem(&self, (field, part): (&Field, Part), what: Text) -> Problem {
        Problem {
            sheet: self.sheet.name.clone(),
            row: self.index + 1,
            column: column_name(field, part, self.places),
            value: shown(self.cell((field, part))),
            what,
        }
    }
}

/// The record that a row is, and what changes of dated fields.
struct Row {
    record: Checked,
    changes: Vec<Problem>,
}

/// The day from which a value holds.
static FROM: Field = make::date().of("from", false);

/// Whether everything that a row says is stored already.
fn says_no_more(record: &Checked, stored: &Value) -> bool {
    record.values.iter().chain(&record.extra).all(|(key, value)| match stored.get(key) {
        Some(there) => there == value,
        None => is_blank(value),
    })
}

/// `C 日期`; the heading alone when the sheet lacks the column.
fn column_name(field: &Field, part: Part, places: &Places) -> String {
    let letter = places.get(&(field.key, part)).and_then(|place| u16::try_from(*place).ok());
    let letter = letter.map(rust_xlsxwriter::utility::column_number_to_name);
    format!("{} {}", letter.unwrap_or_default(), part.title(field)).trim().to_owned()
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Formula(text) | Cell::Error(text) => text.clone(),
    }
}
