//! What scripts can see and say: facts, parameters, and the functions that build a decision.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use jiff::{
    Span,
    civil::{Date, Time},
};
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, NativeCallContext, Position};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{
    call::{Call, CallTag, DraftLine, DraftRefusal, Group, Params, Unread},
    decision::Text,
    facts::{self, Facts, Untold},
    operators::{kind, number},
    parameter::{Parameter, Table},
};
use crate::{
    clauses::Clause,
    domain::{Fields, Money, field::Fact},
};

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

/// An error of ours in both languages; the engine adds the position.
pub(super) fn fail(zh: impl Into<String>, en: impl Into<String>) -> Box<EvalAltResult> {
    let text = Text { zh: zh.into(), en: en.into() };
    EvalAltResult::ErrorRuntime(Dynamic::from(text), Position::NONE).into()
}

pub(super) fn register(engine: &mut Engine) {
    saying(engine);
    reckoning(engine);
    parameters(engine);
    facts(engine);
}

/// `line`, `refuse`, `note`, `cite`, `paid_hours`, `total`.
fn saying(engine: &mut Engine) {
    engine
        .register_fn("line", |context: NativeCallContext, label: &str, amount: Dynamic| -> Result<Decimal> {
            let exact = needed(&amount, "line")?;
            let money = Money::from_yuan(exact).ok_or_else(|| {
                fail(format!("金额 {exact} 过大"), format!("the amount {exact} is too large"))
            })?;
            let call = call(&context)?;
            let mut lines = call.lines.borrow_mut();
            if lines.len() >= MOST_LINES {
                return Err(fail("明细行过多", "too many lines"));
            }
            lines.push(DraftLine {
                label: label.to_owned(),
                amount: money,
                clause: call.clause.get(),
                at: context.call_position(),
            });
            Ok(money.yuan())
        })
        .register_fn("refuse", |context: NativeCallContext, reason: &str| -> Result<DraftRefusal> {
            Ok(DraftRefusal {
                reason: reason.to_owned(),
                clause: call(&context)?.clause.get(),
                at: context.call_position(),
            })
        })
        .register_fn("note", |context: NativeCallContext, text: &str| -> Result<()> {
            let call = call(&context)?;
            let mut notes = call.notes.borrow_mut();
            if notes.len() >= MOST_LINES {
                return Err(fail("说明过多", "too many notes"));
            }
            notes.push(text.to_owned());
            Ok(())
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
            call(&context)?.paid_hours.set(hours);
            Ok(())
        })
        .register_fn("total", |context: NativeCallContext| -> Result<Decimal> {
            Ok(call(&context)?.total().yuan())
        });
}

const MOST_LINES: usize = 100;

fn call(context: &NativeCallContext<'_>) -> Result<Rc<Call>> {
    let tag = context.tag().and_then(|tag| tag.read_lock::<CallTag>().map(|tag| Rc::clone(&tag.0)));
    tag.ok_or_else(|| fail("此处不能使用该函数", "this function cannot be used here"))
}

/// A number, or an error that names the function that needs one.
fn needed(value: &Dynamic, function: &str) -> Result<Decimal> {
    number(value).ok_or_else(|| {
        let (zh, en) = kind(value);
        fail(
            format!("{function} 需要数字，得到的是{zh}"),
            format!("{function} needs a number and got a {en}"),
        )
    })
}

/// `round_half_up`, `min`, `max`, `is_missing`, `months_after`, `days_after`.
fn reckoning(engine: &mut Engine) {
    engine
        .register_fn("round_half_up", |value: Dynamic, digits: i64| -> Result<Decimal> {
            let digits = u32::try_from(digits)
                .ok()
                .filter(|digits| *digits <= 6)
                .ok_or_else(|| fail("小数位数应为 0～6", "digits should be 0 to 6"))?;
            let exact = needed(&value, "round_half_up")?;
            Ok(exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
        })
        .register_fn("min", |a: Dynamic, b: Dynamic| -> Result<Decimal> {
            Ok(needed(&a, "min")?.min(needed(&b, "min")?))
        })
        .register_fn("max", |a: Dynamic, b: Dynamic| -> Result<Decimal> {
            Ok(needed(&a, "max")?.max(needed(&b, "max")?))
        })
        .register_fn("is_missing", |value: Dynamic| value.is_unit())
        .register_fn("months_after", |day: Date, months: Dynamic| {
            later(day, "months_after", &months, Span::try_months)
        })
        .register_fn("days_after", |day: Date, days: Dynamic| {
            later(day, "days_after", &days, Span::try_days)
        });
}

/// The day that comes so many units later.
fn later(
    day: Date,
    function: &str,
    count: &Dynamic,
    span: fn(Span, i64) -> std::result::Result<Span, jiff::Error>,
) -> Result<Date> {
    let whole = i64::try_from(needed(count, function)?).unwrap_or(i64::MAX);
    let out_of_range = || fail("日期超出范围", "the date is out of range");
    let span = span(Span::new(), whole).map_err(|_| out_of_range())?;
    day.checked_add(span).map_err(|_| out_of_range())
}

/// `p.name`, `p.group[member]`, `table.row_for(n)`, `row.column`.
fn parameters(engine: &mut Engine) {
    engine
        .register_type_with_name::<Params>("Parameters")
        .register_indexer_get(|p: &mut Params, name: ImmutableString| p.get(&name).map_err(unread))
        .register_type_with_name::<Group>("ParameterGroup")
        .register_indexer_get(|group: &mut Group, member: ImmutableString| group.get(&member).map_err(unread))
        .register_type_with_name::<Rc<Table>>("ParameterTable")
        .register_fn("row_for", |table: &mut Rc<Table>, n: Dynamic| -> Result<Row> {
            let n = needed(&n, "row_for")?;
            let covers = |row: &Vec<Option<Decimal>>| {
                row.first().is_some_and(|bound| bound.is_none_or(|bound| n <= bound))
            };
            let place = table.rows.iter().position(covers);
            let place = place.ok_or_else(|| {
                fail(format!("表中没有包含 {n} 的行"), format!("no row of the table covers {n}"))
            })?;
            Ok(Row { table: Rc::clone(table), place })
        })
        .register_type_with_name::<Row>("ParameterRow")
        .register_indexer_get(|row: &mut Row, column: ImmutableString| -> Result<Dynamic> {
            let at = row.table.columns.iter().position(|name| *name == column.as_str());
            let cell = at.and_then(|at| row.table.rows.get(row.place)?.get(at).copied());
            match cell {
                Some(Some(number)) => Ok(Dynamic::from_decimal(number)),
                Some(None) => Ok(Dynamic::UNIT),
                None => {
                    Err(fail(format!("表中没有“{column}”列"), format!("the table has no column {column}")))
                }
            }
        });
}

/// One row of a table.
#[derive(Debug, Clone)]
struct Row {
    table: Rc<Table>,
    place: usize,
}

fn unread(why: Unread) -> Box<EvalAltResult> {
    match why {
        Unread::Unknown { name, nearest: Some(nearest) } => fail(
            format!("没有参数“{name}”，是否指“{nearest}”？"),
            format!("there is no parameter {name}; did you mean {nearest}?"),
        ),
        Unread::Unknown { name, nearest: None } => {
            fail(format!("没有参数“{name}”"), format!("there is no parameter {name}"))
        }
        Unread::NoValue { name, day } => fail(
            format!("参数“{name}”在 {day} 还没有取值"),
            format!("parameter {name} has no value yet on {day}"),
        ),
    }
}

/// `session.minutes`: the facts, by the keys of their fields.
fn facts(engine: &mut Engine) {
    engine
        .register_type_with_name::<Date>("Date")
        .register_type_with_name::<Time>("Time")
        .register_type_with_name::<Facts>("Facts")
        // Names that no getter has.
        .register_indexer_get(|facts: &mut Facts, name: ImmutableString| tell(facts, &name));
}

/// A getter for each name known beforehand: the engine finds it at once, where an indexer comes only after a search that
/// failed.
pub(super) fn name(engine: &mut Engine, parameters: &BTreeMap<String, Parameter>, added: &Fields) {
    let names: BTreeSet<_> =
        facts::all().flat_map(|subject| subject.fields(added)).map(|field| field.key).collect();
    for name in names {
        engine.register_get(name, move |facts: &mut Facts| tell(facts, name));
    }
    let names: BTreeSet<_> =
        parameters.keys().map(|id| id.split_once('.').map_or(id.as_str(), |(group, _)| group)).collect();
    for name in names {
        let own = name.to_owned();
        engine.register_get(name, move |p: &mut Params| p.get(&own).map_err(unread));
    }
}

fn tell(facts: &Facts, name: &str) -> Result<Dynamic> {
    facts.get(name).map(dynamic).map_err(|why| untold(facts.subject.name, name, why))
}

fn dynamic(fact: Fact) -> Dynamic {
    match fact {
        Fact::Missing => Dynamic::UNIT,
        Fact::Flag(flag) => flag.into(),
        Fact::Number(number) => Dynamic::from_decimal(number),
        Fact::Text(text) => text.as_ref().into(),
        Fact::Day(day) => Dynamic::from(day),
        Fact::Time(time) => Dynamic::from(time),
        Fact::List(items) => items.into_iter().map(dynamic).collect::<rhai::Array>().into(),
        Fact::Row(cells) => {
            let cells = cells.into_iter().map(|(key, fact)| (key.into(), dynamic(fact)));
            cells.collect::<rhai::Map>().into()
        }
    }
}

fn untold(subject: &str, name: &str, why: Untold) -> Box<EvalAltResult> {
    match why {
        Untold::Unstated => {
            fail(format!("没有给出 {subject}.{name}"), format!("{subject}.{name} is not given"))
        }
        Untold::Unknown { nearest: Some(nearest) } => fail(
            format!("{subject} 没有“{name}”，是否指“{nearest}”？"),
            format!("{subject} has no {name}; did you mean {nearest}?"),
        ),
        Untold::Unknown { nearest: None } => {
            fail(format!("{subject} 没有“{name}”"), format!("{subject} has no {name}"))
        }
    }
}
