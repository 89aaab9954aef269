//! What is measured of some schools together: the share of the services that rural and under-resourced schools were given, beside their share
//! of the pupils (五.5).

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    app::overview::Reached,
    domain::{
        School, Term,
        field::{Share, rounded},
        school::days_between,
    },
};

/// Of fewer confirmed sessions, or fewer pupils, no ratio is said: one session more would change it by a tenth.
pub const FEW_SERVICES: u64 = 20;
pub const FEW_PUPILS: u64 = 100;

/// The days over which schools are looked at, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Date,
    pub until: Date,
}

/// Some schools, in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure {
    pub schools: usize,
    /// On the last day.
    pub preferred_schools: usize,
    pub pupils: u64,
    /// Pupils by days: of a school that becomes rural, or is recognised, within the period only the days since count.
    pub pupil_days: u64,
    pub preferred_pupil_days: u64,
    pub reached: Reached,
}

/// How far the services of the preferred schools follow their pupils: those that are furthest behind first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// There are such schools, and no session anywhere has been confirmed.
    Unserved,
    /// The share of services, as parts of the share of pupils; two decimals. Below one they get less than their share.
    Ratio(Decimal),
    /// Too few sessions or pupils for a ratio.
    Few,
    /// None of the schools is rural or under-resourced.
    NonePreferred,
    /// No school with pupils is on file.
    NoPupils,
}

impl Period {
    /// A term, as far as it has come: a term to come is looked at on its first day.
    pub fn of(term: Term, today: Date) -> Self {
        let from = term.first_day();
        Self { from, until: today.clamp(from, term.last_day()) }
    }

    pub fn days(self) -> u32 {
        days_between(self.from, self.until).saturating_add(1)
    }
}

impl Measure {
    /// One school.
    pub fn of(school: &School, period: Period, reached: Reached) -> Self {
        let pupils = u64::from(school.pupils);
        let preferred_days = school.preferred_days(period.from, period.until);
        Self {
            schools: 1,
            preferred_schools: usize::from(school.is_preferred(period.until)),
            pupils,
            pupil_days: pupils * u64::from(period.days()),
            preferred_pupil_days: pupils * u64::from(preferred_days),
            reached,
        }
    }

    pub fn add(&mut self, other: Self) {
        self.schools += other.schools;
        self.preferred_schools += other.preferred_schools;
        self.pupils += other.pupils;
        self.pupil_days += other.pupil_days;
        self.preferred_pupil_days += other.preferred_pupil_days;
        self.reached.add(other.reached);
    }

    /// Pupils of the preferred schools, on the average of the days.
    pub fn preferred_pupils(&self) -> u64 {
        let exact =
            exact(self.preferred_pupil_days, self.pupil_days).map(|share| share * Decimal::from(self.pupils));
        exact.and_then(|exact| u64::try_from(rounded(exact, 0)).ok()).unwrap_or_default()
    }

    /// Of the pupils, those of preferred schools; nothing where there are none.
    pub fn share_of_pupils(&self) -> Option<Share> {
        Share::of(self.preferred_pupil_days, self.pupil_days)
    }

    /// Of the confirmed sessions, those at preferred schools.
    pub fn share_of_services(&self) -> Option<Share> {
        Share::of(self.reached.preferred_services, self.reached.services)
    }

    /// Of the attendances, those at preferred schools.
    pub fn share_of_attendances(&self) -> Option<Share> {
        Share::of(self.reached.preferred_attendances, self.reached.attendances)
    }

    pub fn standing(&self) -> Standing {
        if self.pupil_days == 0 {
            return Standing::NoPupils;
        }
        if self.preferred_pupil_days == 0 {
            return Standing::NonePreferred;
        }
        if self.reached.services == 0 {
            return Standing::Unserved;
        }
        let services = exact(self.reached.preferred_services, self.reached.services);
        let ratio = services.zip(exact(self.preferred_pupil_days, self.pupil_days));
        let ratio = ratio.and_then(|(services, pupils)| services.checked_div(pupils));
        let is_small = self.reached.services < FEW_SERVICES || self.pupils < FEW_PUPILS;
        match ratio.filter(|_| !is_small) {
            Some(ratio) => Standing::Ratio(rounded(ratio, 2)),
            None => Standing::Few,
        }
    }

    /// The share of services, where a percentage says something.
    pub fn telling_share_of_services(&self) -> Option<Share> {
        self.share_of_services().filter(|_| self.is_telling())
    }

    /// The share of pupils, the same.
    pub fn telling_share_of_pupils(&self) -> Option<Share> {
        self.share_of_pupils().filter(|_| self.pupils >= FEW_PUPILS)
    }

    /// Whether there are sessions and pupils enough for a percentage to say something.
    pub fn is_telling(&self) -> bool {
        self.reached.services >= FEW_SERVICES && self.pupils >= FEW_PUPILS
    }
}

impl Standing {
    /// Whether they get less than their share, as it is read.
    pub fn is_behind(self) -> bool {
        match self {
            Self::Unserved => true,
            Self::Ratio(ratio) => ratio < Decimal::ONE,
            Self::Few | Self::NonePreferred | Self::NoPupils => false,
        }
    }
}

/// A place is the darker, the further it is behind; 0 is a place without a ratio.
pub type Shade = u8;

/// Bounds of the shades below one: at less than the first the darkest.
pub const BOUNDS: [Decimal; 2] =
    [Decimal::from_parts(60, 0, 0, false, 2), Decimal::from_parts(80, 0, 0, false, 2)];

impl Standing {
    pub fn shade(self) -> Shade {
        match self {
            Self::Unserved => 4,
            Self::Ratio(ratio) if ratio < BOUNDS[0] => 4,
            Self::Ratio(ratio) if ratio < BOUNDS[1] => 3,
            Self::Ratio(ratio) if ratio < Decimal::ONE => 2,
            Self::Ratio(_) => 1,
            Self::Few | Self::NonePreferred | Self::NoPupils => 0,
        }
    }
}

fn exact(part: u64, whole: u64) -> Option<Decimal> {
    Decimal::from(part).checked_div(Decimal::from(whole))
}
