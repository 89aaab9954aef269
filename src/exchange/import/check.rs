//! The sheets of a file, row after row, against what is stored and what the file has brought so far.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{
    super::sheets::Sheet,
    batch::{Batch, Incoming},
    columns::{Places, columns},
    row::{Row, Sayings},
    summary::{Counts, Preview, Problem, SHOWN},
};
use crate::{
    domain::{
        Checked, Envelope, Fields, Kind,
        field::{Fault, Field, FieldProblem, is_blank},
        fields::Part,
        workflow::Transition,
    },
    policy::decision::Text,
};

/// What is stored already.
pub struct Existing<'a> {
    /// The fields of each kind, with those that packs add.
    pub fields: &'a Fields,
    /// The record of a kind with an id, as JSON.
    pub find: &'a dyn Fn(Kind, &str) -> Option<Value>,
    /// Whether a file may bring this record, new or changed, beside what it has brought so far.
    pub admit: &'a dyn Fn(&Batch, Kind, &Checked) -> Result<(), Text>,
    /// The id of the record of a kind that people know by this.
    pub known: &'a dyn Fn(Kind, &str) -> Option<String>,
    /// Whether a record still has to make the step for which a sheet asks, and why it cannot, beside what the file has brought
    /// so far.
    pub goes_on: &'a GoesOn<'a>,
    /// What is wrong with a record beside what is stored and what the file has brought so far.
    pub clash: &'a dyn Fn(&Batch, Kind, &Checked) -> Option<FieldProblem>,
    /// From which a value holds that a sheet brings without saying from when.
    pub today: Date,
}

/// See [`Existing::goes_on`].
type GoesOn<'a> = dyn Fn(&Batch, Kind, &Checked, &'static Transition) -> Result<bool, Text> + 'a;

/// A file on its way through.
pub(super) struct Check<'a> {
    existing: &'a Existing<'a>,
    pub preview: Preview,
    /// Where each id of this file stands, by kind.
    ids: BTreeMap<Kind, HashMap<String, (String, u32)>>,
    /// Ids that rows further down may bring, of a kind whose records refer to each other.
    coming: HashSet<(Kind, String)>,
}

impl<'a> Check<'a> {
    pub fn of(existing: &'a Existing<'a>) -> Self {
        Self { existing, preview: Preview::default(), ids: BTreeMap::new(), coming: HashSet::new() }
    }

    /// Takes in one sheet; notes every problem of it.
    pub fn sheet(&mut self, kind: Kind, sheet: &Sheet) {
        let (heading_row, places) = columns(self.existing.fields, sheet, kind);
        let has = |field: &Field| {
            [Part::Value, Part::History].iter().any(|part| places.contains_key(&(field.key, *part)))
        };
        // An older template knows nothing of what a pack has added since.
        let given = |field: &Field| field.required && kind.is_given(field.key);
        let missing: Vec<_> = kind.fields().iter().filter(|field| given(field) && !has(field)).collect();
        for field in &missing {
            self.preview.summary.tell(Problem {
                sheet: sheet.name.clone(),
                row: heading_row,
                column: field.label.zh.to_owned(),
                value: String::new(),
                what: Text {
                    zh: format!("缺少“{}”这一列", field.label.zh),
                    en: format!("the column {} ({}) is missing", field.label.en, field.label.zh),
                },
            });
        }
        let mut counts = Counts::default();
        if missing.is_empty() {
            self.look_ahead(kind, sheet, heading_row, &places);
            for cells in sheet.rows().filter(|row| row.number > heading_row) {
                let row = Row { sheet, cells, places: &places };
                let kept = self.read(kind, &row).and_then(|read| self.keep(kind, &row, read, &mut counts));
                if let Err(problems) = kept {
                    counts.faulty += 1;
                    problems.into_iter().for_each(|problem| self.preview.summary.tell(problem));
                }
            }
        }
        self.preview.summary.counts.push((kind.code().to_owned(), counts));
    }

    /// Notes the ids of all rows, so that one can refer to another below it.
    fn look_ahead(&mut self, kind: Kind, sheet: &Sheet, heading_row: u32, places: &Places) {
        if !kind.fields().iter().any(|field| field.can_refer_to(kind)) {
            return;
        }
        for row in sheet.rows().filter(|row| row.number > heading_row) {
            let read = |field: &Field| {
                let cell = places.get(&(field.key, Part::Value)).map(|column| row.cell(*column));
                let text = cell.and_then(|cell| cell.said(field.kind).ok()).unwrap_or_default();
                field.read(&text).map(|value| (field.key.to_owned(), value))
            };
            let values: Result<Map<_, _>, _> = kind.fields().iter().map(read).collect();
            if let Some(record) = values.ok().and_then(|values| (kind.declaration().check)(values).ok()) {
                self.coming.insert((kind, record.id));
            }
        }
    }

    /// The record that a row is, and what changes of dated fields.
    fn read(&mut self, kind: Kind, row: &Row<'_>) -> Result<(Checked, Vec<Problem>), Vec<Problem>> {
        let mut said = row.said(kind, self.existing.fields, &|field, value| self.unknown(field, value))?;
        self.identify(kind, &mut said);
        let mut record = row.record(kind, &said, &|field, said| said.alone(field))?;
        let mut changes = Vec::new();
        let (today, stored) = (self.existing.today, (self.existing.find)(kind, &record.id));
        if stored.is_some() || said.iter().any(|(field, _)| field.dated) {
            let there = |field: &Field| stored.as_ref()?.get(field.key);
            record = row.record(kind, &said, &|field, said| said.with(field, there(field), today))?;
            let becomes =
                |field: &Field| record.values.get(field.key).or_else(|| record.extra.get(field.key));
            for (field, said) in said.iter().filter(|(field, _)| field.dated) {
                if let (Some(before), Some(after)) = (there(field), becomes(field))
                    && before != after
                {
                    let what = said.change(field, before, after, today);
                    changes.push(row.problem((field, Part::Value), what));
                }
            }
        }
        self.once(kind, row, &record)?;
        Ok((record, changes))
    }

    /// A row without the code that the program gives is the record that people know by what it says, else a new one.
    fn identify(&self, kind: Kind, said: &mut Sayings) {
        let values =
            said.iter().filter_map(|(field, said)| Some((field.key.to_owned(), said.value.clone()?)));
        let identity = kind.identity(&values.collect());
        let code = said.iter_mut().find(|(field, said)| field.key == "code" && said.value.is_none());
        let (Some(identity), Some((_, code))) = (identity, code) else {
            return;
        };
        let is_new = |id: &String| (self.existing.find)(kind, id).is_none();
        let id = (self.existing.known)(kind, &identity).or_else(|| Kind::codes(&identity).find(is_new));
        code.value = id.map(Value::from);
    }

    /// What a file brings, it brings once.
    fn once(&mut self, kind: Kind, row: &Row<'_>, record: &Checked) -> Result<(), Vec<Problem>> {
        let seen = self.ids.entry(kind).or_default();
        if let Some((other, first)) = seen.get(&record.id) {
            let what = Text {
                zh: format!("与“{other}”第 {first} 行重复"),
                en: format!("duplicates row {first} of {other}"),
            };
            return Err(vec![row.whole(record.id.clone(), what)]);
        }
        seen.insert(record.id.clone(), (row.sheet.name.clone(), row.cells.number));
        Ok(())
    }

    /// Counts a record, and keeps it where it says anything new.
    fn keep(
        &mut self,
        kind: Kind,
        row: &Row<'_>,
        (record, changes): (Checked, Vec<Problem>),
        counts: &mut Counts,
    ) -> Result<(), Vec<Problem>> {
        let stored = (self.existing.find)(kind, &record.id);
        let asks = self.asked(kind, row, &record)?;
        let says_more = stored.as_ref().is_none_or(|stored| !says_no_more(&record, stored));
        if !says_more && asks.is_none() {
            counts.unchanged += 1;
            return Ok(());
        }
        if says_more && let Err(why) = (self.existing.admit)(&self.preview.batch, kind, &record) {
            return Err(vec![row.whole(record.id, why)]);
        }
        if says_more && let Some(clash) = (self.existing.clash)(&self.preview.batch, kind, &record) {
            return Err(vec![row.told(kind, clash)]);
        }
        if let Some(transition) = asks {
            self.preview.summary.count_step(kind, transition);
        }
        if stored.is_some() {
            counts.changed += 1;
        } else {
            counts.new += 1;
        }
        let left = SHOWN.saturating_sub(self.preview.summary.changes.len());
        self.preview.summary.changes.extend(changes.into_iter().take(left));
        self.preview.batch.push(Incoming { kind, record, envelope: Envelope::default(), asks });
        Ok(())
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

    /// A reference to a record that neither this file nor the store has.
    fn unknown(&self, field: &Field, value: &Value) -> Option<Fault> {
        let known = |kinds: &[Kind], id: &str| {
            kinds.iter().any(|kind| {
                self.ids.get(kind).is_some_and(|ids| ids.contains_key(id))
                    || self.coming.contains(&(*kind, id.to_owned()))
                    || (self.existing.find)(*kind, id).is_some()
            })
        };
        field.find_reference(value, &mut |kinds, id| !known(kinds, id))
    }
}

/// Whether everything that a row says is stored already.
fn says_no_more(record: &Checked, stored: &Value) -> bool {
    record.values.iter().chain(&record.extra).all(|(key, value)| match stored.get(key) {
        Some(there) => there == value,
        None => is_blank(value),
    })
}
