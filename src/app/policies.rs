//! Policy packs as a workspace keeps them: saved versions, what was put in force from which day, and the rulebook
//! that finds the policy of a day.
//!
//! The packs shipped with the program are each pack's version 0, in force from the day its `pack.toml` names. A saved
//! version never changes; putting in force adds a publication and changes no version, so going back is one more
//! publication. From its day on a publication counts instead of all earlier ones, also of those with later days: the
//! office's latest decision holds. A version that does not compile can be saved and looked at, never put in force.

mod cases;
mod competent;
mod readiness;
mod saved;

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use crate::{
    domain::{Fields, Lang, Localized, calendar::Calendar, counts},
    policy::{
        self, Clock, Diagnostic, PackError, PackLibrary, PackSource, Policy,
        decision::Text,
        parameter::Parameter,
        vocabulary::{self, Word},
    },
    say,
    store::{self, Commit, Store, StoreError, Written},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Actor, workspace::Workspace};

pub use cases::CaseHeld;
use cases::cases_held;
pub use competent::competence;
pub use readiness::{Readiness, Trial, Unresolved, ready};
pub use saved::{PackFiles, PackVersion, Publication, complete};

/// Why a version could not be put in force or saved.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PolicyFault {
    #[error("the version does not compile: {0:?}")]
    Broken(Vec<Diagnostic>),
    #[error(transparent)]
    Pack(#[from] PackError),
    /// Somebody who is not the head of an organ to which the pack belongs.
    #[error("only the heads of {organs:?} put {title:?} in force")]
    NotCompetent { title: Text, organs: Vec<String> },
    /// What is stored or written has changed since it was tried.
    #[error("it was not tried on what is stored now")]
    Untried,
    /// Cases that do not hold, or records that it cannot decide.
    #[error("it cannot decide everything: {0:?}")]
    NotReady(Box<Readiness>),
    #[error("there is no version {version} of {pack}")]
    NoVersion { pack: String, version: u32 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for PolicyFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Broken(diagnostics) => {
                let first = diagnostics.first().map(|diagnostic| diagnostic.text(lang)).unwrap_or_default();
                say!(
                    lang,
                    "这一版有 {errors}，不能施行；现行版本照常有效。第一处：{first}",
                    "This version has {errors} and cannot be put in force; what is in force keeps working. The first: {first}",
                    errors = lang.counted(diagnostics.len(), counts::ERRORS),
                    first = first
                )
            }
            Self::Pack(error) => error.text(lang),
            Self::NotCompetent { title, organs } => {
                let organs = match organs.is_empty() {
                    true => say!(lang, "发布该政策包的单位", "the organ that issued it").to_owned(),
                    false => lang.list(organs.iter().cloned()),
                };
                say!(
                    lang,
                    "“{title}”只能由{organs}的负责人施行、停止或改为本县执行。请换到该席位办理；草稿人人可以保存。",
                    "Only the head of {organs} puts “{title}” in force, ends it or lets it govern. Take that seat; drafts are open to everybody.",
                    title = title.get(lang)
                )
            }
            Self::Untried => say!(
                lang,
                "数据或这一版刚有变化，还没有核对完，请稍候再施行。",
                "The data or this version has just changed and is not checked yet; try again in a moment."
            )
            .to_owned(),
            Self::NotReady(found) => found.text(lang),
            Self::NoVersion { pack, version } => {
                say!(lang, "找不到“{pack}”的第 {version} 版", "There is no version {version} of “{pack}”")
            }
            Self::Store(error) => error.text(lang),
        }
    }
}

/// The policies of a workspace by day. Compiled once per combination of versions and kept.
pub struct Rulebook {
    packs: PackLibrary,
    pack: String,
    /// Bounds each decision in time.
    clock: Option<Clock>,
    by_day: RefCell<HashMap<Date, Result<Rc<Policy>, Text>>>,
    compiled: RefCell<HashMap<String, Result<Rc<Policy>, Text>>>,
}

impl Rulebook {
    /// The rulebook of the workspace's governing pack.
    pub fn of(library: PackLibrary, pack: impl Into<String>) -> Self {
        Self {
            packs: library,
            pack: pack.into(),
            clock: None,
            by_day: RefCell::default(),
            compiled: RefCell::default(),
        }
    }

    /// The same, with a clock that bounds each decision.
    #[must_use]
    pub fn timed(self, clock: Clock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// What it is known by: its packs, and the one that governs.
    pub fn hash(&self) -> String {
        format!("{} {}", self.pack, self.packs.hash())
    }

    /// The same, with a policy of it that is compiled already.
    fn with(self, policy: Policy) -> Self {
        let hash = policy.hash().to_owned();
        self.compiled.borrow_mut().insert(hash, Ok(Rc::new(policy)));
        self
    }

    /// The policy in force that day.
    ///
    /// # Errors
    /// The text that says why there is none.
    pub fn on(&self, day: Date) -> Result<Rc<Policy>, Text> {
        if let Some(known) = self.by_day.borrow().get(&day) {
            return known.clone();
        }
        let found = self.compile(day);
        self.by_day.borrow_mut().insert(day, found.clone());
        found
    }

    /// The texts of the packs in force that day.
    pub fn texts(&self, day: Date) -> Vec<PackSource> {
        self.packs.chain(&self.pack, day).map(|chain| chain.layers().to_vec()).unwrap_or_default()
    }

    fn compile(&self, day: Date) -> Result<Rc<Policy>, Text> {
        let chain = self.packs.chain(&self.pack, day).map_err(|error| Text::of(&error))?;
        let key = chain.hash();
        if let Some(known) = self.compiled.borrow().get(&key) {
            return known.clone();
        }
        let made = Policy::compile(&chain)
            .map(|policy| match self.clock {
                Some(clock) => policy.timed(clock),
                None => policy,
            })
            .map(Rc::new)
            .map_err(|diagnostics| Text::of(&PolicyFault::Broken(diagnostics)));
        self.compiled.borrow_mut().insert(key, made.clone());
        made
    }
}

/// Everything published here: what the program ships, then the workspace's own publications in their order. A stored
/// version whose manifest cannot be read is left out; it was never in force.
///
/// # Errors
/// The faults of the shipped manifests.
pub fn library(shipped: &PackFiles, workspace: &Workspace) -> Result<PackLibrary, Vec<Diagnostic>> {
    let mut library = PackLibrary::of(policy::packs(shipped))?;
    for publication in workspace.publications.all() {
        if let Some(source) = source(shipped, workspace, &publication.pack, publication.version) {
            // Only what compiled was published; a row damaged since says so in `Workspace::unreadable`.
            let _ = library.publish(publication.effective, source);
        }
    }
    Ok(library)
}

/// The files of a version; version 0 is what the program ships.
pub fn source(shipped: &PackFiles, workspace: &Workspace, pack: &str, version: u32) -> Option<PackSource> {
    if version == 0 {
        return policy::packs(shipped).into_iter().find(|source| source.id == pack);
    }
    let stored = workspace.versions.all().find(|stored| stored.pack == pack && stored.number == version)?;
    Some(PackSource { id: stored.pack.clone(), files: stored.files.clone() })
}

/// The fields of records, with those that the governing pack and what it extends add on a day.
pub fn fields(library: &PackLibrary, workspace: &Workspace, day: Date) -> Fields {
    let chain = library.chain(&workspace.settings.pack, day);
    chain.map(|chain| policy::fields::of(&chain)).unwrap_or_default()
}

/// The days that are worked, with the years that the governing pack and what it extends bring on a day.
pub fn calendar(library: &PackLibrary, workspace: &Workspace, day: Date) -> Calendar {
    let chain = library.chain(&workspace.settings.pack, day);
    chain.map_or_else(|_| Calendar::shipped().clone(), |chain| policy::calendar::of(&chain))
}

/// What a pack is called; its id when there is no such pack.
pub fn title(shipped: &PackFiles, pack: &str) -> Text {
    let packs = policy::packs(shipped);
    let manifest = packs.iter().find(|source| source.id == pack).and_then(|source| source.manifest().ok());
    manifest.map_or_else(|| Text { zh: pack.to_owned(), en: pack.to_owned() }, |manifest| manifest.title)
}

/// What came of trying a draft: what is wrong with it or, where nothing is, what it says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// The hash of the draft.
    of: String,
    pub faults: Vec<Diagnostic>,
    /// What does no harm and was hardly meant.
    pub remarks: Vec<Diagnostic>,
    /// The cases on which the draft bears, run.
    pub cases: Vec<CaseHeld>,
    /// In the order in which they were declared.
    pub parameters: Vec<Parameter>,
    /// What its scripts can say.
    pub words: Vec<Word>,
}

impl Tried {
    /// Whether this text was tried and does not compile.
    fn is_broken(&self, source: &PackSource) -> bool {
        self.of == source.hash() && !self.faults.is_empty()
    }
}

/// Tries a draft with the chain of a pack governing. Its rulebook, where it is sound, has it compiled.
///
/// # Errors
/// [`PolicyFault`], but for faults of the draft itself.
pub fn tried(
    library: &PackLibrary,
    source: &PackSource,
    judged: &str,
    day: Date,
    clock: Clock,
) -> Result<(Tried, Option<Rulebook>), PolicyFault> {
    let attempt = || {
        let library = library.with_draft(source.clone()).map_err(PolicyFault::Broken)?;
        let (policy, cases) = sound_down_to(&library, source, judged, day, clock)?;
        Ok((library, policy, cases))
    };
    let of = source.hash();
    match attempt() {
        Ok((library, policy, cases)) => {
            let parameters = policy.parameters().into_iter().cloned().collect();
            let tried = Tried {
                of,
                faults: Vec::new(),
                remarks: policy.unused().to_vec(),
                cases,
                parameters,
                words: vocabulary::words(&policy),
            };
            Ok((tried, Some(Rulebook::of(library, judged).timed(clock).with(policy))))
        }
        Err(PolicyFault::Broken(faults)) => Ok((Tried { of, faults, ..Tried::default() }, None)),
        Err(other) => Err(other),
    }
}

/// The policy of a pack on a day, its guards run once. Whatever it decides is bounded in time.
///
/// # Errors
/// Everything wrong with it.
fn sound(library: &PackLibrary, pack: &str, day: Date, clock: Clock) -> Result<Policy, PolicyFault> {
    let policy = Policy::compile(&library.chain(pack, day)?).map_err(PolicyFault::Broken)?.timed(clock);
    match policy.rehearse(day) {
        faults if faults.is_empty() => Ok(policy),
        faults => Err(PolicyFault::Broken(faults)),
    }
}

/// The policy of a pack that extends another, or is it, with the cases of every pack from that one on down: what a pack says can
/// change what is decided by all that extend it.
///
/// # Errors
/// What is wrong with the first of them that has something wrong.
fn sound_down_to(
    library: &PackLibrary,
    from: &PackSource,
    pack: &str,
    day: Date,
    clock: Clock,
) -> Result<(Policy, Vec<CaseHeld>), PolicyFault> {
    let mut policy = sound(library, &from.id, day, clock)?;
    let mut cases = cases_held(&policy, &library.chain(&from.id, day)?);
    let chain = library.chain(pack, day)?;
    for layer in chain.layers().iter().skip_while(|layer| layer.id != from.id).skip(1) {
        policy = sound(library, &layer.id, day, clock)?;
        let held = cases_held(&policy, &library.chain(&layer.id, day)?);
        cases.extend(
            held.into_iter().map(|case| CaseHeld { name: format!("{}/{}", layer.id, case.name), ..case }),
        );
    }
    Ok((policy, cases))
}

/// Saves a text of a pack as its next version, with what came of trying it: one that does not compile is saved as a draft.
///
/// # Errors
/// [`StoreError`].
pub async fn save_version(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (source, tried): (&PackSource, &Tried),
    note: &str,
) -> Result<PackVersion, StoreError> {
    let numbers = workspace.versions.all().filter(|version| version.pack == source.id);
    let version = PackVersion {
        pack: source.id.clone(),
        number: numbers.map(|version| version.number).max().unwrap_or(0) + 1,
        files: source.files.clone(),
        note: note.to_owned(),
        saved_at: actor.now.timestamp.clone(),
        seat_name: actor.seat_name.clone(),
        hash: source.hash(),
        broken: tried.is_broken(source),
    };
    let changes = vec![store::put(&version, None)?];
    let title = source.manifest().map(|manifest| manifest.title).unwrap_or_default();
    let operation = actor.operation(
        "save-policy",
        Text::both(|lang| {
            let (title, number) = (title.get(lang), version.number);
            say!(lang, "{title} 第 {number} 版：{note}", "{title}, version {number}: {note}")
        }),
    );
    store.commit(Commit::new(operation, changes)).await?;
    Ok(version)
}

/// Puts a version in force from a day on, as the head of an organ to which the pack belongs and with what was found of it.
///
/// # Errors
/// [`PolicyFault::NotCompetent`]; what [`Readiness`] says against it; and what the store says.
pub async fn put_in_force(
    store: &impl Store,
    workspace: &Workspace,
    shipped: &PackFiles,
    actor: &Actor,
    (pack, version): (&str, u32),
    (effective, found): (Date, &Readiness),
) -> Result<Written, PolicyFault> {
    competence(shipped, workspace, actor, pack)?;
    let missing = || PolicyFault::NoVersion { pack: pack.to_owned(), version };
    let source = source(shipped, workspace, pack, version).ok_or_else(missing)?;
    found.allows(workspace, &[&source], Some(effective))?;
    let library = library(shipped, workspace).map_err(PolicyFault::Broken)?;
    let library = library.with_draft(source).map_err(PolicyFault::Broken)?;
    let chain = library.chain(pack, effective)?;
    let numbers = workspace.publications.all().filter(|publication| publication.pack == pack);
    let publication = Publication {
        pack: pack.to_owned(),
        number: numbers.map(|publication| publication.number).max().unwrap_or(0) + 1,
        version,
        effective,
        published_at: actor.now.timestamp.clone(),
        seat_name: actor.seat_name.clone(),
    };
    let title = title(shipped, pack);
    let note = Text::both(|lang| {
        let title = title.get(lang);
        match version {
            0 => say!(
                lang,
                "{title} 初始版本，自 {effective} 起",
                "{title}, initial version, from {effective}"
            ),
            _ => say!(
                lang,
                "{title} 第 {version} 版，自 {effective} 起",
                "{title}, version {version}, from {effective}"
            ),
        }
    });
    let mut operation = actor.operation("put-in-force", note);
    operation.policy = Some(chain.hash());
    let changes = vec![store::put(&publication, None)?];
    let commit = Commit::new(operation, changes).expecting(found.expected(workspace));
    Ok(store.commit(commit).await?)
}
