//! What banks say became of a transfer, in words of their own.

use serde::{Deserialize, Serialize};

use crate::domain::field::plain;

/// In characters: of what a bank says so much is kept.
const LONGEST: usize = 100;

/// What became of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Done,
    /// Refused, or returned later.
    SentBack,
    /// Not settled yet, or said in words that are not known.
    Open,
}

/// Words of banks for what was not paid; looked for first, since 不成功 has 成功 in it.
const FAILED: &[&str] = &[
    "失败",
    "不成功",
    "未成功",
    "退",
    "拒",
    "不符",
    "不存在",
    "错误",
    "异常",
    "无效",
    "销户",
    "冻结",
    "止付",
    "挂失",
    "fail",
    "reject",
    "return",
    "unsuccess",
];
/// With them nothing went wrong, whatever else they have in them.
const HARMLESS: &[&str] = &["无异常", "无错误", "无误", "无退票"];
/// Not done yet, whatever else they have in them.
const UNDONE: &[&str] = &["未", "部分", "unpaid", "incomplete", "uncomplet", "not "];
const DONE: &[&str] = &[
    "成功",
    "已入账",
    "已付",
    "已支付",
    "已发放",
    "已到账",
    "已记账",
    "完成",
    "success",
    "completed",
    "paid",
];
/// Of a remark, which says what a transfer is for as a rule.
const RETURNED: &[&str] = &["退票", "退汇", "退回", "冲正"];

/// What became of a transfer, by the bank's words; `status` is nothing where the table has no such column.
pub(super) fn outcome(status: Option<&str>, reason: &str, summary: &str) -> Outcome {
    let says = |text: &str, words: &[&str]| {
        let text = HARMLESS.iter().fold(text.to_lowercase(), |text, word| text.replace(word, ""));
        words.iter().any(|word| text.contains(word))
    };
    let done = |text: &str| says(text, DONE) && !says(text, UNDONE);
    let gives_reason = !is_nothing(reason) && !done(reason);
    match status {
        Some(status) if says(status, FAILED) => Outcome::SentBack,
        Some(status) if done(status) && !gives_reason && !says(summary, RETURNED) => Outcome::Done,
        Some(status) if is_nothing(status) && gives_reason => Outcome::SentBack,
        Some(_) => Outcome::Open,
        // Of a column of remarks without a status nobody knows what it is for.
        None if says(reason, FAILED) || says(summary, RETURNED) => Outcome::SentBack,
        None if gives_reason => Outcome::Open,
        None => Outcome::Done,
    }
}

/// What is written where there is nothing to say.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(text.trim(), "" | "无" | "正常" | "-" | "--" | "—" | "/" | "0")
}

/// Without what may be an account or an identity number.
pub(super) fn without_numbers(said: &str) -> String {
    const FEW: usize = 6;
    let mut kept = String::new();
    // With what parts it into groups.
    let mut digits = String::new();
    for c in plain(said).chars().chain(['\n']) {
        if c.is_ascii_digit() || c == '*' || !digits.is_empty() && matches!(c, ' ' | '-') {
            digits.push(c);
            continue;
        }
        let few = digits.chars().filter(|c| !matches!(c, ' ' | '-')).count() < FEW;
        kept.push_str(if few { &digits } else { "…" });
        digits.clear();
        kept.push(c);
    }
    kept.trim().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banks_words_say_what_became_of_a_transfer() {
        use Outcome::{Done, Open, SentBack};
        for (status, reason, summary, expected) in [
            (Some("成功"), "", "课后服务补助", Done),
            (Some("交易成功"), "无", "", Done),
            (Some("不成功"), "户名不符", "", SentBack),
            (Some("失败"), "", "", SentBack),
            (Some(""), "账户已销户", "", SentBack),
            (Some(""), "", "", Open),
            (Some("处理中"), "", "", Open),
            (Some("成功"), "户名不符", "", Open),
            (Some("成功"), "", "退汇", Open),
            (None, "", "", Done),
            (None, "交易成功", "", Done),
            (None, "账号不存在", "", SentBack),
            (None, "课后服务补助", "", Open),
            (None, "正常", "", Done),
            (Some("成功，无异常"), "", "", Done),
            (Some("未完成"), "", "", Open),
            (Some("Unpaid"), "", "", Open),
            (Some("Not completed"), "", "", Open),
            (Some("Unsuccessful"), "", "", SentBack),
            (None, "", "退票", SentBack),
            (Some("Rejected"), "", "", SentBack),
        ] {
            assert_eq!(outcome(status, reason, summary), expected, "{status:?} {reason} {summary}");
        }
    }

    #[test]
    fn what_a_bank_says_is_kept_without_account_numbers() {
        for (said, kept) in [
            ("户名不符", "户名不符"),
            ("账号6222021234567890128不存在", "账号…不存在"),
            ("卡6222****0128已销户", "卡…已销户"),
            ("错误码 E1024", "错误码 E1024"),
            ("账号6222 0212 3456 7890 128不存在", "账号…不存在"),
            ("账号６２２２０２１２３４５６不存在", "账号…不存在"),
            ("2026-3 批", "2026-3 批"),
        ] {
            assert_eq!(without_numbers(said), kept);
        }
        assert_eq!(without_numbers(&"长".repeat(1_000)).chars().count(), LONGEST);
    }
}
