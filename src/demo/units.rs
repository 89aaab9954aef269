//! The units of the demo province: the two organs of every level, societies, universities and venues.
//!
//! Divisions are real, and so are the names of the organs of the province and its cities. The county is 演示县 in the
//! place of 中牟县, so that nobody's office is shown with work it did not do.

use std::collections::BTreeMap;

use crate::domain::{
    Organization,
    division::DIVISIONS,
    organization::{Level, OrganizationKind},
};

/// The ten counties that report to the province (省直管县), by division code.
const DIRECT: [&str; 10] =
    ["410181", "410225", "410482", "410526", "410783", "411381", "411481", "411525", "411628", "411729"];

/// 济源示范区 is of city level.
const JIYUAN: &str = "419001";

/// The demo county's own place.
pub const COUNTY: &str = "410122";
pub const CITY: &str = "410100";
pub const PROVINCE: &str = "410000";

/// The education organ of a division.
pub fn bureau(division: &str) -> String {
    format!("{division}-edu")
}

/// The association of a division.
pub fn association(division: &str) -> String {
    format!("{division}-ast")
}

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

/// The two organs of every level, and the societies, universities and venues.
pub fn organizations() -> Vec<Organization> {
    let mut units = Vec::new();
    pair(&mut units, ("000000", "教育部办公厅", "中国科协办公厅"), Level::Nation, None);
    pair(&mut units, (PROVINCE, "河南省教育厅", "河南省科学技术协会"), Level::Province, Some("000000"));
    let mut cities: BTreeMap<String, &str> = BTreeMap::new();
    for division in DIVISIONS.iter() {
        let city =
            if division.code == JIYUAN { JIYUAN.to_owned() } else { format!("{}00", &division.code[..4]) };
        cities.entry(city).or_insert(division.city);
    }
    for (code, name) in &cities {
        let name = if code == JIYUAN { "济源示范区" } else { *name };
        let names = (code.as_str(), &*format!("{name}教育局"), &*format!("{name}科学技术协会"));
        pair(&mut units, names, Level::City, Some(PROVINCE));
    }
    for division in DIVISIONS.iter().filter(|division| division.code != JIYUAN) {
        let name = if division.code == COUNTY { "演示县" } else { division.name };
        let city = format!("{}00", &division.code[..4]);
        let above = if DIRECT.contains(&division.code) { PROVINCE } else { &city };
        let names = (division.code, &*format!("{name}教育局"), &*format!("{name}科学技术协会"));
        pair(&mut units, names, Level::County, Some(above));
    }
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
    units
}

fn pair(
    units: &mut Vec<Organization>,
    (division, education, science): (&str, &str, &str),
    level: Level,
    above: Option<&str>,
) {
    let one = |code: String, name: &str, kind, above: Option<String>, peer| Organization {
        code,
        name: name.into(),
        kind,
        level,
        division: Some(division.to_owned()),
        reports_to: above,
        peer: Some(peer),
    };
    units.push(one(
        bureau(division),
        education,
        OrganizationKind::Bureau,
        above.map(bureau),
        association(division),
    ));
    units.push(one(
        association(division),
        science,
        OrganizationKind::Association,
        above.map(association),
        bureau(division),
    ));
}
