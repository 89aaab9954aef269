//! What a policy would do to a whole province, in milliseconds: facts by column, and the packs' own scripts compiled from their syntax tree
//! into a program that runs over blocks of lanes. The interpreter is its judge and its fallback.
//!
//! [`Columns`] hold what is asked; an [`Evaluator`] is a policy compiled for them, parameters and all; [`Answers`] are what it says. Everything is exact:
//! a value is worked out by the interpreter's own decimals where one column decides it, and else in whole parts whose bounds prove that
//! nothing overflows. A lane that meets an error, or what cannot be reckoned exactly, is decided by the interpreter, and so is every lane of a
//! script that uses something else than what is known here, which is said with its place ([`Uncompiled`]).

mod answers;
mod columns;
mod datum;
mod graph;
mod kernel;
mod lower;
mod program;
mod run;
mod value;
mod whole;

pub use answers::{Answers, Said, told};
pub use columns::{Columns, Misplaced, Place};
pub use lower::Uncompiled;
pub use run::{Evaluator, Interpreter};
