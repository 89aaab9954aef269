//! The schools one by one, by how much they were given.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::{
    app::overview::Reached,
    domain::field::{Share, rounded},
};

/// A school, and what it was given in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    pub code: String,
    pub name: String,
    /// The number of its place.
    pub place: usize,
    pub county: String,
    /// On the last day of the period.
    pub rural: bool,
    pub under_resourced: bool,
    pub pupils: u32,
    pub reached: Reached,
}

/// What a list of schools is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Sessions for every hundred pupils; of none, the school with more pupils first.
    #[default]
    PerHundred,
    County,
    Name,
    Pupils,
    Services,
    Attendances,
}

impl Served {
    /// Whether service is to reach it first.
    pub fn is_preferred(&self) -> bool {
        self.rural || self.under_resourced
    }

    /// Confirmed sessions for every hundred pupils, one decimal; nothing where no pupils are known.
    pub fn per_hundred(&self) -> Option<Decimal> {
        let services = Decimal::from(self.reached.services) * Decimal::ONE_HUNDRED;
        services.checked_div(self.pupils.into()).map(|exact| rounded(exact, 1))
    }

    /// Fewer sessions for its pupils than another, without dividing by them.
    fn fewer(&self, other: &Self) -> Ordering {
        let cross = |one: &Self, other: &Self| u128::from(one.reached.services) * u128::from(other.pupils);
        // Of whoever has no pupils nothing can be said: last.
        (self.pupils == 0).cmp(&(other.pupils == 0)).then_with(|| cross(self, other).cmp(&cross(other, self)))
    }

    fn compared(&self, other: &Self, by: By) -> Ordering {
        match by {
            By::PerHundred => self.fewer(other).then(other.pupils.cmp(&self.pupils)),
            By::County => self.county.cmp(&other.county),
            By::Name => self.name.cmp(&other.name),
            By::Pupils => self.pupils.cmp(&other.pupils),
            By::Services => self.reached.services.cmp(&other.reached.services),
            By::Attendances => self.reached.attendances.cmp(&other.reached.attendances),
        }
    }
}

/// Puts schools in order, or the other way round; those alike by their codes.
pub fn order(schools: &mut [&Served], by: By, descending: bool) {
    schools.sort_by(|one, other| {
        let compared = one.compared(other, by);
        let compared = if descending { compared.reverse() } else { compared };
        compared.then_with(|| one.code.cmp(&other.code))
    });
}

/// Of schools that were given nothing, how many there are, and the share of the pupils who go there.
pub fn without(schools: &[&Served]) -> (usize, Option<Share>) {
    let pupils = |schools: &mut dyn Iterator<Item = &&Served>| -> Decimal {
        schools.map(|school| Decimal::from(school.pupils)).sum()
    };
    let is_without = |school: &&&Served| school.reached.services == 0;
    let none = pupils(&mut schools.iter().filter(is_without));
    let share = Share::of(none, pupils(&mut schools.iter()));
    (schools.iter().filter(is_without).count(), share)
}
