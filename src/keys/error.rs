//! Why something was not sealed, not opened, or is no key.

use super::limits::{LEAST_PASSPHRASE, LEAST_PIN, MOST_RECIPIENTS};
use crate::{
    domain::{Lang, Localized, lang::grouped},
    say,
};

const MEGABYTE: usize = 1_024 * 1_024;

/// Why nothing was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("there is no desk to seal it for")]
    NoRecipient,
    #[error("it is for {0} desks, more than {MOST_RECIPIENTS}")]
    TooMany(usize),
    #[error("the passphrase has fewer than {LEAST_PASSPHRASE} characters")]
    ShortPassphrase,
    #[error("the PIN has fewer than {LEAST_PIN} characters")]
    ShortPin,
    #[error("there is no room in memory")]
    NoRoom,
}

impl Localized for SealError {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoRecipient => say!(
                lang,
                "没有指定收件席位，没有加密。请至少选一个收件席位。",
                "No seat is named to receive this, so nothing was sealed. Choose at least one."
            ),
            Self::TooMany(desks) => say!(
                lang,
                "收件席位有 {desks} 个，一个文件最多写给 {most} 个，没有加密。请分成几个文件。",
                "It is for {desks} seats and a file is for at most {most}, so nothing was sealed. Make several files.",
                desks = grouped(desks),
                most = grouped(MOST_RECIPIENTS)
            ),
            Self::ShortPassphrase => say!(
                lang,
                "口令不足 {least} 个字符，没有加密。请用更长的口令。",
                "The passphrase has fewer than {least} characters, so nothing was sealed. Use a longer one.",
                least = LEAST_PASSPHRASE
            ),
            Self::ShortPin => say!(
                lang,
                "PIN 不足 {least} 个字符，没有上锁。请用更长的 PIN。",
                "The PIN has fewer than {least} characters, so nothing was locked. Use a longer one.",
                least = LEAST_PIN
            ),
            Self::NoRoom => say!(
                lang,
                "浏览器内存不足，没有加密。请关闭其他标签页后再试。",
                "The browser has no memory left, so nothing was sealed. Close other tabs and try again."
            ),
        }
    }
}

/// Why something sealed was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("it is no sealed file")]
    NotSealed,
    #[error("it is sealed for somebody else")]
    NotForUs,
    #[error("it is sealed for desks, not under a passphrase")]
    NeedsKey,
    #[error("it needs a passphrase")]
    NeedsPassphrase,
    #[error("the passphrase is another")]
    WrongPassphrase,
    #[error("the PIN is another")]
    WrongPin,
    #[error("it is damaged")]
    Damaged,
    #[error("it holds more than {0} bytes")]
    TooLarge(usize),
    #[error("it asks for 2^{0} steps of work")]
    TooMuchWork(u8),
}

impl Localized for OpenError {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NotSealed => say!(
                lang,
                "这个文件不是科桥的加密文件，没有打开。请选择对方从科桥导出的文件。",
                "This is no sealed file of Keqiao and was not opened. Choose the file that the sender exported from Keqiao."
            ),
            Self::NotForUs => say!(
                lang,
                "这个文件不是写给本席位的，没有打开。请在收件席位上打开；如果本该写给本席位，请对方核对指纹后重新导出。",
                "This file is not sealed for this seat and was not opened. Open it at the seat that it is for; if that is this one, ask the sender to compare fingerprints and export it again."
            ),
            Self::NeedsKey => say!(
                lang,
                "这个文件是写给指定席位的，不用口令打开。请在收件席位上打开。",
                "This file is sealed for certain seats, not under a passphrase. Open it at one of them."
            ),
            Self::NeedsPassphrase => say!(
                lang,
                "打开这个文件需要邀请码。请输入邀请信上的邀请码。",
                "This file needs the code of its letter. Enter it."
            ),
            Self::WrongPassphrase => say!(
                lang,
                "邀请码不对，没有打开。请检查输入法后再试；邀请码以最近一封邀请信上的为准。",
                "The code is wrong and nothing was opened. Check the input method and try again; of several letters the latest has the code."
            ),
            Self::WrongPin => say!(
                lang,
                "口令不对，没有打开。请检查输入法和大小写后再试。",
                "The PIN is wrong and nothing was opened. Check the input method and capitals and try again."
            ),
            Self::Damaged => say!(
                lang,
                "文件不完整或被改动过，没有打开，现有数据没有变化。请重新复制这个文件，或请对方再发一次。",
                "The file is incomplete or was changed. It was not opened and nothing has changed. Copy it again, or ask for it once more."
            ),
            Self::TooLarge(most) => say!(
                lang,
                "文件内容超过 {most} MB，没有打开。请对方分成几个文件导出。",
                "The file holds more than {most} MB and was not opened. Ask the sender to export it in several files.",
                most = grouped(most.div_ceil(MEGABYTE))
            ),
            Self::TooMuchWork(work) => say!(
                lang,
                "打开这个文件需要的计算量过大（2^{work}），没有打开。请对方用科桥重新导出。",
                "Opening this file would take too much work (2^{work}), so it was not opened. Ask the sender to export it again from Keqiao."
            ),
        }
    }
}

/// Why a text is no key and no signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("it is no key or signature")]
    Malformed,
    #[error("it is a key that protects nothing")]
    Weak,
}

impl Localized for KeyError {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Malformed => say!(
                lang,
                "密钥或签名的格式不对，没有采用。请重新复制，或请对方再发一次。",
                "The key or signature is malformed and was not taken. Copy it again, or ask for it once more."
            ),
            Self::Weak => say!(
                lang,
                "这个密钥不起保护作用，没有采用。请对方重新生成密钥。",
                "This key protects nothing and was not taken. Ask for a new one."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_told_in_megabytes() {
        let error = OpenError::TooLarge(1_500 * MEGABYTE);
        assert!(error.text(Lang::Zh).contains("1,500 MB") && error.text(Lang::En).contains("1,500 MB"));
    }

    #[test]
    fn what_is_told_says_the_bounds_that_hold() {
        for lang in [Lang::Zh, Lang::En] {
            assert!(SealError::ShortPassphrase.text(lang).contains("12"));
            assert!(SealError::ShortPin.text(lang).contains('6'));
            let told = SealError::TooMany(1_200).text(lang);
            assert!(told.contains("1,200") && told.contains("500"), "{told}");
            assert!(OpenError::TooMuchWork(18).text(lang).contains("2^18"));
        }
    }
}
