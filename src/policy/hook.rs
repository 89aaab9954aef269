//! The hooks: what the program asks of a policy, a row each.
//!
//! A pack answers a hook by a function of its name, told the hook's subjects and the parameters: `subsidy(session,
//! instructor, school, p)`. Guards are hooks too, one for each transition of each workflow: `may_file_need(need, p)` says
//! whether a need may be filed. A transition whose guard nobody wrote is guarded by its own table alone.

use std::{cmp::Ordering, sync::LazyLock};

use jiff::civil::{Date, Time};

use super::subjects::{
    self, CANDIDATE, INSTRUCTOR, MONTH, PAIR, PLANS, REQUEST, REVIEWS, SCHOOL, SESSION, Subject,
};
use crate::domain::{Kind, Label, Session, workflow::Transition};

/// One question to a policy.
#[derive(Debug)]
pub struct Hook {
    /// The function that answers it.
    pub name: &'static str,
    pub label: Label,
    /// What the function is told, in this order, before `p`.
    pub subjects: &'static [&'static Subject],
    pub answer: Answer,
    /// The row of the notice that asks for it.
    pub clause: &'static str,
    /// The fact that says on which day the question is asked, `session.date`; of a month its last day.
    pub day: &'static str,
    /// Whether no policy is whole without an answer.
    pub required: bool,
    /// What its decisions add up to, where a later one is told of the earlier ones.
    pub accumulates: Option<Accumulator>,
    /// Whether it can be answered for a whole table at once, column by column: nothing is read through a reference.
    pub by_columns: bool,
}

/// What a function may answer. Each but a list of findings may be a refusal instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// 元: the sum of the lines.
    Amount,
    /// `true`.
    Allowed,
    /// The sum of the points, `most` at most.
    Score { most: u32 },
    /// A code that the pack's texts explain, beside any points.
    Grade,
    /// Everything that was refused, however much; nothing when all is well.
    Findings,
}

/// Teaching hours paid so far, which each session of an instructor's half-day is told of.
#[derive(Debug)]
pub struct Accumulator {
    /// The fact that tells it.
    pub told: &'static str,
    /// What shares one sum. Sessions are decided in this order, and within a sum as `then` says.
    pub per: for<'a> fn(&'a Session) -> (&'a str, Date, bool),
    pub then: for<'a> fn(&'a Session) -> (Time, &'a str),
}

impl Accumulator {
    /// The order of deciding.
    pub fn order(&self, one: &Session, other: &Session) -> Ordering {
        (self.per)(one).cmp(&(self.per)(other)).then_with(|| (self.then)(one).cmp(&(self.then)(other)))
    }

    /// Whether two share a sum.
    pub fn share(&self, one: &Session, other: &Session) -> bool {
        (self.per)(one) == (self.per)(other)
    }
}

/// What a session earns its instructor (五.7).
pub static SUBSIDY: Hook = Hook {
    name: "subsidy",
    label: Label::new("课次补助", "Subsidy of a session"),
    subjects: &[&SESSION, &INSTRUCTOR, &SCHOOL],
    answer: Answer::Amount,
    clause: "五.7",
    day: "session.date",
    required: true,
    accumulates: Some(Accumulator {
        told: "paid_hours_before",
        per: |session| (&session.instructor, session.date, session.in_the_afternoon()),
        then: |session| (session.starts, &session.school),
    }),
    by_columns: true,
};

/// What a payer owes a person for a month, with tax (五.7).
pub static SETTLEMENT: Hook = Hook {
    name: "settlement",
    label: Label::new("月度结算", "Settlement of a month"),
    subjects: &[&MONTH],
    answer: Answer::Amount,
    clause: "五.7",
    day: "month.month",
    required: true,
    accumulates: None,
    by_columns: true,
};

/// Whether a nominated person or institution may stand in the pool (一.2, 一.3).
pub static ELIGIBILITY: Hook = Hook {
    name: "eligibility",
    label: Label::new("入库资格", "Eligibility for the pool"),
    subjects: &[&CANDIDATE],
    answer: Answer::Findings,
    clause: "一.2",
    day: "candidate.today",
    required: false,
    accumulates: None,
    by_columns: true,
};

/// Who comes first where there is not enough for all (五.5, 二.4).
pub static PRIORITY: Hook = Hook {
    name: "priority",
    label: Label::new("优先分", "Priority"),
    subjects: &[&REQUEST, &SCHOOL],
    answer: Answer::Score { most: 100 },
    clause: "五.5",
    day: "request.today",
    required: false,
    accumulates: None,
    by_columns: true,
};

/// Whom a school would rather have, where it has not said so itself (一.4).
pub static PREFERENCE: Hook = Hook {
    name: "preference",
    label: Label::new("适配分", "Preference"),
    subjects: &[&PAIR, &SCHOOL],
    answer: Answer::Score { most: 100 },
    clause: "一.4",
    day: "pair.today",
    required: false,
    accumulates: None,
    by_columns: true,
};

/// What the reviews of a resource or course come to (二.7).
pub static COURSE: Hook = Hook {
    name: "course",
    label: Label::new("评审结论", "Result of the reviews"),
    subjects: &[&REVIEWS],
    answer: Answer::Grade,
    clause: "二.7",
    day: "reviews.today",
    required: false,
    accumulates: None,
    by_columns: true,
};

/// Whether an instructor's check of offence records is good for what is planned (一.5).
pub static SAFEGUARDING: Hook = Hook {
    name: "safeguarding",
    label: Label::new("入职查询", "Safeguarding"),
    subjects: &[&INSTRUCTOR, &PLANS],
    answer: Answer::Findings,
    clause: "一.5",
    day: "plans.today",
    required: false,
    accumulates: None,
    by_columns: true,
};

/// Every hook but the guards.
pub static HOOKS: &[&Hook] =
    &[&SUBSIDY, &SETTLEMENT, &ELIGIBILITY, &PRIORITY, &PREFERENCE, &COURSE, &SAFEGUARDING];

/// Everything that hooks are told of.
pub(super) fn subjects() -> impl Iterator<Item = &'static Subject> {
    let mut told: Vec<&'static Subject> = Vec::new();
    for subject in HOOKS.iter().flat_map(|hook| hook.subjects) {
        if !told.iter().any(|known| known.name == subject.name) {
            told.push(subject);
        }
    }
    told.into_iter().chain(subjects::guarded())
}

/// Whether rules derive a fact of this name of records of a kind; no field may take it.
pub(super) fn is_derived(kind: Kind, name: &str) -> bool {
    let of_kind = subjects().filter(|subject| subject.kind == Some(kind));
    of_kind.flat_map(Subject::derived).any(|field| field.key == name)
}

/// What every guard's name begins with.
pub(super) const GUARD: &str = "may_";

static GUARDS: LazyLock<Vec<(Kind, &str, Hook)>> = LazyLock::new(|| {
    let mut guards = Vec::new();
    for kind in Kind::ALL {
        let Some((table, subject)) = kind.workflow().zip(subjects::of_kind(*kind)) else { continue };
        let guard = |transition: &'static Transition| {
            (*kind, transition.verb, guard(*kind, subject, transition.verb, transition.label))
        };
        guards.extend(table.transitions.iter().map(guard));
    }
    guards
});

fn guard(kind: Kind, subject: &'static Subject, verb: &str, label: Label) -> Hook {
    let kept = |text: String| -> &'static str { text.leak() };
    Hook {
        name: kept(format!("{GUARD}{verb}_{}", kind.code()).replace('-', "_")),
        label: Label {
            zh: kept(format!("{}：{}", kind.label().zh, label.zh)),
            en: kept(format!("{}: {}", kind.label().en, label.en)),
        },
        subjects: vec![subject].leak(),
        answer: Answer::Allowed,
        clause: kind.declaration().clause,
        day: kept(format!("{}.today", subject.name)),
        required: false,
        accumulates: None,
        by_columns: false,
    }
}

impl Hook {
    /// The guard of a transition; `None` when the kind has no such transition.
    pub fn guard(kind: Kind, verb: &str) -> Option<&'static Self> {
        let guard = GUARDS.iter().find(|(of, by, _)| *of == kind && *by == verb);
        guard.map(|(.., hook)| hook)
    }

    pub(super) fn is_guard(&self) -> bool {
        self.name.starts_with(GUARD)
    }

    /// How its function begins: `subsidy(session, instructor, school, p)`.
    pub fn signature(&self) -> String {
        let names = self.subjects.iter().map(|subject| subject.name).chain(["p"]);
        format!("{}({})", self.name, names.collect::<Vec<_>>().join(", "))
    }
}

/// The guards of all transitions of all workflows.
pub fn guards() -> impl Iterator<Item = &'static Hook> {
    GUARDS.iter().map(|(.., hook)| hook)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clauses::Clause,
        domain::{Declared as _, Fields, Need, School},
    };

    #[test]
    fn every_row_names_its_clause_its_day_and_the_fact_of_its_accumulator_and_no_column_reads_through_a_reference()
     {
        let added = Fields::default();
        for hook in HOOKS.iter().copied().chain(guards()) {
            assert!(Clause::parse(hook.clause).is_some(), "{hook:?}");
            let told = |path: &str| {
                let (subject, key) = path.split_once('.').expect("subject.fact");
                let subject = hook.subjects.iter().find(|known| known.name == subject);
                subject.is_some_and(|known| known.fields(&added).any(|field| field.key == key))
            };
            assert!(told(hook.day), "{hook:?}");
            let refers = hook.subjects.iter().any(|subject| subject.refers);
            assert_eq!(hook.by_columns, !refers, "{hook:?}");
            let sum = hook.accumulates.as_ref().map(|sum| format!("{}.{}", hook.subjects[0].name, sum.told));
            assert!(sum.is_none_or(|sum| told(&sum)), "{hook:?}");
        }
    }

    #[test]
    fn a_guard_is_found_by_its_transition() {
        let hook = Hook::guard(Need::KIND, "file").expect("needs are filed");
        assert_eq!(hook.signature(), "may_file_need(need, p)");
        assert!(Hook::guard(Need::KIND, "fly").is_none() && Hook::guard(School::KIND, "file").is_none());
    }
}
