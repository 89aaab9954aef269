//! What came of the round of the demo's city: a proposal that is put to both sides, some of whom have answered.

use super::{
    played::Played,
    units::{CITY, association, bureau},
};
use crate::{
    app::{
        matching::{self, Steps, Wanted},
        records,
        transitions::Doing,
    },
    domain::{Envelope, Kind, workflow::Role},
    policy::decision::Text,
};

/// To the end, without a pause: a round of fifty needs takes milliseconds.
struct AtOnce;

impl Steps for AtOnce {
    async fn go(&self, more: &mut dyn FnMut() -> Option<(usize, usize)>) -> bool {
        while more().is_some() {}
        true
    }
}

/// The proposal and its pairs; nothing where the city has no round.
///
/// # Errors
/// Why the program refuses one of the steps.
pub(super) async fn proposal(played: &mut Played<'_>) -> Result<(), Text> {
    let city = bureau(CITY);
    let round = played
        .workspace
        .records_of(Kind::NeedsRound)
        .find(|round| round.keeper() == city)
        .map(|round| round.id);
    let Some(round) = round else { return Ok(()) };
    let wanted = Wanted { round, standing: Vec::new(), by_hand: Vec::new(), today: played.day(-7) };
    let run = matching::work_out(&played.workspace, played.rulebook, &wanted, &AtOnce).await?;
    let Some(run) = run else { return Ok(()) };
    let proposal = matching::drawn(&run.made, (&city, played.day(-7), played.day(1)), None);
    let change = records::drawn_up(&proposal, &Envelope::default()).map_err(|error| Text::of(&error))?;
    played.commit(&played.actor(-7, Some((&city, Role::Officer)))?, vec![change]).await?;
    let code = proposal.code;

    let at = (Kind::Proposal, code.as_str());
    played.makes((-7, &city, Role::Officer), at, ("submit", "").into()).await?;
    played.makes((-6, &city, Role::Leader), at, ("countersign", "").into()).await?;
    played.makes((-5, &association(CITY), Role::Leader), at, ("countersign", "").into()).await?;
    played.makes((-4, &city, Role::Officer), at, ("publish", "").into()).await?;
    answers(played).await
}

/// Of every five pairs two are agreed, one waits for who would come, one for both, and one was turned down by the school.
async fn answers(played: &mut Played<'_>) -> Result<(), Text> {
    let pairs: Vec<_> = played
        .workspace
        .records_of(Kind::Pairing)
        .map(|pair| (pair.text("school").to_owned(), pair.text("who").to_owned(), pair.id))
        .collect();
    for (place, (school, who, id)) in pairs.iter().enumerate() {
        let at = (Kind::Pairing, id.as_str());
        match place % 5 {
            0 | 3 => {
                played.makes((-3, school, Role::Officer), at, ("accept", "").into()).await?;
                played.makes((-2, who, Role::Officer), at, ("accept", "").into()).await?;
            }
            1 => played.makes((-3, school, Role::Officer), at, ("accept", "").into()).await?,
            2 => {
                let doing =
                    Doing { verb: "decline", note: "这几天已有别的安排", ..Doing::default() };
                played.makes((-2, school, Role::Officer), at, doing).await?;
            }
            _ => {}
        }
    }
    Ok(())
}
