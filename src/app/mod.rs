//! What the buttons do: use-cases over a store and a policy, tested without a browser.
//!
//! A [`workspace::Workspace`] is everything stored, read once and checked. [`account`] derives from it, with a policy, what
//! each session earns and what each payer owes; nothing derived is stored. Every change goes through a use-case that
//! makes one commit. The clock comes in as [`Now`].

pub mod account;
pub mod alike;
pub mod asked;
pub mod audit_extract;
pub mod backup;
pub mod batched;
pub mod batches;
pub mod beginning;
pub mod budget;
pub mod charts;
pub mod clause_status;
pub mod compare;
pub mod equity;
pub mod erasure;
pub mod explained;
pub mod exports;
pub mod facts;
mod followers;
pub mod form;
pub mod governing;
pub mod handover;
pub mod help;
mod ids;
pub mod import;
pub mod inbox;
pub mod journal;
pub mod kinds;
pub mod late;
pub mod matching;
pub mod mend;
pub mod merge;
pub mod ordered;
pub mod outcomes;
pub mod overview;
pub mod papers;
mod parts;
pub mod paying;
pub mod payments;
pub mod periods;
pub mod personal;
pub mod pinyin;
pub mod policies;
pub mod preview;
pub mod provisional;
pub mod reading;
pub mod reconciled;
pub mod records;
mod references;
pub mod report;
pub mod returned;
pub mod roll_over;
pub mod said;
pub mod scope;
pub mod sealing;
pub mod search;
pub mod settings;
pub mod settling;
pub mod statement;
mod stepping;
pub mod table;
pub mod term_plan;
pub mod then_and_now;
pub mod tiles;
pub mod timetable;
pub mod transitions;
pub mod unpaid;
mod verdict;
pub mod work_file;
pub mod workspace;

use std::{collections::BTreeMap, rc::Rc};

use jiff::civil::Date;

use crate::{
    domain::workflow::Seat,
    policy::{Policy, decision::Text},
    store::Operation,
};

/// What a form hands over: texts by field key, read by [`records::read`] and nowhere else.
pub type FormValues = BTreeMap<&'static str, String>;

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
    pub seat_name: String,
    /// The unit and role; `None` in a workspace where nobody has taken a seat of the tree.
    pub seat: Option<Seat>,
    /// The policy in force; `None` where it does not compile.
    pub policy: Option<Rc<Policy>>,
    pub now: Now,
}

impl Actor {
    /// Content hash of the policy in force.
    pub fn policy_hash(&self) -> Option<String> {
        self.policy.as_ref().map(|policy| policy.hash().to_owned())
    }

    /// What it does, for the journal, which is read in both languages.
    pub fn operation(&self, verb: &str, note: impl Into<Text>) -> Operation {
        let Text { zh, en } = note.into();
        Operation {
            when: self.now.timestamp.clone(),
            seat_name: self.seat_name.clone(),
            seat: self.seat.clone(),
            verb: verb.to_owned(),
            // What is the same in both is kept once.
            note_en: if en == zh { String::new() } else { en },
            note: zh,
            policy: None,
            undoes: None,
            handed_out: None,
        }
    }
}
