//! From the functions of a policy to a program: calls are put in place, branches become conditions, and parameters constants.
//!
//! It walks a script as the interpreter runs it, once for all lanes: on a [path](path::Path) of conditions that hold so far, with what
//! each variable holds. Where a lane meets an error, or what cannot be reckoned exactly, it is left to the interpreter, which says what
//! is so. What a script uses that is not known here is said with its place: nothing is guessed.

mod branches;
mod conditions;
mod expressions;
mod facts;
mod host;
mod numbers;
mod outcome;
mod path;
mod statements;

use std::rc::Rc;

use jiff::civil::Date;
use rhai::Position;

use super::{
    columns::Columns,
    graph::{Graph, Id, NEVER},
    program::Program,
    value::Val,
};
use crate::policy::{Hook, Policy, decision::Place};

use path::Path;

/// Why a policy is not compiled for a hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncompiled {
    pub place: Place,
    /// The construct, as it stands in the script: `for`.
    pub what: String,
}

/// What a sum has come to before the lanes of a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Running {
    /// The same for all of them, in parts of the scale of sums.
    Always(i64),
    /// Between these bounds.
    Between(i64, i64),
}

/// A construct and where it stands.
type Refused = (Position, String);
type Lowered<T> = Result<T, Refused>;

/// What the functions of the host add up as a script runs.
#[derive(Debug, Clone, PartialEq)]
struct Sums {
    total: Val,
    tax: Val,
    /// What the points could come to.
    most: Val,
    hours: Val,
}

/// A function that is left: where, with what, and with what sums.
struct Returned {
    when: Id,
    value: Val,
    sums: Sums,
}

/// A script being compiled.
struct Lowering<'a> {
    policy: &'a Policy,
    hook: &'static Hook,
    columns: &'a Columns,
    /// The day by which parameters are read.
    day: Date,
    running: Running,
    graph: Graph,
    path: Path,
    /// Variables of the function, those of inner blocks last.
    variables: Vec<(String, Val)>,
    sums: Sums,
    returned: Vec<Returned>,
    /// How many conditions held when the function was called.
    called_at: usize,
    /// Calls within each other.
    levels: usize,
    /// Whether an argument is worked out: what it assigns would be read by those beside it.
    in_argument: bool,
    /// The lanes that are left to the interpreter.
    left: Id,
    /// Reasons, in the order in which they are said.
    refusals: Vec<(Id, Rc<str>)>,
    grades: Vec<Rc<str>>,
    /// Lines, refusals and notes so far.
    said: usize,
    says_tax: bool,
    reads_sums: bool,
    /// Statements and expressions walked so far.
    walked: usize,
    /// Where the expression stands that is worked out.
    at: Position,
}

/// Compiles what a policy says of a hook, as parameters stand on a day.
///
/// # Errors
/// The first construct that is not known here.
pub(super) fn lower(
    policy: &Policy,
    hook: &'static Hook,
    columns: &Columns,
    day: Date,
    running: Running,
) -> Result<Program, Uncompiled> {
    let nothing = || Val::number(0);
    let mut lowering = Lowering {
        policy,
        hook,
        columns,
        day,
        running,
        graph: Graph::new(),
        path: Path::default(),
        variables: Vec::new(),
        sums: Sums { total: nothing(), tax: nothing(), most: nothing(), hours: nothing() },
        returned: Vec::new(),
        called_at: 0,
        levels: 0,
        in_argument: false,
        left: NEVER,
        refusals: Vec::new(),
        grades: Vec::new(),
        said: 0,
        says_tax: false,
        reads_sums: false,
        walked: 0,
        at: Position::NONE,
    };
    let lowered = lowering.hook();
    lowered.map_err(|(at, what)| Uncompiled { place: policy.place(at), what })
}

impl Lowering<'_> {
    /// The hook's function, told its subjects and the parameters.
    fn hook(&mut self) -> Lowered<Program> {
        if !self.hook.by_columns {
            return Err((self.at, "reference".to_owned()));
        }
        let mut given: Vec<_> = (0..self.hook.subjects.len()).map(Val::Told).collect();
        given.push(Val::Parameters);
        let said = self.call(self.hook.name, given)?;
        self.outcome(&said)
    }

    /// That something is not known here.
    fn refuse<T>(&self, what: &str) -> Lowered<T> {
        Err((self.at, what.to_owned()))
    }

    /// Leaves lanes of the path to the interpreter.
    fn leave(&mut self, when: Id) {
        let when = self.path.simplified(&mut self.graph, when);
        let here = self.path.all(&mut self.graph, 0);
        let lanes = self.graph.and(here, when);
        self.left = self.graph.or(self.left, lanes);
    }
}
