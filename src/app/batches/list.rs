//! A batch on paper: the list from which finance pays, and a slip for each person.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    app::{batched::statements, workspace::Workspace},
    domain::{
        Lang, Money, PaymentBatch, SchoolStatement,
        batch::{BatchLine, BatchPayee},
        division::division,
    },
    exchange::payment_list::{LeftOut, PaymentList, PaymentRow, PaymentSession, SchoolRow},
    say,
};

fn of<'a>(workspace: &'a Workspace, batch: &'a PaymentBatch) -> impl Iterator<Item = &'a SchoolStatement> {
    statements(workspace).filter(|statement| statement.batch == batch.code)
}

/// The list from which finance pays a batch that was reviewed.
pub fn payment_list(workspace: &Workspace, batch: &PaymentBatch, today: Date, lang: Lang) -> PaymentList {
    let instructor = |number: &str| workspace.instructors.get(number);
    let row = |payee: &BatchPayee| PaymentRow {
        month: batch.month().unwrap_or(crate::domain::Month::of(batch.through)),
        payer: payee.payer.clone(),
        person: instructor(&payee.instructor).map_or_else(String::new, |known| known.name.clone()),
        number: payee.instructor.clone(),
        unit: instructor(&payee.instructor).map_or_else(String::new, |known| known.unit.clone()),
        sessions: payee.sessions as usize,
        paid_hours: payee.hours,
        after_tax: payee.after_tax,
        taxed: Some([payee.tax, payee.gross]),
    };
    let mut schools = BTreeMap::new();
    for statement in of(workspace, batch) {
        let Some(school) = workspace.schools.get(&statement.school) else { continue };
        let row = SchoolRow {
            county: division(&school.division)
                .map_or_else(|| school.division.clone(), |found| found.name.to_owned()),
            name: school.name.clone(),
            sessions: statement.lines.len(),
            paid_hours: statement.lines.iter().map(BatchLine::adds_hours).sum(),
            after_tax: statement.adds(),
        };
        schools.insert((&school.division, &school.code), row);
    }
    let sessions = of(workspace, batch).flat_map(|statement| &statement.lines).filter_map(|line| {
        let session = workspace.sessions.get(&line.session)?;
        Some(PaymentSession {
            date: session.date,
            starts: session.starts,
            person: instructor(&session.instructor).map_or_else(String::new, |known| known.name.clone()),
            school: workspace
                .schools
                .get(&session.school)
                .map_or_else(String::new, |school| school.name.clone()),
            topic: session.topic.clone(),
            minutes: session.minutes,
            paid_hours: line.adds_hours(),
            after_tax: line.adds(),
        })
    });
    let mut rules = vec![
        say!(
            lang,
            "核算依据：发放批次 {code} 及其附件",
            "Rules: payment batch {code} and what is attached to it",
            code = batch.code
        )
        .to_owned(),
    ];
    let owing = batch.payees.iter().filter_map(|payee| payee.carried);
    let (count, carried) = owing.fold((0, Money::ZERO), |(count, sum), carried| (count + 1, sum + carried));
    if count > 0 {
        rules.push(
            say!(
                lang,
                "另有 {count} 人应追回共 {carried} 元，结转下批，本表不发",
                "{count} people owe {carried} in all; it is carried on to the next batch and not paid here"
            )
            .to_owned(),
        );
    }
    PaymentList {
        title: match lang {
            Lang::Zh => "科技辅导员补助发放表",
            Lang::En => "Payment list of science instructors",
        }
        .to_owned(),
        period: batch.month.clone(),
        prepared_on: today,
        demo: workspace.settings.demo,
        rules,
        rows: batch.payees.iter().filter(|payee| payee.gross > Money::ZERO).map(row).collect(),
        schools: schools.into_values().collect(),
        sessions: sessions.collect(),
        cut: batch.payees.iter().map(|payee| payee.due().max(Money::ZERO) - payee.after_tax).sum(),
        left_out: LeftOut::default(),
    }
}

/// What one person is told of what they are paid.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    pub name: String,
    pub unit: String,
    pub payee: BatchPayee,
    /// Day, school, topic, hours and sum of each session.
    pub lines: Vec<(Date, String, String, Decimal, Money)>,
}

/// The slips of a batch, in the order of its list.
pub fn slips(workspace: &Workspace, batch: &PaymentBatch) -> Vec<Slip> {
    let line = |line: &BatchLine| {
        let session = workspace.sessions.get(&line.session);
        let school = session.and_then(|session| workspace.schools.get(&session.school));
        let school = school.map_or_else(String::new, |school| school.name.clone());
        let topic = session.map_or_else(String::new, |session| session.topic.clone());
        (line.date, school, topic, line.adds_hours(), line.adds())
    };
    let slip = |payee: &BatchPayee| {
        let own = |line: &&BatchLine| (&line.payer, &line.instructor) == (&payee.payer, &payee.instructor);
        let mut lines: Vec<_> =
            of(workspace, batch).flat_map(|statement| &statement.lines).filter(own).map(line).collect();
        lines.sort_by(|one, other| (one.0, &one.1, &one.2).cmp(&(other.0, &other.1, &other.2)));
        let instructor = workspace.instructors.get(&payee.instructor);
        Slip {
            name: instructor.map_or_else(|| payee.instructor.clone(), |known| known.name.clone()),
            unit: instructor.map_or_else(String::new, |known| known.unit.clone()),
            payee: payee.clone(),
            lines,
        }
    };
    batch.payees.iter().map(slip).collect()
}
