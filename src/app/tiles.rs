//! Arranging what is said of cities as the tiles of their province lie.

use crate::domain::tiles::Tile;

/// Rows from the north, each from the west, with nothing where no tile lies. What `of` says nothing about is left out.
pub fn arranged<T>(tiles: &[Tile], mut of: impl FnMut(&str) -> Option<T>) -> Vec<Vec<Option<T>>> {
    let size =
        |place: fn(&Tile) -> u8| tiles.iter().map(|tile| usize::from(place(tile)) + 1).max().unwrap_or(0);
    let (height, width) = (size(|tile| tile.row), size(|tile| tile.column));
    let mut rows: Vec<Vec<Option<T>>> = Vec::new();
    rows.resize_with(height, || Vec::from_iter((0..width).map(|_| None)));
    for tile in tiles {
        let square =
            rows.get_mut(usize::from(tile.row)).and_then(|row| row.get_mut(usize::from(tile.column)));
        if let Some(square) = square {
            *square = of(&tile.code);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_stand_in_their_squares() {
        let tile = |code: &str, row, column| Tile { code: code.to_owned(), row, column };
        let tiles = [tile("a", 0, 2), tile("b", 1, 0), tile("c", 1, 1)];
        let rows = arranged(&tiles, |code| (code != "c").then(|| code.to_owned()));
        let read = |row: &Vec<Option<String>>| {
            row.iter().map(|square| square.as_deref().unwrap_or(".").to_owned()).collect::<String>()
        };
        assert_eq!(rows.iter().map(read).collect::<Vec<_>>(), ["..a", "b.."]);
        assert!(arranged(&[], |_| Some(())).is_empty());
    }
}
