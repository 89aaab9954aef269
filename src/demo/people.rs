//! Invented instructors: common surnames, everyday given names, units by kind only.

use fastrand::Rng;
use jiff::{ToSpan, civil::Date};

use super::units::{COUNTY, association};
use crate::domain::{
    Dated, Instructor,
    instructor::{Check, Checks, Payee, Title},
};

const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何",
    "林", "高", "罗",
];
const GIVEN: [&str; 24] = [
    "建国", "秀英", "志强", "淑芬", "文博", "晓燕", "永康", "海涛", "明远", "慧敏", "国栋", "丽华", "思源",
    "雪梅", "振华", "佳宁", "德生", "春兰", "启明", "若兰", "立新", "玉珍", "宏伟", "静怡",
];
const UNITS: [(&str, &str); 10] = [
    ("演示农业大学", "植物与农业"),
    ("演示理工大学", "物理与工程"),
    ("省气象学会", "气象"),
    ("省地质学会", "地质与古生物"),
    ("省天文爱好者协会", "天文"),
    ("演示市科技馆", "综合科普"),
    ("演示市植物园", "植物"),
    ("演示市动物园", "动物"),
    ("演示市人民医院", "生命与健康"),
    ("退休科技工作者协会", "航天与机械"),
];

/// Every title is there; a few are on a school's staff, are paid through their unit, or lack a valid record check.
pub(super) fn instructors(rng: &mut Rng, count: usize, term: Date) -> Vec<Instructor> {
    (0..count).map(|index| instructor(rng, index, term)).collect()
}

fn instructor(rng: &mut Rng, index: usize, term: Date) -> Instructor {
    let title = match index % 20 {
        0 => Title::Academician,
        1 => Title::NationalExpert,
        2..=5 => Title::Senior,
        6..=11 => Title::Associate,
        12..=17 => Title::Intermediate,
        _ => Title::Other,
    };
    let surname = SURNAMES.get(index % SURNAMES.len()).copied().unwrap_or("王");
    let given = GIVEN.get((index * 7 + index / 20) % GIVEN.len()).copied().unwrap_or("建国");
    let (unit, field) = UNITS.get(rng.usize(..UNITS.len())).copied().unwrap_or(("演示市科技馆", "综合科普"));
    let external = index % 13 != 12;
    let title = match index % 20 {
        // Promoted in the middle of the term.
        5 => Dated::always(Title::Associate).then(term.saturating_add(60.days()), title),
        _ => Dated::always(title),
    };
    let checked = |days: i32| check(term.saturating_sub(days.days()), external);
    let checked_on = Checks(match index % 16 {
        14 => Vec::new(),
        15 => vec![checked(400)],
        // Runs out in the middle of the term.
        7 => vec![checked(300)],
        // Renewed each year.
        3 => vec![checked(420), checked(rng.i32(10..200))],
        _ => vec![checked(rng.i32(10..200))],
    });
    Instructor {
        number: format!("KP{:04}", index + 1),
        name: format!("{surname}{given}"),
        unit: if external { unit.to_owned() } else { "演示县第一实验小学".to_owned() },
        title,
        external: Dated::always(external),
        payee: Dated::always(if index % 18 == 17 { Payee::Institution } else { Payee::Person }),
        checked_on,
        paused_on: None,
        recommended_by: Some(association(COUNTY)),
        field: Some(field.to_owned()),
    }
}

/// By the county, for the schools it sends people to; a school's own staff were checked for it.
fn check(on: Date, external: bool) -> Check {
    let employer = if external { "演示县中小学" } else { "演示县第一实验小学" };
    Check { on, by: Some("演示县教育局".to_owned()), employer: Some(employer.to_owned()) }
}
