//! What has become of the demo's sessions: all were held; most are confirmed by school and instructor.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::domain::{
    Envelope, Session,
    workflow::{Role, Seat, Shared, Step},
};

/// The steps of a session: recorded as held on its day and confirmed by both on the next; else both are still awaited.
pub(super) fn held(session: &Session, confirmed: bool) -> Envelope {
    let seat = |unit: &str| Seat { unit: unit.to_owned(), role: Role::Officer };
    let (school, instructor) = (seat(&session.school), seat(&session.instructor));
    let next = session.date.tomorrow().unwrap_or(session.date);
    let stated = [("minutes", session.minutes), ("pupils", session.pupils)];
    let stated: Shared<_> = stated
        .into_iter()
        .map(|(key, value)| (key.to_owned(), Value::from(value)))
        .collect::<Map<_, _>>()
        .into();
    let step = |seat: &Seat, verb, day: Date, time: &str| {
        let when = format!("{day}T{time}Z");
        let mut step = Step::new(seat, verb, when, day);
        step.values = stated.clone();
        step
    };
    let mut hold = step(&school, "hold", session.date, "10:05:00");
    hold.signers = BTreeMap::from([("confirm".to_owned(), vec![school.clone(), instructor.clone()])]).into();
    let mut steps = vec![hold];
    if confirmed {
        steps.push(step(&school, "confirm", next, "00:40:00"));
        steps.push(step(&instructor, "confirm", next, "04:15:00"));
    }
    Envelope { steps, ..Envelope::default() }
}
