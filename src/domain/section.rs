//! The sections of the work, in groups: how everything is found. A kind names its section and its place in the flow there.

use super::{
    Kind,
    lang::Label,
    side::Side::{self, Association, Education, Person, Place, Provider, Resource, School},
};

macro_rules! sections {
    ($($group:ident $group_zh:literal $group_en:literal {
        $($(#[$about:meta])* $name:ident $zh:literal $en:literal for $sides:ident;)+
    })+) => {
        /// A group of sections, folded and unfolded together.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Group { $($group),+ }

        /// One section of the navigation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Section { $($($(#[$about])* $name),+),+ }

        impl Group {
            pub const ALL: &'static [Self] = &[$(Self::$group),+];

            pub const fn label(self) -> Label {
                match self { $(Self::$group => Label::new($group_zh, $group_en)),+ }
            }

            /// Its sections, in order.
            pub const fn sections(self) -> &'static [Section] {
                match self { $(Self::$group => &[$(Section::$name),+]),+ }
            }
        }

        impl Section {
            pub const fn label(self) -> Label {
                match self { $($(Self::$name => Label::new($zh, $en)),+),+ }
            }

            /// The sides of the tree that have work there.
            const fn sides(self) -> &'static [Side] {
                match self { $($(Self::$name => $sides),+),+ }
            }
        }
    };
}

const ALL: &[Side] = &[Education, Association, School, Resource, Provider, Person, Place];
/// Who sets and applies the rules.
const ORGANS: &[Side] = &[Education, Association];
/// Who plans the subsidy, and who sees what its sessions earn.
const PAYING: &[Side] = &[Education, Association, School, Person];

sections! {
    Today "今日" "Today" {
        Overview "总览" "Overview" for ALL;
        Inbox "待办" "Inbox" for ALL;
    }
    Work "业务" "Work" {
        Documents "通知" "Documents" for ALL;
        /// 请进来: scientists come to the schools (一).
        BringIn "请进来" "Coming in" for ALL;
        /// 协同机制: the organs work together (五).
        Joint "协同机制" "Joint work" for ALL;
    }
    Money "经费与评价" "Money and appraisal" {
        Subsidy "补助" "Subsidy" for PAYING;
    }
    Rules "政策" "Policy" {
        Policy "政策" "Policy" for ORGANS;
    }
    Exchange "往来" "In and out" {
        /// 交接: what goes to other offices and comes from them.
        Handover "交接" "Hand-over" for ALL;
        Data "数据" "Data" for ALL;
        Help "帮助" "Help" for ALL;
    }
}

impl Section {
    /// Whether a unit of this side has work here.
    pub fn is_for(self, side: Side) -> bool {
        self.sides().contains(&side)
    }

    /// The kinds that stand here, in the order of their flow; the first is its home.
    pub fn kinds(self) -> Vec<Kind> {
        let mut kinds: Vec<_> =
            Kind::ALL.iter().copied().filter(|kind| kind.declaration().section.0 == self).collect();
        kinds.sort_by_key(|kind| kind.declaration().section.1);
        kinds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_place_of_its_own_in_a_section() {
        for (place, kind) in Kind::ALL.iter().enumerate() {
            let (section, number) = kind.declaration().section;
            let there = |other: &&Kind| other.declaration().section == (section, number);
            if let Some(other) = Kind::ALL[..place].iter().find(there) {
                panic!(
                    "{other:?} and {kind:?} both stand at {number} of {section:?}; give the new one a free number"
                );
            }
        }
        let listed: usize =
            Group::ALL.iter().flat_map(|group| group.sections()).map(|section| section.kinds().len()).sum();
        assert_eq!(listed, Kind::ALL.len());
    }

    #[test]
    fn rules_are_for_the_organs_and_sums_for_who_pays_and_is_paid_for() {
        assert!(Section::Policy.is_for(Education) && !Section::Policy.is_for(School));
        assert!(
            Section::Subsidy.is_for(School)
                && Section::Subsidy.is_for(Person)
                && !Section::Subsidy.is_for(Resource)
        );
        assert!(Section::Documents.is_for(Provider));
    }
}
