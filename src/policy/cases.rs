//! Cases: facts in, the whole expected decision out. They stand beside the scripts, in `cases/*.toml`, and the same
//! code runs them in tests, on the command line and in the editor.
//!
//! A file begins with the facts its cases share (`[given.session]` …); each `[[case]]` states what is different and
//! what is expected. A fact that neither states is a fault: nothing is assumed.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use toml_edit::{Item, TableLike};

use super::{
    Chain, Diagnostic, PackSource, Policy,
    decision::{Decision, Outcome},
    facts::{MonthFacts, SchoolFacts, SessionFacts, SubsidyFacts, TutorFacts},
    reader::Reader,
};
use crate::domain::Money;

/// One case of a pack, run.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// `subsidy.toml: academician, two hours`.
    pub name: String,
    /// What was wrong; nothing when the case holds.
    pub fault: Option<Diagnostic>,
}

/// Runs the cases of the last pack of a chain.
pub fn run(policy: &Policy, chain: &Chain) -> Vec<CaseResult> {
    let Some(pack) = chain.layers().last() else {
        return Vec::new();
    };
    let files = pack
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("cases/") && path.ends_with(".toml"));
    files
        .flat_map(|(path, text)| file(policy, pack, path, text))
        .collect()
}

fn file(policy: &Policy, pack: &PackSource, path: &str, text: &str) -> Vec<CaseResult> {
    let mut reader = Reader::new(&pack.id, path, text);
    let short = path.trim_start_matches("cases/");
    let broken = |fault: Diagnostic| CaseResult {
        name: short.to_owned(),
        fault: Some(fault),
    };
    let Some(document) = reader.document() else {
        return reader.faults.into_iter().map(broken).collect();
    };
    let given = document.get("given").and_then(Item::as_table_like);
    let Some(cases) = document.get("case").and_then(Item::as_array_of_tables) else {
        return vec![broken(Diagnostic::new(
            reader.place(None),
            "没有 [[case]]",
            "there is no [[case]]",
        ))];
    };
    let mut results = Vec::new();
    for case in cases {
        let mut reader = Reader::new(&pack.id, path, text);
        let place = reader.place(case.span());
        let name = reader.string(case, "name").unwrap_or_else(|| "?".to_owned());
        let said = one(policy, &mut reader, given, case);
        let fault = match (reader.faults.into_iter().next(), said) {
            (Some(fault), _) => Some(fault),
            (None, Ok(None)) => None,
            (None, Ok(Some(why))) => Some(Diagnostic::new(place, why.clone(), why)),
            (None, Err(fault)) => Some(fault),
        };
        results.push(CaseResult {
            name: format!("{short}: {name}"),
            fault,
        });
    }
    results
}

/// `None` when the case holds, else in what it differs.
fn one(
    policy: &Policy,
    reader: &mut Reader<'_>,
    given: Option<&dyn TableLike>,
    case: &dyn TableLike,
) -> Result<Option<String>, Diagnostic> {
    let Some(expect) = case.get("expect").and_then(Item::as_table_like) else {
        reader.fault(None, "缺少 expect", "`expect` is missing");
        return Ok(None);
    };
    let facts = |name: &'static str| Facts {
        name,
        case: case.get(name).and_then(Item::as_table_like),
        given: given
            .and_then(|given| given.get(name))
            .and_then(Item::as_table_like),
    };
    let decided = if facts("month").stated() {
        month(reader, &facts("month"))
            .map(|facts| policy.settlement(&facts).map(|settlement| settlement.decision))
    } else {
        subsidy(reader, &facts).map(|facts| policy.subsidy(&facts))
    };
    match (decided, reader.string(expect, "error")) {
        (None, _) => Ok(None),
        (Some(Ok(decision)), None) => Ok(compare(reader, expect, &decision)),
        (Some(Ok(decision)), Some(_)) => Ok(Some(format!("expected an error, got {:?}", decision.outcome))),
        (Some(Err(fault)), None) => Err(fault),
        (Some(Err(fault)), Some(wanted)) => {
            let said = fault.message.en.clone();
            Ok((!said.contains(&wanted)).then(|| format!("expected the error {wanted:?}, got {said:?}")))
        }
    }
}

/// The facts of one object: what the case states, else what the file gives.
struct Facts<'a> {
    name: &'static str,
    case: Option<&'a dyn TableLike>,
    given: Option<&'a dyn TableLike>,
}

impl<'a> Facts<'a> {
    fn stated(&self) -> bool {
        self.case.is_some() || self.given.is_some()
    }

    /// The value stated; a case's `"none"` takes away what the file gives.
    fn find(&self, key: &str) -> Option<&'a Item> {
        let found = self
            .case
            .and_then(|case| case.get(key))
            .or_else(|| self.given.and_then(|given| given.get(key)));
        found.filter(|item| item.as_str() != Some("none"))
    }

    fn need(&self, reader: &mut Reader<'_>, key: &str) -> Option<&'a Item> {
        let found = self.find(key);
        if found.is_none() {
            let name = self.name;
            reader.fault(
                None,
                format!("没有给出 {name}.{key}"),
                format!("{name}.{key} is not given"),
            );
        }
        found
    }

    fn flag(&self, reader: &mut Reader<'_>, key: &str) -> Option<bool> {
        self.need(reader, key)?.as_bool()
    }

    fn number(&self, reader: &mut Reader<'_>, key: &str) -> Option<Decimal> {
        let item = self.need(reader, key)?;
        reader.decimal(item, key)
    }

    fn count(&self, reader: &mut Reader<'_>, key: &str) -> Option<u32> {
        u32::try_from(self.need(reader, key)?.as_integer()?).ok()
    }

    /// A closed list's code.
    fn code<T: DeserializeOwned>(&self, reader: &mut Reader<'_>, key: &str) -> Option<T> {
        let item = self.need(reader, key)?;
        let value = serde_json::from_value(item.as_str()?.into()).ok();
        if value.is_none() {
            reader.wrong(item, key, "不在可选项中", "is not one of the codes");
        }
        value
    }

    fn day(&self, key: &str) -> Option<Date> {
        self.find(key)?.as_datetime()?.to_string().parse().ok()
    }
}

fn subsidy<'a>(reader: &mut Reader<'_>, facts: &dyn Fn(&'static str) -> Facts<'a>) -> Option<SubsidyFacts> {
    let (session, tutor, school) = (facts("session"), facts("tutor"), facts("school"));
    let starts = session
        .need(reader, "starts")
        .and_then(Item::as_str)
        .and_then(|text| text.parse::<Time>().ok());
    let date = session.need(reader, "date").and_then(Item::as_datetime);
    let distance = session
        .find("distance_km")
        .and_then(|item| reader.decimal(item, "distance_km"));
    let session = SessionFacts {
        date: date.and_then(|date| date.to_string().parse().ok())?,
        starts: starts?,
        minutes: session.count(reader, "minutes")?,
        form: session.code(reader, "form")?,
        place: session.code(reader, "place")?,
        in_service_window: session.flag(reader, "in_service_window")?,
        appointed_from: session.day("appointed_from"),
        appointed_until: session.day("appointed_until"),
        credited_before: session.number(reader, "credited_before")?,
        distance_km: distance,
        confirmed: session.flag(reader, "confirmed")?,
        classes: session.count(reader, "classes")?,
        pupils: session.count(reader, "pupils")?,
    };
    let tutor = TutorFacts {
        external: tutor.flag(reader, "external")?,
        payee: tutor.code(reader, "payee")?,
        title: tutor.code(reader, "title")?,
        checked_on: tutor.day("checked_on"),
    };
    let school = SchoolFacts {
        rural: school.flag(reader, "rural")?,
        weak: school.flag(reader, "weak")?,
        pupils: school.count(reader, "pupils")?,
        stage: school.code(reader, "stage")?,
    };
    Some(SubsidyFacts {
        session,
        tutor,
        school,
    })
}

fn month(reader: &mut Reader<'_>, facts: &Facts<'_>) -> Option<MonthFacts> {
    let month = facts
        .need(reader, "month")
        .and_then(Item::as_str)
        .and_then(|month| month.parse().ok());
    Some(MonthFacts {
        month: month?,
        after_tax: Money::from_yuan(facts.number(reader, "after_tax")?)?,
        sessions: facts.count(reader, "sessions")?,
    })
}

/// The whole decision: outcome, every line with its amount, what was credited.
fn compare(reader: &mut Reader<'_>, expect: &dyn TableLike, decision: &Decision) -> Option<String> {
    let got = match &decision.outcome {
        Outcome::Amount(amount) => amount.yuan().to_string(),
        Outcome::Refused(refusal) => format!("refused: {}", refusal.reason),
    };
    let wanted = match reader.string(expect, "refused") {
        Some(reason) => format!("refused: {reason}"),
        None => {
            let amount = expect
                .get("amount")
                .and_then(|item| reader.decimal(item, "amount"))?;
            Money::from_yuan(amount)?.yuan().to_string()
        }
    };
    if wanted != got {
        return Some(format!("expected {wanted}, got {got}"));
    }
    let lines: Vec<_> = decision
        .lines
        .iter()
        .map(|line| (line.label.clone(), line.amount))
        .collect();
    let mut wanted = Vec::new();
    for (label, item) in expect
        .get("lines")
        .and_then(Item::as_table_like)
        .into_iter()
        .flat_map(TableLike::iter)
    {
        wanted.push((label.to_owned(), Money::from_yuan(reader.decimal(item, label)?)?));
    }
    if lines != wanted {
        let show = |lines: &[(String, Money)]| {
            lines
                .iter()
                .map(|(label, amount)| format!("{label} {}", amount.yuan()))
                .collect::<Vec<_>>()
                .join(", ")
        };
        return Some(format!(
            "expected the lines {}, got {}",
            show(&wanted),
            show(&lines)
        ));
    }
    // A settlement and a refusal credit nothing.
    let credited = match expect.get("credited") {
        Some(item) => reader.decimal(item, "credited")?,
        None => Decimal::ZERO,
    };
    (credited != decision.credited)
        .then(|| format!("expected {credited} credited, got {}", decision.credited))
}
