//! Tables as offices make them themselves: found by name, matched by hand, and told in every part before anything is stored.

use keqiao::{
    app::{
        import::{self, check_as_said},
        transitions::TransitionError,
    },
    demo::units::{COUNTY, bureau},
    domain::Kind,
    exchange::{
        self, Sheet,
        import::{Answer, Mapping, Mappings, Preview, Problem},
    },
    store::{MemoryStore, StoreError},
};
use pollster::block_on;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::{
    sessions::{SCHOOL, at, session},
    story::{demo_store, open, paper},
};

pub fn csv(text: &str) -> Vec<Sheet> {
    exchange::read(text.as_bytes()).expect("a table")
}

fn book(fill: impl FnOnce(&mut Workbook)) -> Vec<Sheet> {
    let mut book = Workbook::new();
    fill(&mut book);
    exchange::read(&book.save_to_buffer().expect("bytes")).expect("sheets")
}

fn rows(sheet: &mut Worksheet, from: u32, rows: &[&str]) {
    for (row, line) in (from..).zip(rows) {
        for (column, cell) in (0..).zip(line.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, column, cell).expect("written");
        }
    }
}

pub fn check(store: &MemoryStore, sheets: &[Sheet], said: &Mappings) -> Preview {
    check_as_said(&open(store), &at(store, &bureau(COUNTY)), sheets, said)
}

fn bring(store: &MemoryStore, preview: &Preview, said: &Mappings) -> Result<(), TransitionError> {
    let actor = at(store, &bureau(COUNTY));
    block_on(import::import(store, &open(store), &actor, &preview.batch, &paper(), said)).map(drop)
}

pub fn told(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|p| format!("{} {}: {}", p.row, p.column, p.what.zh)).collect()
}

pub fn said(of: &Preview, mapping: Mapping) -> Mappings {
    [(of.summary.sheets[0].shape.clone(), mapping)].into()
}

fn texts<const N: usize>(pairs: [(&str, &str); N]) -> std::collections::BTreeMap<String, String> {
    pairs.into_iter().map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
}

/// A title above, two rows of headings with merged cells, a total and a note below.
fn own_table() -> Vec<Sheet> {
    book(|book| {
        let sheet = book.add_worksheet();
        sheet.set_name("三月").expect("a name");
        let centred = Format::new();
        sheet.merge_range(0, 0, 0, 7, "某县2026年7月科普进校园一览", &centred).expect("merged");
        for (column, heading) in [(0, "序号"), (1, "学校"), (2, "专家\n姓名"), (3, "单位"), (7, "备注")]
        {
            sheet.merge_range(1, column, 2, column, heading, &centred).expect("merged");
        }
        sheet.merge_range(1, 4, 1, 6, "授课情况", &centred).expect("merged");
        rows(sheet, 2, &[",,,,授课时间（年月日时分）,授课题目,人数"]);
        rows(
            sheet,
            3,
            &["1,城关一小,甲,馆,2026-07-05 08:00,月球,40,", "2,城关一小,甲,馆,2026年7月5日下午2:30,火星,35,"],
        );
        rows(sheet, 5, &["合计,,,,,2,75", "制表人：某某"]);
    })
}

#[test]
fn an_offices_own_table_is_offered_matched_by_hand_and_remembered() {
    let store = demo_store();
    let workspace = open(&store);
    let school = workspace.schools.get(SCHOOL).expect("a school").name.clone();
    let instructor = workspace.instructors.get("KP0002").expect("an instructor");
    let (name, unit) = (instructor.name.clone(), instructor.unit.clone());
    let first = check(&store, &own_table(), &Mappings::new());
    let report = &first.summary.sheets[0];
    assert_eq!((report.kind.as_deref(), report.likely.as_deref()), (None, Some("session")));
    assert_eq!((report.titles, report.name.as_str()), (1, "三月"));
    assert!(first.batch.is_empty());
    let topic =
        report.columns.iter().find(|column| column.key == "topic").expect("a column of the likely kind");
    assert_eq!(
        (topic.heading.as_str(), &topic.samples[..]),
        ("授课情况授课题目", &["月球", "火星"].map(str::to_owned)[..])
    );

    let mapping = Mapping {
        kind: Some("session".into()),
        constants: texts([("minutes", "45"), ("form", "科学故事"), ("place", "到校"), ("classes", "1")]),
        names: [
            ("school".to_owned(), texts([("城关一小", SCHOOL)])),
            ("instructor".to_owned(), texts([("甲（馆）", "KP0002")])),
        ]
        .into(),
        // Two of one day.
        rows: [("三月!5".to_owned(), Answer::Another)].into(),
        ..Mapping::default()
    };
    let said = said(&first, mapping);
    let read = check(&store, &own_table(), &said);
    assert_eq!(told(&read.summary.problems), [""; 0]);
    let report = &read.summary.sheets[0];
    assert_eq!((report.kind.as_deref(), report.below), (Some("session"), 2));
    assert_eq!(report.unknown, ["H 备注"]);
    let brought: Vec<_> = read.batch.of(Kind::Session).map(|session| session.values.clone()).collect();
    let text = |place: usize, key: &str| brought[place][key].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (text(0, "date"), text(0, "starts"), text(1, "starts")),
        ("2026-07-05".into(), "08:00:00".into(), "14:30:00".into())
    );
    bring(&store, &read, &said).expect("imported");
    assert_eq!(
        check(&store, &own_table(), &open(&store).settings.mappings).summary.counts[0].1.unchanged,
        2,
        "remembered"
    );

    // By their own names nobody need be asked, and the school may be written with its county.
    let named = csv(&format!(
        "学校名称,辅导员姓名,工作单位,日期,开始时间,时长,形式,地点,主题,班级数,参加人数\n\
         演示省演示市演示县{school},{name},{unit},2026-07-04,08:00,45,科学故事,到校,一,1,40\n"
    ));
    let read = check(&store, &named, &Mappings::new());
    assert_eq!(told(&read.summary.problems), [""; 0], "{:?}", read.summary.asked);
    let one = read.batch.of(Kind::Session).next().expect("a session");
    assert_eq!(
        (one.values["school"].as_str(), one.values["instructor"].as_str()),
        (Some(SCHOOL), Some("KP0002"))
    );
    assert_eq!(read.summary.found.len(), 2, "told whom the names mean");
}

#[test]
fn a_name_that_means_several_or_nobody_is_asked_and_one_that_is_not_the_codes_is_told() {
    let store = MemoryStore::default();
    let schools = "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n\
        4101,实验小学,410122,小学,否,否,800,16:30,18:00,县教育局\n\
        4102,城关镇中心小学,410122,小学,否,否,800,16:30,18:00,县教育局\n\
        4103,实验小学,410122,小学,否,否,800,16:30,18:00,县教育局\n";
    let people = "辅导员编号,姓名,工作单位,职称,校外人员,收款方\n\
        T1,王明,科技馆,正高级,是,本人\nT2,王明,天文台,正高级,是,本人\nT3,李华,科技馆,正高级,是,本人\n";
    let read = |rows: &str, said: &Mappings| {
        let head = "学校标识码,学校名称,辅导员编号,辅导员姓名,单位,聘任起,聘任止\n";
        let sheets = [csv(schools), csv(people), csv(&format!("{head}{rows}"))].concat();
        check_as_said(&open(&store), &crate::story::actor(), &sheets, said)
    };
    let of = |rows: &str| {
        let preview = read(rows, &Mappings::new());
        match preview.batch.of(Kind::Appointment).next() {
            Some(record) => record.id.clone(),
            None => told(&preview.summary.problems).join("；"),
        }
    };
    let term = "2026-02-20,2026-07-10\n";
    assert_eq!(of(&format!("4102,,T3,,,{term}")), "4102_T3_2026-02-20");
    assert_eq!(of(&format!("4102,城关镇中心小学,T3,李华,,{term}")), "4102_T3_2026-02-20");
    assert_eq!(
        of(&format!("城关镇中心小学,,李华,,,{term}")),
        "4102_T3_2026-02-20",
        "names where codes stand"
    );
    assert_eq!(of(&format!(",中心小学,,lh,,{term}")), "4102_T3_2026-02-20", "without the town, by pinyin");
    assert_eq!(
        of(&format!(",城关镇中心小学,,王明,天文台,{term}")),
        "4102_T2_2026-02-20",
        "told apart by unit"
    );
    assert_eq!(
        of(&format!("4102,实验小学,T3,,,{term}")),
        "2 A 学校标识码: 编号 4102 不是“实验小学”，请改正编号或名称"
    );
    assert!(of(&format!(",第九小学,T3,,,{term}")).contains("学校中没有“第九小学”"));
    let several = format!(",实验小学,T3,,,{term}");
    assert!(of(&several).contains("有 2 条记录叫“实验小学”"));
    let asked = read(&several, &Mappings::new()).summary;
    assert_eq!(asked.asked[0].candidates.len(), 2);
    let shape = asked.asked[0].shape.clone();
    let names = [("school".to_owned(), texts([("实验小学", "4103")]))].into();
    let answered = read(&several, &[(shape, Mapping { names, ..Mapping::default() })].into());
    assert_eq!(answered.batch.of(Kind::Appointment).next().expect("one").id, "4103_T3_2026-02-20");
}

#[test]
fn headings_are_known_however_they_are_written_and_what_is_not_read_is_named() {
    let store = demo_store();
    let read = check(
        &store,
        &csv(
            "辅导员编号：,姓名 *,\"工作\n单位\",职称（评定）,校外人员,【必填】收款方,入职查询日期\u{200B},身份\nX1,王明,科技馆,正高级,是,本人,2026-02-01,x\n",
        ),
        &Mappings::new(),
    );
    assert_eq!(told(&read.summary.problems), [""; 0]);
    let record = read.batch.of(Kind::Instructor).next().expect("one");
    assert_eq!(record.values["checked_on"][0]["on"], "2026-02-01");
    assert_eq!(read.summary.sheets[0].unknown, ["H 身份"]);
}

#[test]
fn what_is_hidden_is_told_and_left_out_unless_wanted() {
    let store = demo_store();
    let sheets = book(|book| {
        let head = "辅导员编号,姓名,工作单位,职称,校外人员,收款方";
        let sheet = book.add_worksheet();
        rows(sheet, 0, &[head, "X1,甲,馆,正高级,是,本人", "X2,乙,馆,正高级,是,本人"]);
        sheet.set_row_hidden(2).expect("hidden");
        let hidden = book.add_worksheet();
        rows(hidden, 0, &[&format!("{head},专业领域"), "X3,丙,馆,正高级,是,本人,天文"]);
        hidden.set_hidden(true);
        rows(book.add_worksheet(), 0, &["菜名,价格", "豆腐,8"]);
    });
    let ids = |preview: &Preview| -> Vec<String> {
        preview.batch.iter().map(|incoming| incoming.record.id.clone()).collect()
    };
    let read = check(&store, &sheets, &Mappings::new());
    assert_eq!(ids(&read), ["X1"]);
    let reports = &read.summary.sheets;
    assert_eq!((reports[0].hidden_rows, reports[1].hidden, reports[2].kind.is_none()), (1, true, true));
    let wanted = Mapping { hidden: true, ..Mapping::default() };
    let said: Mappings = reports.iter().map(|report| (report.shape.clone(), wanted.clone())).collect();
    assert_eq!(ids(&check(&store, &sheets, &said)), ["X1", "X2", "X3"]);
}

#[test]
fn what_a_sheet_has_no_column_for_stays_and_every_change_is_told() {
    let store = demo_store();
    let workspace = open(&store);
    let instructor = workspace.instructors.get("KP0002").expect("there");
    let read = check(
        &store,
        &csv("辅导员编号,工作单位,专业领域\nKP0002,新单位,昆虫\nKP9999,新单位,昆虫\n"),
        &Mappings::new(),
    );
    let changes = told(&read.changes);
    let field = instructor.field.clone().unwrap_or_else(|| "无".into());
    assert_eq!(
        changes,
        [
            format!("2 B 工作单位: 新单位（此前：{}）", instructor.unit),
            format!("2 C 专业领域: 昆虫（此前：{field}）")
        ]
    );
    assert!(
        told(&read.summary.problems).iter().all(|told| told.contains("缺少")),
        "only a new one needs the others"
    );
    bring(&store, &read, &Mappings::new()).expect("imported");
    let workspace = open(&store);
    let after = workspace.instructors.get("KP0002").expect("there");
    assert_eq!(
        (&*after.unit, &after.checked_on, &after.title),
        ("新单位", &instructor.checked_on, &instructor.title)
    );
}

const HEAD: &str = "课次编号,学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数\n";

fn of(id: &str, starts: &str) -> String {
    format!("{id},{SCHOOL},KP0002,2026-07-05,{starts},45,科学故事,到校,一,1,40\n")
}

#[test]
fn two_sessions_change_places() {
    let store = demo_store();
    let read =
        check(&store, &csv(&format!("{HEAD}{}{}", of("", "08:00"), of("", "09:00"))), &Mappings::new());
    bring(&store, &read, &Mappings::new()).expect("imported");
    let id = |time: &str| format!("{SCHOOL}_KP0002_2026-07-05_{time}");
    let swapped = format!("{HEAD}{}{}", of(&id("0800"), "09:00"), of(&id("0900"), "08:00"));
    let read = check(&store, &csv(&swapped), &Mappings::new());
    assert_eq!((told(&read.summary.problems), read.batch.len()), (Vec::new(), 2));
    bring(&store, &read, &Mappings::new()).expect("imported");
    assert_eq!(session(&open(&store), &id("0800")).starts.hour(), 9);
    // One that moves to where the other still is.
    let onto = check(&store, &csv(&format!("{HEAD}{}", of(&id("0800"), "08:00"))), &Mappings::new());
    assert_eq!((onto.batch.len(), onto.summary.problem_count), (0, 1));
}

#[test]
fn what_the_preview_referred_to_is_there_when_it_is_stored() {
    let store = demo_store();
    let previewed = open(&store);
    let read = check(&store, &csv(&format!("{HEAD}{}", of("", "08:00"))), &Mappings::new());
    crate::joint::save_again(&store, (Kind::School, SCHOOL));
    let actor = at(&store, &bureau(COUNTY));
    let stored =
        block_on(import::import(&store, &previewed, &actor, &read.batch, &paper(), &Mappings::new()));
    assert!(matches!(stored, Err(TransitionError::Store(StoreError::Conflict { .. }))), "{stored:?}");
    assert!(open(&store).sessions.get(&format!("{SCHOOL}_KP0002_2026-07-05_0800")).is_none());
}

#[test]
fn headings_that_are_repeated_on_every_page_are_no_records() {
    let head = "辅导员编号,姓名,工作单位,职称,校外人员,收款方\n";
    let row = |n: u8| format!("X{n},甲{n},馆,正高级,是,本人\n");
    let sheet = format!("{head}{}小计,,,1\n{head}{}合计,,,2\n", row(1), row(2));
    let read = check(&demo_store(), &csv(&sheet), &Mappings::new());
    assert_eq!((told(&read.summary.problems), read.batch.len()), (Vec::new(), 2));
    assert_eq!(read.summary.sheets[0].below, 3, "which is told");
}

#[test]
fn wide_sheets_of_something_else_are_told_in_time() {
    let heads: Vec<String> = (0..250).map(|n| format!("栏目{n}")).collect();
    let sheets = book(|book| {
        for n in 0..200 {
            let sheet = book.add_worksheet();
            rows(sheet, 0, &[&heads.join(","), &format!("{n},甲")]);
        }
    });
    let store = demo_store();
    let begun = std::time::Instant::now();
    let read = check(&store, &sheets, &Mappings::new());
    assert_eq!((read.summary.sheets.len(), read.batch.len()), (200, 0));
    let took = begun.elapsed();
    assert!(took < std::time::Duration::from_secs(20), "{took:?}, not optimised");
}
