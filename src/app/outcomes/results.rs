//! The sums of a term, for whoever looks.

use std::collections::BTreeSet;

use super::{
    change::Change,
    disclosure::{self, Answered, Lines, Size},
};
use crate::{
    app::{
        scope::{self, Sight, View},
        workspace::Held,
    },
    domain::{
        Declared as _, Label, PupilSurvey, Term,
        needs_round::Subject,
        pupil_survey::{Aim, Time, surveying},
        session::Form,
    },
    policy::decision::Text,
};

/// What classes said that belong together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    pub name: Text,
    pub size: Size,
    /// In the order of [`Aim`].
    pub changes: [Change; 3],
}

/// All classes, and a list of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    pub all: Group,
    pub by: [Vec<Group>; 2],
}

/// What the lists are by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Form,
    Subject,
}

/// What came of a term.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// Nothing where that would be of too few.
    pub whole: Option<Whole>,
    /// Of how many classes both surveys are filed.
    pub classes: usize,
    /// How many wait for the second.
    pub waiting: usize,
    /// Whether all of it is the seat's own, and shown as it is.
    pub own: bool,
    /// How many pupils there are at least behind what an office shows; nothing where nobody has said.
    pub least: Option<u32>,
    /// The classes one by one, of a school that looks at its own.
    pub each: Vec<(String, Group)>,
}

impl Whole {
    pub fn by(&self, by: By) -> &[Group] {
        &self.by[by as usize]
    }
}

impl Group {
    fn add(&mut self, survey: &PupilSurvey) {
        let asked = |time| survey.asked(time).map_or(0, |(sheets, _)| sheets);
        let mut size =
            Size { classes: 1, before: asked(Time::Before), after: asked(Time::After), ..Size::default() };
        for ((own, answered), aim) in self.changes.iter_mut().zip(&mut size.answered).zip(Aim::ALL) {
            let change = Change::of(survey, *aim).unwrap_or_default();
            *answered = [change.before, change.after].map(|counts| Answered::of_class(counts.iter().sum()));
            own.add(change);
        }
        self.size += size;
    }

    fn of<'a>(name: Text, surveys: impl Iterator<Item = &'a PupilSurvey>) -> Self {
        let mut group = Self { name, ..Self::default() };
        surveys.for_each(|survey| group.add(survey));
        group
    }
}

/// The surveys that count for whoever looks: those of its own, or of all below.
fn seen<'a>(view: View<'a>) -> impl Iterator<Item = (&'a str, &'a Held<PupilSurvey>)> {
    let mut sight = Sight::of(view, PupilSurvey::KIND);
    let all = view.workspace.pupil_surveys.held().iter();
    all.filter(move |(id, held)| sight.counts(id, *held)).map(|(id, held)| (&**id, held))
}

/// The terms of which there are surveys, latest first.
pub fn terms(view: View<'_>) -> Vec<Term> {
    let terms: BTreeSet<_> = seen(view).filter_map(|(_, held)| Term::parse(&held.record.term)).collect();
    terms.into_iter().rev().collect()
}

/// The term with which a page begins: the latest of which anything is filed.
pub fn latest(view: View<'_>) -> Option<Term> {
    let filed = seen(view).filter(|(_, held)| held.stands_at(surveying::filed));
    let latest = filed.filter_map(|(_, held)| Term::parse(&held.record.term)).max();
    latest.or_else(|| terms(view).first().copied())
}

/// What came of a term; `least` is how many pupils there are at least behind what an office shows; where nobody has said,
/// everything is too few.
pub fn results(view: View<'_>, term: Term, least: Option<u32>) -> Results {
    let of_term = || seen(view).filter(|(_, held)| Term::parse(&held.record.term) == Some(term));
    let filed: Vec<_> = of_term().filter(|(_, held)| held.stands_at(surveying::filed)).collect();
    let waiting = of_term().filter(|(_, held)| held.stands_at(surveying::running)).count();
    let surveys: Vec<_> = filed.iter().map(|(_, held)| &held.record).collect();
    let keeper = scope::own(view.workspace, view.seat);
    let own = keeper.is_some_and(|keeper| view.workspace.schools.has(keeper));
    let each = filed.iter().filter(|_| own).map(|(id, held)| {
        let name = held.record.class.clone().unwrap_or_default();
        ((*id).to_owned(), Group::of(name.into(), std::iter::once(&held.record)))
    });
    Results {
        whole: whole(&surveys, (!own).then_some(least.unwrap_or(u32::MAX))),
        classes: filed.len(),
        waiting,
        own,
        least,
        each: each.collect(),
    }
}

/// The sums, of at least so many pupils where there is a limit.
fn whole(surveys: &[&PupilSurvey], least: Option<u32>) -> Option<Whole> {
    surveys.first()?;
    let all = Group::of(Text::from(ALL), surveys.iter().copied());
    let table: Vec<Vec<Size>> = Form::ALL
        .iter()
        .map(|form| {
            let cell = |subject: &Subject| {
                let own = surveys.iter().filter(|survey| (survey.form, survey.subject) == (*form, *subject));
                Group::of(Text::default(), own.copied()).size
            };
            Subject::ALL.iter().map(cell).collect()
        })
        .collect();
    let shown = match least {
        Some(least) => disclosure::shown(&table, least)?,
        None => disclosure::everything(&table),
    };
    let by_form = groups(surveys, &shown.rows, Form::ALL, |survey| survey.form, |form| form.label());
    let by_subject =
        groups(surveys, &shown.columns, Subject::ALL, |survey| survey.subject, |subject| subject.label());
    Some(Whole { all, by: [by_form, by_subject] })
}

const ALL: Label = Label::new("合计", "In all");
const OTHERS: Label = Label::new("其他", "Others");

/// The lines of a list.
fn groups<T: Copy + PartialEq>(
    surveys: &[&PupilSurvey],
    lines: &Lines,
    all: &[T],
    of: impl Fn(&PupilSurvey) -> T,
    label: impl Fn(T) -> Label,
) -> Vec<Group> {
    let group = |name: Text, places: &[usize]| {
        let is_in = |survey: &&&PupilSurvey| places.iter().any(|place| all.get(*place) == Some(&of(survey)));
        Group::of(name, surveys.iter().filter(is_in).copied())
    };
    let labels = |places: &[usize]| {
        places.iter().filter_map(|place| all.get(*place)).map(|one| label(*one)).collect::<Vec<_>>()
    };
    let alone = lines.alone.iter().map(|place| {
        let places = std::slice::from_ref(place);
        let name = labels(places).first().copied().unwrap_or(OTHERS);
        group(name.into(), places)
    });
    let others = Some(&lines.others).filter(|others| !others.is_empty()).map(|others| {
        let names = labels(others);
        let name = Text::both(|lang| {
            let listed = lang.list(names.iter().map(|name| name.text(lang)));
            format!("{}{}{listed}", OTHERS.text(lang), lang.colon())
        });
        group(name, others)
    });
    alone.chain(others).collect()
}
