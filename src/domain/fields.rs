//! The fields of every kind: those of its declaration and, after them, those that a policy pack adds.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use super::{
    Kind,
    field::{Field, FieldKind, make, plain},
    workflow::Transition,
};

/// See the module. Fields that a pack adds are like any other but for where their values are kept: in the record's
/// [envelope](super::Envelope), so that they outlive the pack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(BTreeMap<Kind, Vec<&'static Field>>);

impl Fields {
    /// Adds a field to a kind. False when the kind has one of that key, or of that label: a sheet knows its columns by them.
    pub fn add(&mut self, kind: Kind, field: &'static Field) -> bool {
        let own: Vec<_> = parts(field).flat_map(|part| headings(field, part)).collect();
        let clashes = |other: &Field| {
            parts(other).any(|part| headings(other, part).iter().any(|heading| own.contains(heading)))
        };
        let fresh = !self.of(kind).any(clashes);
        if fresh {
            self.0.entry(kind).or_default().push(field);
        }
        fresh
    }

    /// The fields of a kind, its own first.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &'static Field> {
        kind.fields().iter().chain(self.added(kind).iter().copied())
    }

    /// The fields that packs add to a kind.
    pub fn added(&self, kind: Kind) -> &[&'static Field] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The field of a kind with this key.
    pub fn get(&self, kind: Kind, key: &str) -> Option<&'static Field> {
        self.of(kind).find(|field| field.key == key)
    }
}

/// The columns of a sheet whose 是 asks for a step, each with its transition.
pub fn asking(kind: Kind) -> impl Iterator<Item = &'static (Field, &'static Transition)> {
    static ALL: LazyLock<Vec<(Kind, (Field, &'static Transition))>> = LazyLock::new(|| {
        let of = |kind: &Kind| {
            let kind = *kind;
            let transitions = kind.workflow().map_or(&[][..], |table| table.transitions);
            transitions.iter().filter_map(move |made| {
                let label = made.column?;
                Some((kind, (make::flag().of(made.verb, true).label(label.zh, label.en), made)))
            })
        };
        Kind::ALL.iter().flat_map(of).collect()
    });
    ALL.iter().filter(move |(of, _)| *of == kind).map(|(_, asking)| asking)
}

/// What a sheet's column is known by, whichever way its head is written: `日期 *`, `日期（必填）` and `日期：` are 日期.
pub fn heading(text: &str) -> Cow<'_, str> {
    let is_said = |c: char| !is_ignored(c) && bracket(c) == 0;
    match plain(text) {
        Cow::Borrowed(text) if text.chars().all(is_said) => Cow::Borrowed(text),
        text => {
            let mut depth = 0_i32;
            let kept = text.chars().filter(|c| {
                depth = (depth + bracket(*c)).max(0);
                depth == 0 && is_said(*c)
            });
            Cow::Owned(kept.collect())
        }
    }
}

/// What stands in the brackets of a heading, one after another: `小时` of `时长（小时）`.
pub fn bracketed(text: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let mut inside = |c: char| {
        depth = (depth + bracket(c)).max(0);
        if depth > 0 && bracket(c) == 0 { c } else { ' ' }
    };
    let inner: String = plain(text).chars().map(&mut inside).collect();
    let parts = |c: char| c.is_whitespace() || "，,、；;/".contains(c);
    inner.split(parts).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn is_ignored(c: char) -> bool {
    c.is_whitespace() || "*＊:：。".contains(c)
}

/// What stands in brackets is a unit, or says how to fill the column in.
fn bracket(c: char) -> i32 {
    if "（([【〔".contains(c) {
        1
    } else if "）)]】〕".contains(c) {
        -1
    } else {
        0
    }
}

/// What a column of a sheet holds of a field. Only what is dated has more than the value, and what refers to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// What holds today.
    Value,
    /// What the record is called to which it refers: `学校名称` beside `学校标识码`.
    Called,
    /// The day from which it does: `职称自`.
    From,
    /// All values with their days: `职称历次`.
    History,
    /// Minutes in lesson-hours: `课时数`.
    Lessons,
}

impl Part {
    /// What is added to the label, in both languages, and to the key.
    fn suffixes(self, field: &Field) -> [&'static str; 3] {
        let people = matches!(field.kind, FieldKind::Reference([Kind::Instructor]));
        match self {
            Self::Value => [""; 3],
            Self::Called if people => ["姓名", " name", "_name"],
            Self::Called => ["名称", " name", "_name"],
            Self::From => ["自", " since", "_since"],
            Self::History => ["历次", " history", "_history"],
            Self::Lessons => ["按课时", " in lessons", "_lessons"],
        }
    }

    /// The label to which it is added: a name is not a code's.
    fn label(self, label: &'static str) -> &'static str {
        let codes = ["标识码", "编号", "代码", " code", " number"];
        let bare = || codes.iter().find_map(|code| label.strip_suffix(code)).filter(|bare| !bare.is_empty());
        if self == Self::Called { bare().unwrap_or(label) } else { label }
    }

    /// The head of a column.
    pub fn title(self, field: &Field) -> String {
        format!("{}{}", self.label(field.label.zh), self.suffixes(field)[0])
    }

    /// The same in English.
    pub fn title_en(self, field: &Field) -> String {
        format!("{}{}", self.label(field.label.en), self.suffixes(field)[1])
    }

    /// What the column is called in a program.
    pub fn key(self, field: &Field) -> String {
        format!("{}{}", field.key, self.suffixes(field)[2])
    }
}

/// The columns that a field may have. The entries of a log have their days themselves.
pub fn parts(field: &Field) -> impl Iterator<Item = Part> {
    let log = matches!(field.kind, FieldKind::Rows(_));
    let refers = matches!(field.kind, FieldKind::Reference(_));
    [Part::Value, Part::Called, Part::From, Part::History].into_iter().filter(move |part| match part {
        Part::Value => true,
        Part::Called => refers && !field.dated,
        Part::From => field.dated && !log,
        Part::History => field.dated,
        // A sheet of ours says minutes.
        Part::Lessons => false,
    })
}

/// The headings under which a sheet may hold a part of a field.
pub fn headings(field: &Field, part: Part) -> [Cow<'static, str>; 3] {
    let names = [field.label.zh, field.label.en, field.key];
    if part == Part::Value {
        return names.map(heading);
    }
    let [zh, en, key] = part.suffixes(field);
    let longer = |name: &'static str, suffix| Cow::Owned(heading(&format!("{name}{suffix}")).into_owned());
    let [label_zh, label_en, own] = names;
    [longer(part.label(label_zh), zh), longer(part.label(label_en), en), longer(own, key)]
}
