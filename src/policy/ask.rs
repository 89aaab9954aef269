//! The one path from a question to a decision: calling a hook's function with facts, and reading what it said.

use std::{rc::Rc, sync::Arc};

use jiff::civil::Date;
use rhai::{Dynamic, EvalContext, Position};
use rust_decimal::Decimal;

use super::{
    Policy,
    call::{Call, CallTag, DraftGrade, DraftRefusal, Params},
    decision::{Decision, Line, Outcome, ParameterRead, Reads, Refusal},
    error::Diagnostic,
    facts::Facts,
    hook::{Answer, Hook},
    missing::named,
    number::number,
    texts::Section,
};
use crate::domain::{Money, field::rounded};

impl Policy {
    /// What the policy says. A guard that no pack defines allows.
    ///
    /// # Errors
    /// What the script did wrong, and where; that no pack answers, where one should.
    pub fn ask(&self, hook: &'static Hook, day: Date, facts: &[Facts]) -> Result<Decision, Diagnostic> {
        let call = Rc::new(Call::of(hook));
        if !self.answers(hook) {
            return match hook.answer {
                Answer::Allowed => Ok(self.decision(Outcome::Allowed, &call)),
                _ => Err(self.fault(
                    hook,
                    format!("没有政策包定义 {}", hook.signature()),
                    format!("no pack defines {}", hook.signature()),
                )),
            };
        }
        let said = self.call(hook, day, facts, Rc::clone(&call))?;
        let outcome = self.outcome(&said, &call)?;
        Ok(self.decision(outcome, &call))
    }

    /// The script's call and nothing of ours around it: what the benchmark measures a decision against.
    ///
    /// # Errors
    /// As [`Policy::ask`].
    #[doc(hidden)]
    pub fn bare_call(&self, hook: &'static Hook, day: Date, facts: &[Facts]) -> Result<Dynamic, Diagnostic> {
        self.call(hook, day, facts, Rc::new(Call::of(hook)))
    }

    /// Whether some pack defines the hook's function.
    pub fn answers(&self, hook: &Hook) -> bool {
        self.hooks.contains_key(hook.name)
    }

    /// The hook of this name that some pack defines.
    pub fn hook(&self, name: &str) -> Option<&'static Hook> {
        self.hooks.get(name).map(|(hook, _)| *hook)
    }

    /// The parameters that a decision read, as they stood on its day.
    pub fn read(&self, reads: Reads, day: Date) -> Vec<ParameterRead> {
        let frame = self.frame(day);
        let settings = reads.places().filter_map(|place| frame.settings.get(place));
        settings.map(|cell| ParameterRead { id: cell.id.clone(), value: cell.shown.clone() }).collect()
    }

    /// Calls the script and nothing else.
    fn call(
        &self,
        hook: &'static Hook,
        day: Date,
        facts: &[Facts],
        call: Rc<Call>,
    ) -> Result<Dynamic, Diagnostic> {
        let params = Params { frame: self.frame(day), call: Rc::clone(&call) };
        let mut values = Vec::with_capacity(facts.len() + 1);
        values.extend(facts.iter().map(|facts| Dynamic::from(facts.clone())));
        values.push(Dynamic::from(params));
        let mut values: Vec<_> = values.iter_mut().collect();
        let mut running = self.running.take().unwrap_or_else(|| self.run());
        running.global.num_operations = 0;
        running.global.tag = Dynamic::from(CallTag(call));
        let mut context = EvalContext::new(
            &self.engine,
            &mut running.global,
            &mut running.caches,
            &mut running.scope,
            None,
        );
        let said = context.call_fn_raw(hook.name, false, false, &mut values);
        running.global.tag = Dynamic::UNIT;
        if said.is_ok() {
            // After an error the state may stand anywhere; it is made anew.
            self.running.replace(Some(running));
        }
        said.map_err(|error| self.explain(hook, *error))
    }

    /// What was said, held against what the hook may answer. A refusal that was said counts, returned or not.
    fn outcome(&self, said: &Dynamic, call: &Call) -> Result<Outcome, Diagnostic> {
        let hook = call.hook;
        let mut refused = call.refusals.take().into_iter().map(|DraftRefusal { reason, clause, at }| {
            Refusal { reason, clause, at: self.sources.place(at) }
        });
        if hook.answer == Answer::Findings {
            return match said.is_unit() || said.is::<DraftRefusal>() {
                true => Ok(Outcome::Findings(refused.collect())),
                false => {
                    Err(self.unfit(hook, said, "refuse(…)，没有问题时什么也不返回", "refuse(…), or nothing"))
                }
            };
        }
        if let Some(first) = refused.next() {
            return Ok(Outcome::Refused(first));
        }
        match hook.answer {
            Answer::Amount => {
                let total = self.sum(hook, said, call, ("金额", "an amount"))?;
                Money::from_yuan(total).map(Outcome::Amount).ok_or_else(|| {
                    self.fault(hook, format!("金额 {total} 过大"), format!("the amount {total} is too large"))
                })
            }
            Answer::Score { most } => {
                let (total, most) = (self.sum(hook, said, call, ("得分", "a score"))?, Decimal::from(most));
                if call.most_points() <= most {
                    return Ok(Outcome::Score(total));
                }
                Err(self.fault(
                    hook,
                    format!("{} 的各项满分之和超过 {most}", hook.name),
                    format!("the points of {} could be more than {most}", hook.name),
                ))
            }
            Answer::Grade => match said.read_lock::<DraftGrade>() {
                Some(grade) => Ok(Outcome::Grade(grade.0.clone())),
                None => Err(self.unfit(hook, said, "grade(…) 或 refuse(…)", "grade(…) or refuse(…)")),
            },
            Answer::Allowed | Answer::Findings => match said.as_bool() {
                Ok(true) => Ok(Outcome::Allowed),
                Ok(false) => Err(self.fault(
                    hook,
                    format!("{} 返回 false；请用 refuse(…) 写明理由", hook.name),
                    format!("{} returned false; say why with refuse(…)", hook.name),
                )),
                Err(_) => Err(self.unfit(hook, said, "true 或 refuse(…)", "true or refuse(…)")),
            },
        }
    }

    /// What a function of lines returns, which must be their sum.
    fn sum(
        &self,
        hook: &Hook,
        said: &Dynamic,
        call: &Call,
        (zh, en): (&str, &str),
    ) -> Result<Decimal, Diagnostic> {
        let Some(said) = number(said) else {
            return Err(self.unfit(hook, said, &format!("{zh}或 refuse(…)"), &format!("{en} or refuse(…)")));
        };
        let total = call.total();
        if rounded(said, 2) == total {
            return Ok(total);
        }
        let name = hook.name;
        Err(self.fault(
            hook,
            format!("{name} 返回 {said}，与各行之和 {total} 不符；请返回 total()"),
            format!("{name} returned {said}, which is not the sum of its lines, {total}; return total()"),
        ))
    }

    fn unfit(&self, hook: &Hook, said: &Dynamic, zh: &str, en: &str) -> Diagnostic {
        let (name, (found_zh, found_en)) = (hook.name, named(said));
        self.fault(
            hook,
            format!("{name} 应返回{zh}，返回的是{found_zh}"),
            format!("{name} must return {en}; it returned {found_en}"),
        )
    }

    fn decision(&self, outcome: Outcome, call: &Call) -> Decision {
        let refused = matches!(outcome, Outcome::Refused(_));
        let lines = call.lines.take().into_iter().map(|line| Line {
            label: line.label,
            entry: line.entry,
            clause: line.clause,
            at: self.sources.place(line.at),
        });
        Decision {
            outcome,
            // What a refusal said before it refused is not due.
            lines: if refused { Vec::new() } else { lines.collect() },
            notes: call.notes.take(),
            paid_hours: if refused { Decimal::ZERO } else { call.paid_hours.get() },
            reads: call.reads.get(),
            policy: Arc::clone(&self.hash),
        }
    }

    fn fault(&self, hook: &Hook, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.sources.place(self.defined(hook)), zh, en)
    }

    pub(super) fn defined(&self, hook: &Hook) -> Position {
        self.hooks.get(hook.name).map_or(Position::NONE, |(_, place)| *place)
    }

    /// Runs every guard once, on a record with something in each field: what is wrong with it shows here, and not when a
    /// school presses a button.
    pub fn rehearse(&self, day: Date) -> Vec<Diagnostic> {
        let rehearsed = |hook: &'static Hook| {
            let facts = hook.subjects.iter().map(|subject| Facts::sample(subject, &self.fields, day));
            self.ask(hook, day, &facts.collect::<Vec<_>>()).err()
        };
        let guards = self.hooks.values().map(|(hook, _)| *hook).filter(|hook| hook.is_guard());
        guards.filter_map(rehearsed).chain(self.unexplained(&Section::ALL)).collect()
    }
}
