//! What sessions are about.

use fastrand::Rng;

use crate::domain::session::Form;

const SUBJECTS: [&str; 24] = [
    "月球车怎样转弯",
    "黄河水里的泥沙",
    "小麦的一生",
    "恐龙蛋化石",
    "雷电与安全",
    "北斗怎样定位",
    "桥为什么不会塌",
    "看不见的细菌",
    "星座与四季",
    "种子的旅行",
    "机器人会看路",
    "声音的颜色",
    "古建筑的榫卯",
    "土壤里的动物",
    "从纸飞机到大飞机",
    "食物里的能量",
    "地震波的语言",
    "水稻与蛙",
    "磁铁的秘密",
    "人工智能会犯错",
    "火箭分几级",
    "节水的办法",
    "显微镜下的洋葱",
    "太阳能小车",
];

/// A subject with the form's own word.
pub(super) fn topic(rng: &mut Rng, form: Form) -> String {
    let subject = SUBJECTS.get(rng.usize(..SUBJECTS.len())).copied().unwrap_or("月球车怎样转弯");
    match form {
        Form::Report => format!("报告：{subject}"),
        Form::Story => format!("故事：{subject}"),
        Form::Course => format!("{subject}（第{}讲）", rng.u8(1..=8)),
        Form::Club => format!("社团：{subject}"),
        Form::Group => format!("小组：{subject}"),
    }
}
