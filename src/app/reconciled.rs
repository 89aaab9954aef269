//! Reconciliation of a batch with the bank's file (与银行回单核对): what the organ meant to transfer beside what the bank says it has, line by
//! line. What the bank has sent back is recorded on the slips concerned; of the file nothing is stored but that it was compared (五.7).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;

use super::{
    Actor,
    transitions::{self, Doing, TransitionError},
    workspace::Workspace,
};
use crate::{
    domain::{Kind, Label, Money, batch::paying, field::plain, workflow::State},
    exchange::{
        import::{BankFile, BankLine, Outcome},
        payment_list::Transfer,
    },
    policy::decision::Text,
    say,
    store::{Commit, Store, StoreError, Written},
};

/// What the journal calls it.
pub const RECONCILE: &str = "reconcile";
/// The step of a slip whose transfer came back.
const BOUNCE: &str = "bounce";

/// What came of holding a line against the batch; what has to be looked at comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    SentBack,
    Differs,
    OtherAccount,
    Twice,
    Shared,
    Stranger,
    Missing,
    Unreadable,
    Open,
    Agrees,
}

impl Finding {
    pub const ALL: [Self; 10] = [
        Self::SentBack,
        Self::Differs,
        Self::OtherAccount,
        Self::Twice,
        Self::Shared,
        Self::Stranger,
        Self::Missing,
        Self::Unreadable,
        Self::Open,
        Self::Agrees,
    ];

    pub const fn label(self) -> Label {
        match self {
            Self::SentBack => Label::new("银行退回", "Sent back by the bank"),
            Self::Differs => Label::new("金额不符", "Another amount"),
            Self::OtherAccount => Label::new("账号不符", "Another account"),
            Self::Twice => Label::new("同一人多笔", "The same person twice"),
            Self::Shared => Label::new("未能分清是谁的哪一笔", "Not known which transfer"),
            Self::Stranger => Label::new("本批无此人", "Not in the batch"),
            Self::Missing => Label::new("银行无记录", "Not in the bank's file"),
            Self::Unreadable => Label::new("金额读不出", "No amount"),
            Self::Open => Label::new("银行未办结", "Not settled by the bank"),
            Self::Agrees => Label::new("相符", "Agrees"),
        }
    }
}

/// One line of the comparison: of the batch, of the bank's file, or of both.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub finding: Finding,
    /// Number of the instructor; empty where it is not known who it is.
    pub number: String,
    pub name: String,
    pub payer: String,
    pub in_batch: Option<Money>,
    pub at_bank: Option<Money>,
    /// Sheet and row of the bank's file.
    pub place: Option<(String, u32)>,
    /// The bank's words, and why an amount cannot be read.
    pub said: Text,
}

/// How many lines, and what they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub count: usize,
    pub sum: Money,
}

impl Sum {
    fn of(amounts: impl Iterator<Item = Option<Money>>) -> Self {
        amounts.fold(Self::default(), |Self { count, sum }, amount| Self {
            count: count + 1,
            sum: sum + amount.unwrap_or_default(),
        })
    }
}

/// The whole comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciled {
    pub rows: Vec<Row>,
    pub batch: Sum,
    /// All lines of the file; an amount that cannot be read adds nothing.
    pub bank: Sum,
}

impl Reconciled {
    /// The lines of a finding.
    pub fn of(&self, finding: Finding) -> Sum {
        let own = self.rows.iter().filter(|row| row.finding == finding);
        Sum::of(own.map(|row| row.at_bank.or(row.in_batch)))
    }

    pub fn agrees(&self) -> bool {
        self.rows.iter().all(|row| row.finding == Finding::Agrees)
    }
}

/// Whether a batch stands where the bank has something to say of it: approved, or paid.
pub fn is_with_the_bank(state: Option<&State>) -> bool {
    state.is_some_and(|state| [paying::approved, paying::paid].contains(&state.code))
}

/// Whom a line is about.
enum Whose<'a> {
    One(&'a str),
    /// A name that several of the batch have.
    Several,
    Nobody,
}

/// The people of a batch, by what a bank knows them by.
struct People<'a> {
    /// Nothing of an account that several have.
    by_account: HashMap<String, Option<&'a str>>,
    by_name: HashMap<String, BTreeSet<&'a str>>,
}

impl<'a> People<'a> {
    fn of(transfers: &'a [Transfer]) -> Self {
        let (mut by_account, mut by_name) = (HashMap::new(), HashMap::<_, BTreeSet<_>>::new());
        for Transfer { account, person, number, .. } in transfers {
            let known = by_account.entry(close(account)).or_insert(Some(number.as_str()));
            *known = known.filter(|known| known == number);
            by_name.entry(close(person)).or_default().insert(number.as_str());
        }
        by_account.remove("");
        by_name.remove("");
        Self { by_account, by_name }
    }

    /// By the account where the organ knows it, else by name; who of several is meant is not guessed.
    fn whose(&self, line: &BankLine) -> Whose<'a> {
        let known = self.by_account.get(&close(&line.account));
        if let Some(Some(number)) = known {
            return Whose::One(number);
        }
        let called = self.by_name.get(&close(&line.name));
        let mut called = called.into_iter().flatten();
        match (called.next(), called.next()) {
            (None, _) if known.is_some() => Whose::Several,
            (None, _) => Whose::Nobody,
            (Some(number), None) => Whose::One(number),
            _ => Whose::Several,
        }
    }
}

/// As accounts and names are compared: without spaces.
fn close(text: &str) -> String {
    plain(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a line's account may be the one on file: banks cover the middle of it (`6222****0128`).
fn may_be(on_file: &str, said: &str) -> bool {
    let (on_file, said) = (close(on_file), close(said));
    match (said.split_once('*'), said.rsplit_once('*')) {
        (Some((begins, _)), Some((_, ends))) => on_file.starts_with(begins) && on_file.ends_with(ends),
        _ => on_file.is_empty() || said.is_empty() || on_file == said,
    }
}

/// Holds the transfers of a batch against the lines of a bank's file.
pub fn reconcile(transfers: &[Transfer], file: &BankFile) -> Reconciled {
    let people = People::of(transfers);
    let mut of_person = BTreeMap::<&str, (Vec<&Transfer>, Vec<&BankLine>)>::new();
    for transfer in transfers {
        of_person.entry(&transfer.number).or_default().0.push(transfer);
    }
    let (mut rows, mut unclear) = (Vec::new(), BTreeSet::new());
    for line in &file.lines {
        match people.whose(line) {
            Whose::One(number) => of_person.entry(number).or_default().1.push(line),
            Whose::Several => {
                unclear.insert(close(&line.name));
                rows.push(row(Finding::Shared, None, Some(line)));
            }
            Whose::Nobody => rows.push(row(Finding::Stranger, None, Some(line))),
        }
    }
    for (transfers, lines) in of_person.into_values() {
        let is_unclear = transfers.iter().any(|transfer| unclear.contains(&close(&transfer.person)));
        rows.extend(of_one(transfers, lines, is_unclear));
    }
    // Stable: within a finding, people in the order of their numbers and lines in that of the file.
    rows.sort_by_key(|row| row.finding);
    let at_bank = file.lines.iter().map(|line| line.amount.as_ref().ok().copied().flatten());
    Reconciled {
        batch: Sum::of(transfers.iter().map(|transfer| Some(transfer.amount))),
        bank: Sum::of(at_bank),
        rows,
    }
}

/// The transfers to one person, which several payers may make, beside the lines about them.
fn of_one(transfers: Vec<&Transfer>, lines: Vec<&BankLine>, is_unclear: bool) -> Vec<Row> {
    if lines.len() > transfers.len() {
        let own = transfers.iter().copied().map(Some).chain(std::iter::repeat(None));
        let name = transfers.first().copied();
        let twice = lines.iter().zip(own).map(|(line, own)| {
            let known = row(Finding::Twice, name, Some(line));
            Row { in_batch: own.map(|own| own.amount), ..known }
        });
        return twice.collect();
    }
    let is_unknown: HashSet<_> =
        lines.iter().filter(|line| is_of_several(line, &transfers, &lines)).copied().map(place).collect();
    // Of several the lines go to whom they are equal first.
    let (mut paired, mut left) = (vec![None; transfers.len()], Vec::new());
    for line in lines {
        let fits = |(transfer, taken): (&&Transfer, &Option<&BankLine>)| {
            taken.is_none() && line.amount == Ok(Some(transfer.amount))
        };
        match transfers.iter().zip(&paired).position(fits).and_then(|place| paired.get_mut(place)) {
            Some(place) => *place = Some(line),
            None => left.push(line),
        }
    }
    let mut left = left.into_iter();
    let pair = |(transfer, line): (&Transfer, Option<&BankLine>)| match line.or_else(|| left.next()) {
        Some(line) if is_unknown.contains(&place(line)) => {
            Row { payer: String::new(), ..row(Finding::Shared, Some(transfer), Some(line)) }
        }
        Some(line) => row(finding(transfer, line), Some(transfer), Some(line)),
        None if is_unclear => row(Finding::Shared, Some(transfer), None),
        None => row(Finding::Missing, Some(transfer), None),
    };
    transfers.into_iter().zip(paired).map(pair).collect()
}

/// Whether a line says that something came back and more transfers to the person may be meant than came back: which it was is not guessed.
fn is_of_several(line: &BankLine, transfers: &[&Transfer], lines: &[&BankLine]) -> bool {
    let is_back = |line: &BankLine| line.outcome == Outcome::SentBack;
    let fits = transfers
        .iter()
        .filter(|transfer| amount(line).is_none_or(|amount| amount == transfer.amount))
        .count();
    let back = lines.iter().filter(|other| is_back(other) && amount(other) == amount(line)).count();
    is_back(line) && fits > back
}

fn place(line: &BankLine) -> (&str, u32) {
    (&line.sheet, line.row)
}

/// Of what was not paid some banks say no amount, or nought.
fn amount(line: &BankLine) -> Option<Money> {
    line.amount.as_ref().ok().copied().flatten().filter(|amount| *amount != Money::ZERO)
}

fn finding(transfer: &Transfer, line: &BankLine) -> Finding {
    if line.amount.is_err() {
        return Finding::Unreadable;
    }
    let amount = amount(line);
    let is_same = amount == Some(transfer.amount);
    match line.outcome {
        Outcome::SentBack if is_same || amount.is_none() => Finding::SentBack,
        _ if amount.is_none() => Finding::Unreadable,
        _ if !is_same => Finding::Differs,
        Outcome::Open => Finding::Open,
        _ if may_be(&transfer.account, &line.account) => Finding::Agrees,
        _ => Finding::OtherAccount,
    }
}

fn row(finding: Finding, transfer: Option<&Transfer>, line: Option<&BankLine>) -> Row {
    let amount = line.map(|line| &line.amount);
    let said = match (amount, line) {
        (Some(Err(why)), _) => why.clone(),
        (_, Some(line)) => Text::both(|_| line.said.clone()),
        _ => Text::default(),
    };
    let name = transfer.map(|transfer| &transfer.person).filter(|name| !name.is_empty());
    Row {
        finding,
        number: transfer.map(|transfer| transfer.number.clone()).unwrap_or_default(),
        name: name.or(line.map(|line| &line.name)).cloned().unwrap_or_default(),
        payer: transfer.map(|transfer| transfer.payer.clone()).unwrap_or_default(),
        in_batch: transfer.map(|transfer| transfer.amount),
        at_bank: amount.and_then(|amount| amount.as_ref().ok().copied().flatten()),
        place: line.map(|line| (line.sheet.clone(), line.row)),
        said,
    }
}

/// A slip whose transfer came back, to be recorded so.
#[derive(Debug, Clone, PartialEq)]
pub struct Return {
    /// Number of the slip.
    pub slip: String,
    pub name: String,
    pub payer: String,
    pub amount: Money,
    /// In the bank's words.
    pub said: String,
}

/// The slips of a batch that the seat may record as returned by what the bank says.
pub fn returns(workspace: &Workspace, actor: &Actor, batch: &str, reconciled: &Reconciled) -> Vec<Return> {
    let unit = workspace.payment_batches.get(batch).map(|batch| batch.unit.as_str());
    let slips = workspace.pay_slips.held().iter().map(|(_, held)| &held.record);
    // A slip that is not the organ's own says nothing.
    let of_it = slips.filter(|slip| slip.batch == batch && Some(slip.unit.as_str()) == unit);
    let of_it: HashMap<_, _> = of_it.map(|slip| ((&*slip.payer, &*slip.instructor), &*slip.code)).collect();
    let sent_back = reconciled.rows.iter().filter(|row| row.finding == Finding::SentBack);
    let one = |row: &Row| {
        let slip = of_it.get(&(&*row.payer, &*row.number))?;
        let record = workspace.find(Kind::PaySlip, slip)?;
        let said = match row.said.zh.as_str() {
            "" => "银行退回".to_owned(),
            said => said.to_owned(),
        };
        transitions::check(workspace, actor, &record, (BOUNCE, said.as_str())).ok()?;
        let amount = row.in_batch.unwrap_or_default();
        Some(Return {
            slip: (*slip).to_owned(),
            name: row.name.clone(),
            payer: row.payer.clone(),
            amount,
            said,
        })
    };
    sent_back.filter_map(one).collect()
}

/// Records that transfers came back on a day, each with what the bank said.
///
/// # Errors
/// [`TransitionError`]; none is recorded then.
pub async fn record(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    returns: &[Return],
    day: Date,
) -> Result<Written, TransitionError> {
    let stated = BTreeMap::from([("returned_on".to_owned(), day.to_string())]);
    let doing = |one| {
        let Return { said, .. }: &Return = one;
        Doing { verb: BOUNCE, note: said, stated: stated.clone(), ..Doing::default() }
    };
    let doings: Vec<_> = returns.iter().map(doing).collect();
    let each: Vec<_> = returns.iter().zip(&doings).map(|(one, doing)| (one.slip.as_str(), doing)).collect();
    transitions::make_each(store, workspace, actor, Kind::PaySlip, &each).await
}

/// Notes that a file was compared with a batch, and what came of it.
///
/// # Errors
/// [`StoreError`].
pub async fn note(
    store: &impl Store,
    actor: &Actor,
    (batch, file): (&str, &str),
    reconciled: &Reconciled,
) -> Result<Written, StoreError> {
    let (agreed, all) = (reconciled.of(Finding::Agrees).count, reconciled.rows.len());
    let note = Text::both(|lang| {
        say!(
            lang,
            "{batch} 与银行文件“{file}”核对：{all} 行中 {agreed} 行相符",
            "{batch} and the bank's file “{file}”: {agreed} of {all} lines agree"
        )
        .to_owned()
    });
    store.commit(Commit::new(actor.operation(RECONCILE, note), Vec::new())).await
}
