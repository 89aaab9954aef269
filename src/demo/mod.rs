//! A generated county: schools, instructors, appointments and sessions of one term, the same for the same seed.
//!
//! What its units did together is played from a text ([`script`]), around the day on which the demo is loaded.
//!
//! Real inside it are the notice, the calendar and the units' kinds; the county with its province, its organs, schools, people and
//! sessions are invented, and whatever shows them says 演示数据. The real divisions stand beside them in the tree, as places where nobody
//! sits.

mod holding;
mod made;
mod matched;
mod paying;
mod people;
mod places;
mod played;
pub mod script;
mod topics;
pub mod units;

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use fastrand::Rng;
use jiff::{
    ToSpan,
    civil::{Date, Time, date},
};
use rust_decimal::Decimal;

use crate::{
    app::policies::Rulebook,
    domain::{
        Appointment, Envelope, Instructor, School, Session,
        calendar::Calendar,
        session::{Form, Place},
    },
    exchange::import::Batch,
};

use played::Played;
use script::{Script, ScriptFault, Wrong};

/// The seed of the county that everybody sees.
pub const SEED: u64 = 45;

/// How much to generate.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub schools: usize,
    pub instructors: usize,
    pub sessions: usize,
}

/// One county, one term.
pub const COUNTY: Size = Size { schools: 60, instructors: 40, sessions: 1_500 };

/// The spring term of 2026.
const TERM: (Date, Date) = (date(2026, 3, 2), date(2026, 7, 3));

/// As many sessions as one import brings; a county of more comes in several.
const PART: usize = 20_000;

/// Generates a county, of no more sessions than one import brings, and plays what its units did together under the policies
/// of the days around `today`. The same seed, size, day and policies give the same records on every machine.
///
/// # Errors
/// The line of the script that the program refuses.
pub async fn county(
    seed: u64,
    size: Size,
    today: Date,
    rulebook: &Rc<Rulebook>,
) -> Result<Batch, ScriptFault> {
    Ok(parts(seed, size, today, rulebook).await?.next().unwrap_or_default())
}

/// As [`county`], of any size: everything with the first sessions, then the other sessions.
///
/// # Errors
/// As [`county`].
pub async fn parts(
    seed: u64,
    size: Size,
    today: Date,
    rulebook: &Rc<Rulebook>,
) -> Result<impl Iterator<Item = Batch> + use<>, ScriptFault> {
    let mut rng = Rng::with_seed(seed);
    let schools = places::schools(&mut rng, size.schools);
    let instructors = people::instructors(&mut rng, size.instructors, TERM.0);
    let appointments = appointments(&mut rng, &schools, &instructors);
    let mut sessions = sessions(&mut rng, &schools, &instructors, &appointments, size.sessions);
    let mut batch = Batch::default();
    units::organizations().iter().for_each(|unit| batch.add(unit));
    for (place, school) in schools.iter().enumerate() {
        // What the Henan pack asks of a school besides; some have yet to say.
        let answer = (place % 5 != 4).then(|| ("science_vice_principal".to_owned(), (place % 3 == 0).into()));
        let extra = answer.into_iter().collect();
        batch.add_with(school, Envelope { extra, ..Envelope::default() });
    }
    instructors.iter().for_each(|instructor| batch.add(instructor));
    let together = script::play(&Script::read(script::COUNTY)?, &batch, rulebook, today).await?;
    appointments.iter().for_each(|appointment| batch.add(appointment));
    let later = sessions.split_off(sessions.len().min(PART));
    let add = |batch: &mut Batch, sessions: &[(Session, bool)]| {
        for (session, confirmed) in sessions {
            batch.add_with(session, holding::held(session, *confirmed));
        }
    };
    add(&mut batch, &sessions);
    batch.extend(together);
    let refused = |why| ScriptFault { line: 0, wrong: Wrong::Refused(why) };
    let mut played = Played::upon(&batch, rulebook, today).await.map_err(refused)?;
    matched::proposal(&mut played).await.map_err(refused)?;
    paying::batches(&mut played).await.map_err(refused)?;
    batch.extend(played.made());
    let more = (0..later.len()).step_by(PART).map(move |from| {
        let mut batch = Batch::default();
        add(&mut batch, later.get(from..later.len().min(from + PART)).unwrap_or_default());
        batch
    });
    Ok(std::iter::once(batch).chain(more))
}

/// Each school appoints one to three instructors for the term; a few appointments begin late or end early.
fn appointments(rng: &mut Rng, schools: &[School], instructors: &[Instructor]) -> Vec<Appointment> {
    let mut appointments = Vec::new();
    for (index, school) in schools.iter().enumerate() {
        // The last two have nobody yet: what the overview calls missing.
        if index + 2 >= schools.len() {
            continue;
        }
        let first = rng.usize(..instructors.len().max(1));
        for step in 0..rng.usize(2..=4) {
            let Some(instructor) = instructors.get((first + step * 7) % instructors.len().max(1)) else {
                continue;
            };
            let late = rng.u8(..20) == 0;
            let early = rng.u8(..20) == 0;
            let days = |count: i32| count.days();
            appointments.push(Appointment {
                school: school.code.clone(),
                instructor: instructor.number.clone(),
                from: if late { TERM.0.saturating_add(days(28)) } else { TERM.0.saturating_sub(days(14)) },
                until: if early { TERM.1.saturating_sub(days(42)) } else { TERM.1.saturating_add(days(12)) },
            });
        }
    }
    appointments
}

fn sessions(
    rng: &mut Rng,
    schools: &[School],
    instructors: &[Instructor],
    appointments: &[Appointment],
    count: usize,
) -> Vec<(Session, bool)> {
    let days: Vec<Date> = std::iter::successors(Some(TERM.0), |day| day.tomorrow().ok())
        .take_while(|day| *day <= TERM.1)
        .collect();
    let school_days: Vec<Date> =
        days.iter().copied().filter(|day| Calendar::shipped().is_working_day(*day)).collect();
    let weekends: Vec<Date> =
        days.into_iter().filter(|day| !Calendar::shipped().is_working_day(*day)).collect();
    let mut occupied = HashSet::new();
    let by_code: HashMap<&str, &School> = schools.iter().map(|school| (&*school.code, school)).collect();
    let by_number: HashMap<&str, &Instructor> =
        instructors.iter().map(|instructor| (&*instructor.number, instructor)).collect();
    let mut sessions = Vec::with_capacity(count);
    // An instructor has few afternoons; past twenty tries a session the term is full.
    for _ in 0..count.saturating_mul(20) {
        if sessions.len() >= count {
            break;
        }
        let Some(appointment) = pick(rng, appointments) else {
            break;
        };
        let found = (by_code.get(&*appointment.school), by_number.get(&*appointment.instructor));
        let (Some(&school), Some(&instructor)) = found else {
            continue;
        };
        let days = if rng.u8(..40) == 0 { &weekends } else { &school_days };
        let Some(day) = pick(rng, days).copied() else {
            break;
        };
        // One instructor, one school an afternoon.
        if !occupied.insert((&instructor.number, day)) {
            continue;
        }
        for (starts, minutes) in slots(rng.u8(..20), *school.service_from.on(day)) {
            if sessions.len() < count {
                sessions.push(session(rng, school, instructor, day, starts, minutes));
            }
        }
    }
    sessions
}

/// When sessions are: mostly one within the service hours; sometimes a whole afternoon, or before the hours begin.
fn slots(slot: u8, opens: Time) -> Vec<(Time, u32)> {
    let at = |minutes: i64| {
        let start = i64::from(opens.hour()) * 60 + i64::from(opens.minute()) + minutes;
        Time::new(i8::try_from(start / 60).unwrap_or(0), i8::try_from(start % 60).unwrap_or(0), 0, 0)
            .unwrap_or(opens)
    };
    match slot {
        0 => vec![(at(-190), 180), (at(0), 90)],
        1 => vec![(at(-60), 45)],
        2 | 3 => vec![(at(0), 40)],
        4 => vec![(at(30), 60)],
        5 | 6 => vec![(at(0), 90)],
        7..=10 => vec![(at(0), 90)],
        _ => vec![(at(0), 45)],
    }
}

fn session(
    rng: &mut Rng,
    school: &School,
    instructor: &Instructor,
    day: Date,
    starts: Time,
    minutes: u32,
) -> (Session, bool) {
    let form = Form::ALL.get(rng.usize(..Form::ALL.len())).copied().unwrap_or(Form::Course);
    let place = match rng.u8(..30) {
        0 => Place::Base,
        1 => Place::Online,
        _ => Place::Campus,
    };
    let classes = if form == Form::Report { rng.u32(2..=8) } else { 1 };
    let distance = Decimal::new(rng.i64(15..1_400), 1);
    let session = Session {
        code: format!("{}_{}_{day}_{}", school.code, instructor.number, starts.strftime("%H%M")),
        school: school.code.clone(),
        instructor: instructor.number.clone(),
        date: day,
        starts,
        minutes,
        form,
        place,
        topic: topics::topic(rng, form),
        classes,
        pupils: classes * rng.u32(25..=46).min(school.pupils),
        distance_km: (rng.u8(..10) > 0).then_some(distance.normalize()),
        witness: None,
        substitute: None,
        series: None,
        lesson: None,
        platform: None,
        attendance: Vec::new(),
        log: None,
    };
    (session, rng.u8(..25) > 0)
}

fn pick<'a, T>(rng: &mut Rng, list: &'a [T]) -> Option<&'a T> {
    if list.is_empty() { None } else { list.get(rng.usize(..list.len())) }
}
