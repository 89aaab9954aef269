//! Administrative divisions of Henan at county level.
//!
//! `henan-counties.csv`: 157 divisions with GB codes and the county seat's position (from china-division 2.7.0 and
//! cpca 0.5.5, both MIT). Names and positions only; no boundaries are drawn anywhere.
//!
//! `invented-counties.csv`: the province of the demo, of the same shape, with names and codes that nobody has: GB/T 2260 gives no
//! code that begins with 99. So no real office is shown with work that it did not do.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use rust_decimal::Decimal;

use super::organization::Level;

/// A county, district or county-level city.
#[derive(Debug, Clone, PartialEq)]
pub struct Division {
    pub code: &'static str,
    pub name: &'static str,
    pub city: &'static str,
    /// County seat, degrees east and north; an invented one lies nowhere.
    pub seat: Option<(Decimal, Decimal)>,
}

impl Division {
    /// The names of the province, the city and its own.
    pub fn names(&self) -> [&'static str; 3] {
        let province = if self.code.starts_with("99") { "演示省" } else { "河南省" };
        [province, self.city, self.name]
    }
}

/// The real ones.
pub static DIVISIONS: LazyLock<Vec<Division>> =
    LazyLock::new(|| include_str!("henan-counties.csv").lines().skip(1).filter_map(real).collect());

/// Those of the demo.
pub static INVENTED: LazyLock<Vec<Division>> =
    LazyLock::new(|| include_str!("invented-counties.csv").lines().skip(1).filter_map(invented).collect());

/// A province with its cities and counties.
#[derive(Debug)]
pub struct Province {
    pub code: &'static str,
    pub name: &'static str,
    counties: &'static LazyLock<Vec<Division>>,
}

pub static HENAN: Province = Province { code: "410000", name: "河南省", counties: &DIVISIONS };

/// That of the demo.
pub static DEMO: Province = Province { code: "990000", name: "演示省", counties: &INVENTED };

/// A division of whatever level, and the one to which its organs report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub code: String,
    pub name: &'static str,
    pub level: Level,
    pub above: Option<String>,
}

/// The ten counties that report to the province (省直管县), by their codes without the province's two digits.
const DIRECT: [&str; 10] = ["0181", "0225", "0482", "0526", "0783", "1381", "1481", "1525", "1628", "1729"];

/// The county that is of city level: 济源示范区.
const OF_CITY_LEVEL: &str = "9001";

impl Province {
    /// The province, its cities and its counties, those above before those below.
    pub fn placed(&self) -> Vec<Placed> {
        let mut placed =
            vec![Placed { code: self.code.to_owned(), name: self.name, level: Level::Province, above: None }];
        let is_city = |division: &Division| division.code.ends_with(OF_CITY_LEVEL);
        let city_of = |division: &Division| match is_city(division) {
            true => division.code.to_owned(),
            false => format!("{}00", &division.code[..4]),
        };
        let cities: BTreeMap<_, _> =
            self.counties.iter().map(|division| (city_of(division), division.city)).collect();
        let above = || Some(self.code.to_owned());
        placed.extend(cities.into_iter().map(|(code, name)| Placed {
            code,
            name,
            level: Level::City,
            above: above(),
        }));
        placed.extend(self.counties.iter().filter(|division| !is_city(division)).map(|division| {
            let is_direct = DIRECT.contains(&&division.code[2..]);
            let above = if is_direct { above() } else { Some(city_of(division)) };
            Placed { code: division.code.to_owned(), name: division.name, level: Level::County, above }
        }));
        placed
    }
}

/// The nation, under whose organs those of every province stand.
pub const NATION: &str = "000000";

/// The nation and a province with all its divisions: those whose organs are one tree.
pub fn nation_with(province: &Province) -> Vec<Placed> {
    let nation = Placed { code: NATION.to_owned(), name: "全国", level: Level::Nation, above: None };
    let mut placed = province.placed();
    if let Some(first) = placed.first_mut() {
        first.above = Some(NATION.to_owned());
    }
    placed.insert(0, nation);
    placed
}

static PLACED: LazyLock<HashMap<String, Placed>> = LazyLock::new(|| {
    let all = [nation_with(&HENAN), DEMO.placed()].into_iter().flatten();
    all.map(|place| (place.code.clone(), place)).collect()
});

/// The division with this code, of whatever level.
pub fn placed(code: &str) -> Option<&'static Placed> {
    PLACED.get(code)
}

fn real(line: &'static str) -> Option<Division> {
    let cells: Vec<_> = line.split(',').collect();
    let [code, name, _, city, _, lon, lat] = cells[..] else {
        return None;
    };
    Some(Division { code, name, city, seat: Some((lon.parse().ok()?, lat.parse().ok()?)) })
}

fn invented(line: &'static str) -> Option<Division> {
    let cells: Vec<_> = line.split(',').collect();
    let [code, name, city] = cells[..] else { return None };
    Some(Division { code, name, city, seat: None })
}

/// The division with this code.
pub fn division(code: &str) -> Option<&'static Division> {
    DIVISIONS.iter().chain(INVENTED.iter()).find(|division| division.code == code)
}

/// The code of the invented division that stands in the demo where a real one does, which may be a city or the province.
pub fn in_the_demo(code: &str) -> Option<String> {
    code.strip_prefix("41").map(|rest| format!("99{rest}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_of_the_tables_is_read() {
        assert_eq!((DIVISIONS.len(), INVENTED.len()), (157, 157));
        assert_eq!(division("410122").map(|d| d.name), Some("中牟县"));
        assert_eq!(division("990122").map(|d| d.name), Some("演示县"));
        assert_eq!(division("999999"), None);
        assert_eq!(in_the_demo("410000").as_deref(), Some("990000"));
        assert_eq!(in_the_demo("000000"), None, "the nation's is nobody else's");
    }

    #[test]
    fn a_province_has_its_cities_and_its_counties_under_those_to_whom_they_report() {
        for (province, own) in [(&HENAN, "41"), (&DEMO, "99")] {
            let placed = province.placed();
            assert_eq!(placed.len(), 1 + 18 + 156);
            let above = |rest: &str| {
                let code = format!("{own}{rest}");
                placed.iter().find(|one| one.code == code).and_then(|one| one.above.clone())
            };
            assert_eq!(above("0122"), Some(format!("{own}0100")), "a county");
            assert_eq!(above("0181"), Some(province.code.to_owned()), "one under the province");
            assert_eq!(above("9001"), Some(province.code.to_owned()), "one of city level");
            let codes: HashSet<_> = placed.iter().map(|one| &one.code).collect();
            assert!(placed.iter().filter_map(|one| one.above.as_ref()).all(|above| codes.contains(above)));
        }
    }

    #[test]
    fn what_is_invented_has_nobodys_name_or_code() {
        let real: HashSet<_> = DIVISIONS.iter().flat_map(|d| [d.code, d.name, d.city]).collect();
        for d in INVENTED.iter() {
            assert!(
                d.code.starts_with("99") && d.name.starts_with('演') && d.city.starts_with('演'),
                "{d:?}"
            );
            assert!([d.code, d.name, d.city].iter().all(|own| !real.contains(own)), "{d:?}");
        }
        assert_eq!(INVENTED.iter().map(|d| d.name).collect::<HashSet<_>>().len(), INVENTED.len());
    }
}
