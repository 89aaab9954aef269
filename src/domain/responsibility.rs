//! Responsibilities (责任登记): the department and the person that each organ names for the work (五.1).

use jiff::civil::Date;

use super::{
    field::FieldProblem,
    kind::UNITS,
    record::{Record, broken},
};

crate::record! {
    /// Who is responsible at a unit, from a day on.
    Responsibility = "responsibility", "责任登记", "Responsibility" / "Responsibilities", clause "五.1", section Joint 4, schema 1, keeper "unit";
    unit: String = reference(UNITS).label("单位", "Unit");
    department: String = text(60).label("责任部门", "Responsible department");
    person: String = text(30).label("专门人员", "Named person");
    duty: Option<String> = text(40).label("职务", "Post");
    phone: Option<String> = text(30).label("办公电话", "Office telephone").personal();
    since: Date = date().label("起", "Since");
    until: Option<Date> = date().label("止", "Until").help("在任留空", "Empty while in office");
}

impl Responsibility {
    pub fn in_office(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

impl Record for Responsibility {
    fn id(&self) -> String {
        format!("{}_{}", self.unit, self.since)
    }

    fn title(&self) -> String {
        format!("{} {}", self.department, self.person)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        if self.until.is_some_and(|until| until < self.since) {
            return vec![broken("until", "止期不能早于起期", "cannot be before the beginning")];
        }
        Vec::new()
    }
}
