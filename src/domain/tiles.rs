//! A province as tiles: a square for each city, about where the city lies. No boundary is drawn anywhere.
//!
//! `henan-tiles.csv`: rows from the north, columns from the west; arranged for this program, with the GB codes of the cities. The demo's
//! province, which is of the same shape, has the same tiles. A county that reports to the province belongs to no city's tile.

use std::sync::LazyLock;

use super::division::{DEMO, HENAN, in_the_demo};

/// Where a city stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Of the city.
    pub code: String,
    /// From the north, and from the west; both from 0.
    pub row: u8,
    pub column: u8,
}

static TILES: LazyLock<Vec<Tile>> =
    LazyLock::new(|| include_str!("henan-tiles.csv").lines().skip(1).filter_map(read).collect());

/// The tiles of a province, from the north and the west; none where nobody has arranged any.
pub fn tiles(province: &str) -> Vec<Tile> {
    let there = |tile: &Tile| Some(Tile { code: in_the_demo(&tile.code)?, ..*tile });
    match province {
        code if code == HENAN.code => TILES.clone(),
        code if code == DEMO.code => TILES.iter().filter_map(there).collect(),
        _ => Vec::new(),
    }
}

fn read(line: &str) -> Option<Tile> {
    let cells: Vec<_> = line.split(',').collect();
    let [code, _, row, column] = cells[..] else { return None };
    Some(Tile { code: code.to_owned(), row: row.parse().ok()?, column: column.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::{
        division::{Province, placed},
        organization::Level,
    };

    #[test]
    fn every_city_has_a_tile_of_its_own() {
        for province in [&HENAN, &DEMO] as [&Province; 2] {
            let tiles = tiles(province.code);
            let own: BTreeSet<_> = tiles.iter().map(|tile| tile.code.clone()).collect();
            let placed_in = province.placed();
            let cities = placed_in.iter().filter(|place| place.level == Level::City);
            assert_eq!(own, cities.map(|city| city.code.clone()).collect());
            assert!(own.iter().all(|code| placed(code).is_some()));
            let order = tiles.iter().map(|tile| (tile.row, tile.column));
            assert!(order.is_sorted_by(|one, other| one < other), "one a square, as they are read");
        }
        assert!(tiles("110000").is_empty());
    }
}
