//! A paper set in pages: which characters stand in which line of which page.
//!
//! The page is a grid, so this is counting, and exact: what the closing needs beside it, and that no line begins with a comma, holds
//! at whatever length the text has.

use super::content::{Block, Closing, Paper, Style};

/// Lines of a page (GB/T 9704—2012, 5.2.3).
pub const LINES: usize = 22;
/// Characters of a line of 3号.
pub const CHARACTERS: usize = 28;
pub(super) const HALVES: usize = 2 * CHARACTERS;
/// Of 2号, in which the title is set.
const OF_A_TITLE: usize = 20;
/// Of 4号, in which the notes are set.
const OF_A_NOTE: usize = 31;
/// What the closing leaves free at the right (右空四字), and what its longest line has to.
const FREE: usize = 4;
const FREE_AT_LEAST: usize = 2;
/// Lines of text that stand with the closing at least.
const WITH_THE_CLOSING: usize = 2;
/// More notes than this may go on without the closing.
const NOTES_WITH_THE_CLOSING: usize = 6;

/// What may not begin a line, and what may not end one (标点避头尾).
const NOT_FIRST: &str = "，。、；：？！）》〉」』】〕”’～％‰℃·,.;:?!)]}%";
const NOT_LAST: &str = "（《〈「『【〔“‘([{";
/// 全角空格: a character that is blank.
const BLANK: &str = "\u{3000}";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: usize,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub look: Look,
    /// With the blanks by which it is indented.
    pub text: String,
    /// Whether the paragraph goes on, so that the line reaches from edge to edge.
    pub is_full: bool,
}

/// In which type a line is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Number,
    Title,
    Text,
    Heading,
    Closing,
    Note,
    /// Nothing.
    Blank,
}

impl Paper {
    /// At least one page, of at most [`LINES`] lines each.
    pub fn pages(&self) -> Vec<Page> {
        let (mut rest, mut pages) = (&self.set()[..], Vec::new());
        while !rest.is_empty() {
            let (page, after) = rest.split_at(end_of_page(rest));
            let lines: Vec<_> = page.iter().map(|set| set.line.clone()).collect();
            pages.push(Page { number: pages.len() + 1, lines });
            let blank = after.iter().take_while(|set| set.line.look == Look::Blank).count();
            rest = &after[blank..];
        }
        pages
    }

    /// All lines, one after the other.
    fn set(&self) -> Vec<Set> {
        let mut set = Vec::new();
        if let Some(number) = &self.number {
            let lines = broken("", number, CHARACTERS);
            set.extend(lines.into_iter().map(|line| line.looking(Look::Number, Keep::IfPossible)));
        }
        set.push(blank(Keep::IfPossible));
        let balanced = width(&self.title).div_ceil(width(&self.title).div_ceil(2 * OF_A_TITLE).max(1));
        let title = broken("", &self.title, balanced.div_ceil(2).clamp(1, OF_A_TITLE));
        set.extend(title.into_iter().map(|line| line.looking(Look::Title, Keep::IfPossible)));
        set.push(blank(Keep::IfPossible));
        self.blocks.iter().for_each(|block| set_block(block, &mut set));
        let mut text = 0;
        for with_it in set.iter_mut().rev().take_while(|set| {
            let taken = text < WITH_THE_CLOSING;
            text += usize::from(set.line.look != Look::Blank);
            taken
        }) {
            with_it.keep = Keep::Always;
        }
        set.extend(self.closing());
        let notes: Vec<_> = self.notes.iter().flat_map(|note| broken(BLANK, note, OF_A_NOTE)).collect();
        let bound = if notes.len() <= NOTES_WITH_THE_CLOSING { Keep::Always } else { Keep::No };
        if let Some(last) = set.last_mut() {
            last.keep = if notes.is_empty() { Keep::No } else { bound };
        }
        set.extend(notes.into_iter().map(|line| line.looking(Look::Note, bound)));
        set
    }

    fn closing(&self) -> Vec<Set> {
        let lines = match &self.closing {
            Closing::Signed { by, on } => signed(by, on),
            Closing::Sides(rows) => rows.iter().flat_map(|row| ["".to_owned(), beside(row)]).collect(),
        };
        let closing = lines.into_iter().map(|text| match text.is_empty() {
            true => blank(Keep::Always),
            false => Broken { text, is_full: false }.looking(Look::Closing, Keep::Always),
        });
        closing.collect()
    }
}

/// A line, and whether the next one is on its page.
struct Set {
    line: Line,
    keep: Keep,
}

/// Whether a line stands on the page of the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    No,
    /// Unless there is more of that than a page holds.
    IfPossible,
    Always,
}

fn blank(keep: Keep) -> Set {
    Broken { text: String::new(), is_full: false }.looking(Look::Blank, keep)
}

fn set_block(Block { style, text }: &Block, set: &mut Vec<Set>) {
    let (indent, look, keep) = match style {
        Style::To => ("", Look::Text, Keep::No),
        Style::Text | Style::Enclosure => ("\u{3000}\u{3000}", Look::Text, Keep::No),
        Style::Heading => ("\u{3000}\u{3000}", Look::Heading, Keep::IfPossible),
    };
    if *style == Style::Enclosure {
        set.push(blank(Keep::No));
    }
    set.extend(broken(indent, text, CHARACTERS).into_iter().map(|line| line.looking(look, keep)));
}

/// How many of the lines that are left stand on the page.
fn end_of_page(rest: &[Set]) -> usize {
    if rest.len() <= LINES {
        return rest.len();
    }
    let before = |most: Keep| {
        (1..=LINES).rev().find(|end| rest[end - 1].keep == Keep::No || rest[end - 1].keep == most)
    };
    before(Keep::No).or_else(|| before(Keep::IfPossible)).unwrap_or(LINES)
}

/// 署名 over 成文日期, in the middle of it, two lines below the text.
fn signed(by: &str, on: &str) -> Vec<String> {
    let by = broken("", by, CHARACTERS - FREE - FREE_AT_LEAST);
    let widest = by.iter().map(|line| line.text.as_str()).max_by_key(|text| width(text)).unwrap_or_default();
    let middle = middle(widest, on);
    let centred =
        |text: &str| BLANK.repeat(HALVES.saturating_sub(middle + width(text).div_ceil(2)) / 2) + text;
    let lines = by.iter().map(|line| line.text.as_str()).chain([on]).map(centred);
    [String::new(), String::new()].into_iter().chain(lines).collect()
}

/// How much is free at the right of each of them, in halves of a character.
pub(super) fn free(by: &str, on: &str) -> [usize; 2] {
    let middle = middle(by, on);
    [by, on].map(|text| middle.saturating_sub(width(text) / 2))
}

/// How far from the right edge the middle of both is, in halves of a character.
fn middle(by: &str, on: &str) -> usize {
    (2 * FREE + width(on) / 2).max(2 * FREE_AT_LEAST + width(by) / 2)
}

/// Two sides of a line, each in its half.
fn beside([one, other]: &[String; 2]) -> String {
    let left = CHARACTERS.saturating_sub(width(one)).div_ceil(2);
    format!("{one}{}{other}", BLANK.repeat(left))
}

/// A part of a paragraph.
struct Broken {
    text: String,
    is_full: bool,
}

impl Broken {
    fn looking(self, look: Look, keep: Keep) -> Set {
        Set { line: Line { look, text: self.text, is_full: self.is_full }, keep }
    }
}

/// A paragraph in lines of so many characters; the first begins with the indent.
fn broken(indent: &str, text: &str, characters: usize) -> Vec<Broken> {
    let words = words(text, characters.saturating_sub(width(indent).div_ceil(2)).max(1));
    let (mut rest, mut lines, mut begun) = (&words[..], Vec::new(), indent.to_owned());
    while !rest.is_empty() {
        let (line, after) = rest.split_at(end_of_line(rest, (2 * characters).saturating_sub(width(&begun))));
        begun.extend(line.iter().copied());
        let spaces = after.iter().take_while(|word| **word == " ").count();
        rest = &after[spaces..];
        lines.push(Broken {
            text: std::mem::take(&mut begun).trim_end_matches(' ').to_owned(),
            is_full: !rest.is_empty(),
        });
    }
    lines
}

/// How many of the words that are left stand in a line of this width: those that fit, less what may not be parted there.
fn end_of_line(words: &[&str], room: usize) -> usize {
    let mut taken = 0;
    let fitting = words.iter().take_while(|word| {
        taken += width(word);
        taken <= room
    });
    let fitting = fitting.count().max(1);
    if fitting == words.len() {
        return fitting;
    }
    let parts = |end: &usize| {
        let ends = words[end - 1].chars().next_back().is_some_and(|c| NOT_LAST.contains(c));
        let begins = words[*end].chars().next().is_some_and(|c| NOT_FIRST.contains(c));
        !ends && !begins
    };
    (1..=fitting).rev().find(parts).unwrap_or(fitting)
}

/// What is not parted at the end of a line: a character, a number or a word of letters (数字、年份不能回行), dashes and dots in a row.
fn words(text: &str, longest: usize) -> Vec<&str> {
    let (mut words, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let like = |c: char| match first {
            '—' | '…' => c == first,
            _ => first.is_ascii_graphic() && c.is_ascii_graphic(),
        };
        let most = if first.is_ascii() { 2 * longest } else { longest };
        let alike = rest.char_indices().take(most).take_while(|(at, c)| *at == 0 || like(*c));
        let end = alike.last().map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let (word, after) = rest.split_at(end);
        // Whatever else is blank is a space.
        words.push(if first != '\u{3000}' && first.is_whitespace() || first.is_control() {
            " "
        } else {
            word
        });
        rest = after;
    }
    words
}

/// In halves of a character: letters and digits take one.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
