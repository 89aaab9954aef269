//! Keeping a run as a proposal of its round.

use jiff::civil::Date;

use crate::{
    app::{Actor, reading::Read, records, workspace::Workspace},
    domain::{
        Envelope, Kind, Label, Lang, Localized, Proposal,
        field::Attachment,
        needs_round::round,
        proposal::{Open, OpenPlaces, ProposedPair},
    },
    store::{Commit, Store, StoreError, Written},
};

use super::{
    made::Made,
    round::{READ, circumstances, last_run, seed},
};

/// Why no proposal can be kept.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProposalFault {
    #[error("the round is not being matched")]
    NotMatching,
    #[error("what was filed has changed since")]
    Stale,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for ProposalFault {
    fn text(&self, lang: Lang) -> String {
        let said = match self {
            Self::NotMatching => Label::new("本轮对接不在匹配中", "The round is not being matched"),
            Self::Stale => Label::new(
                "匹配以后填报、答复、名额或方案有变化，请重新匹配",
                "Filings, answers, ceilings or proposals have changed since; run the matching again",
            ),
            Self::Store(error) => return error.text(lang),
        };
        said.text(lang).to_owned()
    }
}

/// Keeps a run as a draft, with what it was worked out from.
///
/// # Errors
/// [`ProposalFault`].
pub async fn propose(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    made: &Made,
    answer_by: Date,
) -> Result<(Written, String), ProposalFault> {
    let of = workspace.find(Kind::NeedsRound, &made.wanted.round).ok_or(ProposalFault::NotMatching)?;
    if of.state.is_none_or(|state| state.code != round::matching) {
        return Err(ProposalFault::NotMatching);
    }
    let round = &made.wanted.round;
    let is_as_it_was =
        seed(workspace, round) == made.seed && circumstances(workspace, round) == made.circumstances;
    if !is_as_it_was || last_run(workspace, round) + 1 != made.run {
        return Err(ProposalFault::Stale);
    }
    let basis = serde_json::to_vec(made).unwrap_or_default();
    let paper = Attachment::of("匹配依据.json", &basis);
    let proposal = drawn(made, (of.keeper(), actor.now.today, answer_by), Some(paper.clone()));
    let mut operation = actor.operation("add", proposal.code.clone());
    operation.policy = actor.policy_hash();
    let change = records::drawn_up(&proposal, &Envelope::default())?;
    let commit =
        Commit { chunks: vec![(paper.chunk(), Some(basis))], ..Commit::new(operation, vec![change]) };
    let written = store.commit(commit.expecting(Read::tables(READ).expected(workspace))).await?;
    Ok((written, proposal.code))
}

/// The proposal that a run comes to.
pub fn drawn(
    made: &Made,
    (unit, today, answer_by): (&str, Date, Date),
    basis: Option<Attachment>,
) -> Proposal {
    let code = format!("{}-{}", made.wanted.round.replace('_', "-"), made.run);
    let pairs = made.needs.iter().flat_map(|need| {
        need.pairs.iter().map(|pair| ProposedPair {
            need: need.need.clone(),
            school: need.school.clone(),
            supply: pair.supply.clone(),
            who: pair.who.clone(),
            day: pair.day,
            place: pair.place,
            points: need.points,
            choice: pair.choice,
            ground: pair.ground,
        })
    });
    let open = made.needs.iter().flat_map(|need| {
        let one = |(places, why): &(u32, Open)| OpenPlaces {
            need: need.need.clone(),
            school: need.school.clone(),
            places: *places,
            why: *why,
        };
        need.open.iter().map(one)
    });
    Proposal {
        code,
        unit: unit.to_owned(),
        round: made.wanted.round.clone(),
        run: made.run,
        made: today,
        seed: made.seed.clone(),
        circumstances: made.circumstances.clone(),
        paired: made.sums.given,
        left_open: made.sums.open(),
        set_aside: Some(made.sums.set_aside),
        set_aside_taken: Some(made.sums.set_aside_taken),
        set_aside_released: Some(made.sums.set_aside_released),
        preferred_given: Some(made.sums.preferred_given),
        blocking: made.blocked.len() as u32,
        reason: None,
        answer_by,
        basis,
        pairs: pairs.collect(),
        open: open.collect(),
        standing: made.wanted.standing.clone(),
    }
}
