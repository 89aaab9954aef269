//! The sheets of a file, row after row, against what is stored and what the file has brought so far; then all of it together.

mod filled;
mod finish;

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
    rc::Rc,
};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use self::filled::Filled;
use super::{
    alike::{Answer, Likeness, Unnumbered},
    batch::{Batch, Incoming},
    lacking,
    layout::{Layout, Places, column_name, is_below_the_data},
    line::Line,
    mapping::{Mapping, Mappings},
    naming::{Meant, Named, Wanted},
    report::SheetReport,
    row::{Row, Sayings, is_code},
    summary::{Counts, Preview, Problem, SHOWN_NEW},
};
use crate::{
    domain::{
        Checked, Envelope, Fields, Kind,
        field::{Field, FieldProblem, is_blank},
        fields::Part,
        workflow::Transition,
    },
    policy::decision::Text,
};

/// What is stored already.
pub struct Existing<'a> {
    /// The fields of each kind, with those that packs add.
    pub fields: &'a Fields,
    /// What has been said of sheets, by their shapes.
    pub mappings: &'a Mappings,
    /// Whether there is a record of a kind with an id.
    pub is_there: &'a dyn Fn(Kind, &str) -> bool,
    /// Whether that record has ended without effect.
    pub is_void: &'a dyn Fn(Kind, &str) -> bool,
    /// The record, as JSON.
    pub find: &'a dyn Fn(Kind, &str) -> Option<Value>,
    /// Whether a file may bring this record, new or changed, beside what it has brought so far.
    pub admit: &'a dyn Fn(&Batch, Kind, &Checked) -> Result<(), Text>,
    /// The id of the record of a kind that people know by this.
    pub known: &'a dyn Fn(Kind, &str) -> Option<String>,
    /// The records that a name may mean, beside what the file has brought so far.
    pub called: &'a dyn Fn(&Batch, &Wanted<'_>, &str) -> Meant,
    /// Whether a record still has to make the step for which a sheet asks, and why it cannot, beside what the file has brought
    /// so far.
    pub goes_on: &'a GoesOn<'a>,
    /// The places in all that the file brings of what cannot stand there, beside the rest of it and what is stored.
    pub clashes: &'a dyn Fn(&Batch) -> Vec<(usize, FieldProblem)>,
    /// What new rows without a number look like, of what is stored and of the rest of the file. They are given by their places in
    /// all that it brings.
    pub alike: &'a Resembles<'a>,
    /// What a record says, as people read it.
    pub line: &'a dyn Fn(&Batch, Kind, &Checked) -> Line,
    /// From which a value holds that a sheet brings without saying from when.
    pub today: Date,
}

/// See [`Existing::goes_on`].
type GoesOn<'a> = dyn Fn(&Batch, Kind, &Checked, &'static Transition) -> Result<bool, Text> + 'a;

/// See [`Existing::alike`]. It is told whether the file brings a stored record.
type Resembles<'a> = dyn Fn(&Batch, &[(usize, Unnumbered)], &dyn Fn(Kind, &str) -> bool) -> Vec<(usize, FieldProblem, Likeness)>
    + 'a;

/// Rows with problems that are looked at; a sheet of more is another than it is taken for, or waits for one answer.
const MOST_FAULTY: usize = 20_000;

/// A file on its way through.
pub(super) struct Check<'a> {
    existing: &'a Existing<'a>,
    preview: Preview,
    /// Of each record of the batch, at its place there.
    arrived: Vec<Arrived>,
    /// Where each id stands that this file brings, by kind.
    ids: BTreeMap<Kind, FxHashMap<String, (String, u32)>>,
    /// Ids that rows further down may bring, of a kind whose records refer to each other, and those that do not come after all.
    coming: BTreeMap<Kind, HashSet<String>>,
    named: RefCell<Named>,
}

/// A row that brings something.
struct Arrived {
    kind: Kind,
    is_new: bool,
    unnumbered: Option<Unnumbered>,
    /// The shape of its sheet.
    shape: Rc<str>,
    /// Whence its values are; of the first new rows only.
    filled: Option<Filled>,
    changes: Vec<Problem>,
    /// Where it stands.
    at: Problem,
    places: Rc<Places>,
}

impl Arrived {
    /// What is wrong with one of its fields.
    fn told(&self, batch: &Batch, place: usize, problem: &FieldProblem) -> Problem {
        let what = Text::of(&problem.fault);
        let field = self.kind.field(problem.field);
        let value = |field: &Field| Some(field.write(batch.get(place)?.record.values.get(field.key)?));
        let column = field.map(|field| column_name(field, Part::Value, &self.places));
        Problem {
            column: column.unwrap_or_default(),
            value: field.and_then(value).unwrap_or_default(),
            what,
            ..self.at.clone()
        }
    }
}

/// A row that was read.
struct Read {
    record: Checked,
    is_new: bool,
    unnumbered: Option<Unnumbered>,
    changes: Vec<Problem>,
}

impl<'a> Check<'a> {
    pub fn of(existing: &'a Existing<'a>) -> Self {
        Self {
            existing,
            preview: Preview::default(),
            arrived: Vec::new(),
            ids: BTreeMap::new(),
            coming: BTreeMap::new(),
            named: RefCell::default(),
        }
    }

    /// Takes in one sheet; notes every problem of it.
    pub fn sheet(&mut self, kind: Kind, layout: &Layout<'_>, mapping: &Mapping, report: &mut SheetReport) {
        let fields = self.existing.fields;
        let is_mapped = mapping.kind.is_some();
        let mut places =
            if is_mapped { layout.mapped(fields, kind, mapping) } else { layout.exact(fields, kind) };
        let mut beside = layout.beside(fields, kind, &places);
        let units = layout.units(fields, kind, &places);
        report.columns(fields, kind, layout, &places, &beside);
        report.units(layout, &places, &units);
        if !mapping.hidden {
            places.retain(|_, column| !layout.sheet.is_hidden_column(*column));
            for columns in beside.values_mut() {
                columns.retain(|(column, _)| !layout.sheet.is_hidden_column(*column));
            }
        }
        let missing = lacking::columns(kind, layout, &places, mapping);
        let places = Rc::new(places);
        let mut counts = Counts::default();
        let mut lacking = false;
        self.look_ahead(kind, layout, &places);
        for cells in layout.data() {
            if is_below_the_data(&cells, layout.headings.len()) || layout.is_headings(&cells) {
                report.below += 1;
                continue;
            }
            if cells.hidden {
                report.hidden_rows += 1;
                if !mapping.hidden {
                    continue;
                }
            }
            let row = Row {
                sheet: layout.sheet,
                cells,
                places: &places,
                beside: &beside,
                units: &units,
                mapping,
                shape: &report.shape,
            };
            if row.is_empty() {
                continue;
            }
            if row.answer() == Some(&Answer::Leave) {
                report.left += 1;
                continue;
            }
            if counts.faulty >= MOST_FAULTY {
                report.unchecked += 1;
                continue;
            }
            row.spans(kind).for_each(|span| report.spans.note(span.says, span.read_as));
            let read = if missing.is_empty() { self.read(kind, &row) } else { self.read_partly(kind, &row) };
            match read.and_then(|read| {
                read.map_or(Ok(false), |read| self.keep(kind, &row, read, &mut counts).map(|()| true))
            }) {
                Ok(true) => {}
                Ok(false) => {
                    lacking = true;
                    counts.faulty += 1;
                }
                Err(problems) => {
                    counts.faulty += 1;
                    problems.into_iter().for_each(|problem| self.preview.summary.tell(problem));
                }
            }
        }
        if lacking || self.is_bare(layout) {
            missing.into_iter().for_each(|field| self.tell(lacking::told(layout, field, &places)));
        }
        self.preview.summary.add_counts(kind, counts);
    }

    fn is_bare(&self, layout: &Layout<'_>) -> bool {
        layout.data().next().is_none()
    }

    /// Whether a record of one of these kinds is stored, or comes in.
    fn is_there(&self, kinds: &[Kind], id: &str) -> bool {
        kinds.iter().any(|kind| {
            self.ids.get(kind).is_some_and(|ids| ids.contains_key(id)) || (self.existing.is_there)(*kind, id)
        })
    }

    /// Something that is told of the file as a whole.
    pub fn tell(&mut self, problem: Problem) {
        self.preview.summary.tell(problem);
    }

    /// Names a sheet, read or not.
    pub fn report(&mut self, report: SheetReport) {
        self.preview.summary.sheets.push(report);
    }

    /// Notes the ids of all rows, so that one can refer to another below it.
    fn look_ahead(&mut self, kind: Kind, layout: &Layout<'_>, places: &Places) {
        if !kind.fields().iter().any(|field| field.can_refer_to(kind)) {
            return;
        }
        for row in layout.data() {
            let read = |field: &Field| {
                let cell = places.get(&(field.key, Part::Value)).map(|column| row.cell(*column));
                let text = cell.and_then(|cell| cell.said(field.held()).ok()).unwrap_or_default();
                field.read(&text).map(|value| (field.key.to_owned(), value))
            };
            let values: Result<Map<_, _>, _> = kind.fields().iter().map(read).collect();
            if let Some(record) = values.ok().and_then(|values| (kind.declaration().check)(values).ok()) {
                self.coming.entry(kind).or_default().insert(record.id);
            }
        }
    }

    /// A row of a sheet that lacks columns changes what is there, and brings nothing new: `None`.
    fn read_partly(&mut self, kind: Kind, row: &Row<'_>) -> Result<Option<Read>, Vec<Problem>> {
        let id = row.own_code(kind);
        let is_there = id.is_some_and(|id| (self.existing.is_there)(kind, &id));
        if is_there { self.read(kind, row) } else { Ok(None) }
    }

    /// The record that a row is, and what it changes.
    fn read(&mut self, kind: Kind, row: &Row<'_>) -> Result<Option<Read>, Vec<Problem>> {
        let mut said = row.said(kind, self.existing.fields, &|wanted| self.refer(wanted))?;
        let unnumbered = self.identify(kind, row, &mut said);
        let code = said.iter().find(|(field, _)| is_code(kind, field));
        let id = match code.and_then(|(_, said)| said.value.as_ref()?.as_str()) {
            Some(code) => code.to_owned(),
            None => row.record(kind, &said, &|field, said| said.alone(field))?.id,
        };
        let (today, stored) = (self.existing.today, (self.existing.find)(kind, &id));
        let there = |field: &Field| stored.as_ref()?.get(field.key);
        let record = row.record(kind, &said, &|field, said| said.with(field, there(field), today))?;
        let becomes = |field: &Field| record.values.get(field.key).or_else(|| record.extra.get(field.key));
        let mut changes = Vec::new();
        for (field, said) in &said {
            if stored.is_some()
                && let Some(after) = becomes(field)
                && let before = there(field).unwrap_or(&Value::Null)
                && before != after
                && !(is_blank(before) && is_blank(after))
            {
                changes.push(row.problem((field, Part::Value), said.change(field, before, after, today)));
            }
        }
        self.once(kind, row, &record)?;
        Ok(Some(Read { record, is_new: stored.is_none(), unnumbered, changes }))
    }

    /// A row without the code that the program gives is the record that somebody says it is, or that people know by what it says,
    /// else a new one. Says of such a row whether somebody has said that it is.
    fn identify(&self, kind: Kind, row: &Row<'_>, said: &mut Sayings) -> Option<Unnumbered> {
        let values =
            said.iter().filter_map(|(field, said)| Some((field.key.to_owned(), said.value.clone()?)));
        let identity = kind.identity(&values.collect());
        let is_new = |id: &String| !(self.existing.is_there)(kind, id);
        let (_, code) = said.iter_mut().find(|(field, _)| field.key == "code")?;
        let own = code.value.as_ref().and_then(Value::as_str).map(str::to_owned);
        let identity = identity.filter(|identity| {
            // A number that nobody bears, and that no program gave, is the office's own. What a program gave may have been put right
            // in its last part since.
            let given = identity.rsplit_once('_').map_or(&**identity, |(before, _)| before);
            own.as_ref().is_none_or(|own| is_new(own) && !own.starts_with(given))
        })?;
        let numbered = own.is_some();
        let same = match row.answer() {
            Some(Answer::Same(id)) => Some(id.clone()).filter(|id| !is_new(id)),
            _ => None,
        };
        let known = || (self.existing.known)(kind, &identity);
        let given = || own.or_else(|| Kind::codes(&identity).find(is_new));
        let id = same.or_else(known).or_else(given);
        code.value = id.map(Value::from);
        Some(Unnumbered { is_said: row.answer() == Some(&Answer::Another), numbered })
    }

    /// What a file brings, it brings once.
    fn once(&self, kind: Kind, row: &Row<'_>, record: &Checked) -> Result<(), Vec<Problem>> {
        if let Some((other, first)) = self.ids.get(&kind).and_then(|seen| seen.get(&record.id)) {
            let what = Text {
                zh: format!("与“{other}”第 {first} 行重复"),
                en: format!("duplicates row {first} of {other}"),
            };
            return Err(vec![row.whole(record.id.clone(), what)]);
        }
        Ok(())
    }

    /// Counts a record, and keeps it where it says anything new.
    fn keep(
        &mut self,
        kind: Kind,
        row: &Row<'_>,
        Read { record, is_new, unnumbered, changes }: Read,
        counts: &mut Counts,
    ) -> Result<(), Vec<Problem>> {
        let asks = self.asked(kind, row, &record)?;
        let says_more = is_new || !changes.is_empty();
        // What was cancelled has taken place after all, or the list is an old one.
        let is_void = unnumbered.is_some() && !is_new && (self.existing.is_void)(kind, &record.id);
        if (says_more || is_void)
            && let Err(why) = (self.existing.admit)(&self.preview.batch, kind, &record)
        {
            return Err(vec![row.whole(record.id, why)]);
        }
        let at = (row.sheet.name.clone(), row.cells.number);
        self.ids.entry(kind).or_default().insert(record.id.clone(), at);
        if !says_more && asks.is_none() {
            counts.unchanged += 1;
            return Ok(());
        }
        if is_new {
            counts.new += 1;
        } else {
            counts.changed += 1;
        }
        let is_shown = is_new && counts.new <= SHOWN_NEW;
        let filled = is_shown.then(|| filled::told(kind, self.existing.fields, row, &record));
        let (at, place) = (row.whole(String::new(), Text::default()), Some(row.place()));
        let (places, shape) = (Rc::clone(row.places), Rc::from(row.shape));
        self.arrived.push(Arrived { kind, is_new, unnumbered, shape, filled, changes, at, places });
        self.preview.batch.push(Incoming { kind, record, envelope: Envelope::default(), asks, place });
        Ok(())
    }

    /// The id that a row means by a code or a name.
    fn refer(&self, wanted: &Wanted<'_>) -> Result<Option<String>, Text> {
        let is_there = |id: &str| self.is_there(wanted.kinds, id);
        let is_coming = |id: &str| {
            wanted.kinds.iter().any(|kind| self.coming.get(kind).is_some_and(|coming| coming.contains(id)))
        };
        let called = |word: &str| (self.existing.called)(&self.preview.batch, wanted, word);
        self.named.borrow_mut().refer(wanted, (&is_there, &is_coming), &called)
    }

    /// The step that a row asks for and its record can make. What it cannot is told, and the record comes in all the same.
    fn asked(
        &mut self,
        kind: Kind,
        row: &Row<'_>,
        record: &Checked,
    ) -> Result<Option<&'static Transition>, Vec<Problem>> {
        let Some(transition) = row.asks(kind)? else { return Ok(None) };
        match (self.existing.goes_on)(&self.preview.batch, kind, record, transition) {
            Ok(goes_on) => Ok(Some(transition).filter(|_| goes_on)),
            Err(why) => {
                let column = transition.column.map_or_else(String::new, |column| column.zh.to_owned());
                self.preview.summary.leave(Problem { column, ..row.whole("是".to_owned(), why) });
                Ok(None)
            }
        }
    }
}
