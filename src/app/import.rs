//! Taking in what a file or the demo generator brings: one commit, one journal entry.

mod alike;
mod arriving;
mod line;
mod names;
mod near;
mod payable;

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
};

use serde_json::Value;

use self::{alike::Asking, names::Names};
use super::{
    Actor, kinds,
    reading::Read,
    records, scope,
    settings::Settings,
    transitions::{self, Doing, TransitionError},
    workspace::{RecordView, Workspace, is_void},
};
use crate::{
    domain::{
        Checked, Envelope, Kind, Tree,
        field::{Attachment, FieldKind, Values},
        fields::{Part, asking},
        workflow::{Seat, Stage, Transition, Workflow},
    },
    exchange::{
        Sheet,
        import::{Batch, Existing, Incoming, Mapping, Mappings, Preview, preview},
    },
    policy::decision::Text,
    store::{self, Change, Commit, Store, StoreError, Stored as _, Written},
};

pub use payable::{Example, Judged, Judging, Unpaid, judge};

/// The file from which a batch was read: the paper of the steps for which its sheets ask.
#[derive(Debug, Clone)]
pub struct Paper {
    pub file: Attachment,
    pub bytes: Vec<u8>,
}

/// Checks a file against the workspace, as whoever sits at the seat may bring it in, by what has been said of its sheets before.
pub fn check(workspace: &Workspace, actor: &Actor, sheets: &[Sheet]) -> Preview {
    check_as_said(workspace, actor, sheets, &workspace.settings.mappings)
}

/// Checks a file by what is said of its sheets.
pub fn check_as_said(workspace: &Workspace, actor: &Actor, sheets: &[Sheet], mappings: &Mappings) -> Preview {
    let seat = actor.seat.as_ref();
    let find = |kind: Kind, id: &str| workspace.find(kind, id).map(|record| Value::Object(record.values));
    let known = Known { workspace, ids: Kind::ALL.iter().map(|kind| (*kind, OnceCell::new())).collect() };
    // Units come before the records that they keep.
    let units = OnceCell::new();
    let with_units = |batch: &Batch| -> &Workspace { units.get_or_init(|| bringing_units(workspace, batch)) };
    let names = RefCell::new(Names::among(workspace, seat, actor.now.today));
    preview(
        sheets,
        &Existing {
            fields: workspace.fields(),
            mappings,
            is_there: &|kind, id| workspace.table(kind).has(id),
            is_void: &|kind, id| workspace.table(kind).get(id).is_some_and(is_void),
            find: &find,
            admit: &|batch, kind, record| {
                let is_unit = Tree::KINDS.contains(&kind);
                let workspace = if is_unit { workspace } else { with_units(batch) };
                admit(workspace, seat, kind, record)
            },
            known: &|kind, identity| known.find(kind, identity),
            called: &|batch, wanted, word| names.borrow_mut().called(batch, wanted, word),
            goes_on: &|batch, kind, record, transition| {
                goes_on(with_units(batch), actor, kind, record, transition)
            },
            clashes: &|batch| arriving::clashes(workspace, batch),
            alike: &|batch, unnumbered, is_brought| {
                let asking =
                    Asking { workspace, with_units: with_units(batch), seat, today: actor.now.today };
                asking.alike(batch, unnumbered, is_brought)
            },
            line: &|batch, kind, record| {
                let said = record.values.iter().chain(&record.extra);
                let said = said.map(|(key, value)| (key.clone(), value.clone())).collect();
                line::line(with_units(batch), kind, &said, actor.now.today)
            },
            today: actor.now.today,
        },
    )
}

/// The workspace with the units that the file brings.
fn bringing_units(workspace: &Workspace, batch: &Batch) -> Workspace {
    let units = batch.iter().filter(|incoming| Tree::KINDS.contains(&incoming.kind));
    let changes: Result<Vec<_>, _> = units.map(|incoming| change(workspace, incoming)).collect();
    workspace.after(&changes.unwrap_or_default())
}

/// Records by what people know them by; of several one that is in effect.
struct Known<'a> {
    workspace: &'a Workspace,
    ids: HashMap<Kind, OnceCell<HashMap<String, String>>>,
}

impl Known<'_> {
    fn find(&self, kind: Kind, identity: &str) -> Option<String> {
        let of_kind = || {
            let mut known = HashMap::new();
            for record in self.workspace.records_of(kind) {
                let is_void = record.state.is_some_and(|state| state.stage == Stage::Void);
                match kind.identity(&record.values) {
                    Some(identity) if !is_void => drop(known.insert(identity, record.id)),
                    Some(identity) => drop(known.entry(identity).or_insert(record.id)),
                    None => {}
                }
            }
            known
        };
        self.ids.get(&kind)?.get_or_init(of_kind).get(identity).cloned()
    }
}

/// A file can do no more than the form: it adds what the seat may add and changes what the seat may edit.
fn admit(workspace: &Workspace, seat: Option<&Seat>, kind: Kind, checked: &Checked) -> Result<(), Text> {
    let there = workspace.find(kind, &checked.id);
    let allowed = match (&there, seat) {
        (Some(record), _) => {
            let keeper = kind.declaration().keeper.and_then(|key| checked.values.get(key)?.as_str());
            let may_keep = |keeper: &str| {
                keeper == record.keeper()
                    || seat.is_none_or(|seat| scope::may_keep(workspace, seat, kind, keeper))
            };
            scope::edits(workspace, seat, record)
                && records::only_open_changed(record, checked)
                && keeper.is_none_or(may_keep)
        }
        (None, None) => true,
        (None, Some(seat)) => {
            let keeper = kind.declaration().keeper.and_then(|key| checked.values.get(key)?.as_str());
            scope::may_keep(workspace, seat, kind, keeper.unwrap_or_default())
        }
    };
    let said = Values(kind, &checked.values);
    if let Some(problem) = kinds::contradicts(workspace, kind, &said).filter(|_| allowed) {
        return Err(Text::of(&problem.fault));
    }
    let why = || there.as_ref().and_then(closed).unwrap_or_else(|| Text::of(&records::SaveError::NotYours));
    if allowed { Ok(()) } else { Err(why()) }
}

/// That a record is changed by nobody where it stands, and which step opens it again.
fn closed(record: &RecordView<'_>) -> Option<Text> {
    let (state, table) = (record.state.filter(|state| state.editor.is_none())?, record.kind.workflow()?);
    let opens = |made: &&Transition| {
        let leads_to = table.state(made.to);
        made.from.contains(&state.code) && leads_to.is_some_and(|state| state.editor.is_some())
    };
    let opens = table.transitions.iter().find(opens)?;
    Some(Text {
        zh: format!("这一条{}，不能随表更改；要改，先打开它办理“{}”", state.label.zh, opens.label.zh),
        en: format!(
            "it stands at “{}” and is not changed by a sheet; open it and choose “{}” first",
            state.label.en, opens.label.en
        ),
    })
}

/// Whether a record has yet to make the step for which a sheet asks, as it would be once the sheet is in.
fn goes_on(
    workspace: &Workspace,
    actor: &Actor,
    kind: Kind,
    checked: &Checked,
    transition: &Transition,
) -> Result<bool, Text> {
    let (there, bare) = (workspace.find(kind, &checked.id), Envelope::default());
    let state = match &there {
        Some(record) => record.state,
        None => kind.workflow().map(Workflow::first),
    };
    if state.is_some_and(|state| state.code == transition.to) {
        return Ok(false);
    }
    let record = RecordView {
        kind,
        id: checked.id.clone(),
        title: checked.title.clone(),
        values: checked.values.clone(),
        envelope: there.as_ref().map_or(&bare, |record| record.envelope),
        state,
        revision: there.as_ref().and_then(|record| record.revision),
    };
    let made = transitions::check(workspace, actor, &record, (transition.verb, ""));
    made.map(|()| true).map_err(|error| Text::of(&error))
}

/// All records of a kind that the seat sees, as JSON, for an export; with what its sheets say of steps.
pub fn records(workspace: &Workspace, seat: Option<&Seat>, kind: Kind) -> Vec<Value> {
    some_records(workspace, seat, kind, &|_| true)
}

/// The same of those whose ids are wanted.
pub fn some_records(
    workspace: &Workspace,
    seat: Option<&Seat>,
    kind: Kind,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<Value> {
    let row = |record: RecordView<'_>| {
        let state = record.state.map(|state| state.code);
        let mut values = record.values;
        for (field, transition) in asking(kind) {
            values.insert(field.key.to_owned(), (state == Some(transition.to)).into());
        }
        for field in workspace.fields().of(kind) {
            let FieldKind::Reference(kinds) = field.kind else { continue };
            let id = values.get(field.key).and_then(Value::as_str).unwrap_or_default();
            let title =
                kinds.iter().find_map(|kind| workspace.table(*kind).get(id)).map(|record| record.title());
            values.insert(Part::Called.key(field), title.into());
        }
        Value::Object(values)
    };
    let seen = |record: &RecordView<'_>| wanted(&record.id) && scope::sees(workspace, seat, record);
    workspace.records_of(kind).filter(seen).map(row).collect()
}

/// Stores a checked batch, with the steps for which its sheets ask, and what was said of its sheets. Returns what was written;
/// by its sequence number it can be undone.
///
/// # Errors
/// A conflict when anything was changed since the check that it writes, refers to or was held against, and why a step cannot be
/// made any more.
pub async fn import(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    batch: &Batch,
    paper: &Paper,
    mappings: &Mappings,
) -> Result<Written, TransitionError> {
    let Brought { mut changes, mut read, makes_steps } = Brought::of(workspace, actor, batch, paper)?;
    for incoming in batch.iter() {
        let Incoming { kind, record, .. } = incoming;
        read.references(workspace, *kind, [&record.values, &record.extra]);
    }
    changes.extend(remembered(store, workspace, mappings).await?);
    let mut operation = actor.operation("import", paper.file.name.clone());
    operation.policy = actor.policy_hash();
    let kept = makes_steps.then(|| (paper.file.chunk(), Some(paper.bytes.clone())));
    let commit = Commit { chunks: kept.into_iter().collect(), ..Commit::new(operation, changes) };
    Ok(store.commit(commit.expecting(read.expected(workspace))).await?)
}

/// What a batch writes with the steps for which its sheets ask, and what they have read.
struct Brought {
    changes: Vec<Change>,
    read: Read,
    makes_steps: bool,
}

impl Brought {
    fn of(
        workspace: &Workspace,
        actor: &Actor,
        batch: &Batch,
        paper: &Paper,
    ) -> Result<Self, TransitionError> {
        let mut changes = changes(workspace, batch)?;
        // Held against the whole table: what clashes with it, and what is known by what it says.
        let is_beside =
            |kind: &Kind| kinds::clashes(*kind).is_some() || !kind.declaration().identity.is_empty();
        let mut read = Read::tables(batch.iter().map(|incoming| incoming.kind).filter(is_beside));
        let makes_steps = batch.iter().any(|incoming| incoming.asks.is_some());
        if makes_steps {
            let there: Vec<_> = changes.iter().map(|change| change.expected).collect();
            let imported = workspace.after(&changes);
            let paper = Some((paper.file.clone(), paper.bytes.clone()));
            let mut doing = Doing { paper, ..Doing::default() };
            for (place, incoming) in batch.iter().enumerate() {
                let Some(transition) = incoming.asks else { continue };
                doing.verb = transition.verb;
                let made = transitions::one(&imported, actor, (incoming.kind, &incoming.record.id), &doing)?;
                read.extend(made.read);
                for change in made.changes {
                    let own = changes.get_mut(place);
                    match own.filter(|own| own.key == change.key && own.table == change.table) {
                        Some(own) => {
                            *own = Change { expected: there.get(place).copied().flatten(), ..change };
                        }
                        None => changes.push(change),
                    }
                }
            }
        }
        Ok(Self { changes, read, makes_steps })
    }
}

/// Remembers what was said of sheets, for when the file comes again, put right.
///
/// # Errors
/// What the store says.
pub async fn remember(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    mappings: &Mappings,
) -> Result<(), StoreError> {
    if let Some(change) = remembered(store, workspace, mappings).await? {
        let note =
            Text { zh: "各表、各列的对应".to_owned(), en: "what sheets and columns are".to_owned() };
        store.commit(Commit::new(actor.operation("mapping", note), vec![change])).await?;
    }
    Ok(())
}

/// The settings with what was said of sheets, where it is more than they know. They are those of now: another seat, or a list handed
/// out in another tab, keeps nobody from importing.
async fn remembered(
    store: &impl Store,
    workspace: &Workspace,
    mappings: &Mappings,
) -> Result<Option<Change>, StoreError> {
    let row = store.row(Settings::TABLE, Settings::KEY).await?;
    let there = match &row {
        // Settings that cannot be read are mended first, and nothing is lost by what is not remembered.
        Some(row) => match serde_json::from_str::<Settings>(&row.body) {
            Ok(settings) => settings,
            Err(_) => return Ok(None),
        },
        None => Settings::default(),
    };
    let mut settings = there.clone();
    for (shape, mapping) in mappings {
        let remembered = mapping.clone().remembered(workspace.fields());
        if remembered != Mapping::default() {
            settings.mappings.insert(shape.clone(), remembered);
        }
    }
    let says_more = settings != there;
    says_more.then(|| store::put(&settings, row.map(|row| row.revision))).transpose()
}

/// Stores the generated county in an empty workspace and marks the workspace as demo.
///
/// # Errors
/// [`StoreError`], and so where anybody has put a record here meanwhile: it would be marked too.
pub async fn load_demo(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    batch: &Batch,
) -> Result<Written, StoreError> {
    let mut changes = changes(workspace, batch)?;
    let settings = Settings {
        demo: true,
        seat_name: actor.seat_name.clone(),
        seat: actor.seat.clone(),
        ..workspace.settings.clone()
    };
    changes.push(store::put(&settings, workspace.settings_revision())?);
    let nothing = Read::tables(Kind::ALL.iter().copied()).expected(workspace);
    store.commit(Commit::new(actor.operation("demo", ""), changes).expecting(nothing)).await
}

/// What storing a batch writes, without the steps for which its sheets ask.
///
/// # Errors
/// When a record has no JSON form, which no checked record lacks.
pub fn changes(workspace: &Workspace, batch: &Batch) -> Result<Vec<Change>, StoreError> {
    batch.iter().map(|incoming| change(workspace, incoming)).collect()
}

/// A record that is there keeps its history and its extra fields.
fn change(workspace: &Workspace, incoming: &Incoming) -> Result<Change, StoreError> {
    let there = workspace.find(incoming.kind, &incoming.record.id);
    let envelope = there.as_ref().map_or(&incoming.envelope, |record| record.envelope);
    let revision = there.as_ref().and_then(|record| record.revision);
    records::change(incoming.kind, &incoming.record, envelope, revision)
}
