//! What a bank says became of transfers (代发结果、银行回单): each bank's own table, whose columns are known by their names. Of what the
//! bank says in words no account number is kept: the words go to the person and into the record.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{
    super::sheets::{Row, Sheet},
    bank_words::{Outcome, is_nothing, outcome, without_numbers},
    layout::{Layout, is_below_the_data, words},
    units,
};
use crate::{
    domain::{
        Lang, Localized, Money,
        field::{Field, make},
        fields::Part,
        lang::grouped,
    },
    policy::decision::Text,
    say,
};

/// Everything a file says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BankFile {
    pub lines: Vec<BankLine>,
    /// Sheets that have no such table, or are hidden, by name.
    pub left_out: Vec<String>,
    /// Rows that a spreadsheet program does not show; they are read.
    pub hidden: usize,
}

/// One transfer, as the bank lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BankLine {
    pub sheet: String,
    pub row: u32,
    pub name: String,
    /// Empty where there is none, or its digits are lost.
    pub account: String,
    /// Nothing where the cell is blank, and why where it is no amount.
    pub amount: Result<Option<Money>, Text>,
    pub outcome: Outcome,
    /// In the bank's words: why, or how it stands.
    pub said: String,
}

/// Why a file is no bank's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BankFault {
    #[error("no sheet has anything in it")]
    Empty,
    #[error("no sheet has a column of amounts beside names or accounts")]
    NoTable,
    #[error("the file has more than {MOST} transfers")]
    TooMany,
}

impl Localized for BankFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Empty => say!(
                lang,
                "文件里没有内容。请选择银行的代发结果或回单。",
                "There is nothing in the file. Choose the bank's list of results."
            )
            .to_owned(),
            Self::NoTable => say!(
                lang,
                "没有认出银行的表：要有“金额”一列，和“户名”或“账号”一列。请核对表头后再选。",
                "No bank's table was recognised: it needs a column of amounts, and one of names or accounts. Look at its headings and choose again."
            )
            .to_owned(),
            Self::TooMany => say!(
                lang,
                "文件超过 {most} 笔，没有核对。请向银行只要这一批的结果。",
                "The file has more than {most} transfers and was not compared. Ask the bank for the results of this batch alone.",
                most = grouped(MOST)
            ),
        }
    }
}

/// More transfers no batch of a county has.
const MOST: usize = 20_000;
/// 元.
const LARGEST: i64 = 100_000_000;
static NAME: Field = make::text(120).of("name", true).label("收款人", "Payee").also(&[
    "收款人户名",
    "收款人名称",
    "收款人姓名",
    "收款方户名",
    "收款方名称",
    "收款户名",
    "对方户名",
    "账户名称",
    "户名",
    "姓名",
    "Name",
]);
static ACCOUNT: Field = make::text(60).of("account", true).label("收款账号", "Account").also(&[
    "收款人账号",
    "收款方账号",
    "收款人账户",
    "收款账户",
    "对方账号",
    "银行账号",
    "银行卡号",
    "卡号",
    "账号",
    "帐号",
    "账户",
    "Account number",
]);
static AMOUNT: Field = make::money(LARGEST).of("amount", true).label("金额", "Amount").also(&[
    "代发金额",
    "发放金额",
    "实发金额",
    "交易金额",
    "转账金额",
    "付款金额",
    "支付金额",
    "入账金额",
    "发生额",
]);
static STATUS: Field = make::text(200).of("status", true).label("状态", "Status").also(&[
    "处理结果",
    "处理状态",
    "交易状态",
    "交易结果",
    "入账状态",
    "代发结果",
    "代发状态",
    "付款状态",
    "支付状态",
    "返回信息",
    "处理信息",
    "结果",
    "Result",
]);
static REASON: Field = make::text(200).of("reason", true).label("失败原因", "Reason").also(&[
    "退票原因",
    "退回原因",
    "退汇原因",
    "错误原因",
    "拒绝原因",
    "失败说明",
    "错误信息",
    "原因",
]);
static SUMMARY: Field =
    make::text(200).of("summary", true).label("摘要", "Remarks").also(&["交易摘要", "附言", "备注", "用途"]);
static COLUMNS: [&Field; 6] = [&NAME, &ACCOUNT, &AMOUNT, &STATUS, &REASON, &SUMMARY];

/// Reads the tables of a bank's file.
///
/// # Errors
/// [`BankFault`].
pub fn bank_file(sheets: &[Sheet]) -> Result<BankFile, BankFault> {
    let vocabulary: HashSet<String> = COLUMNS.iter().flat_map(|field| words(field, Part::Value)).collect();
    let (mut file, mut has_table, mut has_anything) = (BankFile::default(), false, false);
    for sheet in sheets {
        let Some(layout) = Layout::of(sheet, &vocabulary) else { continue };
        has_anything = true;
        match Table::of(&layout).filter(|_| !sheet.hidden) {
            Some(table) => {
                has_table = true;
                table.read(&mut file)?;
            }
            None => file.left_out.push(sheet.name.clone()),
        }
    }
    match (has_anything, has_table) {
        (false, _) => Err(BankFault::Empty),
        (true, false) => Err(BankFault::NoTable),
        (true, true) => Ok(file),
    }
}

/// A sheet whose columns are known.
struct Table<'a> {
    layout: &'a Layout<'a>,
    /// As in [`COLUMNS`].
    places: [Option<usize>; 6],
}

impl<'a> Table<'a> {
    fn of(layout: &'a Layout<'a>) -> Option<Self> {
        let places = COLUMNS.map(|field| layout.find(words(field, Part::Value)));
        let [name, account, amount, ..] = places;
        (amount.is_some() && (name.is_some() || account.is_some())).then_some(Self { layout, places })
    }

    fn read(&self, file: &mut BankFile) -> Result<(), BankFault> {
        let columns = self.layout.headings.len();
        for row in self.layout.data() {
            if self.layout.is_headings(&row) || is_below_the_data(&row, columns) {
                continue;
            }
            let Some(line) = self.line(&row) else { continue };
            if file.lines.len() == MOST {
                return Err(BankFault::TooMany);
            }
            file.hidden += usize::from(row.hidden);
            file.lines.push(line);
        }
        Ok(())
    }

    /// Nothing of a row that names nobody and no amount.
    fn line(&self, row: &Row<'_>) -> Option<BankLine> {
        let [name, account, amount, status, reason, summary] = self.places;
        // What cannot be read of an account is none: by a number whose last digits are lost nobody is known.
        let text = |place: Option<usize>, field: &Field| {
            let said = place.and_then(|place| row.cell(place).said(field.kind).ok());
            said.map(|said| said.trim().to_owned()).unwrap_or_default()
        };
        let (payee, account) = (text(name, &NAME), text(account, &ACCOUNT));
        let amount = self.amount(row, amount);
        if payee.is_empty() && account.is_empty() && amount == Ok(None) {
            return None;
        }
        let stated = status.map(|_| text(status, &STATUS));
        let (reason, summary) = (text(reason, &REASON), text(summary, &SUMMARY));
        let outcome = outcome(stated.as_deref(), &reason, &summary);
        let said = [&reason, stated.as_ref().unwrap_or(&reason), &summary];
        let said = said.into_iter().find(|said| !is_nothing(said)).cloned().unwrap_or_default();
        Some(BankLine {
            sheet: self.layout.sheet.name.clone(),
            row: row.number,
            name: payee,
            account,
            amount,
            outcome,
            said: without_numbers(&said),
        })
    }

    fn amount(&self, row: &Row<'_>, place: Option<usize>) -> Result<Option<Money>, Text> {
        let Some(place) = place else { return Ok(None) };
        let said = row.cell(place).said(AMOUNT.kind)?;
        if said.trim().is_empty() {
            return Ok(None);
        }
        let heading = self.layout.at(place).map(|heading| heading.text.as_str()).unwrap_or_default();
        let said = match units::of(&AMOUNT, heading) {
            Some(unit) => unit?.turned(&said)?,
            None => said.into_owned(),
        };
        let read = AMOUNT.read(&said).map_err(|fault| Text::of(&fault))?;
        Ok(read.as_i64().map(Money::fen))
    }
}
