//! What is wrong with a script, and at which line.

use crate::{
    domain::{Label, Lang, Localized},
    policy::decision::Text,
    say,
};

/// The first fault of a script. Nothing of it is played then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the script: {wrong:?}")]
pub struct ScriptFault {
    /// From 1.
    pub line: usize,
    pub wrong: Wrong,
}

/// The ways a line can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It is none of the lines that a script has.
    NoLine,
    /// It names a kind, a field, a step, a role, a group or a short name that there is not.
    Unknown { what: Label, found: String },
    /// The program refuses what it says.
    Refused(Text),
}

impl Wrong {
    pub(super) fn unknown(zh: &'static str, en: &'static str, found: &str) -> Self {
        Self::Unknown { what: Label::new(zh, en), found: found.to_owned() }
    }

    pub(super) fn refused(why: &impl Localized) -> Self {
        Self::Refused(Text::of(why))
    }
}

impl Localized for ScriptFault {
    fn text(&self, lang: Lang) -> String {
        let wrong = match &self.wrong {
            Wrong::NoLine => say!(lang, "看不懂这一行", "this line cannot be read"),
            Wrong::Unknown { what, found } => {
                say!(lang, "没有“{found}”这个{what}", "there is no {what} {found}", what = what.text(lang))
            }
            Wrong::Refused(why) => why.get(lang).to_owned(),
        };
        say!(
            lang,
            "演示脚本第 {line} 行：{wrong}",
            "the demo's script, line {line}: {wrong}",
            line = self.line
        )
    }
}
