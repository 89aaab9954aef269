//! What is too short to protect anything, and too much to be carried.

/// How many characters a passphrase has at least.
pub const LEAST_PASSPHRASE: usize = 12;
/// How many desks a file is sealed for at most.
pub const MOST_RECIPIENTS: usize = 500;
/// How many characters a PIN has at least.
pub const LEAST_PIN: usize = 6;
