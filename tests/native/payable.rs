//! What an import would do to what is paid, told before anything is stored.

use keqiao::{
    app::{
        account::Ruling,
        import::{self, Judged, judge},
        workspace::Workspace,
    },
    demo::units::{COUNTY, bureau},
    domain::Kind,
    exchange::{self, import::Place},
    store::MemoryStore,
};
use pollster::block_on;

use crate::{
    sessions::{SCHOOL, at},
    story::{account, demo_store, open, paper, rulebook},
};

/// What a sheet of the bureau would do, and the workspace once it is in.
fn tried(sheet: &str) -> (MemoryStore, Option<Judged>) {
    let store = demo_store();
    let (workspace, actor) = (open(&store), at(&store, &bureau(COUNTY)));
    let read = import::check(&workspace, &actor, &exchange::read(sheet.as_bytes()).expect("a table"));
    assert_eq!(read.summary.problems, []);
    let judged = judge(&workspace, rulebook(&workspace), &actor, &read.batch, &paper()).expect("judged");
    block_on(import::import(&store, &workspace, &actor, &read.batch, &paper(), &Default::default()))
        .expect("imported");
    (store, judged)
}

fn paid(workspace: &std::sync::Arc<Workspace>) -> Vec<String> {
    let account = account(workspace);
    let verdicts = account.verdicts.iter();
    let paid = verdicts.filter(|(_, verdict)| matches!(verdict.ruling, Ruling::Amount(_)));
    paid.map(|(id, _)| id.to_string()).collect()
}

#[test]
fn sessions_that_would_earn_nothing_are_told_with_their_rows_and_reasons() {
    let row = |person: &str, day: &str, starts: &str, place: &str| {
        format!("{SCHOOL},{person},{day},{starts},45,科学故事,{place},一,1,40,是\n")
    };
    let sheet = format!(
        "学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数,课时已确认\n{}{}{}",
        row("KP0001", "2026-06-10", "06:00", "线上"),
        row("KP0002", "2026-06-10", "07:00", "线上"),
        row("KP0001", "2026-07-05", "08:00", "到校"),
    );
    let (store, judged) = tried(&sheet);
    let Judged { brought, unpaid, lost } = judged.expect("sessions are judged");
    let told: Vec<_> = unpaid.iter().map(|reason| (reason.why.zh.as_str(), reason.count)).collect();
    assert_eq!((brought, lost), (3, Vec::new()));
    assert_eq!(told, [("不是到校授课", 2), ("不在课后服务时段", 1)]);
    let first = &unpaid[0].examples[0];
    let school = open(&store).schools.get(SCHOOL).expect("there").name.clone();
    assert_eq!(first.place, Some(Place { sheet: String::new(), row: 2 }));
    assert_eq!((&first.school, first.date.to_string().as_str()), (&school, "2026-06-10"));
}

#[test]
fn what_is_paid_now_and_would_not_be_any_more_is_told_with_the_row_that_does_it() {
    let before = paid(&open(&demo_store()));
    let (store, judged) = tried("辅导员编号,收款方,收款方自\nKP0002,所在单位,2026-01-01\n");
    let after = paid(&open(&store));
    let gone = before.iter().filter(|id| !after.contains(id)).count();
    let judged = judged.expect("instructors bear on what is paid");
    assert!(gone > 0 && judged.brought == 0 && judged.unpaid.is_empty());
    let [lost] = &judged.lost[..] else { panic!("one reason: {:?}", judged.lost) };
    assert_eq!((lost.count, lost.examples.len()), (gone, gone.min(3)));
    assert_eq!(lost.examples[0].place, Some(Place { sheet: String::new(), row: 2 }));
}

#[test]
fn what_bears_on_nothing_that_is_paid_is_not_judged() {
    let unit = "单位编号,单位名称\n";
    assert_eq!(Kind::Organization.fields()[0].label.zh, unit.split(',').next().expect("a heading"));
    let (_, judged) = tried(&format!("{unit}{},演示县教育局新名\n", bureau(COUNTY)));
    assert_eq!(judged, None);
}
