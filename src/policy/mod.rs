//! Policy packs, dated parameters, the sandboxed rule engine and its decisions. `policy` knows domain facts; it knows
//! no store, no clock and no page.

pub mod decision;
pub mod facts;
