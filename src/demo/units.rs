//! The units of the demo province: the two organs of every level, societies, universities and venues; and, beside them, the real
//! divisions.
//!
//! Organs are invented, so that nobody's office is shown with work it did not do; only the two that issued the notice are real. Of
//! the real province there are the divisions alone: nobody sits there, so they are sent nothing and owe no answer.

use crate::domain::{
    Organization,
    division::{DEMO, HENAN, nation_with},
    organization::{Level, OrganizationKind},
    organs,
};

pub use crate::domain::organs::{association, bureau};

/// The demo county's own place.
pub const COUNTY: &str = "990122";
pub const CITY: &str = "990100";
pub const PROVINCE: &str = "990000";

/// Code, name and kind of what brings resources.
pub(super) const RESOURCES: [(&str, &str, OrganizationKind); 8] = [
    ("soc-astro", "省天文爱好者协会", OrganizationKind::Society),
    ("soc-weather", "省气象学会", OrganizationKind::Society),
    ("soc-geology", "省地质学会", OrganizationKind::Society),
    ("uni-farm", "演示农业大学科协", OrganizationKind::University),
    ("uni-tech", "演示理工大学科协", OrganizationKind::University),
    ("ven-museum", "演示市科技馆", OrganizationKind::Venue),
    ("ven-plants", "演示市植物园", OrganizationKind::Venue),
    ("ven-animals", "演示市动物园", OrganizationKind::Venue),
];

/// The organs, the societies, universities and venues, and the real divisions.
pub fn organizations() -> Vec<Organization> {
    let mut units: Vec<_> = nation_with(&DEMO).iter().flat_map(organs::organs).collect();
    for (code, name, kind) in RESOURCES {
        let above = if kind == OrganizationKind::Venue { CITY } else { PROVINCE };
        units.push(Organization {
            code: code.into(),
            name: name.into(),
            kind,
            level: Level::Grassroots,
            division: None,
            reports_to: Some(association(above)),
            peer: None,
        });
    }
    units.extend(HENAN.placed().iter().map(organs::place));
    units
}
