//! What pupils answered to one statement, before and after.

use rust_decimal::Decimal;

use crate::{
    domain::{
        Lang, PupilSurvey,
        field::{Share, rounded},
        pupil_survey::{Aim, Answer, Time},
    },
    policy::decision::Text,
    say,
};

/// Pupils by their answer, in the order of [`Answer`]; who left the statement out is not among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    pub before: [u32; 3],
    pub after: [u32; 3],
}

impl Change {
    /// Of one class; nothing before it was asked.
    pub fn of(survey: &PupilSurvey, aim: Aim) -> Option<Self> {
        let at = |time: Time| {
            let (_, answers) = survey.asked(time)?;
            answers.iter().find(|line| line.aim == aim).map(|line| line.given())
        };
        let (before, after) = (at(Time::Before), at(Time::After));
        (before.is_some() || after.is_some())
            .then(|| Self { before: before.unwrap_or_default(), after: after.unwrap_or_default() })
    }

    pub fn add(&mut self, other: Self) {
        let add = |own: &mut [u32; 3], more: [u32; 3]| {
            own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        };
        add(&mut self.before, other.before);
        add(&mut self.after, other.after);
    }

    /// Who answered.
    pub const fn at(&self, time: Time) -> [u32; 3] {
        match time {
            Time::Before => self.before,
            Time::After => self.after,
        }
    }

    /// The share of an answer among all, to a tenth of a percent; nothing where nobody answered.
    pub fn share(&self, time: Time, answer: Answer) -> Option<Share> {
        let exact = exact(self.at(time), answer)?;
        Some(Share(rounded(exact, 3).normalize()))
    }

    /// By how many percentage points the share of [`Answer::Certainly`] has risen, to a tenth.
    pub fn points(&self) -> Option<Decimal> {
        let at = |time| exact(self.at(time), Answer::Certainly);
        let points = (at(Time::After)? - at(Time::Before)?) * Decimal::ONE_HUNDRED;
        Some(rounded(points, 1).normalize())
    }

    /// `完全符合 52% → 66%，+14 个百分点（38 人 → 37 人）`.
    pub fn text(&self) -> Text {
        Text::both(|lang| {
            let certainly = Answer::Certainly.label().text(lang);
            let share =
                |time| self.share(time, Answer::Certainly).map_or_else(none, |share| share.to_string());
            let (before, after) = (share(Time::Before), share(Time::After));
            let [asked, again] = [self.before, self.after].map(|counts| counts.iter().sum::<u32>());
            let points = self.points().map_or_else(none, |points| risen(points, lang));
            say!(
                lang,
                "{certainly} {before} → {after}，{points}（作答 {asked} 人 → {again} 人）",
                "{certainly}: {before} → {after}, {points} ({asked} → {again} answers)"
            )
        })
    }
}

fn exact(counts: [u32; 3], answer: Answer) -> Option<Decimal> {
    let all: u64 = counts.into_iter().map(u64::from).sum();
    let given = counts.get(answer as usize).copied().unwrap_or_default();
    Decimal::from(given).checked_div(Decimal::from(all))
}

/// In place of what is not known.
fn none() -> String {
    "—".to_owned()
}

/// `+14 个百分点`.
pub fn risen(points: Decimal, lang: Lang) -> String {
    let sign = if points > Decimal::ZERO { "+" } else { "" };
    say!(lang, "{sign}{points} 个百分点", "{sign}{points} points")
}
