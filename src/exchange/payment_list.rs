//! The payment list that finance receives: who is paid what by whom for which month, the schools, the sessions behind.
//!
//! Every text is written as a text cell and never as a formula; sums are formulas with their results beside them, so
//! that a reader without a calculating program sees them too.

use jiff::civil::{Date, Time};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, utility};

use serde::{Deserialize, Serialize};

use super::WriteFault;
use crate::domain::{Label, Lang, Money, Month};

/// Everything on the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentList {
    pub title: String,
    /// The term or month.
    pub period: String,
    pub prepared_on: Date,
    /// The records are generated, and the list says so.
    pub demo: bool,
    pub rows: Vec<PaymentRow>,
    pub schools: Vec<SchoolRow>,
    pub sessions: Vec<PaymentSession>,
    /// What the months' settlement took off the sessions' own amounts, all in all: a monthly cap.
    #[serde(default)]
    pub cut: Money,
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
    pub tax: Money,
    pub gross: Money,
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

/// A cell before it is written.
enum Cell {
    Text(String),
    Count(f64),
    Money(Money),
}

const PAYMENT_SHEET: Label = Label::new("发放表", "Payments");
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
const TOTAL: Label = Label::new("合计", "Total");
const CUT: Label = Label::new("月度封顶扣减", "Cut to the monthly cap");
const DEMO: Label = Label::new("演示数据", "Demo data");

impl PaymentList {
    /// A workbook of three sheets: payments, schools, sessions.
    ///
    /// # Errors
    /// [`WriteFault`].
    pub fn xlsx(&self, lang: Lang) -> Result<Vec<u8>, WriteFault> {
        let mut book = Workbook::new();
        let schools = Label::new("按学校", "By school");
        let sessions = Label::new("课次明细", "Sessions");
        self.sheet(book.add_worksheet(), PAYMENT_SHEET, &PAYMENTS, self.payment_cells(), lang)?;
        self.sheet(book.add_worksheet(), schools, &SCHOOLS, self.school_cells(lang), lang)?;
        self.sheet(book.add_worksheet(), sessions, &DETAILS, self.session_cells(lang), lang)?;
        Ok(book.save_to_buffer()?)
    }

    /// The payments as csv in UTF-8 with a byte order mark, so that office programs see the encoding; a text that
    /// a spreadsheet program would take for a formula gets an apostrophe before it.
    pub fn csv(&self, lang: Lang) -> Vec<u8> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
        let mut record = |cells: Vec<String>| {
            // Writing to memory does not fail.
            let _ = writer.write_record(cells);
        };
        let mut headings: Vec<_> = PAYMENTS.iter().map(|column| column.0.text(lang).to_owned()).collect();
        if self.demo {
            headings.push(DEMO.text(lang).to_owned());
        }
        record(headings);
        for row in self.payment_cells() {
            let mut cells: Vec<_> = row
                .into_iter()
                .map(|cell| match cell {
                    Cell::Text(text) => harmless(text),
                    Cell::Count(count) => count.to_string(),
                    Cell::Money(money) => money.yuan().to_string(),
                })
                .collect();
            if self.demo {
                cells.push(DEMO.text(lang).to_owned());
            }
            record(cells);
        }
        writer.into_inner().unwrap_or_default()
    }

    fn payment_cells(&self) -> Vec<Vec<Cell>> {
        let row = |row: &PaymentRow| {
            vec![
                Cell::Text(row.month.to_string()),
                Cell::Text(row.payer.clone()),
                Cell::Text(row.person.clone()),
                Cell::Text(row.number.clone()),
                Cell::Text(row.unit.clone()),
                count(row.sessions),
                hours(row.paid_hours),
                Cell::Money(row.after_tax),
                Cell::Money(row.tax),
                Cell::Money(row.gross),
            ]
        };
        self.rows.iter().map(row).collect()
    }

    fn school_cells(&self, lang: Lang) -> Vec<Vec<Cell>> {
        let row = |row: &SchoolRow| {
            vec![
                Cell::Text(row.county.clone()),
                Cell::Text(row.name.clone()),
                count(row.sessions),
                hours(row.paid_hours),
                Cell::Money(row.after_tax),
            ]
        };
        self.schools.iter().map(row).chain(self.cut_row(SCHOOLS.len(), 1, lang)).collect()
    }

    fn session_cells(&self, lang: Lang) -> Vec<Vec<Cell>> {
        let row = |row: &PaymentSession| {
            vec![
                Cell::Text(row.date.to_string()),
                Cell::Text(row.starts.strftime("%H:%M").to_string()),
                Cell::Text(row.person.clone()),
                Cell::Text(row.school.clone()),
                Cell::Text(row.topic.clone()),
                Cell::Count(f64::from(row.minutes)),
                hours(row.paid_hours),
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
            _ => Cell::Text(String::new()),
        };
        (self.cut != Money::ZERO).then(|| (0..columns).map(cell).collect())
    }

    fn sheet(
        &self,
        sheet: &mut Worksheet,
        name: Label,
        columns: &[(Label, f64)],
        rows: Vec<Vec<Cell>>,
        lang: Lang,
    ) -> Result<(), WriteFault> {
        let border = Format::new().set_border(FormatBorder::Thin);
        let money = border.clone().set_num_format("#,##0.00");
        let bold = |format: Format| format.set_bold();
        let head = bold(border.clone())
            .set_background_color(Color::RGB(0x00E3_F1F2))
            .set_align(FormatAlign::Center)
            .set_text_wrap();
        let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
        // The first sheet is the list itself; the others say what they are.
        let heading = if name == PAYMENT_SHEET {
            self.title.clone()
        } else {
            match lang {
                Lang::Zh => format!("{}（{}）", self.title, name.text(lang)),
                Lang::En => format!("{}: {}", self.title, name.text(lang)),
            }
        };
        let mark = if self.demo { format!("【{}】", DEMO.text(lang)) } else { String::new() };
        let title = Format::new().set_bold().set_font_size(16.0).set_align(FormatAlign::Center);
        sheet.set_name(name.text(lang))?;
        sheet.merge_range(0, 0, 0, last_column, &format!("{mark}{heading} {}", self.period), &title)?;
        let prepared = match lang {
            Lang::Zh => format!("制表日期：{}", self.prepared_on),
            Lang::En => format!("Prepared on {}", self.prepared_on),
        };
        sheet.write_string(1, 0, prepared)?;
        sheet.set_row_height(0, 30)?;
        let mut sums = vec![None::<(bool, f64)>; columns.len()];
        for (place, (label, width)) in columns.iter().enumerate() {
            let column = u16::try_from(place).unwrap_or(0);
            sheet.write_string_with_format(HEAD, column, label.text(lang), &head)?;
            sheet.set_column_width(column, *width)?;
        }
        let count = u32::try_from(rows.len()).unwrap_or(0);
        for (row, cells) in (HEAD + 1..).zip(rows) {
            for (place, cell) in cells.into_iter().enumerate() {
                let column = u16::try_from(place).unwrap_or(0);
                let (number, is_money) = match cell {
                    Cell::Text(text) => {
                        sheet.write_string_with_format(row, column, text, &border)?;
                        continue;
                    }
                    Cell::Count(number) => (number, false),
                    Cell::Money(amount) => (yuan(amount), true),
                };
                sheet.write_number_with_format(
                    row,
                    column,
                    number,
                    if is_money { &money } else { &border },
                )?;
                if let Some(sum) = sums.get_mut(place) {
                    *sum = Some((is_money, sum.map_or(0.0, |(_, sum)| sum) + number));
                }
            }
        }
        let foot = HEAD + 1 + count;
        sheet.write_string_with_format(foot, 0, TOTAL.text(lang), &bold(border.clone()))?;
        for (place, sum) in sums.into_iter().enumerate().skip(1) {
            let column = u16::try_from(place).unwrap_or(0);
            let Some((is_money, sum)) = sum else {
                sheet.write_blank(foot, column, &border)?;
                continue;
            };
            let from = utility::row_col_to_cell(HEAD + 1, column);
            let until = utility::row_col_to_cell(HEAD + count, column);
            let result =
                if is_money { format!("{sum:.2}") } else { format!("{}", (sum * 10.0).round() / 10.0) };
            let formula = Formula::new(format!("=SUM({from}:{until})")).set_result(result);
            let format = bold(if is_money { money.clone() } else { border.clone() });
            sheet.write_formula_with_format(foot, column, formula, &format)?;
        }
        sheet.set_freeze_panes(HEAD + 1, 0)?;
        if count > 0 {
            sheet.autofilter(HEAD, 0, HEAD + count, last_column)?;
        }
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(HEAD, HEAD)?;
        sheet.set_footer(format!("&L{mark}&C&P / &N"));
        Ok(())
    }
}

const HEAD: u32 = 2;
const A4: u8 = 9;

const PAYMENTS: [(Label, f64); 10] = [
    (MONTH, 10.0),
    (PAYER, 24.0),
    (PERSON, 10.0),
    (NUMBER, 12.0),
    (UNIT, 28.0),
    (SESSIONS, 8.0),
    (PAID_HOURS, 10.0),
    (AFTER_TAX, 13.0),
    (TAX, 13.0),
    (GROSS, 13.0),
];
const SCHOOLS: [(Label, f64); 5] =
    [(COUNTY, 14.0), (SCHOOL, 32.0), (SESSIONS, 8.0), (PAID_HOURS, 10.0), (AFTER_TAX, 14.0)];
const DETAILS: [(Label, f64); 8] = [
    (DATE, 12.0),
    (STARTS, 8.0),
    (PERSON, 10.0),
    (SCHOOL, 28.0),
    (TOPIC, 32.0),
    (MINUTES, 8.0),
    (PAID_HOURS, 10.0),
    (AFTER_TAX, 13.0),
];

/// Spreadsheets hold numbers as floats. Below 10¹³ 元 the nearest float shows the same two decimals.
fn yuan(amount: Money) -> f64 {
    amount.yuan().to_f64().unwrap_or(0.0)
}

fn count(number: usize) -> Cell {
    Cell::Count(u32::try_from(number).map_or(0.0, f64::from))
}

fn hours(paid_hours: Decimal) -> Cell {
    Cell::Count(paid_hours.to_f64().unwrap_or(0.0))
}

fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}
