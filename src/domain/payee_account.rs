//! Payees' accounts (收款账户): to which account a person is paid, and by which paper the tax office knows them (五.7).
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
    /// Papers, as the tax client for withholding agents calls them (自然人电子税务局扣缴端).
    Paper {
        ResidentId = "resident_id", "居民身份证", "Resident identity card";
        Passport = "passport", "中国护照", "Chinese passport";
        HongKongMacao = "hong_kong_macao", "港澳居民来往内地通行证", "Mainland travel permit, Hong Kong and Macao";
        Taiwan = "taiwan", "台湾居民来往大陆通行证", "Mainland travel permit, Taiwan";
        ForeignPassport = "foreign_passport", "外国护照", "Foreign passport";
        PermanentResident = "permanent_resident", "外国人永久居留身份证", "Permanent resident card";
        Other = "other", "其他个人证件", "Other paper";
    }
}

crate::record! {
    /// To which account an organ pays a person.
    PayeeAccount = "payee-account", "收款账户", "Payee's account" / "Payees' accounts", clause "五.7", section Subsidy 4, schema 1, keeper "unit" of Keepers::Sides(&[Side::Education]), audience Parties,
        lists &["instructor", "bank", "unit"], workflow keeping;
    unit: String = reference(&[Kind::Organization]).label("发放单位", "Paid by");
    instructor: String = reference(&[Kind::Instructor]).label("辅导员", "Instructor");
    paper: Paper = choice(Paper::CHOICES).label("证件类型", "Paper").default("居民身份证");
    paper_number: Option<String> = text(30).label("证件号码", "Number of the paper").also(&["身份证号", "身份证号码"]).personal()
        .help("个人所得税扣缴申报用", "For the declaration of tax withheld");
    bank: Option<String> = text(60).label("开户银行", "Bank").also(&["开户行"]);
    account: Option<String> = text(40).label("银行账号", "Account number").also(&["银行卡号", "卡号", "账号"]).personal();
}

impl Record for PayeeAccount {
    fn id(&self) -> String {
        format!("{}_{}", self.unit, self.instructor)
    }

    fn title(&self) -> String {
        format!("{} 收款账户", self.instructor)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let is_wrong = |number: &String| self.paper == Paper::ResidentId && !identity::is_resident_id(number);
        match self.paper_number.as_ref().is_some_and(is_wrong) {
            true => vec![broken(
                "paper_number",
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
