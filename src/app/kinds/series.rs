//! Series: what was planned of a course, a club or a group beside what has become of it, and who came beside who is on the roster.

use rust_decimal::Decimal;

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{
        Kind, Label, Lang, Series, Session, counts,
        field::rounded,
        series::Lesson,
        session::holding,
        workflow::{Relation, Stage, State},
    },
    policy::decision::Text,
    say,
};

use super::behaviour::{Behaviour, Card, Line};

pub static BEHAVIOUR: Behaviour = Behaviour {
    kept_from_above: true,
    also_seen_by: &[Relation::Named("instructor")],
    begins_anew: &["summary"],
    cards: &[
        Card { title: Label::new("计划与完成", "Planned and done"), lines: progress },
        Card { title: Label::new("名册与到场", "Roster and attendance"), lines: classes },
    ],
    ..Behaviour::of(Kind::Series)
};

/// A session of a series, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Its<'a> {
    pub session: &'a Session,
    pub state: &'static State,
}

impl Its<'_> {
    /// Whether it is to be held or was.
    fn stands(&self) -> bool {
        self.state.stage != Stage::Void
    }

    fn was_held(&self) -> bool {
        [holding::held, holding::confirmed].contains(&self.state.code)
    }
}

/// The sessions that name a series, by day.
pub fn sessions<'a>(workspace: &'a Workspace, series: &str) -> Vec<Its<'a>> {
    let held = workspace.sessions.held().iter();
    let its = held.filter(|(_, held)| held.record.series.as_deref() == Some(series));
    let mut its: Vec<_> =
        its.filter_map(|(_, held)| Some(Its { session: &held.record, state: held.state? })).collect();
    its.sort_by_key(|its| (its.session.date, its.session.starts));
    its
}

/// The lessons of a course for which there is no session yet, or none any more, in their order.
pub fn open_lessons(workspace: &Workspace, series: &Series) -> Vec<Lesson> {
    let its = sessions(workspace, &series.code);
    series.lessons().into_iter().filter(|lesson| is_open(lesson, &its)).cloned().collect()
}

fn is_open(lesson: &Lesson, its: &[Its<'_>]) -> bool {
    !its.iter().any(|its| its.stands() && its.session.lesson == Some(lesson.number))
}

/// The sums; of a course a line a lesson too, which leads to its session.
fn progress(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let Some(series) = workspace.series.get(&record.id) else { return Vec::new() };
    let its = sessions(workspace, &series.code);
    let mut lines = vec![sums(series, &its)];
    lines.extend(series.lessons().into_iter().map(|lesson| of_lesson(lesson, &its)));
    lines
}

fn sums(series: &Series, its: &[Its<'_>]) -> Line {
    let count = |counts: fn(&Its<'_>) -> bool| its.iter().filter(|its| counts(its)).count();
    let (planned, held) = (count(|its| its.stands()), count(|its| its.was_held()));
    let confirmed = count(|its| its.state.code == holding::confirmed);
    let fell_away = its.len() - planned;
    let lessons = series.syllabus.len();
    let is_all_planned = lessons > 0 && !series.syllabus.iter().any(|lesson| is_open(lesson, its));
    let value = Text::both(|lang| {
        let said = |count: usize, zh: &str, en: &str| {
            let counted = lang.counted(count, counts::SESSIONS);
            say!(lang, "{zh} {counted}", "{counted} {en}")
        };
        let syllabus = (lessons > 0).then(|| {
            let counted = lang.counted(lessons, counts::LESSONS);
            say!(lang, "大纲 {counted}", "{counted} in the syllabus")
        });
        let rest = (fell_away > 0).then(|| said(fell_away, "取消或未授", "cancelled or not held"));
        let all = [
            said(planned, "已排", "planned"),
            said(held, "已授", "held"),
            said(confirmed, "已确认", "confirmed"),
        ];
        // Why there is no plan of the term any more.
        let through = is_all_planned.then(|| {
            say!(
                lang,
                "各课都已安排，没有要排的课次",
                "every lesson has its session, and none is left to plan"
            )
        });
        lang.statements(syllabus.into_iter().chain(all).chain(rest).chain(through))
    });
    Line { label: Label::new("合计", "In all").into(), value, of: None }
}

fn of_lesson(lesson: &Lesson, its: &[Its<'_>]) -> Line {
    let own: Vec<_> = its.iter().filter(|its| its.session.lesson == Some(lesson.number)).collect();
    // What stands says more than what was cancelled before.
    let standing = own.iter().rev().find(|its| its.stands()).or(own.last());
    let value = Text::both(|lang| match standing {
        None => say!(lang, "还没有安排", "not planned yet"),
        Some(its) => format!("{} {}", its.session.date, its.state.label.text(lang)),
    });
    Line {
        label: Text::both(|lang| lesson_called(lesson.number, &lesson.topic, lang)),
        value,
        of: standing.map(|its| (Kind::Session, its.session.code.clone())),
    }
}

/// `第 3 课　光的折射`.
pub fn lesson_called(number: u32, topic: &str, lang: Lang) -> String {
    say!(lang, "第 {number} 课　{topic}", "Lesson {number}: {topic}")
}

/// Of each class of the roster, and of those that came besides, how many come on the whole.
fn classes(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let Some(series) = workspace.series.get(&record.id) else { return Vec::new() };
    let its: Vec<_> = sessions(workspace, &series.code).into_iter().filter(|its| its.was_held()).collect();
    let came = |class: &str| -> Vec<u32> {
        let of_class = its.iter().flat_map(|its| &its.session.attendance);
        of_class.filter(|of| of.class == class).map(|of| of.pupils).collect()
    };
    let line = |label: Text, on_roster: Option<u32>, came: &[u32]| {
        let value = Text::both(|lang| attendance(lang, on_roster, came));
        Line { label, value, of: None }
    };
    let both = |text: &str| Text { zh: text.to_owned(), en: text.to_owned() };
    let mut lines: Vec<_> = series
        .roster
        .iter()
        .map(|class| line(both(&class.class), Some(class.pupils), &came(&class.class)))
        .collect();
    let mut others: Vec<&str> =
        its.iter().flat_map(|its| &its.session.attendance).map(|of| of.class.as_str()).collect();
    others.retain(|other| series.roster.iter().all(|class| class.class != *other));
    others.sort_unstable();
    others.dedup();
    // A course has no roster: who comes are its classes.
    lines.extend(others.into_iter().map(|class| line(both(class), None, &came(class))));
    if !lines.is_empty() {
        let all: Vec<_> = its.iter().map(|its| its.session.pupils).collect();
        let on_roster = Some(series.members()).filter(|members| *members > 0);
        lines.push(line(Label::new("合计", "In all").into(), on_roster, &all));
    }
    lines
}

/// How many are on the roster, and how many came to a session on the whole.
fn attendance(lang: Lang, on_roster: Option<u32>, came: &[u32]) -> String {
    let roster = on_roster.map(|on_roster| {
        let on_roster = lang.counted(on_roster, counts::PUPILS);
        say!(lang, "名册 {on_roster}", "{on_roster} on the roster")
    });
    let sum: Decimal = came.iter().copied().map(Decimal::from).sum();
    let mean = sum.checked_div(Decimal::from(came.len())).map(|mean| rounded(mean, 1).normalize());
    let said = match mean {
        None => say!(lang, "还没有到场记录", "nobody’s attendance is on record yet"),
        Some(mean) => {
            let sessions = lang.counted(came.len(), counts::SESSIONS);
            let share = on_roster.filter(|all| *all > 0).and_then(|all| {
                (mean * Decimal::ONE_HUNDRED).checked_div(Decimal::from(all)).map(|share| share.round())
            });
            let share = share.map(|share| say!(lang, "（{share}%）", " ({share}%)")).unwrap_or_default();
            say!(lang, "{sessions}平均到场 {mean} 人{share}", "{mean} a session{share} in {sessions}")
        }
    };
    lang.statements(roster.into_iter().chain([said]))
}

/// The sessions of a series that were held, and those of which something is written already: its log (活动记录册).
pub fn log<'a>(workspace: &'a Workspace, series: &str) -> Vec<Its<'a>> {
    let its = sessions(workspace, series).into_iter();
    its.filter(|its| its.was_held() || its.stands() && its.session.log.is_some()).collect()
}
