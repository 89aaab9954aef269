//! The functions by which a script builds its decision. Which of them serve depends on what the hook may answer.

use rhai::{Dynamic, Engine, EvalAltResult, NativeCallContext};
use rust_decimal::Decimal;

use super::{
    arithmetic::needed,
    call::{Call, DraftGrade, DraftLine, DraftRefusal, call},
    decision::Entry,
    error::fail,
    hook::Answer,
    number::dynamic,
};
use crate::{
    clauses::Clause,
    domain::{Money, field::rounded},
};

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    lines(engine);
    engine
        .register_fn("refuse", |context: NativeCallContext, reason: &str| -> Result<DraftRefusal> {
            let call = call(&context)?;
            let refusal = DraftRefusal {
                reason: reason.to_owned(),
                clause: call.clause.get(),
                at: context.call_position(),
            };
            one_more(&mut call.refusals.borrow_mut(), refusal.clone())?;
            Ok(refusal)
        })
        .register_fn("grade", |context: NativeCallContext, name: &str| -> Result<DraftGrade> {
            let call = call(&context)?;
            serves(&call, "grade", call.hook.answer == Answer::Grade)?;
            Ok(DraftGrade(name.to_owned()))
        })
        .register_fn("note", |context: NativeCallContext, text: &str| -> Result<()> {
            one_more(&mut call(&context)?.notes.borrow_mut(), text.to_owned())
        })
        .register_fn("cite", |context: NativeCallContext, clause: &str| -> Result<()> {
            let known = Clause::parse(clause).ok_or_else(|| {
                fail(format!("通知没有条款“{clause}”"), format!("the notice has no clause {clause}"))
            })?;
            call(&context)?.clause.set(Some(known));
            Ok(())
        })
        .register_fn("pay_hours", |context: NativeCallContext, hours: Dynamic| -> Result<()> {
            let hours = needed(&hours, "pay_hours")?;
            if hours.is_sign_negative() && !hours.is_zero() {
                return Err(fail("学时不能为负", "teaching hours cannot be negative"));
            }
            if hours > Decimal::from(MOST_HOURS) {
                return Err(fail(
                    format!("{hours} 学时过多，一个课次最多 {MOST_HOURS} 学时"),
                    format!("{hours} hours are too many; a session has {MOST_HOURS} at most"),
                ));
            }
            let call = call(&context)?;
            serves(&call, "pay_hours", call.hook.accumulates.is_some())?;
            call.paid_hours.set(hours);
            Ok(())
        });
}

/// `line`, `tax`, `points`, `total`.
fn lines(engine: &mut Engine) {
    engine
        .register_fn("line", |context: NativeCallContext, label: &str, amount: Dynamic| {
            money(&context, ("line", Entry::Due), label, &amount)
        })
        .register_fn("tax", |context: NativeCallContext, label: &str, amount: Dynamic| {
            money(&context, ("tax", Entry::Tax), label, &amount)
        })
        .register_fn(
            "points",
            |context: NativeCallContext, label: &str, got: Dynamic, of: Dynamic| -> Result<Dynamic> {
                let (got, of) = (needed(&got, "points")?, needed(&of, "points")?);
                let got = rounded(got, 2);
                if got < Decimal::ZERO || got > of {
                    return Err(fail(
                        format!("得分 {got} 不在 0 到 {of} 之间"),
                        format!("{got} points are not between 0 and {of}"),
                    ));
                }
                let call = call(&context)?;
                let scores = matches!(call.hook.answer, Answer::Score { .. } | Answer::Grade);
                serves(&call, "points", scores)?;
                add(&context, &call, label, Entry::Points { got, of })?;
                Ok(dynamic(got))
            },
        )
        .register_fn("total", |context: NativeCallContext| -> Result<Dynamic> {
            Ok(dynamic(call(&context)?.total()))
        });
}

/// A line of money, rounded half up to 0.01 元.
fn money(
    context: &NativeCallContext<'_>,
    (function, entry): (&str, fn(Money) -> Entry),
    label: &str,
    amount: &Dynamic,
) -> Result<Dynamic> {
    let exact = needed(amount, function)?;
    let money = Money::from_yuan(exact)
        .ok_or_else(|| fail(format!("金额 {exact} 过大"), format!("the amount {exact} is too large")))?;
    let call = call(context)?;
    serves(&call, function, call.hook.answer == Answer::Amount)?;
    add(context, &call, label, entry(money))?;
    Ok(dynamic(money.yuan()))
}

fn add(context: &NativeCallContext<'_>, call: &Call, label: &str, entry: Entry) -> Result<()> {
    let line =
        DraftLine { label: label.to_owned(), entry, clause: call.clause.get(), at: context.call_position() };
    one_more(&mut call.lines.borrow_mut(), line)
}

/// Hours that one session can pay: a day's.
const MOST_HOURS: u32 = 24;

/// What a decision can hold of lines, of refusals and of notes.
const MOST: usize = 100;

fn one_more<T>(list: &mut Vec<T>, item: T) -> Result<()> {
    if list.len() >= MOST {
        return Err(fail(format!("最多 {MOST} 行"), format!("there can be at most {MOST} lines")));
    }
    list.push(item);
    Ok(())
}

/// Refuses a function that means nothing to the hook being asked.
fn serves(call: &Call, function: &str, serves: bool) -> Result<()> {
    if serves {
        return Ok(());
    }
    let hook = call.hook.name;
    Err(fail(format!("{hook} 中不能使用 {function}"), format!("{function} means nothing in {hook}")))
}
