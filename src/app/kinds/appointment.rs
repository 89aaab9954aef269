//! Appointments: what a school decided comes into force (一.5). There are too many for the search over all kinds.

mod papers;

use jiff::civil::Date;

use crate::{
    app::{
        FormValues,
        inbox::Days,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Appointment, Kind, Label, Term,
        field::Scalar,
        workflow::{Relation, Seat, Surroundings as _},
    },
};

use super::behaviour::{Behaviour, effect};

pub static BEHAVIOUR: Behaviour = Behaviour { searched: false, ..Behaviour::of(Kind::Appointment) };

pub static DECISION: Behaviour = Behaviour {
    checks: &[("propose", of_one), ("appoint", for_the_first_time), ("end", cut_short)],
    effects: &[effect!("appoint" => Appointment, appointments)],
    prefill: Some(prefill),
    // Whom it names has the letter or the agreement.
    also_seen_by: &[Relation::Named("instructor"), Relation::Named("institution")],
    also_seen_once_done: true,
    begins_anew: &["offer", "meeting", "held", "present", "in_favour", "safeguarding"],
    follows: Some(renewal),
    paper: Some(papers::paper),
    ..Behaviour::of(Kind::AppointmentDecision)
};

/// From today to the end of the term.
fn prefill(_: &Workspace, _: Option<&Seat>, today: Date, _: Days<'_>, filled: &mut FormValues) {
    filled.insert("begins", today.to_string());
    filled.insert("ends", Term::of(today).last_day().to_string());
}

/// 续聘: from the day after the last, to the end of that day's term.
fn renewal(earlier: &RecordView<'_>, filled: &mut FormValues) {
    let last = earlier.text("ends").parse::<Date>().ok();
    if let Some(begins) = last.and_then(|last| last.tomorrow().ok()) {
        filled.insert("begins", begins.to_string());
        filled.insert("ends", Term::of(begins).last_day().to_string());
    }
}

/// A person is appointed, or an institution works with the school.
fn of_one(_: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    if record.text("instructor").is_empty() == record.text("institution").is_empty() {
        return Err(Label::new(
            "聘任个人或与机构合作，填写其中一项",
            "Name a person or an institution, one of the two",
        ));
    }
    Ok(())
}

/// Where an appointment of the same beginning is there, the decision would make none.
fn for_the_first_time(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    match in_force(reading, record) {
        Some(_) => Err(Label::new(
            "这名辅导员从同一天起已有一次聘任，请改“聘任起”",
            "There is an appointment of this instructor from the same day; change “From”",
        )),
        None => Ok(()),
    }
}

/// What is in force ends with it: the school has said from which day on.
fn cut_short(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    match in_force(reading, record) {
        Some(until) if until.to_string().as_str() >= record.text("ends") => Err(Label::new(
            "请先在这次聘任中把“聘任止”改为终止的日期",
            "First put the day on which it ends into “Until” of the appointment",
        )),
        _ => Ok(()),
    }
}

/// The last day of the appointment that comes of the decision, where there is one.
fn in_force(reading: &Reading, record: &RecordView<'_>) -> Option<Date> {
    let id = format!("{}_{}_{}", record.text("school"), record.text("instructor"), record.text("begins"));
    match reading.record(Kind::Appointment, &id)?.scalar("until", Date::MIN)? {
        Scalar::Day(until) => Some(until),
        _ => None,
    }
}

/// The instructor's appointment; an institution has none, since nobody is paid by it.
fn appointments(workspace: &Workspace, record: &RecordView<'_>, _: Date) -> Vec<Appointment> {
    let decision = workspace.appointment_decisions.get(&record.id);
    let one = decision.and_then(|decision| {
        Some(Appointment {
            school: decision.school.clone(),
            instructor: decision.instructor.clone()?,
            from: decision.begins,
            until: decision.ends,
        })
    });
    one.into_iter().collect()
}
