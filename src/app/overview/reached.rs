//! What schools were given: sessions whose hours are confirmed, and the pupils who attended them (五.5).

use crate::domain::{Month, School, Session};

/// What was given, in all and while the school was rural or under-resourced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reached {
    pub services: u64,
    pub preferred_services: u64,
    /// Pupils counted once for every session that they attended.
    pub attendances: u64,
    pub preferred_attendances: u64,
    /// Sessions held whose hours are not confirmed: none of the above.
    pub awaiting: u64,
}

/// What one school was given, month by month.
#[derive(Debug)]
pub(in crate::app) struct AtSchool {
    pub school: Box<str>,
    pub months: Vec<(Month, Reached)>,
}

impl Reached {
    pub fn add(&mut self, other: Self) {
        self.services += other.services;
        self.preferred_services += other.preferred_services;
        self.attendances += other.attendances;
        self.preferred_attendances += other.preferred_attendances;
        self.awaiting += other.awaiting;
    }

    /// A session whose hours are confirmed, by what its school was on the day.
    pub(super) fn of(session: &Session, school: &School) -> Self {
        let pupils = u64::from(session.pupils);
        let preferred = u64::from(school.is_preferred(session.date));
        Self {
            services: 1,
            preferred_services: preferred,
            attendances: pupils,
            preferred_attendances: preferred * pupils,
            awaiting: 0,
        }
    }

    pub(super) const AWAITING: Self =
        Self { services: 0, preferred_services: 0, attendances: 0, preferred_attendances: 0, awaiting: 1 };
}

/// Adds what a school was given in a month. Sessions of a school mostly follow each other: one that comes again later stands there again.
pub(super) fn note(all: &mut Vec<AtSchool>, (school, month): (&str, Month), given: Reached) {
    if all.last().is_none_or(|last| *last.school != *school) {
        all.push(AtSchool { school: school.into(), months: Vec::new() });
    }
    let Some(last) = all.last_mut() else { return };
    match last.months.iter_mut().find(|(other, _)| *other == month) {
        Some((_, reached)) => reached.add(given),
        None => last.months.push((month, given)),
    }
}
