//! The gap of a needs-and-supply round: what schools asked for beside what was offered (五.4).

use std::collections::BTreeMap;

use crate::domain::{
    Kind, Label, Need, Supply,
    choice::Choice,
    needs_round::{GradeBand, Subject, Weekday, filing},
    session::Form,
};

use crate::app::workspace::Workspace;

/// One line of a gap table, in sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub label: Label,
    pub needed: u32,
    pub offered: u32,
}

impl Gap {
    /// Sessions that nobody offers yet.
    pub fn missing(&self) -> u32 {
        self.needed.saturating_sub(self.offered)
    }
}

/// The four tables: by field, form, grade band and weekday. A need or supply of several days counts in each of them with
/// its share, a whole number of sessions; one without a day counts in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapTables {
    pub by_subject: Vec<Gap>,
    pub by_form: Vec<Gap>,
    pub by_band: Vec<Gap>,
    pub by_weekday: Vec<Gap>,
    pub needs: usize,
    pub supplies: usize,
}

/// Sums what is filed in a round.
pub fn gap(workspace: &Workspace, round: &str) -> GapTables {
    let needs: Vec<&Need> =
        filed(workspace, Kind::Need, round).filter_map(|id| workspace.needs.get(&id)).collect();
    let supplies: Vec<&Supply> =
        filed(workspace, Kind::Supply, round).filter_map(|id| workspace.supplies.get(&id)).collect();
    let all_bands = |bands: &[GradeBand]| {
        if bands.is_empty() { GradeBand::ALL.to_vec() } else { bands.to_vec() }
    };
    let all_days = |days: &[Weekday]| {
        if days.is_empty() { Weekday::ALL.to_vec() } else { days.to_vec() }
    };
    GapTables {
        by_subject: table(
            Subject::CHOICES,
            needs.iter().map(|need| (vec![need.subject.code()], need.sessions)),
            supplies.iter().map(|supply| (vec![supply.subject.code()], supply.sessions)),
        ),
        by_form: table(
            Form::CHOICES,
            needs.iter().map(|need| (vec![need.form.code()], need.sessions)),
            supplies.iter().map(|supply| (vec![supply.form.code()], supply.sessions)),
        ),
        by_band: table(
            GradeBand::CHOICES,
            needs.iter().map(|need| (vec![need.band.code()], need.sessions)),
            supplies.iter().map(|supply| {
                (all_bands(&supply.bands).iter().map(|band| band.code()).collect(), supply.sessions)
            }),
        ),
        by_weekday: table(
            Weekday::CHOICES,
            needs
                .iter()
                .map(|need| (all_days(&need.weekdays).iter().map(|day| day.code()).collect(), need.sessions)),
            supplies.iter().map(|supply| {
                (all_days(&supply.weekdays).iter().map(|day| day.code()).collect(), supply.sessions)
            }),
        ),
        needs: needs.len(),
        supplies: supplies.len(),
    }
}

fn filed<'a>(workspace: &'a Workspace, kind: Kind, round: &'a str) -> impl Iterator<Item = String> + 'a {
    workspace.records_of(kind).filter_map(move |record| {
        let is_filed = record.state.is_some_and(|state| state.code == filing::filed);
        (is_filed && record.text("round") == round).then_some(record.id)
    })
}

fn table(
    choices: &[Choice],
    needs: impl Iterator<Item = (Vec<&'static str>, u32)>,
    supplies: impl Iterator<Item = (Vec<&'static str>, u32)>,
) -> Vec<Gap> {
    let (mut needed, mut offered) = (BTreeMap::new(), BTreeMap::new());
    for (sums, list) in
        [(&mut needed, needs.collect::<Vec<_>>()), (&mut offered, supplies.collect::<Vec<_>>())]
    {
        for (codes, sessions) in list {
            let parts = u32::try_from(codes.len()).unwrap_or(1).max(1);
            for (place, code) in (0_u32..).zip(codes) {
                // The first ones take what does not divide, so that the parts sum to the whole.
                let share = sessions / parts + u32::from(place < sessions % parts);
                *sums.entry(code).or_insert(0_u32) += share;
            }
        }
    }
    choices
        .iter()
        .map(|choice| Gap {
            label: choice.label,
            needed: needed.get(choice.code).copied().unwrap_or(0),
            offered: offered.get(choice.code).copied().unwrap_or(0),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_whole() {
        let days = vec![Weekday::Monday.code(), Weekday::Tuesday.code(), Weekday::Friday.code()];
        let rows = table(Weekday::CHOICES, [(days, 10)].into_iter(), [(vec!["mon"], 3)].into_iter());
        let needed: Vec<_> = rows.iter().map(|gap| gap.needed).collect();
        assert_eq!(needed, [4, 3, 0, 0, 3]);
        assert_eq!(rows.iter().map(Gap::missing).collect::<Vec<_>>(), [1, 3, 0, 0, 3]);
    }
}
