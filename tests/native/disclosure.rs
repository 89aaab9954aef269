//! No group that is too small is to be had from what is shown, however its sums are added and subtracted.

use keqiao::app::outcomes::disclosure::{Answered, Lines, Shown, Size, shown};
use proptest::prelude::*;

const LEAST: u32 = 10;

type Table = Vec<Vec<Size>>;

fn size(classes: u32, before: u32, after: u32) -> Size {
    let everybody = |pupils| Answered { classes, pupils };
    Size { classes, before, after, answered: [[everybody(before), everybody(after)]; 3] }
}

/// Two classes of twenty, of which so many pupils of so many classes answered the third statement the second time.
fn answering(classes: u32, pupils: u32) -> Size {
    let mut size = size(2, 40, 40);
    size.answered[2][1] = Answered { classes, pupils };
    size
}

/// So many classes of twenty.
fn classes(count: u32) -> Size {
    size(count, 20 * count, 20 * count)
}

fn sum(sizes: impl Iterator<Item = Size>) -> Size {
    sizes.fold(Size::default(), |mut sum, size| {
        sum += size;
        sum
    })
}

/// Where anything stands.
fn filled(table: &Table) -> Vec<(usize, usize, Size)> {
    let rows = table.iter().enumerate();
    let cells =
        rows.flat_map(|(row, cells)| cells.iter().enumerate().map(move |(at, size)| (row, at, *size)));
    cells.filter(|(.., size)| size.classes > 0).collect()
}

/// What is printed: for each line, of which cells it is the sum. The total is the sum of all of them.
fn printed(table: &Table, shown: &Shown) -> Vec<Vec<i64>> {
    let cells = filled(table);
    let lines = |lines: &Lines| {
        let alone = lines.alone.iter().map(|place| vec![*place]);
        let others = Some(lines.others.clone()).filter(|others| !others.is_empty());
        alone.chain(others).collect::<Vec<_>>()
    };
    let of = |places: Vec<usize>, of: &dyn Fn(&(usize, usize, Size)) -> usize| {
        cells.iter().map(|cell| i64::from(places.contains(&of(cell)))).collect::<Vec<_>>()
    };
    let rows = lines(&shown.rows).into_iter().map(|places| of(places, &|cell| cell.0));
    let columns = lines(&shown.columns).into_iter().map(|places| of(places, &|cell| cell.1));
    rows.chain(columns).collect()
}

/// Of a prime, since the sums of rows and columns tell the same in every field.
const PRIME: i64 = 1_000_003;

/// The lines brought to a form by which it is seen what they can be added up to.
fn reduced(mut lines: Vec<Vec<i64>>) -> Vec<(usize, Vec<i64>)> {
    let mut reduced: Vec<(usize, Vec<i64>)> = Vec::new();
    while let Some(mut line) = lines.pop() {
        subtract(&mut line, &reduced);
        let Some(first) = line.iter().position(|part| *part != 0) else { continue };
        let inverse = (1..PRIME).find(|number| number * line[first] % PRIME == 1).expect("a prime");
        line.iter_mut().for_each(|part| *part = *part * inverse % PRIME);
        reduced.push((first, line));
    }
    reduced
}

fn subtract(line: &mut [i64], reduced: &[(usize, Vec<i64>)]) {
    for (first, other) in reduced {
        let times = line[*first];
        for (part, other) in line.iter_mut().zip(other) {
            *part = (*part - times * other).rem_euclid(PRIME);
        }
    }
}

/// The first group of too little that can be had from the printed lines, by trying all of them.
fn leak(table: &Table, shown: &Shown) -> Option<Vec<(usize, usize)>> {
    let cells = filled(table);
    let known = reduced(printed(table, shown));
    (1..1_u32 << cells.len()).find_map(|chosen| {
        let is_in = |place: usize| chosen >> place & 1 == 1;
        let group = || cells.iter().enumerate().filter(|(place, _)| is_in(*place)).map(|(_, cell)| *cell);
        if sum(group().map(|(.., size)| size)).is_enough(LEAST) {
            return None;
        }
        let mut line: Vec<_> = (0..cells.len()).map(|place| i64::from(is_in(place))).collect();
        subtract(&mut line, &known);
        line.iter().all(|part| *part == 0).then(|| group().map(|(row, at, _)| (row, at)).collect())
    })
}

/// Every way to print the table, with its price.
fn ways(table: &Table) -> Vec<([u32; 2], Shown)> {
    let width = table.iter().map(Vec::len).max().unwrap_or(0);
    let rows: Vec<_> = (0..table.len()).map(|row| sum(table[row].iter().copied())).collect();
    let columns: Vec<_> = (0..width).map(|at| sum(table.iter().map(|row| row[at]))).collect();
    let lists = |sums: &[Size]| {
        let filled: Vec<_> = (0..sums.len()).filter(|place| sums[*place].classes > 0).collect();
        let list = |chosen: u32| {
            let (others, alone): (Vec<usize>, Vec<usize>) =
                filled.iter().partition(|place| chosen >> **place & 1 == 1);
            let pupils = others.iter().map(|place| sums[*place].before + sums[*place].after).sum();
            ([others.len() as u32, pupils], Lines { alone, others })
        };
        let all = (0..1_u32 << sums.len()).filter(|chosen| {
            (0..sums.len()).all(|place| chosen >> place & 1 == 0 || sums[place].classes > 0)
        });
        all.map(list).filter(|(price, _)| price[0] != 1).collect::<Vec<_>>()
    };
    let columns = lists(&columns);
    let with = |(price, rows): ([u32; 2], Lines)| {
        let both = |([groups, pupils], columns): &([u32; 2], Lines)| {
            let shown = Shown { rows: rows.clone(), columns: columns.clone() };
            ([price[0] + groups, price[1] + pupils], shown)
        };
        columns.iter().map(both).collect::<Vec<_>>()
    };
    lists(&rows).into_iter().flat_map(with).collect()
}

/// Cells that are empty, of one class, small, or large.
fn cell() -> impl Strategy<Value = Size> {
    prop_oneof![
        4 => Just(Size::default()),
        2 => (1_u32..12, 1_u32..12).prop_map(|(before, after)| size(1, before, after)),
        2 => (2_u32..4, 2_u32..12, 2_u32..12).prop_map(|(classes, before, after)| size(classes, before, after)),
        2 => (2_u32..5).prop_map(classes),
        2 => (0_u32..3, 0_u32..20).prop_map(|(classes, pupils)| answering(classes, pupils.max(classes).min(pupils * classes))),
    ]
}

fn table(rows: usize, columns: usize) -> impl Strategy<Value = Table> {
    proptest::collection::vec(proptest::collection::vec(cell(), columns), rows)
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn nothing_small_is_to_be_had_from_what_is_shown(table in table(3, 4)) {
        if let Some(shown) = shown(&table, LEAST) {
            prop_assert_eq!(leak(&table, &shown), None, "{:?}", shown);
        }
    }

    #[test]
    fn every_group_is_in_one_line_of_each_list(table in table(4, 5)) {
        let everything = sum(table.iter().flatten().copied());
        let Some(shown) = shown(&table, LEAST) else {
            prop_assert!(!everything.is_enough(LEAST));
            return Ok(());
        };
        prop_assert!(everything.is_enough(LEAST));
        for (lines, of) in [(&shown.rows, 0), (&shown.columns, 1)] {
            let mut places: Vec<_> = lines.alone.iter().chain(&lines.others).copied().collect();
            places.sort_unstable();
            let mut filled: Vec<_> =
                filled(&table).iter().map(|(row, at, _)| if of == 0 { *row } else { *at }).collect();
            filled.sort_unstable();
            filled.dedup();
            prop_assert_eq!(places, filled);
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn nothing_is_put_together_that_need_not_be(table in table(3, 3)) {
        let Some(shown) = shown(&table, LEAST) else { return Ok(()) };
        let ways = ways(&table);
        let price = ways.iter().find(|(_, way)| *way == shown).map(|(price, _)| *price).expect("a way");
        for (cheaper, way) in ways.iter().filter(|(other, _)| *other < price) {
            prop_assert!(leak(&table, way).is_some(), "{:?} costs {:?} and not {:?}", way, cheaper, price);
        }
    }
}

fn lines(alone: &[usize], others: &[usize]) -> Lines {
    Lines { alone: alone.to_vec(), others: others.to_vec() }
}

#[test]
fn a_small_group_is_shown_with_the_next_smallest() {
    let rows = |table: Table| shown(&table, LEAST).expect("enough").rows;
    let small = size(2, 4, 4);
    // With it alone the others would be the small group.
    assert_eq!(rows(vec![vec![classes(3)], vec![small], vec![classes(2)]]), lines(&[0], &[1, 2]));
    // Two that are small are enough together, and hide nobody else.
    let halves = size(2, 6, 6);
    assert_eq!(rows(vec![vec![classes(3)], vec![halves], vec![halves]]), lines(&[0], &[1, 2]));
    // Fewer pupils the second time are fewer.
    assert_eq!(rows(vec![vec![classes(3)], vec![size(2, 40, 9)], vec![classes(9)]]), lines(&[2], &[0, 1]));
}

#[test]
fn a_large_class_is_no_more_shown_alone_than_a_small_one() {
    let one = vec![vec![classes(1)], vec![classes(2)], vec![classes(3)]];
    assert_eq!(shown(&one, LEAST).expect("enough").rows, lines(&[2], &[0, 1]));
    assert_eq!(shown(&[vec![classes(1)]], LEAST), None);
    assert_eq!(shown(&[vec![size(3, 9, 30)]], LEAST), None);
    assert_eq!(shown(&Table::new(), LEAST), None);
}

#[test]
fn who_left_a_statement_out_hides_nobody_who_did_not() {
    assert!(answering(0, 0).is_enough(LEAST), "nobody is nobody's secret");
    assert!(answering(2, 30).is_enough(LEAST));
    // One of the two classes left it out altogether; all but nine pupils did.
    for size in [answering(1, 20), answering(2, 9)] {
        assert!(!size.is_enough(LEAST), "{size:?}");
        let rows = shown(&[vec![classes(3)], vec![size], vec![classes(2)]], LEAST).expect("enough").rows;
        assert!(!rows.alone.contains(&1), "{size:?}: {rows:?}");
    }
}

/// Each list by itself hides nothing: every form and every field is of two classes at least. But all of space is in clubs, so the clubs
/// less space are one class of life sciences.
#[test]
fn the_difference_of_two_lists_is_a_group_too() {
    let table = vec![vec![classes(2), classes(1)], vec![Size::default(), classes(2)]];
    let apart = Shown { rows: lines(&[0, 1], &[]), columns: lines(&[0, 1], &[]) };
    assert_eq!(leak(&table, &apart), Some(vec![(0, 1)]));
    let safe = shown(&table, LEAST).expect("enough");
    assert_eq!(leak(&table, &safe), None);
    assert_eq!(safe.rows.others.len() + safe.columns.others.len(), 2, "one list stays as it is: {safe:?}");
}

#[test]
fn the_largest_table_of_a_province_is_done_at_once() {
    // A single class in every corner, so that many ways are looked at.
    let cell =
        |row: usize, at: usize| if (row + at).is_multiple_of(2) { classes(1) } else { Size::default() };
    let table: Table = (0..5).map(|row| (0..9).map(|at| cell(row, at)).collect()).collect();
    let begun = std::time::Instant::now();
    assert!(shown(&table, 100).is_some());
    assert!(begun.elapsed().as_secs() < 3, "{:?}", begun.elapsed());
}
