//! What cannot be matched, in the words of what was filed.

use crate::{
    app::workspace::Workspace,
    matching::{Breach, Contract, Fault},
    policy::decision::Text,
    say,
};

use super::{
    filed::Filed,
    market::{Numbers, weekday},
    round::comes_by,
};

/// What cannot stand, in the words of what was filed.
pub(super) fn fault(
    workspace: &Workspace,
    (filed, numbers, ceilings): (&Filed, &Numbers, &[String]),
    fault: Fault,
) -> Text {
    let named = |contract: Contract| {
        let filing = numbers.filing.get(contract.need as usize).copied().unwrap_or_default();
        let asking = filed.needs.get(filing as usize);
        let school = asking.map(|asking| asking.school.name.clone()).unwrap_or_default();
        let offers = numbers.seats.get(contract.supply as usize).map(|seat| seat.offers());
        let offer = offers.and_then(|offers| filed.offers.get(*offers.first()? as usize));
        let who = offer.map(|offer| comes_by(workspace, &offer.supply));
        (school, who.unwrap_or_default(), weekday(contract.day).label())
    };
    match fault {
        Fault::Pin(contract, breach) | Fault::Contract(contract, breach) => {
            let (school, who, day) = named(contract);
            Text::both(|lang| {
                let (day, why) = (day.text(lang), said(workspace, ceilings, breach));
                let why = why.get(lang);
                say!(
                    lang,
                    "{school}—{who}（{day}）不能安排：{why}",
                    "{school} and {who} ({day}) cannot be: {why}"
                )
            })
        }
        Fault::PinLeftOut(contract) => {
            let (school, who, day) = named(contract);
            Text::both(|lang| {
                let day = day.text(lang);
                say!(
                    lang,
                    "{school}—{who}（{day}）是指定或已约定的，不能移除；请先取消指定",
                    "{school} and {who} ({day}) is pinned or agreed and cannot be taken out; take the pin off first"
                )
            })
        }
        other => Text {
            zh: format!("填报内容有误：{other}"),
            en: format!("What was filed is wrong: {other}"),
        },
    }
}

fn said(workspace: &Workspace, ceilings: &[String], breach: Breach) -> Text {
    let text = |zh: &str, en: &str| Text { zh: zh.to_owned(), en: en.to_owned() };
    match breach {
        Breach::Unknown => text("没有这项填报", "it was not filed"),
        Breach::Banned => text("这一对同时被指定不安排", "the pair is banned too"),
        Breach::Unlisted => {
            text("条件不合，对方不在可选之列", "it does not fit, so it is not among the candidates")
        }
        Breach::OffDay => text("有一方当天不能", "one of the two cannot on that day"),
        Breach::NeedDay => text("学校当天已有安排", "the school has somebody on that day"),
        Breach::SupplyDay => text("对方当天已有安排", "who comes is elsewhere on that day"),
        Breach::Places => text("学校所需次数已满", "the school has all it asked for"),
        Breach::Capacity => text("对方可安排的次数已满", "who comes can come no more often"),
        Breach::Ceiling(node) => {
            let unit = ceilings.get(node as usize).map(String::as_str).unwrap_or_default();
            let unit = workspace.tree().name(unit);
            Text {
                zh: format!("{unit}的名额上限已满"), en: format!("the ceiling of {unit} is reached")
            }
        }
    }
}
