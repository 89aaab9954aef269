//! Appointments (聘任): a school's own decision to have an instructor for a term (一.5).

use jiff::civil::Date;

use super::{
    Kind,
    field::FieldProblem,
    record::{Record, broken},
};

crate::record! {
    /// In force from `from` to `until`, both days included.
    Appointment = "appointment", "聘任", "Appointment" / "Appointments", clause "一.5", section BringIn 30, schema 2, keeper "school", audience All;
    school: String = reference(&[Kind::School]).label("学校标识码", "School code")
        .also(&["学校", "学校代码", "聘任学校"]);
    instructor: String = reference(&[Kind::Instructor]).label("辅导员编号", "Instructor number")
        .also(&["辅导员", "科技辅导员", "专家姓名", "辅导员姓名", "姓名"]);
    from: Date = date().label("聘任起", "From")
        .also(&["聘期起", "聘任开始", "开始日期"]);
    until: Date = date().label("聘任止", "Until")
        .also(&["聘期止", "聘任结束", "结束日期"]).help("含当日", "Including that day");
}

impl Appointment {
    pub fn in_force(&self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

impl Record for Appointment {
    fn id(&self) -> String {
        format!("{}_{}_{}", self.school, self.instructor, self.from)
    }

    fn title(&self) -> String {
        format!("{} {}", self.instructor, self.from)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        if self.from <= self.until {
            return Vec::new();
        }
        vec![broken("until", "聘任止不能早于聘任起", "cannot be before the beginning")]
    }
}
