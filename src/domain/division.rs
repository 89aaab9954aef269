//! Administrative divisions of Henan at county level.
//!
//! `henan-counties.csv`: 157 divisions with GB codes and the county seat's position (from china-division 2.7.0 and
//! cpca 0.5.5, both MIT). Names and positions only; no boundaries are drawn anywhere.
//!
//! `invented-counties.csv`: the province of the demo, of the same shape, with names and codes that nobody has: GB/T 2260 gives no
//! code that begins with 99. So no real office is shown with work that it did not do.

use std::sync::LazyLock;

use rust_decimal::Decimal;

/// A county, district or county-level city.
#[derive(Debug, Clone, PartialEq)]
pub struct Division {
    pub code: &'static str,
    pub name: &'static str,
    pub city: &'static str,
    /// County seat, degrees east and north; an invented one lies nowhere.
    pub seat: Option<(Decimal, Decimal)>,
}

/// The real ones.
pub static DIVISIONS: LazyLock<Vec<Division>> =
    LazyLock::new(|| include_str!("henan-counties.csv").lines().skip(1).filter_map(real).collect());

/// Those of the demo.
pub static INVENTED: LazyLock<Vec<Division>> =
    LazyLock::new(|| include_str!("invented-counties.csv").lines().skip(1).filter_map(invented).collect());

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
