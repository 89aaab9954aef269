//! The units of the demo province: the two organs of every level, societies, universities and venues.
//!
//! Divisions and organs are invented, so that nobody's office is shown with work it did not do; only the two that issued the notice
//! are real.

use std::collections::BTreeMap;

use crate::domain::{
    Organization,
    division::INVENTED,
    organization::{Level, OrganizationKind},
};

/// The ten counties that report to the province (省直管县), by division code.
const DIRECT: [&str; 10] =
    ["990181", "990225", "990482", "990526", "990783", "991381", "991481", "991525", "991628", "991729"];

/// A county that is of city level, as 济源示范区 is.
const OF_CITY_LEVEL: &str = "999001";

/// The demo county's own place.
pub const COUNTY: &str = "990122";
pub const CITY: &str = "990100";
pub const PROVINCE: &str = "990000";

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
    pair(&mut units, (PROVINCE, "演示省教育厅", "演示省科学技术协会"), Level::Province, Some("000000"));
    let mut cities: BTreeMap<String, &str> = BTreeMap::new();
    for division in INVENTED.iter() {
        let city = if division.code == OF_CITY_LEVEL {
            OF_CITY_LEVEL.to_owned()
        } else {
            format!("{}00", &division.code[..4])
        };
        cities.entry(city).or_insert(division.city);
    }
    for (code, name) in &cities {
        let names = (code.as_str(), &*format!("{name}教育局"), &*format!("{name}科学技术协会"));
        pair(&mut units, names, Level::City, Some(PROVINCE));
    }
    for division in INVENTED.iter().filter(|division| division.code != OF_CITY_LEVEL) {
        let name = division.name;
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
