//! Payees' accounts (收款账户): to which account a person is paid, and by which identity document the tax office knows them (五.7).
//!
//! The organ that pays keeps them and nobody else: a package carries them to the person alone. Numbers are personal data: shown and handed out
//! for a reason, which the journal keeps.

use super::{
    Kind,
    field::FieldProblem,
    identity,
    record::{Record, broken},
    side::{Keepers, Side},
};

crate::choices! {
    /// Identity documents, as the tax client for withholding agents calls them (自然人电子税务局扣缴端).
    IdDocument {
        ResidentId = "resident_id", "居民身份证", "Resident identity card";
        Passport = "passport", "中国护照", "Chinese passport";
        HongKongMacao = "hong_kong_macao", "港澳居民来往内地通行证", "Mainland travel permit, Hong Kong and Macao";
        Taiwan = "taiwan", "台湾居民来往大陆通行证", "Mainland travel permit, Taiwan";
        ForeignPassport = "foreign_passport", "外国护照", "Foreign passport";
        PermanentResident = "permanent_resident", "外国人永久居留身份证", "Permanent resident card";
        Other = "other", "其他个人证件", "Other identity document";
    }
}

crate::record! {
    /// To which account an organ pays a person. Schema 1 called the identity document a paper.
    PayeeAccount = "payee-account", "收款账户", "Payee's account" / "Payees' accounts", clause "五.7", section Subsidy 4, schema 2, keeper "unit" of Keepers::Sides(&[Side::Education]), audience Parties,
        lists &["instructor", "unit"], workflow keeping;
    unit: String = reference(&[Kind::Organization]).label("发放单位", "Paid by");
    instructor: String = reference(&[Kind::Instructor]).label("辅导员", "Instructor");
    document: IdDocument = choice(IdDocument::CHOICES).label("证件类型", "Identity document").default("居民身份证");
    document_number: Option<String> = text(30).label("证件号码", "Document number").also(&["身份证号", "身份证号码"]).personal()
        .help("个人所得税扣缴申报用", "For the declaration of tax withheld");
    bank: Option<String> = text(60).label("开户银行", "Bank").also(&["开户行"]).personal();
    account: Option<String> = text(40).label("银行账号", "Account number").also(&["银行卡号", "卡号", "账号"]).personal();
}

/// What the account of a person with an organ is known by.
pub fn id(unit: &str, instructor: &str) -> String {
    format!("{unit}_{instructor}")
}

impl Record for PayeeAccount {
    fn id(&self) -> String {
        id(&self.unit, &self.instructor)
    }

    fn title(&self) -> String {
        format!("{} 收款账户", self.instructor)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let is_wrong =
            |number: &String| self.document == IdDocument::ResidentId && !identity::is_resident_id(number);
        match self.document_number.as_ref().is_some_and(is_wrong) {
            true => vec![broken(
                "document_number",
                "不是有效的 18 位居民身份证号码（校验位或出生日期不符），末位 X 要大写",
                "is no resident identity number: 18 characters, whose check character or day of birth does not fit; X in capitals",
            )],
            false => Vec::new(),
        }
    }
}

crate::workflow! {
    /// 在用；停用的不再付款.
    keeping {
        current "在用" "In use" Done, edited by Keeper;
        stopped "已停用" "Out of use" Void;
    } transitions {
        stop "停用" "Stop using" current -> stopped by Keeper Officer, Withdraw;
        use_again "恢复使用" "Use again" stopped -> current by Keeper Officer, Optional;
    }
}
