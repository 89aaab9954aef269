//! The plan of a term (排整学期课次): the sessions of an appointment or of a series, planned in one step, on its days of the week until its
//! end; those of a course follow its syllabus (一.6, 一.8).

use jiff::civil::{Date, Weekday as Day};

use super::{
    Actor, FormValues,
    kinds::series::open_lessons,
    reading::Read,
    records::{self, SaveError},
    scope,
    timetable::of_its_time,
    workspace::{RecordView, Workspace},
};
use crate::{
    domain::{
        Checked, Declared as _, Envelope, Kind, Label, Series, Session,
        field::Fault,
        needs_round::Weekday,
        series::{Lesson, running_through},
        session::{Form, Place},
        workflow::{Role, Seat},
    },
    policy::{Policy, decision::Text},
    store::{Commit, Store, StoreError, Written},
};

/// More sessions than a year has school weeks with two of them each: what is planned in one step stays within it.
pub const MOST: usize = 100;

/// One day on which a session could be.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub date: Date,
    /// The session; nothing where none can be.
    pub session: Option<Checked>,
    /// Why there is none, or what is to be thought of.
    pub said: Vec<Text>,
    /// Whether it is planned unless somebody says otherwise.
    pub is_wanted: bool,
}

/// What a plan begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    /// What is said of every session, as a form says it.
    pub filled: FormValues,
    pub from: Date,
    pub until: Date,
    /// Of a course the lessons that have no session yet, in their order.
    pub lessons: Vec<Lesson>,
}

/// What the plan of a term begins with at a seat; nothing where the seat plans no sessions of the record's school, the record is none by
/// which sessions are planned, or a series that does not run or has a session for each lesson of its syllabus, as its page says.
pub fn begun(
    workspace: &Workspace,
    seat: Option<&Seat>,
    record: &RecordView<'_>,
    today: Date,
) -> Option<Begun> {
    seat.filter(|seat| seat.unit == record.keeper() && seat.role == Role::Officer)?;
    let starts = workspace.schools.get(record.keeper()).map(|school| school.service_from.on(today));
    let starts = starts.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default();
    let mut filled = FormValues::from([
        ("school", record.keeper().to_owned()),
        ("instructor", record.text("instructor").to_owned()),
        ("starts", starts),
        ("minutes", "45".to_owned()),
        ("form", Form::Course.code().to_owned()),
        ("place", Place::Campus.code().to_owned()),
        ("topic", String::new()),
        ("classes", "1".to_owned()),
        ("pupils", String::new()),
    ]);
    let series = match record.kind {
        Kind::Appointment => {
            let day = |key: &str| record.text(key).parse::<Date>().unwrap_or(today);
            let (from, until) = (day("from").max(today), day("until"));
            return Some(Begun { filled, from, until, lessons: Vec::new() });
        }
        Series::KIND => workspace.series.get(&record.id)?,
        _ => return None,
    };
    record.state.filter(|state| state.code == running_through::running)?;
    let lessons = open_lessons(workspace, series);
    if lessons.is_empty() && !series.syllabus.is_empty() {
        return None;
    }
    filled.insert("series", series.code.clone());
    filled.insert("form", series.form.code().to_owned());
    filled.insert("topic", series.name.clone());
    if !series.roster.is_empty() {
        filled.insert("classes", series.roster.len().to_string());
        filled.insert("pupils", series.members().to_string());
    }
    Some(Begun { filled, from: series.begins.max(today), until: series.ends, lessons })
}

/// Sessions, in the order of their days, with the lessons that they are in the order of the syllabus; once there is no lesson left there is no
/// session either. Where there is no syllabus they are as they were.
pub fn following(sessions: Vec<Checked>, lessons: &[Lesson]) -> Vec<Checked> {
    if lessons.is_empty() {
        return sessions;
    }
    let given = sessions.into_iter().zip(lessons).map(|(mut session, lesson)| {
        session.values.insert("lesson".to_owned(), lesson.number.into());
        session.values.insert("topic".to_owned(), lesson.topic.clone().into());
        Checked { title: lesson.topic.clone(), ..session }
    });
    given.collect()
}

/// The days of a plan, each with its session. `filled` is the form of one of them, whatever its day. On a holiday there is none; a weekend day
/// that is worked instead of another is offered and not taken unasked, since nobody knows whose timetable it has.
///
/// # Errors
/// What is wrong with the session, on whatever day.
pub fn days(
    workspace: &Workspace,
    policy: Option<&Policy>,
    filled: &FormValues,
    on: &[Weekday],
    (from, until): (Date, Date),
) -> Result<Vec<Planned>, SaveError> {
    let mut planned = Vec::new();
    let mut day = from;
    while day <= until && planned.len() < MOST {
        let named =
            on.iter().any(|on| on.after_monday() == day.weekday().to_monday_zero_offset().unsigned_abs());
        let is_weekend = matches!(day.weekday(), Day::Saturday | Day::Sunday);
        let is_worked = workspace.calendar().is_working_day(day);
        match (named, is_worked) {
            (true, false) => planned.push(Planned {
                date: day,
                session: None,
                said: vec![HOLIDAY.into()],
                is_wanted: false,
            }),
            (true, true) => planned.push(one(workspace, policy, filled, day)?),
            (false, true) if is_weekend => {
                let mut there = one(workspace, policy, filled, day)?;
                if there.session.is_some() {
                    there.said.insert(0, MAKE_UP.into());
                }
                planned.push(Planned { is_wanted: false, ..there });
            }
            _ => {}
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(planned)
}

const HOLIDAY: Label = Label::new("放假，不排", "A holiday");
const MAKE_UP: Label =
    Label::new("调休上班日，需要时勾选", "Worked instead of another day; tick it where wanted");

/// The session of one day, with what is to be thought of then; where it cannot stand beside another, why.
fn one(
    workspace: &Workspace,
    policy: Option<&Policy>,
    filled: &FormValues,
    day: Date,
) -> Result<Planned, SaveError> {
    let mut filled = filled.clone();
    filled.insert("date", day.to_string());
    match records::read(workspace, Kind::Session, None, &filled) {
        Ok(session) => {
            let planned = serde_json::from_value::<Session>(session.values.clone().into()).ok();
            let said = planned.map(|planned| of_its_time(workspace, policy, &planned)).unwrap_or_default();
            Ok(Planned { date: day, session: Some(session), said, is_wanted: true })
        }
        Err(problems) if problems.iter().all(|problem| matches!(problem.fault, Fault::Clash { .. })) => {
            let why = problems.first().map(|problem| Text::of(&problem.fault)).into_iter().collect();
            Ok(Planned { date: day, session: None, said: why, is_wanted: false })
        }
        Err(problems) => Err(SaveError::Faulty(problems)),
    }
}

/// Plans the sessions, all or none.
///
/// # Errors
/// [`SaveError`].
pub async fn plan(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    sessions: &[Checked],
) -> Result<Written, SaveError> {
    let kept = |session: &Checked| {
        let keeper = session.values.get("school").and_then(|school| school.as_str()).unwrap_or_default();
        actor.seat.as_ref().is_none_or(|seat| scope::may_keep(workspace, seat, Kind::Session, keeper))
    };
    if !sessions.iter().all(kept) {
        return Err(SaveError::NotYours);
    }
    let mut read = Read::tables([Kind::Session]);
    let change = |session: &Checked| records::change(Kind::Session, session, &Envelope::default(), None);
    let changes = sessions.iter().map(change).collect::<Result<Vec<_>, StoreError>>()?;
    for session in sessions {
        read.references(workspace, Kind::Session, [&session.values, &session.extra]);
    }
    let title = sessions.first().map(|first| first.title.clone()).unwrap_or_default();
    let commit = Commit::new(actor.operation("add", title), changes);
    Ok(store.commit(commit.expecting(read.expected(workspace))).await?)
}
