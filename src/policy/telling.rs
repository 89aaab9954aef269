//! Facts, as scripts read them: `session.minutes`, `need.round.closes`, `meeting.actions.due.most`.
//!
//! A subject is flat: what it refers to is read one step away, and a list by what can be said of it as a whole.

use std::{collections::BTreeSet, rc::Rc};

use jiff::civil::{Date, Time};
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, NativeCallContext};

use super::{
    call::charge,
    error::fail,
    facts::{Facts, Untold},
    hook,
    missing::{Missing, named},
    nearest::{did_you_mean, nearest},
    number,
    subjects::Aggregate,
};
use crate::domain::{Fields, field::Fact};

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Date>("Date")
        .register_type_with_name::<Time>("Time")
        .register_type_with_name::<Facts>("Facts")
        // Names that no getter has.
        .register_indexer_get(|facts: &mut Facts, name: ImmutableString| tell(facts, &name))
        .register_type_with_name::<Reference>("Reference")
        .register_indexer_get(|of: &mut Reference, name: ImmutableString| of.get(&name))
        .register_type_with_name::<List>("List")
        .register_indexer_get(|of: &mut List, name: ImmutableString| of.get(&name))
        .register_fn("contains", |context: NativeCallContext, of: &mut List, item: Dynamic| {
            charge(&context, of.items.len())?;
            of.contains(&item)
        })
        .register_type_with_name::<Missing>("Missing")
        .register_fn("is_missing", |value: Dynamic| {
            value.is_unit()
                || value.is::<Missing>()
                || value.read_lock::<Reference>().is_some_and(|reference| reference.is_missing())
        })
        .register_type_with_name::<Column>("Column")
        .register_indexer_get(|of: &mut Column, name: ImmutableString| of.get(&name));
}

/// Getters for the facts known beforehand.
pub(super) fn name(engine: &mut Engine, added: &Fields) {
    let fields = hook::subjects().flat_map(|subject| subject.fields(added));
    let names: BTreeSet<_> = fields.map(|field| field.key).collect();
    for name in names {
        engine.register_get(name, move |facts: &mut Facts| tell(facts, name));
    }
}

fn tell(facts: &Facts, name: &str) -> Result<Dynamic> {
    tell_as(facts, facts.subject.name, name)
}

fn tell_as(facts: &Facts, subject: &str, name: &str) -> Result<Dynamic> {
    let fact = facts.get(name);
    if let Ok(Fact::Missing | Fact::Text(_)) | Err(Untold::Unstated) = fact
        && let Some(of) = facts.referred(name)
    {
        let path = format!("{subject}.{name}");
        return Ok(Dynamic::from(Reference { path, id: fact.ok(), of: of.cloned() }));
    }
    match fact {
        Ok(Fact::List(items)) => {
            Ok(Dynamic::from(List { facts: facts.clone(), key: name.to_owned(), items: items.into() }))
        }
        Ok(fact) => Ok(plain(fact, &|| format!("{subject}.{name}"))),
        Err(why) => Err(untold(subject, name, why)),
    }
}

/// A fact as scripts hold it; the path is asked for where it is missing.
fn plain(fact: Fact, path: &dyn Fn() -> String) -> Dynamic {
    match fact {
        Fact::Missing | Fact::List(_) => Missing::dynamic(path()),
        Fact::Flag(flag) => flag.into(),
        Fact::Number(number) => number::dynamic(number),
        Fact::Text(text) => text.as_ref().into(),
        Fact::Day(day) => Dynamic::from(day),
        Fact::Time(time) => Dynamic::from(time),
        Fact::Row(cells) => {
            let cell = |(key, fact): (&'static str, Fact)| {
                (key.into(), plain(fact, &|| format!("{}.{key}", path())))
            };
            cells.into_iter().map(cell).collect::<rhai::Map>().into()
        }
    }
}

fn untold(subject: &str, name: &str, why: Untold) -> Box<EvalAltResult> {
    match why {
        Untold::Unstated => {
            fail(format!("没有给出 {subject}.{name}"), format!("{subject}.{name} is not given"))
        }
        Untold::Unknown { nearest } => {
            let (zh, en) = did_you_mean(nearest);
            fail(format!("{subject} 没有“{name}”{zh}"), format!("{subject} has no {name}{en}"))
        }
    }
}

/// What a field refers to: an id where it is compared, a record where a field of it is read.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// `need.round`.
    path: String,
    /// `None` when a case does not state it.
    id: Option<Fact>,
    /// `None` when no such record is on file.
    of: Option<Facts>,
}

impl Reference {
    pub(super) fn id(&self) -> Result<Dynamic> {
        let path = &self.path;
        let id = self.id.clone();
        id.map(|id| plain(id, &|| path.clone()))
            .ok_or_else(|| fail(format!("没有给出 {path}"), format!("{path} is not given")))
    }

    pub(super) fn is_missing(&self) -> bool {
        self.of.is_none() && matches!(self.id, None | Some(Fact::Missing))
    }

    fn get(&self, name: &str) -> Result<Dynamic> {
        let path = &self.path;
        match (&self.of, &self.id) {
            _ if name == "id" => self.id(),
            (Some(of), _) => tell_as(of, path, name),
            (None, Some(Fact::Text(id))) => Err(fail(
                format!("{path} 指向“{id}”，但没有这条记录，读不到 {name}"),
                format!("{path} names {id}, which is not on file, so it has no {name}"),
            )),
            _ => Err(fail(
                format!("{path} 没有填写，读不到 {name}"),
                format!("{path} is empty, so it has no {name}"),
            )),
        }
    }
}

/// A list, told as a whole: `task_force.members.count`.
#[derive(Debug, Clone)]
struct List {
    facts: Facts,
    key: String,
    items: Rc<[Fact]>,
}

impl List {
    fn get(&self, name: &str) -> Result<Dynamic> {
        let path = format!("{}.{name}", self.key);
        let whole = || format!("{}.{path}", self.facts.subject.name);
        if let Some(stated) = self.facts.stated_at(&path) {
            return Ok(plain(stated.clone(), &whole));
        }
        if let Some(aggregate) = Aggregate::named(name) {
            return match aggregate.of(&self.items) {
                Some(fact) => Ok(plain(fact, &whole)),
                None => Err(of_columns_only(&path)),
            };
        }
        let subject = self.facts.subject;
        let columns = || subject.columns(&self.key).iter().filter(|field| !field.personal);
        if !columns().any(|column| column.key == name) {
            let known = columns().map(|field| field.key).chain(Aggregate::ALL.map(Aggregate::name));
            let nearest = nearest(name, known);
            return Err(untold(&format!("{}.{}", subject.name, self.key), name, Untold::Unknown { nearest }));
        }
        let cell = |row: &Fact| match row {
            Fact::Row(cells) => cells.iter().find(|(key, _)| *key == name).map(|(_, fact)| fact.clone()),
            _ => None,
        };
        let cells = self.items.iter().filter_map(cell).filter(|fact| *fact != Fact::Missing);
        Ok(Dynamic::from(Column { facts: self.facts.clone(), path, cells: cells.collect() }))
    }

    fn contains(&self, item: &Dynamic) -> Result<bool> {
        let item = match item.read_lock::<Reference>() {
            Some(reference) => reference.id()?,
            None => item.clone(),
        };
        let Some(item) = item.read_lock::<ImmutableString>() else {
            let (zh, en) = named(&item);
            return Err(fail(
                format!("contains 需要文字，得到的是{zh}"),
                format!("contains needs a text and got {en}"),
            ));
        };
        Ok(self.items.iter().any(|known| matches!(known, Fact::Text(known) if *known == item.as_str())))
    }
}

/// One column of a list of rows: `meeting.actions.due`.
#[derive(Debug, Clone)]
struct Column {
    facts: Facts,
    /// `actions.due`.
    path: String,
    /// Those that are filled in.
    cells: Rc<[Fact]>,
}

impl Column {
    fn get(&self, name: &str) -> Result<Dynamic> {
        let path = format!("{}.{name}", self.path);
        let whole = || format!("{}.{path}", self.facts.subject.name);
        if let Some(stated) = self.facts.stated_at(&path) {
            return Ok(plain(stated.clone(), &whole));
        }
        let Some(aggregate) = Aggregate::named(name) else {
            let nearest = nearest(name, Aggregate::ALL.map(Aggregate::name));
            return Err(untold(&self.path, name, Untold::Unknown { nearest }));
        };
        aggregate.of(&self.cells).map(|fact| plain(fact, &whole)).ok_or_else(|| of_columns_only(&path))
    }
}

fn of_columns_only(path: &str) -> Box<EvalAltResult> {
    fail(
        format!("{path}：least、most 只用于数字、日期和时间，mean 只用于数字"),
        format!("{path}: least and most are of numbers, days and times, mean is of numbers"),
    )
}
