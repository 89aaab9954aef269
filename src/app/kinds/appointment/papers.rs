//! What a school hands to whom it appoints: a letter of appointment (聘书) to a person, an agreement (合作协议) with an institution (一.5).

use jiff::civil::Date;

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{AppointmentDecision, Label, appointment::appointing, workflow::Stage},
    exchange::paper::{Block, Closing, NO_DAY, Paper, Style, in_chinese},
};

const LETTER: Label = Label::new("聘书", "Letter of appointment");
const AGREEMENT: Label = Label::new("合作协议", "Cooperation agreement");
/// The notice that the work goes by.
const NOTICE: &str =
    "《教育部办公厅 中国科协办公厅关于利用科普资源助推“双减”工作的通知》（教基厅函〔2021〕45号）";
/// What is paid where nothing else was agreed on.
const BY_THE_POLICY: &str = "按政策计发。";

/// Until the head of the school has decided it is a draft; of what was refused there is none.
pub fn paper(workspace: &Workspace, record: &RecordView<'_>) -> Option<Paper> {
    let decision = workspace.appointment_decisions.get(&record.id)?;
    let stage = record.state?.stage;
    let mark = match stage {
        Stage::Draft | Stage::Underway => Some("草稿".to_owned()),
        Stage::Done => None,
        Stage::Void if record.state?.code == appointing::ended => {
            Some(format!("已于{}提前终止", in_chinese(ended(workspace, decision, record)?)))
        }
        Stage::Void => return None,
    };
    let school = workspace.tree().name(&decision.school);
    let paper = match (&decision.instructor, &decision.institution) {
        (Some(instructor), _) => {
            let person = workspace.instructors.get(instructor)?;
            let on = step(record, "appoint").map_or_else(|| NO_DAY.to_owned(), in_chinese);
            letter(decision, school, &person.name, on)
        }
        (None, Some(institution)) => agreement(decision, school, workspace.tree().name(institution)),
        (None, None) => return None,
    };
    Some(Paper { marks: mark.into_iter().collect(), ..paper })
}

/// The day of a step that counts.
fn step(record: &RecordView<'_>, verb: &str) -> Option<Date> {
    record.progress()?.steps.iter().rev().find(|step| step.verb == verb).map(|step| step.day)
}

/// The last day in force: the appointment says it where there is one, else the step that ended it.
fn ended(workspace: &Workspace, decision: &AppointmentDecision, record: &RecordView<'_>) -> Option<Date> {
    let of_it = |instructor: &String| {
        workspace.appointments.get(&format!("{}_{instructor}_{}", decision.school, decision.begins))
    };
    let appointment = decision.instructor.as_ref().and_then(of_it);
    appointment.map(|appointment| appointment.until).or_else(|| step(record, "end"))
}

fn letter(decision: &AppointmentDecision, school: &str, name: &str, on: String) -> Paper {
    let mut blocks = vec![
        Block::of(Style::To, format!("{name}同志：")),
        Block::of(
            Style::Text,
            format!(
                "根据{NOTICE}，{}，聘任您为我校课后服务科技辅导员，聘期{}。",
                decided("我校", decision),
                term(decision)
            ),
        ),
        Block::of(Style::Heading, "一、职责与课程"),
    ];
    blocks.extend(Block::paragraphs(&decision.duties));
    blocks.push(Block::of(Style::Heading, "二、报酬"));
    blocks.push(Block::of(Style::Text, pay(decision)));
    blocks.push(Block::of(Style::Heading, "三、入职查询"));
    blocks.push(Block::of(Style::Text, checked(("我校", "您"), decision)));
    blocks.push(Block::of(Style::Heading, "四、其他"));
    blocks.push(Block::of(
        Style::Text,
        "聘期内请遵守学校课后服务安排和校园安全管理规定；因故不能按时到校的，请提前告知学校。",
    ));
    blocks.push(Block::of(Style::Text, "此聘。"));
    Paper {
        name: LETTER.into(),
        called: name.to_owned(),
        marks: Vec::new(),
        number: None,
        title: "聘　书".to_owned(),
        blocks,
        closing: Closing::Signed { by: school.to_owned(), on },
        notes: Vec::new(),
    }
}

fn agreement(decision: &AppointmentDecision, school: &str, institution: &str) -> Paper {
    let mut blocks = vec![
        Block::of(Style::To, format!("甲方：{school}")),
        Block::of(Style::To, format!("乙方：{institution}")),
        Block::of(
            Style::Text,
            format!(
                "根据{NOTICE}，{}，与乙方合作开展课后服务。双方协商一致，订立本协议。",
                decided("甲方", decision)
            ),
        ),
    ];
    let articles: [(&str, Vec<Block>); 8] = [
        ("合作期限", vec![Block::of(Style::Text, format!("{}。", term(decision)))]),
        ("合作内容", Block::paragraphs(&decision.duties).collect()),
        ("费用", texts(&[&pay(decision), "乙方不得以履行本协议的名义向学生和家长收取费用或者推销商品。"])),
        (
            "入职查询与安全",
            texts(&[
                &checked(("甲方", "乙方派出人员"), decision),
                "乙方更换派出人员的，应当提前告知甲方，经甲方查询后方可到校。在校期间的安全管理由甲方统一安排，乙方予以配合。",
            ]),
        ),
        (
            "双方的权利和义务",
            texts(&[
                "（一）甲方负责课程安排、场地和学生管理，如实登记并确认课时，对服务质量进行评价，可以要求乙方更换不适合的人员。",
                "（二）乙方选派合格人员，按照约定的内容和时间提供服务，保证内容科学、适合学生年龄，遵守甲方的管理规定；有权了解评价结果，按照约定取得费用。",
                "（三）双方对履行本协议中知悉的学生和教师个人信息负有保密义务。",
            ]),
        ),
        (
            "提前终止",
            texts(&[
                "一方因故不能继续履行的，应当提前书面告知对方，由双方协商确定终止日期，已提供的服务据实结算。",
                "派出人员违反师德规范、危害学生身心健康，或者入职查询结果不符合规定的，甲方可以立即终止本协议。",
            ]),
        ),
        ("其他", texts(&["本协议未尽事宜由双方协商，另订补充协议。"])),
        ("份数与生效", texts(&["本协议一式两份，双方各执一份，自双方签字盖章之日起生效。"])),
    ];
    for (number, (title, text)) in "一二三四五六七八".chars().zip(articles) {
        blocks.push(Block::of(Style::Heading, format!("{number}、{title}")));
        blocks.extend(text);
    }
    let both = |text: &str| [format!("甲方{text}"), format!("乙方{text}")];
    let day = || NO_DAY.to_owned();
    Paper {
        name: AGREEMENT.into(),
        called: institution.to_owned(),
        marks: Vec::new(),
        number: None,
        title: "课后服务合作协议".to_owned(),
        blocks,
        closing: Closing::Sides(vec![both("（盖章）："), both("代表（签字）："), [day(), day()]]),
        notes: Vec::new(),
    }
}

fn texts(texts: &[&str]) -> Vec<Block> {
    texts.iter().map(|text| Block::of(Style::Text, *text)).collect()
}

/// By whom it was decided, as far as the record says.
fn decided(school: &str, decision: &AppointmentDecision) -> String {
    let day = decision.held.map(in_chinese).unwrap_or_default();
    let meeting = decision.meeting.as_deref().unwrap_or("校务会");
    format!("经{school}{day}{meeting}研究决定")
}

fn term(decision: &AppointmentDecision) -> String {
    format!("自{}起至{}止", in_chinese(decision.begins), in_chinese(decision.ends))
}

fn pay(decision: &AppointmentDecision) -> String {
    let agreed = decision.pay.as_deref().map(str::trim).filter(|pay| !pay.is_empty());
    agreed.map_or_else(|| BY_THE_POLICY.to_owned(), |pay| format!("{}。", pay.trim_end_matches('。')))
}

/// What the school has seen of the check (未成年人保护法 62).
fn checked((school, who): (&str, &str), decision: &AppointmentDecision) -> String {
    let law = "依照《中华人民共和国未成年人保护法》第六十二条";
    match decision.checked_on {
        Some(day) => {
            let day = in_chinese(day);
            format!("{school}{law}查询了{who}的违法犯罪记录，{day}查询结果为无；此后每年按照规定查询。")
        }
        None => format!("{law}，{school}查询{who}的违法犯罪记录，结果为无的方可到校；此后每年按照规定查询。"),
    }
}
