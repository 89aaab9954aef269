//! The divisions in which schools are: province, city, county, as their organs report to each other.

use std::collections::HashMap;

use crate::{
    app::scope::View,
    domain::{Label, School, division::placed, field::Share},
    policy::decision::Text,
};

use super::measure::{Measure, Period, Standing};
use crate::app::overview::Reached;

/// A division with schools, and what is measured of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// GB code; that of a city with more behind it for the schools that are directly under the city, and nothing for all divisions together.
    pub code: String,
    pub name: Text,
    /// The number of the place above.
    pub above: Option<usize>,
    pub measure: Measure,
    /// The same of each month.
    pub months: Vec<Measure>,
}

impl Place {
    fn new(code: String, name: Text, above: Option<usize>) -> Self {
        Self { code, name, above, measure: Measure::default(), months: Vec::new() }
    }

    pub fn standing(&self) -> Standing {
        self.measure.standing()
    }

    /// Shares of services and of pupils, as a bar is drawn of them.
    pub fn shares(&self) -> [Option<Share>; 2] {
        [self.measure.telling_share_of_services(), self.measure.telling_share_of_pupils()]
    }
}

const ALL: Label = Label::new("全部学校", "All schools");
const DIRECT: Label = Label::new("直属学校", "Schools directly under it");

/// The places, as schools are met that lie in them.
#[derive(Debug)]
pub(super) struct Places<'a> {
    view: View<'a>,
    all: Vec<Place>,
    by_code: HashMap<String, usize>,
    /// Of each bureau, and of each division without one, the lowest place.
    lowest: HashMap<&'a str, usize>,
}

impl<'a> Places<'a> {
    pub fn new(view: View<'a>) -> Self {
        Self { view, all: Vec::new(), by_code: HashMap::new(), lowest: HashMap::new() }
    }

    /// The number of the place in which a school is.
    pub fn of(&mut self, school: &'a School) -> usize {
        let superior = self.view.workspace.tree().superior(&school.code);
        let key = superior.unwrap_or(&school.division);
        if let Some(known) = self.lowest.get(key) {
            return *known;
        }
        let chain = superior.map_or_else(Vec::new, |superior| self.by_organs(superior));
        let chain = if chain.is_empty() { by_code(&school.division) } else { chain };
        let mut above = None;
        for (code, name) in chain {
            let next = self.all.len();
            let number = *self.by_code.entry(code.clone()).or_insert(next);
            if number == next {
                self.all.push(Place::new(code, name, above));
            }
            above = Some(number);
        }
        let lowest = above.unwrap_or_default();
        self.lowest.insert(key, lowest);
        lowest
    }

    /// The divisions of the organs over a school, from the top: those that whoever looks oversees.
    fn by_organs(&self, superior: &str) -> Vec<(String, Text)> {
        let View { workspace, seat } = self.view;
        let tree = workspace.tree();
        let overseen = |unit: &&str| seat.is_none_or(|seat| tree.oversees(&seat.unit, unit));
        let path = tree.path(superior).into_iter().filter(overseen).filter_map(|unit| tree.get(unit));
        path.filter(|unit| !unit.division.is_empty())
            .map(|unit| {
                let name = placed(&unit.division).map_or(unit.name.as_str(), |place| place.name);
                (unit.division.clone(), name.into())
            })
            .collect()
    }

    /// All of them, with the number of the topmost. Schools directly under a place that has others below it are a place of their own, so
    /// that what stands below a place adds up to it: `schools` are the numbers of the places in which schools are.
    pub fn finish(mut self, schools: &mut [usize]) -> (Vec<Place>, usize) {
        let roots: Vec<_> = (0..self.all.len()).filter(|number| self.all[*number].above.is_none()).collect();
        let top = match roots[..] {
            [top] => top,
            _ => {
                let top = self.all.len();
                self.all.push(Place::new(String::new(), ALL.into(), None));
                roots.iter().for_each(|root| self.all[*root].above = Some(top));
                top
            }
        };
        let mut has_below = vec![false; self.all.len()];
        self.all.iter().filter_map(|place| place.above).for_each(|above| has_below[above] = true);
        let mut direct = HashMap::new();
        for number in schools.iter_mut().filter(|number| has_below.get(**number) == Some(&true)) {
            let above = *number;
            *number = *direct.entry(above).or_insert_with(|| {
                let code = format!("{}-", self.all[above].code);
                self.all.push(Place::new(code, DIRECT.into(), Some(above)));
                self.all.len() - 1
            });
        }
        (self.all, top)
    }
}

/// The divisions over one, by their codes: where no organs are on file.
fn by_code(division: &str) -> Vec<(String, Text)> {
    let of = |code: &str| placed(code).map(|place| (place.code.clone(), Text::from(place.name)));
    let above = |code: &String| placed(code).and_then(|place| place.above.clone());
    let mut chain: Vec<_> = std::iter::successors(Some(division.to_owned()), above)
        .map(|code| of(&code).unwrap_or_else(|| (code.clone(), code.into())))
        .collect();
    chain.reverse();
    chain
}

/// Adds a school to its place and all above it.
pub(super) fn add(
    places: &mut [Place],
    lowest: usize,
    school: &School,
    (period, whole): (Period, Reached),
    months: &[(Period, Reached)],
) {
    let measure = Measure::of(school, period, whole);
    let by_month: Vec<_> =
        months.iter().map(|(month, reached)| Measure::of(school, *month, *reached)).collect();
    let mut at = Some(lowest);
    while let Some(place) = at.and_then(|at| places.get_mut(at)) {
        place.measure.add(measure);
        place.months.resize(by_month.len(), Measure::default());
        place.months.iter_mut().zip(&by_month).for_each(|(all, own)| all.add(*own));
        at = place.above;
    }
}
