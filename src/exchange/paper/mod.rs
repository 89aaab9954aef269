//! Papers in the layout of official documents (党政机关公文格式, GB/T 9704—2012): what stands on one, how it is set in pages of 22 lines of 28
//! characters, and as a file for the office's own word processor.
//!
//! On the screen and in print pages are ours, since browsers number pages only from Chromium 131 on and none keeps a closing with its
//! text; the file leaves them to WPS or Word, which know where their own type ends.

mod content;
mod docx;
mod layout;

pub use content::{Block, Closing, NO_DAY, Paper, Style, in_chinese};
pub use layout::{CHARACTERS, LINES, Line, Look, Page};
