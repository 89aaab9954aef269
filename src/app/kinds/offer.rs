//! Offers: a school on one side, somebody who comes on the other (一.4).

use jiff::civil::Date;

use crate::{
    app::{
        FormValues,
        inbox::Days,
        late::has_come,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{Kind, Label, workflow::Seat},
};

use super::behaviour::Behaviour;

pub static BEHAVIOUR: Behaviour = Behaviour {
    checks: &[("propose", between_the_sides), ("admit", has_come), ("uphold", has_come)],
    prefill: Some(prefill),
    begins_anew: &["counter"],
    ..Behaviour::of(Kind::Offer)
};

/// The bureau's deadline for an answer, in working days from today.
fn prefill(workspace: &Workspace, _: Option<&Seat>, today: Date, days: Days<'_>, filled: &mut FormValues) {
    if let Some(count) = days("offer_days") {
        let answer_by = workspace.calendar().after_working_days(today, count);
        filled.insert("answer_by", answer_by.to_string());
        filled.insert("starts", workspace.calendar().after_working_days(answer_by, 1).to_string());
    }
}

/// One of the two is a school, and the other none.
fn between_the_sides(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let is_school = |key: &str| reading.workspace().schools.has(record.text(key));
    if is_school("from") == is_school("to") {
        return Err(Label::new(
            "意向在学校和辅导员或机构之间：一方是学校，另一方不是",
            "An offer is between a school and an instructor or an institution",
        ));
    }
    Ok(())
}
