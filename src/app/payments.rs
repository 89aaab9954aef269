//! Settlement: what each payer owes each person for each month, with tax (五.7).

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{Money, Month, Session},
    policy::{
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

/// Groups the granted sessions that are wanted by month, payer of their day and person, and settles each group by the pack in force on the last
/// day of its month.
pub(super) fn settle(
    workspace: &Workspace,
    rulebook: &Rulebook,
    verdicts: &Ordered<Verdict>,
    wanted: impl Fn(&Session) -> bool,
) -> Vec<Payment> {
    let mut groups: BTreeMap<Together<'_>, Vec<&Verdict>> = BTreeMap::new();
    for (_, held, verdict) in workspace.sessions.held().beside(verdicts) {
        if let Some(verdict) = verdict.filter(|_| wanted(&held.record))
            && let Some(together) = together(workspace, &held.record, verdict)
        {
            groups.entry(together).or_default().push(verdict);
        }
    }
    let mut settled_before: BTreeMap<(Month, &str), Money> = BTreeMap::new();
    groups
        .into_iter()
        .map(|((month, payer, instructor), verdicts)| {
            let earned = verdicts.iter().map(|verdict| verdict.amount()).sum();
            let facts = MonthFacts {
                month,
                after_tax: earned,
                sessions: u32::try_from(verdicts.len()).unwrap_or(u32::MAX),
            };
            // Payers of a month follow each other by name.
            let before = settled_before.entry((month, instructor)).or_default();
            let settled = settle_one(rulebook, &facts, *before).unwrap_or_else(Settled::Failed);
            if let Settled::Sum { after_tax, .. } = settled {
                *before += after_tax;
            }
            Payment {
                month,
                payer: payer.to_owned(),
                instructor: instructor.to_owned(),
                sessions: verdicts.len(),
                paid_hours: verdicts.iter().map(|verdict| verdict.paid_hours).sum(),
                earned,
                settled,
            }
        })
        .collect()
}

fn settle_one(rulebook: &Rulebook, facts: &MonthFacts, before: Money) -> Result<Settled, Text> {
    let day = facts.month.last_day();
    let policy = rulebook.on(day)?;
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
