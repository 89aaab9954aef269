//! The payment list that finance receives, pays from and files: who is paid what by whom for which month, the schools, the
//! sessions behind.

mod paying;
pub(super) mod sheet;

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use rust_xlsxwriter::Workbook;
use serde::{Deserialize, Serialize};

use super::WriteFault;
use crate::{
    domain::{Label, Lang, Localized, Money, Month, counts},
    say,
};

pub use paying::{PayingSheets, Transfer, Withheld};
use sheet::{Cell, Column, DEMO, Group, Table};

/// Everything on the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentList {
    pub title: String,
    /// The term or month.
    pub period: String,
    pub prepared_on: Date,
    /// The records are generated, and the list says so.
    pub demo: bool,
    /// The policy that decided, with its versions.
    pub rules: Vec<String>,
    /// The rows of each payer together.
    pub rows: Vec<PaymentRow>,
    pub schools: Vec<SchoolRow>,
    pub sessions: Vec<PaymentSession>,
    /// What the months' settlement took off the sessions' own amounts, all in all: a monthly cap.
    #[serde(default)]
    pub cut: Money,
    #[serde(default)]
    pub left_out: LeftOut,
    /// Sessions that are not paid.
    #[serde(default)]
    pub unpaid: Vec<UnpaidRow>,
}

/// What is not on a list because the policy cannot say it; it is paid once that is mended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Payments whose settlement failed.
    pub payments: usize,
    /// Sessions that cannot be decided.
    pub sessions: usize,
}

impl LeftOut {
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

impl Localized for LeftOut {
    fn text(&self, lang: Lang) -> String {
        let payments = (self.payments > 0).then(|| {
            let payments = lang.counted(self.payments, counts::PAYMENTS);
            say!(lang, "{payments}无法结算", "{payments} that could not be settled")
        });
        let sessions = (self.sessions > 0).then(|| {
            let sessions = lang.counted(self.sessions, counts::SESSIONS);
            say!(lang, "{sessions}无法核算", "{sessions} that could not be decided")
        });
        let listed = lang.list(payments.into_iter().chain(sessions));
        say!(lang, "未列入本表：{listed}", "Not on this list: {listed}")
    }
}

/// One payer, person and month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentRow {
    pub month: Month,
    pub payer: String,
    pub person: String,
    pub number: String,
    pub unit: String,
    pub sessions: usize,
    /// 学时.
    pub paid_hours: Decimal,
    pub after_tax: Money,
    /// Tax and gross; `None` where only the payer can say.
    pub taxed: Option<[Money; 2]>,
    /// What is to be known of it: why it is not final.
    #[serde(default)]
    pub remark: String,
}

/// One session that is not paid, and what would have to differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnpaidRow {
    pub date: Date,
    pub person: String,
    pub school: String,
    pub topic: String,
    pub why: String,
    pub remedy: String,
}

/// One school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SchoolRow {
    pub county: String,
    pub name: String,
    pub sessions: usize,
    /// 学时.
    pub paid_hours: Decimal,
    pub after_tax: Money,
}

/// One session behind a payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentSession {
    pub date: Date,
    pub starts: Time,
    pub person: String,
    pub school: String,
    pub topic: String,
    pub minutes: u32,
    /// 学时.
    pub paid_hours: Decimal,
    pub after_tax: Money,
}

const PAYMENT_SHEET: Label = Label::new("发放表", "Payments");
const SCHOOL_SHEET: Label = Label::new("按学校", "By school");
const SESSION_SHEET: Label = Label::new("课次明细", "Sessions");
const UNPAID_SHEET: Label = Label::new("不计发", "Not paid");
const REMARK: Label = Label::new("备注", "Remarks");
const WHY: Label = Label::new("不计发的原因", "Why it is not paid");
const REMEDY: Label = Label::new("怎样才能计发", "What would have to differ");
const SERIAL: Label = Label::new("序号", "No.");
const MONTH: Label = Label::new("月份", "Month");
const PAYER: Label = Label::new("支付单位", "Payer");
const PERSON: Label = Label::new("姓名", "Name");
const NUMBER: Label = Label::new("辅导员编号", "Instructor number");
const UNIT: Label = Label::new("工作单位", "Unit");
const SESSIONS: Label = Label::new("课次", "Sessions");
const PAID_HOURS: Label = Label::new("学时（计酬）", "Hours paid");
const AFTER_TAX: Label = Label::new("税后（元）", "After tax (¥)");
const TAX: Label = Label::new("个税（元）", "Tax (¥)");
const GROSS: Label = Label::new("税前（元）", "Gross (¥)");
const COUNTY: Label = Label::new("县区", "County");
const SCHOOL: Label = Label::new("学校", "School");
const DATE: Label = Label::new("日期", "Date");
const STARTS: Label = Label::new("开始", "Starts");
const TOPIC: Label = Label::new("主题", "Topic");
const MINUTES: Label = Label::new("分钟", "Minutes");
const CUT: Label = Label::new("月度封顶扣减", "Cut to the monthly cap");
/// What the list is called.
pub const TITLE: Label = Label::new("科技辅导员补助发放表", "Payment list of science instructors");

/// Where [`PAYMENTS`] has the payer.
const PAYER_COLUMN: usize = 2;
static PAYMENTS: [Column; 12] = [
    Column::plain(SERIAL),
    Column::plain(MONTH),
    Column::plain(PAYER),
    Column::plain(PERSON),
    Column::plain(NUMBER),
    Column::plain(UNIT),
    Column::summed(SESSIONS),
    Column::summed(PAID_HOURS),
    Column::summed(AFTER_TAX),
    Column::summed(TAX),
    Column::summed(GROSS),
    Column::plain(REMARK),
];
static SCHOOLS: [Column; 5] = [
    Column::plain(COUNTY),
    Column::plain(SCHOOL),
    Column::summed(SESSIONS),
    Column::summed(PAID_HOURS),
    Column::summed(AFTER_TAX),
];
static DETAILS: [Column; 8] = [
    Column::plain(DATE),
    Column::plain(STARTS),
    Column::plain(PERSON),
    Column::plain(SCHOOL),
    Column::plain(TOPIC),
    Column::summed(MINUTES),
    Column::summed(PAID_HOURS),
    Column::summed(AFTER_TAX),
];

static UNPAID: [Column; 6] = [
    Column::plain(DATE),
    Column::plain(PERSON),
    Column::plain(SCHOOL),
    Column::plain(TOPIC),
    Column::plain(WHY),
    Column::plain(REMEDY),
];

impl PaymentList {
    /// A workbook of four sheets: payments, schools, sessions, and the sessions that are not paid.
    ///
    /// # Errors
    /// [`WriteFault`].
    pub fn xlsx(&self, lang: Lang) -> Result<Vec<u8>, WriteFault> {
        let mut book = Workbook::new();
        let one = |rows: Vec<Vec<Cell>>| vec![Group { title: None, rows }];
        let tables = [
            (PAYMENT_SHEET, &PAYMENTS[..], self.payers(lang), self.closing(lang)),
            (SCHOOL_SHEET, &SCHOOLS, one(self.school_cells(lang)), Vec::new()),
            (SESSION_SHEET, &DETAILS, one(self.session_cells(lang)), Vec::new()),
            (UNPAID_SHEET, &UNPAID, one(self.unpaid_cells()), Vec::new()),
        ];
        for (name, columns, groups, closing) in tables {
            let mark = if self.demo { format!("【{}】", DEMO.text(lang)) } else { String::new() };
            // The first sheet is the list itself; the others say what they are.
            let heading = match lang {
                _ if name == PAYMENT_SHEET => self.title.clone(),
                Lang::Zh => format!("{}（{}）", self.title, name.text(lang)),
                Lang::En => format!("{}: {}", self.title, name.text(lang)),
            };
            let title = format!("{mark}{heading} {}", self.period);
            let prepared = say!(lang, "制表日期：{on}", "Prepared on {on}", on = self.prepared_on);
            let table = Table { name, title, prepared, columns, groups, closing, mark };
            sheet::write(book.add_worksheet(), &table, lang)?;
        }
        Ok(book.save_to_buffer()?)
    }

    /// The payments as csv in UTF-8 with a byte order mark, so that office programs see the encoding; a text that
    /// a spreadsheet program would take for a formula gets an apostrophe before it.
    pub fn csv(&self, lang: Lang) -> Vec<u8> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
        let mark = self.demo.then(|| DEMO.text(lang).to_owned());
        let left_out = (!self.left_out.is_nothing()).then(|| {
            let named = |place| if place == PAYER_COLUMN { self.left_out.text(lang) } else { String::new() };
            (0..PAYMENTS.len()).map(named).collect()
        });
        let headings = PAYMENTS.iter().map(|column| column.label.text(lang).to_owned());
        let rows = self.payment_cells().into_iter().map(|row| row.iter().map(Cell::plain).collect());
        for cells in std::iter::once(headings.collect::<Vec<_>>()).chain(rows).chain(left_out) {
            // Writing to memory does not fail.
            let _ = writer.write_record(cells.into_iter().chain(mark.clone()));
        }
        writer.into_inner().unwrap_or_default()
    }

    /// What is paid in all, and the tax and gross of it where they are known of every row.
    fn total(&self) -> (Money, Option<[Money; 2]>) {
        let after_tax = self.rows.iter().map(|row| row.after_tax).sum();
        let add = |[tax, gross]: [Money; 2], row: &PaymentRow| {
            row.taxed.map(|[more_tax, more_gross]| [tax + more_tax, gross + more_gross])
        };
        (after_tax, self.rows.iter().try_fold([Money::ZERO; 2], add))
    }

    /// Below the total: what the list comes to and goes by, and who signs.
    fn closing(&self, lang: Lang) -> Vec<String> {
        let signatures = Label::new(
            "制表：　　　　　　　　审核：　　　　　　　　负责人：　　　　　　　　日期：",
            "Prepared by:                Checked by:                Approved by:                Date:",
        );
        let (after_tax, taxed) = self.total();
        let closing = Closing { after_tax, taxed, left_out: self.left_out, rules: self.rules.clone() };
        closing.lines(lang).into_iter().chain([signatures.text(lang).to_owned()]).collect()
    }

    /// The rows by payer, where there is more than one.
    fn payers(&self, lang: Lang) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut last = None;
        for (row, cells) in self.rows.iter().zip(self.payment_cells()) {
            if last != Some(&row.payer) {
                let title = match lang {
                    Lang::Zh => format!("{} 小计", row.payer),
                    Lang::En => format!("{}, subtotal", row.payer),
                };
                groups.push(Group { title: Some((PAYER_COLUMN, title)), rows: Vec::new() });
                last = Some(&row.payer);
            }
            if let Some(group) = groups.last_mut() {
                group.rows.push(cells);
            }
        }
        if let [only] = groups.as_mut_slice() {
            only.title = None;
        }
        groups
    }

    fn payment_cells(&self) -> Vec<Vec<Cell>> {
        let row = |(number, row): (usize, &PaymentRow)| {
            let [tax, gross] = row.taxed.map_or([Cell::Unknown, Cell::Unknown], |sums| sums.map(Cell::Money));
            vec![
                count(number),
                Cell::Month(row.month),
                Cell::Text(row.payer.clone()),
                Cell::Text(row.person.clone()),
                Cell::Text(row.number.clone()),
                Cell::Text(row.unit.clone()),
                count(row.sessions),
                Cell::Count(row.paid_hours),
                Cell::Money(row.after_tax),
                tax,
                gross,
                Cell::Text(row.remark.clone()),
            ]
        };
        (1..).zip(&self.rows).map(row).collect()
    }

    fn unpaid_cells(&self) -> Vec<Vec<Cell>> {
        let row = |row: &UnpaidRow| {
            let texts = [&row.person, &row.school, &row.topic, &row.why, &row.remedy];
            std::iter::once(Cell::Date(row.date)).chain(texts.map(|text| Cell::Text(text.clone()))).collect()
        };
        self.unpaid.iter().map(row).collect()
    }

    fn school_cells(&self, lang: Lang) -> Vec<Vec<Cell>> {
        let row = |row: &SchoolRow| {
            vec![
                Cell::Text(row.county.clone()),
                Cell::Text(row.name.clone()),
                count(row.sessions),
                Cell::Count(row.paid_hours),
                Cell::Money(row.after_tax),
            ]
        };
        self.schools.iter().map(row).chain(self.cut_row(SCHOOLS.len(), 1, lang)).collect()
    }

    fn session_cells(&self, lang: Lang) -> Vec<Vec<Cell>> {
        let row = |row: &PaymentSession| {
            vec![
                Cell::Date(row.date),
                Cell::Time(row.starts),
                Cell::Text(row.person.clone()),
                Cell::Text(row.school.clone()),
                Cell::Text(row.topic.clone()),
                Cell::Count(row.minutes.into()),
                Cell::Count(row.paid_hours),
                Cell::Money(row.after_tax),
            ]
        };
        self.sessions.iter().map(row).chain(self.cut_row(DETAILS.len(), 4, lang)).collect()
    }

    /// The last line of a sheet of sessions' own amounts, after which it adds up to what is paid; none where nothing was taken off.
    fn cut_row(&self, columns: usize, named: usize, lang: Lang) -> Option<Vec<Cell>> {
        let cell = |place| match place {
            place if place == named => Cell::Text(CUT.text(lang).to_owned()),
            place if place + 1 == columns => Cell::Money(Money::ZERO - self.cut),
            _ => Cell::Nothing,
        };
        (self.cut != Money::ZERO).then(|| (0..columns).map(cell).collect())
    }
}

/// What stands below the total, in a workbook and on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    pub after_tax: Money,
    /// Tax and gross; `None` where only the payer can say.
    pub taxed: Option<[Money; 2]>,
    pub left_out: LeftOut,
    pub rules: Vec<String>,
}

impl Closing {
    /// The sums in capitals, what is left out, and the rules.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let after_tax = self.after_tax.in_capitals();
        let capitals = match self.taxed {
            Some([_, gross]) => say!(
                lang,
                "税前合计人民币（大写）：{gross}　税后合计人民币（大写）：{after_tax}",
                "In capitals: gross {gross}, after tax {after_tax}",
                gross = gross.in_capitals()
            ),
            None => say!(lang, "税后合计人民币（大写）：{after_tax}", "In capitals: after tax {after_tax}"),
        };
        let left_out = (!self.left_out.is_nothing()).then(|| self.left_out.text(lang));
        std::iter::once(capitals).chain(left_out).chain(self.rules.iter().cloned()).collect()
    }
}

fn count(number: usize) -> Cell {
    Cell::Count(number.into())
}
