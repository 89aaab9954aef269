//! The figures as a workbook to hand out.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    domain::{Lang, field::Share},
    exchange::served_list::{PlaceRow, ServedList, ServedRow},
};

use super::{
    measure::Standing,
    places::Place,
    said::{self, kind_of},
    served::Served,
};

/// What the workbook says of itself.
#[derive(Debug, Clone)]
pub struct Heading {
    /// The place and the term.
    pub about: String,
    pub counted: Vec<String>,
    pub today: Date,
    pub demo: bool,
    pub lang: Lang,
}

/// The workbook of these schools and places, in their order.
pub fn sheet(schools: &[&Served], places: &[&Place], of: Heading) -> ServedList {
    let Heading { about, counted, today, demo, lang } = of;
    ServedList {
        about,
        prepared_on: today,
        demo,
        counted,
        places: places.iter().map(|place| place_row(place, lang)).collect(),
        schools: schools.iter().map(|school| school_row(school, lang)).collect(),
    }
}

fn place_row(place: &Place, lang: Lang) -> PlaceRow {
    let of = &place.measure;
    let percent = |share: Option<Share>| share.map(|share| share.0 * Decimal::ONE_HUNDRED);
    PlaceRow {
        name: place.name.get(lang).to_owned(),
        ratio: match place.standing() {
            Standing::Ratio(ratio) => Ok(ratio),
            other => Err(said::standing(other, lang)),
        },
        shares: place.shares().map(percent),
        schools: [of.schools as u64, of.preferred_schools as u64],
        pupils: [of.pupils, of.preferred_pupils()],
        services: [of.reached.services, of.reached.preferred_services],
        attendances: [of.reached.attendances, of.reached.preferred_attendances],
    }
}

fn school_row(school: &Served, lang: Lang) -> ServedRow {
    ServedRow {
        county: school.county.clone(),
        name: school.name.clone(),
        standing: kind_of(school, lang),
        per_hundred: school.per_hundred(),
        pupils: school.pupils,
        services: school.reached.services,
        attendances: school.reached.attendances,
    }
}
