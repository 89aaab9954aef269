//! Papers as the browser prints them: a PDF, of which the lines of each page are read and counted, and the file for a word processor.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use lopdf::{Dictionary, Document, content::Content};

use crate::page::{Page, with_page};

/// A printed line, in mm from the upper left corner of its page.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Printed {
    top: f64,
    left: f64,
    /// Where its last character begins.
    last: f64,
    /// Blank ones too.
    characters: usize,
}

/// Of the text, 156 mm by 225 mm, behind margins of 37 and 28 mm.
const TEXT: std::ops::Range<f64> = 37.0..262.0;
const LINE: f64 = 225.0 / 22.0;
const CHARACTER: f64 = 156.0 / 28.0;
const RIGHT: f64 = 28.0 + 156.0;

impl Page {
    /// Saves the paper that is open as a file; answers the texts of its document.
    async fn saves_the_paper(&self) -> String {
        self.click("button", "保存为 Word 文档").await;
        let file = self.downloaded(".docx").await;
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
        let mut document = String::new();
        archive
            .by_name("word/document.xml")
            .expect("a document")
            .read_to_string(&mut document)
            .expect("text");
        assert!(
            document.contains(r#"w:docGrid w:type="linesAndChars""#),
            "a page of 22 lines of 28 characters"
        );
        document
    }

    /// How many characters stand in each line of each page, and whether it reaches from edge to edge, as the page has them; a title stands in the middle. Blank lines left out.
    async fn lines_of_sheets(&self) -> Vec<Vec<(usize, bool)>> {
        let lines = self
            .run(
                "return [...document.querySelectorAll('.sheet')].map((sheet) =>
                   [...sheet.querySelectorAll('.text p')].filter((line) => line.textContent)
                     .map((line) => [[...line.textContent].length, line.matches('.full:not(.title, .number)')]))",
            )
            .await;
        serde_json::from_value(lines).expect("lines")
    }

    /// Prints the paper that is open, and counts. Answers its pages, and how many lines have 28 characters.
    pub async fn prints_a_paper(&self) -> (usize, usize) {
        let expected = self.lines_of_sheets().await;
        let printed = printed(&self.printed().await);
        assert_eq!(printed.len(), expected.len(), "a page of paper for each sheet");
        let mut of_28 = 0;
        for (number, (printed, expected)) in (1..).zip(printed.iter().zip(&expected)) {
            let text: Vec<_> = printed.iter().filter(|line| TEXT.contains(&line.top)).copied().collect();
            let counted: Vec<_> = text.iter().map(|line| line.characters).collect();
            assert_eq!(
                counted,
                expected.iter().map(|(count, _)| *count).collect::<Vec<_>>(),
                "page {number}"
            );
            assert!(text.len() <= 22, "page {number} has {} lines", text.len());
            for (line, (_, is_full)) in text.iter().zip(expected) {
                // Larger characters stand a little lower in their line.
                let place = (line.top - text[0].top) / LINE;
                assert!((place - place.round()).abs() < 0.2, "page {number}: {line:?} is not on the grid");
                // The last character of a full line ends at the edge, whether it takes a square or half of one.
                let edge = RIGHT - CHARACTER - 0.5..RIGHT - CHARACTER / 2.0 + 0.5;
                assert!(line.last < edge.end, "page {number}: {line:?} leaves the text");
                assert!(
                    !is_full || edge.contains(&line.last),
                    "page {number}: {line:?} ends before the edge"
                );
                of_28 += usize::from(line.characters == 28);
            }
            let folio = printed.iter().find(|line| line.top > TEXT.end).expect("the number of the page");
            assert_eq!(folio.left > 105.0, number % 2 == 1, "{folio:?}: odd at the right, even at the left");
        }
        (printed.len(), of_28)
    }
}

/// The lines of each page of a PDF.
fn printed(file: &[u8]) -> Vec<Vec<Printed>> {
    let document = Document::load_mem(file).expect("a PDF");
    document.get_pages().into_values().map(|page| lines(&document, page)).collect()
}

fn lines(document: &Document, page: lopdf::ObjectId) -> Vec<Printed> {
    let fonts = document.get_page_fonts(page).expect("fonts");
    let content = Content::decode(&document.get_page_content(page)).expect("content");
    let height = 841.92;
    let mut lines = BTreeMap::<i64, Printed>::new();
    // Scale and place, of the page and of what is saved of them: nothing is turned.
    let (mut at, mut saved) = ([1.0, 1.0, 0.0, 0.0], Vec::new());
    let (mut bytes, mut x, mut y) = (1, 0.0, 0.0);
    for operation in &content.operations {
        let number = |place: usize| f64::from(operation.operands[place].as_float().expect("a number"));
        match operation.operator.as_str() {
            "q" => saved.push(at),
            "Q" => at = saved.pop().expect("what was saved"),
            "cm" => {
                let [across, down, right, below] = at;
                at = [
                    across * number(0),
                    down * number(3),
                    right + across * number(4),
                    below + down * number(5),
                ];
            }
            "Tf" => bytes = bytes_of_a_character(fonts[operation.operands[0].as_name().expect("a font")]),
            "Tm" => (x, y) = (number(4), number(5)),
            "Td" => (x, y) = (x + number(0), y + number(1)),
            "Tj" => {
                let [across, down, right, below] = at;
                let left = (right + across * x) * 25.4 / 72.0;
                let top = (height - (below + down * y)) * 25.4 / 72.0;
                let count = operation.operands[0].as_str().expect("characters").len() / bytes;
                #[expect(clippy::cast_possible_truncation, reason = "tenths of a millimetre of a page")]
                let place = (top * 10.0).round() as i64;
                let line = lines.entry(place).or_insert(Printed { top, left, last: left, characters: 0 });
                line.characters += count;
                line.last = left;
            }
            other => assert!(other != "TJ", "characters are placed one by one"),
        }
    }
    lines.into_values().collect()
}

fn bytes_of_a_character(font: &Dictionary) -> usize {
    let is_composite =
        font.get(b"Subtype").and_then(|kind| kind.as_name()).is_ok_and(|kind| kind == b"Type0");
    if is_composite { 2 } else { 1 }
}

#[test]
fn c1_5_papers_have_22_lines_of_28_characters_and_go_on_in_wps() {
    with_page("papers", |page| async move {
        page.load_demo().await;
        // An agreement that the school has not decided on is a draft; both sides sign it, with text beside.
        page.sit("演示县第一实验小学", "负责人").await;
        page.go("#/appointment-decision/9901220001-pr-001").await;
        page.click("link", "合作协议").await;
        page.sees("合作协议：演示市科技馆").await;
        page.sees("草稿").await;
        page.shot("agreement").await;
        let (pages, of_28) = page.prints_a_paper().await;
        assert!(pages >= 2 && of_28 > 0, "{of_28} lines of 28 characters on {pages} pages");
        let last = page.run("return [...document.querySelectorAll('.sheet')].pop().innerText").await;
        let last = last.as_str().expect("a page").to_owned();
        assert!(last.contains("甲方（盖章）：") && last.contains("双方各执一份"), "{last}");
        assert!(page.saves_the_paper().await.contains("乙方代表（签字）："));
        assert_eq!(page.violations().await, [""; 0], "an agreement");

        // A covering letter opens by the address that it had.
        page.sit("演示县教育局", "经办人").await;
        page.go("#/letter/990122-edu_演市教函〔2026〕31号").await;
        page.sees("转发件：").await;
        assert_eq!(page.prints_a_paper().await.0, 1);
        assert!(page.saves_the_paper().await.contains("公开属性："));
        page.click("link", "返回记录").await;
        page.sees("落实情况").await;
        // One that is not there says so.
        page.go("#/paper/appointment-decision/没有").await;
        page.sees("没有文书").await;
    });
}

impl Page {
    /// The head of the school prints and saves the letter of whom it has appointed, from the decision's page, and comes back.
    pub async fn hands_out_the_letter(&self, name: &str) {
        let decision = self.here().await;
        self.click("link", "聘书").await;
        self.sees(&format!("聘书：{name}")).await;
        self.sees("此聘。").await;
        let mark = self.run("return document.querySelector('.sheet .mark').innerText").await;
        assert_eq!(mark, "演示数据", "the head has decided");
        self.prints_a_paper().await;
        self.shot("letter of appointment").await;
        assert!(self.saves_the_paper().await.contains(&format!("{name}同志：")));
        assert_eq!(self.violations().await, [""; 0], "a letter");
        self.go(&decision).await;
    }
}
