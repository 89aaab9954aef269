//! Pupil surveys (成效调查): what the pupils of a class say of themselves before and after an activity, in numbers and without a
//! name (一.9). Three statements, one for each of what the notice wants to come of it: interest, inventiveness, ability.
//!
//! What a single class says is its school's. Units above are given it to be summed up ([`Audience::Summed`](super::record::Audience::Summed)),
//! without the class and the teacher's notes.

use jiff::civil::Date;

use super::{
    Kind, Term,
    field::{Fault, FieldProblem},
    lang::Label,
    needs_round::Subject,
    record::{Record, broken},
    session::Form,
};

crate::choices! {
    /// What is asked about: the three words of the notice.
    Aim {
        Interest = "interest", "科学兴趣", "Interest in science";
        Ideas = "ideas", "创新意识", "Inventiveness";
        Ability = "ability", "创新能力", "Ability to invent";
    }
}

impl Aim {
    /// The statement on the paper, as a pupil reads it.
    pub const fn statement(self) -> Label {
        match self {
            Self::Interest => Label::new("我喜欢科学，想知道更多。", "I like science and want to know more."),
            Self::Ideas => Label::new(
                "我常常想出和别人不一样的办法。",
                "I often think of ways that nobody else has thought of.",
            ),
            Self::Ability => Label::new(
                "我能自己动手，把想法做出来试一试。",
                "I can build what I have thought of and try it out.",
            ),
        }
    }
}

crate::choices! {
    /// What a pupil answers to a statement.
    Answer {
        Certainly = "certainly", "完全符合", "Certainly true";
        Somewhat = "somewhat", "有点符合", "Somewhat true";
        NotTrue = "not-true", "不符合", "Not true";
    }
}

const PUPILS: Label = Label::new("人", "pupils");
const SHEETS: Label = Label::new("份", "sheets");
/// Pupils of a class, at most.
const CLASS: i64 = 200;

crate::row! {
    /// How many pupils gave each answer to one statement. An empty count is none.
    Answers;
    aim: Aim = choice(Aim::CHOICES).label("方面", "Statement about");
    certainly: Option<u32> = count(0, CLASS, PUPILS).label("完全符合", "Certainly true");
    somewhat: Option<u32> = count(0, CLASS, PUPILS).label("有点符合", "Somewhat true");
    not_true: Option<u32> = count(0, CLASS, PUPILS).label("不符合", "Not true");
    unanswered: Option<u32> = count(0, CLASS, PUPILS).label("未作答", "No answer");
}

impl Answers {
    /// A line to be filled in.
    pub const fn of(aim: Aim) -> Self {
        Self { aim, certainly: None, somewhat: None, not_true: None, unanswered: None }
    }

    /// Pupils by their answer, in the order of [`Answer`].
    pub fn given(&self) -> [u32; 3] {
        [self.certainly, self.somewhat, self.not_true].map(Option::unwrap_or_default)
    }

    /// All pupils of the line, those too who left the statement out.
    fn pupils(&self) -> u64 {
        let given: u64 = self.given().into_iter().map(u64::from).sum();
        given + u64::from(self.unanswered.unwrap_or_default())
    }
}

crate::record! {
    /// The survey of one class about one activity.
    PupilSurvey = "pupil-survey", "成效调查", "Pupil survey" / "Pupil surveys", clause "一.9", section BringIn 44, schema 1, keeper "school", audience Summed,
        lists &["term", "class", "form", "subject", "pupils", "before_sheets", "after_sheets", "school"], workflow surveying;
    code: String = code(60).label("调查编号", "Code");
    school: String = reference(&[Kind::School]).label("学校", "School");
    term: String = code(8).label("学期", "Term").help("学年—学期，如 2026-1", "School year and term: 2026-1");
    class: Option<String> = text(20).label("班级", "Class").help("如 五（2）班；只留在本校", "For instance 5 (2); it stays at the school").inner();
    pupils: u32 = count(1, CLASS, PUPILS).label("参加活动的学生", "Pupils taking part").help("一个班一份调查", "One survey for each class").summed();
    form: Form = choice(Form::CHOICES).label("形式", "Form").clause("一.8");
    subject: Subject = choice(Subject::CHOICES).label("领域", "Field");
    again_on: Date = date().label("后测日期", "Second survey on").help("活动结束前的一天，到时列入待办", "A day before the activity ends; then it is in the inbox");
    before_sheets: Option<u32> = count(1, CLASS, SHEETS).label("前测收回份数", "Sheets of the first survey").summed();
    #[serde(default)]
    before: Vec<Answers> = rows(Answers::FIELDS).label("前测各项人数", "Answers before")
        .help("每行各项之和应等于收回份数；没有的可以不填", "Each line adds up to the sheets; leave empty what nobody answered");
    after_sheets: Option<u32> = count(1, CLASS, SHEETS).label("后测收回份数", "Sheets of the second survey").summed();
    #[serde(default)]
    after: Vec<Answers> = rows(Answers::FIELDS).label("后测各项人数", "Answers after")
        .help("每行各项之和应等于收回份数；没有的可以不填", "Each line adds up to the sheets; leave empty what nobody answered");
    notes: Option<String> = long_text(1_000).label("成效说明", "What came of it")
        .help("作品、表现等；不写学生姓名；只留在本校", "What the pupils made and did; no names; it stays at the school").inner();
}

/// One of the two times at which a class is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    Before,
    After,
}

impl PupilSurvey {
    /// How many pupils were asked, and what they answered; nothing where that is not filled in.
    pub fn asked(&self, time: Time) -> Option<(u32, &[Answers])> {
        let (sheets, answers) = match time {
            Time::Before => (self.before_sheets, &self.before),
            Time::After => (self.after_sheets, &self.after),
        };
        Some((sheets?, answers))
    }

    /// What is wrong with the numbers of one time; its fields are called so.
    fn faults(&self, time: Time, (sheets, rows): (&'static str, &'static str)) -> Option<FieldProblem> {
        let (count, answers) = self.asked(time)?;
        if count > self.pupils {
            return Some(broken(
                sheets,
                "收回份数多于参加活动的学生",
                "there are more sheets than pupils taking part",
            ));
        }
        let is_once = |aim: &Aim| answers.iter().filter(|line| line.aim == *aim).count() == 1;
        if let Some(aim) = Aim::ALL.iter().find(|aim| !is_once(aim)) {
            let rule = Fault::Rule(Label::new("这一方面应有且只有一行", "there must be one line about it"));
            let row = answers.iter().rposition(|line| line.aim == *aim).unwrap_or(answers.len()) + 1;
            return Some(FieldProblem {
                field: rows,
                fault: Fault::InRow { row, label: aim.label(), fault: Box::new(rule) },
            });
        }
        let (place, line) = answers.iter().enumerate().find(|(_, line)| line.pupils() != u64::from(count))?;
        let rule = Fault::Rule(Label::new(
            "各项人数之和不等于收回份数",
            "the counts do not add up to the number of sheets",
        ));
        let fault = Fault::InRow { row: place + 1, label: line.aim.label(), fault: Box::new(rule) };
        Some(FieldProblem { field: rows, fault })
    }
}

impl Record for PupilSurvey {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        let about = format!("{}·{}", self.subject.label().zh, self.form.label().zh);
        match &self.class {
            Some(class) => format!("{class} {about}"),
            None => about,
        }
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let term = Term::parse(&self.term)
            .is_none()
            .then(|| broken("term", "学期应写成 2026-1 或 2026-2", "write the term as 2026-1 or 2026-2"));
        let before = self.faults(Time::Before, ("before_sheets", "before"));
        let after = self.faults(Time::After, ("after_sheets", "after"));
        [term, before, after].into_iter().flatten().collect()
    }
}

crate::workflow! {
    /// 草稿 → 登记前测 → 登记后测、报送.
    surveying {
        draft "草稿" "Draft" Draft, edited by Keeper;
        running "待后测" "Awaiting the second survey" Underway, edited by Keeper only pupils again_on after_sheets after notes, due From("again_on");
        filed "已报送" "Filed" Done;
        withdrawn "已作废" "Withdrawn" Void;
    } transitions {
        register "登记前测" "Record the first survey" draft -> running by Keeper Officer needs class before_sheets before;
        file "报送" "File" running -> filed by Keeper Officer needs after_sheets after;
        correct "更正" "Correct" running filed -> draft by Keeper Officer, Withdraw;
        withdraw "作废" "Withdraw" draft running filed -> withdrawn by Keeper Officer, Withdraw;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn line(aim: Aim, [certainly, somewhat, not_true, unanswered]: [u32; 4]) -> Answers {
        let some = |count| Some(count).filter(|count| *count > 0);
        Answers {
            aim,
            certainly: some(certainly),
            somewhat: some(somewhat),
            not_true: some(not_true),
            unanswered: some(unanswered),
        }
    }

    fn survey(sheets: Option<u32>, before: Vec<Answers>) -> PupilSurvey {
        PupilSurvey {
            code: "S-cx-001".to_owned(),
            school: "S".to_owned(),
            term: "2026-1".to_owned(),
            class: Some("五（2）班".to_owned()),
            pupils: 40,
            form: Form::Club,
            subject: Subject::Space,
            again_on: date(2027, 1, 15),
            before_sheets: sheets,
            before,
            after_sheets: None,
            after: Vec::new(),
            notes: None,
        }
    }

    fn lines(ability: [u32; 4]) -> Vec<Answers> {
        vec![
            line(Aim::Interest, [20, 10, 8, 0]),
            line(Aim::Ideas, [10, 20, 6, 2]),
            line(Aim::Ability, ability),
        ]
    }

    #[test]
    fn every_statement_has_an_answer_or_none_of_every_sheet() {
        assert_eq!(survey(Some(38), lines([38, 0, 0, 0])).invariants(), []);
        let wrong = survey(Some(38), lines([38, 1, 0, 0])).invariants();
        let said: Vec<_> = wrong
            .iter()
            .map(|problem| {
                (problem.field, crate::domain::Localized::text(&problem.fault, crate::domain::Lang::Zh))
            })
            .collect();
        assert_eq!(said, [("before", "第 3 行“创新能力”：各项人数之和不等于收回份数".to_owned())]);
    }

    #[test]
    fn each_statement_stands_there_once() {
        let mut twice = lines([38, 0, 0, 0]);
        twice.extend(lines([38, 0, 0, 0]).pop());
        for (lines, row) in [(twice, 4), (lines([38, 0, 0, 0]).split_off(1), 3)] {
            let wrong = survey(Some(38), lines).invariants();
            let [FieldProblem { field: "before", fault: Fault::InRow { row: at, .. } }] = &wrong[..] else {
                panic!("{wrong:?}")
            };
            assert_eq!(*at, row);
        }
    }

    #[test]
    fn there_are_no_more_sheets_than_pupils() {
        let mut few = survey(Some(38), lines([38, 0, 0, 0]));
        few.pupils = 37;
        assert_eq!(few.invariants().first().map(|problem| problem.field), Some("before_sheets"));
    }

    #[test]
    fn lines_wait_to_be_filled_in_until_the_sheets_are_counted() {
        assert_eq!(survey(None, Aim::ALL.iter().copied().map(Answers::of).collect()).invariants(), []);
        assert_eq!(survey(None, Vec::new()).invariants(), []);
    }
}
