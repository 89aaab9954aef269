//! What the buttons do: use-cases over a store and a policy, tested without a browser.
//!
//! A [`workspace::Workspace`] is everything stored, read once and checked. [`account`] derives from it, with a policy, what
//! each session earns and what each payer owes; nothing derived is stored. Every change goes through a use-case that
//! makes one commit. The clock comes in as [`Now`].

pub mod account;
pub mod compare;
pub mod course;
pub mod docking;
pub mod facts;
pub mod find;
pub mod forwarding;
pub mod governing;
pub mod import;
pub mod inbox;
pub mod journal;
pub mod merge;
pub mod overview;
pub mod payments;
pub mod periods;
pub mod personal;
pub mod pinyin;
pub mod policies;
pub mod progress;
pub mod records;
pub mod report;
pub mod roll_over;
pub mod scope;
pub mod search;
pub mod settings;
pub mod table;
pub mod workspace;

use std::rc::Rc;

use jiff::civil::Date;

use crate::{
    domain::{Lang, workflow::Desk},
    policy::Policy,
    store::Deed,
};

/// The moment at which a use-case runs, as the page's clock tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Now {
    /// RFC 3339, UTC.
    pub timestamp: String,
    /// The civil day where the page is.
    pub today: Date,
}

/// Who is sitting here, and when: what every journal entry begins with.
#[derive(Debug, Clone)]
pub struct Actor {
    /// As the journal writes it.
    pub desk: String,
    /// The unit and role; `None` in a workspace where nobody has taken a desk of the tree.
    pub seat: Option<Desk>,
    /// The policy in force; `None` where it does not compile.
    pub policy: Option<Rc<Policy>>,
    pub now: Now,
    /// The language of the page, in which notes of the journal are written.
    pub lang: Lang,
}

impl Actor {
    /// Content hash of the policy in force.
    pub fn policy_hash(&self) -> Option<String> {
        self.policy.as_ref().map(|policy| policy.hash().to_owned())
    }

    pub fn deed(&self, verb: &str, note: impl Into<String>) -> Deed {
        Deed {
            when: self.now.timestamp.clone(),
            desk: self.desk.clone(),
            verb: verb.to_owned(),
            note: note.into(),
            policy: None,
            undoes: None,
        }
    }
}
