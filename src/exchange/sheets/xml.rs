//! A part of a workbook, event after event. Its size is counted as it unpacks, since what the archive says of it may be wrong.

use std::{
    cell::Cell,
    io::{self, BufReader, Read},
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    fault::{FileFault, MOST_UNPACKED},
    room,
};

/// What may still be unpacked of a file, over all its parts.
#[derive(Debug)]
pub(super) struct Unpacking {
    bytes: Cell<usize>,
    /// Tags, and texts between them: small ones take longer than their bytes say.
    events: Cell<usize>,
}

impl Default for Unpacking {
    fn default() -> Self {
        Self { bytes: Cell::new(MOST_UNPACKED), events: Cell::new(MOST_EVENTS) }
    }
}

/// Ten for each cell that may be read.
const MOST_EVENTS: usize = 30_000_000;

/// More than this between two brackets is no cell's text.
const LONGEST_RUN: usize = 1_024 * 1_024;

struct Counted<'a, R> {
    part: R,
    left: &'a Cell<usize>,
    run: usize,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(buffer)?;
        let left = self.left.get().saturating_sub(read);
        self.left.set(left);
        let new = buffer.get(..read).unwrap_or_default();
        self.run = match new.iter().rposition(|byte| *byte == b'<') {
            Some(last) => read - last,
            None => self.run + read,
        };
        if left == 0 || self.run > LONGEST_RUN {
            self.left.set(0);
            return Err(io::Error::other("too large"));
        }
        Ok(read)
    }
}

/// Visits every event of a part; an element without content begins and ends like any other.
pub(super) fn walk(
    part: impl Read,
    unpacking: &Unpacking,
    visit: &mut dyn FnMut(Event<'_>) -> Result<(), FileFault>,
) -> Result<(), FileFault> {
    let counted = Counted { part, left: &unpacking.bytes, run: 0 };
    let mut reader = Reader::from_reader(BufReader::new(counted));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let left = unpacking.events.get().checked_sub(1).ok_or(FileFault::Bomb)?;
        unpacking.events.set(left);
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => visit(event)?,
            Err(_) if unpacking.bytes.get() == 0 => return Err(FileFault::Bomb),
            Err(error) => return Err(FileFault::damaged(error)),
        }
    }
}

/// An attribute by its name without its namespace, as it is written.
pub(super) fn attribute<'a>(element: &'a BytesStart<'_>, name: &str) -> Option<std::borrow::Cow<'a, str>> {
    let mut attributes = element.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let found = attributes.into_iter().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value)
}

/// As [`attribute`], of what holds any text.
pub(super) fn text_attribute(element: &BytesStart<'_>, name: &str) -> String {
    let raw = attribute(element, name).unwrap_or_default();
    quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), std::borrow::Cow::into_owned)
}

/// A number that an attribute holds.
pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.parse().ok()
}

/// `1` and `true`.
pub(super) fn is_set(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| matches!(&*value, "1" | "true" | "on"))
}

/// The text between two tags, where an event is part of it: bounded as it grows, since it may come in any number of parts.
pub(super) fn text(event: &Event<'_>, into: &mut String) -> Result<(), FileFault> {
    match event {
        Event::Text(text) => into.push_str(&text.xml10_content()),
        Event::CData(text) => into.push_str(&text.xml10_content()),
        Event::GeneralRef(named) => match named.resolve_char_ref() {
            Ok(Some(c)) => into.push(c),
            _ => into.push_str(quick_xml::escape::resolve_xml_entity(named).unwrap_or_default()),
        },
        _ => {}
    }
    room::grows(into)
}

/// `_x000D_` stands for a character that XML cannot hold.
pub(super) fn unescaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        written.push_str(before);
        let code = after.get(..4).filter(|_| after.as_bytes().get(4) == Some(&b'_'));
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match (c, after.get(5..)) {
            (Some(c), Some(after)) => {
                written.push(c);
                rest = after;
            }
            _ => {
                written.push_str("_x");
                rest = after;
            }
        }
    }
    written.push_str(rest);
    written
}
