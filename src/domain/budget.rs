//! Budgets of the subsidy (补助预算): what a payer may spend in a year, so that what is left is known before a batch is approved (五.7).

use super::{
    Kind, Money,
    batch::MOST,
    field::FieldProblem,
    record::{Record, broken},
    side::{Keepers, Side},
};

crate::record! {
    /// What one payer may spend in a calendar year.
    Budget = "subsidy-budget", "补助预算", "Subsidy budget" / "Subsidy budgets", clause "五.7", section Subsidy 5, schema 1, keeper "unit" of Keepers::Sides(&[Side::Education]),
        lists &["year", "payer", "amount", "unit"];
    code: String = code(60).label("预算编号", "Code");
    unit: String = reference(&[Kind::Organization]).label("编制单位", "Kept by");
    payer: String = text(60).label("支付单位", "Payer").help("与学校登记的支付单位写法一致", "As it stands with the schools");
    year: String = code(4).label("年度", "Year").help("如 2026", "Such as 2026");
    amount: Money = money(MOST).label("预算（税前）", "Budget, gross").help("含代扣的个税；年中追加的改成追加后的数", "With the tax withheld; after a supplement the new sum").summed();
    basis: Option<String> = text(120).label("依据", "On what it rests").help("预算批复或追加的文号", "The number of the approval");
}

impl Record for Budget {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        format!("{} {} 补助预算", self.year, self.payer)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let is_year = self.year.parse().is_ok_and(|year: u16| (2000..2100).contains(&year));
        match is_year {
            true => Vec::new(),
            false => vec![broken("year", "应写四位年份，如 2026", "is a year of four digits, such as 2026")],
        }
    }
}
