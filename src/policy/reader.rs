//! Reading TOML with places: every fault is noted at its line, and reading goes on to find the next.

use std::{cell::OnceCell, ops::Range};

use jiff::civil::Date;
use rust_decimal::Decimal;
use toml_edit::{Document, Item, TableLike};

use super::{
    decision::{Place, Text},
    error::Diagnostic,
    nearest::{did_you_mean, nearest},
};
use crate::domain::field::plain_decimal;

/// The largest file read, in bytes.
const LARGEST: usize = 1_000_000;
/// Bytes of a line within which a column is told.
const WIDEST: usize = 2_000;

/// One file being read.
pub(super) struct Reader<'a> {
    pack: &'a str,
    file: &'a str,
    text: &'a str,
    /// Where each line begins, once a place was asked for.
    lines: OnceCell<Vec<usize>>,
    pub(super) faults: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(pack: &'a str, file: &'a str, text: &'a str) -> Self {
        Self { pack, file, text, lines: OnceCell::new(), faults: Vec::new() }
    }

    /// The document; nothing, and a fault, when it is not TOML.
    pub(super) fn document(&mut self) -> Option<Document<String>> {
        if self.text.len() > LARGEST {
            self.fault(None, "文件过大，请分开或精简", "the file is too large; split or shorten it");
            return None;
        }
        match Document::parse(self.text.to_owned()) {
            Ok(document) => Some(document),
            Err(error) => {
                let message = error.message().to_owned();
                self.fault(
                    error.span(),
                    format!("不是有效的 TOML：{message}"),
                    format!("not valid TOML: {message}"),
                );
                None
            }
        }
    }

    pub(super) fn place(&self, span: Option<Range<usize>>) -> Place {
        let (line, column) = span.map_or((0, 0), |span| {
            let breaks = || self.text.match_indices('\n').map(|(at, _)| at + 1);
            let lines = self.lines.get_or_init(|| [0].into_iter().chain(breaks()).collect());
            let line = lines.partition_point(|begins| *begins <= span.start);
            let begins = line.checked_sub(1).and_then(|line| lines.get(line)).copied().unwrap_or(0);
            let before = self.text.get(begins..span.start).unwrap_or_default();
            // So far along a line nobody counts, and counting for each value of such a line would take long.
            let column = if before.len() > WIDEST { 0 } else { before.chars().count() + 1 };
            (line, column)
        });
        Place {
            pack: self.pack.to_owned(),
            file: self.file.to_owned(),
            line: u32::try_from(line).unwrap_or(0),
            column: u32::try_from(column).unwrap_or(0),
        }
    }

    pub(super) fn fault(&mut self, span: Option<Range<usize>>, zh: impl Into<String>, en: impl Into<String>) {
        let place = self.place(span);
        self.faults.push(Diagnostic::new(place, zh, en));
    }

    pub(super) fn wrong(&mut self, item: &Item, key: &str, zh: &str, en: &str) {
        self.fault(item.span(), format!("“{key}”{zh}"), format!("`{key}` {en}"));
    }

    /// Notes every key that nobody reads.
    pub(super) fn knows(&mut self, table: &dyn TableLike, keys: &[&str]) {
        for (key, item) in table.iter().filter(|(key, _)| !keys.contains(key)) {
            let (zh, en) = did_you_mean(nearest(key, keys.iter().copied()));
            self.wrong(item, key, &format!("不能写在这里{zh}"), &format!("means nothing here{en}"));
        }
    }

    pub(super) fn string(&mut self, table: &dyn TableLike, key: &str) -> Option<String> {
        let item = table.get(key)?;
        let text = item.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(item, key, "应为文字", "should be a text");
        }
        text
    }

    pub(super) fn flag(&mut self, table: &dyn TableLike, key: &str) -> Option<bool> {
        let item = table.get(key)?;
        let flag = item.as_bool();
        if flag.is_none() {
            self.wrong(item, key, "应为 true 或 false", "should be true or false");
        }
        flag
    }

    /// `{ zh = "…", en = "…" }`.
    pub(super) fn text(&mut self, table: &dyn TableLike, key: &str) -> Option<Text> {
        let item = table.get(key)?;
        let Some(inner) = item.as_table_like() else {
            self.wrong(
                item,
                key,
                "应写成 { zh = \"…\", en = \"…\" }",
                "should be { zh = \"…\", en = \"…\" }",
            );
            return None;
        };
        self.knows(inner, &["zh", "en"]);
        Some(Text {
            zh: self.string(inner, "zh").unwrap_or_default(),
            en: self.string(inner, "en").unwrap_or_default(),
        })
    }

    pub(super) fn date(&mut self, table: &dyn TableLike, key: &str) -> Option<Date> {
        let item = table.get(key)?;
        let date = item.as_datetime().map(ToString::to_string).and_then(|text| text.parse().ok());
        if date.is_none() {
            self.wrong(item, key, "应为日期，如 2026-03-01", "should be a date, such as 2026-03-01");
        }
        date
    }

    /// A whole number, or a decimal in quotes: TOML's own fractions are binary and so not exact.
    pub(super) fn decimal(&mut self, item: &Item, key: &str) -> Option<Decimal> {
        let number = match (item.as_integer(), item.as_str()) {
            (Some(whole), _) => Some(Decimal::from(whole)),
            (_, Some(text)) => plain_decimal(text),
            _ => None,
        };
        if number.is_none() {
            self.wrong(
                item,
                key,
                "应为整数，或加引号的小数，如 \"0.20\"",
                "should be a whole number, or a decimal in quotes such as \"0.20\"",
            );
        }
        number
    }
}
