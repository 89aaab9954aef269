//! What stands on a paper, whatever it is set in.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::policy::decision::Text;

/// A paper that an office hands out. It is an official document of a Chinese office: its body is Chinese whatever the interface speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// What it is: 聘书, letter of appointment.
    pub name: Text,
    /// What tells it from others of its name: whom it is for, what is passed on.
    pub called: String,
    /// What stands above every page, such as 草稿: whoever has one sheet in their hand knows what it is worth.
    pub marks: Vec<String>,
    /// 发文字号, where it has one.
    pub number: Option<String>,
    pub title: String,
    pub blocks: Vec<Block>,
    pub closing: Closing,
    /// Below the closing: whether it is public, to whom it goes (版记).
    pub notes: Vec<String>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub style: Style,
    pub text: String,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// 主送机关, or whoever is addressed: from the edge of the text.
    To,
    /// 正文: begins two characters in.
    Text,
    /// 层次标题, “一、”: as the text, in 黑体, and never the last line of a page.
    Heading,
    /// 附件说明: a line below the text.
    Enclosure,
}

/// What ends a paper. It is never alone on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closing {
    /// 署名 and 成文日期 of one office.
    Signed { by: String, on: String },
    /// Two sides seal, sign and date by hand: what is to be filled in by each, row after row.
    Sides(Vec<[String; 2]>),
}

impl Block {
    pub fn of(style: Style, text: impl Into<String>) -> Self {
        Self { style, text: text.into() }
    }

    /// Every line that somebody has written, as a paragraph.
    pub fn paragraphs(text: &str) -> impl Iterator<Item = Self> {
        let written = text.lines().map(str::trim).filter(|line| !line.is_empty());
        written.map(|line| Self::of(Style::Text, line))
    }
}

impl Paper {
    /// What its file is called, without an ending.
    pub fn file_name(&self) -> String {
        let fits = |c: char| !c.is_control() && !r#"\/:*?"<>|"#.contains(c);
        let called: String = self.called.chars().filter(|c| fits(*c)).take(MOST_IN_A_NAME).collect();
        match called.trim() {
            "" => self.name.zh.clone(),
            called => format!("{}-{called}", self.name.zh),
        }
    }
}

/// Bytes of a name are 255 on most disks, and three of each character.
const MOST_IN_A_NAME: usize = 60;

/// A day that is left for a pen.
pub const NO_DAY: &str = "　　　　年　　月　　日";

/// A day as papers write it (GB/T 9704—2012, 7.3.5.4): in digits, without zeros before them.
pub fn in_chinese(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
