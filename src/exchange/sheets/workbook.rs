//! Workbooks of the present form (.xlsx, and .et that are archives).

use std::{collections::HashMap, io::Cursor, rc::Rc};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::{
    fault::{FileFault, MOST_UNPACKED},
    number_format::Shown,
    records::SheetReader,
    room::{self, Room},
    shared::Shared,
    sheet::Sheet,
    xml::{self, Unpacking},
};

/// An archive whose entries are found by their names, whichever way these are written.
struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    places: HashMap<String, usize>,
    unpacking: Unpacking,
}

/// Where a sheet is.
struct Place {
    name: String,
    hidden: bool,
    relation: String,
}

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    let mut parts = Parts::of(bytes)?;
    let book = parts.find("workbook.xml").ok_or_else(|| parts.what_else())?;
    let folder = book.strip_suffix("workbook.xml").unwrap_or_default().to_owned();
    let mut shared = Shared::default();
    let places = parts.places(&book, &mut shared)?;
    room::sheets(places.len())?;
    let targets = parts.targets(&folder)?;
    parts.texts(&format!("{folder}sharedstrings.xml"), &mut shared.texts)?;
    parts.formats(&format!("{folder}styles.xml"), &mut shared.formats)?;
    let mut room = Room::default();
    let mut sheets = Vec::new();
    for place in places {
        let mut sheet = Sheet::named(place.name, place.hidden);
        sheets.push(match targets.get(&place.relation) {
            // Charts have no cells.
            Some(None) => continue,
            Some(Some(path)) if parts.places.contains_key(path) => {
                parts.sheet(path, sheet, &shared, &mut room)?
            }
            _ => {
                sheet.lost = true;
                sheet
            }
        });
    }
    Ok(sheets)
}

/// The path of a part that another names from its folder: `../xl/worksheets/sheet%201.xml`.
fn resolved(folder: &str, target: &str) -> String {
    let decoded = percent_decoded(target);
    let target = normal(&decoded);
    let from_the_root = decoded.starts_with(['/', '\\']);
    let mut path: Vec<&str> = if from_the_root { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            ".." => drop(path.iter().rposition(|step| !step.is_empty()).map(|last| path.truncate(last))),
            "." => {}
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

/// Two digits after a percent sign are a byte; anything else stays.
fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = after.get(if byte.is_some() { 2.. } else { 0.. }).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, FileFault> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(FileFault::damaged)?;
        room::parts(archive.len())?;
        let (mut unpacked, mut places) = (0_usize, HashMap::new());
        for index in 0..archive.len() {
            let file = archive.by_index_raw(index).map_err(FileFault::damaged)?;
            if file.encrypted() {
                return Err(FileFault::Encrypted);
            }
            unpacked = unpacked.saturating_add(usize::try_from(file.size()).unwrap_or(usize::MAX));
            if let Ok(name) = file.name() {
                places.entry(normal(&name)).or_insert(index);
            }
        }
        if unpacked > MOST_UNPACKED {
            return Err(FileFault::Bomb);
        }
        Ok(Self { archive, places, unpacking: Unpacking::default() })
    }

    /// The path of the only file of this name that a workbook has.
    fn find(&self, name: &str) -> Option<String> {
        let usual = format!("xl/{name}");
        let others = || self.places.keys().filter(|path| path.rsplit('/').next() == Some(name)).min();
        self.places.contains_key(&usual).then_some(usual).or_else(|| others().cloned())
    }

    fn what_else(&self) -> FileFault {
        FileFault::Other(if self.find("workbook.bin").is_some() {
            "二进制工作簿 .xlsb (a binary workbook)"
        } else if self.places.contains_key("content.xml") {
            "ODF 文档 (an OpenDocument)"
        } else {
            "压缩包或其他文档 (an archive or another document)"
        })
    }

    /// Visits a part; one that is not there says nothing.
    fn walk(
        &mut self,
        path: &str,
        visit: &mut dyn FnMut(Event<'_>) -> Result<(), FileFault>,
    ) -> Result<(), FileFault> {
        let Some(index) = self.places.get(&normal(path)) else { return Ok(()) };
        let file = self.archive.by_index(*index).map_err(FileFault::damaged)?;
        xml::walk(file, &self.unpacking, visit)
    }

    fn places(&mut self, path: &str, shared: &mut Shared) -> Result<Vec<Place>, FileFault> {
        let mut places = Vec::new();
        let from_1904 = &mut shared.from_1904;
        self.walk(path, &mut |event| {
            let Event::Start(element) = event else { return Ok(()) };
            match element.local_name().as_ref() {
                "workbookPr" => *from_1904 = xml::is_set(&element, "date1904"),
                "sheet" => {
                    room::sheets(places.len())?;
                    let state = xml::attribute(&element, "state");
                    let name = xml::text_attribute(&element, "name");
                    room::fits(&name)?;
                    places.push(Place {
                        name,
                        hidden: state.is_some_and(|state| state.to_lowercase().contains("hidden")),
                        relation: xml::text_attribute(&element, "id"),
                    });
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(places)
    }

    /// What a workbook relates to, by the names that it gives it: the paths of sheets, and nothing of what is none.
    fn targets(&mut self, folder: &str) -> Result<HashMap<String, Option<String>>, FileFault> {
        let mut targets = HashMap::new();
        self.walk(&format!("{folder}_rels/workbook.xml.rels"), &mut |event| {
            if let Event::Start(element) = event {
                room::parts(targets.len())?;
                let is_sheet = xml::text_attribute(&element, "Type").ends_with("/worksheet");
                let path = is_sheet.then(|| resolved(folder, &xml::text_attribute(&element, "Target")));
                targets.insert(xml::text_attribute(&element, "Id"), path);
            }
            Ok(())
        })?;
        Ok(targets)
    }

    fn texts(&mut self, path: &str, texts: &mut Vec<Rc<str>>) -> Result<(), FileFault> {
        let (mut text, mut inside, mut spoken, mut bytes) = (String::new(), false, false, 0_usize);
        self.walk(path, &mut |event| {
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "si" => text.clear(),
                    "t" => inside = !spoken,
                    "rPh" => spoken = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "si" => {
                        bytes += text.len();
                        room::texts(texts.len(), bytes)?;
                        room::fits(&text)?;
                        texts.push(xml::unescaped(&text).into());
                    }
                    "t" => inside = false,
                    "rPh" => spoken = false,
                    _ => {}
                },
                event if inside => xml::text(event, &mut text)?,
                _ => {}
            }
            Ok(())
        })
    }

    fn formats(&mut self, path: &str, formats: &mut Vec<Rc<Shown>>) -> Result<(), FileFault> {
        let (mut own, mut inside) = (HashMap::new(), false);
        self.walk(path, &mut |event| {
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "numFmt" => {
                        room::formats(own.len())?;
                        let code = xml::text_attribute(element, "formatCode");
                        own.insert(xml::number(element, "numFmtId"), Rc::new(Shown::of(&code)));
                    }
                    "cellXfs" => inside = true,
                    "xf" if inside => {
                        room::formats(formats.len())?;
                        let id = xml::number(element, "numFmtId");
                        let shown = own.get(&id).cloned();
                        formats.push(shown.unwrap_or_else(|| Rc::new(Shown::built_in(id.unwrap_or(0)))));
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => inside = false,
                _ => {}
            }
            Ok(())
        })
    }

    fn sheet(
        &mut self,
        path: &str,
        sheet: Sheet,
        shared: &Shared,
        room: &mut Room,
    ) -> Result<Sheet, FileFault> {
        let mut reader = SheetReader::new(sheet, shared, room);
        self.walk(path, &mut |event| reader.take(&event))?;
        reader.finish()
    }
}

/// Some programs write `xl\workbook.xml`, some begin with a slash, some with capitals.
fn normal(path: &str) -> String {
    path.replace('\\', "/").trim_start_matches('/').to_lowercase()
}
