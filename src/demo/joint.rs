//! The joint work of the demo's units, all of it invented: the notice on its way down, a task force, a needs-and-supply round.

use fastrand::Rng;
use jiff::{
    ToSpan,
    civil::{Date, date},
};

use crate::{
    domain::{
        ActionItem, Contact, Dispatch, Document, Envelope, Instructor, Meeting, Need, NeedsRound, Record,
        Responsibility, School, Supply, TaskForce, calendar,
        contact::Channel,
        document::Openness,
        needs_round::{GradeBand, Subject, Weekday},
        session::Form,
        task_force::{Action, Member},
        workflow::{Role, Seat, Step},
    },
    exchange::import::Batch,
};

use super::units::{CITY, COUNTY, PROVINCE, RESOURCES, association, bureau, organizations};

/// A history, written as it happened.
struct History(Vec<Step>);

impl History {
    fn of(steps: &[(&str, Date, &str, Role)]) -> Envelope {
        let mut history = Self(Vec::new());
        for (verb, day, unit, role) in steps {
            let seat = Seat { unit: (*unit).into(), role: *role };
            history.0.push(Step::new(&seat, verb, format!("{day}T02:30:00Z"), *day));
        }
        Envelope { steps: history.0, ..Envelope::default() }
    }
}

/// Everything that both organs of the demo county do, and the notice that set it going. `today` is the day the demo
/// plays on: deadlines are set around it.
pub fn work(rng: &mut Rng, batch: &mut Batch, schools: &[School], instructors: &[Instructor], today: Date) {
    documents(batch, schools, today);
    responsibilities(batch, today);
    task_force(batch, today);
    needs_round(rng, batch, schools, instructors, today);
}

const NUMBER: &str = "教基厅函〔2021〕45号";
const TITLE: &str = "关于利用科普资源助推“双减”工作的通知";

/// Working days before a day.
fn before(day: Date, count: i64) -> Date {
    let mut at = day;
    let mut left = count;
    while left > 0 {
        at = at.saturating_sub(1.day());
        if calendar::is_working_day(at) {
            left -= 1;
        }
    }
    at
}

fn document(unit: &str, number: &str, title: &str, issuer: &str, received: Date) -> Document {
    Document {
        unit: unit.into(),
        number: number.into(),
        title: title.into(),
        issuer: issuer.into(),
        written: before(received, 3),
        issued: Some(before(received, 2)),
        received,
        main_to: "各市、县（市、区）教育局、科协".into(),
        copy_to: None,
        openness: Openness::Open,
        original: None,
        text: None,
        parent: None,
        opinion: None,
        recipients: Vec::new(),
        letter_number: None,
        letter: None,
    }
}

fn dispatch(document: &Document, recipient: &str, sent: Date, measures: Option<&str>) -> Dispatch {
    Dispatch {
        unit: document.unit.clone(),
        recipient: recipient.into(),
        document: document.id(),
        number: document.letter_number.clone().unwrap_or_else(|| document.number.clone()),
        subject: format!("转发《{TITLE}》"),
        sent,
        measures: measures.map(str::to_owned),
        evidence: None,
    }
}

const LETTER: &str = "各有关单位：\n现将该通知转发给你们，请结合实际抓好落实，并按期回报落实措施。";

/// The notice of the province, passed on by the city and by the county; and others in every state of the way.
fn documents(batch: &mut Batch, schools: &[School], today: Date) {
    use Role::{Leader, Officer};
    let (province, city, county) = (bureau(PROVINCE), bureau(CITY), bureau(COUNTY));
    let start = before(today, 30);
    let mut top = Document {
        written: date(2021, 12, 2),
        issued: Some(date(2021, 12, 6)),
        received: date(2021, 12, 13),
        main_to: "各省、自治区、直辖市教育厅（教委）、科协".into(),
        opinion: Some("拟与省科协联合转发各市、省直管县，并请各地回报落实措施。".into()),
        letter_number: Some("教基函〔2021〕840号".into()),
        letter: Some(LETTER.into()),
        ..document(&province, NUMBER, TITLE, "教育部办公厅、中国科协办公厅", start)
    };
    let mut below: Vec<String> = organizations()
        .into_iter()
        .filter(|unit| {
            unit.reports_to.as_deref() == Some(&province)
                || unit.reports_to.as_deref() == Some(&association(PROVINCE))
        })
        .map(|unit| unit.code)
        .collect();
    below.sort();
    top.recipients.clone_from(&below);
    let sent = before(today, 26);
    batch.add_with(
        &top,
        History::of(&[
            ("propose", before(today, 29), &province, Officer),
            ("approve", before(today, 28), &province, Leader),
            ("forward", sent, &province, Officer),
        ]),
    );
    for (index, unit) in below.iter().enumerate() {
        let at = |days: i64| before(today, 26 - days);
        let (measures, steps): (Option<&str>, Vec<_>) = match index % 6 {
            _ if *unit == city => (
                Some("已与市科协联合转发各区县，成立工作专班，建立科普资源清单。"),
                vec![
                    ("acknowledge", at(1), unit.as_str(), Officer),
                    ("report", at(12), unit.as_str(), Officer),
                ],
            ),
            0 => (None, vec![]),
            1 => (None, vec![("acknowledge", at(3), unit.as_str(), Officer)]),
            2 => (
                Some("已印发实施方案，明确责任部门。"),
                vec![
                    ("acknowledge", at(2), unit.as_str(), Officer),
                    ("report", at(14), unit.as_str(), Officer),
                ],
            ),
            _ => (
                Some("已印发实施方案，召开部署会，首批科技辅导员进校。"),
                vec![
                    ("acknowledge", at(1), unit.as_str(), Officer),
                    ("report", at(10), unit.as_str(), Officer),
                    ("accept", at(13), province.as_str(), Officer),
                ],
            ),
        };
        batch.add_with(&dispatch(&top, unit, sent, measures), History::of(&steps));
    }

    let passed = "教基函〔2021〕840号";
    let mut at_city = Document {
        parent: Some(top.id()),
        opinion: Some("拟联合市科协转发各区县，三周内回报。".into()),
        letter_number: Some("郑教函〔2026〕31号".into()),
        letter: Some(LETTER.into()),
        ..document(&city, passed, &format!("转发《{TITLE}》"), "河南省教育厅", before(today, 25))
    };
    at_city.recipients = organizations()
        .into_iter()
        .filter(|unit| unit.reports_to.as_deref() == Some(&city))
        .map(|unit| unit.code)
        .collect();
    let sent = before(today, 18);
    batch.add_with(
        &at_city,
        History::of(&[
            ("propose", before(today, 23), &city, Officer),
            ("approve", before(today, 21), &city, Leader),
            ("forward", sent, &city, Officer),
        ]),
    );
    for (index, unit) in at_city.recipients.iter().enumerate() {
        let steps = match index % 4 {
            _ if *unit == county => vec![("acknowledge", before(today, 15), unit.as_str(), Officer)],
            0 => vec![],
            _ => vec![("acknowledge", before(today, 16), unit.as_str(), Officer)],
        };
        batch.add_with(&dispatch(&at_city, unit, sent, None), History::of(&steps));
    }

    let mut at_county = Document {
        parent: Some(at_city.id()),
        opinion: Some("拟转发各中小学，请各校填报需求并明确联系人。".into()),
        letter_number: Some("演教函〔2026〕12号".into()),
        letter: Some(LETTER.into()),
        ..document(
            &county,
            "郑教函〔2026〕31号",
            &format!("转发《{TITLE}》"),
            "郑州市教育局",
            before(today, 15),
        )
    };
    at_county.recipients = schools.iter().map(|school| school.code.clone()).collect();
    let sent = before(today, 6);
    batch.add_with(
        &at_county,
        History::of(&[
            ("propose", before(today, 13), &county, Officer),
            ("approve", before(today, 10), &county, Leader),
            ("forward", sent, &county, Officer),
        ]),
    );
    for (index, school) in schools.iter().enumerate() {
        let unit = school.code.as_str();
        let (measures, steps): (Option<&str>, Vec<_>) = match index % 5 {
            0 => (None, vec![]),
            1 | 2 => (None, vec![("acknowledge", before(today, 4), unit, Officer)]),
            3 => (
                Some("已明确一名副校长负责，填报需求两项，聘任科技辅导员一名。"),
                vec![
                    ("acknowledge", before(today, 5), unit, Officer),
                    ("report", before(today, 2), unit, Officer),
                ],
            ),
            _ => (
                Some("已列入课后服务计划，每周两次。"),
                vec![
                    ("acknowledge", before(today, 5), unit, Officer),
                    ("report", before(today, 3), unit, Officer),
                    ("accept", before(today, 1), county.as_str(), Officer),
                ],
            ),
        };
        batch.add_with(&dispatch(&at_county, unit, sent, measures), History::of(&steps));
    }

    // One notice of the county in each of the other states.
    let science_day = document(
        &county,
        "豫科协发〔2026〕9号",
        "关于开展全国科普月活动的通知",
        "河南省科学技术协会",
        before(today, 1),
    );
    batch.add_with(&science_day, Envelope::default());
    let base_list = Document {
        opinion: Some("拟请县科协提出意见后转发。".into()),
        ..document(
            &county,
            "郑科协〔2026〕17号",
            "关于推荐科普教育基地的通知",
            "郑州市科学技术协会",
            before(today, 4),
        )
    };
    batch.add_with(&base_list, History::of(&[("propose", before(today, 3), &county, Officer)]));
    let fund = Document {
        opinion: Some("拟转发各校，落实补助经费。".into()),
        ..document(
            &county,
            "郑教财〔2026〕5号",
            "关于课后服务经费保障的通知",
            "郑州市教育局",
            before(today, 8),
        )
    };
    batch.add_with(
        &fund,
        History::of(&[
            ("propose", before(today, 7), &county, Officer),
            ("approve", before(today, 5), &county, Leader),
        ]),
    );
    let done = Document {
        opinion: Some("阅存。".into()),
        ..document(&county, "教基厅〔2025〕2号", "关于加强科学教育的意见", "教育部办公厅", before(today, 40))
    };
    batch.add_with(
        &done,
        History::of(&[
            ("propose", before(today, 39), &county, Officer),
            ("approve", before(today, 38), &county, Leader),
            ("close", before(today, 37), &county, Officer),
        ]),
    );
    let mistaken = document(
        &county,
        "郑教基〔2026〕3号",
        "关于报送课后服务情况的函（重复收文）",
        "郑州市教育局",
        before(today, 12),
    );
    batch.add_with(&mistaken, History::of(&[("withdraw", before(today, 11), &county, Officer)]));
}

/// Most organs have somebody; the vacancies are what the overview warns of.
fn responsibilities(batch: &mut Batch, today: Date) {
    let since = date(2026, 3, 2);
    for (unit, department, person) in [
        (bureau(PROVINCE), "基础教育处", "周启明"),
        (association(PROVINCE), "科学技术普及部", "林静怡"),
        (bureau(CITY), "基础教育科", "高宏伟"),
        (association(CITY), "科普部", "罗若兰"),
        (bureau(COUNTY), "基教股", "何立新"),
    ] {
        batch.add(&Responsibility {
            unit,
            department: department.into(),
            person: person.into(),
            duty: Some("科长".into()),
            phone: Some("0000-0000000".into()),
            since,
            until: None,
        });
    }
    // The county association's person has left and nobody has followed.
    batch.add(&Responsibility {
        unit: association(COUNTY),
        department: "科普股".into(),
        person: "徐玉珍".into(),
        duty: None,
        phone: None,
        since,
        until: Some(before(today, 9)),
    });
}

fn task_force(batch: &mut Batch, today: Date) {
    use Role::{Leader, Officer};
    let (edu, ast) = (bureau(COUNTY), association(COUNTY));
    let member = |name: &str, unit: &str, post: &str| Member {
        name: name.into(),
        unit: unit.into(),
        post: Some(post.into()),
        phone: Some("0000-0000000".into()),
    };
    let force = TaskForce {
        code: "410122-zb-01".into(),
        unit: edu.clone(),
        name: "演示县科普助推“双减”工作专班".into(),
        leader: "马德生".into(),
        founded: before(today, 24),
        members: vec![
            member("马德生", &edu, "副局长"),
            member("何立新", &edu, "基教股股长"),
            member("郭春兰", &ast, "副主席"),
            member("胡志强", &ast, "科普股干部"),
        ],
        duties: Some("教育局牵头课后服务安排和经费，科协牵头科技辅导员推荐和场馆对接。".into()),
    };
    batch.add_with(
        &force,
        History::of(&[
            ("submit", before(today, 24), &edu, Officer),
            ("countersign", before(today, 23), &ast, Leader),
            ("countersign", before(today, 22), &edu, Leader),
        ]),
    );
    let due = |days: i32| today.saturating_add(days.days());
    let meeting = Meeting {
        task_force: force.code.clone(),
        unit: edu.clone(),
        date: before(today, 12),
        topic: "首次专班会议：需求填报与资源清单".into(),
        place: Some("教育局三楼会议室".into()),
        attendees: Some("专班全体成员".into()),
        minutes: Some(
            "一、两周内开放本学期供需对接。二、科协汇总可到校的科技辅导员名单。三、经费按月结算。".into(),
        ),
        attachment: None,
        actions: vec![
            Action {
                what: "汇总可到校的科技辅导员名单".into(), unit: ast.clone(), due: before(today, 2)
            },
            Action { what: "开放本学期供需对接".into(), unit: edu.clone(), due: before(today, 1) },
            Action { what: "核对入职查询材料".into(), unit: ast.clone(), due: due(3) },
        ],
    };
    batch.add_with(&meeting, History::of(&[("issue", before(today, 11), &edu, Officer)]));
    for (index, action) in meeting.actions.iter().enumerate() {
        let done = index == 1;
        let item = ActionItem {
            code: format!("{}-{}-{:02}", meeting.task_force, meeting.date, index + 1),
            meeting: meeting.id(),
            unit: edu.clone(),
            responsible: action.unit.clone(),
            what: action.what.clone(),
            due: action.due,
            result: done.then(|| "对接轮次已开放。".to_owned()),
        };
        let steps: &[_] = if done { &[("finish", before(today, 4), edu.as_str(), Officer)] } else { &[] };
        batch.add_with(&item, History::of(steps));
    }
    let next = Meeting {
        date: due(2),
        topic: "第二次专班会议：供需缺口".into(),
        minutes: None,
        actions: Vec::new(),
        ..meeting
    };
    batch.add(&next);
    for (index, (with, channel, topic)) in [
        (&ast, Channel::Telephone, "商量会签时间"),
        (&ast, Channel::Visit, "看科技馆可用场次"),
        (&ast, Channel::Message, "交换名单"),
    ]
    .into_iter()
    .enumerate()
    {
        batch.add(&Contact {
            code: format!("410122-edu-lx-{:03}", index + 1),
            unit: edu.clone(),
            with: with.clone(),
            date: before(today, 3 * (index as i64) + 2),
            channel,
            topic: topic.into(),
            summary: None,
        });
    }
}

/// Two different school days, in their order.
fn two_days(rng: &mut Rng) -> Vec<Weekday> {
    let first = rng.usize(0..5);
    let second = (first + 1 + rng.usize(0..4)) % 5;
    vec![Weekday::ALL[first.min(second)], Weekday::ALL[first.max(second)]]
}

fn needs_round(
    rng: &mut Rng,
    batch: &mut Batch,
    schools: &[School],
    instructors: &[Instructor],
    today: Date,
) {
    use Role::{Leader, Officer};
    let (edu, ast) = (bureau(COUNTY), association(COUNTY));
    let term = crate::domain::Term::of(today).to_string();
    let round = NeedsRound {
        unit: edu.clone(),
        term,
        opens: before(today, 5),
        closes: today.saturating_add(9.days()),
        guidance: Some("每校至少填报一项需求；场馆、学会和科技辅导员填报可提供的次数。".into()),
    };
    batch.add_with(
        &round,
        History::of(&[
            ("submit", before(today, 8), &edu, Officer),
            ("countersign", before(today, 7), &edu, Leader),
            ("countersign", before(today, 5), &ast, Leader),
        ]),
    );
    let pick = |rng: &mut Rng, count: usize| rng.usize(..count.max(1));
    for (index, school) in schools.iter().enumerate() {
        if index % 6 == 5 {
            continue;
        }
        for number in 0..1 + index % 2 {
            let need = Need {
                code: format!("{}-xq-{:03}", school.code, number + 1),
                round: round.id(),
                school: school.code.clone(),
                subject: Subject::ALL[pick(rng, Subject::ALL.len())],
                form: Form::ALL[pick(rng, Form::ALL.len())],
                band: GradeBand::ALL[pick(rng, GradeBand::ALL.len())],
                weekdays: vec![Weekday::ALL[pick(rng, 5)]],
                sessions: 2 + rng.u32(0..8),
                note: None,
            };
            let steps: &[_] = if index % 9 == 8 {
                &[]
            } else {
                &[("file", before(today, 3), school.code.as_str(), Officer)]
            };
            batch.add_with(&need, History::of(steps));
        }
    }
    for (index, (unit, _, _)) in RESOURCES.iter().enumerate() {
        for number in 0..2 {
            let instructor = instructors.get((index * 3 + number) % instructors.len().max(1));
            let supply = Supply {
                code: format!("{unit}-gj-{:03}", number + 1),
                round: round.id(),
                unit: (*unit).into(),
                instructor: instructor
                    .filter(|_| !unit.starts_with("ven"))
                    .map(|instructor| instructor.number.clone()),
                subject: Subject::ALL[(index + number * 2) % Subject::ALL.len()],
                form: Form::ALL[pick(rng, Form::ALL.len())],
                bands: vec![GradeBand::ALL[pick(rng, GradeBand::ALL.len())]],
                weekdays: two_days(rng),
                sessions: 6 + rng.u32(0..20),
                note: None,
            };
            let steps: &[_] = if index == 3 { &[] } else { &[("file", before(today, 2), *unit, Officer)] };
            batch.add_with(&supply, History::of(steps));
        }
    }
}
