//! What a batch was worked out from, kept with it: every fact that the rules were told, their answers, the days that were worked, and the texts
//! of the packs themselves. Whoever has the batch can work it out again without anything else.

use std::{collections::BTreeMap, rc::Rc, sync::Arc};

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Plan;
use crate::{
    app::{
        account::{Account, decide},
        facts::{self, Appointments},
        policies::Rulebook,
        workspace::Workspace,
    },
    policy::decision::Text,
};

/// As JSON.
///
/// # Errors
/// The text that says why no policy is in force on the day of a session.
pub fn basis(
    workspace: &Arc<Workspace>,
    rulebook: &Rc<Rulebook>,
    account: &Account,
    plan: &Plan,
) -> Result<Vec<u8>, Text> {
    let appointments = Appointments::of(workspace.appointments.all());
    let (mut packs, mut sessions) = (BTreeMap::new(), Vec::new());
    for line in plan.lines() {
        let Some(session) = workspace.sessions.get(&line.session) else { continue };
        let policy = rulebook.on(session.date)?;
        let before =
            account.verdicts.get(&line.session).map_or(Decimal::ZERO, |verdict| verdict.paid_hours_before);
        let told = facts::subsidy(&policy, workspace, session, &appointments, before);
        let told =
            told.map(|told| told.iter().map(|facts| facts.listed(policy.fields())).collect::<Vec<_>>());
        let decision = decide(workspace, rulebook, &appointments, session, before).ok();
        packs.entry(policy.hash().to_owned()).or_insert_with(|| {
            let texts = rulebook.texts(session.date);
            let texts: BTreeMap<_, _> = texts.into_iter().map(|pack| (pack.id, pack.files)).collect();
            // The days on which it is otherwise than by the day of the week: whether they are worked.
            let days: BTreeMap<_, _> =
                policy.calendar().exceptions().map(|(day, worked)| (day.to_string(), worked)).collect();
            json!({ "texts": texts, "calendar": days })
        });
        let read = decision.as_ref().map(|decision| policy.read(decision.reads, session.date));
        sessions.push(json!({
            "session": line.session, "policy": policy.hash(), "facts": told.unwrap_or_default(), "decision": decision, "parameters": read,
        }));
    }
    let basis = json!({
        "program": env!("CARGO_PKG_VERSION"), "unit": plan.unit, "since": plan.since, "through": plan.through, "packs": packs,
        "sessions": Value::Array(sessions), "refused": plan.refused, "undecided": plan.undecided,
    });
    Ok(basis.to_string().into_bytes())
}
