//! The account of a workspace: what each session earns and what each payer owes (五.7).
//!
//! What earlier sessions of the same half-day were paid for limits a later one, so sessions are decided in the order that
//! the hook's accumulator gives, each told what its sum has come to. The work is cut into steps for a worker to report progress
//! between them and to stop when a newer question comes.

mod difference;
mod order;

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
    sync::Arc,
};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{Month, Session, field::rounded},
    policy::{
        Policy,
        decision::{Decision, Outcome, Reads, Text},
        hook::SUBSIDY,
        parameter::{Kind, Value},
    },
};

use super::{
    facts::{self, Appointments, Missing},
    ordered::{Key, Ordered},
    payments::{Payment, Settling},
    policies::Rulebook,
    workspace::Workspace,
};

pub use super::verdict::{Ruled, Ruling, Verdict};
pub use difference::{AccountChange, Difference};

use order::{Order, Together, concerned, in_order, is_judged, order_among, sessions, sums};

/// The whole account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub basis: Basis,
    /// By the session's id.
    pub verdicts: Ordered<Verdict>,
    pub payments: Vec<Payment>,
}

/// What an account was drawn from, and is known by: at one journal entry there can be accounts of different packs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The journal entry up to which the workspace had been read.
    pub sequence: u64,
    /// The hash of the rulebook.
    pub packs: String,
}

impl Account {
    /// Whether it is this workspace's: nothing that bears on accounts has been written between the two.
    pub fn is_of(&self, workspace: &Workspace) -> bool {
        (workspace.accounted()..=workspace.sequence()).contains(&self.basis.sequence)
    }
}

/// An account being drawn up, wholly or where it can differ from an earlier one.
pub struct Accounting {
    workspace: Arc<Workspace>,
    rulebook: Rc<Rulebook>,
    appointments: Appointments,
    /// 学时 that batches have owed for these sessions already.
    batched: HashMap<Key, Decimal>,
    /// The same, of all that share a sum.
    together: HashMap<Together, Decimal>,
    /// As far as it is drawn up.
    account: Account,
    since: Option<Basis>,
    /// The sessions in the order of deciding.
    order: Vec<Key>,
    decided: usize,
    /// Sessions that are not judged any more.
    gone: Vec<Key>,
    /// The session decided last, and what its sum has come to.
    last: Option<(Key, Decimal)>,
    /// The months to settle, of these instructors; all when there is none.
    settled: Option<BTreeSet<(Month, String)>>,
    /// Once every session is decided.
    settling: Option<Settling>,
}

impl Accounting {
    pub fn new(workspace: Arc<Workspace>, rulebook: Rc<Rulebook>) -> Self {
        let order = in_order(&workspace, sessions(&workspace));
        let basis = Basis { sequence: workspace.sequence(), packs: rulebook.hash() };
        let mut accounting = Self::of(workspace, rulebook, order);
        accounting.account.basis = basis;
        accounting
    }

    fn of(workspace: Arc<Workspace>, rulebook: Rc<Rulebook>, order: Order) -> Self {
        let Order { keys: order, batched, together } = order;
        Self {
            appointments: Appointments::of(workspace.appointments.all()),
            batched,
            together,
            account: Account::default(),
            since: None,
            order,
            decided: 0,
            gone: Vec::new(),
            last: None,
            settled: None,
            settling: None,
            workspace,
            rulebook,
        }
    }

    /// Decides again only the half-days that something bears on which has changed since an account was drawn up from an
    /// earlier workspace by the same rulebook.
    pub fn again(
        workspace: Arc<Workspace>,
        rulebook: Rc<Rulebook>,
        (account, then): (&Account, &Workspace),
    ) -> Self {
        let concerned = concerned(&workspace, then);
        let order = order_among(&workspace, &concerned);
        let gone = workspace.sessions.changed_since(&then.sessions);
        let is_gone = |id: &Key| workspace.sessions.held().get(id).is_none_or(|held| !is_judged(held));
        let gone: Vec<_> = gone.filter(|(id, ..)| is_gone(id)).map(|(id, ..)| Key::clone(id)).collect();
        let settled =
            concerned.into_iter().map(|(instructor, day, _)| (Month::of(day), instructor)).collect();
        let basis = Basis { sequence: workspace.sequence(), ..account.basis.clone() };
        let mut now = Account { basis, ..account.clone() };
        gone.iter().for_each(|id| drop(now.verdicts.remove(id)));
        Self {
            account: now,
            since: Some(account.basis.clone()),
            gone,
            settled: Some(settled),
            ..Self::of(Arc::clone(&workspace), rulebook, order)
        }
    }

    /// Decides only the half-days on which something bears that differs between this workspace and another, and settles
    /// nothing.
    pub fn beside(workspace: Arc<Workspace>, rulebook: Rc<Rulebook>, other: &Workspace) -> Self {
        let order = order_among(&workspace, &concerned(&workspace, other));
        Self { settled: Some(BTreeSet::new()), ..Self::of(workspace, rulebook, order) }
    }

    /// Decides up to `count` more sessions or, when all are decided, settles so many payments. False when none are left.
    pub fn advance(&mut self, count: usize) -> bool {
        if self.decided == self.order.len() {
            return self.settle(count);
        }
        let until = self.decided.saturating_add(count).min(self.order.len());
        for id in self.order.get(self.decided..until).unwrap_or_default() {
            let Some(session) = self.workspace.sessions.get(id) else {
                continue;
            };
            // Hours that were batched stay where they are: of its sum a session is told those of all others that were, and of what was
            // decided before it.
            let last = self.last.as_ref().and_then(|(last, sum)| {
                let last = self.workspace.sessions.get(last)?;
                sums()?.share(last, session).then_some(*sum)
            });
            let sum = last.unwrap_or_else(|| self.batched_with(session));
            let own = self.batched.get(id).copied();
            let before = sum - own.unwrap_or_default();
            let decided = decide(&self.workspace, &self.rulebook, &self.appointments, session, before);
            let (ruling, paid_hours, reads) = match decided {
                Ok(decision) => {
                    let (paid_hours, reads) = (decision.paid_hours, decision.reads);
                    (ruling(decision), paid_hours, reads)
                }
                Err(why) => (Ruling::Undecided(why), Decimal::ZERO, Reads::default()),
            };
            let adds = if own.is_some() { Decimal::ZERO } else { paid_hours };
            self.last = Some((Key::clone(id), sum + adds));
            let verdict = Verdict { ruling, paid_hours_before: before, paid_hours, reads };
            self.account.verdicts.insert(Key::clone(id), verdict);
        }
        self.decided = until;
        true
    }

    fn batched_with(&self, session: &Session) -> Decimal {
        match self.together.is_empty() {
            true => Decimal::ZERO,
            false => self.together.get(&order::together(session)).copied().unwrap_or_default(),
        }
    }

    fn settle(&mut self, count: usize) -> bool {
        let Self { workspace, rulebook, account, settled, settling, .. } = self;
        let wanted = |session: &Session| {
            let of = || (Month::of(session.date), session.instructor.clone());
            settled.as_ref().is_none_or(|settled| settled.contains(&of()))
        };
        let due = || Settling::of(workspace, &account.verdicts, wanted);
        settling.get_or_insert_with(due).advance(rulebook, count)
    }

    /// Sessions decided so far, and in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.decided, self.order.len())
    }

    /// The account, and how it differs from the one that it was drawn up after. Call when [`Accounting::advance`] has said
    /// false.
    pub fn finish(self) -> (Account, Difference) {
        let Self { mut account, order, gone, since, settled, settling, .. } = self;
        account.pay(settled.as_ref(), settling.map_or_else(Vec::new, Settling::into_payments));
        let mut sessions: Vec<_> = order.into_iter().chain(gone).collect();
        sessions.sort_unstable();
        (account, Difference { since, sessions, settled })
    }
}

/// Draws up the account at once, for tests and small workspaces.
pub fn draw_up(workspace: &Arc<Workspace>, rulebook: &Rc<Rulebook>) -> Account {
    let mut accounting = Accounting::new(Arc::clone(workspace), Rc::clone(rulebook));
    while accounting.advance(1_000) {}
    accounting.finish().0
}

/// What the sessions of a half-day before this one are paid by a rulebook, whatever account there is; `None` of a session that
/// is not judged.
pub fn paid_hours_before(
    workspace: &Arc<Workspace>,
    rulebook: &Rc<Rulebook>,
    session: &Session,
) -> Option<Decimal> {
    let beside =
        |other: &Session| sums().map_or(other.code == session.code, |sums| sums.share(other, session));
    let order = in_order(workspace, sessions(workspace).filter(|(_, other)| beside(other)));
    let mut accounting = Accounting::of(Arc::clone(workspace), Rc::clone(rulebook), order);
    accounting.advance(usize::MAX);
    accounting.account.verdicts.get(&session.code).map(|verdict| verdict.paid_hours_before)
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
        workspace.appointments.all().filter(|appointment| appointment.instructor == session.instructor),
    );
    let policy = rulebook.on(session.date)?;
    let workspace = Arc::new(workspace.clone());
    decide(&workspace, rulebook, &appointments, session, paid_hours_before).map(|decision| (decision, policy))
}

pub(super) fn decide(
    workspace: &Arc<Workspace>,
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

pub(super) fn ruling(decision: Decision) -> Ruling {
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
        capped: decision.paid_hours < rounded(full, 1),
    })
}

/// Sessions by reason of refusal, most frequent first.
pub fn refusals<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Vec<(String, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for verdict in verdicts {
        if let Ruling::Refused(reason) = &verdict.ruling {
            *counts.entry(reason).or_default() += 1;
        }
    }
    most_frequent(counts)
}

/// Reasons and their counts, most frequent first.
pub(super) fn most_frequent<'a>(counts: impl IntoIterator<Item = (&'a str, usize)>) -> Vec<(String, usize)> {
    let counts = counts.into_iter().map(|(reason, count)| (reason.to_owned(), count));
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}
