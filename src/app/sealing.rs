//! What an office signs: every step that is made at its desks, and every word of a record that others may have seen, is sealed in the
//! commit that stores it.
//!
//! [`Sealing`] is a store like any other, so that no use-case knows of it.

use std::{collections::BTreeMap, future::Future, ops::Deref};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{
    Actor, records, scope,
    settings::Signs,
    workspace::{RecordView, Workspace},
};
use crate::{
    domain::{
        Envelope, Kind,
        seal::{Bytes, Digest, Salt},
        signing::{Content, Draft, EXTRA, unsealed},
        workflow::{ERASE, Progress, Seat, Stage, Step, UNDO, WRITE},
    },
    store::{Commit, Entry, Held, Row, RowChange, Store, StoreError, Stretch, Written},
};

/// Whoever signs for the desks of this browser.
pub trait Signer {
    /// The day where the desk stands.
    fn today(&self) -> Date;

    /// Salts that nobody can guess.
    fn salts(&self, count: usize) -> Vec<Salt>;

    /// The steps of each draft under the seal of the seat's desk.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while the desk's key has not been unlocked.
    fn seal(
        &self,
        seat: &Seat,
        drafts: Vec<Draft>,
    ) -> impl Future<Output = Result<Vec<Vec<Step>>, StoreError>>;
}

/// A store in which what an office makes is sealed.
pub struct Sealing<S, G> {
    store: S,
    signer: G,
    signs: Signs,
}

/// Seals what the office keeps and what no desk has sealed: what came in a file, and what stood here before the office had keys. Returns
/// how many records.
///
/// # Errors
/// What the store says.
pub async fn catch_up<S: Deref<Target: Store>, G: Signer>(
    sealing: &Sealing<S, G>,
    workspace: &Workspace,
    actor: &Actor,
) -> Result<usize, StoreError> {
    let Some(seat) = actor.seat.as_ref().filter(|seat| sealing.signs.at(seat)) else {
        return Ok(0);
    };
    let mut changes = Vec::new();
    for kind in Kind::ALL {
        let keeps = |record: &RecordView<'_>| {
            let keeper = record.keeper();
            keeper == seat.unit
                || kind.workflow().is_none() && scope::may_keep(workspace, seat, *kind, keeper)
        };
        for record in workspace.records_of(*kind).filter(keeps) {
            if is_sealed(&record) {
                continue;
            }
            changes.push(records::change_values(
                *kind,
                &record.id,
                &record.values,
                record.envelope,
                record.revision,
            )?);
        }
    }
    let count = changes.len();
    if count > 0 {
        sealing.commit(Commit::new(actor.operation("seal", ""), changes)).await?;
    }
    Ok(count)
}

/// Whether a record is as it was signed last, or nobody but its keeper sees it yet.
fn is_sealed(record: &RecordView<'_>) -> bool {
    if record.state.is_some_and(|state| state.stage == Stage::Draft)
        && record.envelope.sealed().next().is_none()
    {
        return true;
    }
    let last = record.envelope.steps.iter().rev().find_map(|step| step.seal.as_deref());
    let signed = record.envelope.signed.as_deref();
    let content = last
        .zip(signed)
        .and_then(|(seal, signed)| signed.contents.iter().find(|content| content.digest() == seal.content));
    let is_own = |key: &str| record.kind.field(key).is_some();
    let said = |key: &str| record.values.get(key).filter(|value| !value.is_null());
    content.is_some_and(|content| {
        let as_signed = content.values.iter().all(|(key, value)| !is_own(key) || said(key) == Some(value));
        let nothing_more = record.kind.fields().iter().all(|field| {
            said(field.key).is_none()
                || content.values.contains_key(field.key)
                || content.withheld().any(|key| key == field.key)
        });
        as_signed && nothing_more
    })
}

/// Under which name a field of a kind is signed: one that a pack adds stands apart.
pub fn signed_as(kind: Kind, key: &str) -> String {
    if kind.field(key).is_some() { key.to_owned() } else { format!("{EXTRA}{key}") }
}

impl<S, G> Sealing<S, G> {
    pub fn new(store: S, signer: G, signs: Signs) -> Self {
        Self { store, signer, signs }
    }
}

impl<S: Deref<Target: Store>, G: Signer> Sealing<S, G> {
    /// The commit with everything sealed in it that its desk signs.
    async fn sealed(&self, mut commit: Commit) -> Result<Commit, StoreError> {
        let seat = commit.operation.seat.clone();
        let Some(seat) = seat.filter(|seat| self.signs.at(seat)) else {
            return Ok(commit);
        };
        // What is put back or taken away was signed when it was made.
        if commit.operation.undoes.is_some() {
            return Ok(commit);
        }
        let by = By { seat: &seat, when: &commit.operation.when, day: self.signer.today() };
        let mut opened = BTreeMap::new();
        for (place, change) in commit.changes.iter().enumerate() {
            let Some((kind, (schema, body))) = Kind::parse(&change.table).zip(change.after.as_ref()) else {
                continue;
            };
            let before = match change.expected {
                Some(_) => self.store.row(&change.table, &change.key).await?,
                None => None,
            };
            let record = Opened::of(kind, &change.key, *schema, body)?;
            let before =
                before.map(|row| Opened::of(kind, &change.key, row.schema, &row.body)).transpose()?;
            let salt = self.signer.salts(1).pop().unwrap_or(Bytes([0; 16]));
            if let Some(drafted) = record.draft(before.as_ref(), &by, salt) {
                opened.insert(place, drafted);
            }
        }
        if opened.is_empty() {
            return Ok(commit);
        }
        let drafts = opened.values().map(|(_, draft)| draft.clone()).collect();
        let sealed = self.signer.seal(&seat, drafts).await?;
        // What a step is known by is another under its seal.
        let mut called = BTreeMap::new();
        for ((place, (record, draft)), steps) in opened.into_iter().zip(sealed) {
            let Some(change) = commit.changes.get_mut(place) else { continue };
            called.extend(draft.steps.iter().map(Step::hash).zip(steps.iter().map(Step::hash)));
            let body = record.with(steps, draft.content)?;
            if let Some(after) = &mut change.after {
                after.1 = body;
            }
        }
        for change in &mut commit.changes {
            let Some((kind, (schema, body))) = Kind::parse(&change.table).zip(change.after.as_mut()) else {
                continue;
            };
            if body.contains(ORIGIN) {
                Opened::of(kind, &change.key, *schema, body)?.comes_of(&called, body)?;
            }
        }
        Ok(commit)
    }
}

/// What a row has that comes of a step.
const ORIGIN: &str = "\"@origin\"";

/// Who makes the commit, and when.
struct By<'a> {
    seat: &'a Seat,
    when: &'a str,
    day: Date,
}

/// A row, opened.
struct Opened {
    kind: Kind,
    id: String,
    schema: u32,
    fields: Map<String, Value>,
    envelope: Envelope,
}

impl Opened {
    fn of(kind: Kind, id: &str, schema: u32, body: &str) -> Result<Self, StoreError> {
        let corrupt = |error: serde_json::Error| StoreError::Corrupt {
            table: kind.code().to_owned(),
            key: id.to_owned(),
            why: error.to_string(),
        };
        let envelope: Envelope = serde_json::from_str(body).map_err(corrupt)?;
        let mut fields: Map<String, Value> = serde_json::from_str(body).map_err(corrupt)?;
        fields.retain(|key, _| !key.starts_with('@'));
        Ok(Self { kind, id: id.to_owned(), schema, fields, envelope })
    }

    /// What is signed of it. What an erasing step has left of a field stays known by what it was known by.
    fn values(&self) -> Map<String, Value> {
        let extra = self.envelope.extra.iter().map(|(key, value)| (format!("{EXTRA}{key}"), value.clone()));
        let own = self.fields.iter().map(|(key, value)| (key.clone(), value.clone()));
        let left = self.envelope.left();
        let is_left = |key: &str, value: &Value| {
            left.get(key) == Some(&value)
                && self
                    .signed_last()
                    .is_some_and(|content| content.withheld().any(|withheld| withheld == key))
        };
        own.chain(extra).filter(|(key, value)| !value.is_null() && !is_left(key, value)).collect()
    }

    fn signed_last(&self) -> Option<&Content> {
        self.envelope.signed_last()
    }

    /// What of it a desk signs now; nothing where nothing is new that others could see.
    fn draft(mut self, before: Option<&Self>, by: &By<'_>, salt: Salt) -> Option<(Self, Draft)> {
        let were = before.map_or(0, |before| before.envelope.steps.len());
        let unchanged = self.signed_last().filter(|content| content.values == self.values()).cloned();
        if self.envelope.steps.len() <= were {
            let is_draft = self
                .kind
                .workflow()
                .is_some_and(|table| Progress::of(table, &self.envelope.steps).state.stage == Stage::Draft);
            if is_draft || unchanged.is_some() {
                return None;
            }
            self.envelope.steps.push(Step::new(by.seat, WRITE, by.when, by.day));
        }
        let new = self.envelope.steps.split_off(were);
        let is_own = |step: &Step| *step.unit == *by.seat.unit && step.seal.is_none();
        if !new.iter().all(is_own) {
            self.envelope.steps.extend(new);
            return None;
        }
        let last = self.envelope.steps.last();
        let before = match last.and_then(|last| last.seal.as_deref()) {
            Some(seal) => Some(seal.hash),
            None => unsealed(&self.envelope.steps),
        };
        // Who erases says nothing of what a draft says since.
        let erases = new.iter().all(|step| step.verb == ERASE);
        let content = unchanged.unwrap_or_else(|| match self.signed_last() {
            Some(last) if erases => last.clone(),
            Some(last) => last.followed_by(self.schema, salt, self.values()),
            None => Content::new(self.schema, salt, self.values()),
        });
        let (kind, id, undoes) = (self.kind.code().to_owned(), self.id.clone(), self.undone(&new));
        Some((self, Draft { kind, id, steps: new, before, undoes, content }))
    }

    /// Names the step of which it comes as it is called now, in the body of its row.
    fn comes_of(mut self, called: &BTreeMap<String, String>, row: &mut String) -> Result<(), StoreError> {
        let Some(origin) = &mut self.envelope.origin else { return Ok(()) };
        let Some(now) = called.get(&origin.step) else { return Ok(()) };
        origin.step.clone_from(now);
        *row = body(self.kind, &self.id, &self.fields, &self.envelope)?;
        Ok(())
    }

    /// The step that a new one takes back.
    fn undone(&self, new: &[Step]) -> Option<Digest> {
        let by = new.iter().find(|step| step.verb == UNDO)?;
        let progress = Progress::of(self.kind.workflow()?, &self.envelope.steps);
        let undone = progress.steps.iter().rfind(|step| step.unit == by.unit)?;
        undone.seal.as_ref().map(|seal| seal.hash)
    }

    /// The body of its row with these steps more, under which this was signed.
    fn with(mut self, steps: Vec<Step>, content: Content) -> Result<String, StoreError> {
        self.envelope.steps.extend(steps);
        let signed = self.envelope.signed.get_or_insert_default();
        if !signed.contents.contains(&content) {
            signed.contents.push(content);
        }
        body(self.kind, &self.id, &self.fields, &self.envelope)
    }
}

/// The body of a row.
fn body(
    kind: Kind,
    id: &str,
    fields: &Map<String, Value>,
    envelope: &Envelope,
) -> Result<String, StoreError> {
    let mut body = fields.clone();
    if let Ok(Value::Object(besides)) = serde_json::to_value(envelope) {
        body.extend(besides);
    }
    crate::store::json(kind.code(), id, &body)
}

/// The row of a record as somebody signed it.
///
/// # Errors
/// When it has no JSON form.
pub fn row_of(
    (kind, id): (Kind, &str),
    content: &Content,
    envelope: &Envelope,
) -> Result<(u32, String), StoreError> {
    let mut fields = content.values.clone();
    let left = envelope.left();
    for key in content.withheld() {
        fields.extend(left.get(key).map(|value| (key.to_owned(), (*value).clone())));
    }
    let mut envelope = envelope.clone();
    let extra: Vec<_> = fields.keys().filter(|key| key.starts_with(EXTRA)).cloned().collect();
    envelope.extra = extra
        .into_iter()
        .filter_map(|key| Some((key.strip_prefix(EXTRA)?.to_owned(), fields.remove(&key)?)))
        .collect();
    Ok((content.schema, body(kind, id, &fields, &envelope)?))
}

impl<S: Deref<Target: Store>, G: Signer> Store for Sealing<S, G> {
    async fn stretch(&self, table: &str, stretch: Stretch<'_>) -> Result<Vec<Row>, StoreError> {
        self.store.stretch(table, stretch).await
    }

    async fn row(&self, table: &str, key: &str) -> Result<Option<Row>, StoreError> {
        self.store.row(table, key).await
    }

    async fn chunk(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.chunk(key).await
    }

    async fn commit(&self, commit: Commit) -> Result<Written, StoreError> {
        self.store.commit(self.sealed(commit).await?).await
    }

    async fn sequence(&self) -> Result<u64, StoreError> {
        self.store.sequence().await
    }

    async fn since(&self, sequence: u64) -> Result<Option<Vec<Written>>, StoreError> {
        self.store.since(sequence).await
    }

    async fn journal(&self, limit: usize) -> Result<Vec<Entry>, StoreError> {
        self.store.journal(limit).await
    }

    async fn row_changes(&self, sequence: u64) -> Result<Vec<RowChange>, StoreError> {
        self.store.row_changes(sequence).await
    }

    async fn erase(&self) -> Result<(), StoreError> {
        self.store.erase().await
    }

    async fn tables(&self) -> Result<Vec<String>, StoreError> {
        self.store.tables().await
    }

    async fn chunk_keys(&self) -> Result<Vec<String>, StoreError> {
        self.store.chunk_keys().await
    }

    async fn replace(&self, with: impl Iterator<Item = Held>) -> Result<u64, StoreError> {
        self.store.replace(with).await
    }
}
