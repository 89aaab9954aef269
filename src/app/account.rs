//! The account of a workspace: what each session earns and what each payer owes (五.7).
//!
//! What earlier sessions of the same half-day were paid for limits a later one, so sessions are decided in the order that
//! the hook's accumulator gives, each told what its sum has come to. The work is cut into steps for a worker to report progress
//! between them and to stop when a newer question comes.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::{
    domain::Session,
    policy::{
        Policy,
        decision::{Decision, Outcome, Reads, Text},
        hook::{Accumulator, SUBSIDY},
        parameter::{Kind, Value},
    },
};

use super::{
    facts::{self, Appointments, Missing},
    payments::{self, Payment},
    policies::Rulebook,
    workspace::Workspace,
};

pub use super::verdict::{Ruling, Verdict};

/// The whole account. `sessions` is parallel to the workspace's sessions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub sessions: Vec<Verdict>,
    pub payments: Vec<Payment>,
}

/// An account being drawn up.
pub struct Accounting {
    workspace: Arc<Workspace>,
    rulebook: Rc<Rulebook>,
    appointments: Appointments,
    /// Places of the sessions in the order of deciding.
    order: Vec<usize>,
    decided: usize,
    verdicts: Vec<Option<Verdict>>,
    /// The session decided last, and what its sum has come to.
    last: Option<(usize, Decimal)>,
}

/// The sums in which sessions are decided.
fn sums() -> Option<&'static Accumulator> {
    SUBSIDY.accumulates.as_ref()
}

impl Accounting {
    pub fn new(workspace: Arc<Workspace>, rulebook: Rc<Rulebook>) -> Self {
        let sessions = workspace.sessions.all();
        let mut order: Vec<_> = (0..sessions.len()).collect();
        order.sort_by(|a, b| match (sessions.get(*a), sessions.get(*b)) {
            (Some(one), Some(other)) => sums().map_or(a.cmp(b), |sums| sums.order(one, other)),
            _ => a.cmp(b),
        });
        Self {
            appointments: Appointments::of(workspace.appointments.all()),
            verdicts: vec![None; sessions.len()],
            order,
            decided: 0,
            last: None,
            workspace,
            rulebook,
        }
    }

    /// Decides up to `count` more sessions. False when none are left.
    pub fn advance(&mut self, count: usize) -> bool {
        let workspace = Arc::clone(&self.workspace);
        let until = self.decided.saturating_add(count).min(self.order.len());
        for place in self.order.get(self.decided..until).unwrap_or_default() {
            let Some(session) = workspace.sessions.all().get(*place) else {
                continue;
            };
            let before = self.last.and_then(|(last, sum)| {
                let last = workspace.sessions.all().get(last)?;
                sums()?.share(last, session).then_some(sum)
            });
            let paid_hours_before = before.unwrap_or(Decimal::ZERO);
            let (ruling, paid_hours, reads) =
                match decide(&workspace, &self.rulebook, &self.appointments, session, paid_hours_before) {
                    Ok(decision) => {
                        let (paid_hours, reads) = (decision.paid_hours, decision.reads);
                        (ruling(decision), paid_hours, reads)
                    }
                    Err(why) => (Ruling::Undecided(why), Decimal::ZERO, Reads::default()),
                };
            self.last = Some((*place, paid_hours_before.saturating_add(paid_hours)));
            if let Some(verdict) = self.verdicts.get_mut(*place) {
                *verdict = Some(Verdict { ruling, paid_hours_before, paid_hours, reads });
            }
        }
        self.decided = until;
        self.decided < self.order.len()
    }

    /// Sessions decided so far, and in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.decided, self.order.len())
    }

    /// Settles the months. Call when [`Accounting::advance`] has said false.
    pub fn finish(self) -> Account {
        let sessions: Vec<_> = self.verdicts.into_iter().flatten().collect();
        let payments = payments::settle(&self.workspace, &self.rulebook, &sessions);
        Account { sessions, payments }
    }
}

/// Draws up the account at once, for tests and small workspaces.
pub fn draw_up(workspace: &Arc<Workspace>, rulebook: &Rc<Rulebook>) -> Account {
    let mut accounting = Accounting::new(Arc::clone(workspace), Rc::clone(rulebook));
    while accounting.advance(1_000) {}
    accounting.finish()
}

/// One session with all its lines, as its page shows it, and the policy that decided it.
///
/// # Errors
/// The text that says why nothing could be decided.
pub fn explain(
    workspace: &Workspace,
    rulebook: &Rulebook,
    session: &Session,
    paid_hours_before: Decimal,
) -> Result<(Decision, Rc<Policy>), Text> {
    let appointments = Appointments::of(
        workspace
            .appointments
            .all()
            .iter()
            .filter(|appointment| appointment.instructor == session.instructor),
    );
    let policy = rulebook.on(session.date)?;
    decide(workspace, rulebook, &appointments, session, paid_hours_before).map(|decision| (decision, policy))
}

fn decide(
    workspace: &Workspace,
    rulebook: &Rulebook,
    appointments: &Appointments,
    session: &Session,
    paid_hours_before: Decimal,
) -> Result<Decision, Text> {
    let policy = rulebook.on(session.date)?;
    let facts =
        facts::subsidy(&policy, workspace, session, appointments, paid_hours_before).map_err(|missing| {
            let (zh, en, id) = match missing {
                Missing::Instructor => {
                    ("找不到科技辅导员", "The instructor is not on file", &session.instructor)
                }
                Missing::School => ("找不到学校", "The school is not on file", &session.school),
            };
            Text { zh: format!("{zh}（{id}）"), en: format!("{en} ({id})") }
        })?;
    policy.ask(&SUBSIDY, session.date, &facts).map_err(|error| Text::of(&error))
}

fn ruling(decision: Decision) -> Ruling {
    match decision.outcome {
        Outcome::Amount(amount) => Ruling::Amount(amount),
        Outcome::Refused(refusal) => Ruling::Refused(refusal.reason),
        other => Ruling::Undecided(Text {
            zh: format!("补助应是金额，规则给出的是 {other:?}"),
            en: format!("a subsidy is an amount; the rule gave {other:?}"),
        }),
    }
}

/// How the hours a session pays came about: its minutes by those of an hour, and what the half-day had left.
#[derive(Debug, Clone, PartialEq)]
pub struct PaidHours {
    /// 学时.
    pub paid_hours: Decimal,
    pub minutes: u32,
    /// Minutes of a teaching hour, as the policy read them.
    pub per_hour: Decimal,
    /// Less than the minutes would give.
    pub capped: bool,
}

/// The hours of a decision; `None` unless the policy read one parameter in minutes, which an hour's length is.
pub fn paid_hours(session: &Session, decision: &Decision, policy: &Policy) -> Option<PaidHours> {
    let reads = policy.read(decision.reads, session.date);
    let mut lengths = reads.iter().filter_map(|read| {
        let parameter = policy.parameter(&read.id)?;
        match (&parameter.on(session.date)?.value, parameter.kind) {
            (Value::Number(number), Kind::Minutes) => Some(*number),
            _ => None,
        }
    });
    let (per_hour, None) = (lengths.next()?, lengths.next()) else {
        return None;
    };
    let full = Decimal::from(session.minutes).checked_div(per_hour)?;
    Some(PaidHours {
        paid_hours: decision.paid_hours,
        minutes: session.minutes,
        per_hour,
        // Policies round hours to one decimal.
        capped: decision.paid_hours < full.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero),
    })
}

/// Sessions by reason of refusal, most frequent first.
pub fn refusals(verdicts: &[Verdict]) -> Vec<(String, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for verdict in verdicts {
        if let Ruling::Refused(reason) = &verdict.ruling {
            *counts.entry(reason).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}
