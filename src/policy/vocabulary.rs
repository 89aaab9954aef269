//! The words that a script can use, with what they mean: what an editor offers as one types.

use serde::{Deserialize, Serialize};

use std::collections::BTreeSet;

use super::{
    Policy,
    decision::Text,
    hook::{self, Answer, HOOKS},
    paths::{self, Path},
    subjects::{STATE, Subject},
};
use crate::{
    domain::{
        Kind, Label, Lang,
        field::{Field, FieldKind},
    },
    say,
};

/// One word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// As it stands in a script: `session.minutes`, `p.rural_uplift`, `refuse`.
    pub text: String,
    pub what: What,
    /// Beside the word: its label and unit.
    pub detail: Text,
    /// Below it: help, codes, the value today.
    pub about: Text,
}

/// What kind of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    Fact,
    Parameter,
    Function,
    /// The function that answers a hook, to be written.
    Hook,
}

/// The functions of the host, with their arguments and what they do.
const FUNCTIONS: [(&str, &str, Label); 23] = [
    (
        "line",
        "(label, amount)",
        Label::new(
            "加一行，四舍五入到分，返回该金额",
            "Adds a line, rounded to 0.01, and returns the amount",
        ),
    ),
    ("tax", "(label, amount)", Label::new("加一行代扣的税款", "Adds a line of tax withheld")),
    (
        "points",
        "(label, got, of)",
        Label::new("加一行得分：得几分、满分几分", "Adds a line of points: got, of the most there are"),
    ),
    ("grade", "(name)", Label::new("评定的等次；要返回它", "A grade; return it")),
    ("refuse", "(reason)", Label::new("不予计发或办理，说出即算数", "A refusal; it counts once it is said")),
    ("total", "()", Label::new("各行之和", "The sum of the lines so far")),
    (
        "pay_hours",
        "(hours)",
        Label::new(
            "本课次的学时（计酬），计入半天上限",
            "Teaching hours that this session pays; they count against the half-day",
        ),
    ),
    (
        "cite",
        "(clause)",
        Label::new("其后各行依据的条款，如 五.7", "The clause of what follows, such as 五.7"),
    ),
    ("note", "(text)", Label::new("随决定保存的说明", "A remark kept with the decision")),
    ("round_half_up", "(x, digits)", Label::new("四舍五入", "Rounds half up")),
    ("min", "(a, b)", Label::new("较小者", "The smaller")),
    ("max", "(a, b)", Label::new("较大者", "The larger")),
    ("abs", "(x)", Label::new("绝对值", "The number without its sign")),
    ("floor", "(x)", Label::new("舍去小数", "The whole number that is not above x")),
    ("ceiling", "(x)", Label::new("进一取整", "The whole number that is not below x")),
    ("len", "(x)", Label::new("文字的字数，列表的项数", "Letters of a text, items of a list")),
    (
        "contains",
        "(of, x)",
        Label::new("列表或文字中有 x，也写作 x in of", "Whether x is in a list or a text; also x in of"),
    ),
    ("push", "(list, x)", Label::new("在列表末尾加一项", "Adds an item to a list")),
    ("starts_with", "(text, x)", Label::new("文字以 x 开头", "Whether a text begins with x")),
    ("ends_with", "(text, x)", Label::new("文字以 x 结尾", "Whether a text ends with x")),
    ("is_missing", "(x)", Label::new("没有填写或没有取值", "Nothing was filled in, or no value is set")),
    ("months_after", "(date, n)", Label::new("n 个月后的日期", "The day n months later")),
    ("days_after", "(date, n)", Label::new("n 天后的日期", "The day n days later")),
];

/// All of them, under a policy.
pub fn words(policy: &Policy) -> Vec<Word> {
    let facts = hook::subjects().flat_map(|subject| {
        paths::of(subject, policy.fields()).into_iter().map(move |path| fact(subject, &path))
    });
    let parameters = policy.parameters().into_iter().map(|parameter| Word {
        text: match parameter.id.split_once('.') {
            Some((group, member)) => format!("p.{group}[\"{member}\"]"),
            None => format!("p.{}", parameter.id),
        },
        what: What::Parameter,
        detail: parameter.label.clone(),
        about: parameter.unit.clone(),
    });
    let functions = FUNCTIONS.map(|(name, arguments, about)| Word {
        text: name.to_owned(),
        what: What::Function,
        detail: both(|_| arguments.to_owned()),
        about: both(|lang| about.text(lang).to_owned()),
    });
    let hooks = HOOKS.iter().copied().chain(hook::guards()).map(|hook| Word {
        text: hook.name.to_owned(),
        what: What::Hook,
        detail: both(|lang| hook.label.text(lang).to_owned()),
        about: both(|lang| {
            let (answer, clause) = (answer(hook.answer).text(lang), hook.clause);
            say!(
                lang,
                "{clause}，{answer}\n{signature}",
                "{clause}: {answer}\n{signature}",
                signature = hook.signature()
            )
        }),
    });
    // A record that has guards may be told of by other hooks too.
    let mut known = BTreeSet::new();
    let words = facts.chain(parameters).chain(functions).chain(hooks);
    words.filter(|word| known.insert(word.text.clone())).collect()
}

/// What the function of a hook gives back.
const fn answer(answer: Answer) -> Label {
    match answer {
        Answer::Amount => Label::new("返回 total()，即各行之和", "returns total(), the sum of its lines"),
        Answer::Allowed => Label::new("返回 true 或 refuse(…)", "returns true or refuse(…)"),
        Answer::Score { .. } => {
            Label::new("返回 total()，即得分之和", "returns total(), the sum of its points")
        }
        Answer::Grade => Label::new("返回 grade(…)", "returns grade(…)"),
        Answer::Findings => Label::new("逐条 refuse(…)", "says refuse(…) for each finding"),
    }
}

/// What functions call their arguments, as far as it is settled: the subjects of hooks and the parameters.
pub(super) fn subjects() -> impl Iterator<Item = &'static str> {
    hook::subjects().map(|subject| subject.name).chain(["p"])
}

/// The functions of the host: there is no other.
pub(super) fn functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, ..)| *name)
}

/// Whether the host has a function of this name that takes so many arguments.
pub(super) fn has_function(name: &str, arity: usize) -> bool {
    let takes = |arguments: &str| if arguments == "()" { 0 } else { arguments.split(',').count() };
    FUNCTIONS.iter().any(|(known, arguments, _)| *known == name && takes(arguments) == arity)
}

fn fact(subject: &Subject, Path { path, field, labels, kind }: &Path) -> Word {
    let detail = |lang| {
        let label = labels.iter().map(|label| label.text(lang)).collect::<Vec<_>>().join(" · ");
        match field.held() {
            FieldKind::Count { unit, .. } | FieldKind::Decimal { unit, .. } if !unit.zh.is_empty() => {
                say!(lang, "{label}（{unit}）", "{label} ({unit})", unit = unit.text(lang))
            }
            FieldKind::Money { .. } => say!(lang, "{label}（元）", "{label} (¥)"),
            _ => label,
        }
    };
    let about = |lang| {
        let codes = codes(field, *kind, lang).join("\n");
        let help = field.help.text(lang).to_owned();
        [help, codes].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    };
    Word {
        text: format!("{}.{path}", subject.name),
        what: What::Fact,
        detail: both(detail),
        about: both(about),
    }
}

/// The values that a fact can have, where they are a closed list.
fn codes(field: &Field, kind: Option<Kind>, lang: Lang) -> Vec<String> {
    match (field.kind, kind.and_then(Kind::workflow)) {
        (FieldKind::Choice(choices) | FieldKind::Choices(choices), _) => {
            choices.iter().map(|choice| format!("{} {}", choice.code, choice.label.text(lang))).collect()
        }
        (_, Some(table)) if field.key == STATE.key => {
            table.states.iter().map(|state| format!("{} {}", state.code, state.label.text(lang))).collect()
        }
        _ => Vec::new(),
    }
}

fn both(text: impl Fn(Lang) -> String) -> Text {
    Text { zh: text(Lang::Zh), en: text(Lang::En) }
}
