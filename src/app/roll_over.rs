//! 学期结转: what a unit takes over into the next term, and what it files away, in one commit (五.6).
//!
//! A needs-and-supply round that has run its course begins anew for the term that follows; a school's needs and a unit's supplies
//! begin anew in the round that is open. What is taken over is a draft that its keeper can still change. Records that span
//! terms, task forces and responsibilities, stay as they are.

use std::collections::HashMap;

use crate::{
    domain::{
        Checked, Envelope, Kind, Label, Lang, Localized, Term,
        field::{Fault, FieldProblem},
        workflow::{Seat, Stage},
    },
    say,
    store::{Commit, Store, StoreError},
};

use super::{
    Actor,
    inbox::Days,
    records, scope,
    transitions::{self, TransitionError},
    workspace::{RecordView, Workspace},
};

/// What could be taken over and filed away.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub items: Vec<Item>,
    /// Needs-and-supply rounds that are closed and not yet filed away: id and title.
    pub archive: Vec<(String, String)>,
}

/// One record that would begin anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub kind: Kind,
    pub id: String,
    pub title: String,
    /// The term it is taken over into.
    pub into: Term,
}

/// Why nothing was taken over. Everything is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RollOverError {
    #[error("no seat has been taken")]
    NoSeat,
    #[error("{0} is not this seat's to take over")]
    NotYours(String),
    /// What the record is called; of each problem the field's label and what is wrong.
    #[error("a record cannot begin anew: {0}: {1:?}")]
    Faulty(String, Vec<(Label, Fault)>),
    #[error(transparent)]
    Transition(#[from] TransitionError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for RollOverError {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoSeat => TransitionError::NoSeat.text(lang),
            Self::NotYours(title) => {
                say!(lang, "“{title}”不由本单位结转", "“{title}” is not this seat's to take over")
            }
            Self::Faulty(title, problems) => {
                let one =
                    |(label, fault): &(Label, Fault)| format!("{}：{}", label.text(lang), fault.text(lang));
                let why: Vec<_> = problems.iter().map(one).collect();
                say!(
                    lang,
                    "“{title}”不能结转：{why}",
                    "“{title}” cannot be taken over: {why}",
                    why = why.join("；")
                )
            }
            Self::Transition(error) => error.text(lang),
            Self::Store(error) => error.text(lang),
        }
    }
}

/// What the seat's unit could take over now.
pub fn plan(workspace: &Workspace, seat: &Seat) -> Plan {
    let own = |kind: Kind| {
        workspace.records_of(kind).filter(|record| record.keeper() == seat.unit).collect::<Vec<_>>()
    };
    let mut plan = Plan::default();
    let rounds = own(Kind::NeedsRound);
    let latest = rounds
        .iter()
        .filter(|round| stage(round) != Stage::Void)
        .filter_map(|round| Some((Term::parse(round.text("term"))?, round)))
        .max_by_key(|(term, _)| *term);
    if let Some((term, round)) = latest
        && stage(round) == Stage::Done
    {
        plan.items.push(Item {
            kind: Kind::NeedsRound,
            id: round.id.clone(),
            title: round.title.clone(),
            into: following(&rounds, term),
        });
    }
    for round in rounds.iter().filter(|round| at(round, "closed")) {
        plan.archive.push((round.id.clone(), round.title.clone()));
    }
    for kind in [Kind::Need, Kind::Supply] {
        let filings = own(kind);
        let Some((open, into)) = open_round(workspace, seat) else {
            continue;
        };
        let same = |a: &RecordView<'_>, b: &RecordView<'_>| {
            let keys = ["subject", "form", "band", "bands", "instructor"];
            keys.iter().all(|key| a.values.get(*key) == b.values.get(*key))
        };
        let term = |filing: &RecordView<'_>| {
            let round = workspace.needs_rounds.get(filing.text("round"));
            round.and_then(|round| Term::parse(&round.term))
        };
        let earlier = filings.iter().filter(|filing| term(filing).is_some_and(|term| term < into));
        // Of the round before: what was filed longer ago has been taken over once already, or was let go.
        let before = earlier.clone().filter_map(term).max();
        for filing in earlier {
            let there = filings.iter().any(|other| other.text("round") == open && same(other, filing));
            let of_before = term(filing) == before;
            if stage(filing) == Stage::Done && of_before && !there {
                plan.items.push(Item { kind, id: filing.id.clone(), title: filing.title.clone(), into });
            }
        }
    }
    plan
}

/// The next term of which the unit has no round, not even a cancelled one.
fn following(rounds: &[RecordView<'_>], term: Term) -> Term {
    let next = term.next();
    let taken = rounds.iter().any(|round| Term::parse(round.text("term")) == Some(next));
    if taken { following(rounds, next) } else { next }
}

fn stage(record: &RecordView<'_>) -> Stage {
    record.progress().map_or(Stage::Underway, |progress| progress.state.stage)
}

fn at(record: &RecordView<'_>, state: &str) -> bool {
    record.progress().is_some_and(|progress| progress.state.code == state)
}

/// The open round of the units above the seat's, or of its own.
fn open_round(workspace: &Workspace, seat: &Seat) -> Option<(String, Term)> {
    workspace
        .records_of(Kind::NeedsRound)
        .filter(|round| at(round, "open") && workspace.tree().oversees(round.keeper(), &seat.unit))
        .find_map(|round| Some((round.id.clone(), Term::parse(round.text("term"))?)))
}

/// Takes over what was chosen, and files away what was, in one commit. Returns the journal sequence.
///
/// # Errors
/// [`RollOverError`].
pub async fn make(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    plan: &Plan,
    days: Days<'_>,
) -> Result<u64, RollOverError> {
    let seat = actor.seat.as_ref().ok_or(RollOverError::NoSeat)?;
    let mut changes = Vec::new();
    let mut taken: HashMap<Kind, Vec<String>> = HashMap::new();
    for item in &plan.items {
        let earlier = workspace.find(item.kind, &item.id).ok_or(TransitionError::Missing)?;
        if earlier.keeper() != seat.unit || !scope::may_keep(workspace, seat, item.kind, &seat.unit) {
            return Err(RollOverError::NotYours(item.title.clone()));
        }
        let checked =
            begun(workspace, seat, (&earlier, item.into), taken.entry(item.kind).or_default(), actor, days)
                .map_err(|problems| {
                let named = |problem: FieldProblem| {
                    let field = workspace.fields().get(item.kind, problem.field);
                    (field.map_or(item.kind.one(), |field| field.label), problem.fault)
                };
                RollOverError::Faulty(item.title.clone(), problems.into_iter().map(named).collect())
            })?;
        changes.push(records::change(item.kind, &checked, &Envelope::default(), None)?);
    }
    let closed: Vec<_> = plan.archive.iter().map(|(id, _)| id.clone()).collect();
    let (filed, _) =
        transitions::transition_changes(workspace, actor, (Kind::NeedsRound, &closed), ("archive", ""))?;
    changes.extend(filed);
    let mut operation = actor.operation(ROLL_OVER, note(plan, actor.lang));
    operation.policy = actor.policy_hash();
    Ok(store.commit(Commit::new(operation, changes)).await?)
}

/// What the journal calls it.
pub const ROLL_OVER: &str = "roll-over";

fn note(plan: &Plan, lang: Lang) -> String {
    let count = |kind: Kind| plan.items.iter().filter(|item| item.kind == kind).count();
    let mut parts: Vec<_> = [Kind::NeedsRound, Kind::Need, Kind::Supply]
        .into_iter()
        .filter(|kind| count(*kind) > 0)
        .map(|kind| format!("{} {}", kind.label().text(lang), count(kind)))
        .collect();
    if !plan.archive.is_empty() {
        let filed = Label::new("归档", "filed away").text(lang);
        parts.push(format!("{filed} {}", plan.archive.len()));
    }
    parts.join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    })
}

/// The record that follows an earlier one.
fn begun(
    workspace: &Workspace,
    seat: &Seat,
    (earlier, into): (&RecordView<'_>, Term),
    taken: &mut Vec<String>,
    actor: &Actor,
    days: Days<'_>,
) -> Result<Checked, Vec<FieldProblem>> {
    let kind = earlier.kind;
    let begun = records::beginnings(workspace, Some(seat), kind, actor.now.today, days);
    let mut filled = records::rolled_over(workspace, earlier, begun);
    if kind.field("code").is_some() {
        let code = records::next_code(workspace, kind, &seat.unit, taken);
        taken.push(code.clone());
        filled.insert("code", code);
    }
    if kind.field("term").is_some() {
        filled.insert("term", into.to_string());
    }
    if kind.field("round").is_some()
        && let Some((round, _)) = open_round(workspace, seat)
    {
        filled.insert("round", round);
    }
    records::read(workspace, kind, None, &filled)
}
