//! Which bracket of a script was left open: the parser notices at the next function, or at the end of the file.

use rhai::{ParseError, ParseErrorType, Position, Token};

/// The brackets of a file, as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    open: Vec<Bracket>,
    /// Those that were closed by a bracket that stands under another beginning than theirs: perhaps it was meant for that one.
    doubtful: Vec<Bracket>,
    last: Option<(Token, Position)>,
    line: Option<usize>,
    /// Where the first word of the line stands.
    indent: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Bracket {
    token: &'static str,
    close: &'static str,
    at: Position,
    indent: Option<usize>,
}

impl Brackets {
    /// Reads one token more.
    pub(super) fn read(&mut self, token: &Token, at: Position) {
        self.last = Some((token.clone(), at));
        let begins_line = self.line != at.line();
        if begins_line {
            (self.line, self.indent) = (at.line(), at.position());
        }
        let mut open = |token, close| self.open.push(Bracket { token, close, at, indent: self.indent });
        match token {
            Token::LeftBrace => open("{", "}"),
            Token::MapStart => open("#{", "}"),
            Token::LeftParen => open("(", ")"),
            Token::LeftBracket => open("[", "]"),
            Token::QuestionBracket => open("?[", "]"),
            Token::RightBrace => self.close("}", begins_line),
            Token::RightParen => self.close(")", begins_line),
            Token::RightBracket => self.close("]", begins_line),
            _ => {}
        }
    }

    fn close(&mut self, close: &str, begins_line: bool) {
        if let Some(bracket) = self.open.pop_if(|bracket| bracket.close == close)
            && begins_line
            && bracket.indent != self.indent
        {
            self.doubtful.push(bracket);
        }
    }

    /// The bracket of which an error says that it was not closed, with its place.
    pub(super) fn left_open(&self, error: &ParseError) -> Option<(&'static str, Position)> {
        let place = |at: Position| (at.line().unwrap_or(usize::MAX), at.position());
        let stopped = match &self.last {
            Some((token, at)) if *at == error.position() => Some(token),
            // The end of the file is no token.
            Some((_, at)) if place(*at) < place(error.position()) => Some(&Token::EOF),
            _ => None,
        };
        // Where nothing more can stand in the brackets, the parser asks for what would go on in them.
        let close = match error.err_type() {
            ParseErrorType::MissingToken(close, _) if matches!(&**close, "}" | ")" | "]") => Some(&**close),
            ParseErrorType::MissingToken(more, _) if more == ";" && ends_a_function(stopped) => Some("}"),
            ParseErrorType::MissingToken(more, _) if more == "," && ends_a_statement(stopped) => None,
            ParseErrorType::WrongFnDefinition => Some("}"),
            ParseErrorType::UnexpectedEOF => None,
            _ => return None,
        };
        // The token at which the parser stopped has been read too.
        let is_before = |bracket: &&Bracket| place(bracket.at) < place(error.position());
        let is_wanted = |bracket: &&Bracket| close.is_none_or(|close| bracket.close == close);
        let open = || self.open.iter().filter(is_before);
        let last = open().rfind(is_wanted)?;
        let first = open().next().map_or(last.at, |first| first.at);
        let is_within = |bracket: &&Bracket| is_wanted(bracket) && place(bracket.at) > place(first);
        let left = self.doubtful.iter().find(is_within).unwrap_or(last);
        Some((left.token, left.at))
    }
}

/// Whether the parser stopped where only a function can have ended.
fn ends_a_function(stopped: Option<&Token>) -> bool {
    matches!(stopped, Some(Token::EOF | Token::Fn))
}

fn ends_a_statement(stopped: Option<&Token>) -> bool {
    ends_a_function(stopped) || matches!(stopped, Some(Token::SemiColon | Token::RightBrace))
}
