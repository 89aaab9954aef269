//! What becomes of bytes and texts by chance: some of it cut, doubled, swapped, or replaced by what has gone wrong before.

use fastrand::Rng;

/// What texts go wrong with: ends of ranges, blanks that are none, other alphabets, words of every format read here.
const ODD: &[&str] = &[
    "",
    "0",
    "-1",
    "1e400",
    "99999999999999999999999999",
    "0.00000000000000000000000000001",
    "NaN",
    "２０２６年３月５日",
    "2026-02-30",
    "9999-12-31",
    "-009999-01-01",
    "24:00",
    "\u{200b}",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "é",
    "е",
    "😀",
    "\"",
    "'",
    "`",
    "\\",
    "\n",
    "\r\n",
    "\t",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "(",
    ")",
    ",",
    ";",
    "=",
    "null",
    "true",
    "#",
    "#{",
    "//",
    "/*",
    "&",
    "<",
    "</c>",
    "&#0;",
    "<row r=\"1048576\">",
    "XFD1048576",
    "count=\"4294967295\"",
    "return",
    "if",
    "switch",
    "while true {}",
    "fn f() { f() }",
    "..",
    "9223372036854775807",
    "%",
    "**",
];

/// A text with one to eight changes.
pub fn text(rng: &mut Rng, from: &str) -> String {
    let mut chars: Vec<char> = from.chars().collect();
    for _ in 0..rng.u8(1..=8) {
        let at = rng.usize(0..=chars.len());
        let length = rng.usize(0..=16).min(chars.len() - at);
        match rng.u8(0..6) {
            0 => drop(chars.drain(at..at + length)),
            1 => drop(chars.splice(at..at, odd(rng).chars())),
            2 => drop(chars.splice(at..at + length, odd(rng).chars())),
            3 => {
                let piece = chars[at..at + length].to_vec();
                let times = rng.usize(1..=64);
                drop(chars.splice(at..at, piece.repeat(times)));
            }
            4 => {
                let from = rng.usize(0..=chars.len());
                let piece = chars[from..(from + length).min(chars.len())].to_vec();
                drop(chars.splice(at..at, piece));
            }
            _ => chars.truncate(if rng.u8(0..8) == 0 { at } else { chars.len() }),
        }
    }
    chars.into_iter().collect()
}

/// Bytes with one to eight changes.
pub fn bytes(rng: &mut Rng, from: &[u8]) -> Vec<u8> {
    let mut bytes = from.to_vec();
    for _ in 0..rng.u8(1..=8) {
        let at = rng.usize(0..=bytes.len());
        let length = rng.usize(0..=32).min(bytes.len() - at);
        match rng.u8(0..5) {
            0 => drop(bytes.drain(at..at + length)),
            1 => bytes[at..at + length].fill_with(|| rng.u8(..)),
            2 => bytes[at..at + length].fill([0, 0xff][rng.usize(0..2)]),
            3 => drop(bytes.splice(at..at, odd(rng).bytes())),
            _ => {
                let piece = bytes[at..at + length].to_vec();
                drop(bytes.splice(at..at, piece.repeat(rng.usize(1..=8))));
            }
        }
    }
    bytes
}

/// Pieces of a program in another order: words and signs taken from it, left out, doubled, or replaced by each other.
pub fn words(rng: &mut Rng, from: &str) -> String {
    let mut words: Vec<&str> = from.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_').collect();
    for _ in 0..rng.u8(1..=6) {
        let (at, other) = (rng.usize(0..words.len()), rng.usize(0..words.len()));
        match rng.u8(0..5) {
            0 => words.swap(at, other),
            1 => words[at] = words[other],
            2 => words.insert(at, words[other]),
            3 => words[at] = odd(rng),
            _ => drop(words.remove(at)),
        }
        if words.is_empty() {
            words.push("");
        }
    }
    words.concat()
}

pub fn odd(rng: &mut Rng) -> &'static str {
    ODD[rng.usize(0..ODD.len())]
}
