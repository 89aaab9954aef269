//! Work away from the page, in two web workers. The decision worker, this same program, draws up accounts, compares policies
//! and makes the demo; the file worker, a program of its own that is loaded when first needed, reads and writes files.
//!
//! Both keep a workspace of their own and catch up with the store when they are asked, so that records never pass through a
//! message; the page sends only what the store does not hold and gets back results. Work is cut into steps with a yield between them, in which a
//! newer question of the same kind replaces the one being answered.

mod client;
mod context;
pub mod decisions;
mod demo;
pub mod files;
mod memory;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    app::{account::AccountChange, compare::Comparison, policies::PackFiles},
    domain::Lang,
    exchange::{
        import::{Problem, Summary},
        payment_list::PaymentList,
    },
    policy::decision::Text,
};

pub use client::WorkerClient;
pub use decisions::DecisionWorker;
pub use demo::Demo;
pub use files::FileWorker;
pub use memory::tell_when_asked;

/// The database of the program; one workspace a browser profile.
pub const DATABASE: &str = "keqiao";

/// Numbers the questions of a page; an answer carries the number of its question.
pub type RequestId = u32;

/// The packs beside the program and the day: with what is published in the store they say which fields records have.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Packs {
    pub shipped: PackFiles,
    pub today: Date,
}

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Ask {
    /// The account of what is stored, under the policy in force; `have` is the sequence of the account that the page
    /// has.
    Account { shipped: PackFiles, have: Option<u64> },
    /// What a text of one pack would change, with the chain of `judged` governing: put in force from a day on, or on
    /// every day.
    Compare { shipped: PackFiles, judged: String, pack: String, files: PackFiles, from: Option<Date> },
    /// Check a file against what is stored; what it brings is kept for [`Ask::Import`].
    Read { name: String, bytes: Vec<u8>, packs: Packs },
    /// Store what the file last read brings.
    Import { seat_name: String, timestamp: String, packs: Packs },
    /// Write the records of these kinds, those that the seat sees, or an empty template of them.
    Workbook {
        /// Codes.
        kinds: Vec<String>,
        packs: Packs,
        empty: bool,
        /// 演示数据, where it is.
        mark: Option<String>,
    },
    /// Write the JSON Schema of all kinds.
    Schema { packs: Packs },
    /// Write the problems of an import.
    Problems(Vec<Problem>),
    /// Write a payment list, as xlsx or csv.
    Payments { list: Box<PaymentList>, lang: Lang, csv: bool },
    /// Generate the demo county and store it.
    Demo(Demo),
}

/// An answer, or how far it has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Answer {
    /// Sessions decided, and in all.
    Progress(usize, usize),
    Account(AccountChange),
    Compared(Comparison),
    Read(Summary),
    /// A file to save.
    File(Vec<u8>),
    /// The journal sequence of what was stored, and the number of records.
    Stored(u64, usize),
    Failed(Text),
}
