//! Budgets of the subsidy (补助预算): what a payer may spend in a time, so that what is left is known before a batch is approved (五.7).

use jiff::civil::Date;

use super::{
    Kind, Money,
    batch::MOST,
    field::FieldProblem,
    record::{Record, broken},
    side::{Keepers, Side},
};

crate::record! {
    /// What one payer may spend in a year, or in a term.
    Budget = "subsidy-budget", "补助预算", "Subsidy budget" / "Subsidy budgets", clause "五.7", section Subsidy 5, schema 1, keeper "unit" of Keepers::Sides(&[Side::Education]),
        lists &["from", "until", "payer", "amount", "unit"];
    code: String = code(60).label("预算编号", "Code");
    unit: String = reference(&[Kind::Organization]).label("编制单位", "Kept by");
    payer: String = text(60).label("支付单位", "Payer").help("与学校登记的支付单位写法一致", "As it stands with the schools");
    from: Date = date().label("自", "From").help("按发放月份计：月末在起止日期以内的都算", "By months of payment: those whose last day lies between the two");
    until: Date = date().label("至", "Until");
    amount: Money = money(MOST).label("预算（税前）", "Budget, gross").help("含代扣的个税；年中追加的改成追加后的数", "With the tax withheld; after a supplement the new sum").summed();
    basis: Option<String> = text(120).label("依据", "On what it rests").help("预算批复或追加的文号", "The number of the approval");
}

impl Record for Budget {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        format!("{} 补助预算（{}—{}）", self.payer, self.from, self.until)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        match self.from <= self.until {
            true => Vec::new(),
            false => vec![broken("until", "不能早于“自”", "cannot be before its beginning")],
        }
    }
}
