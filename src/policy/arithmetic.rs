//! Arithmetic in decimals: every operator goes by way of them, so `25 / 100` is 0.25. What does not come out, such as `1 / 3`, is
//! rounded at the 28th digit, and a result that a number cannot hold is an error.

use jiff::civil::Date;
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, NativeCallContext};
use rust_decimal::Decimal;

use crate::domain::field::rounded;

use super::{
    call::charge,
    error::fail,
    missing::named,
    number::{dynamic, number, whole},
};

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

/// An operation of two numbers; `None` where it has no result that a number holds.
type Operation = fn(Decimal, Decimal) -> Option<Decimal>;

const OPERATORS: [(&str, &str, Operation); 6] = [
    ("+", "+=", Decimal::checked_add),
    ("-", "-=", Decimal::checked_sub),
    ("*", "*=", Decimal::checked_mul),
    ("/", "/=", Decimal::checked_div),
    ("%", "%=", Decimal::checked_rem),
    ("**", "**=", power),
];

/// To which `round_half_up` rounds.
pub(crate) const MOST_DIGITS: u32 = 6;

/// The operators, and what rounds and compares numbers.
pub(super) fn register(engine: &mut Engine) {
    for (symbol, assigning, of) in OPERATORS {
        let operate = move |context: &NativeCallContext<'_>, a: &Dynamic, b: &Dynamic| match symbol {
            "+" if a.is_string() || b.is_string() => joined(context, a, b),
            _ => operated(symbol, of, a, b),
        };
        engine
            .register_fn(symbol, move |context: NativeCallContext, a: Dynamic, b: Dynamic| {
                operate(&context, &a, &b)
            })
            .register_fn(
                assigning,
                move |context: NativeCallContext, a: &mut Dynamic, b: Dynamic| -> Result<()> {
                    *a = operate(&context, a, &b)?;
                    Ok(())
                },
            );
    }
    engine
        .register_fn("-", |a: Dynamic| needed(&a, "-").map(|number| dynamic(-number)))
        .register_fn("+", |a: Dynamic| needed(&a, "+").map(dynamic))
        .register_fn("min", |a: Dynamic, b: Dynamic| -> Result<Dynamic> {
            Ok(dynamic(needed(&a, "min")?.min(needed(&b, "min")?)))
        })
        .register_fn("max", |a: Dynamic, b: Dynamic| -> Result<Dynamic> {
            Ok(dynamic(needed(&a, "max")?.max(needed(&b, "max")?)))
        })
        .register_fn("abs", |a: Dynamic| needed(&a, "abs").map(|number| dynamic(number.abs())))
        .register_fn("floor", |a: Dynamic| needed(&a, "floor").map(|number| dynamic(number.floor())))
        .register_fn("ceiling", |a: Dynamic| needed(&a, "ceiling").map(|number| dynamic(number.ceil())))
        .register_fn("round_half_up", |value: Dynamic, digits: Dynamic| -> Result<Dynamic> {
            let digits = whole(needed(&digits, "round_half_up")?)
                .and_then(|digits| u32::try_from(digits).ok())
                .filter(|digits| *digits <= MOST_DIGITS)
                .ok_or_else(|| fail("小数位数应为 0～6", "digits should be 0 to 6"))?;
            Ok(dynamic(rounded(needed(&value, "round_half_up")?, digits)))
        });
}

/// A number, or an error that names the function that needs one.
pub(super) fn needed(value: &Dynamic, function: &str) -> Result<Decimal> {
    number(value).ok_or_else(|| {
        let (zh, en) = named(value);
        fail(format!("{function} 需要数字，得到的是{zh}"), format!("{function} needs a number and got {en}"))
    })
}

fn operated(symbol: &str, of: Operation, a: &Dynamic, b: &Dynamic) -> Result<Dynamic> {
    let (Some(left), Some(right)) = (number(a), number(b)) else {
        let ((a_zh, a_en), (b_zh, b_en)) = (named(a), named(b));
        return Err(fail(
            format!("{symbol} 的两边应为数字，现在是{a_zh}和{b_zh}"),
            format!("{symbol} needs numbers on both sides and got {a_en} and {b_en}"),
        ));
    };
    if matches!(symbol, "/" | "%") && right.is_zero() {
        return Err(fail("算术错误：除数为零", "arithmetic error: division by zero"));
    }
    held(of(left, right)).map(dynamic).ok_or_else(|| {
        fail(
            format!("算术错误：{left} {symbol} {right} 的结果超出数字的范围"),
            format!("arithmetic error: the result of {left} {symbol} {right} is beyond what a number holds"),
        )
    })
}

/// Beyond whole numbers no amount and no count is meant.
fn held(result: Option<Decimal>) -> Option<Decimal> {
    result.filter(|result| result.abs() <= Decimal::from(i64::MAX))
}

/// What an operator comes to where scripts use it; `None` where it is an error.
pub(crate) fn reckoned(symbol: &str, left: Decimal, right: Decimal) -> Option<Decimal> {
    let (_, _, of) = OPERATORS.iter().find(|(known, ..)| *known == symbol)?;
    let by_zero = matches!(symbol, "/" | "%") && right.is_zero();
    if by_zero { None } else { held(of(left, right)) }
}

/// By multiplying: exact, where the exponent is a whole number.
fn power(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    let times = u32::try_from(whole(exponent.abs())?).ok().filter(|times| *times <= 64)?;
    let product = (0..times).try_fold(Decimal::ONE, |product, _| product.checked_mul(base))?;
    if exponent.is_sign_negative() { Decimal::ONE.checked_div(product) } else { Some(product) }
}

/// A text with what is put before or behind it.
fn joined(context: &NativeCallContext<'_>, a: &Dynamic, b: &Dynamic) -> Result<Dynamic> {
    let shown = |value: &Dynamic| -> Result<String> {
        if let Some(number) = number(value) {
            return Ok(number.normalize().to_string());
        }
        if let Some(day) = value.read_lock::<Date>() {
            return Ok(day.to_string());
        }
        if value.is_string() {
            return Ok(value.to_string());
        }
        let (zh, en) = named(value);
        Err(fail(format!("{zh}不能接在文字里"), format!("{en} cannot be part of a text")))
    };
    let text = [shown(a)?, shown(b)?].concat();
    charge(context, text.len())?;
    Ok(ImmutableString::from(text).into())
}
