//! Two-way selection against its plain definition.

mod answers;
mod candidates;
mod comparing;
mod drafts;
mod faults;
mod plain;
mod runs;
