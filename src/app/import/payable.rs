//! What an import would do to what is paid, told beside the preview: which of the sessions that it brings would earn nothing,
//! and which earn something as it is stored and nothing any more.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
    sync::Arc,
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Brought, Paper};
use crate::{
    app::{
        Actor,
        account::{Accounting, Ruled, Ruling, Verdict},
        policies::Rulebook,
        scope::{Sight, View},
        transitions::TransitionError,
        workspace::Workspace,
    },
    domain::{Kind, Session, session, workflow::Seat},
    exchange::import::{Batch, Place},
    policy::decision::Text,
};

/// The sessions on which an import bears being decided, as it is stored and as it would be.
pub struct Judging {
    now: Arc<Workspace>,
    rulebook: Rc<Rulebook>,
    seat: Option<Seat>,
    before: Accounting,
    after: Accounting,
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Sessions that the file adds or changes.
    pub brought: usize,
    /// Of these, those that would earn nothing, most frequent reason first.
    pub unpaid: Vec<Unpaid>,
    /// Of all, those that earn something as it is stored and would earn nothing.
    pub lost: Vec<Unpaid>,
}

/// Sessions that earn nothing for one reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unpaid {
    pub why: Text,
    pub count: usize,
    /// The first of them.
    pub examples: Vec<Example>,
}

/// A session that earns nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// Where the file brings it, or what it bears on it with.
    pub place: Option<Place>,
    pub school: String,
    pub date: Date,
}

/// Examples of each reason.
const EXAMPLES: usize = 3;

impl Judging {
    /// Nothing where the file brings nothing that bears on what is paid.
    ///
    /// # Errors
    /// Why a step for which a sheet asks cannot be made.
    pub fn of(
        workspace: &Arc<Workspace>,
        rulebook: Rc<Rulebook>,
        actor: &Actor,
        batch: &Batch,
        paper: &Paper,
    ) -> Result<Option<Self>, TransitionError> {
        if !batch.iter().any(|incoming| session::BEARING.contains(&incoming.kind)) {
            return Ok(None);
        }
        let brought = Brought::of(workspace, actor, batch, paper)?;
        let now = Arc::new(workspace.after(&brought.changes));
        let accounting = |of: &Arc<Workspace>, beside: &Workspace| {
            Accounting::beside(Arc::clone(of), Rc::clone(&rulebook), beside)
        };
        let (before, after) = (accounting(workspace, &now), accounting(&now, workspace));
        Ok(Some(Self { now, rulebook, seat: actor.seat.clone(), before, after }))
    }

    /// Decides up to `count` more sessions. False when none are left.
    pub fn advance(&mut self, count: usize) -> bool {
        self.before.advance(count) || self.after.advance(count)
    }

    /// Sessions decided so far, and in all: each once as it is and once as it would be.
    pub fn progress(&self) -> (usize, usize) {
        let (before, after) = (self.before.progress(), self.after.progress());
        (before.0 + after.0, before.1 + after.1)
    }

    /// Call when [`Judging::advance`] has said false. Of sessions that the seat does not see nothing is said.
    pub fn finish(self, batch: &Batch) -> Judged {
        let Self { now, rulebook, seat, before, after } = self;
        let (before, after) = (before.finish().0.verdicts, after.finish().0.verdicts);
        let places: HashMap<_, _> =
            batch.iter().map(|incoming| ((incoming.kind, &*incoming.record.id), &incoming.place)).collect();
        let mut sight = Sight::of(View { workspace: &now, seat: seat.as_ref() }, Kind::Session);
        let (mut brought, mut unpaid, mut lost) = (0, Reasons::default(), Reasons::default());
        for (id, held, verdict) in now.sessions.held().beside(&after) {
            let Some(verdict) = verdict.filter(|_| sight.sees(id, held)) else { continue };
            let session = &held.record;
            let is_brought = places.contains_key(&(Kind::Session, &**id));
            brought += usize::from(is_brought);
            let Some((code, why)) = why(&rulebook, session, verdict) else { continue };
            let bearing = [
                (Kind::Session, &**id),
                (Kind::Instructor, &*session.instructor),
                (Kind::School, &*session.school),
            ];
            let example = || Example {
                place: bearing.iter().find_map(|record| places.get(record).copied()?.clone()),
                school: now
                    .schools
                    .get(&session.school)
                    .map_or(&session.school, |school| &school.name)
                    .clone(),
                date: session.date,
            };
            if is_brought {
                unpaid.note(&code, &why, example);
            }
            let was_paid = |verdict: &Verdict| matches!(verdict.ruling, Ruling::Amount(_));
            if before.get(id).is_some_and(was_paid) {
                lost.note(&code, &why, example);
            }
        }
        Judged { brought, unpaid: unpaid.in_order(), lost: lost.in_order() }
    }
}

/// Why a session earns nothing: the reason's code and what it says. Of what cannot be decided each may say something else.
fn why(rulebook: &Rulebook, session: &Session, verdict: &Verdict) -> Option<(String, Text)> {
    match &verdict.ruling {
        Ruling::Amount(_) => None,
        Ruling::Refused(reason) => {
            let policy = rulebook.on(session.date).ok()?;
            Some((reason.clone(), policy.reason_text(reason)))
        }
        Ruling::Undecided(why) => {
            let (code, label) = (Ruled::Undecided.code(), Ruled::Undecided.label());
            let told =
                Text { zh: format!("{}：{}", label.zh, why.zh), en: format!("{}: {}", label.en, why.en) };
            Some((code.to_owned(), told))
        }
    }
}

/// Reasons by their codes.
#[derive(Default)]
struct Reasons(BTreeMap<String, Unpaid>);

impl Reasons {
    fn note(&mut self, code: &str, why: &Text, example: impl FnOnce() -> Example) {
        let reason = self.0.entry(code.to_owned()).or_insert_with(|| Unpaid {
            why: why.clone(),
            count: 0,
            examples: Vec::new(),
        });
        reason.count += 1;
        if reason.examples.len() < EXAMPLES {
            reason.examples.push(example());
        }
    }

    fn in_order(self) -> Vec<Unpaid> {
        let mut reasons: Vec<_> = self.0.into_values().collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
        reasons
    }
}

/// Judges an import at once, for tests and small files.
///
/// # Errors
/// As [`Judging::of`].
pub fn judge(
    workspace: &Arc<Workspace>,
    rulebook: Rc<Rulebook>,
    actor: &Actor,
    batch: &Batch,
    paper: &Paper,
) -> Result<Option<Judged>, TransitionError> {
    let judging = Judging::of(workspace, rulebook, actor, batch, paper)?;
    Ok(judging.map(|mut judging| {
        while judging.advance(1_000) {}
        judging.finish(batch)
    }))
}
