//! Whom a name means: the row says more of them than the name, and what it says is held against what is on file.

use keqiao::{
    app::import::{self, check_as_said},
    domain::Kind,
    exchange::{
        self, Sheet,
        import::{Mapping, Mappings, Preview},
    },
    store::MemoryStore,
};
use pollster::block_on;

use crate::story::{actor, open, paper};

const SCHOOLS: &str = "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n\
    4101,实验小学,410122,小学,否,否,800,16:30,18:00,县教育局\n";
const PEOPLE: &str = "辅导员编号,姓名,工作单位,职称,校外人员,收款方\n\
    I1,王芳,县农业局,正高级,是,本人\nI2,王芳,县农业局,正高级,是,本人\nI3,王芳,县科协,正高级,是,本人\n\
    I4,赵敏,县农业局,副高级,是,本人\n";

fn csv(text: &str) -> Vec<Sheet> {
    exchange::read(text.as_bytes()).expect("a table")
}

fn on_file() -> MemoryStore {
    let store = MemoryStore::default();
    let read = import::check(&open(&store), &actor(), &[csv(SCHOOLS), csv(PEOPLE)].concat());
    let nothing = Mappings::new();
    block_on(import::import(&store, &open(&store), &actor(), &read.batch, &paper(), &nothing))
        .expect("stored");
    store
}

/// Appointments, each of a school and a person with their unit and title.
fn read(store: &MemoryStore, rows: &[&str], said: &Mappings) -> Preview {
    let rows: String = rows.iter().map(|row| format!("{row},2026-02-20,2026-07-10\n")).collect();
    let sheet = csv(&format!("学校名称,辅导员姓名,单位,职称,聘任起,聘任止\n{rows}"));
    let check = |said: &Mappings| check_as_said(&open(store), &actor(), &sheet, said);
    let shape = check(said).summary.sheets[0].shape.clone();
    let mut said = said.clone();
    said.entry(shape).or_default().kind = Some("appointment".into());
    check(&said)
}

fn people(preview: &Preview) -> Vec<&str> {
    preview.batch.of(Kind::Appointment).filter_map(|one| one.values["instructor"].as_str()).collect()
}

fn asked(preview: &Preview) -> Vec<(&str, usize)> {
    preview.summary.asked.iter().map(|asked| (&*asked.name, asked.candidates.len())).collect()
}

fn answered(preview: &Preview, id: &str) -> Mappings {
    let asked = &preview.summary.asked[0];
    let names = [(asked.field.clone(), [(asked.name.clone(), id.to_owned())].into())].into();
    [(asked.shape.clone(), Mapping { names, ..Mapping::default() })].into()
}

#[test]
fn an_answer_is_of_the_name_with_what_stands_beside_it() {
    let store = on_file();
    let rows = ["实验小学,王芳,农业局,", "实验小学,王芳,科协,"];
    let first = read(&store, &rows, &Mappings::new());
    assert_eq!((people(&first), asked(&first)), (vec!["I3"], vec![("王芳（农业局）", 2)]));
    let second = read(&store, &rows, &answered(&first, "I1"));
    assert_eq!((people(&second), asked(&second)), (vec!["I1", "I3"], vec![]));
    let told: Vec<_> =
        second.summary.found.iter().map(|found| (&*found.name, &*found.candidates[0].0)).collect();
    assert!(told.contains(&("王芳（农业局）", "I1")), "whom it was said to mean is told, too: {told:?}");
}

#[test]
fn the_only_one_of_a_name_is_asked_for_where_the_row_says_something_else_of_them() {
    let store = on_file();
    for (row, taken) in [
        ("实验小学,赵敏,农业局,", true),
        ("实验小学,赵敏,某县农业局推广站（县农业局）,", true),
        ("实验小学,赵敏,,", true),
        ("实验小学,赵敏,县科协,", false),
        ("实验小学,赵敏,县农业局,副高级", true),
        ("实验小学,赵敏,县农业局,正高级", false),
        ("实验小学,赵敏,县农业局,农艺师", true),
    ] {
        let preview = read(&store, &[row], &Mappings::new());
        assert_eq!(people(&preview), if taken { vec!["I4"] } else { vec![] }, "{row}");
        assert_eq!(preview.summary.asked.len(), usize::from(!taken), "{row}");
    }
    let first = read(&store, &["实验小学,赵敏,县科协,"], &Mappings::new());
    assert_eq!(asked(&first), [("赵敏（县科协）", 1)]);
    let why = &first.summary.problems[0].what.zh;
    assert!(why.contains("只有一条记录，但与表中所写“赵敏（县科协）”不符"), "{why}");
    let second = read(&store, &["实验小学,赵敏,县科协,"], &answered(&first, "I4"));
    assert_eq!(people(&second), ["I4"], "who moved is taken once somebody has said so");
}

#[test]
fn a_school_of_another_county_is_not_found_by_its_full_name() {
    let store = on_file();
    for (name, taken) in [
        ("实验小学", true),
        ("县实验小学", true),
        ("中牟县实验小学", true),
        ("郑州市中牟县实验小学", true),
        ("河南省郑州中牟县实验小学", true),
        ("新县实验小学", false),
        ("郑州市新县实验小学", false),
        ("城关镇实验小学", false),
    ] {
        let preview = read(&store, &[&format!("{name},赵敏,,")], &Mappings::new());
        assert_eq!(preview.batch.len(), usize::from(taken), "{name}: {:?}", preview.summary.problems);
        assert_eq!(asked(&preview), if taken { vec![] } else { vec![(name, 1)] });
    }
}

#[test]
fn a_name_that_nothing_bears_is_asked_for_with_those_that_are_near_it() {
    let store = on_file();
    let near = |row: &str| -> Vec<String> {
        let preview = read(&store, &[row], &Mappings::new());
        assert_eq!(preview.batch.len(), 0, "nobody is taken for a name near theirs: {row}");
        let [asked] = &preview.summary.asked[..] else { panic!("one: {:?}", preview.summary.asked) };
        assert!(asked.is_near || asked.candidates.is_empty());
        asked.candidates.iter().map(|(id, _)| id.clone()).collect()
    };
    assert_eq!(near("实验小学,赵闵,,"), ["I4"], "as it is heard");
    assert_eq!(near("实验小学,王方,科协,"), ["I3"], "of the unit that stands beside it");
    assert_eq!(near("试验小学,赵敏,,"), ["4101"]);
    assert_eq!(near("实小,赵敏,,"), ["4101"], "shortened");
    assert_eq!(near("人民医院,赵敏,,"), [""; 0]);
    let first = read(&store, &["实验小学,赵闵,,"], &Mappings::new());
    let second = read(&store, &["实验小学,赵闵,,"], &answered(&first, "I4"));
    assert_eq!(people(&second), ["I4"]);
}
