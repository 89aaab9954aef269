//! What does not count of the steps of a record, and why.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        lang::{Lang, Localized},
        seal::Digest,
        workflow::Step,
    },
    say,
};

/// A step that does not count, and why (未采纳, 待核验).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Aside {
    pub step: Step,
    pub why: Why,
}

/// Why a step does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its key is not certified here yet.
    Unknown,
    /// Its key had been replaced before.
    Replaced,
    /// Another step, which excludes it, stands: its hash.
    Outdone(Digest),
    /// It could not be made where the record stood, or not by that desk.
    NotPermitted,
    /// The step before it does not count.
    BuildsOnAside,
    /// The step before it has not arrived.
    Gap,
}

impl Localized for Why {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Unknown => say!(
                lang,
                "待核验：签名的席位还没有可信的证书，收到证书后再计入",
                "to be verified: no trusted certificate of the seat that signed has arrived; it counts once one has"
            ),
            Self::Replaced => say!(
                lang,
                "未采纳：签名所用的密钥在这一步之前已经更换",
                "set aside: the key that signed had been replaced before this step"
            ),
            Self::Outdone(_) => say!(
                lang,
                "未采纳：两个单位同时办理，以另一步为准",
                "set aside: two offices went on at once, and the other step stands"
            ),
            Self::NotPermitted => say!(
                lang,
                "未采纳：当时的状态不能办理这一步，或不由该席位办理",
                "set aside: it could not be made where the record stood, or not by that seat"
            ),
            Self::BuildsOnAside => {
                say!(lang, "未采纳：它的前一步未被采纳", "set aside: the step before it does not count")
            }
            Self::Gap => {
                say!(lang, "待补：它的前一步还没有收到", "waiting: the step before it has not arrived")
            }
        }
    }
}
