//! What the policy is asked of a pair.

use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{
    domain::{field::Fact, session::Place},
    policy::{
        Hook, Policy,
        decision::{Outcome, Text},
        facts::Facts,
        subjects::{PAIR, SCHOOL},
    },
};

use super::filed::{Asking, Filed, Offering, is_near, place, places, way};

/// A score in hundredths.
pub(super) fn score(policy: &Policy, hook: &'static Hook, day: Date, facts: &[Facts]) -> Result<i32, Text> {
    match policy.ask(hook, day, facts).map_err(|fault| Text::of(&fault))?.outcome {
        Outcome::Score(score) => Ok((score * Decimal::ONE_HUNDRED).round().to_i32().unwrap_or_default()),
        Outcome::Refused(refusal) => Err(policy.reason_text(&refusal.reason)),
        _ => Ok(0),
    }
}

/// What `preference` is told.
pub(super) fn preferring(filed: &Filed, asking: &Asking, offer: &Offering, today: Date) -> Vec<Facts> {
    let modes = places(&offer.supply.places) & places(&asking.need.places);
    let is_online = place(modes, is_near(offer, &asking.school)) == Some(Place::Online);
    let km = way(offer, &asking.school).filter(|_| !is_online);
    let title = offer.instructor.as_ref().map(|instructor| instructor.title.on(today).code());
    let pair = vec![
        ("today", Fact::Day(today)),
        ("km", km.map_or(Fact::Missing, |km| Fact::Number(km.into()))),
        ("online", Fact::Flag(is_online)),
        ("is_institution", Fact::Flag(offer.instructor.is_none())),
        ("title", title.map_or(Fact::Missing, Fact::text)),
        ("services_here", Fact::count(filed.services.between(&asking.need.school, offer.who()))),
        ("services", Fact::count(filed.services.by(offer.who()))),
    ];
    vec![
        Facts::of(&PAIR, None, pair),
        Facts::of(&SCHOOL, Some((Box::new(asking.school.clone()), today)), Vec::new()),
    ]
}
