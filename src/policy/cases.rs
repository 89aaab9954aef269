//! Cases: facts in, the whole expected decision out. They stand beside the scripts, in `cases/*.toml`, and the same
//! code runs them in tests, on the command line and in the editor.
//!
//! A file begins with the facts its cases share (`[given.session]` …); each `[[case]]` states what is different and
//! what is expected. A fact that neither states is a fault: nothing is assumed.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use toml_edit::{Item, TableLike, Value};

use super::{
    Chain, Diagnostic, PackSource, Policy,
    decision::{Decision, Outcome},
    facts::{Facts, INSTRUCTOR, MONTH, MonthFacts, SCHOOL, SESSION, Subject, SubsidyFacts},
    guard,
    reader::Reader,
};
use crate::domain::{Fields, Lang, Localized as _, Money, field::Fact};

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
    let files = pack.files.iter().filter(|(path, _)| path.starts_with("cases/") && path.ends_with(".toml"));
    files.flat_map(|(path, text)| file(policy, pack, path, text)).collect()
}

fn file(policy: &Policy, pack: &PackSource, path: &str, text: &str) -> Vec<CaseResult> {
    let mut reader = Reader::new(&pack.id, path, text);
    let short = path.trim_start_matches("cases/");
    let broken = |fault: Diagnostic| CaseResult { name: short.to_owned(), fault: Some(fault) };
    let Some(document) = reader.document() else {
        return reader.faults.into_iter().map(broken).collect();
    };
    let given = document.get("given").and_then(Item::as_table_like);
    let Some(cases) = document.get("case").and_then(Item::as_array_of_tables) else {
        return vec![broken(Diagnostic::new(reader.place(None), "没有 [[case]]", "there is no [[case]]"))];
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
        results.push(CaseResult { name: format!("{short}: {name}"), fault });
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
    let said = |subject: &'static Subject| Said {
        subject,
        case: case.get(subject.name).and_then(Item::as_table_like),
        given: given.and_then(|given| given.get(subject.name)).and_then(Item::as_table_like),
    };
    let added = policy.fields();
    if let Some(name) = reader.string(case, "guard") {
        return guard(policy, reader, &name, &said, expect);
    }
    let decided = if said(&MONTH).is_anything() {
        month(&said(&MONTH).read(reader, added))
            .map(|facts| policy.settlement(&facts).map(|settlement| settlement.decision))
    } else {
        let [session, instructor, school] =
            [&SESSION, &INSTRUCTOR, &SCHOOL].map(|subject| (subject, said(subject).read(reader, added)));
        match session.1.get("date") {
            Some(Fact::Day(date)) => {
                let date = *date;
                let [session, instructor, school] = [session, instructor, school]
                    .map(|(subject, stated)| Facts::stated(subject, added, stated));
                Some(policy.subsidy(&SubsidyFacts { date, session, instructor, school }))
            }
            _ => {
                reader.fault(None, "没有给出 session.date", "session.date is not given");
                None
            }
        }
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

/// A case of a guard: `guard = "may_file_need"`, and `expect = { allowed = true }` or `{ refused = "…" }`.
fn guard<'a>(
    policy: &Policy,
    reader: &mut Reader<'_>,
    name: &str,
    said: &dyn Fn(&'static Subject) -> Said<'a>,
    expect: &dyn TableLike,
) -> Result<Option<String>, Diagnostic> {
    let Some(subject) = guard::subject(name) else {
        reader.fault(None, format!("没有步骤 {name}"), format!("there is no move {name}"));
        return Ok(None);
    };
    let stated = said(subject).read(reader, policy.fields());
    let Some(Fact::Day(today)) = stated.get("today").cloned() else {
        reader.fault(None, "没有给出 today", "today is not given");
        return Ok(None);
    };
    let refusal = policy.guarded(name, Facts::stated(subject, policy.fields(), stated), today)?;
    let got = refusal.map(|refusal| refusal.reason);
    let wanted = match reader.flag(expect, "allowed") {
        Some(true) => None,
        _ => reader.string(expect, "refused"),
    };
    Ok((got != wanted).then(|| format!("expected {wanted:?} as the refusal, got {got:?}")))
}

/// What a case says of one subject: its own words, else those that the file gives.
struct Said<'a> {
    subject: &'static Subject,
    case: Option<&'a dyn TableLike>,
    given: Option<&'a dyn TableLike>,
}

impl Said<'_> {
    fn is_anything(&self) -> bool {
        self.case.is_some() || self.given.is_some()
    }

    /// The facts stated; a case's `"none"` takes away what the file gives.
    fn read(&self, reader: &mut Reader<'_>, added: &Fields) -> BTreeMap<&'static str, Fact> {
        let mut facts = BTreeMap::new();
        let mut named = BTreeMap::new();
        for table in [self.given, self.case].into_iter().flatten() {
            named.extend(table.iter().map(|(key, item)| (key.to_owned(), item)));
        }
        for (key, item) in named.into_iter().filter(|(_, item)| item.as_str() != Some("none")) {
            let Some(field) = self.subject.fields(added).find(|field| field.key == key) else {
                let subject = self.subject.name;
                reader.fault(
                    item.span(),
                    format!("{subject} 没有“{key}”"),
                    format!("{subject} has no {key}"),
                );
                continue;
            };
            match field.read(&written(item)) {
                Ok(value) => {
                    facts.insert(field.key, field.fact(&value));
                }
                Err(fault) => {
                    reader.wrong(item, &key, &format!("：{}", fault.text(Lang::Zh)), &fault.text(Lang::En))
                }
            }
        }
        facts
    }
}

/// A stated fact as a person would type it into a form.
fn written(item: &Item) -> String {
    match item {
        Item::Value(Value::String(text)) => text.value().clone(),
        Item::Value(Value::Array(items)) => {
            let texts = items.iter().map(|item| written(&Item::Value(item.clone())));
            texts.collect::<Vec<_>>().join("、")
        }
        other => other.to_string().trim().to_owned(),
    }
}

fn month(stated: &BTreeMap<&'static str, Fact>) -> Option<MonthFacts> {
    match ["month", "after_tax", "sessions"].map(|key| stated.get(key)) {
        [Some(Fact::Text(month)), Some(Fact::Number(after_tax)), Some(Fact::Number(sessions))] => {
            Some(MonthFacts {
                month: month.parse().ok()?,
                after_tax: Money::from_yuan(*after_tax)?,
                sessions: u32::try_from(*sessions).ok()?,
            })
        }
        _ => None,
    }
}

/// The whole decision: outcome, every line with its amount, what was paid.
fn compare(reader: &mut Reader<'_>, expect: &dyn TableLike, decision: &Decision) -> Option<String> {
    let got = match &decision.outcome {
        Outcome::Amount(amount) => amount.yuan().to_string(),
        Outcome::Refused(refusal) => format!("refused: {}", refusal.reason),
    };
    let wanted = match reader.string(expect, "refused") {
        Some(reason) => format!("refused: {reason}"),
        None => {
            let amount = expect.get("amount").and_then(|item| reader.decimal(item, "amount"))?;
            Money::from_yuan(amount)?.yuan().to_string()
        }
    };
    if wanted != got {
        return Some(format!("expected {wanted}, got {got}"));
    }
    let lines: Vec<_> = decision.lines.iter().map(|line| (line.label.clone(), line.amount)).collect();
    let mut wanted = Vec::new();
    for (label, item) in
        expect.get("lines").and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter)
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
        return Some(format!("expected the lines {}, got {}", show(&wanted), show(&lines)));
    }
    // A settlement and a refusal credit nothing.
    let paid_hours = match expect.get("paid_hours") {
        Some(item) => reader.decimal(item, "paid_hours")?,
        None => Decimal::ZERO,
    };
    (paid_hours != decision.paid_hours)
        .then(|| format!("expected {paid_hours} paid hours, got {}", decision.paid_hours))
}
