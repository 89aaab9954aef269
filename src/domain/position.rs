//! How far schools lie from each other, as the crow flies.

use rust_decimal::{Decimal, prelude::ToPrimitive as _};

/// A place on the map, in hundred-thousandths of a degree: about a metre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    longitude: i64,
    latitude: i64,
}

/// A degree of a great circle, in metres.
const DEGREE: i64 = 111_195;

const PARTS: i64 = 100_000;

/// 10^6 times the cosine of 0, 5, 10 … 60 degrees; what lies between is on a straight line, to a thousandth.
const COSINES: [i64; 13] = [
    1_000_000, 996_195, 984_808, 965_926, 939_693, 906_308, 866_025, 819_152, 766_044, 707_107, 642_788,
    573_576, 500_000,
];

impl Position {
    /// Nothing of a place that is not on the map.
    pub fn of(longitude: Decimal, latitude: Decimal) -> Option<Self> {
        let parts = |degrees: Decimal| (degrees * Decimal::from(PARTS)).round().to_i64();
        Some(Self { longitude: parts(longitude)?, latitude: parts(latitude)? })
    }

    /// The distance, in whole kilometres, rounded up.
    pub fn km_to(self, other: Self) -> u32 {
        let middle = i64::midpoint(self.latitude, other.latitude).abs();
        let north = (self.latitude - other.latitude) * DEGREE / PARTS;
        let east = (self.longitude - other.longitude) * DEGREE / PARTS * cosine(middle) / 1_000_000;
        let square = north.saturating_mul(north).saturating_add(east.saturating_mul(east));
        u32::try_from(square.max(0).unsigned_abs().isqrt().div_ceil(1_000)).unwrap_or(u32::MAX)
    }
}

/// 10^6 times the cosine of a latitude.
fn cosine(latitude: i64) -> i64 {
    let step = 5 * PARTS;
    let at = |place: i64| {
        usize::try_from(place).ok().and_then(|place| COSINES.get(place)).copied().unwrap_or(500_000)
    };
    let (place, rest) = (latitude / step, latitude % step);
    at(place) + (at(place + 1) - at(place)) * rest / step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(longitude: &str, latitude: &str) -> Position {
        let degrees = |text: &str| text.parse().expect("degrees");
        Position::of(degrees(longitude), degrees(latitude)).expect("on the map")
    }

    #[test]
    fn distances_are_those_of_the_map() {
        // 郑州 中原区 and 二七区 of the table of divisions, 郑州 and 洛阳 city halls.
        assert_eq!(position("113.61334", "34.74826").km_to(position("113.64021", "34.72411")), 4);
        assert_eq!(position("113.62493", "34.74725").km_to(position("112.45361", "34.61853")), 109);
        assert_eq!(position("113.0", "34.0").km_to(position("113.0", "35.0")), 112);
        assert_eq!(position("113.0", "34.0").km_to(position("113.0", "34.0")), 0);
    }
}
