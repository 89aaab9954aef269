//! Guards: rules that say whether a record may be moved.
//!
//! A pack guards any move of any workflow by a function of a fixed name, `may_file_need(need, p)` for the move `file` of
//! the kind `need`. It is told the record and returns `true` or `refuse(reason)`. A move without such a function is
//! guarded by nothing but its own table.

use std::{collections::BTreeMap, rc::Rc};

use jiff::civil::Date;
use rhai::Position;

use super::{
    Policy,
    call::{Call, CallTag, DraftRefusal, Params},
    decision::{Refusal, Text},
    error::Diagnostic,
    facts::{self, Facts, Subject},
    operators::kind as type_of,
};
use crate::domain::Kind;

/// What every guard's name begins with.
const PREFIX: &str = "may_";

/// The name of a move's guard.
pub fn name(kind: Kind, verb: &str) -> String {
    format!("{PREFIX}{verb}_{}", kind.code()).replace('-', "_")
}

/// What the guard of this name is told of; `None` when there is no such move.
pub(super) fn subject(name: &str) -> Option<&'static Subject> {
    let guards = |kind: Kind| {
        let transitions = kind.workflow().map(|table| table.transitions).unwrap_or_default();
        transitions.iter().any(|step| self::name(kind, step.verb) == name)
    };
    let kind = Kind::ALL.iter().copied().find(|kind| guards(*kind))?;
    facts::of_kind(kind)
}

/// The guards among the functions of a script, with what is wrong with those that are none.
pub(super) fn find(
    functions: impl Iterator<Item = (String, usize)>,
    places: &BTreeMap<String, Position>,
) -> (BTreeMap<String, Position>, Vec<(Position, Text)>) {
    let (mut guards, mut faults) = (BTreeMap::new(), Vec::new());
    for (name, arity) in functions.filter(|(name, _)| name.starts_with(PREFIX)) {
        let place = places.get(&name).copied().unwrap_or(Position::NONE);
        if subject(&name).is_none() {
            let text = Text {
                zh: format!("没有“{name}”所指的步骤；名称应为 may_步骤_类别"),
                en: format!("{name} names no move; write may_<verb>_<kind>"),
            };
            faults.push((place, text));
        } else if arity != 2 {
            let text = Text {
                zh: format!("{name} 应有两个参数：记录和 p"),
                en: format!("{name} takes two parameters: the record and p"),
            };
            faults.push((place, text));
        } else {
            guards.insert(name, place);
        }
    }
    (guards, faults)
}

impl Policy {
    /// Runs every guard once, on a record with something in each field: what is wrong with it shows here, and not when a
    /// school presses a button.
    pub fn rehearse(&self, day: Date) -> Vec<Diagnostic> {
        let one = |name: &String| {
            let subject = subject(name)?;
            match self.guarded(name, Facts::sample(subject, &self.fields, day), day) {
                Err(fault) => Some(fault),
                Ok(Some(refusal)) if !self.texts.reasons.contains_key(&refusal.reason) => {
                    let code = &refusal.reason;
                    Some(Diagnostic::new(
                        refusal.at,
                        format!("理由“{code}”没有文字，请写在 texts.toml 的 [reasons] 中"),
                        format!("the reason {code} has no text; add it to [reasons] in texts.toml"),
                    ))
                }
                Ok(_) => None,
            }
        };
        self.guards.keys().filter_map(one).collect()
    }

    /// Whether the packs guard a move.
    pub fn guards(&self, kind: Kind, verb: &str) -> bool {
        self.guards.contains_key(&name(kind, verb))
    }

    /// Why a record may not be moved; `None` when it may.
    ///
    /// # Errors
    /// What the script did wrong, and where.
    pub fn refusal(
        &self,
        (kind, verb): (Kind, &str),
        facts: Facts,
        day: Date,
    ) -> Result<Option<Refusal>, Diagnostic> {
        if !self.guards(kind, verb) {
            return Ok(None);
        }
        self.guarded(&name(kind, verb), facts, day)
    }

    pub(super) fn guarded(&self, name: &str, facts: Facts, day: Date) -> Result<Option<Refusal>, Diagnostic> {
        let (frame, call) = (self.frame(day), Rc::new(Call::default()));
        let p = Params { frame, call: Rc::clone(&call) };
        let said = self.call(name, CallTag(call), (facts, p))?;
        if let Some(refusal) = said.read_lock::<DraftRefusal>() {
            let DraftRefusal { reason, clause, at } = refusal.clone();
            return Ok(Some(Refusal { reason, clause, at: self.sources.place(at) }));
        }
        match said.as_bool() {
            Ok(true) => return Ok(None),
            Ok(false) => {
                return Err(self.fault(
                    name,
                    format!("{name} 返回 false；请用 refuse(…) 写明理由"),
                    format!("{name} returned false; say why with refuse(…)"),
                ));
            }
            Err(_) => {}
        }
        let (zh, en) = type_of(&said);
        Err(self.fault(
            name,
            format!("{name} 应返回 true 或 refuse(…)，返回的是{zh}"),
            format!("{name} must return true or refuse(…); it returned a {en}"),
        ))
    }
}
