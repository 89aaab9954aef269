//! Why a school has whom it has: for each who could come, what put somebody else before it, and what would have had to differ.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    app::{policies::Rulebook, workspace::Workspace},
    domain::needs_round::Weekday,
    matching::{By, Candidate, Contract, Grid, Why},
    policy::{decision::Text, hook::PREFERENCE},
    say,
};

use super::{
    asked::{preferring, score},
    fault::fault,
    filed::{Asking, Offering},
    made_of::Told,
    market::weekday,
    work_out::Finished,
};

/// One who could come to a school, and what is to say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhyLine {
    pub supply: String,
    pub who: String,
    /// Points of `preference`; nothing where no pack has the hook, or the school itself put them first.
    pub points: Option<Decimal>,
    /// Whether the school itself named them.
    pub is_wished: bool,
    /// Days on which both can.
    pub days: Vec<Weekday>,
    /// On these days they come.
    pub held: Vec<Weekday>,
    /// Why not, or not on other days.
    pub said: Text,
}

/// Of every candidate of a need, in the school's order.
///
/// # Errors
/// Why no policy is in force.
pub fn explain(
    finished: &Finished,
    workspace: &Workspace,
    rulebook: &Rulebook,
    need: &str,
) -> Result<Vec<WhyLine>, Text> {
    let policy = rulebook.on(finished.made.wanted.today)?;
    let Finished { filed, numbers, listed, market, .. } = finished;
    let told = Told { workspace, policy: &policy, filed, numbers, listed, market };
    let say = |why| fault(workspace, (filed, numbers, &finished.ceilings), why);
    let grid = Grid::new(market, &finished.held).map_err(say)?;
    let explaining = Explaining { told, finished, grid };
    let Some(filing) = filed.needs.iter().position(|asking| asking.need.code == need) else {
        return Ok(Vec::new());
    };
    let asking = &filed.needs[filing];
    let (has_preference, today) = (policy.answers(&PREFERENCE), finished.made.wanted.today);
    let line = |candidate: &Candidate| {
        let number = candidate.supply;
        let offer = filed.offers.get(number as usize)?;
        let is_wished = asking.need.wishes.iter().any(|who| who == offer.who() || *who == offer.supply.unit);
        let facts = || preferring(filed, asking, offer, today);
        let points =
            (has_preference && !is_wished).then(|| score(&policy, &PREFERENCE, today, &facts()).ok());
        let points = points.flatten().map(|points| Decimal::new(points.into(), 2).normalize());
        let (held, said) = explaining.of(filing as u32, asking, number, offer, is_wished);
        let days = (0..5).filter(|day| candidate.days >> day & 1 == 1).map(weekday).collect();
        let who = told.name(offer);
        Some(WhyLine { supply: offer.supply.code.clone(), who, points, is_wished, days, held, said })
    };
    Ok(listed.get(filing as u32).iter().filter_map(line).collect())
}

struct Explaining<'a> {
    told: Told<'a>,
    finished: &'a Finished,
    grid: Grid<'a>,
}

impl Explaining<'_> {
    /// On which days an offer is taken up, and why not otherwise.
    fn of(
        &self,
        filing: u32,
        asking: &Asking,
        number: u32,
        offer: &Offering,
        is_wished: bool,
    ) -> (Vec<Weekday>, Text) {
        let needs = self.finished.numbers.needs_of(filing);
        let is_its = |contract: &&Contract| {
            needs.contains(&contract.need)
                && self.told.offering(**contract).is_some_and(|(of, _)| of == number)
        };
        let mut held: Vec<_> =
            self.finished.held.iter().filter(is_its).map(|contract| weekday(contract.day)).collect();
        held.sort_unstable();
        if !held.is_empty() {
            let (zh, en) = match is_wished {
                true => ("本校希望的人选，已安排", "Comes; the school named them"),
                false => ("已安排", "Comes"),
            };
            return (held, Text { zh: zh.to_owned(), en: en.to_owned() });
        }
        let seats = self.finished.numbers.seats_of(number);
        // Of what is held once, the first and the last time: what lies between them fares like one of the two.
        let ends = [needs.start, needs.end.saturating_sub(1)];
        let pairs = ends.into_iter().flat_map(|need| seats.iter().map(move |seat| (need, *seat)));
        let whys = pairs
            .map(|(need, seat)| self.grid.why(need, seat, None))
            .filter(|why| !matches!(why, Why::Held(_)));
        let nearest = whys.min_by_key(|why| (why.remoteness(), std::cmp::Reverse(holder(why))));
        let said = nearest.map_or_else(Text::default, |why| self.said(asking, offer, why));
        (held, said)
    }

    fn said(&self, asking: &Asking, offer: &Offering, why: Why) -> Text {
        let who = self.told.name(offer);
        match why {
            Why::HeldBy { need, day, by } => self.held_by(asking, (need, weekday(day)), by),
            Why::DayUsed(held) => {
                let (other, day) = (self.told.who(held), weekday(held.day).label());
                Text::both(|lang| {
                    let day = day.text(lang);
                    say!(
                        lang,
                        "{day}已安排{other}，在本校次序中排在前面",
                        "On {day} {other} comes, whom the school would rather have"
                    )
                })
            }
            Why::Satisfied(held) => {
                let other = self.told.who(held);
                Text::both(|lang| {
                    say!(
                        lang,
                        "所需次数都已安排，其中最后的{other}也排在前面",
                        "All it asked for is given, the last of it to {other}, who comes before"
                    )
                })
            }
            Why::Ceiling(node) => {
                let unit = self.finished.ceilings.get(node as usize).map(String::as_str).unwrap_or_default();
                let unit = self.told.workspace.tree().name(unit);
                Text::both(|lang| {
                    say!(
                        lang,
                        "{unit}的名额上限已满，占用的学校次序都在前面",
                        "The ceiling of {unit} is reached, by schools that come before"
                    )
                })
            }
            Why::Banned => {
                Text { zh: "已指定不安排这一对".to_owned(), en: "Left out by a ban".to_owned() }
            }
            Why::Wanted => Text::both(|lang| {
                say!(
                    lang,
                    "本校和{who}更愿意互选，手工调整没有安排",
                    "The school and {who} would rather have each other; a change by hand left it out"
                )
            }),
            Why::Held(_) | Why::NotListed | Why::OffDay => {
                Text { zh: "没有共同的日子".to_owned(), en: "No day on which both can".to_owned() }
            }
        }
    }

    /// Who holds the place, and what would have had to differ.
    fn held_by(&self, asking: &Asking, (need, day): (u32, Weekday), by: By) -> Text {
        let Some((_, holder)) = self.told.asking(need) else { return Text::default() };
        let (school, day) = (&holder.school.name, day.label());
        let points = |asking: &Asking| Decimal::new(asking.points.into(), 2).normalize();
        let (theirs, own) = (points(holder), points(asking));
        let more = (theirs - own).normalize();
        Text::both(|lang| {
            let day = day.text(lang);
            match by {
                By::Pin => say!(
                    lang,
                    "{day}的名额指定或已约定给{school}",
                    "The place on {day} is pinned or agreed for {school}"
                ),
                By::SetAside => say!(
                    lang,
                    "{day}的名额为农村、薄弱学校预留，由{school}占用；本校是农村或薄弱学校才排得进",
                    "The place on {day} is set aside for rural and under-resourced schools and held by {school}; it would take being one"
                ),
                By::Wish => say!(
                    lang,
                    "{day}的名额由{school}占用：对方写明更希望去那里",
                    "The place on {day} is held by {school}, where who comes would rather go"
                ),
                By::Own => say!(lang, "{day}已在本校", "Already at this school on {day}"),
                By::Standing if more > Decimal::ZERO => say!(
                    lang,
                    "{day}的名额由{school}占用：优先分 {theirs}，比本校的 {own} 多 {more}",
                    "The place on {day} is held by {school}, with {theirs} points of priority, {more} more than the {own} here"
                ),
                By::Standing => {
                    let tie = tie(holder, asking);
                    let tie = tie.text(lang);
                    say!(
                        lang,
                        "{day}的名额由{school}占用：优先分同为 {own}，{tie}",
                        "The place on {day} is held by {school}, with as many points of priority, {own}; {tie}"
                    )
                }
            }
        })
    }
}

/// What decided between two of as many points.
fn tie(first: &Asking, other: &Asking) -> crate::domain::Label {
    use crate::domain::Label;
    match () {
        () if first.services != other.services => {
            Label::new("近期到校服务较少", "it had fewer services lately")
        }
        () if first.school.pupils != other.school.pupils => Label::new("学生数较多", "it has more pupils"),
        () if first.need.school != other.need.school => {
            Label::new("学校代码在前", "its school code comes first")
        }
        () => Label::new("由抽签定先后", "the lot decided"),
    }
}

/// Whose place it is, so that of several the last is told.
const fn holder(why: &Why) -> u32 {
    match why {
        Why::HeldBy { need, .. } => *need,
        _ => 0,
    }
}
