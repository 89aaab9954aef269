//! Rows without a number that look like a record on file, or like another row: 15:30 and 16:30 of one day at one school may be one
//! session of which the time was put right, or two. What is paid hangs on it, so a person says which, of each row or of all.

use serde::{Deserialize, Serialize};

use super::{batch::Place, line::Line};
use crate::policy::decision::Text;

/// A row of which it is not certain that it is something new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alike {
    /// The code of its kind.
    pub kind: String,
    /// Of its sheet, to which an answer is kept.
    pub shape: String,
    pub place: Place,
    pub line: Line,
    pub likeness: Likeness,
}

/// A row that does not say by a number which record it is.
#[derive(Debug, Clone, Copy)]
pub struct Unnumbered {
    /// Somebody has said that it is something new.
    pub is_said: bool,
    /// It bears a number of the office's own, so that another row with another number is another.
    pub numbered: bool,
}

/// What a row looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// What the field is called in which alone they differ, of those by which people know them.
    pub differs: Text,
    pub others: Vec<Other>,
    /// It could stand beside all of them.
    pub may_be_another: bool,
}

/// One that a row looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Other {
    pub whence: Whence,
    pub line: Line,
    /// The id of the record that the row may be; nothing where another row is that record.
    pub same: Option<String>,
}

/// Where something is that a row looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Whence {
    /// On file, and how it stands there.
    Stored(Option<Text>),
    Row(Place),
}

/// What a person says of such a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It is something new.
    Another,
    /// It is the record of this id, put right.
    Same(String),
    /// It is left out.
    Leave,
}
