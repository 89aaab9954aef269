//! Which sums of a cross table may be shown, so that nobody learns of a small group by subtracting one from another.
//!
//! A table of forms and fields is published as two lists, the sums of its rows and those of its columns, with the total. A row or
//! column behind which too little stands is not shown alone, but together with others, as one line. That is not enough: where
//! all of a column's pupils belong to one row, the row less the column is a group of its own, which neither list shows. So
//! two lists are safe only together.
//!
//! What can be had of them? Whoever adds and subtracts lines gives each row a number `r` and each column a number `c` and gets, of
//! the cell where they meet, `r - c` times what stands in it. That is the sum of a group where it is 0 or 1 of every cell that is not
//! empty. Taking for each whole number `t` the rows with `r > t` and the columns with `c > t` takes such a group apart into groups that come of a
//! set of rows less columns that lie wholly within them (an empty cell binds nothing): from `r - c >= 0` no other column is among them.
//! So it is enough to look at each set of rows, less all the columns within it, and at each column by itself: every other sum
//! of a group is made of these, and what is added to enough is enough. With five forms there are at most 32 sets.
//!
//! The choice is the best there is, not the next best: as few groups as possible are put together, and then as few pupils. A sum over
//! another day or of another office's is another publication; who compares two of them sees what came between.

use std::ops::AddAssign;

/// What stands behind the figures of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    pub classes: u32,
    /// Sheets that were handed in before, one a pupil.
    pub before: u32,
    /// And after.
    pub after: u32,
    /// Who answered each statement before and after: a sheet may leave it out, and so may a whole class.
    pub answered: [[Answered; 2]; 3],
}

/// Who stands behind the figure of a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answered {
    /// In which anybody answered.
    pub classes: u32,
    pub pupils: u32,
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.classes += other.classes;
        self.before += other.before;
        self.after += other.after;
        for (own, more) in self.answered.iter_mut().flatten().zip(other.answered.iter().flatten()) {
            own.classes += more.classes;
            own.pupils += more.pupils;
        }
    }
}

impl Answered {
    /// Of one class.
    pub fn of_class(pupils: u32) -> Self {
        Self { classes: u32::from(pupils > 0), pupils }
    }

    /// Nobody is nobody's secret.
    const fn is_enough(self, least: u32) -> bool {
        self.pupils == 0 || self.classes > 1 && self.pupils >= least
    }
}

impl Size {
    /// Whether its figures may be shown: each is of no single class, and of enough pupils. Two that are enough are enough together.
    pub fn is_enough(self, least: u32) -> bool {
        let sheets = self.classes > 1 && self.before >= least && self.after >= least;
        sheets && self.answered.iter().flatten().all(|answered| answered.is_enough(least))
    }

    const fn is_nothing(self) -> bool {
        self.classes == 0
    }
}

/// What is shown together with others, and what by itself: the places of rows and of columns. An empty one is of neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    pub rows: Lines,
    pub columns: Lines,
}

/// The lines of one list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    pub alone: Vec<usize>,
    /// One line, of none or of at least two.
    pub others: Vec<usize>,
}

impl Lines {
    /// The places that each line is of.
    fn places(&self) -> impl Iterator<Item = &[usize]> {
        let others = Some(&*self.others).filter(|others| !others.is_empty());
        self.alone.chunks(1).chain(others)
    }
}

/// What of a table can be shown; nothing where not even its total can. A table has a dozen rows and columns at most.
pub fn shown(table: &[Vec<Size>], least: u32) -> Option<Shown> {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: usize, column: usize| {
        table.get(row).and_then(|cells| cells.get(column)).copied().unwrap_or_default()
    };
    let by_row: Vec<_> =
        (0..table.len()).map(|row| sum((0..columns).map(|column| cell(row, column)))).collect();
    let by_column: Vec<_> =
        (0..columns).map(|column| sum((0..table.len()).map(|row| cell(row, column)))).collect();
    if !sum(by_row.iter().copied()).is_enough(least) {
        return None;
    }
    let mut choices = Vec::new();
    let of_columns = ways(&by_column);
    for (rows, [groups, pupils]) in ways(&by_row) {
        for (columns, [more_groups, more_pupils]) in &of_columns {
            choices.push(([groups + more_groups, pupils + more_pupils], rows.clone(), columns.clone()));
        }
    }
    // Of the same price the first, so that the same table is always shown the same way.
    choices.sort_by_key(|(price, ..)| *price);
    choices
        .into_iter()
        .map(|(_, rows, columns)| Shown { rows, columns })
        .find(|shown| is_safe(&cells(shown, &cell), least))
}

/// Every line by itself: of what is one's own.
pub fn everything(table: &[Vec<Size>]) -> Shown {
    let is_filled = |size: &Size| !size.is_nothing();
    let rows = (0..).zip(table).filter(|(_, cells)| cells.iter().any(is_filled));
    let width = table.iter().map(Vec::len).max().unwrap_or(0);
    let columns = (0..width).filter(|at| table.iter().filter_map(|cells| cells.get(*at)).any(is_filled));
    let alone = |alone: Vec<usize>| Lines { alone, others: Vec::new() };
    Shown { rows: alone(rows.map(|(at, _)| at).collect()), columns: alone(columns.collect()) }
}

/// Each way to put lines of a list together, with how many that are and how many pupils.
fn ways(sums: &[Size]) -> Vec<(Lines, [u64; 2])> {
    let filled: Vec<_> =
        (0..sums.len()).filter(|place| sums.get(*place).is_some_and(|sum| !sum.is_nothing())).collect();
    let way = |chosen: u32| {
        let is_other = |place: usize| chosen >> place & 1 == 1;
        let (others, alone): (Vec<_>, Vec<_>) =
            filled.iter().enumerate().partition(|(place, _)| is_other(*place));
        let of = |part: Vec<(usize, &usize)>| part.into_iter().map(|(_, place)| *place).collect::<Vec<_>>();
        let lines = Lines { alone: of(alone), others: of(others) };
        let pupils = lines.others.iter().filter_map(|place| sums.get(*place));
        let pupils = pupils.map(|sum| u64::from(sum.before) + u64::from(sum.after)).sum();
        let groups = lines.others.len() as u64;
        // With itself alone a line is put together with nobody.
        (groups != 1).then_some((lines, [groups, pupils]))
    };
    let all = 1_u32.checked_shl(u32::try_from(filled.len()).unwrap_or(u32::MAX)).unwrap_or(0);
    (0..all).filter_map(way).collect()
}

/// The table of what is shown.
fn cells(shown: &Shown, cell: &dyn Fn(usize, usize) -> Size) -> Vec<Vec<Size>> {
    let of = |rows: &[usize], columns: &[usize]| {
        sum(rows.iter().flat_map(|row| columns.iter().map(|column| cell(*row, *column))))
    };
    shown
        .rows
        .places()
        .map(|rows| shown.columns.places().map(|columns| of(rows, columns)).collect())
        .collect()
}

/// Whether nothing that the sums of rows and columns tell is of too little. See the module.
fn is_safe(cells: &[Vec<Size>], least: u32) -> bool {
    let width = cells.first().map_or(0, Vec::len);
    let column = |column: usize| cells.iter().filter_map(move |row| row.get(column)).copied();
    let columns_are = (0..width).all(|at| sum(column(at)).is_enough(least));
    columns_are
        && (1..1_u64 << cells.len()).all(|set| {
            let is_in = |row: usize| set >> row & 1 == 1;
            let mut left = Size::default();
            for at in 0..width {
                let is_within = column(at).enumerate().all(|(row, size)| is_in(row) || size.is_nothing());
                if !is_within {
                    left += sum(column(at).enumerate().filter(|(row, _)| is_in(*row)).map(|(_, size)| size));
                }
            }
            left.is_nothing() || left.is_enough(least)
        })
}

fn sum(sizes: impl Iterator<Item = Size>) -> Size {
    sizes.fold(Size::default(), |mut sum, size| {
        sum += size;
        sum
    })
}
