//! Reads a script, line by line.

use super::{
    fault::{ScriptFault, Wrong},
    line::{Among, Entry, Group, Loop, Script, Step},
};
use crate::domain::{Kind, workflow::Role};

/// What new records are begun with.
const NEW: &str = "新建";

impl Script {
    /// # Errors
    /// The first line that is wrong.
    pub fn read(text: &str) -> Result<Self, ScriptFault> {
        let mut reader = Reader::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            reader.line(at + 1, line).map_err(|wrong| ScriptFault { line: at + 1, wrong })?;
        }
        Ok(reader.script)
    }
}

#[derive(Default)]
struct Reader {
    script: Script,
    /// Of the paragraph.
    each: Option<Loop>,
    /// To what a line that begins with `>` belongs.
    open: Open,
}

#[derive(Default)]
enum Open {
    #[default]
    Nothing,
    /// The short name of which the text goes on.
    Name(String),
    /// The latest entry: its fields, or the text of the last one.
    Entry,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), Wrong> {
        if line.starts_with('#') {
            return Ok(());
        }
        if line.is_empty() {
            (self.each, self.open) = (None, Open::Nothing);
        } else if let Some(more) = line.strip_prefix('>') {
            let text = self.open_text().ok_or(Wrong::NoLine)?;
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(more.trim());
        } else if let Some(named) = line.strip_prefix("简称 ") {
            let (name, text) = named.split_once('：').ok_or(Wrong::NoLine)?;
            self.script.names.insert(name.to_owned(), text.to_owned());
            self.open = Open::Name(name.to_owned());
        } else if let Some(named) = line.strip_prefix("单位组 ") {
            let (name, units) = named.split_once('：').ok_or(Wrong::NoLine)?;
            self.script.groups.insert(name.to_owned(), group(units));
        } else if let Some(each) = line.strip_prefix("逐家 ") {
            self.each = Some(self.each(each)?);
        } else if line.starts_with(['-', '+']) || line.starts_with(|c: char| c.is_ascii_digit()) {
            let entry = entry(number, line, self.each.clone())?;
            self.script.entries.push(entry);
            self.open = Open::Entry;
        } else {
            self.field(line)?;
        }
        Ok(())
    }

    fn open_text(&mut self) -> Option<&mut String> {
        match &self.open {
            Open::Nothing => None,
            Open::Name(name) => self.script.names.get_mut(name),
            Open::Entry => self.script.entries.last_mut()?.fields.last_mut().map(|(_, text)| text),
        }
    }

    /// `落实措施：已列入课后服务计划。`
    fn field(&mut self, line: &str) -> Result<(), Wrong> {
        let (label, text) = line.split_once('：').ok_or(Wrong::NoLine)?;
        let entry = self.script.entries.last_mut().filter(|_| matches!(self.open, Open::Entry));
        let entry = entry.ok_or(Wrong::NoLine)?;
        let field = entry.kind.fields().iter().find(|field| field.label.zh == label);
        let field = field.ok_or_else(|| Wrong::unknown("栏目", "field", label))?;
        entry.fields.push((field, text.to_owned()));
        Ok(())
    }

    /// `各校，每6家第2、4家，除990122-edu`
    fn each(&self, text: &str) -> Result<Loop, Wrong> {
        let mut parts = text.split('，').map(str::trim);
        let group = parts.next().unwrap_or_default().to_owned();
        if !self.script.groups.contains_key(&group) {
            return Err(Wrong::unknown("单位组", "group", &group));
        }
        let conditions = parts.map(|part| match part.strip_prefix('除') {
            Some(part) => Ok((false, places(part).unwrap_or_else(|| Among::Unit(part.to_owned())))),
            None => places(part).map(|places| (true, places)).ok_or(Wrong::NoLine),
        });
        Ok(Loop { group, conditions: conditions.collect::<Result<_, _>>()? })
    }
}

/// `每6家第2、4家`
fn places(text: &str) -> Option<Among> {
    let (of, places) = text.strip_prefix('每')?.strip_suffix('家')?.split_once("家第")?;
    let of = of.parse().ok()?;
    let place = |place: &str| place.parse().ok().filter(|place| (1..=of).contains(place));
    Some(Among::Places { of, places: places.split('、').map(place).collect::<Option<_>>()? })
}

/// `下级 990000-edu、990000-ast`, or `soc-*、uni-*`
fn group(text: &str) -> Group {
    let codes = |text: &str| text.split('、').map(|code| code.trim().to_owned()).collect();
    match text.trim().strip_prefix("下级 ") {
        Some(above) => Group::Below(codes(above)),
        None => Group::Named(codes(text)),
    }
}

/// `-3 {单位} 经办人 填报 学校需求 {单位}-xq-001`, `-3 990122-edu 经办人 新建 公文`
fn entry(line: usize, text: &str, each: Option<Loop>) -> Result<Entry, Wrong> {
    let mut words = text.splitn(7, ' ');
    let mut word = || words.next().ok_or(Wrong::NoLine);
    let day = word()?.parse().map_err(|_| Wrong::NoLine)?;
    let unit = word()?.to_owned();
    let (role, step, kind) = (word()?, word()?, word()?);
    let role = Role::ALL
        .into_iter()
        .find(|known| known.label().zh == role)
        .ok_or_else(|| Wrong::unknown("席位", "role", role))?;
    let kind = Kind::ALL
        .iter()
        .copied()
        .find(|known| known.one().zh == kind)
        .ok_or_else(|| Wrong::unknown("类别", "kind", kind))?;
    let step = if step == NEW {
        None
    } else {
        let transitions = kind.workflow().map_or(&[][..], |table| table.transitions);
        let known = transitions.iter().find(|transition| transition.label.zh == step);
        let verb = known.ok_or_else(|| Wrong::unknown("环节", "step", step))?.verb;
        let id = word()?.to_owned();
        let note = words.next().unwrap_or_default().trim_matches(['“', '”']).to_owned();
        Some(Step { verb, id, note })
    };
    if words.next().is_some() {
        return Err(Wrong::NoLine);
    }
    Ok(Entry { line, day, each, unit, role, kind, step, fields: Vec::new() })
}
