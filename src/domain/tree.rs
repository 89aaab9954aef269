//! The tree of units: who reports to whom, and which two organs stand side by side at a level.
//!
//! The tree follows what each organization says of itself, not the codes of divisions: 济源 is a city-level unit and
//! the ten 省直管县 report to the province although their codes lie under a city. A school is a unit too; it reports to
//! the education organ of its division, so moving a school to another division moves it in the tree. An instructor is a unit
//! of one person, under the organ that recommends them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Instructor, Kind, Organization, School,
    organization::Level,
    side::{OrganizationKind, Side},
};

/// One unit of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub id: String,
    pub name: String,
    pub side: Side,
    /// What an organization is; nothing for a school or a person.
    pub kind: Option<OrganizationKind>,
    pub level: Level,
    /// County-level or city-level GB code; empty for a unit that belongs to no division.
    pub division: String,
    pub reports_to: Option<String>,
    pub peer: Option<String>,
}

/// All units, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    units: BTreeMap<String, Unit>,
    below: HashMap<String, Vec<String>>,
}

impl Tree {
    /// The kinds whose records are units.
    pub const KINDS: &'static [Kind] = &[Kind::Organization, Kind::School, Kind::Instructor];

    /// Makes the tree of these organizations and schools. A unit that would report to itself, by whatever way, stands at
    /// the top instead; a peer counts only when it is there.
    pub fn of<'a>(
        organizations: impl IntoIterator<Item = &'a Organization>,
        schools: impl IntoIterator<Item = &'a School>,
        instructors: impl IntoIterator<Item = &'a Instructor>,
    ) -> Self {
        let mut units: BTreeMap<String, Unit> = organizations
            .into_iter()
            .map(|organization| (organization.code.clone(), unit(organization)))
            .collect();
        let bureaus: HashMap<String, String> = units
            .values()
            .filter(|unit| unit.side == Side::Education && !unit.division.is_empty())
            .map(|unit| (unit.division.clone(), unit.id.clone()))
            .collect();
        for school in schools {
            units.entry(school.code.clone()).or_insert_with(|| Unit {
                id: school.code.clone(),
                name: school.name.clone(),
                side: Side::School,
                kind: None,
                level: Level::Grassroots,
                division: school.division.clone(),
                reports_to: bureaus.get(&school.division).cloned(),
                peer: None,
            });
        }
        for instructor in instructors {
            units.entry(instructor.number.clone()).or_insert_with(|| Unit {
                id: instructor.number.clone(),
                name: instructor.name.clone(),
                side: Side::Person,
                kind: None,
                level: Level::Grassroots,
                division: String::new(),
                reports_to: instructor.recommended_by.clone(),
                peer: None,
            });
        }
        let known: HashSet<String> = units.keys().cloned().collect();
        for unit in units.values_mut() {
            unit.peer = unit.peer.take().filter(|peer| known.contains(peer));
            unit.reports_to = unit.reports_to.take().filter(|above| known.contains(above));
        }
        // One organ naming the other is enough: the pair is a pair from both sides.
        let pairs: Vec<_> =
            units.values().filter_map(|unit| Some((unit.peer.clone()?, unit.id.clone()))).collect();
        for (one, other) in pairs {
            if let Some(unit) = units.get_mut(&one)
                && unit.peer.is_none()
            {
                unit.peer = Some(other);
            }
        }
        let mut tree = Self { units, below: HashMap::new() };
        tree.cut_circles();
        for unit in tree.units.values() {
            if let Some(above) = &unit.reports_to {
                tree.below.entry(above.clone()).or_default().push(unit.id.clone());
            }
        }
        tree
    }

    fn cut_circles(&mut self) {
        let circular: Vec<_> = self
            .units
            .keys()
            .filter(|id| {
                let mut seen = HashSet::new();
                let mut at = Some(id.as_str());
                while let Some(unit) = at {
                    if !seen.insert(unit) {
                        return unit == id.as_str();
                    }
                    at = self.superior(unit);
                }
                false
            })
            .cloned()
            .collect();
        for id in circular {
            if let Some(unit) = self.units.get_mut(&id) {
                unit.reports_to = None;
            }
        }
    }

    pub fn get(&self, id: &str) -> Option<&Unit> {
        self.units.get(id)
    }

    /// What a unit is called; its id when it is not on file.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.units.get(id).map_or(id, |unit| &unit.name)
    }

    pub fn all(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    pub fn superior(&self, id: &str) -> Option<&str> {
        self.units.get(id)?.reports_to.as_deref()
    }

    /// The other organ of the level: 教育局 and 科协.
    pub fn peer(&self, id: &str) -> Option<&str> {
        self.units.get(id)?.peer.as_deref()
    }

    /// The units that report to this one directly.
    pub fn subordinates(&self, id: &str) -> impl Iterator<Item = &Unit> {
        self.below.get(id).into_iter().flatten().filter_map(|id| self.units.get(id))
    }

    /// Whether `unit` reports to `above`, directly or by way of others.
    pub fn is_below(&self, unit: &str, above: &str) -> bool {
        let mut at = self.superior(unit);
        // Circles are cut when the tree is made, so this ends.
        while let Some(next) = at {
            if next == above {
                return true;
            }
            at = self.superior(next);
        }
        false
    }

    /// Whether a seat of `unit` may see what `keeper` keeps once it is submitted: its own, its peer's, and everything
    /// below either of the two. Neighbours see nothing of each other.
    pub fn oversees(&self, unit: &str, keeper: &str) -> bool {
        let covers = |unit: &str| unit == keeper || self.is_below(keeper, unit);
        covers(unit) || self.peer(unit).is_some_and(covers)
    }

    /// From the top down to the unit, itself included.
    pub fn path<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        let mut path = vec![id];
        while let Some(above) = path.last().and_then(|id| self.superior(id)) {
            path.push(above);
        }
        path.reverse();
        path
    }
}

fn unit(organization: &Organization) -> Unit {
    Unit {
        id: organization.code.clone(),
        name: organization.name.clone(),
        side: organization.kind.side(),
        kind: Some(organization.kind),
        level: organization.level,
        division: organization.division.clone().unwrap_or_default(),
        reports_to: organization.reports_to.clone(),
        peer: organization.peer.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organization(
        code: &str,
        kind: OrganizationKind,
        above: Option<&str>,
        peer: Option<&str>,
    ) -> Organization {
        Organization {
            code: code.into(),
            name: code.into(),
            kind,
            level: Level::County,
            division: None,
            reports_to: above.map(str::to_owned),
            peer: peer.map(str::to_owned),
        }
    }

    #[test]
    fn two_organs_oversee_what_is_below_either_and_neighbours_see_nothing() {
        use OrganizationKind::{Association, Bureau};
        let tree = Tree::of(
            &[
                organization("city-e", Bureau, None, Some("city-a")),
                organization("city-a", Association, None, None),
                organization("east-e", Bureau, Some("city-e"), None),
                organization("west-e", Bureau, Some("city-e"), None),
            ],
            &[],
            &[],
        );
        assert_eq!(tree.peer("city-a"), Some("city-e"));
        assert!(tree.oversees("city-a", "east-e") && tree.oversees("city-e", "city-a"));
        assert!(!tree.oversees("east-e", "west-e") && !tree.oversees("east-e", "city-e"));
        assert_eq!(tree.path("east-e"), ["city-e", "east-e"]);
    }

    #[test]
    fn a_circle_of_reporting_is_cut() {
        use OrganizationKind::Bureau;
        let tree = Tree::of(
            &[
                organization("a", Bureau, Some("b"), None),
                organization("b", Bureau, Some("a"), None),
                organization("c", Bureau, Some("a"), None),
            ],
            &[],
            &[],
        );
        assert_eq!(tree.superior("a"), None);
        assert_eq!(tree.superior("b"), None);
        assert!(tree.is_below("c", "a"));
    }
}
