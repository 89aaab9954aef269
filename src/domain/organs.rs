//! The units that divisions have: the two organs of each, which are known by their level, or the division alone, as a place.

use super::{
    Organization,
    division::Placed,
    organization::{Level, OrganizationKind},
};

/// The education organ of a division.
pub fn bureau(division: &str) -> String {
    format!("{division}-edu")
}

/// The association of a division.
pub fn association(division: &str) -> String {
    format!("{division}-ast")
}

/// The two organs of a division, by the names that organs of its level have.
pub fn organs(of: &Placed) -> [Organization; 2] {
    let (education, science) = match of.level {
        Level::Nation => ("教育部办公厅".to_owned(), "中国科协办公厅".to_owned()),
        Level::Province => (format!("{}教育厅", of.name), format!("{}科学技术协会", of.name)),
        _ => (format!("{}教育局", of.name), format!("{}科学技术协会", of.name)),
    };
    let own = of.code.as_str();
    let above = |organ: fn(&str) -> String| of.above.as_deref().map(organ);
    let one = |(code, peer), name, kind, reports_to| Organization {
        code,
        name,
        kind,
        level: of.level,
        division: Some(own.to_owned()),
        reports_to,
        peer: Some(peer),
    };
    [
        one((bureau(own), association(own)), education, OrganizationKind::Bureau, above(bureau)),
        one((association(own), bureau(own)), science, OrganizationKind::Association, above(association)),
    ]
}

/// The division itself.
pub fn place(of: &Placed) -> Organization {
    Organization {
        code: of.code.clone(),
        name: of.name.to_owned(),
        kind: OrganizationKind::Division,
        level: of.level,
        division: Some(of.code.clone()),
        reports_to: of.above.clone(),
        peer: None,
    }
}
