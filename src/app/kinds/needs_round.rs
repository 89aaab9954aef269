//! Needs-and-supply rounds: one a term; one that has run its course begins anew (五.4, 五.6).

use jiff::civil::Date;

use crate::{
    app::{
        FormValues,
        inbox::Days,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Term,
        needs_round::round,
        workflow::{Relation, Seat, Stage},
    },
};

use super::behaviour::{Behaviour, RollOver};

pub static BEHAVIOUR: Behaviour = Behaviour {
    prefill: Some(prefill),
    roll_over: Some(RollOver { due, fill, archive: Some("archive") }),
    ..Behaviour::of(Kind::NeedsRound)
};

/// Who runs the round in which something is filed: they see it, whoever filed it.
const ORGANS: &[Relation] =
    &[Relation::Via("round", &Relation::Keeper), Relation::Via("round", &Relation::Peer)];

fn prefill(workspace: &Workspace, _: Option<&Seat>, today: Date, days: Days<'_>, filled: &mut FormValues) {
    filled.insert("term", Term::of(today).to_string());
    if let Some(count) = days("needs_round_days") {
        filled.insert("closes", workspace.calendar().after_working_days(today, count).to_string());
    }
}

/// The unit's latest round, when it has run its course, into the next term of which there is none, not even a cancelled
/// one.
fn due(workspace: &Workspace, seat: &Seat) -> Vec<(String, Term)> {
    let own: Vec<_> = workspace
        .records_of(Kind::NeedsRound)
        .filter(|round| round.keeper() == seat.unit)
        .filter_map(|round| Some((term(&round)?, round)))
        .collect();
    let stage = |round: &RecordView<'_>| round.progress().map(|progress| progress.state.stage);
    let held = own.iter().filter(|(_, round)| stage(round) != Some(Stage::Void));
    let Some((term, latest)) = held.max_by_key(|(term, _)| *term) else {
        return Vec::new();
    };
    let mut into = term.next();
    while own.iter().any(|(taken, _)| *taken == into) {
        into = into.next();
    }
    if stage(latest) == Some(Stage::Done) { vec![(latest.id.clone(), into)] } else { Vec::new() }
}

fn fill(_: &Workspace, _: &Seat, into: Term, filled: &mut FormValues) {
    filled.insert("term", into.to_string());
}

fn term(round: &RecordView<'_>) -> Option<Term> {
    Term::parse(round.text("term"))
}

/// The round that takes filings of the unit: of the units above it, or its own.
pub(super) fn open(workspace: &Workspace, unit: &str) -> Option<(String, Term)> {
    let takes = |round: &RecordView<'_>| {
        round.progress().is_some_and(|progress| progress.state.code == round::open)
            && workspace.tree().oversees(round.keeper(), unit)
    };
    workspace
        .records_of(Kind::NeedsRound)
        .filter(takes)
        .find_map(|round| Some((round.id.clone(), term(&round)?)))
}

/// What is filed in a round: seen by the organs that run it, taken over into the next (五.4, 五.6).
pub(super) const fn filing(kind: Kind, due: fn(&Workspace, &Seat) -> Vec<(String, Term)>) -> Behaviour {
    Behaviour {
        prefill: Some(prefill_round),
        also_seen_by: ORGANS,
        begins_anew: &["round"],
        roll_over: Some(RollOver { due, fill: fill_round, archive: None }),
        ..Behaviour::of(kind)
    }
}

/// A form for something to be filed begins with the round that takes it.
fn prefill_round(workspace: &Workspace, seat: Option<&Seat>, _: Date, _: Days<'_>, filled: &mut FormValues) {
    let open = seat.and_then(|seat| open(workspace, &seat.unit)).map(|(round, _)| round);
    filled.insert("round", open.unwrap_or_default());
}

/// What the unit filed in the round before, and not yet in the one that is open: `same` are the fields by which two filings
/// ask for, or offer, the same. What was filed longer ago has been taken over once already, or was let go.
pub(super) fn filings_due(
    workspace: &Workspace,
    seat: &Seat,
    kind: Kind,
    same: &[&str],
) -> Vec<(String, Term)> {
    let Some((open, into)) = open(workspace, &seat.unit) else {
        return Vec::new();
    };
    let own: Vec<_> = workspace.records_of(kind).filter(|filing| filing.keeper() == seat.unit).collect();
    let term = |filing: &RecordView<'_>| {
        Term::parse(&workspace.needs_rounds.get(filing.text("round"))?.term).filter(|term| *term < into)
    };
    let before = own.iter().filter_map(term).max();
    let is_there = |filing: &RecordView<'_>| {
        let matches =
            |other: &RecordView<'_>| same.iter().all(|key| other.values.get(*key) == filing.values.get(*key));
        own.iter().any(|other| other.text("round") == open && matches(other))
    };
    own.iter()
        .filter(|filing| {
            let done = filing.progress().is_some_and(|progress| progress.state.stage == Stage::Done);
            done && before.is_some() && term(filing) == before && !is_there(filing)
        })
        .map(|filing| (filing.id.clone(), into))
        .collect()
}

/// A filing taken over goes to the round that is open.
fn fill_round(workspace: &Workspace, seat: &Seat, _: Term, filled: &mut FormValues) {
    if let Some((round, _)) = open(workspace, &seat.unit) {
        filled.insert("round", round);
    }
}
