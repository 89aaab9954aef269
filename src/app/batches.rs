//! Payment batches: what is to be paid, what has been, and what of it is another sum today (五.7).
//!
//! Nothing is kept twice: a batch owes for a session what the policy says today less what standing batches have owed for it, so a second
//! batch over the same months finds what has changed since the first, and nothing else.

mod basis;
mod list;

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    Actor,
    account::{Account, Ruling},
    batched::{self, Owed, batched},
    reading::Read,
    records, returned,
    unpaid::is_refused,
    workspace::Workspace,
};
use crate::{
    domain::{
        Envelope, Label, Money, Month, PaymentBatch, SchoolStatement, Session,
        batch::{BatchLine, OWING, Who},
        field::Attachment,
        session::{self, holding},
        side::Side,
        workflow::{Role, Seat, State},
    },
    policy::decision::Text,
    store::{Change, Commit, Store, StoreError, Written},
};

pub use basis::basis;
pub use list::{Slip, payment_list, slip, slips, tells};

/// Whether a seat prepares batches: the officer's of the organ to which schools report.
pub fn prepares(workspace: &Workspace, seat: &Seat) -> bool {
    let tree = workspace.tree();
    let is_organ = tree.get(&seat.unit).is_some_and(|unit| unit.side == Side::Education);
    let has_schools = || tree.subordinates(&seat.unit).any(|unit| unit.side == Side::School);
    seat.role == Role::Officer && is_organ && has_schools()
}

/// What a batch would owe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub unit: String,
    pub since: Date,
    /// Sessions until then.
    pub through: Date,
    /// By school.
    pub schools: BTreeMap<String, Vec<BatchLine>>,
    /// Sessions that earn nothing, by the code of the reason.
    pub refused: BTreeMap<String, Vec<String>>,
    /// Sessions of which nothing can be said yet: the policy cannot, or what was batched is being corrected. They wait until it can.
    pub undecided: Vec<String>,
    /// What banks have sent back, and is paid again.
    #[serde(default)]
    pub again: Money,
    /// The journal entry up to which what it was worked out from had been read.
    pub sequence: u64,
}

impl Plan {
    pub fn lines(&self) -> impl Iterator<Item = &BatchLine> {
        self.schools.values().flatten()
    }

    /// What it comes to; below zero where more is taken back than owed.
    pub fn adds(&self) -> Money {
        self.lines().map(BatchLine::adds).sum()
    }

    /// Whether a batch of it would pay and correct nothing.
    pub fn is_nothing(&self) -> bool {
        self.schools.is_empty() && self.again == Money::ZERO
    }

    /// How many lines put right what was batched before.
    pub fn corrections(&self) -> usize {
        self.lines().filter(|line| line.amount_before.is_some()).count()
    }
}

/// What a session is owed today, and why it is not what it was; nothing where that cannot be said. What was batched and is being put right
/// is as it was until that is done.
fn owed_now(
    account: &Account,
    (id, state): (&str, Option<&State>),
    was_batched: bool,
    text: &dyn Fn(&str) -> Text,
) -> Option<(Decimal, Money, Option<String>)> {
    let is_open = state.is_some_and(|state| [holding::planned, holding::held].contains(&state.code));
    match account.verdicts.get(id).map(|verdict| (&verdict.ruling, verdict.paid_hours)) {
        Some((Ruling::Amount(amount), hours)) => Some((hours, *amount, None)),
        Some((Ruling::Refused(_), _)) if was_batched && is_open => None,
        Some((Ruling::Refused(reason), _)) => Some((Decimal::ZERO, Money::ZERO, Some(text(reason).zh))),
        Some((Ruling::Undecided(_), _)) => None,
        None => Some((Decimal::ZERO, Money::ZERO, Some(GONE.zh.to_owned()))),
    }
}

/// Why nothing is owed for a session that ended without effect.
pub const GONE: Label = Label::new("课次已取消或未授课", "The session was cancelled, or not held");

/// By whom and to whom a session is owed as it is on file.
fn owed_to<'a>(workspace: &'a Workspace, session: &'a Session) -> Who<'a> {
    let school = workspace.schools.get(&session.school);
    (school.map_or("", |school| school.payer.on(session.date)), &session.instructor)
}

/// Why a session is not owed any more by whom and to whom it was; nothing where it still is.
pub fn owed_to_another(workspace: &Workspace, session: &Session, then: Who<'_>) -> Option<Label> {
    let now = owed_to(workspace, session);
    let why = match now.1 == then.1 {
        true => Label::new("改由其他单位支付", "Another unit pays for it now"),
        false => Label::new("授课人已更正", "Somebody else held it, as was corrected"),
    };
    (now != then).then_some(why)
}

/// From when the batches of an organ pay; nothing where it has none yet.
pub fn since(workspace: &Workspace, unit: &str) -> Option<Date> {
    workspace.payment_batches.all().filter(|batch| batch.unit == unit).map(|batch| batch.since).min()
}

/// What an organ would owe for the sessions of its schools of these days. `text` says what the code of a reason means on a day.
pub fn plan(
    workspace: &Workspace,
    account: &Account,
    (unit, since, through): (&str, Date, Date),
    text: &dyn Fn(&str, Date) -> Text,
) -> Plan {
    let is_its = |school: &str| workspace.tree().superior(school) == Some(unit);
    let is_wanted = |session: &Session| session.date <= through && is_its(&session.school);
    let wanted: Vec<_> =
        workspace.sessions.held().iter().filter(|(_, held)| is_wanted(&held.record)).collect();
    let ids: HashSet<&str> = wanted.iter().map(|(id, _)| &***id).collect();
    let mut batched = batched(workspace, |session| ids.contains(session));
    let mut plan = Plan {
        unit: unit.to_owned(),
        since,
        through,
        schools: BTreeMap::new(),
        refused: BTreeMap::new(),
        undecided: Vec::new(),
        again: returned::for_the_next(workspace, unit),
        sequence: account.basis.sequence,
    };
    for (id, held) in wanted {
        let session = &held.record;
        let before = batched.remove(&**id).unwrap_or_default();
        // What was before the organ's first batch was paid otherwise, or not at all.
        if before.is_empty() && session.date < since {
            continue;
        }
        let reason = |code: &str| text(code, session.date);
        let now = owed_now(account, (id, held.state), !before.is_empty(), &reason);
        let Some((hours, amount, why)) = now else {
            plan.undecided.push(session.code.clone());
            continue;
        };
        let ruling = account.verdicts.get(id).map(|verdict| &verdict.ruling);
        if let Some(ruling @ Ruling::Refused(reason)) = ruling
            && before.is_empty()
            && is_refused(ruling, held.state)
        {
            plan.refused.entry(reason.clone()).or_default().push(session.code.clone());
        }
        let to = owed_to(workspace, session);
        let own = before.iter().find(|owed| owed.to() == to);
        let line = |to: Who<'_>, (hours, amount): (Decimal, Money), before: Option<&Owed<'_>>| BatchLine {
            session: session.code.clone(),
            school: None,
            date: session.date,
            instructor: to.1.to_owned(),
            payer: to.0.to_owned(),
            hours,
            amount,
            hours_before: before.map(|before| before.hours),
            amount_before: before.map(|before| before.amount),
            why: None,
        };
        let mut lines = Vec::new();
        if (hours, amount) != own.map_or_else(Default::default, |own| (own.hours, own.amount)) {
            let why = why.or_else(|| own.map(|_| "按现在的记录和规则重新核算".to_owned()));
            lines.push(BatchLine { why, ..line(to, (hours, amount), own) });
        }
        // To whom it was paid and is not owed any more.
        for former in &before {
            let Some(why) = owed_to_another(workspace, session, former.to()) else { continue };
            let why = Some(why.zh.to_owned());
            lines.push(BatchLine { why, ..line(former.to(), Default::default(), Some(former)) });
        }
        if !lines.is_empty() {
            plan.schools.entry(session.school.clone()).or_default().extend(lines);
        }
    }
    for lines in plan.schools.values_mut() {
        lines.sort_by(|one, other| (one.date, &one.session).cmp(&(other.date, &other.session)));
    }
    plan
}

/// Why a batch cannot be begun.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BatchFault {
    #[error("nobody is owed anything")]
    Nothing,
    #[error("something has changed since it was worked out")]
    Stale,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl crate::domain::Localized for BatchFault {
    fn text(&self, lang: crate::domain::Lang) -> String {
        let said = match self {
            Self::Nothing => Label::new("没有要发放或更正的课次", "There is nothing to pay or to correct"),
            Self::Stale => Label::new(
                "核算以后记录有变化，请重新核算再编制",
                "Records have changed since this was worked out; work it out again",
            ),
            Self::Store(error) => return error.text(lang),
        };
        said.text(lang).to_owned()
    }
}

/// The records that a plan comes to, sent to the schools: the batch, and a statement for each.
pub fn drawn(
    workspace: &Workspace,
    plan: &Plan,
    (month, today): (Month, Date),
    basis: Option<Attachment>,
) -> (PaymentBatch, Vec<SchoolStatement>) {
    let free = |number: &usize| !workspace.payment_batches.has(&code(plan, month, *number));
    let code = code(plan, month, (1..).find(free).unwrap_or(1));
    let statement = |(school, lines): (&String, &Vec<BatchLine>)| SchoolStatement {
        unit: plan.unit.clone(),
        batch: code.clone(),
        school: school.clone(),
        sent: today,
        since: Some(plan.since),
        through: Some(plan.through),
        lines: lines.clone(),
    };
    let statements = plan.schools.iter().map(statement).collect();
    let batch = PaymentBatch {
        unit: plan.unit.clone(),
        month: month.to_string(),
        prepared: today,
        since: plan.since,
        through: plan.through,
        sessions: u32::try_from(plan.lines().count()).unwrap_or(u32::MAX),
        amount: plan.lines().map(|line| line.amount).sum(),
        amount_before: (plan.corrections() > 0)
            .then(|| plan.lines().filter_map(|line| line.amount_before).sum()),
        basis,
        payees: Vec::new(),
        lines: Vec::new(),
        voucher: None,
        paid_on: None,
        code,
    };
    (batch, statements)
}

fn code(plan: &Plan, month: Month, number: usize) -> String {
    format!("{}-{month}-{number}", plan.unit)
}

/// Begins a batch: what it owes is fixed, and each school is asked whether its part is so.
///
/// # Errors
/// [`BatchFault`].
pub async fn begin(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (plan, month): (&Plan, Month),
    basis: Vec<u8>,
) -> Result<(Written, String), BatchFault> {
    if plan.is_nothing() {
        return Err(BatchFault::Nothing);
    }
    let is_of_now = (workspace.accounted()..=workspace.sequence()).contains(&plan.sequence);
    if !is_of_now || plan.again != returned::for_the_next(workspace, &plan.unit) {
        return Err(BatchFault::Stale);
    }
    let paper = Attachment::of("核算依据.json", &basis);
    let (batch, statements) = drawn(workspace, plan, (month, actor.now.today), Some(paper.clone()));
    let changes = changes((&batch, &statements))?;
    let mut operation = actor.operation("add", batch.code.clone());
    operation.policy = actor.policy_hash();
    let bearing = session::BEARING.iter().chain(OWING).copied();
    let commit = Commit { chunks: vec![(paper.chunk(), Some(basis))], ..Commit::new(operation, changes) };
    let written = store.commit(commit.expecting(Read::tables(bearing).expected(workspace))).await?;
    Ok((written, batch.code))
}

/// What storing them writes.
///
/// # Errors
/// When one of them is no sound record.
pub fn changes((batch, statements): (&PaymentBatch, &[SchoolStatement])) -> Result<Vec<Change>, StoreError> {
    let drawn_up = |statement| records::drawn_up(statement, &Envelope::default());
    let batch = records::drawn_up(batch, &Envelope::default());
    std::iter::once(batch).chain(statements.iter().map(drawn_up)).collect()
}

/// A line of a batch that today would be another sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Differing {
    pub line: BatchLine,
    /// What whoever it is a line of is owed today.
    pub now: Money,
    /// Whether a later batch has put it right.
    pub is_put_right: bool,
}

/// What of a batch is another sum today; nothing of a session of which nothing can be said.
pub fn differing(workspace: &Workspace, account: &Account, batch: &str) -> Vec<Differing> {
    let Some(held) = workspace.payment_batches.held().get(batch) else { return Vec::new() };
    let statements = || batched::statements(workspace).filter(|statement| statement.batch == batch);
    let lines: Vec<&BatchLine> = match batched::is_settled(held) {
        true => held.record.lines.iter().collect(),
        false => statements().flat_map(|statement| &statement.lines).collect(),
    };
    let ids: HashSet<&str> = lines.iter().map(|line| line.session.as_str()).collect();
    let batched = batched(workspace, |session| ids.contains(session));
    let no_text = |_: &str| Text::default();
    let differs = |line: &&BatchLine| {
        let state = workspace.sessions.held().get(&line.session).and_then(|held| held.state);
        let (_, owed, _) = owed_now(account, (&line.session, state), true, &no_text)?;
        let session = workspace.sessions.get(&line.session)?;
        let is_theirs = owed_to_another(workspace, session, line.to()).is_none();
        let now = if is_theirs { owed } else { Money::ZERO };
        let of_it = batched.get(&*line.session).into_iter().flatten();
        let in_all: Money = of_it.filter(|owed| owed.to() == line.to()).map(|owed| owed.amount).sum();
        let differs = Differing { line: (*line).clone(), now, is_put_right: in_all == now };
        (now != line.amount).then_some(differs)
    };
    lines.iter().filter_map(differs).collect()
}
