//! Administrative divisions of Henan at county level.
//!
//! `henan-counties.csv`: 157 divisions with GB codes and the county seat's position (from china-division 2.7.0 and
//! cpca 0.5.5, both MIT). Names and positions only; no boundaries are drawn anywhere.

use std::sync::LazyLock;

use rust_decimal::Decimal;

/// A county, district or county-level city.
#[derive(Debug, Clone, PartialEq)]
pub struct Division {
    pub code: &'static str,
    pub name: &'static str,
    pub city: &'static str,
    /// County seat, degrees east and north.
    pub seat: (Decimal, Decimal),
}

pub static DIVISIONS: LazyLock<Vec<Division>> =
    LazyLock::new(|| include_str!("henan-counties.csv").lines().skip(1).filter_map(row).collect());

fn row(line: &'static str) -> Option<Division> {
    let cells: Vec<_> = line.split(',').collect();
    let [code, name, _, city, _, lon, lat] = cells[..] else {
        return None;
    };
    Some(Division { code, name, city, seat: (lon.parse().ok()?, lat.parse().ok()?) })
}

/// The division with this code.
pub fn division(code: &str) -> Option<&'static Division> {
    DIVISIONS.iter().find(|division| division.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(DIVISIONS.len(), 157);
        assert_eq!(division("410122").map(|d| d.name), Some("中牟县"));
        assert_eq!(division("999999"), None);
    }
}
