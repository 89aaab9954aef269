//! What versions and differences of amounts are called.

use crate::{
    domain::Money,
    ui::{i18n::*, state::State},
};

/// What a version is called.
pub fn version_name(state: State, number: u32) -> String {
    if number == 0 {
        t_string!(state.i18n, policy.shipped).to_owned()
    } else {
        t_string!(state.i18n, policy.version, number = number).to_string()
    }
}

/// A difference with its sign.
pub fn signed(amount: Money) -> String {
    if amount > Money::ZERO { format!("+{amount}") } else { amount.to_string() }
}
