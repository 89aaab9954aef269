//! What the page is told of hand-overs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    app::handover::{
        incoming::{Look, Looked},
        ledger::Ledger,
        outgoing::Due,
    },
    domain::{seal::fingerprint, workflow::Seat},
    exchange::package::Package,
    policy::decision::Text,
    worker::Stored,
};

pub use crate::app::handover::{
    incoming::{Outcome, Proven, Told},
    joining::Invited,
};

/// A desk that has keys in this browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskTold {
    pub seat: Seat,
    pub fingerprint: String,
    pub is_open: bool,
}

/// Where an office stands to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Way {
    Up,
    Beside,
    Down,
}

/// An office to which anything goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    pub unit: String,
    pub title: String,
    pub way: Way,
    /// Whether a desk of it has a certificate that is trusted here.
    pub joined: bool,
    /// The invitation that it has not answered yet.
    pub invited: Option<Invited>,
    /// It has answered and waits for its certificate.
    pub answered: bool,
    /// What is due to it, by the code of its kind.
    pub due: BTreeMap<String, usize>,
    /// How many of them carry personal data.
    pub personal: usize,
    /// When the last package was made for it, and whether that one has arrived, as it says.
    pub sent: Option<(String, bool)>,
    /// When the last package came from it.
    pub came: Option<String>,
}

pub(super) fn partner(
    (unit, title): (&str, &str),
    way: Way,
    due: &Due,
    ledger: &Ledger,
    (joined, answered, invited): (bool, bool, Option<Invited>),
) -> Partner {
    let sent = ledger.sent.iter().filter(|sent| sent.to == unit).max_by_key(|sent| (&sent.when, sent.number));
    let came = ledger.received.iter().filter(|received| received.from == unit);
    Partner {
        unit: unit.to_owned(),
        title: title.to_owned(),
        way,
        joined,
        invited,
        answered,
        due: due.counts.iter().map(|(kind, count)| (kind.code().to_owned(), *count)).collect(),
        personal: due.personal,
        sent: sent.map(|sent| (sent.when.clone(), ledger.has_arrived(sent))),
        came: came.map(|received| received.when.clone()).max(),
    }
}

/// A package that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackageFile {
    pub unit: String,
    pub name: String,
    pub bytes: Vec<u8>,
    pub records: usize,
}

/// What an invitation says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvitationTold {
    pub unit: String,
    pub title: String,
    pub from_name: String,
    pub made: String,
    /// Of the desk that invites.
    pub fingerprint: String,
}

impl InvitationTold {
    pub(super) fn of(package: &Package) -> Self {
        let manifest = &package.manifest;
        Self {
            unit: manifest.to.clone(),
            title: manifest.to_name.clone(),
            from_name: manifest.from_name.clone(),
            made: manifest.made.clone(),
            fingerprint: fingerprint(&manifest.key, &manifest.sealed_to),
        }
    }
}

/// The answer to an invitation, and what the invitation brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub stored: Stored,
    pub file: PackageFile,
}

/// What files would bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LookTold {
    pub packages: Vec<Looked>,
    /// Files that were not opened, and why.
    pub faults: Vec<(String, Text)>,
    pub brings_anything: bool,
    /// All of it is proven, and nothing waits, was refused or has two ends.
    pub is_plain: bool,
}

impl LookTold {
    pub(super) fn of(look: &Look, faults: Vec<(String, Text)>) -> Self {
        let stands = |looked: &Looked| {
            looked.fault.is_none()
                && looked.proven == Proven::Certified
                && looked.records.iter().all(|told| told.outcome >= Outcome::New)
        };
        let is_plain = faults.is_empty() && look.packages.iter().all(stands) && look.brings_anything();
        Self { packages: look.packages.clone(), faults, brings_anything: look.brings_anything(), is_plain }
    }
}

/// Told how much is done, and of how much.
pub(super) type Progress<'a> = &'a dyn Fn(usize, usize);

pub(super) fn nothing_opened() -> Text {
    Text { zh: "请重新选择文件".to_owned(), en: "Choose the file again".to_owned() }
}

/// What was typed, where anything was.
pub(super) fn said(typed: &str) -> Option<String> {
    Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty())
}
