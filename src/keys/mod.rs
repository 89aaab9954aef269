//! The keys of a desk: what it signs with, what it is written to with, and how both are kept and shown.
//!
//! A desk has one secret of 32 bytes, of which both of its keys are derived ([`Secret`]); what others know of it is its [`DeskKey`].
//! A file that leaves the browser is sealed for desks or under a passphrase, in the format `age-encryption.org/v1`, which other
//! programs read too ([`seal`], [`open`]). What is opened is whole and unchanged, or it is not opened; who sealed it only a
//! signature inside says ([`verify`]). Nothing here reads a clock or a setting; randomness comes from the browser.
//!
//! How costly a passphrase is to guess is fixed (2^15), so that sealing takes the same time and memory everywhere; a PIN is short
//! and guards against a passer-by alone ([`Locked`]). Whoever loses the code of a letter ([`make_code`]) loses the file, and so does who
//! loses both the passphrase of a work file and its recovery key ([`FileLock`]).

mod armour;
mod code;
mod desk;
mod error;
mod file_lock;
mod limits;
mod locked;
mod sealed;
mod signature;

pub use armour::{armoured, is_armoured};
pub use code::{make_code, read_code};
pub use desk::{DeskKey, Secret};
pub use error::{KeyError, OpenError, SealError};
pub use file_lock::FileLock;
pub use limits::{LEAST_PASSPHRASE, LEAST_PIN, MOST_RECIPIENTS};
pub use locked::Locked;
pub use sealed::{Kind, kind_of, open, open_with_passphrase, seal, seal_with_passphrase};
pub use signature::{Context, Numbered, verify};
