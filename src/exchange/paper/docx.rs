//! A paper as a WordprocessingML file (.docx, ISO/IEC 29500): the body is written here, all that is the same in every paper lies
//! beside it, in `parts/`. A page of them says 22 lines of 28 characters too (`docGrid`), and keeps the closing with the last paragraph.

use std::io::{Cursor, Write};

use quick_xml::escape::escape;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{
    content::{Block, Closing, Paper, Style},
    layout::{HALVES, free},
};
use crate::exchange::WriteFault;

/// The parts in which nothing differs.
const PARTS: &[(&str, &str)] = &[
    ("[Content_Types].xml", include_str!("parts/content_types.xml")),
    ("_rels/.rels", include_str!("parts/rels.xml")),
    ("word/_rels/document.xml.rels", include_str!("parts/document_rels.xml")),
    ("word/styles.xml", include_str!("parts/styles.xml")),
    ("word/settings.xml", include_str!("parts/settings.xml")),
    ("word/fontTable.xml", include_str!("parts/fonts.xml")),
    ("word/footer1.xml", include_str!("parts/footer_odd.xml")),
    ("word/footer2.xml", include_str!("parts/footer_even.xml")),
];

/// A4 with the margins of the standard, 37, 26, 35 and 28 mm, in twentieths of a point; the number of the page 7 mm below the text.
const SECTION: &str = r#"<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:headerReference w:type="even" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="even" r:id="rId6"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="1134" w:footer="1304" w:gutter="0"/><w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/></w:sectPr>"#;

const MAIN: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

impl Paper {
    /// The file.
    ///
    /// # Errors
    /// [`WriteFault::Docx`].
    pub fn docx(&self) -> Result<Vec<u8>, WriteFault> {
        let marks = paragraph("Mark", "", &self.marks.join("　"));
        let header = format!("{HEAD}<w:hdr {MAIN}>{marks}</w:hdr>");
        let document =
            format!("{HEAD}<w:document {MAIN}><w:body>{}{SECTION}</w:body></w:document>", self.body());
        let written = [("word/document.xml", document.as_str()), ("word/header1.xml", header.as_str())];
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, part) in PARTS.iter().copied().chain(written) {
            archive.start_file(name, options)?;
            archive.write_all(part.as_bytes()).map_err(ZipError::from)?;
        }
        Ok(archive.finish()?.into_inner())
    }

    fn body(&self) -> String {
        let mut body = String::new();
        let mut add = |style: &str, more: &str, text: &str| body += &paragraph(style, more, text);
        if let Some(number) = &self.number {
            add("Number", "", number);
        }
        add("Blank", KEEP, "");
        add("Title", "", &self.title);
        add("Blank", KEEP, "");
        for (place, Block { style, text }) in self.blocks.iter().enumerate() {
            let keep = if place + 1 == self.blocks.len() { KEEP } else { "" };
            if *style == Style::Enclosure {
                add("Blank", "", "");
            }
            add(name(*style), keep, text);
        }
        match &self.closing {
            Closing::Signed { by, on } => {
                add("Blank", KEEP, "");
                add("Blank", KEEP, "");
                let [right_of_by, right_of_on] = free(by, on).map(|halves| {
                    // The text is 442.2 points wide.
                    format!(r#"<w:ind w:right="{}"/>"#, halves * 8_844 / HALVES)
                });
                add("Signature", &format!("{KEEP}{right_of_by}"), by);
                add("Signature", &right_of_on, on);
            }
            Closing::Sides(rows) => {
                for (place, [one, other]) in rows.iter().enumerate() {
                    add("Blank", KEEP, "");
                    let keep = if place + 1 == rows.len() { "" } else { KEEP };
                    add("Sides", keep, &format!("{one}\t{other}"));
                }
            }
        }
        self.notes.iter().for_each(|note| add("Note", "", note));
        body
    }
}

/// On the page of the next paragraph.
const KEEP: &str = "<w:keepNext/>";

/// In `parts/styles.xml`.
fn name(style: Style) -> &'static str {
    match style {
        Style::To => "To",
        Style::Text | Style::Enclosure => "Text",
        Style::Heading => "Heading",
    }
}

fn paragraph(style: &str, more: &str, text: &str) -> String {
    let runs = text.split('\t').map(|part| {
        // What XML 1.0 has no way of saying.
        let part: String =
            part.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        format!(r#"<w:r><w:t xml:space="preserve">{}</w:t></w:r>"#, escape(part.as_str()))
    });
    let runs = runs.collect::<Vec<_>>().join("<w:r><w:tab/></w:r>");
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>"#)
}
