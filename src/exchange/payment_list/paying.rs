//! What finance needs to pay a batch and to declare its tax: who is transferred what to which account, and what the tax client for
//! withholding agents asks for (自然人电子税务局扣缴端，劳务报酬所得). Both hold personal data.

use jiff::civil::Date;
use rust_xlsxwriter::Workbook;
use serde::{Deserialize, Serialize};

use super::sheet::{self, Cell, Column, Group, Table};
use crate::{
    domain::{Label, Lang, Money},
    exchange::WriteFault,
    say,
};

/// See the module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PayingSheets {
    /// The batch.
    pub batch: String,
    /// The month of payment, as it is written.
    pub month: String,
    pub prepared_on: Date,
    /// The records are generated, and the sheets say so.
    pub demo: bool,
    pub transfers: Vec<Transfer>,
    pub withheld: Vec<Withheld>,
}

/// What is transferred to one person by a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    pub payer: String,
    pub number: String,
    pub person: String,
    pub bank: String,
    pub account: String,
    pub amount: Money,
}

/// What one payer declares of one person for a month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Withheld {
    pub payer: String,
    pub number: String,
    pub person: String,
    /// As the tax client calls it.
    pub document: String,
    pub document_number: String,
    /// 本期收入: before tax.
    pub income: Money,
    /// What may be taken off; nothing where the policy does not say.
    pub expenses: Option<Money>,
    pub tax: Money,
}

const TRANSFERS: Label = Label::new("银行代发", "Transfers");
const DECLARED: Label = Label::new("个税扣缴申报", "Tax withheld");
const PAYER: Label = Label::new("支付单位", "Payer");
/// What the law calls the income.
const INCOME_ITEM: &str = "一般劳务报酬所得";

static TRANSFER_COLUMNS: [Column; 7] = [
    Column::plain(Label::new("序号", "No.")),
    Column::plain(PAYER),
    Column::plain(Label::new("辅导员编号", "Instructor number")),
    Column::plain(Label::new("户名", "Name")),
    Column::plain(Label::new("开户银行", "Bank")),
    Column::plain(Label::new("账号", "Account")),
    Column::summed(Label::new("金额（元）", "Amount (¥)")),
];

/// The headings of the client's own template, as it reads them.
static DECLARED_COLUMNS: [Column; 10] = [
    Column::plain(PAYER),
    Column::plain(Label::new("工号", "工号 · Number")),
    Column::plain(Label::new("姓名", "姓名 · Name")),
    Column::plain(Label::new("证件类型", "证件类型 · Identity document")),
    Column::plain(Label::new("证件号码", "证件号码 · Document number")),
    Column::plain(Label::new("所得项目", "所得项目 · Item of income")),
    Column::summed(Label::new("本期收入", "本期收入 · Income")),
    Column::summed(Label::new("费用", "费用 · Expenses")),
    Column::summed(Label::new("应纳税所得额", "应纳税所得额 · Taxable")),
    Column::summed(Label::new("应扣缴税额", "应扣缴税额 · Tax")),
];

impl PayingSheets {
    /// A workbook of two sheets: transfers, and tax withheld.
    ///
    /// # Errors
    /// [`WriteFault`].
    pub fn xlsx(&self, lang: Lang) -> Result<Vec<u8>, WriteFault> {
        let mut book = Workbook::new();
        let tables = [
            (TRANSFERS, &TRANSFER_COLUMNS[..], self.transfer_cells()),
            (DECLARED, &DECLARED_COLUMNS, self.declared_cells()),
        ];
        for (name, columns, rows) in tables {
            let mark = if self.demo {
                say!(lang, "【演示数据】", "[Demo data] ").to_owned()
            } else {
                String::new()
            };
            let of = if name == TRANSFERS { &self.batch } else { &self.month };
            let title = format!("{mark}{} {of}", name.text(lang));
            let prepared = say!(lang, "制表日期：{on}", "Prepared on {on}", on = self.prepared_on);
            let closing = vec![
                say!(
                    lang,
                    "含个人信息，仅限发放和扣缴申报使用，用后按规定保管或销毁。",
                    "Holds personal data, for payment and declaration only; keep or destroy it as prescribed."
                )
                .to_owned(),
            ];
            let groups = vec![Group { title: None, rows }];
            let table = Table { name, title, prepared, columns, groups, closing, mark };
            sheet::write(book.add_worksheet(), &table, lang)?;
        }
        Ok(book.save_to_buffer()?)
    }

    fn transfer_cells(&self) -> Vec<Vec<Cell>> {
        let row = |(number, row): (u32, &Transfer)| {
            let texts = [&row.payer, &row.number, &row.person, &row.bank, &row.account];
            let texts = texts.map(|text| Cell::Text(text.clone()));
            std::iter::once(Cell::Count(number.into()))
                .chain(texts)
                .chain([Cell::Money(row.amount)])
                .collect()
        };
        (1..).zip(&self.transfers).map(row).collect()
    }

    fn declared_cells(&self) -> Vec<Vec<Cell>> {
        let row = |row: &Withheld| {
            let texts = [&row.payer, &row.number, &row.person, &row.document, &row.document_number];
            let texts = texts.map(|text| Cell::Text(text.clone()));
            let [expenses, taxable] = match row.expenses {
                Some(expenses) => [Cell::Money(expenses), Cell::Money(row.income - expenses)],
                None => [Cell::Unknown, Cell::Unknown],
            };
            let sums = [Cell::Money(row.income), expenses, taxable, Cell::Money(row.tax)];
            texts.into_iter().chain([Cell::Text(INCOME_ITEM.to_owned())]).chain(sums).collect()
        };
        self.withheld.iter().map(row).collect()
    }
}
