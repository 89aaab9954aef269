//! The rows, in the order of the notice.

use super::{
    Modality::{self, Encouraged, Mandatory, Principle, Supported},
    Row,
};
use crate::domain::lang::Label;

const fn row(
    part: u8,
    number: u8,
    modality: Modality,
    actor: (&'static str, &'static str),
    title: (&'static str, &'static str),
) -> Row {
    Row { part, number, modality, actor: Label::new(actor.0, actor.1), title: Label::new(title.0, title.1) }
}

/// Every requirement row of the notice; part 0 is its header and the forwarding.
#[rustfmt::skip]
pub static CLAUSES: &[Row] = &[
    row(0, 1, Mandatory, ("教育部办公厅、中国科协办公厅", "Ministry and China Association offices"), ("印发通知", "Issue the notice")),
    row(0, 2, Mandatory, ("省教育厅、省科协", "Provincial department and association"), ("转发并要求落实", "Forward and require action")),
    row(0, 3, Principle, ("各级", "All levels"), ("以成效为目标", "Judge by outcomes")),
    row(1, 1, Mandatory, ("各地各校", "Areas and schools"), ("科普类课后服务项目", "After-school science programmes")),
    row(1, 2, Mandatory, ("科协会同教育部门", "Association with the education bureau"), ("遴选推荐科技辅导员", "Recommend instructors, two sign-offs")),
    row(1, 3, Mandatory, ("科协会同教育部门", "Association with the education bureau"), ("遴选推荐科普场馆和基地", "Recommend venues schools need")),
    row(1, 4, Principle, ("学校与辅导员、机构", "School and instructor or institution"), ("双向选择", "Two-way selection")),
    row(1, 5, Mandatory, ("学校", "School"), ("自主选聘", "School appoints")),
    row(1, 6, Mandatory, ("受聘辅导员、机构", "Appointed instructor or institution"), ("参与课后服务", "Take part in after-school service")),
    row(1, 7, Mandatory, ("受聘辅导员、机构", "Appointed instructor or institution"), ("遴选、开发、引入资源", "Contribute resources")),
    row(1, 8, Mandatory, ("受聘辅导员、机构", "Appointed instructor or institution"), ("五种活动形式", "Five forms of activity")),
    row(1, 9, Principle, ("学校", "School"), ("兴趣、创新意识和能力", "Interest and inventiveness")),
    row(2, 1, Mandatory, ("各地各校", "Areas and schools"), ("就近分期分批实践", "Visits nearby, in periods and batches")),
    row(2, 2, Mandatory, ("各地各校", "Areas and schools"), ("基地类别", "Kinds of base")),
    row(2, 3, Mandatory, ("各地各校", "Areas and schools"), ("四种实践方式", "Four styles of practice")),
    row(2, 4, Mandatory, ("科协", "Association"), ("优先保障课后服务", "Schools' after-school service first")),
    row(2, 5, Mandatory, ("科协指导基地", "Association guides bases"), ("开发精品课程", "Develop premium courses")),
    row(2, 6, Mandatory, ("科协指导基地", "Association guides bases"), ("安排专职讲解", "Assign full-time docents")),
    row(2, 7, Mandatory, ("科协指导基地", "Association guides bases"), ("课程四性", "Four qualities of a course")),
    row(2, 8, Mandatory, ("教育部门、科协", "Bureau and association"), ("校馆工作对接", "Liaison of schools and bases")),
    row(2, 9, Mandatory, ("教育部门、科协、学校", "Bureau, association, school"), ("课后实践活动计划", "Joint activity plan")),
    row(2, 10, Encouraged, ("场馆、基地", "Venues and bases"), ("节假日专场和亲子活动", "Holiday and family sessions")),
    row(2, 11, Encouraged, ("场馆、基地", "Venues and bases"), ("优惠或免费开放", "Discounted or free opening")),
    row(2, 12, Supported, ("有条件的场馆、基地", "Venues and bases that can"), ("研究性学习", "Inquiry projects")),
    row(2, 13, Encouraged, ("场馆、基地", "Venues and bases"), ("学生志愿讲解", "Pupil docents")),
    row(3, 1, Mandatory, ("教育部门会同科协", "Education bureau with the association"), ("纳入培训专家库", "Join the training expert pool")),
    row(3, 2, Mandatory, ("教育部门", "Education bureau"), ("统筹培训计划", "Plan teacher training")),
    row(3, 3, Mandatory, ("教育部门", "Education bureau"), ("依托场馆基地培训", "Train at museums and bases")),
    row(3, 4, Mandatory, ("教育部门", "Education bureau"), ("培训四类主题", "Four themes of training")),
    row(3, 5, Principle, ("教师", "Teachers"), ("开阔视野、提高素养", "Broaden teachers' view")),
    row(3, 6, Mandatory, ("教育部", "Ministry"), ("国培专项", "National training project")),
    row(3, 7, Mandatory, ("教育部、中国科协", "Ministry and China Association"), ("配套课程资源", "Matched course resources")),
    row(4, 1, Mandatory, ("科协", "Association"), ("机构设置管理研究", "Study how providers are set up")),
    row(4, 2, Mandatory, ("科协", "Association"), ("专业标准和指南", "Standards and guides")),
    row(4, 3, Mandatory, ("科协", "Association"), ("向主管部门提供专业支持", "Professional support to regulators")),
    row(4, 4, Mandatory, ("科协", "Association"), ("专业培训和论坛", "Training events and forums")),
    row(4, 5, Mandatory, ("科协", "Association"), ("监测评估研究", "Monitoring and assessment")),
    row(4, 6, Mandatory, ("科协配合有关部门", "Association supports regulators"), ("伪科学线索移交", "Hand over pseudo-science leads")),
    row(5, 1, Mandatory, ("教育部门、科协", "Bureau and association"), ("责任部门和专人", "Responsible unit and person")),
    row(5, 2, Mandatory, ("教育部门、科协", "Bureau and association"), ("工作专班", "Task force")),
    row(5, 3, Mandatory, ("教育部门、科协", "Bureau and association"), ("日常沟通", "Regular contact")),
    row(5, 4, Mandatory, ("教育部门、科协", "Bureau and association"), ("供需对接", "Needs-and-supply rounds")),
    row(5, 5, Mandatory, ("教育部门、科协", "Bureau and association"), ("支持薄弱和农村学校", "Support under-resourced and rural schools")),
    row(5, 6, Principle, ("教育部门、科协", "Bureau and association"), ("长效机制", "Lasting mechanism")),
    row(5, 7, Mandatory, ("教育、财政部门", "Education and finance"), ("校外辅导员补助", "Subsidy of external instructors")),
    row(5, 8, Mandatory, ("教育部门、科协", "Bureau and association"), ("年度考核和督导", "Appraisal and inspection")),
    row(5, 9, Mandatory, ("教育部门、科协", "Bureau and association"), ("表扬宣传", "Commendation")),
    row(5, 10, Mandatory, ("教育部门、科协", "Bureau and association"), ("典型案例和精品资源", "Typical cases, premium courses")),
    row(5, 11, Mandatory, ("教育部门、科协", "Bureau and association"), ("推广经验", "Spread experience")),
];
