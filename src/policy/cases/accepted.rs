//! A case that expects what is decided now: whoever means a rule to change changes its cases with it.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Value};

use crate::policy::decision::{Decision, Entry, Outcome};

/// A decision as the `expect` of a case states it.
pub(super) fn stated(decision: &Decision) -> String {
    let mut expect = InlineTable::new();
    let (key, said): (_, Value) = match &decision.outcome {
        Outcome::Amount(amount) => ("amount", amount.yuan().to_string().into()),
        Outcome::Allowed => ("allowed", true.into()),
        Outcome::Score(score) => ("score", score.normalize().to_string().into()),
        Outcome::Grade(code) => ("grade", code.as_str().into()),
        Outcome::Findings(found) => {
            let codes: Array = found.iter().map(|refusal| refusal.reason.as_str()).collect();
            ("findings", codes.into())
        }
        Outcome::Refused(refusal) => ("refused", refusal.reason.as_str().into()),
    };
    expect.insert(key, said);
    if !decision.paid_hours.is_zero() {
        expect.insert("paid_hours", decision.paid_hours.normalize().to_string().into());
    }
    if !decision.lines.is_empty() {
        let line = |entry: &Entry| -> Value {
            match entry {
                Entry::Due(amount) | Entry::Tax(amount) => amount.yuan().to_string().into(),
                Entry::Points { got, of } => {
                    let points: Array =
                        [got, of].iter().map(|points| points.normalize().to_string()).collect();
                    points.into()
                }
            }
        };
        let lines: InlineTable =
            decision.lines.iter().map(|one| (one.label.as_str(), line(&one.entry))).collect();
        expect.insert("lines", lines.into());
    }
    expect.to_string()
}

/// The file of cases with another `expect` at one of them; everything else stays as it is written. `None` when there is no such
/// case.
pub fn accepted(text: &str, number: usize, decided: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut expect: Value = decided.parse().ok()?;
    expect.decor_mut().set_prefix(" ");
    let cases = document.get_mut("case").and_then(Item::as_array_of_tables_mut)?;
    // In place, so that what is written around it stays; an `expect` of several lines becomes one.
    let case = cases.get_mut(number)?;
    case.insert("expect", Item::Value(expect));
    Some(document.to_string())
}
