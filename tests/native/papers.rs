//! Papers: how many characters stand in a line and lines on a page, that a closing is never alone, and what the file says.

use std::io::{Cursor, Read as _};

use keqiao::exchange::paper::{Block, CHARACTERS, Closing, LINES, Line, Look, Page, Paper, Style};
use proptest::prelude::*;
use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        name: "通知".into(),
        called: "甲".to_owned(),
        marks: vec!["草稿".to_owned()],
        number: Some("演教函〔2026〕1号".to_owned()),
        title: "演示县教育局关于转发《关于开展科普报告进校园活动并做好课后服务有关工作的通知》的通知"
            .to_owned(),
        blocks,
        closing: Closing::Signed { by: "演示县教育局".to_owned(), on: "2026年11月27日".to_owned() },
        notes: vec!["公开属性：主动公开".to_owned()],
    }
}

fn text(text: &str) -> Vec<Block> {
    vec![Block::of(Style::Text, text)]
}

/// In halves of a character.
fn halves(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn lines(paper: &Paper) -> Vec<Line> {
    paper.pages().into_iter().flat_map(|page| page.lines).collect()
}

/// The lines of the text, as they are set.
fn set(written: &str) -> Vec<String> {
    let is_text = |line: &Line| line.look == Look::Text;
    lines(&paper(text(written))).into_iter().filter(is_text).map(|line| line.text).collect()
}

#[test]
fn a_page_has_22_lines_of_28_characters() {
    let paper = paper(text(&"科".repeat(26 + 28 * 99)));
    let pages = paper.pages();
    assert_eq!(
        pages.iter().map(|page| page.number).collect::<Vec<_>>(),
        (1..=pages.len()).collect::<Vec<_>>()
    );
    // The last two share what is left, so that the closing has text beside it.
    for page in &pages[..pages.len() - 2] {
        assert_eq!(page.lines.len(), LINES, "page {}", page.number);
    }
    let body: Vec<_> =
        pages.iter().flat_map(|page| &page.lines).filter(|line| line.look == Look::Text).collect();
    assert_eq!(body.len(), 100);
    for line in &body {
        assert_eq!(line.text.chars().count(), CHARACTERS, "{}", line.text);
    }
    assert!(body[0].text.starts_with("　　科") && body[0].is_full && !body[99].is_full);
}

#[test]
fn at_every_length_the_closing_stands_with_two_lines_of_text() {
    let sides = Closing::Sides(vec![
        ["甲方（盖章）：".into(), "乙方（盖章）：".into()],
        ["　年　月　日".into(), "　年　月　日".into()],
    ]);
    for closing in [paper(Vec::new()).closing, sides] {
        for length in 1..=100 {
            for notes in [0, 1, 5, 12] {
                let blocks = (0..length).map(|_| Block::of(Style::Text, "一行")).collect();
                let notes = vec!["下发：各乡镇中心学校。".to_owned(); notes];
                let paper = Paper { closing: closing.clone(), notes, ..paper(blocks) };
                let pages = paper.pages();
                let closings = |page: &&Page| page.lines.iter().any(|line| line.look == Look::Closing);
                let with_it: Vec<_> = pages.iter().filter(closings).collect();
                assert_eq!(with_it.len(), 1, "{length}: the closing is torn apart");
                let beside = with_it[0].lines.iter().filter(|line| line.look == Look::Text).count();
                assert!(beside >= length.min(2), "{length}: {beside} lines stand with the closing");
                assert!(pages.iter().all(|page| page.lines.len() <= LINES), "{length}");
                let counted =
                    pages.iter().flat_map(|page| &page.lines).filter(|line| line.look == Look::Text);
                assert_eq!(counted.count(), length, "lines are lost");
            }
        }
    }
}

#[test]
fn a_heading_is_never_the_last_line_of_a_page() {
    for length in 1..=60 {
        let mut blocks: Vec<_> = (0..length).map(|_| Block::of(Style::Text, "一行")).collect();
        blocks.push(Block::of(Style::Heading, "一、标题"));
        blocks.extend((0..30).map(|_| Block::of(Style::Text, "一行")));
        for page in paper(blocks).pages() {
            assert_ne!(page.lines.last().map(|line| line.look), Some(Look::Heading), "{length}");
        }
    }
}

#[test]
fn punctuation_begins_no_line_and_brackets_end_none() {
    // The comma would be the 29th character, the bracket the 28th.
    let lines = set(&format!("{}，后文", "科".repeat(26)));
    assert_eq!(lines, [format!("　　{}", "科".repeat(25)), "科，后文".to_owned()]);
    let lines = set(&format!("{}《书名》", "科".repeat(25)));
    assert_eq!(lines, [format!("　　{}", "科".repeat(25)), "《书名》".to_owned()]);
    // Of nothing but punctuation something has to give.
    assert!(set(&"，".repeat(80)).iter().all(|line| halves(line) <= 2 * CHARACTERS));
}

#[test]
fn numbers_words_and_dashes_are_not_torn_apart() {
    let lines = set(&format!("{}2026年", "科".repeat(25)));
    assert_eq!(lines[1], "2026年");
    let lines = set(&format!("{}——结束", "科".repeat(25)));
    assert_eq!(lines[1], "——结束");
    // An address longer than a line is.
    let address = format!("https://example.org/{}", "a".repeat(200));
    let lines = set(&address);
    assert!(lines.len() > 3 && lines.iter().all(|line| halves(line) <= 2 * CHARACTERS), "{lines:?}");
    assert_eq!(lines.concat().trim_start_matches('　'), address);
}

#[test]
fn the_office_stands_over_its_day_in_the_middle_and_four_characters_from_the_edge() {
    let closing = |by: &str| {
        let paper = Paper {
            closing: Closing::Signed { by: by.to_owned(), on: "2026年11月27日".to_owned() },
            ..paper(text("正文。"))
        };
        lines(&paper)
            .into_iter()
            .filter(|line| line.look == Look::Closing)
            .map(|line| line.text)
            .collect::<Vec<_>>()
    };
    let [by, on] = &closing("演示县教育局")[..] else { panic!("two lines") };
    // 6 characters over 7: half a character to the right, which no blank says.
    assert_eq!((halves(by), halves(on)), (46, 48));
    let [by, on] = &closing("演示县科学技术协会青少年科技活动中心")[..] else {
        panic!("two lines")
    };
    assert_eq!(halves(by), 52, "two characters are free at the right");
    assert_eq!(on.chars().take_while(|c| *c == '　').count(), 13, "the day is in the middle of it: {on}");
    let long = closing(&"演示县".repeat(20));
    assert!(long.len() == 4 && long.iter().all(|line| halves(line) <= 2 * CHARACTERS), "{long:?}");
}

proptest! {
    #[test]
    fn whatever_is_written_no_line_is_too_long_and_nothing_is_lost(
        written in prop::collection::vec("[科学a1 ，。（《》）—…“”\u{0}\t<&]{0,80}", 0..12), title in "[科学a《》 ]{0,90}"
    ) {
        let blocks = written.iter().map(|text| Block::of(Style::Text, text.as_str())).collect();
        let paper = Paper { title: title.clone(), ..paper(blocks) };
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>();
        let mut found = String::new();
        for page in paper.pages() {
            prop_assert!((1..=LINES).contains(&page.lines.len()));
            for line in page.lines {
                let most = match line.look { Look::Title => 20, Look::Note => 31, _ => CHARACTERS };
                prop_assert!(halves(&line.text) <= 2 * most, "{:?}", line);
                if line.look == Look::Text {
                    found += &visible(&line.text);
                }
            }
        }
        prop_assert_eq!(found, visible(&written.concat()));
        // What is hostile in a text is text in the file.
        let texts = texts_of(&paper.docx().expect("a file"), "word/document.xml");
        prop_assert!(visible(&texts.concat()).contains(&visible(&written.concat())));
    }
}

/// The texts of a part, which is well formed.
fn texts_of(file: &[u8], part: &str) -> Vec<String> {
    let xml = part_of(file, part);
    let (mut reader, mut texts, mut inside) = (Reader::from_str(&xml), Vec::new(), false);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{part}: {error}")) {
            Event::Start(element) if element.name().as_ref() == "w:t" => {
                inside = true;
                texts.push(String::new());
            }
            Event::End(_) => inside = false,
            Event::Text(text) if inside => {
                if let Some(last) = texts.last_mut() {
                    last.push_str(text.as_ref());
                }
            }
            Event::GeneralRef(name) if inside => {
                let c = match name.as_ref() {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("&{other};"),
                };
                if let Some(last) = texts.last_mut() {
                    last.push_str(c);
                }
            }
            Event::Eof => return texts,
            _ => {}
        }
    }
}

fn part_of(file: &[u8], part: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(file)).expect("an archive");
    let mut xml = String::new();
    archive
        .by_name(part)
        .unwrap_or_else(|_| panic!("{part} is missing"))
        .read_to_string(&mut xml)
        .expect("text");
    xml
}

#[test]
fn the_file_has_the_page_of_the_standard_and_every_part_that_it_names() {
    let file = paper(text("一&二<三>“四”")).docx().expect("a file");
    let document = part_of(&file, "word/document.xml");
    // A4, 37 and 28 mm, 22 lines of 28 characters.
    for said in [
        r#"w:w="11906" w:h="16838""#,
        r#"w:top="2098""#,
        r#"w:left="1588""#,
        r#"w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849""#,
    ] {
        assert!(document.contains(said), "{said}");
    }
    assert!(texts_of(&file, "word/document.xml").contains(&"一&二<三>“四”".to_owned()));
    assert_eq!(texts_of(&file, "word/header1.xml"), ["草稿"]);
    for footer in ["word/footer1.xml", "word/footer2.xml"] {
        assert!(part_of(&file, footer).contains(" PAGE "), "{footer}");
    }
    assert!(part_of(&file, "word/settings.xml").contains("evenAndOddHeaders"));
    // The closing goes with the last paragraph.
    let with_next = document.split("<w:p>").filter(|paragraph| paragraph.contains("keepNext"));
    let with_next: Vec<_> = with_next.collect();
    assert!(with_next.iter().any(|paragraph| paragraph.contains("一&amp;二")));
    assert!(with_next.iter().any(|paragraph| paragraph.contains("演示县教育局</w:t>")));
    // What relations name is there, and is told of with its type; every style that is used is declared.
    let types = part_of(&file, "[Content_Types].xml");
    for target in part_of(&file, "word/_rels/document.xml.rels").split("Target=\"").skip(1) {
        let name = format!("word/{}", target.split('"').next().expect("a name"));
        part_of(&file, &name);
        assert!(types.contains(&format!("/{name}\"")), "{name}");
    }
    let styles = part_of(&file, "word/styles.xml");
    for style in document.split("pStyle w:val=\"").skip(1) {
        let style = style.split('"').next().expect("a style");
        assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style}");
    }
}

#[test]
fn a_file_has_a_name_that_every_disk_takes() {
    let called = |called: &str| Paper { called: called.to_owned(), ..paper(Vec::new()) }.file_name();
    assert_eq!(called("关于“双减”: a/b\\c?"), "通知-关于“双减” abc");
    assert_eq!(called("<>"), "通知");
    assert!(called(&"长".repeat(300)).len() < 200);
}
