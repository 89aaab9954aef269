//! How an office begins here: alone, by an invitation, or taken in by the office above after it had begun alone.

use std::collections::BTreeMap;

use super::{
    questions::{Adopt, BeginAlone, By, HandOn, Join},
    told::{Answer, nothing_opened, said},
    work::{Handover, Invitation},
};
use crate::{
    app::handover::{
        adoption, certifying,
        incoming::Arrived,
        joining::{self, Beginning, DeskKeys},
        parcel::{self, Address},
    },
    domain::{
        seal::Key,
        workflow::{Role, Seat},
    },
    exchange::package::{Joining, Package, PackageFault},
    keys::{Context, Secret},
    policy::decision::Text,
    store::StoreError,
    worker::{Stored, random},
};

impl Handover {
    async fn begin(
        &self,
        by: &By,
        (person, pin): (&str, &str),
        roots: BTreeMap<Key, Seat>,
    ) -> Result<Stored, Text> {
        let public = self.desks.make(&by.seat, pin).await?;
        let keys = DeskKeys { key: public.key(), sealed_to: public.sealed_to() };
        let beginning = Beginning {
            seat: by.seat.clone(),
            person: said(person),
            keys,
            installation: random::installation(),
            roots,
        };
        let workspace = self.context.workspace().await?;
        let store = self.sealing(by, &by.seat.unit).await?;
        let begun = joining::begin(&store, &workspace, &by.actor(), beginning).await;
        let written = begun.map_err(|error| Text::of(&error))?;
        Ok(Stored { sequence: written.sequence, count: 1 })
    }

    pub(super) async fn begin_alone(
        &self,
        BeginAlone { by, person, pin }: BeginAlone,
    ) -> Result<Stored, Text> {
        self.begin(&by, (&person, &pin), Default::default()).await
    }

    pub(super) async fn join(&self, Join { by, person, pin }: Join) -> Result<Answer, Text> {
        let invitation = self.invitation.borrow().clone().ok_or_else(nothing_opened)?;
        let Invitation { package, .. } = &invitation;
        let roots = sound(package)?.clone();
        if package.manifest.demo || package.manifest.to != by.seat.unit {
            return Err(Text::of(&PackageFault::OtherWorld));
        }
        self.begin(&by, (&person, &pin), roots).await?;
        self.answer_to(&by, said(&person), invitation).await
    }

    /// Certified by the key that hands on before that key is gone; its end is signed by the next, or by the office above.
    pub(super) async fn hand_on(&self, HandOn { by, former, person, pin }: HandOn) -> Result<(), Text> {
        let failed = |error: StoreError| Text::of(&error);
        // A passer-by at an open desk does not take it.
        self.desks.unlock(&by.seat, &former).await?;
        let secret = Secret::make();
        let (public, locked) = (secret.public(), secret.lock(&pin).map_err(|error| Text::of(&error))?);
        let keys = DeskKeys { key: public.key(), sealed_to: public.sealed_to() };
        let (of, actor) = ((&by.seat, said(&person)), by.actor());
        let store = self.sealing(&by, &by.seat.unit).await?;
        // What is written and not signed yet whoever wrote it signs.
        let workspace = self.sealed_workspace(&by).await?;
        let handed = certifying::hand_on(&store, &workspace, &actor, of, &keys).await.map_err(failed)?;
        if handed.is_none() {
            return Err(Text {
                zh: "本席位还没有别的单位认可的证书，不能换人：请先由签发单位签发。".to_owned(),
                en:
                    "Nobody has certified this seat yet, so it cannot be handed on: wait for its certificate."
                        .to_owned(),
            });
        }
        self.desks.renew(&by.seat, (secret, locked)).await.map_err(failed)?;
        let workspace = self.workspace().await?;
        let ended = certifying::end_former(&store, &workspace, &actor, (&by.seat, &keys.key)).await;
        ended.map_err(failed)
    }

    /// Taken in by the office above: its keys are vouched for first, so that what it sends counts.
    pub(super) async fn adopt(&self, Adopt { by }: Adopt) -> Result<Answer, Text> {
        let invitation = self.invitation.borrow().clone().ok_or_else(nothing_opened)?;
        let Invitation { package, .. } = &invitation;
        sound(package)?;
        let workspace = self.workspace().await?;
        if package.manifest.demo || !adoption::takes_in(&workspace, package) {
            return Err(Text::of(&PackageFault::OtherWorld));
        }
        // Only that desk answers for the office.
        if by.seat.role != Role::Officer {
            return Err(Text {
                zh: "请换到经办人席位再接入：由经办人的密钥为本单位作答。".to_owned(),
                en: "Change to the officer's seat first: the officer's key answers for the office."
                    .to_owned(),
            });
        }
        let store = self.sealing(&by, &by.seat.unit).await?;
        let vouched = adoption::vouch(&store, &workspace, &by.actor(), package).await;
        vouched.map_err(|error| Text::of(&error))?;
        self.answer_to(&by, None, invitation).await
    }

    /// Takes over what an invitation brings, and makes the file that answers it.
    async fn answer_to(
        &self,
        by: &By,
        person: Option<String>,
        Invitation { package, code, as_text }: Invitation,
    ) -> Result<Answer, Text> {
        let to = package.manifest.from.unit.clone();
        let workspace = self.workspace().await?;
        let look = self.look(&workspace, vec![Arrived { file: String::new(), package }]).await?;
        if let Some(fault) = look.packages.iter().find_map(|looked| looked.fault.clone()) {
            return Err(fault);
        }
        let store = self.context.store().await?;
        let taken = look.take(&*store, &by.actor()).await.map_err(|error| Text::of(&error))?;
        let workspace = self.sealed_workspace(by).await?;
        let secret = self.desks.secret(&by.seat).ok_or_else(|| Text::of(&StoreError::Locked))?;
        let proof = joining::proof(&code, &secret.public().key());
        let joining = Some(Joining::Answer { person, proof });
        let made = self.make(&workspace, by, Address { to: &to, joining, code: None, as_text }).await?;
        let file = made.into_iter().next().ok_or_else(nothing_opened)?;
        *self.invitation.borrow_mut() = None;
        Ok(Answer { stored: Stored { sequence: taken.0.sequence, count: taken.1 }, file })
    }
}

/// The keys that an invitation names as those to trust, where it was made by one of them; looked at before anything is stored.
fn sound(package: &Package) -> Result<&BTreeMap<Key, Seat>, Text> {
    let Some(Joining::Invitation { roots }) = &package.manifest.joining else { return Err(nothing_opened()) };
    let (hash, signature) = package.signed();
    let key = &package.manifest.key;
    let is_sound = parcel::verify(Context::Package, key, &hash, signature) && roots.contains_key(key);
    if is_sound { Ok(roots) } else { Err(Text::of(&PackageFault::Forged)) }
}
