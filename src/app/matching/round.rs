//! A round as it stands: what was filed in it, what was asked, and who may match it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{
        Kind, hash,
        needs_round::{self, Weekday, filing},
        proposal::{Standing, pairing},
        workflow::{Role, Seat},
    },
    policy::decision::Text,
    say,
};

/// What a run is to be worked out of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    pub round: String,
    /// Pairs that somebody wants kept, or left out.
    pub standing: Vec<Standing>,
    /// What is then changed by hand.
    pub by_hand: Vec<ByHand>,
    pub today: Date,
}

/// A pair put in or taken out after the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand {
    pub need: String,
    pub supply: String,
    pub day: Weekday,
    pub is_put_in: bool,
}

/// The first letters of a hash of what was filed in a round: of the same filings it is the same.
pub fn seed(workspace: &Workspace, round: &str) -> String {
    let of = |kind: Kind| {
        filed_in(workspace, kind, round).map(|record| (record.id.clone(), hash::of(&record.values)))
    };
    let mut all: Vec<_> = of(Kind::Need).chain(of(Kind::Supply)).collect();
    all.sort();
    hash::of(&all).chars().take(16).collect()
}

/// What stands as filed in a round.
pub(super) fn filed_in<'a>(
    workspace: &'a Workspace,
    kind: Kind,
    round: &'a str,
) -> impl Iterator<Item = RecordView<'a>> {
    workspace.records_of(kind).filter(move |record| {
        record.state.is_some_and(|state| state.code == filing::filed) && record.text("round") == round
    })
}

/// Whether a pair has been put to both sides and not been turned down.
pub fn is_asked(workspace: &Workspace, need: &str, supply: &str) -> bool {
    workspace.records_of(Kind::Pairing).any(|pair| {
        let stands = pair.state.is_some_and(|state| [pairing::asked, pairing::agreed].contains(&state.code));
        stands && pair.text("need") == need && pair.text("supply") == supply
    })
}

/// Why a seat cannot match a round now; nothing where it can.
pub fn hindrance(workspace: &Workspace, seat: Option<&Seat>, round: &str) -> Option<Text> {
    let Some(of) = workspace.find(Kind::NeedsRound, round) else {
        return Some(Text {
            zh: "没有这一轮对接。".to_owned(), en: "There is no such round.".to_owned()
        });
    };
    if seat.is_none_or(|seat| seat.unit != of.keeper() || seat.role != Role::Officer) {
        return Some(Text {
            zh: "由发起单位的经办人匹配。".to_owned(),
            en: "The officer of the unit that runs the round matches it.".to_owned(),
        });
    }
    let state = of.state?;
    (state.code != needs_round::round::matching).then(|| {
        Text::both(|lang| {
            let state = state.label.text(lang);
            say!(
                lang,
                "对接轮次在“匹配中”时才能匹配；现在是“{state}”。",
                "A round is matched while it is “Matching”; now it is “{state}”."
            )
        })
    })
}

/// What stood in the proposal before, with which the next run begins.
pub fn standing(workspace: &Workspace, round: &str) -> Vec<Standing> {
    let runs = workspace.proposals.all().filter(|proposal| proposal.round == round);
    runs.max_by_key(|proposal| proposal.run).map(|last| last.standing.clone()).unwrap_or_default()
}
