//! One call of a rule: what it has said so far, and the parameters it is shown.
//!
//! Host functions reach the call through the tag of the engine's call, so that concurrent engines share nothing and
//! a script can pass nothing off as a call.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use jiff::civil::Date;
use rhai::{Dynamic, EvalAltResult, NativeCallContext, Position};
use rust_decimal::Decimal;

use super::{
    decision::{Entry, Reads},
    error::fail,
    hook::Hook,
    missing::Missing,
    nearest::nearest,
    number,
    parameter::{Parameter, Value},
};
use crate::clauses::Clause;

/// A line as the script added it.
#[derive(Debug, Clone)]
pub(super) struct DraftLine {
    pub(super) label: String,
    pub(super) entry: Entry,
    pub(super) clause: Option<Clause>,
    pub(super) at: Position,
}

/// What a refusal looks like inside a script: the value that `refuse` returns.
#[derive(Debug, Clone)]
pub(super) struct DraftRefusal {
    pub(super) reason: String,
    pub(super) clause: Option<Clause>,
    pub(super) at: Position,
}

/// The value that `grade` returns.
#[derive(Debug, Clone)]
pub(super) struct DraftGrade(pub(super) String);

/// The state of one call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) hook: &'static Hook,
    pub(super) lines: RefCell<Vec<DraftLine>>,
    pub(super) refusals: RefCell<Vec<DraftRefusal>>,
    pub(super) notes: RefCell<Vec<String>>,
    pub(super) clause: Cell<Option<Clause>>,
    pub(super) paid_hours: Cell<Decimal>,
    /// Places in the frame of the parameters read.
    pub(super) reads: Cell<Reads>,
    /// Elements and letters that functions have walked over.
    walked: Cell<usize>,
}

impl Call {
    pub(super) fn of(hook: &'static Hook) -> Self {
        Self {
            hook,
            lines: RefCell::default(),
            refusals: RefCell::default(),
            notes: RefCell::default(),
            clause: Cell::default(),
            paid_hours: Cell::default(),
            reads: Cell::default(),
            walked: Cell::default(),
        }
    }

    /// 元, or points.
    pub(super) fn total(&self) -> Decimal {
        let lines = self.lines.borrow();
        lines
            .iter()
            .map(|line| match line.entry {
                Entry::Due(amount) | Entry::Tax(amount) => amount.yuan(),
                Entry::Points { got, .. } => got,
            })
            .sum()
    }

    /// What all lines of points could bring.
    pub(super) fn most_points(&self) -> Decimal {
        let most = |line: &DraftLine| match line.entry {
            Entry::Points { of, .. } => of,
            Entry::Due(_) | Entry::Tax(_) => Decimal::ZERO,
        };
        self.lines.borrow().iter().map(most).sum()
    }

    fn note_read(&self, place: usize) {
        let mut reads = self.reads.get();
        reads.add(place);
        self.reads.set(reads);
    }
}

/// The call as the engine's tag.
#[derive(Debug, Clone)]
pub(super) struct CallTag(pub(super) Rc<Call>);

/// The call that a function of the host serves.
pub(super) fn call(context: &NativeCallContext<'_>) -> Result<Rc<Call>, Box<EvalAltResult>> {
    let tag = context.tag().and_then(|tag| tag.read_lock::<CallTag>().map(|tag| Rc::clone(&tag.0)));
    tag.ok_or_else(|| fail("此处不能使用该函数", "this function cannot be used here"))
}

/// Elements and letters that the functions of one decision may walk over.
const MOST_WALKED: usize = 200_000;

/// Charges a call for what a function walks over: the engine counts the call of the function and not its length.
pub(super) fn charge(context: &NativeCallContext<'_>, elements: usize) -> Result<(), Box<EvalAltResult>> {
    let call = call(context)?;
    let walked = call.walked.get() + elements;
    call.walked.set(walked);
    if walked > MOST_WALKED {
        return Err(EvalAltResult::ErrorTooManyOperations(context.call_position()).into());
    }
    Ok(())
}

/// The parameters as they stand on a day.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) day: Date,
    pub(super) settings: Vec<Setting>,
    names: HashMap<String, Name>,
}

/// One parameter's value on the day.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) id: String,
    pub(super) shown: String,
    /// `None` when the parameter has no value yet that day and may not be left without.
    value: Option<Dynamic>,
}

#[derive(Debug)]
enum Name {
    Parameter(usize),
    Group(HashMap<String, usize>),
}

/// `p` in scripts.
#[derive(Debug, Clone)]
pub(super) struct Params {
    pub(super) frame: Rc<Frame>,
    pub(super) call: Rc<Call>,
}

/// `p.lecture_fee` in scripts.
#[derive(Debug, Clone)]
pub(super) struct Group {
    params: Params,
    name: String,
}

/// Why a parameter could not be read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Unread {
    Unknown { name: String, nearest: Option<String> },
    NoValue { name: String, day: Date },
}

impl Frame {
    pub(super) fn of(parameters: &BTreeMap<String, Parameter>, day: Date) -> Self {
        let mut frame = Self { day, settings: Vec::new(), names: HashMap::new() };
        for (place, (id, parameter)) in parameters.iter().enumerate() {
            let dated = parameter.on(day);
            let value = match dated {
                Some(dated) => Some(dynamic(&dated.value)),
                None if parameter.optional => Some(Missing::dynamic(format!("p.{id}"))),
                None => None,
            };
            let shown = dated.map_or_else(String::new, |dated| dated.value.show(parameter.kind));
            frame.settings.push(Setting { id: id.clone(), shown, value });
            match id.split_once('.') {
                None => {
                    frame.names.insert(id.clone(), Name::Parameter(place));
                }
                Some((group, member)) => {
                    let entry =
                        frame.names.entry(group.to_owned()).or_insert_with(|| Name::Group(HashMap::new()));
                    if let Name::Group(members) = entry {
                        members.insert(member.to_owned(), place);
                    }
                }
            }
        }
        frame
    }
}

impl Params {
    pub(super) fn get(&self, name: &str) -> Result<Dynamic, Unread> {
        match self.frame.names.get(name) {
            Some(Name::Parameter(place)) => self.read(*place),
            Some(Name::Group(_)) => Ok(Dynamic::from(Group { params: self.clone(), name: name.to_owned() })),
            None => {
                let known = self.frame.names.keys().map(String::as_str);
                let nearest = nearest(name, known).map(str::to_owned);
                Err(Unread::Unknown { name: name.to_owned(), nearest })
            }
        }
    }

    fn read(&self, place: usize) -> Result<Dynamic, Unread> {
        self.call.note_read(place);
        let cell = self.frame.settings.get(place);
        cell.and_then(|cell| cell.value.clone()).ok_or_else(|| Unread::NoValue {
            name: cell.map_or_else(String::new, |cell| cell.id.clone()),
            day: self.frame.day,
        })
    }
}

impl Group {
    pub(super) fn get(&self, member: &str) -> Result<Dynamic, Unread> {
        let Some(Name::Group(members)) = self.params.frame.names.get(&self.name) else {
            return Err(Unread::Unknown { name: self.name.clone(), nearest: None });
        };
        members.get(member).map_or_else(
            || {
                let nearest = nearest(member, members.keys().map(String::as_str));
                let nearest = nearest.map(|known| format!("{}.{known}", self.name));
                Err(Unread::Unknown { name: format!("{}.{member}", self.name), nearest })
            },
            |place| self.params.read(*place),
        )
    }
}

fn dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Number(number) => number::dynamic(*number),
        Value::Date(date) => Dynamic::from(*date),
        Value::Choice(choice) => choice.clone().into(),
        Value::Table(table) => Dynamic::from(Rc::new(table.clone())),
    }
}
