//! Texts, lists and ranges: what can be asked of them. The engine's own packages are left out; what walks over something here
//! is charged for its length.

use std::ops::{Range, RangeInclusive};

use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, NativeCallContext};
use rust_decimal::Decimal;

use super::{arithmetic::needed, call::charge, error::fail, missing::named, operators::equal};

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

/// `len`, `contains` with `in`, `starts_with`, `ends_with`, `push`, and what a `for` runs over.
pub(super) fn register(engine: &mut Engine) {
    engine
        .register_iterator::<Array>()
        .register_iterator::<Range<i64>>()
        .register_iterator::<RangeInclusive<i64>>()
        .register_fn("len", |context: NativeCallContext, text: ImmutableString| -> Result<Dynamic> {
            charge(&context, text.len())?;
            Ok(count(text.chars().count()))
        })
        .register_fn("len", |list: Array| count(list.len()))
        .register_fn("push", |list: &mut Array, item: Dynamic| list.push(item))
        .register_fn("starts_with", |text: ImmutableString, with: ImmutableString| {
            text.starts_with(with.as_str())
        })
        .register_fn("ends_with", |text: ImmutableString, with: ImmutableString| {
            text.ends_with(with.as_str())
        })
        .register_fn("contains", contains);
}

fn count(items: usize) -> Dynamic {
    Dynamic::from_int(i64::try_from(items).unwrap_or(i64::MAX))
}

/// `item in of`.
fn contains(context: NativeCallContext, of: Dynamic, item: Dynamic) -> Result<bool> {
    let within = |low: i64, high: i64, inclusive: bool| {
        let number = needed(&item, "in")?;
        let high = Decimal::from(high);
        Ok(number >= low.into() && (number < high || inclusive && number == high))
    };
    if let Some(range) = of.read_lock::<Range<i64>>() {
        return within(range.start, range.end, false);
    }
    if let Some(range) = of.read_lock::<RangeInclusive<i64>>() {
        return within(*range.start(), *range.end(), true);
    }
    if let Some(list) = of.read_lock::<Array>() {
        charge(&context, list.len())?;
        for known in list.iter() {
            if equal(known, &item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let (Some(text), Some(part)) = (of.read_lock::<ImmutableString>(), item.read_lock::<ImmutableString>())
    {
        charge(&context, text.len())?;
        return Ok(text.contains(part.as_str()));
    }
    let ((item_zh, item_en), (of_zh, of_en)) = (named(&item), named(&of));
    Err(fail(
        format!("不能判断{item_zh}是否在{of_zh}之中"),
        format!("whether {item_en} is in {of_en} cannot be told"),
    ))
}
