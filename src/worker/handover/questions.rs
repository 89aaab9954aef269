//! What the hand-over worker is asked.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::told::{Answer, DeskTold, InvitationTold, LookTold, PackageFile, Partner};
use crate::{
    app::{Actor, Now},
    domain::workflow::Seat,
    store::backup::{About, Manifest},
    worker::{Stored, files::FileBytes, question::questions},
};

/// Who asks, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct By {
    pub seat: Seat,
    pub seat_name: String,
    /// RFC 3339, UTC.
    pub timestamp: String,
    pub today: Date,
}

impl By {
    pub(super) fn actor(&self) -> Actor {
        let now = Now { timestamp: self.timestamp.clone(), today: self.today };
        Actor { seat_name: self.seat_name.clone(), seat: Some(self.seat.clone()), policy: None, now }
    }
}

/// Steps under their seals, as JSON, or that the desk is locked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Sealed {
    Steps(String),
    Locked,
}

/// What files came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Opened {
    Looked(LookTold),
    /// A file is under the code of a letter: which; and the units of a group file, of which it is one's.
    NeedsCode(String, Vec<(String, String)>),
    /// It invites an office to join.
    Invitation(InvitationTold),
    Locked,
}

questions! {
    /// What the hand-over worker is asked.
    Questions, Answers;

    /// The desks that have keys in this browser.
    KnownDesks {} -> Vec<DeskTold>;

    /// Make the keys of another desk of the office, under a PIN: it claims its certificate.
    MakeDesk { by: By, person: String, pin: String } -> ();

    /// Hand a desk on to somebody else, who makes keys of their own under a PIN; whoever hands on types theirs.
    HandOn { by: By, former: String, person: String, pin: String } -> ();

    /// Unlock the keys of a desk.
    Unlock { seat: Seat, pin: String } -> ();

    /// Unlock the screen: the keys of a desk by its PIN; or by the passphrase or the recovery key of the work file, which unlock no keys.
    UnlockScreen { seat: Seat, typed: String } -> ();

    /// Lock every desk.
    Lock {} -> ();

    /// Forget the keys of all desks.
    Forget {} -> ();

    /// Whether work files of this browser have a passphrase.
    HasPassphrase {} -> bool;

    /// Make a passphrase for the work files to come; the recovery key, which is told once.
    SetPassphrase { passphrase: String } -> String;

    /// Go by the passphrase made last: its recovery key is on paper.
    KeepPassphrase {} -> ();

    /// Write everything here, the keys too, as one sealed file.
    MakeWorkFile { about: About } -> FileBytes;

    /// Whether these bytes are the work file that was saved last.
    IsSaved { bytes: Vec<u8> } -> bool;

    /// Look through a work file, and keep it for [`Continue`].
    OpenWorkFile { bytes: Vec<u8>, passphrase: String } -> Manifest;

    /// Put the work file last opened in the place of everything here.
    Continue { seat_name: String, timestamp: String, today: Date } -> Stored;

    /// Seal steps: drafts as JSON.
    Seal { seat: Seat, drafts: String, is_demo: bool } -> Sealed;

    /// The offices to which anything goes, with what is due to each.
    Partners {} -> Vec<Partner>;

    /// Make a package for each of these units; one file for all, or each as text, where that is wanted.
    MakePackages { by: By, units: Vec<String>, grouped: bool, as_text: bool } -> Vec<PackageFile>;

    /// Make an invitation for each of these units, each with the code of its letter; one file for all, or each as text, where that is wanted.
    Invite { by: By, units: Vec<String>, grouped: bool, as_text: bool } -> Vec<PackageFile>;

    /// Look files through; what they bring is kept for [`TakeOver`] or [`Join`].
    OpenFiles {
        files: Vec<(String, Vec<u8>)>,
        code: String,
        /// Which unit of a group file, where no office works here yet.
        unit: Option<String>
    } -> Opened;

    /// Take over what was looked through last.
    TakeOver { by: By } -> Stored;

    /// Certify the desks that claim it, by the ids of their certificates.
    Certify { by: By, claims: Vec<String> } -> Stored;

    /// Begin as an office, alone.
    BeginAlone { by: By, person: String, pin: String } -> Stored;

    /// Join by the invitation that was opened last, and answer it.
    Join { by: By, person: String, pin: String } -> Answer;

    /// Be taken in by the office whose invitation was opened last, and answer it.
    Adopt { by: By } -> Answer;
}
