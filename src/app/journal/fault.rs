//! Why nothing is undone.

use super::label;
use crate::{
    domain::{Lang, Localized, field::FieldProblem},
    say,
    store::StoreError,
};

/// Why an entry was not undone.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum UndoFault {
    #[error("entry {0} has been undone already")]
    Undone(u64),
    /// Tables, and the number of rows of each that have changed since.
    #[error("what the entry wrote has changed since: {0:?}")]
    Changed(Vec<(String, usize)>),
    /// What would be put back, and why it cannot stand beside what has come since.
    #[error("{0} cannot stand again: {1:?}")]
    Taken(String, Box<FieldProblem>),
    /// What stays, or would be as it was, and names a record that would not be there.
    #[error("{record} names {names}, which would be gone")]
    Hanging { record: String, names: String },
    /// What one unit did another does not take back.
    #[error("only whoever sits at {0} takes it back")]
    NotYours(String),
    /// Putting a policy in force, or letting a pack govern, is taken back at the seat that did it.
    #[error("only the head at {0} takes it back")]
    NotCompetent(String),
    /// What another office has, or has acknowledged, is taken back by a step that it is told of.
    #[error("a package has been made since")]
    HandedOver,
    /// What is personal has gone for good.
    #[error("what was erased is not brought back")]
    Erased,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for UndoFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Undone(_) => say!(
                lang,
                "这一步已经撤销过，数据没有变化。",
                "This has been undone already; nothing has changed."
            ),
            Self::Changed(tables) => {
                let one = |(table, count): &(String, usize)| {
                    let label = label(table).text(lang);
                    say!(lang, "{label} {count} 条", "{label}: {count}")
                };
                say!(
                    lang,
                    "不能撤销：其后又有人改过其中的记录（{list}），数据没有变化。",
                    "This cannot be undone: some of its records have been changed since ({list}). Nothing has changed.",
                    list = lang.list(tables.iter().map(one))
                )
            }
            Self::Taken(title, problem) => say!(
                lang,
                "不能撤销：“{title}”不能恢复原样（{why}），数据没有变化。",
                "This cannot be undone: “{title}” cannot be as it was ({why}). Nothing has changed.",
                why = problem.fault.text(lang)
            ),
            Self::Hanging { record, names } => say!(
                lang,
                "不能撤销：撤销后将没有“{names}”，而“{record}”还要用到它。请先改动“{record}”，再撤销。数据没有变化。",
                "This cannot be undone: “{names}” would be gone, and “{record}” names it. Change “{record}” first. Nothing has changed."
            ),
            Self::NotYours(seat) => say!(
                lang,
                "不能撤销：这一步是“{seat}”办理的，请由该单位撤销，数据没有变化。",
                "This cannot be undone here: it was done at “{seat}”, whose unit takes it back. Nothing has changed."
            ),
            Self::NotCompetent(seat) => say!(
                lang,
                "不能撤销：政策的施行只能由办理它的席位（{seat}）的负责人撤销，数据没有变化。",
                "This cannot be undone here: only the head at the seat that did it ({seat}) takes back what puts a policy in force. Nothing has changed."
            ),
            Self::HandedOver => say!(
                lang,
                "不能撤销：其后已生成交接包，别的单位可能已经收到。请打开记录办理撤回或更正，对方随下一个交接包得知。数据没有变化。",
                "This cannot be undone: a package has been made since, and another office may have it. Open the record and take the step back or correct it; the next package tells them. Nothing has changed."
            ),
            Self::Erased => say!(
                lang,
                "清除的个人信息不能恢复。需要的，请重新填写。",
                "Erased personal data is not brought back. Where it is needed, fill it in anew."
            ),
            Self::Store(error) => error.text(lang),
        }
    }
}
