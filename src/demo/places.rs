//! The schools of the county.

use fastrand::Rng;
use jiff::civil::time;
use rust_decimal::Decimal;

use super::units::COUNTY;
use crate::domain::{Dated, School, school::Stage};

/// Words that name no real place: trees, waters and hills of a map that does not exist.
const VILLAGES: [&str; 24] = [
    "槐荫",
    "柳溪",
    "枣岗",
    "杏坞",
    "桐林",
    "榆坪",
    "松垛",
    "梨湾",
    "青禾",
    "麦香",
    "云台岭",
    "白鹭",
    "石桥",
    "南渡",
    "月湖",
    "望山",
    "双井",
    "清泉",
    "东篱",
    "长堤",
    "芦花",
    "望河",
    "金穗",
    "朝阳坡",
];

/// About two fifths primary schools in the town, the rest in the villages, with a few teaching points.
pub(super) fn schools(rng: &mut Rng, count: usize) -> Vec<School> {
    (0..count).map(|index| school(rng, index)).collect()
}

fn school(rng: &mut Rng, index: usize) -> School {
    let village = VILLAGES.get(index % VILLAGES.len()).copied().unwrap_or("槐荫");
    let round = index / VILLAGES.len();
    // Of every ten schools two are the town's primary schools and one its junior school, numbered through.
    let primary = number(index / 10 * 2 + index % 10 + 1);
    let junior = number(index / 10 + 1);
    let more = if round > 0 { format!("（{round}）") } else { String::new() };
    let (name, stage, rural, pupils) = match index % 10 {
        0 | 1 => (format!("演示县第{primary}实验小学"), Stage::Primary, false, rng.u32(900..2_400)),
        2 => (format!("演示县第{junior}初级中学"), Stage::Junior, false, rng.u32(700..1_900)),
        3 => (format!("演示县{village}学校{more}"), Stage::NineYear, true, rng.u32(400..1_100)),
        4 | 5 => (format!("演示县{village}镇中心小学{more}"), Stage::Primary, true, rng.u32(260..800)),
        6 => (format!("演示县{village}镇初级中学{more}"), Stage::Junior, true, rng.u32(220..700)),
        9 => (format!("演示县{village}教学点{more}"), Stage::TeachingPoint, true, rng.u32(18..96)),
        _ => (format!("演示县{village}村小学{more}"), Stage::Primary, true, rng.u32(80..320)),
    };
    let (from, until) = if stage == Stage::Junior {
        (time(17, 0, 0, 0), time(18, 40, 0, 0))
    } else if rural {
        (time(16, 0, 0, 0), time(17, 40, 0, 0))
    } else {
        (time(16, 30, 0, 0), time(18, 10, 0, 0))
    };
    School {
        code: format!("{COUNTY}{:04}", index + 1),
        payer: Dated::always(if rural || !index.is_multiple_of(4) {
            "演示县教育局".to_owned()
        } else {
            name.clone()
        }),
        name,
        division: COUNTY.to_owned(),
        stage,
        rural: Dated::always(rural),
        under_resourced: Dated::always(if rural { rng.u8(..5) < 2 } else { rng.u8(..12) == 0 }),
        pupils,
        science_teacher: Some(!rural || index.is_multiple_of(3)),
        longitude: Some(degrees(11_350_000 + index * 3_571 % 40_000)),
        latitude: Some(degrees(3_460_000 + index * 2_713 % 30_000)),
        nearest_base_km: Some(Decimal::from(if rural { 12 + index * 7 % 60 } else { 1 + index % 8 })),
        service_from: Dated::always(from),
        service_until: Dated::always(until),
    }
}

/// Of hundred-thousandths.
fn degrees(parts: usize) -> Decimal {
    Decimal::new(i64::try_from(parts).unwrap_or_default(), 5).normalize()
}

/// 一, 十二, 一百零五: a number below a thousand as schools write it.
fn number(number: usize) -> String {
    let digit = |digit: usize| {
        ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"].get(digit).copied().unwrap_or_default()
    };
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.push_str(digit(hundreds));
        text.push('百');
    }
    if tens > 0 {
        // 十二, but 一百一十二.
        if tens > 1 || hundreds > 0 {
            text.push_str(digit(tens));
        }
        text.push('十');
    } else if hundreds > 0 && ones > 0 {
        text.push('零');
    }
    if ones > 0 {
        text.push_str(digit(ones));
    }
    text
}
