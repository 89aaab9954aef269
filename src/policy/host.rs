//! What scripts can see and say, put into the engine: the parameters here, the rest in files of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString};
use rust_decimal::Decimal;

use super::{
    arithmetic::{self, needed},
    call::{Group, Params, Unread},
    collections,
    error::fail,
    missing::Missing,
    nearest::did_you_mean,
    number, operators,
    parameter::{Parameter, Table},
    reckoning, saying, telling,
};
use crate::domain::Fields;

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    operators::register(engine);
    arithmetic::register(engine);
    collections::register(engine);
    saying::register(engine);
    reckoning::register(engine);
    parameters(engine);
    telling::register(engine);
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
                Some(Some(number)) => Ok(number::dynamic(number)),
                Some(None) => Ok(Missing::dynamic(&*column)),
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
        Unread::Unknown { name, nearest } => {
            let (zh, en) = did_you_mean(nearest.as_deref());
            fail(format!("没有参数“{name}”{zh}"), format!("there is no parameter {name}{en}"))
        }
        Unread::NoValue { name, day } => fail(
            format!("参数“{name}”在 {day} 还没有取值"),
            format!("parameter {name} has no value yet on {day}"),
        ),
    }
}

/// A getter for each name known beforehand: the engine finds it at once, where an indexer comes only after a search that
/// failed.
pub(super) fn name(engine: &mut Engine, parameters: &BTreeMap<String, Parameter>, added: &Fields) {
    telling::name(engine, added);
    let names: BTreeSet<_> =
        parameters.keys().map(|id| id.split_once('.').map_or(id.as_str(), |(group, _)| group)).collect();
    for name in names {
        let own = name.to_owned();
        engine.register_get(name, move |p: &mut Params| p.get(&own).map_err(unread));
    }
}
