//! Work away from the page, in two web workers. The decision worker, this same program, draws up accounts, compares policies,
//! tries drafts and makes the demo; the file worker, a program of its own that is loaded when first needed, reads and writes
//! files.
//!
//! Both keep a workspace of their own and catch up with the store when they are asked, so that records never pass through a
//! message; the page sends only what the store does not hold and gets back results. Work is cut into steps with a yield between them, in which a
//! newer question of the same kind replaces the one being answered.

pub mod beside;
mod client;
mod clock;
mod connection;
mod context;
pub mod decisions;
mod demo;
pub mod files;
pub mod handover;
mod matching;
mod memory;
mod planning;
mod question;
pub mod random;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{app::policies::PackFiles, domain::workflow::Seat};

pub use client::WorkerClient;
pub use clock::clock;
pub use demo::Demo;
pub use memory::tell_when_asked;
pub use question::Question;

/// The database of the program; one workspace a browser profile.
pub const DATABASE: &str = "keqiao";

/// Numbers the questions of a page; an answer carries the number of its question.
pub type RequestId = u32;

/// The packs beside the program and the day, which with what is published in the store say which fields records have, and
/// the seat at which the page is that asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Packs {
    pub shipped: PackFiles,
    pub today: Date,
    pub seat: Option<Seat>,
}

/// What was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Of the journal.
    pub sequence: u64,
    /// Records.
    pub count: usize,
}
