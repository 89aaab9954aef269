//! The sides of the work, and which organizations stand on each.

/// On which side of the joint mechanism a unit stands (五.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Education,
    Association,
    School,
    /// Societies, universities, venues and others that bring resources.
    Resource,
    Provider,
    /// An instructor, who is a unit of one person: a retired scientist has no employer to sign for him.
    Person,
    /// A division itself: it stands in the tree, and nobody sits there.
    Place,
}

crate::choices! {
    /// What an organization is.
    OrganizationKind {
        Bureau = "bureau", "教育行政部门", "Education bureau";
        Association = "association", "科协", "Association for science and technology";
        Society = "society", "学会、协会、研究会", "Learned society";
        University = "university", "高校科协", "University association";
        Venue = "venue", "科技馆、科普教育基地", "Museum or science-education base";
        Provider = "provider", "校外培训机构", "Off-campus provider";
        Institution = "institution", "其他单位", "Other institution";
        Division = "division", "行政区划", "Administrative division";
    }
}

impl Side {
    /// Whether notices are sent to its units: a person is asked by name, and nobody sits in a division.
    pub const fn receives(self) -> bool {
        !matches!(self, Self::Person | Self::Place)
    }
}

impl OrganizationKind {
    pub const fn side(self) -> Side {
        match self {
            Self::Bureau => Side::Education,
            Self::Association => Side::Association,
            Self::Society | Self::University | Self::Venue | Self::Institution => Side::Resource,
            Self::Provider => Side::Provider,
            Self::Division => Side::Place,
        }
    }
}

/// Which units keep records of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keepers {
    /// Any that the keeper's field takes.
    Any,
    /// Those of these sides.
    Sides(&'static [Side]),
    /// Organizations of these kinds.
    Organizations(&'static [OrganizationKind]),
}

impl Keepers {
    /// Whether a unit of this side is one; `kind` is what an organization is, and nothing for a school.
    pub fn admit(self, side: Side, kind: Option<OrganizationKind>) -> bool {
        match self {
            Self::Any => true,
            Self::Sides(sides) => sides.contains(&side),
            Self::Organizations(kinds) => kind.is_some_and(|kind| kinds.contains(&kind)),
        }
    }
}

/// The two organs of a level.
pub const ORGANS: Keepers = Keepers::Sides(&[Side::Education, Side::Association]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keepers_are_narrowed_to_sides_or_to_kinds_of_organization() {
        assert!(ORGANS.admit(Side::Association, None) && !ORGANS.admit(Side::School, None));
        let bases = Keepers::Organizations(&[OrganizationKind::Venue]);
        assert!(bases.admit(Side::Resource, Some(OrganizationKind::Venue)));
        assert!(
            !bases.admit(Side::Resource, Some(OrganizationKind::Society)) && !bases.admit(Side::School, None)
        );
    }
}
