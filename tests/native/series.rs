//! What runs through a term, each form in its own shape: a course by its syllabus, a club by its roster and its log (一.8).

use jiff::civil::date;
use keqiao::{
    app::{
        form::Form,
        import,
        kinds::{
            self,
            series::{log, open_lessons},
        },
        records::SaveError,
        term_plan,
        transitions::TransitionError,
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Kind, Lang, Localized as _,
        field::Fault,
        needs_round::Weekday,
        workflow::{Role::Officer, TransitionRefusal},
    },
    exchange,
    store::MemoryStore,
};
use pollster::block_on;

use crate::joint::{TODAY, act, actor, demo_store, open, save, seat, state};

const SCHOOL: &str = "9901220004";
const BY: &str = "KP0002";
const COURSE: &str = "9901220004-series-001";

/// A series of the school, as its form says it.
fn series(form: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("code", COURSE),
        ("school", SCHOOL),
        ("name", "走近月球"),
        ("form", form),
        ("instructor", BY),
        ("begins", "2026-06-15"),
        ("ends", "2026-07-10"),
    ]
}

/// A session of it at seven in the morning, when nobody else is there.
fn session(day: &'static str, changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let plain = [
        ("school", SCHOOL),
        ("instructor", BY),
        ("date", day),
        ("starts", "07:00"),
        ("minutes", "45"),
        ("form", "科普课程"),
        ("place", "到校"),
        ("topic", "月相"),
        ("classes", "2"),
        ("pupils", "40"),
        ("series", COURSE),
    ];
    let changed = |key: &str| changes.iter().any(|(other, _)| *other == key);
    plain.into_iter().filter(|(key, _)| !changed(key)).chain(changes.iter().copied()).collect()
}

fn start(store: &MemoryStore) -> Result<u64, TransitionError> {
    act(store, (SCHOOL, Officer), (Kind::Series, COURSE), "start", "")
}

/// What is wrong with what is saved, by field.
fn wrong(saved: Result<String, SaveError>) -> Vec<(&'static str, String)> {
    match saved {
        Err(SaveError::Faulty(found)) => {
            found.into_iter().map(|problem| (problem.field, problem.fault.text(Lang::Zh))).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn lines(store: &MemoryStore, card: usize) -> Vec<(String, String)> {
    let workspace = open(store);
    let record = workspace.find(Kind::Series, COURSE).expect("the series");
    let card = &kinds::of(Kind::Series).expect("particular").cards[card];
    let lines = (card.lines)(&workspace, &record);
    lines.into_iter().map(|line| (line.label.zh, line.value.zh)).collect()
}

#[test]
fn a_course_runs_by_its_syllabus_and_a_club_by_its_roster_and_log() {
    let store = demo_store();
    save(&store, SCHOOL, Kind::Series, None, &series("科普课程")).expect("a draft");
    let needs = |said: Result<u64, TransitionError>| match said {
        Err(TransitionError::Refused(TransitionRefusal::NeedsField { field, .. })) => field.zh,
        other => panic!("{other:?}"),
    };
    assert_eq!(needs(start(&store)), "教学大纲", "and no roster, which a course does not have");
    let roster = ("roster", "四（1）班 | 20\n四（2）班 | 16");
    let said = wrong(save(&store, SCHOOL, Kind::Series, Some(COURSE), &[roster]));
    assert_eq!(said, [("roster", "“形式”选“科技社团”或“兴趣小组”时填写，现在应留空".to_owned())]);

    // As a club it needs a roster instead; and is a draft still, to be made either.
    save(&store, SCHOOL, Kind::Series, Some(COURSE), &[("form", "科技社团")]).expect("saved");
    assert_eq!(needs(start(&store)), "成员名册");
    save(&store, SCHOOL, Kind::Series, Some(COURSE), &[roster]).expect("saved");
    start(&store).expect("started");
    assert_eq!(state(&store, Kind::Series, COURSE), "running");

    // Its log goes on from session to session: without it nothing is recorded as held.
    let of_club = session("2026-06-13", &[("form", "科技社团")]);
    let id = save(&store, SCHOOL, Kind::Session, None, &of_club).expect("planned");
    let hold = || act(&store, (SCHOOL, Officer), (Kind::Session, &id), "hold", "");
    let said = hold();
    assert!(matches!(&said, Err(TransitionError::Guarded(why)) if why.zh.contains("活动记录")), "{said:?}");
    let came = "四（1）班 | 18\n四（2）班 | 16\n五（1）班 | 4";
    let said = wrong(save(&store, SCHOOL, Kind::Session, Some(&id), &[("attendance", came)]));
    assert_eq!(said[0].0, "attendance", "38 are not 40: {said:?}");
    let written = [("attendance", came), ("pupils", "38"), ("log", "做月相盒，两组互评。")];
    save(&store, SCHOOL, Kind::Session, Some(&id), &written).expect("written");
    hold().expect("held");
    assert_eq!(
        lines(&store, 1),
        [
            ("四（1）班", "名册 20 人；1 个课次平均到场 18 人（90%）"),
            ("四（2）班", "名册 16 人；1 个课次平均到场 16 人（100%）"),
            ("五（1）班", "1 个课次平均到场 4 人"),
            ("合计", "名册 36 人；1 个课次平均到场 38 人（106%）"),
        ]
        .map(|(class, said)| (class.to_owned(), said.to_owned()))
    );
    let workspace = open(&store);
    let read: Vec<_> = log(&workspace, COURSE).iter().filter_map(|its| its.session.log.as_deref()).collect();
    assert_eq!(read, ["做月相盒，两组互评。"]);

    // Nor does a sheet confirm what has no log.
    let confirmed = |log: &str| {
        let sheet = format!(
            "学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数,所属系列活动,活动记录,课时已确认\n\
             {SCHOOL},{BY},2026-06-12,06:00,45,科技社团,到校,月相,1,20,{COURSE},{log},是\n"
        );
        let sheets = exchange::read(sheet.as_bytes()).expect("a sheet");
        let read = import::check(&open(&store), &actor(seat(&bureau(COUNTY), Officer)), &sheets).summary;
        assert_eq!(read.problems, []);
        (read.steps.len(), read.left.iter().map(|left| left.what.zh.clone()).collect::<String>())
    };
    let (steps, why) = confirmed("");
    assert!(steps == 0 && why.contains("活动记录"), "{why}");
    assert_eq!(confirmed("观星，两组互评。"), (1, String::new()));

    // It closes with a note of what has come of it.
    let close = || act(&store, (SCHOOL, Officer), (Kind::Series, COURSE), "close", "");
    assert_eq!(needs(close()), "结束小结");
    save(&store, SCHOOL, Kind::Series, Some(COURSE), &[("summary", "两班互换作品展出。")]).expect("saved");
    close().expect("closed");
}

#[test]
fn a_session_is_as_its_series_is() {
    let store = demo_store();
    let syllabus = ("syllabus", "1 | 月相 | 做月相盒\n2 | 环形山 | ");
    let course: Vec<_> = series("科普课程").into_iter().chain([syllabus]).collect();
    save(&store, SCHOOL, Kind::Series, None, &course).expect("a draft");
    start(&store).expect("started");
    let refused = |changes: &[(&'static str, &'static str)]| {
        let said = wrong(save(&store, SCHOOL, Kind::Session, None, &session("2026-06-13", changes)));
        said.into_iter().map(|(field, _)| field).collect::<Vec<_>>()
    };
    assert_eq!(refused(&[("form", "科技社团")]), ["form"], "the series is a course");
    assert_eq!(refused(&[("form", "科学报告")]), ["series"], "a talk is held once");
    assert_eq!(refused(&[("lesson", "3")]), ["lesson"], "of two lessons");
    assert_eq!(refused(&[("series", ""), ("lesson", "1")]), ["lesson"], "the lesson of which course?");
    assert_eq!(refused(&[("platform", "腾讯会议")]), ["platform"], "it is held at the school");
    assert_eq!(refused(&[("attendance", "四（1）班 | 20\n四（1）班 | 20")]), ["attendance"], "a class twice");
    let of_another = session("2026-06-13", &[("school", "9901220005")]);
    let said = wrong(save(&store, "9901220005", Kind::Session, None, &of_another));
    assert_eq!(said[0].0, "series", "another school’s");

    let online = [("place", "线上"), ("platform", "国家智慧教育平台"), ("lesson", "1")];
    save(&store, SCHOOL, Kind::Session, None, &session("2026-06-13", &online)).expect("planned");
    // A substitute comes to the series of another.
    let substitute = session("2026-06-13", &[("instructor", "KP0003"), ("lesson", "2")]);
    save(&store, SCHOOL, Kind::Session, None, &substitute).expect("planned");

    // What a file says against it is told in the preview, and stays out.
    let heads =
        "学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数,所属系列活动,第几课\n";
    let row = |form: &str, lesson: &str| {
        format!("{heads}{SCHOOL},{BY},2026-06-20,07:00,45,{form},到校,月相,1,20,{COURSE},{lesson}\n")
    };
    let brought = |text: String| {
        let sheets = exchange::read(text.as_bytes()).expect("a sheet");
        import::check(&open(&store), &actor(seat(SCHOOL, Officer)), &sheets)
    };
    assert_eq!(brought(row("科普课程", "2")).batch.len(), 1);
    for (form, lesson, why) in
        [("科技社团", "", "形式不一致"), ("科普课程", "9", "没有这一课"), ("科学故事", "", "现在应留空")]
    {
        let preview = brought(row(form, lesson));
        let told = &preview.summary.problems[0].what.zh;
        assert!(preview.batch.is_empty() && told.contains(why), "{told}");
    }
}

#[test]
fn the_lessons_of_a_course_follow_each_other_over_the_days_of_its_plan() {
    let store = demo_store();
    let syllabus = ("syllabus", "1 | 月相 | \n3 | 登月 | \n2 | 环形山 | ");
    let course: Vec<_> = series("科普课程").into_iter().chain([syllabus]).collect();
    save(&store, SCHOOL, Kind::Series, None, &course).expect("a draft");
    let begun = |unit: &str| {
        let workspace = open(&store);
        let record = workspace.find(Kind::Series, COURSE).expect("it");
        term_plan::begun(&workspace, Some(&seat(unit, Officer)), &record, TODAY)
    };
    assert_eq!(begun(SCHOOL), None, "a draft does not run yet");
    start(&store).expect("started");
    assert_eq!(begun("9901220005"), None, "another school");
    let mut plan = begun(SCHOOL).expect("a plan");
    assert_eq!((plan.from, plan.until), (TODAY, date(2026, 7, 10)));
    assert_eq!(plan.lessons.iter().map(|lesson| lesson.number).collect::<Vec<_>>(), [1, 2, 3]);
    plan.filled.extend([("starts", "07:00".to_owned()), ("pupils", "30".to_owned())]);

    let workspace = open(&store);
    let span = (plan.from, plan.until);
    let days = term_plan::days(&workspace, None, &plan.filled, &[Weekday::Wednesday], span);
    let days = days.expect("days");
    let sessions: Vec<_> = days.into_iter().filter_map(|day| day.session.filter(|_| day.is_wanted)).collect();
    assert_eq!(sessions.len(), 4);
    // The first Wednesday is left out: what is taught moves on, and a fourth lesson there is not.
    let chosen = term_plan::following(sessions[1..].to_vec(), &plan.lessons[..2]);
    let given: Vec<_> =
        chosen.iter().map(|session| (session.title.as_str(), &session.values["date"])).collect();
    assert_eq!(given, [("月相", &"2026-06-24".into()), ("环形山", &"2026-07-01".into())]);
    block_on(term_plan::plan(&store, &workspace, &actor(seat(SCHOOL, Officer)), &chosen)).expect("planned");
    assert_eq!(
        lines(&store, 0),
        [
            ("合计", "大纲 3 课；已排 2 个课次；已授 0 个课次；已确认 0 个课次"),
            ("第 1 课　月相", "2026-06-24 已计划"),
            ("第 2 课　环形山", "2026-07-01 已计划"),
            ("第 3 课　登月", "还没有安排"),
        ]
        .map(|(lesson, said)| (lesson.to_owned(), said.to_owned()))
    );

    // When the last lesson has its session too, there is nothing left to plan, and the page says so.
    let last = session("2026-07-08", &[("lesson", "3"), ("topic", "登月")]);
    save(&store, SCHOOL, Kind::Session, None, &last).expect("planned");
    assert_eq!(begun(SCHOOL), None);
    assert!(lines(&store, 0)[0].1.ends_with("；各课都已安排，没有要排的课次"), "{:?}", lines(&store, 0));

    // A lesson that falls away is open again, and planned anew.
    let first = format!("{SCHOOL}_{BY}_2026-06-24_0700");
    act(&store, (SCHOOL, Officer), (Kind::Session, &first), "cancel", "停电").expect("cancelled");
    let workspace = open(&store);
    let open = open_lessons(&workspace, workspace.series.get(COURSE).expect("it"));
    assert_eq!(open.iter().map(|lesson| lesson.number).collect::<Vec<_>>(), [1]);
    let anew = begun(SCHOOL).expect("a plan");
    assert_eq!(anew.lessons.iter().map(|lesson| lesson.number).collect::<Vec<_>>(), [1]);
    assert_eq!(lines(&store, 0)[1].1, "2026-06-24 已取消");
}

#[test]
fn a_form_shows_what_is_chosen_and_keeps_nothing_else() {
    let store = demo_store();
    let workspace = open(&store);
    let (school, days) = (seat(SCHOOL, Officer), |_: &str| None);
    let mut form = Form::begin(&workspace, Some(&school), Kind::Series, None, TODAY, &days).expect("a form");
    let has = |form: &Form, key: &str| form.has(form.field(key).expect("a field"));
    assert!(!has(&form, "syllabus") && !has(&form, "roster"), "nothing is chosen yet");
    form.set("form", "科普课程".to_owned());
    form.set("syllabus", "1 | 月相 | ".to_owned());
    assert!(has(&form, "syllabus") && !has(&form, "roster") && form.left_out().is_empty());
    form.set("form", "club".to_owned());
    let out: Vec<_> = form.left_out().iter().map(|field| field.key).collect();
    assert_eq!(out, ["syllabus"], "and it says so");
    for (key, text) in [("name", "机器人社"), ("instructor", BY), ("roster", "四（1）班 | 20")] {
        form.set(key, text.to_owned());
    }
    assert!(form.submit(&workspace, Some(&school)), "{:?}", form.problems());
    let id = block_on(form.save(&store, &workspace, &actor(school))).expect("saved");
    assert!(open(&store).series.get(&id).expect("it").syllabus.is_empty());

    // A sheet and the JSON Schema say when a field is filled in.
    let schema = exchange::schema::schema(workspace.fields());
    let said = &schema["$defs"]["series"]["properties"]["syllabus"]["description"];
    assert!(said.as_str().is_some_and(|said| said.starts_with("“形式”选“科普课程”时填写")), "{said}");
    let fault = Fault::NotFor(
        Kind::Series
            .field("roster")
            .and_then(|roster| roster.condition(Kind::Series.fields()))
            .expect("a condition"),
    );
    assert!(fault.text(Lang::En).contains("“Science club” or “Interest group”"));
}
