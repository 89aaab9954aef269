//! What has come from other offices: looked through record by record, then taken over in one commit, or not at all.

mod again;
mod effects;
mod outcome;
mod record;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::{
    again::judge_again,
    outcome::{Outcome, Told},
};

use self::record::Record;
use super::{
    Verify,
    card::Card,
    ledger::{Ledger, Received, mark, note},
    trust, trust_where,
};
use crate::{
    app::{Actor, erasure, sealing, workspace::Workspace},
    domain::{
        Envelope, Kind, Lang, Localized, Tree,
        field::Factual,
        signing::Trust,
        workflow::{Subject, Surroundings},
    },
    exchange::package::{About, Carried, Joining, Manifest, Package, PackageFault},
    keys::Context,
    policy::decision::Text,
    say,
    store::{self, Change, Commit, Redaction, Store, StoreError, Stored as _, Written},
};

/// A package that was opened, and the file that it was.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub file: String,
    pub package: Package,
}

/// Who made a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proven {
    /// A desk of the unit that it names, by a certificate.
    Certified,
    /// A unit that was invited from here and knows the code of its letter.
    Invited,
    /// Nobody who is known here; nothing of it is taken over.
    Unknown,
}

/// What a package would bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    pub file: String,
    pub from: String,
    pub from_name: String,
    pub number: u64,
    pub made: String,
    pub proven: Proven,
    /// Why nothing of it is taken over.
    pub fault: Option<Text>,
    /// It has been taken over before.
    pub again: bool,
    /// The numbers before it that have not come.
    pub gaps: Vec<u64>,
    pub records: Vec<Told>,
}

/// What all packages would bring, and what taking them over writes.
#[derive(Debug, Clone, Default)]
pub struct Look {
    pub packages: Vec<Looked>,
    changes: BTreeMap<(String, String), Change>,
    /// What steps that have come have erased of what was here.
    redactions: Vec<Redaction>,
    chunks: BTreeMap<String, Vec<u8>>,
    received: Vec<Received>,
    cards: Vec<Card>,
}

/// What is known where packages are looked through.
pub struct Here<'a> {
    pub workspace: &'a Workspace,
    pub ledger: &'a Ledger,
    pub verify: Verify<'a>,
    /// Whether the answer to an invitation knows the code of its letter.
    pub is_invited: &'a dyn Fn(&Manifest) -> bool,
}

/// Looks packages through, in the order in which they were made.
pub fn look(here: &Here<'_>, mut arrived: Vec<Arrived>) -> Look {
    arrived.sort_by(|one, next| {
        let by = |arrived: &Arrived| {
            let About { from, installation, number, .. } = &arrived.package.manifest.about;
            (from.unit.clone(), *installation, *number)
        };
        by(one).cmp(&by(next))
    });
    let mut looking = Looking { here, workspace: here.workspace.clone(), look: Look::default() };
    for arrived in arrived {
        looking.package(arrived);
    }
    let (before, after, changes) = (here.workspace, &looking.workspace, looking.look.changes.keys());
    looking.look.redactions = erasure::redactions(before, after, changes);
    looking.look
}

impl Look {
    /// Whether taking over would write anything but what has come.
    pub fn brings_anything(&self) -> bool {
        !self.changes.is_empty() || !self.received.is_empty()
    }

    /// Takes everything over, or nothing.
    ///
    /// # Errors
    /// A conflict where a record has changed here since it was looked through.
    pub async fn take(self, store: &impl Store, actor: &Actor) -> Result<(Written, usize), StoreError> {
        let count = self.changes.len();
        let names: BTreeSet<_> = self.packages.iter().map(|looked| looked.from_name.clone()).collect();
        let said = Text::both(|lang| lang.list(&names));
        let mut changes: Vec<Change> = self.changes.into_values().collect();
        for received in self.received {
            changes.push(note(&Received { when: actor.now.timestamp.clone(), ..received })?);
        }
        let cards: BTreeMap<String, Card> = self.cards.into_iter().map(|card| (card.key(), card)).collect();
        for (key, card) in cards {
            if store.row(Card::TABLE, &key).await?.is_none() {
                changes.push(store::put(&card, None)?);
            }
        }
        let chunks = self.chunks.into_iter().map(|(key, bytes)| (key, Some(bytes))).collect();
        let redactions = self.redactions;
        let commit = Commit { chunks, redactions, ..Commit::new(actor.operation(TAKE_OVER, said), changes) };
        Ok((store.commit(commit).await?, count))
    }
}

/// What the journal calls it.
pub const TAKE_OVER: &str = "take-over";

struct Looking<'a> {
    here: &'a Here<'a>,
    /// As it would be with what has been looked through so far.
    workspace: Workspace,
    look: Look,
}

impl Looking<'_> {
    fn package(&mut self, Arrived { file, package }: Arrived) {
        let About { from, from_name, installation, number, made, .. } = &package.manifest.about;
        let (installation, number, ledger) = (*installation, *number, self.here.ledger);
        let is_it = |received: &Received| {
            (&received.from, received.installation, received.number) == (&from.unit, installation, number)
        };
        let mut looked = Looked {
            file,
            from: from.unit.clone(),
            // What it is called here, whatever it calls itself.
            from_name: self.workspace.tree().get(&from.unit).map_or(from_name, |unit| &unit.name).clone(),
            number,
            made: made.clone(),
            proven: Proven::Unknown,
            fault: None,
            again: ledger.has(&from.unit, installation, number) || self.look.received.iter().any(is_it),
            gaps: ledger.gaps(&from.unit, installation, number),
            records: Vec::new(),
        };
        looked.gaps.retain(|gap| {
            let is_here = |received: &Received| {
                received.from == looked.from
                    && received.installation == installation
                    && received.number == *gap
            };
            !self.look.received.iter().any(is_here)
        });
        match self.proven(&package) {
            Ok(proven) => {
                looked.proven = proven;
                self.records(&package, &mut looked);
            }
            Err(fault) => looked.fault = Some(Text::of(&fault)),
        }
        self.look.packages.push(looked);
    }

    /// Who made it.
    fn proven(&self, package: &Package) -> Result<Proven, PackageFault> {
        let manifest = &package.manifest;
        let settings = &self.workspace.settings;
        let unit = settings.office.as_ref().map(|office| &office.unit);
        if unit != Some(&manifest.to) {
            return Err(PackageFault::NotForHere(manifest.to_name.clone()));
        }
        if settings.demo != manifest.demo {
            return Err(PackageFault::OtherWorld);
        }
        let (hash, signature) = package.signed();
        if !(self.here.verify)(Context::Package, &manifest.key, &hash, signature) {
            return Err(PackageFault::Forged);
        }
        let trust = self.trust_with(package, &self.coming(package));
        let desk = trust.desk(&manifest.key);
        if desk.is_some_and(|desk| desk.unit == manifest.from.unit && desk.speaks()) {
            return Ok(Proven::Certified);
        }
        let answers = matches!(manifest.joining, Some(Joining::Answer { .. }));
        if answers && (self.here.is_invited)(manifest) {
            Ok(Proven::Invited)
        } else {
            Err(PackageFault::Unknown)
        }
    }

    /// Who is trusted with the certificates that a package brings.
    fn trust_with(&self, package: &Package, coming: &Workspace) -> Trust {
        let certificates =
            package.load.records.iter().filter(|record| record.kind == Kind::Certificate.code());
        let mut workspace = self.workspace.clone();
        let trust_before = trust(&workspace);
        for carried in certificates {
            let (here, trust, verify) = (&workspace, &trust_before, self.here.verify);
            let from = &package.manifest.from.unit;
            if let (_, Some(change)) =
                (Record { workspace: here, around: here, trust, verify, from }).look(carried)
            {
                workspace = workspace.after(&[change]);
            }
        }
        trust_where(&workspace, &|above, unit| coming.tree().oversees(above, unit))
    }

    /// The tree as it would be with those units of a package that are not known here, as it says: nobody else says to whom they report.
    fn coming(&self, package: &Package) -> Workspace {
        let unit = |carried: &Carried| {
            let kind = Kind::parse(&carried.kind).filter(|kind| Tree::KINDS.contains(kind))?;
            if self.workspace.tree().get(&carried.id).is_some() {
                return None;
            }
            let content = carried.contents.last()?;
            let (schema, body) = sealing::row_of((kind, &carried.id), content, &Envelope::default()).ok()?;
            let (table, key) = (carried.kind.clone(), carried.id.clone());
            Some(Change { table, key, expected: None, after: Some((schema, body)) })
        };
        let units: Vec<_> = package.load.records.iter().filter_map(unit).collect();
        self.workspace.after(&units)
    }

    fn records(&mut self, package: &Package, looked: &mut Looked) {
        let trusted_before = trust(&self.workspace);
        let coming = self.coming(package);
        let trust = self.trust_with(package, &coming);
        let mut marks = Vec::new();
        for carried in &package.load.records {
            let around = Meanwhile { here: &self.workspace, coming: &coming };
            let (workspace, verify) = (&self.workspace, self.here.verify);
            let record = Record {
                workspace,
                around: &around,
                trust: &trust,
                verify,
                from: &package.manifest.from.unit,
            };
            let (told, change) = record.look(carried);
            if let Some(change) = change {
                self.settle(change, looked);
            }
            // The sender has what it sent, and not what was here.
            if told.outcome >= Outcome::Forked {
                let at = (carried.kind.as_str(), carried.id.as_str());
                let sealed = || carried.steps.iter().filter_map(|step| step.seal.as_deref());
                let is_whole = carried.contents.iter().all(|content| content.withheld().next().is_none());
                marks.push(mark(at, sealed(), false));
                marks.extend(is_whole.then(|| mark(at, sealed(), true)));
            }
            looked.records.push(told);
        }
        if trust != trusted_before {
            self.judge_again(&trust, looked);
        }
        self.look.cards.extend(package.load.cards.iter().cloned());
        let chunks =
            package.load.files.iter().map(|(hash, bytes)| (format!("attachment/{hash}"), bytes.clone()));
        self.look.chunks.extend(chunks);
        looked.records.sort_by(|one, next| one.outcome.cmp(&next.outcome));
        if looked.again {
            return;
        }
        let About { from, installation, number, seen, .. } = &package.manifest.about;
        self.look.received.push(Received {
            from: from.unit.clone(),
            installation: *installation,
            number: *number,
            when: String::new(),
            marks,
            seen: seen.clone(),
            whole: looked.records.iter().all(|told| told.outcome >= Outcome::Forked),
        });
    }

    /// Steps that did not count for want of a certificate count now; those of a key that was replaced do so no more.
    fn judge_again(&mut self, trust: &Trust, looked: &mut Looked) {
        for kind in Kind::ALL {
            let ids: Vec<String> = self
                .workspace
                .records_of(*kind)
                .filter(|record| record.envelope.signed.is_some())
                .map(|record| record.id)
                .collect();
            for id in ids {
                let (workspace, verify) = (&self.workspace, self.here.verify);
                let record = Record { workspace, around: workspace, trust, verify, from: "" };
                if let Some((told, change)) = record.again(*kind, &id) {
                    self.settle(change, looked);
                    looked.records.push(told);
                }
            }
        }
    }

    /// Writes what becomes of a record, and of what those of its steps made that count no more.
    fn settle(&mut self, change: Change, looked: &mut Looked) {
        let at = Kind::parse(&change.table).zip(Some(change.key.clone()));
        let stood = at.as_ref().map(|(kind, id)| effects::standing(&self.workspace, (*kind, id)));
        self.write(change);
        let Some(((kind, id), stood)) = at.zip(stood) else { return };
        for (told, change) in effects::void(&self.workspace, (kind, &id), &stood) {
            looked.records.push(told);
            change.into_iter().for_each(|change| self.write(change));
        }
    }

    fn write(&mut self, change: Change) {
        let at = (change.table.clone(), change.key.clone());
        self.workspace = self.workspace.after(std::slice::from_ref(&change));
        let first = self.here.workspace;
        let expected =
            Kind::parse(&change.table).and_then(|kind| Some(first.table(kind).get(&change.key)?.revision()));
        // What only came in this look and is void again was never here.
        match (&expected, &change.after) {
            (None, None) => drop(self.look.changes.remove(&at)),
            _ => drop(self.look.changes.insert(at, Change { expected, ..change })),
        }
    }
}

/// Units as they stand here, and those that are new as the package says.
struct Meanwhile<'a> {
    here: &'a Workspace,
    coming: &'a Workspace,
}

impl Surroundings for Meanwhile<'_> {
    fn peer(&self, unit: &str) -> Option<&str> {
        self.coming.tree().peer(unit)
    }

    fn superior(&self, unit: &str) -> Option<&str> {
        self.coming.tree().superior(unit)
    }

    fn record(&self, kind: Kind, id: &str) -> Option<&dyn Factual> {
        self.here.record(kind, id).or_else(|| self.coming.record(kind, id))
    }

    fn each(&self, kind: Kind, visit: &mut dyn FnMut(Subject<'_>)) {
        self.here.each(kind, visit);
    }
}

impl Localized for Proven {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Certified => say!(
                lang,
                "已证实：由该单位有证书的席位签发",
                "proven: signed by a certified seat of the office"
            ),
            Self::Invited => say!(
                lang,
                "已证实：答复了本单位的邀请，邀请码相符",
                "proven: it answers this office's invitation and knows its code"
            ),
            Self::Unknown => say!(lang, "未证实", "not proven"),
        }
    }
}
