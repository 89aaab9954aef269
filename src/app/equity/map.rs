//! The cities of a province as tiles, and the counties that report to the province beside them.

use crate::{
    app::tiles::arranged,
    domain::{division::placed, tiles::tiles},
    policy::decision::Text,
};

use super::{measure::Standing, places::Place};

/// A city, or a county beside the cities.
#[derive(Debug, Clone, PartialEq)]
pub struct Square {
    pub code: String,
    pub name: Text,
    pub standing: Standing,
    /// Whether there are schools to go to.
    pub is_place: bool,
}

/// A province.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    pub rows: Vec<Vec<Option<Square>>>,
    /// What reports to the province and has no tile.
    pub beside: Vec<Square>,
}

/// The first of the places that is a province whose tiles are arranged; nothing where no province is among them.
pub(super) fn map(places: &[Place]) -> Option<Map> {
    let (number, tiles) = places.iter().enumerate().find_map(|(number, place)| {
        let tiles = tiles(&place.code);
        (!tiles.is_empty()).then_some((number, tiles))
    })?;
    let of_place = |place: &Place| Square {
        code: place.code.clone(),
        name: place.name.clone(),
        standing: place.standing(),
        is_place: true,
    };
    let below: Vec<_> = places.iter().filter(|place| place.above == Some(number)).collect();
    let rows = arranged(&tiles, |code| {
        let known = below.iter().find(|place| place.code == code).map(|place| of_place(place));
        known.or_else(|| {
            let name = placed(code)?.name.into();
            Some(Square { code: code.to_owned(), name, standing: Standing::NoPupils, is_place: false })
        })
    });
    let has_tile = |place: &&&Place| tiles.iter().any(|tile| tile.code == place.code);
    let beside = below.iter().filter(|place| !has_tile(place)).map(|place| of_place(place)).collect();
    Some(Map { rows, beside })
}
