//! What columns say: their units, what is said once for all rows, and what a row refers to that does not come in.

use keqiao::{
    app::{
        import::{self, check_as_said},
        workspace::Workspace,
    },
    demo::units::{COUNTY, bureau},
    domain::{Kind, Label, field::make},
    exchange::{
        self,
        import::{Mapping, Mappings, Preview},
    },
    store::MemoryStore,
};
use pollster::block_on;
use rust_xlsxwriter::{Format, Workbook};

use crate::{
    sessions::{SCHOOL, at},
    story::{actor, demo_store, open, paper},
};

const SCHOOLS: &str = "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n\
    4101,一小,410122,小学,否,否,800,16:30,18:00,县教育局\n";
const PEOPLE: &str = "辅导员编号,姓名,工作单位,职称,校外人员,收款方\nT1,王明,科技馆,正高级,是,本人\n";

fn session(minutes: (&str, &str), distance: (&str, &str)) -> Preview {
    let sessions = format!(
        "学校标识码,辅导员编号,日期,开始时间,{},形式,地点,主题,班级数,参加人数（学生）,{}\n\
         4101,T1,2026-03-05,16:30,{},科学报告,到校,月球,2,80,{}\n",
        minutes.0, distance.0, minutes.1, distance.1
    );
    let sheets = [SCHOOLS, PEOPLE, &sessions].map(|text| exchange::read(text.as_bytes()).expect("a table"));
    import::check(&Workspace::default(), &actor(), &sheets.concat())
}

#[test]
fn a_unit_in_a_heading_is_the_columns() {
    let distance = ("单程距离", "12.5");
    for (heading, said, minutes) in [
        ("时长", "45", 45),
        ("时长（分钟）", "45", 45),
        ("时长(分)", "45", 45),
        ("时长（必填，单位：分钟）", "45", 45),
        ("时长（小时）", "2", 120),
        ("时长（小时）", "0.75", 45),
        ("时长【h】", "1.5小时", 0),
        ("时长（小时）", "2小时", 120),
    ] {
        let read = session((heading, said), distance);
        let brought = read.batch.of(Kind::Session).next().and_then(|one| one.values["minutes"].as_i64());
        assert_eq!(
            brought.unwrap_or_default(),
            minutes,
            "{said} under {heading}: {:?}",
            read.summary.problems
        );
    }
    for (heading, said, km) in [
        ("单程距离（公里）", "800", Some("800")),
        ("单程距离（米）", "800", Some("0.8")),
        ("单程距离（km）", "1.5", Some("1.5")),
        ("单程距离（里）", "3", Some("1.5")),
        ("单程距离（往返）", "3", None),
    ] {
        let read = session(("时长", "45"), (heading, said));
        let brought = read.batch.of(Kind::Session).next();
        let brought = brought.and_then(|one| one.values["distance_km"].as_str());
        assert_eq!(brought, km, "{said} under {heading}: {:?}", read.summary.problems);
    }
    let told = |read: &Preview| -> Vec<String> {
        read.summary.sheets.iter().flat_map(|sheet| &sheet.turned).map(|told| told.zh.clone()).collect()
    };
    let read = session(("时长（小时）", "2"), ("单程距离（米）", "800"));
    assert_eq!(
        told(&read),
        ["E 时长（小时）：按 1 小时 = 60 分钟换算", "K 单程距离（米）：按 1 米 = 0.001 公里换算"]
    );
    let read = session(("时长（课时）", "2"), distance);
    assert_eq!(
        read.summary.problems[0].what.zh,
        "表头“时长（课时）”中的“课时”看不出等于多少分钟，请换算成分钟并改表头"
    );
}

#[test]
fn a_unit_in_a_cells_format_is_the_cells() {
    let (money, people) = (make::money(1_000_000), make::count(0, 20_000, Label::new("人", "pupils")));
    let minutes = make::count(0, 600, Label::new("分钟", "minutes"));
    for (number, format, field, read) in [
        (12.5, "#,##0.00\"元\"", &money, Some("12.50")),
        (12.5, "\"¥\"#,##0.00", &money, Some("12.50")),
        (12.5, "#,##0.00\"万元\"", &money, None),
        (12.5, "0!.0,\"万\"", &money, None),
        (12.5, "#,##0.00", &money, Some("12.50")),
        (45.0, "0\"人\"", &people, Some("45")),
        (45.0, "0", &people, Some("45")),
        (2.0, "0\"小时\"", &minutes, None),
        (2.0, "General\"小时\"", &minutes, None),
        (45.0, "0 \"分钟\"", &minutes, Some("45")),
    ] {
        let mut book = Workbook::new();
        let shown = Format::new().set_num_format(format);
        book.add_worksheet().write_number_with_format(0, 0, number, &shown).expect("written");
        let sheets = exchange::read(&book.save_to_buffer().expect("bytes")).expect("sheets");
        let cell = sheets[0].rows().next().expect("a row").cell(0).clone();
        let said = cell.said(field.held()).ok().and_then(|said| field.read(&said).ok());
        assert_eq!(said.map(|value| field.write(&value)).as_deref(), read, "{number} as {format}");
    }
}

const HEAD: &str = "学校标识码,辅导员编号,开始时间,时长,形式,地点,主题,班级数,参加人数";

fn check(store: &MemoryStore, text: &str, said: &Mappings) -> Preview {
    let sheets = exchange::read(text.as_bytes()).expect("a table");
    check_as_said(&open(store), &at(store, &bureau(COUNTY)), &sheets, said)
}

#[test]
fn what_is_said_for_all_rows_is_told_and_the_day_is_not_remembered() {
    let store = demo_store();
    let sheet = format!("{HEAD},课次编号\n{SCHOOL},KP0002,08:00,45,科学故事,,一,1,40,\n");
    let sheet = sheet.replace(",地点", "").replace("科学故事,,", "科学故事,");
    let first = check(&store, &sheet, &Mappings::new());
    let texts = [("date", "2026-07-05"), ("place", "到校"), ("topic", "二")];
    let constants = texts.into_iter().map(|(key, text)| (key.to_owned(), text.to_owned())).collect();
    let mapping = Mapping { kind: Some("session".into()), constants, ..Mapping::default() };
    let said: Mappings = [(first.summary.sheets[0].shape.clone(), mapping)].into();
    let read = check(&store, &sheet, &said);
    let told = |read: &Preview| -> Vec<(String, String)> {
        let constants = read.summary.sheets[0].constants();
        constants.map(|(column, text)| (column.key.clone(), text.to_owned())).collect()
    };
    let pair = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    assert_eq!(told(&read), [pair("date", "2026-07-05"), pair("place", "到校")], "the topic has its column");
    assert_eq!(read.batch.len(), 1, "{:?}", read.summary.problems);
    let actor = at(&store, &bureau(COUNTY));
    block_on(import::import(&store, &open(&store), &actor, &read.batch, &paper(), &said)).expect("stored");

    let next = check(&store, &sheet.replace("08:00", "09:00"), &open(&store).settings.mappings);
    assert_eq!(told(&next), [pair("place", "到校")]);
    assert!(next.batch.is_empty());
    assert_eq!(next.summary.problems[0].what.zh, "缺少“日期”这一列");
    let blank = sheet.replace("科学故事,一", "科学故事,");
    assert!(check(&store, &blank, &said).batch.is_empty(), "a blank cell of a column is blank");
}

#[test]
fn a_topic_that_begins_as_a_total_is_a_topic() {
    let store = demo_store();
    let head = format!("主题,日期,{}", HEAD.replace(",主题", "").replace(",参加人数", ",参加人数,单程距离"));
    let read = |topic: &str| {
        let row = format!("{topic},2026-07-05,{SCHOOL},KP0002,08:00,45,科学故事,到校,1,40,\n");
        check(&store, &format!("{head}\n{row}"), &Mappings::new())
    };
    for topic in ["小计算机大世界", "总计划介绍", "共计分工作坊", "累计数的奥秘"] {
        assert_eq!(read(topic).batch.len(), 1, "{topic}: {:?}", read(topic).summary);
    }
    for total in ["合计", "小计：", "合计（元）", "总计 3"] {
        assert_eq!(read(total).summary.sheets[0].below, 1, "{total}");
    }
}

#[test]
fn what_refers_to_a_row_that_does_not_come_in_does_not_come_in() {
    let store = demo_store();
    let file = |unit: &str| {
        let people = PEOPLE.replace("T1", "X1");
        let sessions = format!("日期,{HEAD}\n2026-07-05,{SCHOOL},X1,08:00,45,科学故事,到校,一,1,40\n");
        let sheets = [people, sessions].map(|text| exchange::read(text.as_bytes()).expect("a table"));
        import::check(&open(&store), &at(&store, unit), &sheets.concat())
    };
    assert_eq!(file(&bureau(COUNTY)).batch.len(), 2, "{:?}", file(&bureau(COUNTY)).summary.problems);
    let refused = file(SCHOOL);
    let told: Vec<_> = refused.summary.problems.iter().map(|problem| &*problem.what.zh).collect();
    assert_eq!((refused.batch.len(), told.len()), (0, 2), "a school registers no instructors: {told:?}");
    assert!(told[1].contains("科技辅导员中没有编号 X1"), "{told:?}");
}

#[test]
fn units_that_refer_to_each_other_come_in_together_or_not_at_all() {
    let units = |rows: &str| {
        let text = format!("单位编号,单位名称,类别,层级,上级单位\n{rows}");
        let sheets = exchange::read(text.as_bytes()).expect("a table");
        import::check(&Workspace::default(), &actor(), &sheets)
    };
    let read = units("a,甲局,教育行政部门,县,b\nb,乙局,教育行政部门,市,c\nc,丙厅,教育行政部门,省,\n");
    assert_eq!(read.batch.len(), 3, "{:?}", read.summary);
    let read = units("a,甲局,教育行政部门,县,b\nb,乙局,教育行政部门,市,c\n合计,2,,,\n");
    assert_eq!(read.batch.len(), 0, "{:?}", read.summary.problems);
}

/// Each school has a sheet, and no column says which.
#[test]
fn what_is_said_of_one_sheet_is_not_said_of_another_with_the_same_headings() {
    let store = demo_store();
    let book = |names: [&str; 2]| {
        let sheet = |(name, day): (&str, &str)| {
            let text = format!(
                "辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数\nKP0002,{day},08:00,45,科学故事,到校,一,1,40\n"
            );
            let mut sheet = exchange::read(text.as_bytes()).expect("a table").remove(0);
            sheet.name = name.to_owned();
            sheet
        };
        [(names[0], "2026-07-03"), (names[1], "2026-07-04")].map(sheet)
    };
    let sheets = book(["甲", "乙"]);
    let look = |said: &Mappings| check_as_said(&open(&store), &at(&store, &bureau(COUNTY)), &sheets, said);
    let shape = look(&Mappings::new()).summary.sheets[0].shape.clone();
    let mut said = Mappings::new();
    let mapping = said.entry(shape).or_default();
    mapping.kind = Some("session".into());
    let asked = look(&said).summary.sheets;
    let of_sheet = |key: &str| {
        asked
            .iter()
            .map(|sheet| sheet.columns.iter().any(|column| column.key == key && column.of_sheet))
            .collect::<Vec<_>>()
    };
    assert_eq!((of_sheet("school"), of_sheet("form")), (vec![true, true], vec![false, false]));

    let mapping = said.values_mut().next().expect("said");
    mapping.of_sheets.entry("甲".into()).or_default().insert("school".into(), SCHOOL.into());
    let read = look(&said);
    let schools = |preview: &keqiao::exchange::import::Preview| {
        let of = |one: &keqiao::domain::Checked| one.values["school"].as_str().map(str::to_owned);
        preview.batch.of(Kind::Session).filter_map(of).collect::<Vec<_>>()
    };
    assert_eq!(schools(&read), [SCHOOL], "of the other nothing was said");
    let mapping = said.values_mut().next().expect("said");
    mapping.of_sheets.entry("乙".into()).or_default().insert("school".into(), "9901220002".into());
    assert_eq!(schools(&look(&said)), [SCHOOL, "9901220002"]);
    let workspace = open(&store);
    let remembered = said.values().next().expect("said").clone().remembered(workspace.fields());
    assert!(remembered.of_sheets.is_empty(), "it is said of each file anew");
}
