//! Settlement: what each payer owes each person for each month, with tax (五.7).

use std::{
    collections::{BTreeMap, BTreeSet},
    vec,
};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{Money, Month, Session},
    policy::{
        Policy,
        decision::{Outcome, Text},
        facts::MonthFacts,
        hook::SETTLEMENT,
    },
};

use super::{
    ordered::Ordered,
    policies::Rulebook,
    verdict::{Ruling, Verdict},
    workspace::Workspace,
};

/// One line of a payment list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    pub month: Month,
    pub payer: String,
    /// Number of the instructor.
    pub instructor: String,
    /// How many sessions are behind it.
    pub sessions: usize,
    /// 学时.
    pub paid_hours: Decimal,
    /// What the sessions sum to, before any monthly cap.
    pub earned: Money,
    pub settled: Settled,
}

/// What the settlement rule said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Settled {
    Sum {
        after_tax: Money,
        tax: Money,
        gross: Money,
    },
    /// The rule failed; nothing can be paid until it is mended.
    Failed(Text),
    /// Whoever looks sees only some of the sessions that are settled together: what these earned is theirs to know, tax is worked
    /// out on all of them by the payer.
    Shared,
}

impl Payment {
    /// Whether it is among what was settled for these months and instructors.
    pub fn is_of(&self, settled: &BTreeSet<(Month, String)>) -> bool {
        settled.contains(&(self.month, self.instructor.clone()))
    }

    /// After-tax, tax and gross; zeros when the rule failed, and where the payer alone knows.
    pub fn sums(&self) -> [Money; 3] {
        match self.settled {
            Settled::Sum { after_tax, tax, gross } => [after_tax, tax, gross],
            Settled::Failed(_) => [Money::ZERO; 3],
            Settled::Shared => [self.earned, Money::ZERO, Money::ZERO],
        }
    }

    /// What the monthly cap took away; below zero where the rule adds something.
    pub fn cut(&self) -> Money {
        match self.settled {
            Settled::Sum { after_tax, .. } => self.earned - after_tax,
            Settled::Failed(_) | Settled::Shared => Money::ZERO,
        }
    }
}

/// What is paid together: month, payer and number of the instructor.
pub type Together<'a> = (Month, &'a str, &'a str);

impl Payment {
    pub fn together(&self) -> Together<'_> {
        (self.month, &self.payer, &self.instructor)
    }
}

/// With what a session is paid; `None` when the policy grants nothing for it.
pub fn together<'a>(
    workspace: &'a Workspace,
    session: &'a Session,
    verdict: &Verdict,
) -> Option<Together<'a>> {
    let Ruling::Amount(_) = verdict.ruling else { return None };
    let school = workspace.schools.get(&session.school)?;
    Some((Month::of(session.date), school.payer.on(session.date).as_str(), &*session.instructor))
}

/// What is due, being settled payment by payment, each by the pack in force on the last day of its month.
pub(super) struct Settling {
    /// Payers of a month follow each other by name.
    due: vec::IntoIter<Due>,
    /// What a person's payers of a month before this one have come to.
    settled_before: BTreeMap<(Month, String), Money>,
    payments: Vec<Payment>,
}

/// The granted sessions of a month, payer of their day and person.
struct Due {
    month: Month,
    payer: String,
    instructor: String,
    sum: Sum,
}

#[derive(Default)]
struct Sum {
    sessions: usize,
    paid_hours: Decimal,
    earned: Money,
}

impl Settling {
    /// Of the granted sessions that are wanted.
    pub(super) fn of(
        workspace: &Workspace,
        verdicts: &Ordered<Verdict>,
        wanted: impl Fn(&Session) -> bool,
    ) -> Self {
        let mut groups: BTreeMap<Together<'_>, Sum> = BTreeMap::new();
        for (_, held, verdict) in workspace.sessions.held().beside(verdicts) {
            if let Some(verdict) = verdict.filter(|_| wanted(&held.record))
                && let Some(together) = together(workspace, &held.record, verdict)
            {
                let sum = groups.entry(together).or_default();
                sum.sessions += 1;
                sum.paid_hours += verdict.paid_hours;
                sum.earned += verdict.amount();
            }
        }
        let due = |((month, payer, instructor), sum): (Together<'_>, Sum)| Due {
            month,
            payer: payer.to_owned(),
            instructor: instructor.to_owned(),
            sum,
        };
        let due: Vec<_> = groups.into_iter().map(due).collect();
        Self { due: due.into_iter(), settled_before: BTreeMap::new(), payments: Vec::new() }
    }

    /// Settles up to `count` more. False when none are left.
    pub(super) fn advance(&mut self, rulebook: &Rulebook, count: usize) -> bool {
        for Due { month, payer, instructor, sum } in self.due.by_ref().take(count) {
            let Sum { sessions, paid_hours, earned } = sum;
            let facts = MonthFacts {
                month,
                after_tax: earned,
                sessions: u32::try_from(sessions).unwrap_or(u32::MAX),
            };
            let before = self.settled_before.entry((month, instructor.clone())).or_default();
            let settled = settle_one(rulebook, &facts, *before).unwrap_or_else(Settled::Failed);
            if let Settled::Sum { after_tax, .. } = settled {
                *before += after_tax;
            }
            self.payments.push(Payment { month, payer, instructor, sessions, paid_hours, earned, settled });
        }
        self.due.len() > 0
    }

    pub(super) fn into_payments(self) -> Vec<Payment> {
        self.payments
    }
}

fn settle_one(rulebook: &Rulebook, facts: &MonthFacts, before: Money) -> Result<Settled, Text> {
    let day = facts.month.last_day();
    settle(&*rulebook.on(day)?, day, facts, before)
}

/// What a policy settles on a day for what a payer pays a person in a month; `before`, what the person's other payers have come to in it.
///
/// # Errors
/// Why it cannot say.
pub fn settle(policy: &Policy, day: Date, facts: &MonthFacts, before: Money) -> Result<Settled, Text> {
    let decision = policy.ask(&SETTLEMENT, day, &[facts.told(before)]).map_err(|error| Text::of(&error))?;
    let tax = decision.tax();
    match decision.outcome {
        Outcome::Amount(gross) => Ok(Settled::Sum { after_tax: gross - tax, tax, gross }),
        Outcome::Refused(refusal) => Err(policy.reason_text(&refusal.reason)),
        other => Err(Text {
            zh: format!("结算应是金额，规则给出的是 {other:?}"),
            en: format!("a settlement is an amount; the rule gave {other:?}"),
        }),
    }
}
