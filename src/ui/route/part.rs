//! Parts of pages to which the search leads, by their ids in the document.

pub const IMPORT: &str = "import";
pub const BACKUP: &str = "backup";
pub const LEAVE: &str = "leave";
pub const EXPORT: &str = "export";
pub const ERASE: &str = "erase";
pub const JOURNAL: &str = "journal";
pub const BY_SCHOOL: &str = "by-school";
pub const CLAUSES: &str = "clauses";
