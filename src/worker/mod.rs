//! The same program in a web worker: drawing up accounts, comparing policies, reading and storing files.
//!
//! The worker reads the workspace from the store itself, so that records never pass through a message; the page sends
//! only what the store does not hold and gets back results. Work is cut into steps with a breath between them, in
//! which a newer question of the same kind replaces the one being answered.

mod office;
mod service;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    app::{account::Account, compare::Comparison, policies::PackFiles},
    exchange::import::Summary,
    policy::decision::Text,
};

pub use office::Office;
pub use service::serve;

/// The database of the program; one workspace a browser profile.
pub const DATABASE: &str = "keqiao";

/// Numbers the questions of a page; an answer carries the number of its question.
pub type Ticket = u32;

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Ask {
    /// The account of what is stored, under the policy in force.
    Account { shipped: PackFiles },
    /// What a text of one pack would change, with the chain of `judged` governing: put in force from a day on, or on
    /// every day.
    Compare {
        shipped: PackFiles,
        judged: String,
        pack: String,
        files: PackFiles,
        from: Option<Date>,
    },
    /// Check a file against what is stored; what it brings is kept for [`Ask::Import`].
    Read { bytes: Vec<u8> },
    /// Store what the file last read brings.
    Import {
        desk: String,
        timestamp: String,
        note: String,
    },
    /// Generate the demo county and store it.
    Demo {
        desk: String,
        timestamp: String,
        /// Around which the demo's deadlines lie.
        today: jiff::civil::Date,
        sessions: usize,
    },
}

/// An answer, or how far it has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Answer {
    /// Sessions decided, and in all.
    Progress(usize, usize),
    Account(Account),
    Compared(Comparison),
    Read(Summary),
    /// The journal sequence of what was stored, and the number of records.
    Stored(u64, usize),
    Failed(Text),
}
