//! Programmes (课后服务项目): what a school plans to offer in a term of after-school science, and when (一.1).

use jiff::{ToSpan as _, civil::Date};

use super::{
    Kind, Lang, Localized, Term,
    calendar::Calendar,
    field::{Fact, FieldProblem, Scalar, make},
    lang::Label,
    needs_round::{Subject, Weekday},
    record::{Derived, Record, broken},
    session::Form,
    side::{Keepers, Side},
    workflow::{self, Surroundings},
};

const MINUTES: Label = Label::new("分钟", "minutes");
const WEEK: Label = Label::new("周", "weeks");
const WEEKS: i64 = 30;

crate::row! {
    /// What is offered once a week, on its day, through some weeks of the term.
    Activity;
    form: Form = choice(Form::CHOICES).label("形式", "Form").clause("一.8");
    subject: Subject = choice(Subject::CHOICES).label("领域", "Field");
    weekday: Weekday = choice(Weekday::CHOICES).label("日", "Day");
    first_week: u32 = count(1, WEEKS, WEEK).label("起始周次", "From week");
    last_week: u32 = count(1, WEEKS, WEEK).label("截止周次", "Until week");
    minutes: u32 = count(1, 600, MINUTES).label("时长", "Duration");
    by: Option<String> = text(60).label("拟请人员或机构", "Led by");
}

crate::record! {
    /// A school's programme of a term.
    Programme = "programme", "课后服务项目", "Programme" / "Programmes", clause "一.1", section BringIn 1, schema 1, keeper "school" of Keepers::Sides(&[Side::School]),
        lists &["school", "term", "name", "begins", "pupils"], workflow carrying_out, derived DERIVED;
    school: String = reference(&[Kind::School]).label("学校", "School");
    term: String = code(8).label("学期", "Term").help("学年—学期，如 2026-1", "School year and term: 2026-1");
    name: String = text(60).label("项目名称", "Name").default("科普类课后服务");
    begins: Date = date().label("开学日期", "Term begins").help("这一天所在的周是第一周", "The week of this day is week 1");
    pupils: u32 = count(0, 20_000, Label::new("人", "pupils")).label("预计参加学生", "Pupils").summed();
    goals: Option<String> = long_text(1_000).label("目标", "Aims");
    #[serde(default)]
    activities: Vec<Activity> = rows(Activity::FIELDS).label("活动安排", "Activities")
        .help("每周一次的活动各占一行", "One row for what takes place once a week");
    decision: Option<String> = long_text(500).label("校内审定意见", "The school's decision")
        .help("经哪次会议、几人参加、意见如何", "Which meeting, how many were present, what was decided");
    summary: Option<String> = long_text(2_000).label("结项总结", "Closing report");
}

/// One week of a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// From 1.
    pub number: u32,
    pub monday: Date,
    /// Activities that fall on a day that is worked.
    pub planned: usize,
}

impl Programme {
    /// Every week from the first to the last in which something is planned.
    pub fn weeks(&self, calendar: &Calendar) -> Vec<Week> {
        let last = self.activities.iter().map(|activity| activity.last_week).max().unwrap_or(0);
        (1..=last).filter_map(|number| self.week(number, calendar)).collect()
    }

    /// The Monday of the first week.
    pub fn first_monday(&self) -> Option<Date> {
        monday(self.begins, 1)
    }

    fn week(&self, number: u32, calendar: &Calendar) -> Option<Week> {
        let monday = monday(self.begins, number)?;
        let takes_place = |activity: &&Activity| {
            let day = monday.checked_add(i64::from(activity.weekday.after_monday()).days());
            (activity.first_week..=activity.last_week).contains(&number)
                && day.is_ok_and(|day| day >= self.begins && calendar.is_working_day(day))
        };
        Some(Week { number, monday, planned: self.activities.iter().filter(takes_place).count() })
    }
}

/// The Monday of a week of the term that begins on a day.
fn monday(begins: Date, week: u32) -> Option<Date> {
    let first = begins.checked_sub(i64::from(begins.weekday().to_monday_zero_offset()).days()).ok()?;
    first.checked_add((i64::from(week).checked_sub(1)? * 7).days()).ok()
}

impl Record for Programme {
    fn id(&self) -> String {
        format!("{}_{}", self.school, self.term)
    }

    fn title(&self) -> String {
        let term = Term::parse(&self.term).map_or_else(|| self.term.clone(), |term| term.text(Lang::Zh));
        format!("{} {term}", self.name)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if Term::parse(&self.term).is_none() {
            problems.push(broken(
                "term",
                "学期应写成 2026-1 或 2026-2",
                "write the term as 2026-1 or 2026-2",
            ));
        }
        if self.activities.iter().any(|activity| activity.last_week < activity.first_week) {
            problems.push(broken("activities", "截止周次不能早于起始周次", "cannot end before they begin"));
        }
        problems
    }
}

static DERIVED: &[Derived] = &[Derived {
    field: make::date()
        .of("ends", true)
        .label("末次活动所在周的周五", "Friday of the last week planned")
        .clause("一.1"),
    of: ends,
}];

/// `programme.ends` of `may_close_programme(programme, p)`.
fn ends(programme: workflow::Subject<'_>, _: &dyn Surroundings) -> Fact {
    let Some(Scalar::Day(begins)) = programme.record.scalar("begins", Date::MIN) else {
        return Fact::Missing;
    };
    let Some(Fact::List(activities)) = programme.record.fact("activities", Date::MIN) else {
        return Fact::Missing;
    };
    let last_week = |activity: &Fact| match activity {
        Fact::Row(cells) => cells.iter().find_map(|(key, cell)| match cell {
            Fact::Number(week) if *key == "last_week" => u32::try_from(*week).ok(),
            _ => None,
        }),
        _ => None,
    };
    let last = activities.iter().filter_map(last_week).max();
    let friday = last.and_then(|week| monday(begins, week)?.checked_add(4.days()).ok());
    friday.map_or(Fact::Missing, Fact::Day)
}

crate::workflow! {
    /// 草稿 → 校内审定 → 报备 → 实施 → 结项.
    carrying_out {
        draft "草稿" "Draft" Draft, edited by Keeper;
        deciding "待校内审定" "Awaiting the school's decision" Underway, edited by Keeper only decision, due Within("deadline.programme_decision");
        decided "已审定" "Decided" Underway, due Within("deadline.programme_filing");
        filed "已报备" "Filed" Underway, due From("begins");
        running "实施中" "Running" Underway, edited by Keeper only summary;
        closed "已结项" "Closed" Done;
        cancelled "已取消" "Cancelled" Void;
    } transitions {
        submit "提交校内审定" "Submit for decision" draft -> deciding by Keeper Officer needs activities;
        decide "审定通过" "Approve" deciding -> decided by Keeper Leader needs decision;
        return "退回修改" "Return" deciding -> draft by Keeper Leader, Return;
        file "报备" "File with the bureau" decided -> filed by Keeper Officer;
        ask_to_change "要求修改" "Ask for changes" filed -> draft by Superior Officer, Return;
        start "开始实施" "Start" filed -> running by Keeper Officer;
        revise "调整安排" "Change the plan" decided filed running -> draft by Keeper Officer, Withdraw;
        close "结项" "Close" running -> closed by Keeper Officer needs summary;
        cancel "取消项目" "Cancel" draft deciding decided filed running -> cancelled by Keeper Leader, Withdraw;
        reopen "重新编制" "Plan again" cancelled -> draft by Keeper Officer, Optional;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn programme(activities: Vec<Activity>) -> Programme {
        Programme {
            school: "S".to_owned(),
            term: "2026-1".to_owned(),
            name: "科普类课后服务".to_owned(),
            begins: date(2026, 9, 1),
            pupils: 40,
            goals: None,
            activities,
            decision: None,
            summary: None,
        }
    }

    fn activity(weekday: Weekday, first_week: u32, last_week: u32) -> Activity {
        Activity {
            form: Form::Club,
            subject: Subject::Space,
            weekday,
            first_week,
            last_week,
            minutes: 60,
            by: None,
        }
    }

    #[test]
    fn a_week_counts_what_falls_on_school_days_of_the_term() {
        // 2026-09-01 is a Tuesday: Monday of week 1 is no day of the term. Mid-Autumn takes Friday of week 4, National Day that of week 5.
        let programme = programme(vec![activity(Weekday::Monday, 1, 5), activity(Weekday::Friday, 2, 5)]);
        let weeks = programme.weeks(Calendar::shipped());
        let planned: Vec<_> = weeks.iter().map(|week| week.planned).collect();
        assert_eq!(planned, [0, 2, 2, 1, 1]);
        assert_eq!(weeks.last().map(|week| week.monday), Some(date(2026, 9, 28)));
    }

    #[test]
    fn a_programme_ends_on_the_friday_of_its_last_week() {
        let ended = |programme: &Programme| {
            struct Alone;
            impl Surroundings for Alone {
                fn peer(&self, _: &str) -> Option<&str> {
                    None
                }
                fn superior(&self, _: &str) -> Option<&str> {
                    None
                }
                fn record(&self, _: Kind, _: &str) -> Option<&dyn super::super::field::Factual> {
                    None
                }
                fn each(&self, _: Kind, _: &mut dyn FnMut(workflow::Subject<'_>)) {}
            }
            let subject = workflow::Subject {
                kind: Kind::Programme,
                id: "S_2026-1",
                record: programme,
                steps: &[],
                state: None,
            };
            ends(subject, &Alone)
        };
        let planned = programme(vec![activity(Weekday::Monday, 1, 3), activity(Weekday::Friday, 2, 16)]);
        assert_eq!(ended(&planned), Fact::Day(date(2026, 12, 18)));
        assert_eq!(ended(&programme(Vec::new())), Fact::Missing);
    }

    #[test]
    fn an_activity_cannot_end_before_it_begins() {
        let problems = programme(vec![activity(Weekday::Monday, 4, 3)]).invariants();
        assert_eq!(problems.len(), 1);
    }
}
