//! The words and letters that scripts may have, and what is said of a script that cannot be read.

use rhai::{LexError, Token};

use crate::policy::{
    nearest::{did_you_mean, nearest},
    sandbox::BANNED,
    vocabulary,
};

/// Names are written in the letters of the language and in Chinese: a letter that only looks like one of them would make
/// another name.
pub(super) fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || matches!(letter, '\u{3400}'..='\u{9FFF}')
}

/// What is said of a name with another letter in it.
pub(super) fn strange_letter(name: &str) -> (String, String) {
    let strange = name.chars().find(|letter| !is_letter(*letter)).unwrap_or_default();
    (
        format!("名字“{name}”里的“{strange}”不是本语言的字母，请重新输入"),
        format!("{strange} in the name {name} is no letter of this language; type it anew"),
    )
}

/// In the place of a word that is refused.
pub(super) fn unexpected(word: &str) -> Token {
    Token::LexError(Box::new(LexError::UnexpectedInput(word.to_owned())))
}

/// What the reader of scripts stumbled on, and what to write instead; `open` is the bracket that was not closed, and its line.
pub(super) fn parse_error(error: &rhai::ParseError, open: Option<(&str, u32)>) -> (String, String) {
    let (mut zh, mut en) = (parse_error_zh(error), error.err_type().to_string());
    if let Some((bracket, line)) = open {
        return (
            format!("第 {line} 行的“{bracket}”没有配对，读到这里才发现：{zh}"),
            format!("the {bracket} in line {line} is not closed, which is noticed only here: {en}"),
        );
    }
    if let rhai::ParseErrorType::BadInput(LexError::UnexpectedInput(word)) = error.err_type()
        && let Some((_, instead_zh, instead_en)) = BANNED.iter().find(|(known, ..)| known == word)
    {
        return (zh + *instead_zh, en + *instead_en);
    }
    if let rhai::ParseErrorType::VariableUndefined(name) = error.err_type() {
        if vocabulary::subjects().any(|subject| subject == name) {
            return (format!("{zh}，函数的参数中没有写"), format!("{en}; the function does not take it"));
        }
        let (more_zh, more_en) = did_you_mean(nearest(name, vocabulary::subjects()));
        zh.push_str(&more_zh);
        en.push_str(&more_en);
    }
    (zh, en)
}

fn parse_error_zh(error: &rhai::ParseError) -> String {
    use rhai::ParseErrorType as Kind;
    match error.err_type() {
        Kind::BadInput(LexError::UnexpectedInput(word)) => format!("不能使用“{word}”"),
        Kind::UnexpectedEOF => "脚本没有写完".to_owned(),
        Kind::MissingToken(token, _) => format!("缺少“{token}”"),
        Kind::VariableUndefined(name) => format!("没有变量“{name}”"),
        Kind::ModuleUndefined(name) => format!("没有模块“{name}”"),
        Kind::Reserved(word) | Kind::MissingSymbol(word) => format!("不能使用“{word}”"),
        Kind::VariableExists(name) => format!("变量“{name}”已经有了，请换一个名字"),
        Kind::WrongFnDefinition => "函数里面不能再写函数".to_owned(),
        Kind::LoopBreak => "break 或 continue 只能用在循环里".to_owned(),
        Kind::ExprTooDeep => "表达式嵌套过深".to_owned(),
        Kind::FnDuplicatedDefinition(name, _) => format!("函数“{name}”重复定义"),
        Kind::LiteralTooLarge(what, _) => format!("{what} 过大"),
        other => format!("语法错误：{other}"),
    }
}
