//! What a number format makes of a number: a day, a time, a code with its zeros.

/// How a number is shown, as far as it changes what the number means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Plain,
    /// With signs before and after it that may be its unit: `#,##0.00"万元"`.
    Among(String, String),
    Percent,
    /// With zeros in front and fixed signs between: `0000`, `"KP"0000`, of which this is the pattern.
    Code(Pattern),
    Day,
    /// `padded` where 04:30 is shown so, or with its half of the day, and not as 4:30.
    Time {
        padded: bool,
    },
    Moment,
}

/// Digits and the signs between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<Option<char>>);

impl Pattern {
    /// The number in its places, from the right.
    pub fn fill(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut left = digits.chars().rev();
        let mut filled = Vec::new();
        let first = self.0.iter().position(Option::is_none);
        for (place, sign) in self.0.iter().enumerate().rev() {
            filled.push(sign.unwrap_or_else(|| left.next().unwrap_or('0')));
            if Some(place) == first {
                filled.extend(left.by_ref());
            }
        }
        filled.iter().rev().collect()
    }

    /// A number with the signs before and after it, which may be its unit: `0"人"`.
    pub fn around(&self, number: &str) -> String {
        let is_place = |sign: &Option<char>| sign.is_none();
        let (first, last) = (self.0.iter().position(is_place), self.0.iter().rposition(is_place));
        let signs = |of: Option<&[Option<char>]>| of.into_iter().flatten().flatten().collect::<String>();
        let before = signs(first.and_then(|first| self.0.get(..first)));
        let within = signs(first.zip(last).and_then(|(first, last)| self.0.get(first..=last)));
        let after = signs(last.and_then(|last| self.0.get(last + 1..)));
        format!("{before}{number}{within}{after}")
    }
}

impl Shown {
    /// The formats that files name by their number only.
    pub fn built_in(id: u32) -> Self {
        match id {
            9 | 10 => Self::Percent,
            14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Self::Day,
            18 | 19 | 34 | 35 | 55 | 56 => Self::Time { padded: true },
            20 | 21 | 32 | 33 | 45..=47 => Self::Time { padded: false },
            22 => Self::Moment,
            _ => Self::Plain,
        }
    }

    /// Of a format's code: `yyyy"年"m"月"d"日"`, `h:mm`, `0000`.
    pub fn of(code: &str) -> Self {
        /// What a spreadsheet program takes: each cell is shown by all of it.
        const LONGEST: usize = 255;
        if code.chars().nth(LONGEST).is_some() {
            return Self::Plain;
        }
        // As an office program of the country says General.
        let tokens = tokens(&code.replace("G/通用格式", "General"));
        let letters: String = tokens.iter().filter_map(Token::letter).collect();
        if letters.contains("general") {
            return among(&tokens);
        }
        let (day, time) = (letters.contains(['y', 'd']), letters.contains(['h', 's']));
        match (day, time) {
            (true, true) => return Self::Moment,
            (true, false) => return Self::Day,
            (false, true) => {
                let half = letters.contains("am/pm") || code.contains("上午");
                return Self::Time { padded: half || letters.contains("hh") };
            }
            (false, false) if letters.contains('m') => return Self::Day,
            (false, false) => {}
        }
        if letters.contains('%') {
            return Self::Percent;
        }
        pattern(&tokens).map_or_else(|| among(&tokens), Self::Code)
    }
}

#[derive(Debug, PartialEq)]
enum Token {
    /// A sign that stands for itself.
    Sign(char),
    Letter(char),
}

impl Token {
    fn letter(&self) -> Option<char> {
        match self {
            Self::Letter(letter) => Some(*letter),
            Self::Sign(_) => None,
        }
    }
}

/// The first section of a format, for what is not negative, without colours, currencies and blanks.
fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => tokens.extend(chars.by_ref().take_while(|c| *c != '"').map(Token::Sign)),
            '\\' => tokens.extend(chars.next().map(Token::Sign)),
            '_' | '*' => drop(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // [h]:mm counts hours.
                let counted = inner.chars().all(|c| "hmsHMS".contains(c));
                tokens
                    .extend(inner.chars().filter(|_| counted).map(|c| Token::Letter(c.to_ascii_lowercase())));
            }
            c if c.is_ascii_alphabetic() || "0#?%.,/@".contains(c) => {
                tokens.push(Token::Letter(c.to_ascii_lowercase()));
            }
            c => tokens.push(Token::Sign(c)),
        }
    }
    tokens
}

/// A number among signs of its own. The plus of 0.00E+00 is none.
fn among(tokens: &[Token]) -> Shown {
    let is_place = |token: &Token| token.letter().is_some();
    let first = tokens.iter().position(is_place).unwrap_or(tokens.len());
    let signs = |tokens: &[Token]| {
        let sign = |token: &Token| if let Token::Sign(sign) = token { Some(*sign) } else { None };
        tokens.iter().filter_map(sign).collect::<String>().trim().to_owned()
    };
    let (before, after) = tokens.split_at_checked(first).unwrap_or_default();
    let scientific = before.is_empty() && after.iter().any(|token| token.letter() == Some('e'));
    match (signs(before), signs(after)) {
        (before, after) if scientific && after == "+" || before.is_empty() && after.is_empty() => {
            Shown::Plain
        }
        (before, after) => Shown::Among(before, after),
    }
}

/// A code has zeros in front or signs of its own, and nothing else.
fn pattern(tokens: &[Token]) -> Option<Pattern> {
    let place = |token: &Token| match token {
        Token::Letter('0' | '#') => Some(None),
        Token::Letter(_) => None,
        Token::Sign(sign) => Some(Some(*sign)),
    };
    let optional = tokens.iter().filter(|token| **token == Token::Letter('#')).count();
    let zeros = tokens.iter().filter(|token| **token == Token::Letter('0')).count();
    let signs = tokens.iter().any(|token| matches!(token, Token::Sign(sign) if !sign.is_whitespace()));
    if optional > 0 || zeros == 0 || (zeros == 1 && !signs) || zeros > 40 {
        return None;
    }
    tokens.iter().map(place).collect::<Option<Vec<_>>>().map(Pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_what_a_number_is() {
        for (code, shown) in [
            ("General", Shown::Plain),
            ("0.00", Shown::Plain),
            ("#,##0", Shown::Plain),
            ("0", Shown::Plain),
            ("@", Shown::Plain),
            ("0.00E+00", Shown::Plain),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", Shown::Plain),
            ("#,##0.00\"万元\"", Shown::Among(String::new(), "万元".into())),
            ("\"¥\"#,##0.00", Shown::Among("¥".into(), String::new())),
            ("G/通用格式\"小时\"", Shown::Among(String::new(), "小时".into())),
            ("0.0%", Shown::Percent),
            ("yyyy-mm-dd", Shown::Day),
            ("yyyy\"年\"m\"月\"d\"日\";@", Shown::Day),
            ("m/d", Shown::Day),
            ("h:mm", Shown::Time { padded: false }),
            ("[$-F400]h:mm:ss\\ AM/PM", Shown::Time { padded: true }),
            ("hh:mm", Shown::Time { padded: true }),
            ("上午/下午h\"时\"mm\"分\"", Shown::Time { padded: true }),
            ("[h]:mm", Shown::Time { padded: false }),
            ("yyyy/m/d h:mm", Shown::Moment),
        ] {
            assert_eq!(Shown::of(code), shown, "{code}");
        }
        for (code, number, text) in [
            ("0000", 23, "0023"),
            ("\"KP\"0000", 7, "KP0007"),
            ("000000;-0", 12, "000012"),
            ("0000-00", 1234, "0012-34"),
            ("00", 12345, "12345"),
            ("\\T0", 1, "T1"),
        ] {
            let Shown::Code(pattern) = Shown::of(code) else { panic!("{code}") };
            assert_eq!(pattern.fill(number), text, "{code}");
        }
    }
}
