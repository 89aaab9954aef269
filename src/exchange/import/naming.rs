//! Names where codes are asked for: 实验小学 instead of 4101220001. One record that is called so, and of which the row says
//! nothing else, is meant, and it is told. Of several, of none, and of one that is something else than the row says, a person is
//! asked once for each name with what stands beside it: 王芳（农业局） is not 王芳（科协）.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        Kind,
        field::{Fault, Field},
    },
    policy::decision::Text,
};

/// What a row says of a record that it refers to.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub kinds: &'static [Kind],
    /// A code, or a name where a code should stand.
    pub code: &'a str,
    /// A name beside it.
    pub name: &'a str,
    /// What else the row says of that record.
    pub beside: &'a [(&'static Field, String)],
    /// A name will do.
    pub(super) by_name: bool,
    pub(super) field: &'static Field,
    pub(super) shape: &'a str,
    pub(super) sheet: &'a str,
    /// What a person has said of names.
    pub(super) answers: Option<&'a BTreeMap<String, String>>,
}

/// A record that may be meant: its id and what it is called.
pub type Found = (String, String);

/// The records that a name may mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meant {
    pub records: Vec<Found>,
    /// Nothing that the row says of them speaks against it.
    pub agrees: bool,
    /// Where there are none, those whose name is near it; no row is taken to mean one of them before somebody says so.
    pub near: Vec<Found>,
}

/// A name that was found, or that nobody knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub sheet: String,
    /// Of the sheet, to which an answer is kept.
    pub shape: String,
    /// The field's key and what it is called.
    pub field: String,
    pub label: Text,
    /// With what stands beside it: `王芳（农业局）`.
    pub name: String,
    /// The one that is meant, or those of which one may be.
    pub candidates: Vec<Found>,
    /// None is called so; those are offered whose name is near.
    pub is_near: bool,
    /// Rows.
    pub count: usize,
}

/// All names of a file.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub found: BTreeMap<(String, String), Asked>,
    pub asked: BTreeMap<(String, String), Asked>,
}

/// Names that are listed; more are a file of something else.
const MOST: usize = 500;
/// Of each name, records that may be meant.
const MOST_CANDIDATES: usize = 20;

/// Whether a record of this id is known.
type Known<'a> = &'a dyn Fn(&str) -> bool;

impl Named {
    /// The id that is meant; nothing where nothing stands. What rows further down bring has no name yet.
    pub fn refer(
        &mut self,
        wanted: &Wanted<'_>,
        (is_there, is_coming): (Known<'_>, Known<'_>),
        called: &dyn Fn(&str) -> Meant,
    ) -> Result<Option<String>, Text> {
        let Wanted { code, name, .. } = *wanted;
        if code.is_empty() && name.is_empty() {
            return Ok(None);
        }
        if is_there(code) {
            return agree(wanted, called).map(|()| Some(code.to_owned()));
        }
        if is_coming(code) {
            return Ok(Some(code.to_owned()));
        }
        let word = if code.is_empty() { name } else { code };
        let nobody = || Text::of(&Fault::NoSuchRecord { found: word.to_owned(), kinds: wanted.kinds });
        if !wanted.by_name {
            return Err(nobody());
        }
        let asked = wanted.with_beside(word);
        if let Some(id) = wanted.answers.and_then(|answers| answers.get(&asked)).filter(|id| is_there(id)) {
            note(&mut self.found, wanted, asked, || {
                let is_it = |(found, _): &Found| found == id;
                let Meant { records, near, .. } = called(word);
                let it = records.into_iter().chain(near).find(is_it);
                (vec![it.unwrap_or_else(|| (id.clone(), id.clone()))], false)
            });
            return Ok(Some(id.clone()));
        }
        let Meant { mut records, agrees, near } = called(word);
        if let ([(id, _)], true) = (&records[..], agrees) {
            let id = id.clone();
            note(&mut self.found, wanted, asked, || (records, false));
            return Ok(Some(id));
        }
        let why = if records.is_empty() { nobody() } else { uncertain(wanted, &asked, word, records.len()) };
        records.truncate(MOST_CANDIDATES);
        let is_near = records.is_empty() && !near.is_empty();
        note(&mut self.asked, wanted, asked, || (if is_near { near } else { records }, is_near));
        Err(why)
    }
}

impl Wanted<'_> {
    /// A name, and what tells it apart from another of the same.
    fn with_beside(&self, word: &str) -> String {
        if self.beside.is_empty() {
            return word.to_owned();
        }
        let beside: Vec<_> = self.beside.iter().map(|(_, text)| text.as_str()).collect();
        format!("{word}（{}）", beside.join("、"))
    }
}

/// Why a name is not taken for any of so many records.
fn uncertain(wanted: &Wanted<'_>, asked: &str, word: &str, count: usize) -> Text {
    let label = wanted.field.label;
    match count {
        1 => Text {
            zh: format!(
                "叫“{word}”的只有一条记录，但与表中所写“{asked}”不符，请在下面选定是不是它，或在“{}”一列填编号",
                label.zh
            ),
            en: format!(
                "only one record is called “{word}”, and it is not what the sheet says, “{asked}”; choose it below, or enter the code as {}",
                label.en
            ),
        },
        count => Text {
            zh: format!("有 {count} 条记录叫“{word}”，请在下面选定是哪一条，或在“{}”一列填编号", label.zh),
            en: format!(
                "{count} records are called “{word}”; choose one below, or enter the code as {}",
                label.en
            ),
        },
    }
}

/// A name beside a code is a check of it.
fn agree(wanted: &Wanted<'_>, called: &dyn Fn(&str) -> Meant) -> Result<(), Text> {
    let Wanted { code, name, .. } = *wanted;
    if name.is_empty() || called(name).records.iter().any(|(id, _)| id == code) {
        return Ok(());
    }
    Err(Text {
        zh: format!("编号 {code} 不是“{name}”，请改正编号或名称"),
        en: format!("{code} is not the code of “{name}”; correct one of the two"),
    })
}

fn note(
    names: &mut BTreeMap<(String, String), Asked>,
    wanted: &Wanted<'_>,
    name: String,
    candidates: impl FnOnce() -> (Vec<Found>, bool),
) {
    let key = (format!("{}/{}", wanted.shape, wanted.field.key), name.clone());
    if let Some(there) = names.get_mut(&key) {
        there.count += 1;
    } else if names.len() < MOST {
        let (candidates, is_near) = candidates();
        let asked = Asked {
            sheet: wanted.sheet.to_owned(),
            shape: wanted.shape.to_owned(),
            field: wanted.field.key.to_owned(),
            label: Text { zh: wanted.field.label.zh.to_owned(), en: wanted.field.label.en.to_owned() },
            name,
            candidates,
            is_near,
            count: 1,
        };
        names.insert(key, asked);
    }
}
