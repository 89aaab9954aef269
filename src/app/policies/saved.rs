//! What the store keeps of policy packs: versions and publications. Neither changes once it is written.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::store::Stored;

/// Files by path: inside one pack, or of all packs with the pack's folder first.
pub type PackFiles = BTreeMap<String, String>;

/// The files that are listed beside the program, all of them: without one, guards that stand in it would let everything pass.
///
/// # Errors
/// The path of the first that is not there.
pub fn complete(listed: Vec<String>, texts: Vec<Option<String>>) -> Result<PackFiles, String> {
    let mut texts = texts.into_iter();
    let file = |path: String| match texts.next().flatten() {
        Some(text) => Ok((path, text)),
        None => Err(path),
    };
    listed.into_iter().map(file).collect()
}

/// One saved state of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackVersion {
    pub pack: String,
    /// From 1, in the order of saving; 0 is what the program ships.
    pub number: u32,
    pub files: PackFiles,
    pub note: String,
    /// RFC 3339, UTC.
    pub saved_at: String,
    #[serde(alias = "desk")]
    pub seat_name: String,
    /// Content hash of the files.
    pub hash: String,
    /// It did not compile when it was saved: a draft.
    pub broken: bool,
}

/// A version put in force from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    pub pack: String,
    /// From 1, in the order of publishing. From its day on, a later one counts instead of every earlier one.
    pub number: u32,
    pub version: u32,
    pub effective: Date,
    /// RFC 3339, UTC.
    pub published_at: String,
    #[serde(alias = "desk")]
    pub seat_name: String,
}

impl Stored for PackVersion {
    const TABLE: &'static str = "pack-version";
    const SCHEMA: u32 = 2;

    fn key(&self) -> String {
        format!("{}@{:06}", self.pack, self.number)
    }

    crate::stored_as_json!();
}

impl Stored for Publication {
    const TABLE: &'static str = "publication";
    const SCHEMA: u32 = 1;

    fn key(&self) -> String {
        format!("{}@{:06}", self.pack, self.number)
    }

    crate::stored_as_json!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_of_which_a_file_is_missing_are_none() {
        let listed = ["national/pack.toml", "national/guards.rhai"].map(str::to_owned).to_vec();
        let text = |text: &str| Some(text.to_owned());
        let all = complete(listed.clone(), vec![text("id"), text("fn")]).expect("all there");
        assert_eq!(all["national/guards.rhai"], "fn");
        for texts in [vec![text("id"), None], vec![text("id")]] {
            assert_eq!(complete(listed.clone(), texts), Err("national/guards.rhai".to_owned()));
        }
    }
}
