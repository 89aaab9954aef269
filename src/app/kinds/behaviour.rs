//! What can be particular to a kind of record.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    app::{
        FormValues,
        inbox::Days,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, Record, Term,
        field::{Factual, FieldProblem},
        workflow::{Relation, Seat},
    },
    exchange::paper::Paper,
    policy::{Hook, Policy, decision::Text, facts::Facts},
};

use super::{clashes::Clashes, column::Column};

/// What is particular to a kind. Begun from [`Behaviour::of`], so that a kind says only what it has.
#[derive(Debug)]
pub struct Behaviour {
    pub kind: Kind,
    /// What must hold before a transition, whatever the policy says: its verb, and who says so.
    pub checks: &'static [(&'static str, Check)],
    pub effects: &'static [Effect],
    /// What a new form begins with, beside what every form does.
    pub prefill: Option<Prefill>,
    /// What an empty field of a record begins with when the record is edited.
    pub suggest: Option<Suggest>,
    /// Which of its records cannot stand beside each other.
    pub clashes: Option<Clashes>,
    /// What it must not say against a record that it names.
    pub contradicts: Option<Contradicts>,
    /// Whether the units above a keeper enter and correct its records, and not the keeper alone.
    pub kept_from_above: bool,
    /// Units that see a record besides its keeper, those above it and those that its workflow names.
    pub also_seen_by: &'static [Relation],
    /// Whether these see it from when it was decided on, and not what was refused.
    pub also_seen_once_done: bool,
    /// Fields that begin anew in a record that follows an earlier one, beside its code, dates, files and keeper.
    pub begins_anew: &'static [&'static str],
    /// What an earlier record says of when the one that follows it holds.
    pub follows: Option<Follows>,
    pub roll_over: Option<RollOver>,
    /// What its table shows, where the fields that its declaration lists are not enough.
    pub columns: &'static [Column],
    /// The fields by which its records are in order; by their ids where none is named.
    pub in_order_of: &'static [&'static str],
    /// The field with the day to which a record belongs: what it refers to is shown as it was then.
    pub day: Option<&'static str>,
    /// What the page of a record shows beside its fields and the records that refer to it.
    pub cards: &'static [Card],
    /// What the policy is asked of a record of it.
    pub asks: &'static [Asked],
    /// Fields that a step works out itself: its verb, and how.
    pub works_out: &'static [(&'static str, WorkOut)],
    /// The paper that a record is handed out as: what is printed, sealed and signed.
    pub paper: Option<PaperOf>,
    /// Whether people begin one; else it comes of another record's step only.
    pub begun_by_hand: bool,
    /// Whether the search over all kinds lists it; else there are too many.
    pub searched: bool,
}

/// Why a record may not be taken on.
pub type Check = fn(&Reading, &RecordView<'_>) -> Result<(), Label>;

/// What a record says against one that it names.
pub type Contradicts = fn(&Workspace, &dyn Factual) -> Option<FieldProblem>;

/// What a step says of a record's fields by itself, by the policy of the day.
pub type WorkOut = fn(&Reading, &RecordView<'_>, &Policy, Date) -> Result<Map<String, Value>, Text>;

/// Fills in a new form for a seat.
pub type Prefill = fn(&Workspace, Option<&Seat>, Date, Days<'_>, &mut FormValues);

/// Fills in the form of a record that follows an earlier one.
pub type Follows = fn(&RecordView<'_>, &mut FormValues);

/// The paper of a record; nothing where there is none yet, or none any more.
pub type PaperOf = fn(&Workspace, &RecordView<'_>) -> Option<Paper>;

/// Fills in what is still empty of a record.
pub type Suggest = fn(&Workspace, &RecordView<'_>, &mut FormValues);

/// Records that a transition makes. Written with [`effect!`].
#[derive(Debug)]
pub struct Effect {
    /// The verb of the transition.
    pub on: &'static str,
    pub makes: Kind,
    pub run: fn(&Workspace, &RecordView<'_>, Date) -> Vec<Map<String, Value>>,
}

/// How records of a kind are taken over into the next term (五.6).
#[derive(Debug)]
pub struct RollOver {
    /// Which of the seat's unit's could be now, and into which term.
    pub due: fn(&Workspace, &Seat) -> Vec<(String, Term)>,
    /// What the term says of the new record.
    pub fill: fn(&Workspace, &Seat, Term, &mut FormValues),
    /// The transition by which one that has run its course is filed away.
    pub archive: Option<&'static str>,
}

/// A question to the policy about a record: its page shows the answer, and what the answer finds wrong stands in the way of some steps.
#[derive(Debug)]
pub struct Asked {
    pub hook: &'static Hook,
    /// The verbs of the transitions before which it is asked.
    pub before: &'static [&'static str],
    /// What the hook is told of a record on a day, by the counts among the policy's parameters; nothing where that is not here.
    pub told: fn(&Reading, &RecordView<'_>, Date, Days<'_>) -> Vec<Facts>,
}

/// A card of a record's page. Where lines are not enough, `ui::cards` has a view.
#[derive(Debug)]
pub struct Card {
    pub title: Label,
    pub lines: fn(&Workspace, &RecordView<'_>) -> Vec<Line>,
}

/// One line of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub label: Text,
    pub value: Text,
    /// The record to which it leads.
    pub of: Option<(Kind, String)>,
}

impl Behaviour {
    /// Nothing particular.
    pub const fn of(kind: Kind) -> Self {
        Self {
            kind,
            checks: &[],
            effects: &[],
            prefill: None,
            suggest: None,
            clashes: None,
            contradicts: None,
            kept_from_above: false,
            also_seen_by: &[],
            also_seen_once_done: false,
            begins_anew: &[],
            follows: None,
            roll_over: None,
            columns: &[],
            in_order_of: &[],
            day: None,
            cards: &[],
            asks: &[],
            works_out: &[],
            paper: None,
            begun_by_hand: true,
            searched: true,
        }
    }
}

/// `effect!("forward" => Dispatch, dispatches)`: the verb, what it makes, and the function that does.
macro_rules! effect {
    ($on:literal => $made:ident, $run:path) => {
        $crate::app::kinds::behaviour::Effect {
            on: $on,
            makes: $crate::domain::Kind::$made,
            run: |workspace, record, today| {
                let made: Vec<$made> = $run(workspace, record, today);
                made.iter().map($crate::app::kinds::behaviour::values).collect()
            },
        }
    };
}
pub(crate) use effect;

/// The fields of a record as JSON.
pub(in crate::app) fn values(record: &impl Record) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(values)) => values,
        // A struct whose fields all have JSON forms is an object.
        _ => Map::new(),
    }
}
