//! Why a file is no package that can be taken over.

use crate::{
    domain::{Lang, Localized},
    say,
};

/// See the module. Nothing has been stored then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageFault {
    #[error("this is no package")]
    NoPackage,
    #[error("a newer version of the program made it: format {0}")]
    Newer(u32),
    #[error("{0} is damaged or missing")]
    Damaged(String),
    #[error("it is larger than a package may be")]
    TooLarge,
    #[error("{0} has more steps than a package carries")]
    TooManySteps(String),
    #[error("its signature does not hold")]
    Forged,
    #[error("nobody who is known here signed it")]
    Unknown,
    #[error("it is for {0}")]
    NotForHere(String),
    #[error("none of the packages in it is for this office")]
    NotInGroup,
    #[error("it is of a demo, and this is none, or the other way round")]
    OtherWorld,
}

impl Localized for PackageFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoPackage => say!(
                lang,
                "这个文件不是科桥的交接包。交接包的文件名以 .keqiao 结尾。",
                "This file is no package of Keqiao. The name of one ends in .keqiao."
            ),
            Self::Newer(version) => say!(
                lang,
                "这个交接包由更新版本的程序做成（格式 {version}），本程序读不了。请先更新程序，再打开它。",
                "A newer version of the program made this package (format {version}). Update the program, then open it again."
            ),
            Self::Damaged(part) => say!(
                lang,
                "交接包不完整或被改动过（{part}），没有接收。请对方重新发一份。",
                "The package is incomplete or was changed ({part}) and was not accepted. Ask the sender for it again."
            ),
            Self::TooLarge => say!(
                lang,
                "交接包大得不合常理，没有打开。请向对方核实。",
                "The package is larger than any should be and was not opened. Ask the sender."
            ),
            Self::TooManySteps(record) => say!(
                lang,
                "记录 {record} 改动和办理的次数太多，放不进交接包。请复制成一条新记录后作废旧的，再交接。",
                "The record {record} was changed and moved too often for a package to carry it. Copy it into a new one, end the old one, and hand over again."
            ),
            Self::Forged => say!(
                lang,
                "交接包的签名不符：内容在签名之后被改动过，或不是所写单位签发的，没有接收。请与对方电话核实后重新取得。",
                "The signature of the package does not hold: it was changed after it was signed, or the office it names did not sign it. It was not accepted; call the office and ask for it again."
            ),
            Self::Unknown => say!(
                lang,
                "签发席位没有可信的证书，没有接收。刚加入的下级：请让它按最近的邀请重新答复；其他单位：请对方由已有证书的席位（多为经办人）生成交接包，或先签发该席位的证书。",
                "The seat that signed the package has no trusted certificate; it was not accepted. A unit that has just joined answers the latest invitation anew; any other office makes the package at a seat that has a certificate, mostly the officer's, or certifies this one first."
            ),
            Self::NotForHere(unit) => say!(
                lang,
                "这个交接包是给“{unit}”的，不是给本单位的，没有接收。请转给该单位。",
                "This package is for {unit} and not for this office; it was not accepted. Pass it on to them."
            ),
            Self::NotInGroup => say!(
                lang,
                "这个群发文件里没有给本单位的部分，没有接收。请与发文件的单位核对。",
                "This group file has no part for this office; nothing was accepted. Ask whoever sent it."
            ),
            Self::OtherWorld => say!(
                lang,
                "演示数据与真实数据不能互相交接，没有接收。",
                "Demo data and real data are not handed over to each other; it was not accepted."
            ),
        }
    }
}
