//! The hooks: calling a rule with facts, and reading what it said.

use std::{rc::Rc, sync::Arc};

use jiff::civil::Date;
use rhai::{Dynamic, EvalAltResult, EvalContext, FuncArgs, Position};
use rust_decimal::Decimal;

use super::{
    Policy,
    call::{Call, CallTag, DraftRefusal, Frame, Params},
    decision::{Decision, Line, Outcome, ParameterRead, Refusal, Text},
    error::Diagnostic,
    facts::{Facts, MonthFacts, SubsidyFacts},
    operators::{kind, number},
};
use crate::domain::Money;

/// A month settled: `gross = after_tax + tax`.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    pub after_tax: Money,
    pub tax: Money,
    pub gross: Money,
    /// With its lines: `net`, `cap` where a cap cut it, `tax`.
    pub decision: Decision,
}

impl Policy {
    /// What a session earns its instructor (五.7).
    ///
    /// # Errors
    /// What the script did wrong, and where.
    pub fn subsidy(&self, facts: &SubsidyFacts) -> Result<Decision, Diagnostic> {
        let SubsidyFacts { date, session, instructor, school } = facts.clone();
        self.decide("subsidy", date, |p| (session, instructor, school, p))
    }

    /// The script's call and nothing of ours around it: what the benchmark measures a decision against.
    ///
    /// # Errors
    /// As [`Policy::subsidy`].
    #[doc(hidden)]
    pub fn bare_subsidy(&self, facts: SubsidyFacts) -> Result<Dynamic, Diagnostic> {
        let SubsidyFacts { date, session, instructor, school } = facts;
        let (frame, call) = (self.frame(date), Rc::new(Call::default()));
        let params = Params { frame, call: Rc::clone(&call) };
        self.call("subsidy", CallTag(call), (session, instructor, school, params))
    }

    /// What a payer owes a person for a month, with tax (五.7).
    ///
    /// # Errors
    /// What the script did wrong, and where; a refusal, since a month cannot be refused.
    pub fn settlement(&self, facts: &MonthFacts) -> Result<Settlement, Diagnostic> {
        let month = Facts::from(facts);
        let decision = self.decide("settlement", facts.month.last_day(), |p| (month, p))?;
        let Outcome::Amount(gross) = decision.outcome else {
            return Err(self.fault("settlement", "月度结算不能拒绝", "a settlement cannot refuse"));
        };
        let tax = decision.lines.iter().filter(|line| line.label == "tax").map(|line| line.amount).sum();
        Ok(Settlement { after_tax: gross - tax, tax, gross, decision })
    }

    fn decide<A: FuncArgs>(
        &self,
        hook: &'static str,
        day: Date,
        arguments: impl FnOnce(Params) -> A,
    ) -> Result<Decision, Diagnostic> {
        let (frame, call) = (self.frame(day), Rc::new(Call::default()));
        let arguments = arguments(Params { frame: Rc::clone(&frame), call: Rc::clone(&call) });
        let said = self.call(hook, CallTag(Rc::clone(&call)), arguments)?;
        let outcome = self.outcome(hook, &said, &call)?;
        Ok(self.decision(outcome, &call, &frame))
    }

    /// Calls the script and nothing else.
    pub(super) fn call(
        &self,
        hook: &str,
        tag: CallTag,
        arguments: impl FuncArgs,
    ) -> Result<Dynamic, Diagnostic> {
        let mut values = Vec::with_capacity(4);
        arguments.parse(&mut values);
        let mut values: Vec<_> = values.iter_mut().collect();
        let mut running = self.running.take().unwrap_or_else(|| self.run());
        running.global.num_operations = 0;
        running.global.tag = Dynamic::from(tag);
        let mut context = EvalContext::new(
            &self.engine,
            &mut running.global,
            &mut running.caches,
            &mut running.scope,
            None,
        );
        let said = context.call_fn_raw(hook, false, false, &mut values);
        running.global.tag = Dynamic::UNIT;
        if said.is_ok() {
            // After an error the state may stand anywhere; it is made anew.
            self.running.replace(Some(running));
        }
        said.map_err(|error| self.explain(hook, *error))
    }

    /// A hook says an amount, which must be the sum of its lines, or a refusal.
    fn outcome(&self, hook: &str, said: &Dynamic, call: &Call) -> Result<Outcome, Diagnostic> {
        if let Some(refusal) = said.read_lock::<DraftRefusal>() {
            let DraftRefusal { reason, clause, at } = refusal.clone();
            return Ok(Outcome::Refused(Refusal { reason, clause, at: self.sources.place(at) }));
        }
        let Some(amount) = number(said) else {
            let (zh, en) = kind(said);
            return Err(self.fault(
                hook,
                format!("{hook} 应返回金额或 refuse(…)，返回的是{zh}"),
                format!("{hook} must return an amount or refuse(…); it returned a {en}"),
            ));
        };
        let total = call.total();
        if Money::from_yuan(amount) == Some(total) {
            return Ok(Outcome::Amount(total));
        }
        Err(self.fault(
            hook,
            format!("{hook} 返回 {amount}，与各行之和 {total} 不符；请返回 total()"),
            format!("{hook} returned {amount}, which is not the sum of its lines, {total}; return total()"),
        ))
    }

    fn decision(&self, outcome: Outcome, call: &Call, frame: &Frame) -> Decision {
        let settings = |place: &usize| frame.settings.get(*place);
        let read = |setting: &super::call::Setting| ParameterRead {
            id: setting.id.clone(),
            value: setting.shown.clone(),
        };
        let refused = matches!(outcome, Outcome::Refused(_));
        let lines = call.lines.take().into_iter().map(|line| Line {
            label: line.label,
            amount: line.amount,
            clause: line.clause,
            at: self.sources.place(line.at),
        });
        Decision {
            outcome,
            // What a refusal said before it refused is not due.
            lines: if refused { Vec::new() } else { lines.collect() },
            notes: call.notes.take(),
            paid_hours: if refused { Decimal::ZERO } else { call.paid_hours.get() },
            reads: call.reads.borrow().iter().filter_map(settings).map(read).collect(),
            policy: Arc::clone(&self.hash),
        }
    }

    pub(super) fn fault(&self, hook: &str, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.sources.place(self.defined(hook)), zh, en)
    }

    fn defined(&self, hook: &str) -> Position {
        let place = self.hooks.get(hook).or_else(|| self.guards.get(hook));
        place.copied().unwrap_or(Position::NONE)
    }

    /// An engine's error as a person needs it: the innermost cause, where it happened.
    fn explain(&self, hook: &str, error: EvalAltResult) -> Diagnostic {
        let mut error = error;
        let mut position = error.position();
        if position.is_none() {
            // The engine's own limits are reached between two places; the hook is where it began.
            position = self.defined(hook);
        }
        while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _) = error {
            error = *inner;
            if !error.position().is_none() {
                position = error.position();
            }
        }
        let place = self.sources.place(position);
        // Its own text would name the line of the concatenated files.
        error.clear_position();
        let message = reason(&error);
        Diagnostic { place, message }
    }
}

fn reason(error: &EvalAltResult) -> Text {
    use EvalAltResult as E;
    let text = |zh: String, en: String| Text { zh, en };
    match error {
        E::ErrorRuntime(value, _) => match value.read_lock::<Text>() {
            Some(ours) => ours.clone(),
            None => text(format!("脚本报错：{value}"), format!("the script raised: {value}")),
        },
        E::ErrorTooManyOperations(_) => text(
            "运算步数超过上限，可能是死循环".to_owned(),
            "too many operations; probably an endless loop".to_owned(),
        ),
        E::ErrorStackOverflow(_) => {
            text("函数调用嵌套过深".to_owned(), "functions call each other too deeply".to_owned())
        }
        E::ErrorDataTooLarge(what, _) => text(format!("{what}超过上限"), format!("{what} is too large")),
        E::ErrorArithmetic(why, _) => text(format!("算术错误：{why}"), format!("arithmetic error: {why}")),
        E::ErrorFunctionNotFound(what, _) => {
            text(format!("没有函数或运算 {what}"), format!("there is no function or operation {what}"))
        }
        E::ErrorPropertyNotFound(what, _) => {
            text(format!("没有属性“{what}”"), format!("there is no property {what}"))
        }
        E::ErrorVariableNotFound(what, _) => {
            text(format!("没有变量“{what}”"), format!("there is no variable {what}"))
        }
        E::ErrorMismatchDataType(wanted, found, _) => {
            text(format!("应为 {wanted}，得到 {found}"), format!("expected {wanted}, got {found}"))
        }
        E::ErrorDotExpr(why, _) => text(format!("没有这个属性：{why}"), why.clone()),
        other => {
            let plain = other.to_string();
            text(format!("脚本出错：{plain}"), plain)
        }
    }
}
