//! Where the rows of a listing are in the kind's table, in its order.

/// See the module.
#[derive(Debug)]
pub struct Rows {
    /// Nothing where they are all of them.
    pub places: Option<Vec<u32>>,
    /// Where each run of the table begins, and at last where it ends.
    begins: Vec<u32>,
}

impl Rows {
    pub fn of(lengths: Vec<usize>, places: Option<Vec<u32>>) -> Self {
        let mut begins = vec![0];
        for length in lengths {
            let last: u32 = begins.last().copied().unwrap_or_default();
            begins.push(last.saturating_add(u32::try_from(length).unwrap_or(u32::MAX)));
        }
        Self { places, begins }
    }

    pub fn len(&self) -> usize {
        match &self.places {
            Some(places) => places.len(),
            None => self.begins.last().copied().unwrap_or_default() as usize,
        }
    }

    /// The run of the table in which a row is, and its place there.
    pub fn at(&self, row: u32) -> Option<(usize, usize)> {
        let place = match &self.places {
            Some(places) => *places.get(row as usize)?,
            None => row,
        };
        let run = self.begins.partition_point(|begin| *begin <= place).checked_sub(1)?;
        Some((run, (place - self.begins.get(run)?) as usize))
    }
}
