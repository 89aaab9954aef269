//! Surveys: what a school says of the service (一.9).

use super::{
    Kind,
    field::{Fact, Share, make},
    lang::Label,
    record::{Derived, Record},
    workflow::{Subject, Surroundings},
};

crate::record! {
    /// A survey that a school answers once a term.
    Survey = "survey", "问卷", "Survey" / "Surveys", clause "一.9", section BringIn 8, schema 1, keeper "school", workflow answering, derived DERIVED;
    code: String = code(40).label("问卷编号", "Code");
    school: String = reference(&[Kind::School]).label("学校", "School");
    satisfied: Share = share().label("满意度", "Satisfied").help("0～100%", "0 to 100%");
    remarks: Option<String> = long_text(500).label("意见", "Remarks");
}

impl Record for Survey {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.code.clone()
    }
}

crate::workflow! {
    /// 填写 → 报送.
    answering {
        draft "草稿" "Draft" Draft, edited by Keeper;
        filed "已报送" "Filed" Done;
    } transitions {
        file "报送" "File" draft -> filed by Keeper Officer needs remarks;
    }
}

static DERIVED: &[Derived] = &[Derived {
    field: make::count(0, 1_000, Label::new("份", "surveys"))
        .of("filed_before", false)
        .label("本校已报送问卷", "Surveys that the school has filed"),
    of: filed_before,
}];

/// `survey.filed_before` of a guard such as `may_file_survey(survey, p)`.
fn filed_before(survey: Subject<'_>, around: &dyn Surroundings) -> Fact {
    let mut filed = 0;
    around.each(Kind::Survey, &mut |other| {
        let is_its = other.keeper() == survey.keeper();
        filed += usize::from(is_its && other.stands_at(answering::filed));
    });
    Fact::count(filed)
}
