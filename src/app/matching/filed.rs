//! What was filed in a round, with what is known of those who filed it.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::{
    app::{kinds::need::services, workspace::Workspace},
    domain::{
        Instructor, Kind, Label, Need, School, Supply, hash,
        needs_round::{GradeBand, Weekday},
        position::Position,
        session::Place,
    },
    policy::Policy,
};

use super::{
    made::LeftOut,
    round::{filed_in, seed},
};

/// See the module.
#[derive(Debug)]
pub(super) struct Filed {
    pub seed: String,
    /// By code, until they are put in standing order.
    pub needs: Vec<Asking>,
    /// In the order of the lot, which decides where nothing else does.
    pub offers: Vec<Offering>,
    pub left_out: Vec<LeftOut>,
    pub services: Services,
}

/// A need, and its school.
#[derive(Debug)]
pub(super) struct Asking {
    pub need: Need,
    pub school: School,
    pub services: usize,
    pub is_preferred: bool,
    /// The points of `priority`, in hundredths; 0 where no pack has the hook.
    pub points: i32,
    pub lot: String,
    /// When it was filed.
    pub filed_at: String,
}

/// A supply, and whoever would come.
#[derive(Debug)]
pub(super) struct Offering {
    pub supply: Supply,
    pub instructor: Option<Instructor>,
    /// Where the way begins.
    pub position: Option<Position>,
}

impl Offering {
    /// Who comes: a person, or an institution.
    pub fn who(&self) -> &str {
        self.supply.instructor.as_deref().unwrap_or(&self.supply.unit)
    }
}

/// Sessions confirmed lately.
#[derive(Debug, Default)]
pub(super) struct Services {
    at_school: HashMap<String, usize>,
    by_instructor: HashMap<String, usize>,
    of_pair: HashMap<(String, String), usize>,
}

impl Services {
    fn of(workspace: &Workspace, months: i64, today: Date) -> Self {
        let mut all = Self::default();
        for session in services(workspace, months, today) {
            *all.at_school.entry(session.school.clone()).or_default() += 1;
            *all.by_instructor.entry(session.instructor.clone()).or_default() += 1;
            *all.of_pair.entry((session.school.clone(), session.instructor.clone())).or_default() += 1;
        }
        all
    }

    pub fn by(&self, who: &str) -> usize {
        self.by_instructor.get(who).copied().unwrap_or_default()
    }

    pub fn between(&self, school: &str, who: &str) -> usize {
        self.of_pair.get(&(school.to_owned(), who.to_owned())).copied().unwrap_or_default()
    }
}

impl Filed {
    pub fn of(workspace: &Workspace, policy: &Policy, round: &str, today: Date) -> Self {
        let months = policy.count("priority_service_months", today).unwrap_or_default();
        let services = Services::of(workspace, months, today);
        let seed = seed(workspace, round);
        let lot = |code: &str| hash::of(&(&seed, code));
        let mut left_out = Vec::new();
        let mut needs = Vec::new();
        for record in filed_in(workspace, Kind::Need, round) {
            let Some(need) = workspace.needs.get(&record.id).cloned() else { continue };
            let Some(school) = workspace.schools.get(&need.school).cloned() else {
                left_out.push(LeftOut::of(Kind::Need, record.id, SCHOOL_UNKNOWN));
                continue;
            };
            let filing = record.envelope.steps.iter().rfind(|step| step.verb == "file");
            let filed_at = filing.map(|step| step.when.to_string()).unwrap_or_default();
            let services = services.at_school.get(&need.school).copied().unwrap_or_default();
            let is_preferred = school.is_preferred(today);
            needs.push(Asking {
                lot: lot(&need.code),
                need,
                school,
                services,
                is_preferred,
                points: 0,
                filed_at,
            });
        }
        let mut offers = Vec::new();
        for record in filed_in(workspace, Kind::Supply, round) {
            let Some(supply) = workspace.supplies.get(&record.id).cloned() else { continue };
            let instructor =
                supply.instructor.as_ref().and_then(|who| workspace.instructors.get(who).cloned());
            let why = match &instructor {
                None if supply.instructor.is_some() => Some(INSTRUCTOR_UNKNOWN),
                Some(instructor) if instructor.paused_on.is_some_and(|day| day <= today) => Some(PAUSED),
                _ => None,
            };
            if let Some(why) = why {
                left_out.push(LeftOut::of(Kind::Supply, record.id, why));
                continue;
            }
            let near = supply.near.as_ref().and_then(|near| workspace.schools.get(near));
            offers.push(Offering { position: near.and_then(School::position), supply, instructor });
        }
        offers.sort_by_cached_key(|offer| lot(&offer.supply.code));
        Self { seed, needs, offers, left_out, services }
    }

    /// Puts the needs in standing order: by points; of alike points whoever had fewer services, then the school with more pupils, then by its code,
    /// and of one school by lot.
    pub fn stand(&mut self) {
        self.needs.sort_by(|one, other| {
            let key = |asking: &Asking| {
                (std::cmp::Reverse(asking.points), asking.services, std::cmp::Reverse(asking.school.pupils))
            };
            key(one)
                .cmp(&key(other))
                .then_with(|| (&one.need.school, &one.lot).cmp(&(&other.need.school, &other.lot)))
        });
    }
}

const SCHOOL_UNKNOWN: Label = Label::new("学校不在册", "The school is not on file");
const INSTRUCTOR_UNKNOWN: Label = Label::new("辅导员不在册", "The instructor is not on file");
const PAUSED: Label = Label::new("辅导员已暂停或退出", "The instructor is suspended or has left the pool");

/// As a mask, Monday in the lowest bit; all where none is named.
pub(super) fn days(named: &[Weekday]) -> u8 {
    let all = if named.is_empty() { Weekday::ALL } else { named };
    all.iter().fold(0, |mask, day| mask | 1 << day.after_monday())
}

/// As a mask; all where none is named.
pub(super) fn bands(named: &[GradeBand]) -> u8 {
    let all = if named.is_empty() { GradeBand::ALL } else { named };
    all.iter().fold(0, |mask, band| mask | 1 << *band as u8)
}

/// As a mask; at the school where none is named.
pub(super) fn places(named: &[Place]) -> u8 {
    let all = if named.is_empty() { &[Place::Campus][..] } else { named };
    all.iter().fold(0, |mask, place| mask | bit(*place))
}

const fn bit(place: Place) -> u8 {
    1 << place as u8
}

/// Where both can, and where it is: at the school if the way is not too far, else at a base, else online.
pub(super) fn place(modes: u8, is_near: bool) -> Option<Place> {
    let can = |place: Place| modes & bit(place) != 0 && (is_near || place != Place::Campus);
    Place::ALL.iter().copied().find(|place| can(*place))
}

/// The way from whoever comes to a school, in km; nothing where nobody knows.
pub(super) fn way(offer: &Offering, school: &School) -> Option<u32> {
    Some(offer.position?.km_to(school.position()?))
}

/// Whether it is near enough; where nobody knows how far it is, it may be.
pub(super) fn is_near(offer: &Offering, school: &School) -> bool {
    let Some(reach) = offer.supply.reach_km else { return true };
    way(offer, school).is_none_or(|way| way <= reach)
}
