//! Records that a step made go with it: where it was taken back at another office, or does not count any more, what it made is void here
//! too. What somebody has gone on from stays, and that is told.

use std::collections::BTreeMap;

use super::outcome::{Outcome, Told};
use crate::{
    app::{
        followers,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Origin,
        signing::{Aside, Why},
        workflow::{Progress, Step, WRITE},
    },
    exchange::package::Carried,
    policy::decision::Text,
    say,
    store::Change,
};

/// The steps of a record that count now; none of one that is not here.
pub(super) fn standing(workspace: &Workspace, (kind, id): (Kind, &str)) -> Vec<Step> {
    let record = workspace.find(kind, id);
    record.iter().flat_map(|record| counted(record)).cloned().collect()
}

fn counted<'a>(record: &RecordView<'a>) -> Vec<&'a Step> {
    let table = record.kind.workflow();
    table.map(|table| Progress::of(table, &record.envelope.steps).steps).unwrap_or_default()
}

/// What becomes of what was made by steps that stood and count no more.
pub(super) fn void(
    workspace: &Workspace,
    (kind, id): (Kind, &str),
    stood: &[Step],
) -> Vec<(Told, Option<Change>)> {
    let Some(record) = workspace.find(kind, id) else { return Vec::new() };
    let gone = stood.iter().filter(|step| rejects(&record, &step.hash()));
    // What somebody else wrote and calls an effect is none.
    let is_its = |follower: &RecordView<'_>, step: &Step| {
        follower.envelope.steps.first().is_none_or(|first| first.unit == step.unit)
    };
    let made = gone.flat_map(|step| {
        followers::of(workspace, &record, step).into_iter().filter(move |follower| is_its(follower, step))
    });
    let fate = |follower: RecordView<'_>| {
        let is_touched = followers::is_touched(workspace, &follower);
        let said = Text::both(|lang| match is_touched {
            true => say!(
                lang,
                "产生它的步骤已撤回或未采纳，但它已有办理，照旧保留；请与对方核实",
                "the step that made it was taken back or does not count, but somebody has gone on from it: it stays; ask the other office"
            ),
            false => say!(
                lang,
                "作废：产生它的步骤已撤回或未采纳",
                "void: the step that made it was taken back or does not count"
            ),
        });
        let outcome = if is_touched { Outcome::Forked } else { Outcome::Forward };
        let change = (!is_touched).then(|| followers::remove(&follower));
        let (kind, id) = (follower.kind.code().to_owned(), follower.id.clone());
        (Told { kind, id, title: follower.title, outcome, said }, change)
    };
    made.map(fate).collect()
}

/// Whether what comes was made by a step that is known here and does not count, and nobody has gone on from it.
pub(super) fn is_void(workspace: &Workspace, carried: &Carried) -> bool {
    let has_gone_on = carried.steps.iter().any(|step| step.verb != WRITE);
    let Some(Origin { kind, id, step, .. }) = carried.origin.as_ref().filter(|_| !has_gone_on) else {
        return false;
    };
    let maker = Kind::parse(kind).and_then(|kind| workspace.find(kind, id));
    maker.is_some_and(|maker| {
        let known = maker.envelope.known().steps;
        let made = known.iter().find(|known| known.hash() == *step);
        let is_its = made.zip(carried.steps.first()).is_some_and(|(made, first)| made.unit == first.unit);
        is_its && rejects(&maker, step)
    })
}

/// Whether a step of a record was taken back or set aside for good; what waits for a certificate, or for a step that has not come, may
/// still count.
fn rejects(record: &RecordView<'_>, step: &str) -> bool {
    if record.envelope.steps.iter().any(|taken| taken.hash() == step) {
        return counted(record).into_iter().all(|counted| counted.hash() != step);
    }
    let aside = record.envelope.signed.iter().flat_map(|signed| &signed.aside);
    let aside: BTreeMap<String, &Aside> = aside.map(|aside| (aside.step.hash(), aside)).collect();
    let before = |aside: &&Aside| {
        let seal = aside.step.seal.as_ref().filter(|_| aside.why == Why::BuildsOnAside)?;
        seal.before.map(|before| before.to_string())
    };
    let mut at = aside.get(step).copied();
    for _ in 0..aside.len() {
        match at.and_then(|aside| before(&aside)) {
            Some(earlier) => at = aside.get(&earlier).copied(),
            None => break,
        }
    }
    at.is_some_and(|aside| matches!(aside.why, Why::Outdone(_) | Why::NotPermitted | Why::Replaced))
}
