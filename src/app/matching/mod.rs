//! Matching a round (一.4, 五.4): what was filed becomes a market, the market a proposal, and every pair of it can be explained.
//!
//! Schools come one after another by `priority`, once a need; whom a school would rather have it says itself or `preference` does. A share of
//! the places of each instructor is set aside for rural and under-resourced schools and given to others where none of them wants it. What was
//! agreed, or is being asked, stays; what was turned down is left out.
//!
//! What is filed is told in the terms of a [market](crate::matching) by [`market`]. What is held once, a report, a story, is a place for itself
//! of each time, on either side; what goes on week by week is a day of the week of one person, whichever of their offers takes it.

mod asked;
mod explain;
mod fault;
mod filed;
mod fixed;
mod made;
mod made_of;
mod market;
mod proposed;
pub mod round;
mod work_out;

pub use explain::{WhyLine, explain};
pub use made::{Blocked, Compared, Fares, Lacks, LeftOut, Made, NeedMade, PairMade, Sums};
pub use proposed::{ProposalFault, drawn, propose};
pub use round::{ByHand, Wanted, comes_by, hindrance, standing};
pub use work_out::{Finished, Steps, work_out};
