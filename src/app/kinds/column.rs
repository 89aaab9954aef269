//! What the table of a kind shows and is filtered by, where its fields alone are not enough.

use crate::{
    app::verdict::Verdict,
    domain::{
        Kind, Label,
        field::{Factual, Field, Scalar},
        workflow::Surroundings,
    },
};

/// A column, in the order in which the table shows them.
#[derive(Debug)]
pub enum Column {
    Field(&'static str),
    /// A field under another name than sheets have: 学校, where sheets hold a 学校标识码.
    Called(&'static str, Label),
    /// No field of the record, but named, typed and summed like one.
    Computed(Field, Source),
    /// The same, by which one can filter only.
    Filter(Field, Source),
}

/// Where a computed column has its values from.
#[derive(Debug, Clone, Copy)]
pub enum Source {
    /// The record, and records of these kinds around it.
    Record(&'static [Kind], for<'a> fn(&'a dyn Surroundings, &'a dyn Factual) -> Scalar<'a>),
    /// What was decided about the record; nothing until it is.
    Verdict(for<'a> fn(&'a Verdict) -> Scalar<'a>),
    /// How that came out, a refusal by its reason.
    Outcome,
}
