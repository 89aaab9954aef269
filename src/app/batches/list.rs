//! A batch on paper: the list from which finance pays, and a slip for each person.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use crate::{
    app::{
        account::Account,
        policies::Rulebook,
        scope::{self, View},
        unpaid,
        workspace::Workspace,
    },
    domain::{
        Label, Lang, Money, Month, PaySlip, PaymentBatch,
        batch::{BatchLine, BatchPayee},
        division::division,
    },
    exchange::payment_list::{LeftOut, PaymentList, PaymentRow, PaymentSession, SchoolRow, TITLE},
    say,
};

const AGAIN: Label = Label::new(
    "银行退票重发，个税已在原发放月份扣缴",
    "paid again after the bank returned it; tax was withheld the first time",
);

/// The list from which finance pays a batch that was reviewed. Which sessions are not paid, and why, is as the account has them: without one
/// there is no list.
pub fn payment_list(
    workspace: &Workspace,
    (account, rulebook): (&Account, &Rulebook),
    batch: &PaymentBatch,
    today: Date,
    lang: Lang,
) -> PaymentList {
    let instructor = |number: &str| workspace.instructors.get(number);
    let row = |payee: &BatchPayee| PaymentRow {
        month: batch.month().unwrap_or(Month::of(batch.through)),
        payer: payee.payer.clone(),
        person: instructor(&payee.instructor).map_or_else(String::new, |known| known.name.clone()),
        number: payee.instructor.clone(),
        unit: instructor(&payee.instructor).map_or_else(String::new, |known| known.unit.clone()),
        sessions: payee.sessions as usize,
        paid_hours: payee.hours,
        after_tax: payee.after_tax,
        taxed: Some([payee.tax, payee.gross]),
        remark: String::new(),
    };
    // What was sent back is a line of its own: it is transferred, and no new income.
    let again = |payee: &BatchPayee| {
        let again = payee.again?;
        Some(PaymentRow {
            sessions: 0,
            paid_hours: Decimal::ZERO,
            after_tax: again,
            taxed: Some([Money::ZERO; 2]),
            remark: AGAIN.text(lang).to_owned(),
            ..row(payee)
        })
    };
    let rows = |payee: &BatchPayee| {
        let own = (payee.gross > Money::ZERO).then(|| row(payee));
        own.into_iter().chain(again(payee))
    };
    let mut schools = BTreeMap::<(&str, &str), SchoolRow>::new();
    for line in &batch.lines {
        let code = line.school.as_deref().unwrap_or_default();
        let school = workspace.schools.get(code);
        let division_of_it = school.map_or("", |school| &school.division);
        let row = schools.entry((division_of_it, code)).or_insert_with(|| SchoolRow {
            county: division(division_of_it)
                .map_or_else(|| division_of_it.to_owned(), |found| found.name.to_owned()),
            name: school.map_or_else(|| code.to_owned(), |school| school.name.clone()),
            sessions: 0,
            paid_hours: Decimal::ZERO,
            after_tax: Money::ZERO,
        });
        row.sessions += 1;
        row.paid_hours += line.adds_hours();
        row.after_tax += line.adds();
    }
    // Person, day and sums as the batch has them; what it does not say as the session has it.
    let sessions = batch.lines.iter().map(|line| {
        let session = workspace.sessions.get(&line.session);
        PaymentSession {
            date: line.date,
            starts: session.map_or(Time::midnight(), |session| session.starts),
            person: workspace.tree().name(&line.instructor).to_owned(),
            school: line
                .school
                .as_deref()
                .map_or_else(String::new, |code| workspace.tree().name(code).to_owned()),
            topic: session.map_or_else(|| line.session.clone(), |session| session.topic.clone()),
            minutes: session.map_or(0, |session| session.minutes),
            paid_hours: line.adds_hours(),
            after_tax: line.adds(),
        }
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
    let wanted = unpaid::is_of(workspace, (&batch.unit, None), (batch.since, batch.through));
    let unpaid = unpaid::unpaid(workspace, account, rulebook, wanted);
    PaymentList {
        title: TITLE.text(lang).to_owned(),
        period: batch.month.clone(),
        prepared_on: today,
        demo: workspace.settings.demo,
        rules,
        rows: batch.payees.iter().flat_map(rows).collect(),
        schools: schools.into_values().collect(),
        sessions: sessions.collect(),
        cut: batch.payees.iter().map(|payee| payee.due().max(Money::ZERO) - payee.after_tax).sum(),
        left_out: LeftOut::default(),
        unpaid: unpaid.iter().map(|unpaid| unpaid.row(lang)).collect(),
    }
}

/// What one person is told of what they are paid.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    pub name: String,
    pub unit: String,
    pub payee: BatchPayee,
    pub lines: Vec<SlipLine>,
}

/// Day, school, topic, hours and sum of a session.
pub type SlipLine = (Date, String, String, Decimal, Money);

/// Whether a view has the slips of a batch: what each was paid is the organ's to tell.
pub fn tells(View { workspace, seat }: View<'_>, batch: &PaymentBatch) -> bool {
    scope::own(workspace, seat).is_none_or(|unit| unit == batch.unit)
}

/// The slips of a batch, in the order of its list.
pub fn slips(workspace: &Workspace, batch: &PaymentBatch) -> Vec<Slip> {
    let mut lines = HashMap::<(&str, &str), Vec<&BatchLine>>::new();
    for line in &batch.lines {
        lines.entry(line.to()).or_default().push(line);
    }
    let slip = |payee: &BatchPayee| {
        let own = lines.get(&payee.to());
        let own = own.into_iter().flatten().map(|line| slip_line(workspace, line)).collect();
        slip_of(workspace, payee, own)
    };
    batch.payees.iter().map(slip).collect()
}

/// The slip that a person has of what they were paid.
pub fn slip(workspace: &Workspace, paid: &PaySlip) -> Slip {
    let payee = BatchPayee {
        payer: paid.payer.clone(),
        instructor: paid.instructor.clone(),
        sessions: paid.sessions,
        hours: paid.hours,
        added: paid.added,
        taken: paid.taken,
        owed: paid.owed,
        after_tax: paid.after_tax,
        tax: paid.tax,
        gross: paid.gross,
        carried: paid.carried,
        again: paid.again,
    };
    let lines = paid.lines.iter().map(|line| slip_line(workspace, line)).collect();
    slip_of(workspace, &payee, lines)
}

fn slip_of(workspace: &Workspace, payee: &BatchPayee, mut lines: Vec<SlipLine>) -> Slip {
    lines.sort_by(|one, other| (one.0, &one.1, &one.2).cmp(&(other.0, &other.1, &other.2)));
    let instructor = workspace.instructors.get(&payee.instructor);
    Slip {
        name: workspace.tree().name(&payee.instructor).to_owned(),
        unit: instructor.map_or_else(String::new, |known| known.unit.clone()),
        payee: payee.clone(),
        lines,
    }
}

fn slip_line(workspace: &Workspace, line: &BatchLine) -> SlipLine {
    let school = line.school.as_deref().unwrap_or_default();
    let topic =
        workspace.sessions.get(&line.session).map_or_else(String::new, |session| session.topic.clone());
    (line.date, workspace.tree().name(school).to_owned(), topic, line.adds_hours(), line.adds())
}
