//! What a file would bring: valid records, and every problem by row and column. Nothing is stored here.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::sheets::{Cell, Sheet};
use crate::{
    domain::{
        Appointment, Kind, Label, Lang, Localized, Record, School, Session, Tutor,
        field::{Field, FieldKind, FieldProblem},
    },
    policy::decision::Text,
};

/// Records of all kinds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    pub schools: Vec<School>,
    pub tutors: Vec<Tutor>,
    pub appointments: Vec<Appointment>,
    pub sessions: Vec<Session>,
}

impl Batch {
    pub fn len(&self) -> usize {
        self.schools.len() + self.tutors.len() + self.appointments.len() + self.sessions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What is stored already.
pub struct Existing<'a> {
    /// The record of a kind with an id, as JSON.
    pub find: &'a dyn Fn(Kind, &str) -> Option<Value>,
    pub sessions: &'a [Session],
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
}

/// Rows of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub faulty: usize,
}

/// Something wrong at a place of the file.
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
        busy: Busy::default(),
    };
    let mut found = false;
    for kind in Kind::ALL {
        for sheet in sheets.iter().filter(|sheet| kind_of(sheet) == Some(kind)) {
            found = true;
            match kind {
                Kind::School => check.sheet::<School>(sheet, |batch| &mut batch.schools),
                Kind::Tutor => check.sheet::<Tutor>(sheet, |batch| &mut batch.tutors),
                Kind::Appointment => check.sheet::<Appointment>(sheet, |batch| &mut batch.appointments),
                Kind::Session => check.sheet::<Session>(sheet, |batch| &mut batch.sessions),
            }
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
fn kind_of(sheet: &Sheet) -> Option<Kind> {
    let named = Kind::ALL.into_iter().find(|kind| {
        let label = kind.label();
        [label.zh, label.en].contains(&sheet.name.trim())
    });
    let headed = || {
        let matched = |kind: &Kind| columns(sheet, *kind).1.len();
        Kind::ALL
            .into_iter()
            .filter(|kind| matched(kind) * 2 > kind.fields().len())
            .max_by_key(matched)
    };
    named.or_else(headed)
}

/// The row of the headings and the column of each field. Headings may stand in any order among the first rows.
fn columns(sheet: &Sheet, kind: Kind) -> (usize, HashMap<&'static str, usize>) {
    let at = |row: &Vec<Cell>| -> HashMap<&'static str, usize> {
        let headings: Vec<_> = row.iter().map(heading).collect();
        let place = |field: &Field| {
            headings
                .iter()
                .position(|h| h == field.label.zh || h == field.label.en || h == field.key)
        };
        kind.fields()
            .iter()
            .filter_map(|field| Some((field.key, place(field)?)))
            .collect()
    };
    let rows = sheet.rows.iter().take(HEADING_ROWS).map(at).enumerate();
    rows.max_by_key(|(row, places)| (places.len(), std::cmp::Reverse(*row)))
        .unwrap_or_default()
}

const HEADING_ROWS: usize = 5;

/// `日期 *` and `日期（必填）` are 日期.
fn heading(cell: &Cell) -> String {
    let Cell::Text(text) = cell else {
        return String::new();
    };
    text.split(['（', '('])
        .next()
        .unwrap_or_default()
        .replace(['*', ' ', '\u{3000}'], "")
}

struct Check<'a> {
    existing: &'a Existing<'a>,
    preview: Preview,
    /// Where each id of this file stands, by kind.
    ids: BTreeMap<Kind, HashMap<String, (String, usize)>>,
    busy: Busy,
}

/// From, until and session by tutor and day.
type Occupied = HashMap<(String, Date), Vec<(Time, Option<Time>, String)>>;

/// When each tutor is occupied.
#[derive(Default)]
struct Busy {
    file: Occupied,
    stored: Option<Occupied>,
}

impl Check<'_> {
    fn sheet<R: Record>(&mut self, sheet: &Sheet, list: fn(&mut Batch) -> &mut Vec<R>) {
        let (heading_row, places) = columns(sheet, R::KIND);
        let missing: Vec<_> = R::KIND
            .fields()
            .iter()
            .filter(|field| field.required && !places.contains_key(field.key))
            .collect();
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
            for (index, row) in sheet.rows.iter().enumerate().skip(heading_row + 1) {
                if row.iter().all(|cell| *cell == Cell::Empty) {
                    continue;
                }
                let before = self.preview.summary.problem_count;
                let record = self.row::<R>(sheet, index, row, &places);
                match record.filter(|_| self.preview.summary.problem_count == before) {
                    None => counts.faulty += 1,
                    Some(record) => self.keep(record, &mut counts, list),
                }
            }
        }
        self.preview
            .summary
            .counts
            .push((R::KIND.code().to_owned(), counts));
    }

    fn keep<R: Record>(&mut self, record: R, counts: &mut Counts, list: fn(&mut Batch) -> &mut Vec<R>) {
        match (self.existing.find)(R::KIND, &record.id()) {
            None => counts.new += 1,
            Some(stored) if serde_json::to_value(&record).is_ok_and(|value| value == stored) => {
                counts.unchanged += 1;
                return;
            }
            Some(_) => counts.changed += 1,
        }
        list(&mut self.preview.batch).push(record);
    }

    /// Reads one row; notes every problem of it.
    fn row<R: Record>(
        &mut self,
        sheet: &Sheet,
        index: usize,
        row: &[Cell],
        places: &HashMap<&'static str, usize>,
    ) -> Option<R> {
        let mut values = Map::new();
        let mut sound = true;
        for field in R::KIND.fields() {
            let cell = places
                .get(field.key)
                .and_then(|column| row.get(*column))
                .unwrap_or(&Cell::Empty);
            match self.cell(field, cell) {
                Ok(value) => {
                    values.insert(field.key.to_owned(), value);
                }
                Err(what) => {
                    sound = false;
                    self.problem(
                        &sheet.name,
                        index + 1,
                        column_name(field, places),
                        shown(cell),
                        what,
                    );
                }
            }
        }
        if !sound {
            return None;
        }
        let record = match R::check(values) {
            Ok(record) => record,
            Err(problems) => {
                for FieldProblem { field, fault } in problems {
                    let name = R::KIND.fields().iter().find(|known| known.key == field);
                    let column = name.map_or_else(String::new, |field| column_name(field, places));
                    self.problem(&sheet.name, index + 1, column, String::new(), both(&fault));
                }
                return None;
            }
        };
        let id = record.id();
        let seen = self.ids.entry(R::KIND).or_default();
        if let Some((other, first)) = seen.get(&id) {
            let what = Text {
                zh: format!("与“{other}”第 {first} 行重复"),
                en: format!("duplicates row {first} of {other}"),
            };
            self.problem(&sheet.name, index + 1, String::new(), id, what);
            return None;
        }
        seen.insert(id, (sheet.name.clone(), index + 1));
        if let Some(session) = (&record as &dyn std::any::Any).downcast_ref::<Session>()
            && let Some(other) = self.occupied(session)
        {
            let what = Text {
                zh: format!("该辅导员当日此时已有课次（{other}）；几个班同时听讲请合为一个课次"),
                en: format!(
                    "the tutor already has a session then ({other}); several classes at once are one session"
                ),
            };
            self.problem(
                &sheet.name,
                index + 1,
                String::new(),
                session.starts.strftime("%H:%M").to_string(),
                what,
            );
            return None;
        }
        Some(record)
    }

    fn cell(&mut self, field: &Field, cell: &Cell) -> Result<Value, Text> {
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
        let value = field.read(text).map_err(|fault| both(&fault))?;
        if let (FieldKind::Reference(kind), Value::String(id)) = (field.kind, &value) {
            let known = self.ids.get(&kind).is_some_and(|ids| ids.contains_key(id))
                || (self.existing.find)(kind, id).is_some();
            if !known {
                let label: Label = kind.label();
                return Err(Text {
                    zh: format!("{}中没有编号 {id}，请先登记或改正", label.zh),
                    en: format!(
                        "there is no {id} among the {}; add it first or correct it",
                        label.en.to_lowercase()
                    ),
                });
            }
        }
        Ok(value)
    }

    /// Another session of the tutor at the same time, here or in the store; otherwise notes this one.
    fn occupied(&mut self, session: &Session) -> Option<String> {
        let key = (session.tutor.clone(), session.date);
        let (from, until) = (session.starts, session.ends());
        let id = session.id();
        let overlaps = |(start, end, other): &&(Time, Option<Time>, String)| {
            *other != id && until.is_none_or(|until| *start < until) && end.is_none_or(|end| from < end)
        };
        let describe = |(start, _, other): &(Time, Option<Time>, String)| {
            format!(
                "{} {}",
                other.split('_').next().unwrap_or_default(),
                start.strftime("%H:%M")
            )
        };
        let stored = self.busy.stored.get_or_insert_with(|| {
            let mut busy: HashMap<_, Vec<_>> = HashMap::new();
            for other in self.existing.sessions {
                let entry = (other.starts, other.ends(), other.id());
                busy.entry((other.tutor.clone(), other.date))
                    .or_default()
                    .push(entry);
            }
            busy
        });
        let file = self.busy.file.entry(key.clone()).or_default();
        let found = file
            .iter()
            .find(overlaps)
            .or_else(|| stored.get(&key)?.iter().find(overlaps))
            .map(describe);
        if found.is_none() {
            file.push((from, until, id));
        }
        found
    }

    fn problem(&mut self, sheet: &str, row: usize, column: String, value: String, what: Text) {
        let summary = &mut self.preview.summary;
        summary.problem_count += 1;
        if summary.problems.len() < SHOWN {
            let value = value.chars().take(60).collect();
            summary.problems.push(Problem {
                sheet: sheet.to_owned(),
                row,
                column,
                value,
                what,
            });
        }
    }
}

fn both(said: &impl Localized) -> Text {
    Text {
        zh: said.text(Lang::Zh),
        en: said.text(Lang::En),
    }
}

/// `C 日期`; the heading alone when the sheet lacks the column.
fn column_name(field: &Field, places: &HashMap<&'static str, usize>) -> String {
    let letter = places.get(field.key).and_then(|place| u16::try_from(*place).ok());
    let letter = letter.map(rust_xlsxwriter::utility::column_number_to_name);
    format!("{} {}", letter.unwrap_or_default(), field.label.zh)
        .trim()
        .to_owned()
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Formula(text) | Cell::Error(text) => text.clone(),
    }
}
