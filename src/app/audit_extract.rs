//! The audit extract of one person and year (审计摘录): the statement's payments, every session behind them and every one that was not paid, with who
//! signed what and when, as far as the seat sees them (五.7).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use serde_json::Value;

use super::{
    account::Account,
    batched::{Owed, batched},
    policies::Rulebook,
    scope::{self, View},
    statement::{Paid, statement},
    unpaid::unpaid,
};
use crate::{
    domain::{Kind, Label, Lang, PaySlip, Session, batch::BatchLine, workflow::Step},
    exchange::audit_extract::{AuditExtract, AuditPayment, AuditSession, AuditSignature},
    policy::decision::Text,
    say,
    store::{Store, StoreError},
};

/// By batch and session the content hash of the policy by which it was worked out.
pub type Policies = HashMap<String, BTreeMap<String, String>>;

/// The years of which there is anything to extract, the latest first: of what was paid, and of sessions.
pub fn years(view: View<'_>, person: &str) -> Vec<String> {
    let paid = paid(view, person).into_iter().filter_map(|paid| Some(year_of(&paid.slip)?.to_owned()));
    let held = sessions(view, person).map(|session| session.date.year().to_string());
    let years: BTreeSet<_> = paid.chain(held).collect();
    years.into_iter().rev().collect()
}

/// What the batches by which the person was paid keep of the policies; nothing of one that the seat does not see.
///
/// # Errors
/// [`StoreError`].
pub async fn policies(store: &impl Store, view: View<'_>, person: &str) -> Result<Policies, StoreError> {
    let mut policies = Policies::new();
    for Paid { slip, .. } in paid(view, person) {
        let seen = view.workspace.find(Kind::PaymentBatch, &slip.batch);
        let seen = seen.filter(|batch| scope::sees(view.workspace, view.seat, batch));
        let batch = seen.and_then(|_| view.workspace.payment_batches.get(&slip.batch));
        let Some(basis) = batch.and_then(|batch| batch.basis.as_ref()) else { continue };
        if policies.contains_key(&slip.batch) {
            continue;
        }
        let bytes = store.chunk(&basis.chunk()).await?;
        policies.insert(slip.batch, bytes.map(|bytes| kept(&bytes)).unwrap_or_default());
    }
    Ok(policies)
}

/// What a batch keeps: nothing where it cannot be read.
fn kept(basis: &[u8]) -> BTreeMap<String, String> {
    let basis: Value = serde_json::from_slice(basis).unwrap_or_default();
    let sessions = basis.get("sessions").and_then(Value::as_array);
    let one = |session: &Value| {
        Some((session.get("session")?.as_str()?.to_owned(), session.get("policy")?.as_str()?.to_owned()))
    };
    sessions.into_iter().flatten().filter_map(one).collect()
}

/// What the extract is drawn up from beside the records.
#[derive(Clone, Copy)]
pub struct From<'a> {
    pub account: &'a Account,
    pub rulebook: &'a Rulebook,
    pub policies: &'a Policies,
}

/// See the module.
pub fn extract(
    view: View<'_>,
    from: From<'_>,
    (person, year): (&str, &str),
    (today, lang): (Date, Lang),
) -> AuditExtract {
    let workspace = view.workspace;
    let all = paid(view, person);
    let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|paid| year_of(&paid.slip) == Some(year));
    let payments = own.iter().rev().map(|paid| payment(paid, from.policies, lang)).collect();
    let mut rows: Vec<_> = own
        .iter()
        .flat_map(|paid| paid.slip.lines.iter().map(move |line| (paid, line)))
        .map(|(paid, line)| line_row(view, &paid.slip, line, (from.policies, lang)))
        .collect();
    let paid_for: HashSet<_> = rows.iter().map(|row| row.code.clone()).collect();
    let of_year = sessions(view, person).filter(|session| session.date.year().to_string() == year);
    let open = of_year.filter(|session| !paid_for.contains(&session.code));
    let instead = Instead::of(view, from, person, &others);
    rows.extend(open.map(|session| AuditSession {
        why: instead.of_session(session).map(|why| why.get(lang).to_owned()).unwrap_or_default(),
        ..bare(view, (&session.code, session.date), lang)
    }));
    rows.sort_by(|one, other| {
        (one.date, &one.code, &one.month).cmp(&(other.date, &other.code, &other.month))
    });
    let mut told = HashSet::new();
    let codes = rows.iter().map(|row| row.code.as_str()).filter(|code| told.insert(*code));
    let signatures = codes.flat_map(|code| signatures(view, code, lang)).collect();
    let name = workspace.instructors.get(person).map(|known| known.name.clone());
    AuditExtract {
        person: name.unwrap_or_else(|| person.to_owned()),
        number: person.to_owned(),
        year: year.to_owned(),
        prepared_on: today,
        demo: workspace.settings.demo,
        payments,
        sessions: rows,
        signatures,
    }
}

/// What a person was paid, as far as it is seen.
fn paid(view: View<'_>, person: &str) -> Vec<Paid> {
    let all = statement(view.workspace, person).into_iter().flat_map(|year| year.paid);
    let sees = |paid: &Paid| {
        let record = view.workspace.find(Kind::PaySlip, &paid.slip.code);
        record.is_some_and(|record| scope::sees(view.workspace, view.seat, &record))
    };
    all.filter(sees).collect()
}

/// The sessions of a person that are seen.
fn sessions<'a>(view: View<'a>, person: &'a str) -> impl Iterator<Item = &'a Session> {
    let own = view.workspace.sessions.all().filter(move |session| session.instructor == person);
    own.filter(move |session| seen(view, &session.code))
}

fn seen(view: View<'_>, session: &str) -> bool {
    let record = view.workspace.find(Kind::Session, session);
    record.is_some_and(|record| scope::sees(view.workspace, view.seat, &record))
}

fn year_of(slip: &PaySlip) -> Option<&str> {
    slip.month.split('-').next()
}

fn payment(Paid { slip, state, transferred }: &Paid, policies: &Policies, lang: Lang) -> AuditPayment {
    let of_batch = policies.get(&slip.batch);
    let hashes = slip.lines.iter().filter_map(|line| of_batch?.get(&line.session).cloned());
    let hashes: BTreeSet<_> = hashes.collect();
    AuditPayment {
        month: slip.month.clone(),
        paid_on: slip.paid_on,
        payer: slip.payer.clone(),
        batch: slip.batch.clone(),
        hours: slip.hours,
        added: slip.added,
        taken: slip.taken,
        owed: slip.owed,
        after_tax: slip.after_tax,
        again: slip.again,
        transferred: *transferred,
        tax: slip.tax,
        gross: slip.gross,
        carried: slip.carried,
        standing: state.map(|state| state.label.text(lang).to_owned()).unwrap_or_default(),
        returned_on: slip.returned_on,
        policies: hashes.into_iter().collect(),
    }
}

/// A session as it stands, of which nothing is said yet.
fn bare(view: View<'_>, (code, date): (&str, Date), lang: Lang) -> AuditSession {
    let record = view.workspace.find(Kind::Session, code).filter(|_| seen(view, code));
    let known = record.as_ref().and_then(|_| view.workspace.sessions.get(code));
    let state = record.and_then(|record| record.state);
    AuditSession {
        date,
        code: code.to_owned(),
        school: known
            .map(|session| view.workspace.tree().name(&session.school).to_owned())
            .unwrap_or_default(),
        topic: known.map(|session| session.topic.clone()).unwrap_or_default(),
        standing: state.map(|state| state.label.text(lang).to_owned()).unwrap_or_default(),
        batch: String::new(),
        month: String::new(),
        hours: None,
        amount: None,
        batched_before: None,
        why: String::new(),
        policy: String::new(),
    }
}

fn line_row(
    view: View<'_>,
    slip: &PaySlip,
    line: &BatchLine,
    (policies, lang): (&Policies, Lang),
) -> AuditSession {
    let bare = bare(view, (&line.session, line.date), lang);
    let policy = policies.get(&slip.batch).and_then(|of_batch| of_batch.get(&line.session));
    let school = line.school.as_deref().map(|school| view.workspace.tree().name(school).to_owned());
    AuditSession {
        school: school.unwrap_or_else(|| bare.school.clone()),
        batch: slip.batch.clone(),
        month: slip.month.clone(),
        hours: Some(line.adds_hours()),
        amount: Some(line.adds()),
        batched_before: line.amount_before,
        why: line.why.clone().unwrap_or_default(),
        policy: policy.cloned().unwrap_or_default(),
        ..bare
    }
}

/// What became of sessions of which nothing was paid in the year.
struct Instead {
    /// By the batches of other years.
    paid: HashMap<String, (String, String)>,
    /// By batches of which the seat sees no slip, paid or not.
    batched: HashSet<String>,
    refused: HashMap<String, Text>,
}

impl Instead {
    fn of(view: View<'_>, from: From<'_>, person: &str, others: &[Paid]) -> Self {
        let line = |paid: &Paid, line: &BatchLine| {
            (line.session.clone(), (paid.slip.month.clone(), paid.slip.batch.clone()))
        };
        let lines = others.iter().flat_map(|paid| paid.slip.lines.iter().map(move |of_it| line(paid, of_it)));
        let own: HashSet<&str> = sessions(view, person).map(|session| session.code.as_str()).collect();
        let batched = batched(view.workspace, |session| own.contains(session));
        let is_theirs = |(_, owed): &(_, Vec<Owed<'_>>)| owed.iter().any(|owed| owed.instructor == person);
        let refused = unpaid(view.workspace, from.account, from.rulebook, |id, _| own.contains(id));
        Self {
            paid: lines.collect(),
            batched: batched.into_iter().filter(is_theirs).map(|(id, _)| id.to_owned()).collect(),
            refused: refused.into_iter().map(|one| (one.session.to_string(), one.why)).collect(),
        }
    }

    fn of_session(&self, session: &Session) -> Option<Text> {
        if let Some((month, batch)) = self.paid.get(&session.code) {
            return Some(Text::both(|lang| {
                say!(lang, "列入 {month} 的批次 {batch}", "In batch {batch}, paid in {month}").to_owned()
            }));
        }
        const LISTED: Label =
            Label::new("已列入批次，是否已发放以发放单为准", "In a batch; whether it is paid, the slip says");
        if self.batched.contains(&session.code) {
            return Some(LISTED.into());
        }
        self.refused.get(&session.code).cloned()
    }
}

/// Every step that counts of a session that is seen.
fn signatures(view: View<'_>, code: &str, lang: Lang) -> Vec<AuditSignature> {
    let workspace = view.workspace;
    let (Some(record), Some(session)) = (workspace.find(Kind::Session, code), workspace.sessions.get(code))
    else {
        return Vec::new();
    };
    if !scope::sees(workspace, view.seat, &record) {
        return Vec::new();
    }
    let name = |unit: &str| workspace.tree().name(unit).to_owned();
    let number = |step: &Step, key: &str| {
        step.values.get(key).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok())
    };
    let label = |verb: &str| {
        let table = record.kind.workflow();
        table.map(|table| table.called(verb).text(lang).to_owned()).unwrap_or_default()
    };
    let one = |step: &Step| AuditSignature {
        date: session.date,
        code: code.to_owned(),
        school: name(&session.school),
        step: label(&step.verb),
        unit: name(step.signer()),
        by: step.on_behalf_of.as_ref().map(|_| name(&step.unit)).unwrap_or_default(),
        minutes: number(step, "minutes"),
        pupils: number(step, "pupils"),
        day: step.day,
        when: step.when.to_string(),
        note: step.note.clone(),
    };
    record.envelope.steps.iter().map(one).collect()
}
