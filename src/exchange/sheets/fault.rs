//! Why a file cannot be read at all.

use crate::{
    domain::{Label, Lang, Localized, lang::grouped},
    say,
};

/// Larger files are refused unread.
pub(super) const LARGEST: usize = 20 * MEGABYTE;
/// What the parts of an archive may come to.
pub(super) const MOST_UNPACKED: usize = 300 * MEGABYTE;
pub(super) const MEGABYTE: usize = 1_024 * 1_024;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {} MB", LARGEST / MEGABYTE)]
    TooLarge,
    #[error("the workbook would unpack to more than {} MB", MOST_UNPACKED / MEGABYTE)]
    Bomb,
    #[error("the file has more than {most} {what}")]
    TooMany { what: Label, most: usize },
    #[error("the file has more than {most} rows")]
    TooManyRows { most: usize },
    #[error("a quotation mark in line {line} is not closed")]
    OpenQuote { line: usize },
    #[error("the workbook is encrypted")]
    Encrypted,
    #[error("this is {0}, not a spreadsheet")]
    Other(&'static str),
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    #[error("this is neither a workbook nor a text table")]
    Unknown,
}

impl Localized for FileFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Empty => say!(lang, "文件是空的，请重新选择。", "The file is empty; choose another."),
            Self::TooLarge => say!(
                lang,
                "文件超过 {megabytes} MB。请按学期或按县拆分后分次导入。",
                "The file is larger than {megabytes} MB. Split it by term or county and import the parts.",
                megabytes = LARGEST / MEGABYTE
            ),
            Self::Bomb => say!(
                lang,
                "这个工作簿解压后过大，不像是填好的表格，没有打开。",
                "Unpacked, this workbook would be far too large for a filled-in table; it was not opened."
            ),
            Self::TooMany { what, most } => say!(
                lang,
                "文件中的{what}超过 {most}，没有打开。请删去无关内容，或拆分后分次导入。",
                "The file has more than {most} {what} and was not opened. Remove what does not belong, or split it.",
                what = what.text(lang)
            ),
            Self::TooManyRows { most } => say!(
                lang,
                "文件超过 {most} 行，没有打开：每行都要与已有记录和其他各行核对，整份一次存入、一次撤销。请按学期或按县拆分后分次导入。",
                "The file has more than {most} rows and was not opened: each is checked against what is stored and all others, and all are stored, and undone, at once. Split it by term or county and import the parts.",
                most = grouped(*most)
            ),
            Self::OpenQuote { line } => say!(
                lang,
                "文件第 {line} 行的引号没有成对，后面的各行会被并进同一格，没有打开。请补上或删去这个引号。",
                "A quotation mark in line {line} is not closed, so that the rows after it would vanish in one cell; the file was not opened. Close the mark or remove it."
            ),
            Self::Encrypted => say!(
                lang,
                "这个工作簿设有密码。请在办公软件中去掉密码后保存。",
                "This workbook is encrypted. Remove its password and save it."
            ),
            Self::Other(what) => say!(
                lang,
                "文件内容是{what}，不是表格。请选择 .xlsx、.xls、.et 或 .csv 文件。",
                "The content is {what}, not a spreadsheet. Choose an .xlsx, .xls, .et or .csv file."
            ),
            Self::Damaged(why) => say!(
                lang,
                "工作簿损坏，读不出来（{why}）。请在办公软件中打开并重新保存。",
                "The workbook is damaged ({why}). Open it in a spreadsheet program and save it again."
            ),
            Self::Unknown => say!(
                lang,
                "文件内容不是表格，也不是文本。请选择 .xlsx、.xls、.et 或 .csv 文件。",
                "The content is neither a workbook nor text. Choose an .xlsx, .xls, .et or .csv file."
            ),
        }
    }
}

impl FileFault {
    /// By the word of whoever found it.
    pub(super) fn damaged(why: impl ToString) -> Self {
        Self::Damaged(why.to_string())
    }
}
