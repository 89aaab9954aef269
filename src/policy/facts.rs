//! The facts a rule is given. Field names are the names scripts and cases use; amounts and shares are decimals.
//!
//! `app` derives them from records; nothing here looks anything up.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use crate::domain::{
    Money, Month,
    school::Stage,
    session::{Form, Place},
    tutor::{Payee, Title},
};

/// What `subsidy` judges (五.7).
#[derive(Debug, Clone, PartialEq)]
pub struct SubsidyFacts {
    pub session: SessionFacts,
    pub tutor: TutorFacts,
    pub school: SchoolFacts,
}

/// `session` in scripts.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionFacts {
    pub date: Date,
    pub starts: Time,
    pub minutes: u32,
    pub form: Form,
    pub place: Place,
    /// On a school day, wholly within the school's service hours.
    pub in_service_window: bool,
    /// The appointment that covers the day, else the one nearest before it; absent when there is none.
    pub appointed_from: Option<Date>,
    pub appointed_until: Option<Date>,
    /// 学时 already credited to the tutor in the same half-day.
    pub credited_before: Decimal,
    pub distance_km: Option<Decimal>,
    pub confirmed: bool,
    pub classes: u32,
    pub pupils: u32,
}

/// `tutor` in scripts.
#[derive(Debug, Clone, PartialEq)]
pub struct TutorFacts {
    pub external: bool,
    pub payee: Payee,
    pub title: Title,
    /// Day of the latest clear check of offence records.
    pub checked_on: Option<Date>,
}

/// `school` in scripts.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolFacts {
    pub rural: bool,
    pub weak: bool,
    pub pupils: u32,
    pub stage: Stage,
}

/// `month` in scripts: what one payer owes one person in one month (五.7, settlement).
#[derive(Debug, Clone, PartialEq)]
pub struct MonthFacts {
    pub month: Month,
    /// Sum of the after-tax amounts of the month's sessions.
    pub after_tax: Money,
    pub sessions: u32,
}
