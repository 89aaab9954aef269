//! Two-way selection against its plain definition.

use keqiao::matching::{Contract, Fault, Grid, Market};

mod answers;
mod candidates;
mod comparing;
mod drafts;
mod faults;
mod plain;
mod runs;

/// Whether an assignment keeps to places, days, capacities, ceilings, lists and bans, and has every pin.
fn sound(market: &Market, held: &[Contract]) -> Result<(), Fault> {
    Grid::new(market, held).map(|_| ())
}
