//! Payees' accounts: the person sees their own; a number that does not look like a card's is pointed at (五.7).

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{Kind, Label, identity, workflow::Relation::Named},
};

use super::behaviour::{Behaviour, Card, Line};

pub static BEHAVIOUR: Behaviour = Behaviour {
    also_seen_by: &[Named("instructor")],
    cards: &[Card { title: Label::new("核对", "To check"), lines: to_check }],
    ..Behaviour::of(Kind::PayeeAccount)
};

/// What is missing for a payment, or looks wrong; never the number itself.
fn to_check(_: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let line = |key: &str, value: Label| Line {
        label: record.kind.field(key).map(|field| field.label).unwrap_or(value).into(),
        value: value.into(),
        of: None,
    };
    let missing = |key: &'static str| {
        let is_missing = record.text(key).is_empty();
        is_missing.then(|| line(key, Label::new("未填或未随包送达", "Not filled in, or not handed over")))
    };
    let account: String = record.text("account").chars().filter(|c| !c.is_whitespace()).collect();
    let is_odd = !account.is_empty() && !identity::is_card(&account);
    let odd = is_odd.then(|| {
        line(
            "account",
            Label::new(
                "不符合银行卡号的校验规则，请核对；不是卡号（存折、对公账户）的可以不理",
                "Does not pass the check of bank card numbers; look again, unless it is no card",
            ),
        )
    });
    ["document_number", "bank", "account"].into_iter().filter_map(missing).chain(odd).collect()
}
