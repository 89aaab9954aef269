//! The laboratory says what the interpreter says: of hostile scripts, of random ones over random figures, and of whatever is shipped.

mod hostile;
mod judge;
mod known;
mod random;
mod shipped;
mod sums;
