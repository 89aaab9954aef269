//! 课表: the sessions of a school or an instructor, week by week (一.6). What a page draws is worked out here: where a session lies in its
//! day, what is to be said of it, whether it can be moved, and what is done with many at once.

mod board;
mod calendar;
mod days;
mod lanes;
mod moving;
mod sheets;
mod tells;
mod together;
mod week;
mod whose;

pub use self::{
    board::{Block, Board, Day},
    calendar::calendar,
    days::Days,
    moving::{Moved, fixed, moved},
    sheets::{HoursSheet, Line, TermSheet},
    tells::of_its_time,
    together::{Together, open, together},
    week::{Week, weekday},
    whose::Whose,
};
