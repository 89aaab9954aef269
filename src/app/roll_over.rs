//! 学期结转: what a unit takes over into the next term, and what it files away, in one commit (五.6).
//!
//! A docking round that has run its course begins anew for the term that follows; a school's needs and a unit's supplies
//! begin anew in the round that is open. What is taken over is a draft that its keeper can still change. Records that span
//! terms, task forces and responsibilities, stay as they are.

use std::collections::HashMap;

use crate::{
    domain::{
        Checked, Envelope, Kind, Label, Lang, Localized, Term,
        field::{Fault, FieldProblem},
        workflow::{Desk, Stage},
    },
    say,
    store::{Commit, Store, StoreError},
};

use super::{
    Actor,
    course::{self, MoveError},
    inbox::Days,
    records, scope,
    workspace::{Folder, Workspace},
};

/// What could be taken over and filed away.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub items: Vec<Item>,
    /// Docking rounds that are closed and not yet filed away: id and title.
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
    #[error("no desk has been taken")]
    NoDesk,
    #[error("{0} is not this desk's to take over")]
    NotYours(String),
    /// What the record is called; of each problem the field's label and what is wrong.
    #[error("a record cannot begin anew: {0}: {1:?}")]
    Faulty(String, Vec<(Label, Fault)>),
    #[error(transparent)]
    Move(#[from] MoveError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for RollOverError {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoDesk => MoveError::NoDesk.text(lang),
            Self::NotYours(title) => {
                say!(lang, "“{title}”不由本单位结转", "“{title}” is not this desk's to take over")
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
            Self::Move(error) => error.text(lang),
            Self::Store(error) => error.text(lang),
        }
    }
}

/// What the desk's unit could take over now.
pub fn plan(workspace: &Workspace, desk: &Desk) -> Plan {
    let own = |kind: Kind| {
        workspace.folders(kind).filter(|folder| folder.keeper() == desk.unit).collect::<Vec<_>>()
    };
    let mut plan = Plan::default();
    let rounds = own(Kind::DockingRound);
    let latest = rounds
        .iter()
        .filter(|round| stage(round) != Stage::Void)
        .filter_map(|round| Some((Term::parse(round.text("term"))?, round)))
        .max_by_key(|(term, _)| *term);
    if let Some((term, round)) = latest
        && stage(round) == Stage::Done
    {
        plan.items.push(Item {
            kind: Kind::DockingRound,
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
        let Some((open, into)) = open_round(workspace, desk) else {
            continue;
        };
        let same = |a: &Folder<'_>, b: &Folder<'_>| {
            let keys = ["subject", "form", "band", "bands", "tutor"];
            keys.iter().all(|key| a.values.get(*key) == b.values.get(*key))
        };
        let term = |filing: &Folder<'_>| {
            let round = workspace.docking_rounds.get(filing.text("round"));
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
fn following(rounds: &[Folder<'_>], term: Term) -> Term {
    let next = term.next();
    let taken = rounds.iter().any(|round| Term::parse(round.text("term")) == Some(next));
    if taken { following(rounds, next) } else { next }
}

fn stage(folder: &Folder<'_>) -> Stage {
    folder.course().map_or(Stage::Underway, |course| course.state.stage)
}

fn at(folder: &Folder<'_>, state: &str) -> bool {
    folder.course().is_some_and(|course| course.state.code == state)
}

/// The open round of the units above the desk's, or of its own.
fn open_round(workspace: &Workspace, desk: &Desk) -> Option<(String, Term)> {
    workspace
        .folders(Kind::DockingRound)
        .filter(|round| at(round, "open") && workspace.tree().oversees(round.keeper(), &desk.unit))
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
    let desk = actor.seat.as_ref().ok_or(RollOverError::NoDesk)?;
    let mut changes = Vec::new();
    let mut taken: HashMap<Kind, Vec<String>> = HashMap::new();
    for item in &plan.items {
        let earlier = workspace.find(item.kind, &item.id).ok_or(MoveError::Missing)?;
        if earlier.keeper() != desk.unit || !scope::may_keep(workspace, desk, item.kind, &desk.unit) {
            return Err(RollOverError::NotYours(item.title.clone()));
        }
        let checked =
            begun(workspace, desk, (&earlier, item.into), taken.entry(item.kind).or_default(), actor, days)
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
    let (filed, _) = course::moved(workspace, actor, (Kind::DockingRound, &closed), ("archive", ""))?;
    changes.extend(filed);
    let mut deed = actor.deed(ROLL_OVER, note(plan, actor.lang));
    deed.policy = actor.policy_hash();
    Ok(store.commit(Commit::new(deed, changes)).await?)
}

/// What the journal calls it.
pub const ROLL_OVER: &str = "roll-over";

fn note(plan: &Plan, lang: Lang) -> String {
    let count = |kind: Kind| plan.items.iter().filter(|item| item.kind == kind).count();
    let mut parts: Vec<_> = [Kind::DockingRound, Kind::Need, Kind::Supply]
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
    desk: &Desk,
    (earlier, into): (&Folder<'_>, Term),
    taken: &mut Vec<String>,
    actor: &Actor,
    days: Days<'_>,
) -> Result<Checked, Vec<FieldProblem>> {
    let kind = earlier.kind;
    let begun = records::beginnings(workspace, Some(desk), kind, actor.now.today, days);
    let mut filled = records::rolled_over(workspace, earlier, begun);
    if kind.field("code").is_some() {
        let code = records::next_code(workspace, kind, &desk.unit, taken);
        taken.push(code.clone());
        filled.insert("code", code);
    }
    if kind.field("term").is_some() {
        filled.insert("term", into.to_string());
    }
    if kind.field("round").is_some()
        && let Some((round, _)) = open_round(workspace, desk)
    {
        filled.insert("round", round);
    }
    records::read(workspace, kind, None, &filled)
}
