//! What the program is about: records, their fields and the rules that hold whatever the policy says.
//!
//! Nothing here does I/O, reads a clock or draws a random number; nothing here knows Leptos, IndexedDB or Rhai.
//! A record is a serde struct declared with [`record!`](crate::record!), which says of each field all that anything generic
//! needs: form, table, template, import, export, schema, facts and generators read that one declaration.

pub mod appointment;
pub mod batch;
pub mod budget;
pub mod calendar;
pub mod certificate;
pub mod choice;
pub mod contact;
pub mod counts;
pub mod dated;
pub mod dispatch;
pub mod division;
pub mod document;
mod envelope;
pub mod field;
pub mod fields;
pub mod hash;
pub mod identity;
pub mod instructor;
pub mod kind;
pub mod lang;
pub mod money;
pub mod month;
pub mod needs_round;
pub mod nomination;
pub mod offer;
pub mod organization;
pub mod organs;
pub mod pay_slip;
pub mod payee_account;
pub mod position;
pub mod programme;
pub mod proposal;
pub mod pupil_survey;
pub mod record;
pub mod resource;
pub mod responsibility;
pub mod school;
pub mod seal;
pub mod section;
pub mod series;
pub mod session;
pub mod side;
pub mod signing;
#[cfg(test)]
pub mod survey;
pub mod task_force;
pub mod term;
pub mod tiles;
pub mod tree;
pub mod workflow;

pub use appointment::{Appointment, AppointmentDecision};
pub use batch::{PaymentBatch, SchoolStatement};
pub use budget::Budget;
pub use certificate::Certificate;
pub use contact::Contact;
pub use dated::Dated;
pub use dispatch::Dispatch;
pub use document::Document;
pub use envelope::{Envelope, Origin, Signed, redacted};
pub use fields::Fields;
pub use instructor::Instructor;
pub use kind::Kind;
pub use lang::{Label, Lang, Localized};
pub use money::Money;
pub use month::Month;
pub use needs_round::{Need, NeedsRound, Supply};
pub use nomination::{BaseNomination, Nomination};
pub use offer::Offer;
pub use organization::Organization;
pub use pay_slip::PaySlip;
pub use payee_account::PayeeAccount;
pub use programme::Programme;
pub use proposal::{Pairing, Proposal};
pub use pupil_survey::PupilSurvey;
pub use record::{Checked, Declared, Record};
pub use resource::{Resource, ResourceUse, Review};
pub use responsibility::Responsibility;
pub use school::School;
pub use section::Section;
pub use series::Series;
pub use session::Session;
#[cfg(test)]
pub use survey::Survey;
pub use task_force::{ActionItem, Meeting, TaskForce};
pub use term::Term;
pub use tree::Tree;
