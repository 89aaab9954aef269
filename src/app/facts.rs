//! From records to the facts a rule sees (五.7).

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::{
    domain::{Appointment, School, Session, Tutor, calendar},
    policy::facts::{SchoolFacts, SessionFacts, SubsidyFacts, TutorFacts},
};

/// Appointments by school and tutor.
pub struct Appointments(HashMap<(String, String), Vec<Appointment>>);

impl Appointments {
    pub fn of<'a>(appointments: impl IntoIterator<Item = &'a Appointment>) -> Self {
        let mut by_pair: HashMap<_, Vec<_>> = HashMap::new();
        for appointment in appointments {
            let pair = (appointment.school.clone(), appointment.tutor.clone());
            by_pair.entry(pair).or_default().push(appointment.clone());
        }
        Self(by_pair)
    }

    /// The one that covers the day, else the latest to begin before it, else the first.
    fn nearest(&self, session: &Session) -> Option<&Appointment> {
        let day = session.date;
        let all = self.0.get(&(session.school.clone(), session.tutor.clone()))?;
        let begun = || all.iter().filter(|appointment| appointment.from <= day);
        begun()
            .find(|appointment| appointment.in_force(day))
            .or_else(|| begun().max_by_key(|appointment| appointment.from))
            .or_else(|| all.iter().min_by_key(|appointment| appointment.from))
    }
}

/// What `subsidy` is told of a session. `credited_before` is the 学时 already credited to the tutor that half-day.
pub fn subsidy(
    session: &Session,
    tutor: &Tutor,
    school: &School,
    appointments: &Appointments,
    credited_before: Decimal,
) -> SubsidyFacts {
    let appointment = appointments.nearest(session);
    SubsidyFacts {
        session: SessionFacts {
            date: session.date,
            starts: session.starts,
            minutes: session.minutes,
            form: session.form,
            place: session.place,
            in_service_window: in_service_window(session, school),
            appointed_from: appointment.map(|appointment| appointment.from),
            appointed_until: appointment.map(|appointment| appointment.until),
            credited_before,
            distance_km: session.distance_km,
            confirmed: session.confirmed,
            classes: session.classes,
            pupils: session.pupils,
        },
        tutor: TutorFacts {
            external: tutor.external,
            payee: tutor.payee,
            title: tutor.title,
            checked_on: tutor.checked_on,
        },
        school: SchoolFacts {
            rural: school.rural,
            weak: school.weak,
            pupils: school.pupils,
            stage: school.stage,
        },
    }
}

/// After-school service is held on school days only, between the school's own hours.
fn in_service_window(session: &Session, school: &School) -> bool {
    calendar::is_working_day(session.date)
        && session.starts >= school.service_from
        && session.ends().is_some_and(|end| end <= school.service_until)
}
