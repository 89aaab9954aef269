//! Policy packs, dated parameters, the sandboxed rule engine and its decisions.
//!
//! A [`PackLibrary`] holds packs and finds the [`Chain`] that governs a day; [`Policy::compile`] makes it one policy;
//! [`Policy::ask`] answers a [`hook::Hook`] from facts with a [`decision::Decision`]. `policy` knows domain
//! facts; it knows no store, no clock and no page. Everything a pack can do wrong is a [`Diagnostic`] with a place.

mod answered;
pub(crate) mod arithmetic;
mod ask;
pub mod calendar;
mod call;
pub mod cases;
pub mod check;
mod collections;
mod compile;
pub mod decision;
pub mod edit;

mod error;
mod explain;
pub mod facts;
pub mod fields;
pub(crate) mod functions;
pub mod hook;
mod host;
mod library;
mod missing;
mod nearest;
pub(crate) mod number;
mod operators;
mod pack;
pub mod parameter;
mod paths;
mod reader;
pub(crate) mod reckoning;
mod sandbox;
mod saying;
mod shapes;
mod source_map;
pub mod subjects;
mod telling;
mod texts;
mod unread;
pub mod vocabulary;
mod walking;

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
    sync::Arc,
};

use jiff::civil::Date;
use rhai::{AST, Caches, Engine, GlobalRuntimeState, Position, Scope};
use rust_decimal::Decimal;

use answered::{Answered, Said};
use call::Frame;
use decision::{Place, Text};
use functions::Functions;
use parameter::Parameter;
use source_map::SourceMap;
use texts::{Section, Texts};

use crate::domain::{Fields, calendar::Calendar};

pub use error::{Diagnostic, PackError};
pub use hook::Hook;
pub use library::{Chain, PackLibrary, Published, embedded_files, packs};
pub use pack::{Manifest, PackSource};
pub use sandbox::Clock;

/// A compiled policy.
pub struct Policy {
    hash: Arc<str>,
    parameters: BTreeMap<String, Parameter>,
    fields: Fields,
    calendar: Arc<Calendar>,
    texts: Texts,
    engine: Engine,
    ast: AST,
    /// Kept between calls: which function a name means is looked up once a policy, not once a call.
    running: RefCell<Option<Running>>,
    sources: SourceMap,
    functions: Functions,
    hooks: Answered,
    said: Said,
    /// Functions of its last pack that no hook comes to.
    unused: Vec<Diagnostic>,
    /// The days on which some parameter changes, ascending.
    breaks: Vec<Date>,
    /// The parameters between two such days, by the number of changes before.
    frames: RefCell<HashMap<usize, Rc<Frame>>>,
}

/// What the engine keeps while it runs.
struct Running {
    global: GlobalRuntimeState,
    caches: Caches,
    scope: Scope<'static>,
}

impl Policy {
    fn run(&self) -> Running {
        let mut global = self.engine.new_global_runtime_state();
        global.lib.push(self.ast.shared_lib().clone());
        Running { global, caches: Caches::new(), scope: Scope::new() }
    }

    /// The same, with a clock by which each decision is bounded: what is counted bounds how much is done, not how long it takes.
    #[must_use]
    pub fn timed(mut self, clock: Clock) -> Self {
        sandbox::time(&mut self.engine, clock);
        self
    }

    /// What does no harm and was hardly meant: functions of its last pack that no hook comes to.
    pub fn unused(&self) -> &[Diagnostic] {
        &self.unused
    }

    /// Content hash of everything that decides: SHA-256 in hex.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// All parameters, in the order in which they are declared.
    pub fn parameters(&self) -> Vec<&Parameter> {
        let mut parameters: Vec<_> = self.parameters.values().collect();
        parameters.sort_by_key(|parameter| parameter.order);
        parameters
    }

    pub fn parameter(&self, id: &str) -> Option<&Parameter> {
        self.parameters.get(id)
    }

    /// The fields of records, those that its packs add included.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The days that are worked, with the years that its packs bring.
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }

    /// The value of a count that holds on a day; `None` when the policy has no such parameter.
    pub fn count(&self, id: &str, day: Date) -> Option<i64> {
        i64::try_from(self.number(id, day)?).ok()
    }

    /// The value of a number, such as a share, that holds on a day; `None` when the policy has no such parameter.
    pub fn number(&self, id: &str, day: Date) -> Option<Decimal> {
        match self.parameters.get(id)?.on(day)?.value {
            parameter::Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// What a line's code says; the code itself when the pack has no text for it.
    pub fn line_text(&self, code: &str) -> Text {
        self.text(Section::Lines, code)
    }

    /// What the codes of reasons say.
    pub fn reasons(&self) -> BTreeMap<String, Text> {
        self.texts.of(Section::Reasons)
    }

    /// What a reason's code says.
    pub fn reason_text(&self, code: &str) -> Text {
        self.text(Section::Reasons, code)
    }

    /// What a grade's code says.
    pub fn grade_text(&self, code: &str) -> Text {
        self.text(Section::Grades, code)
    }

    /// What would have to be different for the reason not to hold.
    pub fn remedy_text(&self, code: &str) -> Option<Text> {
        self.texts.get(Section::Remedies, code).cloned()
    }

    fn text(&self, section: Section, code: &str) -> Text {
        let bare = || Text { zh: code.to_owned(), en: code.to_owned() };
        self.texts.get(section, code).cloned().unwrap_or_else(bare)
    }

    /// The functions of its packs, for whoever compiles them further.
    pub(crate) fn functions(&self) -> &Functions {
        &self.functions
    }

    /// Where something of a script stands.
    pub(crate) fn place(&self, at: Position) -> Place {
        self.sources.place(at)
    }

    /// The days on which some parameter changes, ascending.
    pub(crate) fn breaks(&self) -> &[Date] {
        &self.breaks
    }

    /// How many of the days on which some parameter changes have come: between two of them all parameters are the same.
    pub(crate) fn segment(&self, day: Date) -> usize {
        self.breaks.partition_point(|change| *change <= day)
    }

    /// The parameters as they stand on a day.
    fn frame(&self, day: Date) -> Rc<Frame> {
        let segment = self.segment(day);
        let mut frames = self.frames.borrow_mut();
        Rc::clone(frames.entry(segment).or_insert_with(|| Rc::new(Frame::of(&self.parameters, day))))
    }
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Policy").field("hash", &self.hash).finish_non_exhaustive()
    }
}
