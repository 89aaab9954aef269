//! Two-way selection (双向选择, notice 一.4): which instructor or base comes to which school on which day of the week.
//!
//! A [`Contract`] is a need, a supply and a day. Both sides choose from what they are offered, each by one rule:
//!
//! - **Demand**, all needs together: a need takes each day once and no more than its places, and no more are held under a
//!   [`Ceiling`] than it says. What fits is taken in the order (need, position in its list, day).
//! - **Supply**, each by itself: one contract a day and no more than its capacity. On a day set aside, a preferred need goes before
//!   all else; then come its wishes in their order, then other needs in standing order, then the earlier day.
//!
//! Both take greedily from a matroid. So what is refused of a few is refused of more (the contracts are substitutes), and more offers
//! never mean fewer taken. With such choices, offers made by the demand side and held or refused by the supplies end in a
//! stable outcome, and in that one of all stable outcomes which the demand side would choose. An outcome is stable when nobody would
//! drop a contract of it and no contract outside is wanted by both its sides.
//!
//! Whole days are set aside, not a number of places on any day, because the latter breaks this. Take two places, Monday and Tuesday, one
//! of them for preferred needs. Of `a` (Monday, preferred, 9 points), `b` (Tuesday, preferred, 8), `o` (Monday, 10) and `p` (Tuesday, 7)
//! it chooses `a` and `b`. Once `d` (Tuesday, preferred, 9.5) is there too it chooses `d` and `o`: `o` was refused of the fewer and is taken
//! of the more, so a refusal could not be final.
//!
//! # Files
//!
//! | file | what |
//! |---|---|
//! | `draft`, `market`, `lists`, `fault`, `tally` | what is matched, checked once; pins and bans |
//! | `candidates` | lists of candidates, from what both sides file |
//! | `run`, `bids`, `seats`, `waiting` | the run: who asks next, who holds, who waits at a ceiling |
//! | `outcome` | what is held, what is open and why |
//! | `grid`, `why`, `blocking` | questions about an assignment |
//! | `first_come`, `compare`, `set_aside` | other assignments, differences, days to set aside |
//!
//! Nothing here knows a clock, a name or a date, and the same market gives the same outcome always.

mod bids;
mod blocking;
pub mod candidates;
mod compare;
mod contract;
mod draft;
mod fault;
mod first_come;
mod grid;
mod lists;
mod market;
mod outcome;
mod run;
mod seats;
mod set_aside;
mod tally;
mod waiting;
mod why;

pub use blocking::{Blocking, blocking};
pub use compare::{Change, compare};
pub use contract::{Contract, DAYS};
pub use draft::{Candidate, Ceiling, Draft, Need, Supply};
pub use fault::{Breach, Fault};
pub use first_come::first_come;
pub use grid::Grid;
pub use lists::Lists;
pub use market::Market;
pub use outcome::{Open, OpenReason, Outcome};
pub use run::{Progress, Run};
pub use set_aside::set_aside;
pub use why::{By, Why};
