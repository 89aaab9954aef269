//! A form being filled in: what it began with, what stands in it, what is wrong with it, and what another has changed
//! meanwhile. A page shows it and passes on what a person does.

mod candidates;
mod draft;
mod history;
mod opening;
mod stored;
mod sub_rows;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::civil::Date;

use crate::{
    domain::{
        Kind,
        field::{Attachment, Fault, Field, FieldKind, FieldProblem, Values},
        workflow::Seat,
    },
    store::{Store, StoreError},
};

use super::{
    Actor,
    alike::{self, Alike},
    merge::{self, Merged, Texts},
    records::{self, FormValues, SaveError, Seen},
    workspace::Workspace,
};

pub use candidates::Candidates;
pub use draft::Draft;
pub use history::History;
pub use opening::NotOpen;
pub use sub_rows::SubRows;

/// The largest file that can be attached, in bytes.
pub const LARGEST_FILE: u64 = 20_000_000;

/// A form of one kind, of a new record or of one that is there. Its texts are as [`Field::encode`] writes them.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    kind: Kind,
    edited: Option<Edited>,
    today: Date,
    fields: Vec<&'static Field>,
    /// What the record says: what another changes meanwhile is told by it.
    base: Texts,
    texts: Texts,
    rows: BTreeMap<&'static str, SubRows>,
    /// Bytes of files that were chosen here, by the chunk in which the store will keep them.
    files: BTreeMap<String, Arc<Vec<u8>>>,
    fixed: BTreeSet<&'static str>,
    hidden: BTreeSet<&'static str>,
    /// What was found when a field was left.
    left: BTreeMap<&'static str, Fault>,
    /// What was found when the form was to be saved.
    problems: Vec<FieldProblem>,
    failed: Option<SaveError>,
    /// What is on file that the new record may be, as found when it was to be saved.
    alike: Vec<Alike>,
    /// What of it somebody has said to be another.
    others: Vec<String>,
    merged: Option<Merged>,
    /// Fields of which the draft had a chosen file, to be chosen again.
    unkept: Vec<String>,
    restored: bool,
    saving: bool,
    /// Saving met another's change, which the workspace does not have yet.
    overtaken: bool,
}

/// The record that a form edits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edited {
    id: String,
    title: String,
    /// As it was when the form began, or last took it in.
    revision: Option<u64>,
}

/// What the form says of itself.
impl Form {
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The id of the record that is edited; nothing for a new one.
    pub fn id(&self) -> Option<&str> {
        self.edited.as_ref().map(|edited| edited.id.as_str())
    }

    /// What the record was called when the form was opened; empty for a new one.
    pub fn title(&self) -> &str {
        self.edited.as_ref().map_or("", |edited| &edited.title)
    }

    pub fn fields(&self) -> &[&'static Field] {
        &self.fields
    }

    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().copied().find(|field| field.key == key)
    }

    pub fn text(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    /// What its control holds: of a dated field what holds today, else its text.
    pub fn value(&self, key: &str) -> String {
        self.history(key).map_or_else(|| self.text(key).to_owned(), |history| history.value().to_owned())
    }

    /// The items of a field that takes several.
    pub fn listed(&self, key: &str) -> Vec<String> {
        self.value(key).split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// The sub-rows of a field that has them.
    pub fn rows(&self, key: &str) -> Option<&SubRows> {
        self.rows.get(key)
    }

    /// Whether a record of what is chosen here has the field.
    pub fn has(&self, field: &Field) -> bool {
        field.only_for.is_none_or(|only| {
            let chosen = self.field(only.key).and_then(|other| other.read(self.text(only.key)).ok());
            field.applies(|_| chosen.as_ref()?.as_str())
        })
    }

    /// Fields in which something stands that a record of what is chosen here does not have: it is not kept.
    pub fn left_out(&self) -> Vec<&'static Field> {
        let is_out = |field: &&Field| !self.has(field) && !self.text(field.key).is_empty();
        self.fields.iter().copied().filter(is_out).collect()
    }

    /// Shown, not to be changed.
    pub fn is_fixed(&self, key: &str) -> bool {
        self.fixed.contains(key)
    }

    /// Personal data of a record that is there: hidden until somebody says what it is needed for.
    pub fn is_hidden(&self, key: &str) -> bool {
        self.hidden.contains(key)
    }

    /// What is wrong with a field: found when it was left, else when the form was to be saved.
    pub fn fault(&self, key: &str) -> Option<&Fault> {
        let problem = || self.problems.iter().find(|problem| problem.field == key);
        self.left.get(key).or_else(|| problem().map(|problem| &problem.fault))
    }

    /// What was found when the form was to be saved.
    pub fn problems(&self) -> &[FieldProblem] {
        &self.problems
    }

    /// Why it could not be saved.
    pub fn failed(&self) -> Option<&SaveError> {
        self.failed.as_ref()
    }

    /// What is on file that the new record may be, for a person to say whether it is.
    pub fn alike(&self) -> &[Alike] {
        &self.alike
    }

    /// What another has changed meanwhile, once it was taken in.
    pub fn merged(&self) -> Option<&Merged> {
        self.merged.as_ref()
    }

    /// It goes on from a draft.
    pub fn is_restored(&self) -> bool {
        self.restored
    }

    /// Fields of which the file has to be chosen again, since the draft could not keep it.
    pub fn unkept(&self) -> &[String] {
        &self.unkept
    }

    pub fn is_saving(&self) -> bool {
        self.saving
    }
}

/// What a person does.
impl Form {
    /// Types into a field, or chooses. A fault told before is told anew at once: a line that went only when the field is
    /// left would move the button that is being pressed.
    pub fn set(&mut self, key: &str, text: String) {
        match self.history(key) {
            Some(mut history) => {
                history.set(text);
                self.fill_in(key, history.text());
            }
            None => self.fill_in(key, text),
        }
    }

    fn fill_in(&mut self, key: &str, text: String) {
        if let Some(field) = self.field(key) {
            self.put(field, text);
            if self.left.contains_key(key) {
                self.leave(key);
            }
        }
    }

    /// Leaves a field: what is wrong with it is told from now on.
    pub fn leave(&mut self, key: &str) {
        let Some(field) = self.field(key) else { return };
        match field.read(self.text(key)) {
            Ok(_) => self.left.remove(field.key),
            Err(fault) => self.left.insert(field.key, fault),
        };
    }

    /// Chooses one of several, or takes it away.
    pub fn toggle(&mut self, key: &str, item: &str, on: bool) {
        let mut list = self.listed(key);
        list.retain(|other| other != item);
        if on {
            list.push(item.to_owned());
        }
        self.set(key, list.join(","));
    }

    /// Changes the sub-rows of a field.
    pub fn edit_rows(&mut self, key: &str, edit: impl FnOnce(&mut SubRows)) {
        let Some(mut rows) = self.rows.get(key).cloned() else { return };
        edit(&mut rows);
        let dated = self.field(key).is_some_and(|field| field.dated);
        self.fill_in(key, if dated { rows.in_order().text() } else { rows.text() });
        // The text leaves out rows without any text; the person is about to fill them in.
        if let Some(kept) = self.rows.get_mut(key) {
            *kept = rows;
        }
    }

    /// Takes a chosen file in: its bytes wait for the record, the field holds its name, size and hash.
    pub fn attach(&mut self, key: &str, name: &str, bytes: Vec<u8>) {
        let file = Attachment::of(name, &bytes);
        self.unkept.retain(|other| other != key);
        self.files.insert(file.chunk(), Arc::new(bytes));
        self.set(key, file.text());
    }

    /// Says that what it looks like is something else: it is saved beside it.
    pub fn say_another(&mut self) {
        self.others.extend(self.alike.iter().map(|alike| alike.id.clone()));
    }

    /// Begins to save, unless something is wrong, a person has yet to say that a new record is another than one on file, or it is
    /// being saved already.
    pub fn submit(&mut self, workspace: &Workspace, seat: Option<&Seat>) -> bool {
        if self.saving {
            return false;
        }
        self.failed = None;
        let there = self.id().and_then(|id| workspace.find(self.kind, id));
        let read = records::read(workspace, self.kind, there.as_ref(), &self.values());
        let checked = read.as_ref().ok().filter(|_| self.edited.is_none());
        self.alike = checked.map_or_else(Vec::new, |checked| {
            let values = Values(self.kind, &checked.values);
            alike::on_file(workspace, seat, self.kind, (&values, &checked.title))
        });
        self.alike.retain(|alike| !self.others.contains(&alike.id));
        self.problems = read.err().unwrap_or_default();
        self.saving = self.problems.is_empty() && self.alike.is_empty();
        self.saving
    }

    /// Saves what stands in it. Returns the id.
    ///
    /// # Errors
    /// [`SaveError`], to be handed to [`Form::refuse`].
    pub async fn save(
        &self,
        store: &impl Store,
        workspace: &Workspace,
        actor: &Actor,
    ) -> Result<String, SaveError> {
        let seen = self.edited.as_ref().map(|edited| Seen { id: &edited.id, revision: edited.revision });
        let files = self.files_used().map(|(chunk, bytes)| (chunk.clone(), bytes.to_vec())).collect();
        records::save(store, workspace, actor, (self.kind, seen), &self.values(), files).await
    }

    /// Takes note of why it was not saved.
    pub fn refuse(&mut self, error: SaveError) {
        self.saving = false;
        if matches!(error, SaveError::Store(StoreError::Conflict { .. })) && self.edited.is_some() {
            self.overtaken = true;
            return;
        }
        if let SaveError::Faulty(found) = &error {
            self.problems.clone_from(found);
        }
        self.failed = Some(error);
    }

    /// Takes in another's change that saving met, once the workspace has it. True when it did.
    pub fn catch_up(&mut self, workspace: &Workspace) -> bool {
        let Some(edited) = self.edited.as_ref().filter(|_| self.overtaken) else {
            return false;
        };
        let there = workspace.table(self.kind).get(&edited.id).map(|record| record.revision());
        if there == edited.revision {
            return false;
        }
        self.overtaken = false;
        if there.is_none() {
            self.failed = Some(SaveError::Missing);
        }
        self.take_in(workspace)
    }

    /// Takes in what another has changed of the record meanwhile: the form can then be saved.
    fn take_in(&mut self, workspace: &Workspace) -> bool {
        let Some(record) = self.id().and_then(|id| workspace.find(self.kind, id)) else {
            return false;
        };
        let theirs = stored::written(workspace, &record);
        let mut merged = merge::merge(&self.base, &self.texts, &theirs);
        self.forget_erased(&mut merged, &theirs);
        self.fill(&merged.texts);
        // A telephone number that the other put in is as hidden as one that was there.
        self.hidden.extend(stored::holding_personal(workspace, &record));
        self.base = theirs;
        if let Some(edited) = &mut self.edited {
            edited.revision = record.revision;
        }
        self.failed = None;
        self.merged = Some(merged);
        true
    }

    /// Of lines that both changed, those typed here say no more what is personal and was taken out meanwhile.
    fn forget_erased(&self, merged: &mut Merged, theirs: &Texts) {
        for field in self.fields.iter().filter(|field| merged.both.iter().any(|key| key == field.key)) {
            let FieldKind::Rows(columns) = field.kind else { continue };
            let rows = |texts: &Texts| SubRows::of(texts.get(field.key).map_or("", String::as_str), columns);
            let mut own = rows(&merged.texts);
            own.forget(columns, &rows(&self.base), &rows(theirs));
            merged.texts.insert(field.key.to_owned(), own.text());
        }
    }

    /// What it hands over.
    fn values(&self) -> FormValues {
        let text =
            |field: &Field| if self.has(field) { self.text(field.key).to_owned() } else { String::new() };
        self.fields.iter().map(|field| (field.key, text(field))).collect()
    }

    /// The chosen files that a field still names.
    fn files_used(&self) -> impl Iterator<Item = (&String, &Arc<Vec<u8>>)> {
        let named = |chunk: &str| self.fields.iter().any(|field| self.chunk(field).as_deref() == Some(chunk));
        self.files.iter().filter(move |(chunk, _)| named(chunk))
    }

    /// The chunk that the field of an attachment names.
    fn chunk(&self, field: &Field) -> Option<String> {
        let is_file = matches!(field.kind, FieldKind::Attachment);
        Attachment::parse(self.text(field.key)).filter(|_| is_file).map(|file| file.chunk())
    }

    fn fill(&mut self, texts: &Texts) {
        for field in self.fields.clone() {
            if let Some(text) = texts.get(field.key)
                && self.texts.get(field.key) != Some(text)
            {
                self.put(field, text.clone());
            }
        }
    }

    fn put(&mut self, field: &'static Field, text: String) {
        if let FieldKind::Rows(columns) = field.kind {
            self.rows.insert(field.key, SubRows::of(&text, columns));
        }
        self.texts.insert(field.key.to_owned(), text);
    }
}
