//! Files as people send them: what is read, what is refused, and in which words.

use keqiao::{
    app::{import::check, workspace::Workspace},
    domain::{Kind, Lang},
    exchange::{self, FileFault, import::Preview},
};
use proptest::prelude::*;
use rust_xlsxwriter::{Formula, Workbook};

use crate::story::actor;

const SCHOOLS: &str = "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n\
    4101,一小,410122,小学,否,否,800,16:30,18:00,县教育局\n";
const INSTRUCTORS: &str = "辅导员编号,姓名,工作单位,职称,校外人员,收款方,入职查询日期,专业领域\n\
    T1,王明,科技馆,正高级,是,本人,2026-02-01,天文\n";
const SESSIONS: &str =
    "学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数,单程距离,课时已确认\n";

fn preview(files: &[&str]) -> Preview {
    let sheets: Vec<_> =
        files.iter().flat_map(|file| exchange::read(file.as_bytes()).expect("a table")).collect();
    check(&Workspace::default(), &actor(), &sheets)
}

/// The problems of session rows, each as `row column: text`.
fn problems(rows: &str) -> Vec<String> {
    let preview = preview(&[SCHOOLS, INSTRUCTORS, &format!("{SESSIONS}{rows}")]);
    let line =
        |p: &keqiao::exchange::import::Problem| format!("{} {}: {}", p.row, p.column, p.what.get(Lang::Zh));
    preview.summary.problems.iter().map(line).collect()
}

#[test]
fn a_row_without_fault_is_a_record() {
    let preview = preview(&[
        SCHOOLS,
        INSTRUCTORS,
        &format!("{SESSIONS}4101,T1,2026-03-05,16:30,45,科学报告,到校,月球,2,80,12.5,是\n"),
    ]);
    assert_eq!(preview.summary.problems, []);
    assert_eq!(preview.batch.of(Kind::Session).count(), 1);
    assert_eq!(preview.batch.of(Kind::Session).next().expect("one").values["distance_km"], "12.5");
}

#[test]
fn each_fault_is_told_by_row_and_column() {
    for (row, expected) in [
        (",T1,2026-03-05,16:30,45,科学报告,到校,月球,2,80,,是", "2 A 学校标识码: 必填，未填写"),
        (
            "4101,T1,2026-02-30,16:30,45,科学报告,到校,月球,2,80,,是",
            "2 C 日期: “2026-02-30”不是有效日期，请写成 2026-03-05",
        ),
        (
            "4101,T1,2026-03-05,25:00,45,科学报告,到校,月球,2,80,,是",
            "2 D 开始时间: “25:00”不是有效时间，请写成 16:30",
        ),
        ("4101,T1,2026-03-05,16:30,很久,科学报告,到校,月球,2,80,,是", "2 E 时长: “很久”不是数字"),
        ("4101,T1,2026-03-05,16:30,9999,科学报告,到校,月球,2,80,,是", "2 E 时长: 9999 不在 1～600 之间"),
        (
            "4101,T1,2026-03-05,16:30,45,唱歌,到校,月球,2,80,,是",
            "2 F 形式: “唱歌”不在可选项中：科学报告、科学故事、科普课程、科技社团、兴趣小组",
        ),
        (
            "9999,T1,2026-03-05,16:30,45,科学报告,到校,月球,2,80,,是",
            "2 A 学校标识码: 学校中没有编号 9999，请先登记或改正",
        ),
        (
            "4101,T9,2026-03-05,16:30,45,科学报告,到校,月球,2,80,,是",
            "2 B 辅导员编号: 科技辅导员中没有编号 T9，请先登记或改正",
        ),
        (
            "4101,T1,2026-03-05,16:30,45,科学报告,到校,月球,2,80,1.25,是",
            "2 K 单程距离: 1.25 的小数位数超过 1 位",
        ),
        ("4101,T1,2026-03-05,16:30,45,科学报告,到校,月球,2,80,,也许", "2 L 课时已确认: “也许”应为“是”或“否”"),
        (
            "4101,T1,2026-03-05,16:30,=45,科学报告,到校,月球,2,80,,是",
            "2 E 时长: 是公式，请改为数值（复制后选择性粘贴“数值”）",
        ),
        ("4101,T1,2026-03-05,16:30,#N/A,科学报告,到校,月球,2,80,,是", "2 E 时长: “#N/A”不是数字"),
        ("4101,T1,2026-03-05,23:30,60,科学报告,到校,月球,2,80,,是", "2 E 时长: 课次应在当日结束"),
    ] {
        assert_eq!(problems(&format!("{row}\n")), [expected]);
    }
}

#[test]
fn the_same_session_twice_and_two_at_once_are_faults() {
    let row = "4101,T1,2026-03-05,16:30,45,科学报告,到校,月球,2,80,,是\n";
    assert_eq!(problems(&format!("{row}{row}")), ["3 : 与“”第 2 行重复"]);
    let overlapping = row.replace("16:30", "17:00");
    assert_eq!(
        problems(&format!("{row}{overlapping}")),
        ["3 D 开始时间: 该辅导员当日此时已有课次（4101 16:30）；几个班同时听讲请合为一个课次"]
    );
    let after = row.replace("16:30", "17:15");
    let asked = "3 D 开始时间: 与另一条只有这一项不同，可能是同一条，请在上面选定";
    assert_eq!(problems(&format!("{row}{after}")), [asked], "two of a day may be one");
}

#[test]
fn a_missing_column_is_told_once() {
    let preview = preview(&[&SCHOOLS.replace(",学段", "").replace(",小学", "")]);
    let problem = &preview.summary.problems[0];
    assert_eq!((problem.row, problem.what.zh.as_str()), (1, "缺少“学段”这一列"));
    assert!(preview.batch.is_empty());
}

#[test]
fn office_software_csv_in_gb18030_is_read() {
    let (bytes, _, _) = encoding_rs::GB18030.encode(SCHOOLS);
    let sheets = exchange::read(&bytes).expect("a table");
    let preview = check(&Workspace::default(), &actor(), &sheets);
    assert_eq!(preview.batch.of(Kind::School).next().expect("one").values["name"], "一小");
}

#[test]
fn a_formula_in_a_workbook_is_read_by_its_result_and_a_time_by_its_format() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("学校").expect("a name");
    for (column, heading) in SCHOOLS.lines().next().expect("headings").split(',').enumerate() {
        sheet.write_string(0, column as u16, heading).expect("context");
    }
    for (column, text) in SCHOOLS.lines().nth(1).expect("a row").split(',').enumerate() {
        sheet.write_string(1, column as u16, text).expect("context");
    }
    let time = rust_xlsxwriter::Format::new().set_num_format("hh:mm");
    sheet.write_number_with_format(1, 7, 0.6875, &time).expect("context");
    sheet.write_formula(1, 6, Formula::new("=400+400").set_result("800")).expect("context");
    let bytes = book.save_to_buffer().expect("bytes");
    let preview = check(&Workspace::default(), &actor(), &exchange::read(&bytes).expect("sheets"));
    assert_eq!(preview.summary.problems, []);
    assert_eq!(preview.summary.sheets[0].formulas, 1, "and that is told");
    let school = preview.batch.of(Kind::School).next().expect("one");
    assert_eq!(school.values["pupils"], 800);
    assert_eq!(school.values["service_from"][0]["value"], "16:30:00");
}

#[test]
fn files_that_are_not_tables_are_refused_by_what_they_are() {
    let zip = {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        writer.start_file::<_, ()>("readme.txt", zip::write::FileOptions::default()).expect("a file");
        writer.finish().expect("bytes").into_inner()
    };
    let fault = |bytes: &[u8]| exchange::read(bytes).expect_err("refused");
    assert_eq!(fault(b""), FileFault::Empty);
    assert_eq!(fault(&vec![0x41; 50 * 1_024 * 1_024]), FileFault::TooLarge);
    assert!(matches!(fault(b"\xD0\xCF\x11\xE0\xA1\xB1"), FileFault::Damaged(_)));
    assert_eq!(fault(b"%PDF-1.7"), FileFault::Other("PDF"));
    assert_eq!(fault(b"<html><table>"), FileFault::Other("网页 (a web page)"));
    assert_eq!(fault(b"\x00\x01\x02"), FileFault::Unknown);
    assert!(matches!(fault(&zip), FileFault::Other(_)));
    assert!(matches!(fault(b"PK\x03\x04 not really"), FileFault::Damaged(_)));
}

#[test]
fn a_table_of_something_else_is_not_taken_for_ours() {
    let preview = preview(&["菜名,价格\n豆腐,8\n"]);
    assert_eq!(preview.summary.problem_count, 1);
    assert!(preview.summary.problems[0].what.zh.starts_with("没有认出"));
}

proptest! {
    #[test]
    fn no_bytes_make_it_fail_badly(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(sheets) = exchange::read(&bytes) {
            check(&Workspace::default(), &actor(), &sheets);
        }
    }

    #[test]
    fn no_text_under_our_headings_makes_it_fail_badly(cells in proptest::collection::vec("[^\",\r\n\\x00]{0,12}", 12)) {
        let row = cells.join(",");
        let preview = preview(&[SCHOOLS, INSTRUCTORS, &format!("{SESSIONS}{row}\n")]);
        prop_assert!(preview.batch.of(Kind::Session).count() == 0 || preview.summary.problem_count == 0);
    }
}

#[test]
fn a_sheet_of_something_else_is_not_looked_at_to_its_end() {
    let row = "4101,T1,明天,16:30,45,科学报告,到校,月球,2,80,,是\n";
    let good = "4101,T1,2026-03-05,16:30,45,科学报告,到校,月球,2,80,,是\n";
    let sheet = format!("{SESSIONS}{}{good}", row.repeat(20_003));
    let preview = preview(&[SCHOOLS, INSTRUCTORS, &sheet]);
    let (report, summary) = (&preview.summary.sheets[2], &preview.summary);
    assert_eq!((report.unchecked, summary.problem_count), (4, 20_000));
    assert_eq!(preview.batch.of(Kind::Session).count(), 0, "what was not looked at does not come in");
}
