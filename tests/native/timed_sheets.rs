//! Times and durations as offices write them: beginning and end in one cell, minutes in lesson-hours.

use keqiao::{
    domain::Kind,
    exchange::import::{Mapping, Mappings, Preview},
};

use crate::{
    office_sheets::{check, csv, said, told},
    sessions::SCHOOL,
    story::demo_store,
};

/// A sheet of sessions in which something stands in the place of the beginning and the minutes.
fn timed(head: &str, cells: &[&str], constants: &[(&str, &str)]) -> Preview {
    let store = demo_store();
    let rows = cells
        .iter()
        .zip(1..)
        .map(|(cells, day)| format!("{SCHOOL},KP0002,2026-08-{day:02},{cells},科学故事,到校,一,1,40\n"));
    let head = format!("学校标识码,辅导员编号,日期,{head},形式,地点,主题,班级数,参加人数\n");
    let sheets = csv(&format!("{head}{}", rows.collect::<String>()));
    let first = check(&store, &sheets, &Mappings::new());
    let constants = constants.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
    let mapping = Mapping { kind: Some("session".into()), constants, ..Mapping::default() };
    check(&store, &sheets, &said(&first, mapping))
}

fn begin_and_last(preview: &Preview) -> Vec<String> {
    let of = |record: &keqiao::domain::Checked| {
        format!("{} {}", record.values["starts"].as_str().unwrap_or_default(), record.values["minutes"])
    };
    preview.batch.of(Kind::Session).map(of).collect()
}

#[test]
fn a_time_that_says_when_it_ends_says_how_long_it_goes_on() {
    let read = timed(
        "起止时间",
        &[
            "16:30-17:15",
            "16:30—17:15",
            "16:30 至 17:15",
            "下午4:30-5:15",
            "16：30～17：15",
            "11:30-1:00",
            "上午8:30-9:15",
        ],
        &[],
    );
    assert_eq!(told(&read.summary.problems), [""; 0]);
    let afternoon = "16:30:00 45";
    let expected = [afternoon, afternoon, afternoon, afternoon, afternoon, "11:30:00 90", "08:30:00 45"];
    assert_eq!(begin_and_last(&read), expected);
    let spans = &read.summary.sheets[0].spans;
    let first = spans.first.as_ref().expect("told");
    assert_eq!((spans.count, first.0.as_str()), (7, "16:30-17:15"));
    assert_eq!(first.1.zh, "开始时间 16:30、时长 45 分钟");

    let uncertain = timed("起止时间", &["4:30-5:15", "17:15-16:30上午", "16:30-17:15"], &[]);
    assert_eq!(
        told(&uncertain.summary.problems),
        [
            "2 D 开始时间: “4:30”看不出是上午还是下午，请写成 16:30 或 04:30",
            "3 D 开始时间: “17:15-16:30上午”不是有效时间，请写成 16:30",
        ]
    );
    let both = timed("起止时间,时长", &["16:30-17:15,40", "16:30-17:15,"], &[]);
    assert_eq!(begin_and_last(&both), [afternoon]);
    let apart = ["2 D 开始时间: 起止时间是45 分钟，“时长”一列是40 分钟，请改成一致"];
    assert_eq!(told(&both.summary.problems), apart, "neither of the two is taken unasked");
    let agree = timed("起止时间,时长", &["16:30-17:15,45"], &[]);
    assert_eq!(begin_and_last(&agree), [afternoon]);
    assert_eq!(begin_and_last(&timed("起止时间", &["16:30-17:15"], &[("minutes", "90")])), [afternoon]);

    let store = demo_store();
    let school = csv("学校标识码,课后服务时间\n9901220001,16:00-17:30\n");
    let first = check(&store, &school, &Mappings::new());
    let read =
        check(&store, &school, &said(&first, Mapping { kind: Some("school".into()), ..Mapping::default() }));
    let school = read.batch.of(Kind::School).next().expect("changed");
    let from =
        |key: &str| school.values[key].as_array().expect("dated").last().expect("a value")["value"].clone();
    assert_eq!((from("service_from"), from("service_until")), ("16:00:00".into(), "17:30:00".into()));
}

#[test]
fn lesson_hours_are_minutes_once_somebody_has_said_how_many() {
    let asked = timed("开始时间,课时数", &["16:30,2", "16:30,1"], &[]);
    let lacking = "表中填的是课时数，请在“核对各列”中填写一课时是多少分钟";
    assert_eq!(told(&asked.summary.problems), [format!("1 时长: {lacking}")], "asked once");
    let column = asked.summary.sheets[0].columns.iter().find(|column| column.key == "minutes_lessons");
    assert_eq!(column.expect("offered").heading, "课时数");
    let said = [("minutes_lessons", "40")];
    let read = timed("开始时间,课时数", &["16:30,2", "16:30,1课时", "16:30,1.5节"], &said);
    assert_eq!(told(&read.summary.problems), [""; 0]);
    assert_eq!(begin_and_last(&read), ["16:30:00 80", "16:30:00 40", "16:30:00 60"]);
    let odd = timed("开始时间,课时数", &["16:30,两节", "16:30,0.33"], &said);
    assert_eq!(odd.summary.problem_count, 2, "{:?}", told(&odd.summary.problems));
}

#[test]
fn a_column_of_beginning_and_end_stands_beside_one_that_says_the_day() {
    let store = demo_store();
    for (head, day, time) in [
        ("上课时间,起止时间", "2026-08-05", "16:30-17:15"),
        ("活动日期,活动时间", "2026-08-05", "16:30-17:15"),
        ("日期,上课时间", "2026-08-05", "16:30-17:15"),
        ("日期,时段", "2026-08-05", "下午4:30-5:15"),
    ] {
        let sheets = csv(&format!(
            "学校标识码,辅导员编号,{head},形式,地点,主题,班级数,参加人数\n\
             {SCHOOL},KP0002,{day},{time},科学故事,到校,一,1,40\n"
        ));
        let first = check(&store, &sheets, &Mappings::new());
        let mapping = Mapping { kind: Some("session".into()), ..Mapping::default() };
        let read = check(&store, &sheets, &said(&first, mapping));
        assert_eq!(told(&read.summary.problems), [""; 0], "{head}");
        assert_eq!(begin_and_last(&read), ["16:30:00 45"], "{head}");
    }
}
