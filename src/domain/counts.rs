//! What pages and messages count, for [`Lang::counted`](super::Lang::counted): `1,200 个课次`, `1 session`. A text that
//! names what it counts has the number and the noun in one place, so that one is one.

use super::Label;

pub const CASES: Label = Label::new("个用例", "cases");
pub const CLASSES: Label = Label::new("个班", "classes");
pub const DESKS: Label = Label::new("个席位", "seats");
pub const ERRORS: Label = Label::new("处错误", "errors");
pub const FILES: Label = Label::new("个文件", "files");
pub const INSTRUCTORS: Label = Label::new("名科技辅导员", "instructors");
pub const LESSONS: Label = Label::new("课", "lessons");
pub const LINES: Label = Label::new("行", "lines");
pub const MINUTES: Label = Label::new("分钟", "minutes");
pub const NEEDS: Label = Label::new("项", "needs");
pub const OPERATIONS: Label = Label::new("项操作", "operations");
pub const PAYMENTS: Label = Label::new("笔", "payments");
pub const PUPILS: Label = Label::new("人", "pupils");
pub const RECORDS: Label = Label::new("条记录", "records");
pub const REMARKS: Label = Label::new("处提醒", "remarks");
pub const RESOURCES: Label = Label::new("件", "resources");
pub const ROWS: Label = Label::new("行", "rows");
pub const SCHOOLS: Label = Label::new("所学校", "schools");
pub const SESSIONS: Label = Label::new("个课次", "sessions");
pub const SETTLEMENTS: Label = Label::new("笔月度结算", "settlements");
pub const SUPPLIES: Label = Label::new("项", "supplies");
pub const UNITS: Label = Label::new("家", "units");
pub const WORKING_DAYS: Label = Label::new("个工作日", "working days");
