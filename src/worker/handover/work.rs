//! What the hand-over worker does.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use jiff::civil::Date;

use super::{
    desks::{Desks, OpenedFile, OwnSigner},
    questions::*,
    told::{DeskTold, InvitationTold, LookTold, Partner, Progress, Way, nothing_opened, partner, said},
};
use crate::{
    app::{
        handover::{
            adoption, certifying, entitled,
            incoming::{self, Arrived, Here, Look},
            joining::{self, DeskKeys, Invited},
            ledger::Ledger,
            outgoing, parcel, trust,
        },
        sealing::{self, Sealing},
        settings::{Office, Signs},
        work_file::KeptDesk,
        workspace::Workspace,
    },
    domain::signing::Draft,
    exchange::package::{Joining, Package, PackageFault, group::Group},
    keys::{self, FileLock},
    policy::decision::Text,
    say,
    store::{self, Commit, Store as _, StoreError, Stored as _, indexed_db::IndexedDbStore},
    worker::{Stored, context::WorkerContext},
};

/// An invitation that was opened.
#[derive(Clone)]
pub(super) struct Invitation {
    pub package: Package,
    /// Of its letter.
    pub code: String,
    /// It came as text, and so goes what answers it: by the same channel.
    pub as_text: bool,
}

/// See the module.
#[derive(Default)]
pub(super) struct Handover {
    pub(super) context: WorkerContext,
    pub(super) desks: Desks,
    looked: RefCell<Option<Look>>,
    /// The one that was opened last.
    pub(super) invitation: RefCell<Option<Invitation>>,
    /// What the work files to come are sealed with, once its recovery key is on paper.
    pub(super) lock: RefCell<Option<FileLock>>,
    /// The work file that was opened last.
    pub(super) work_file: RefCell<Option<OpenedFile>>,
}

impl Handover {
    pub async fn answer(&self, question: Questions, progress: Progress<'_>) -> Result<Answers, Text> {
        Ok(match question {
            Questions::KnownDesks(KnownDesks {}) => Answers::KnownDesks(self.known_desks().await?),
            Questions::MakeDesk(question) => Answers::MakeDesk(self.make_desk(question).await?),
            Questions::HandOn(question) => Answers::HandOn(self.hand_on(question).await?),
            Questions::Unlock(Unlock { seat, pin }) => {
                self.desks.unlock(&seat, &pin).await?;
                Answers::Unlock(())
            }
            Questions::UnlockScreen(UnlockScreen { seat, typed }) => {
                Answers::UnlockScreen(self.unlock_screen(&seat, &typed).await?)
            }
            Questions::Lock(Lock {}) => {
                self.desks.lock();
                Answers::Lock(())
            }
            Questions::Forget(Forget {}) => {
                Answers::Forget(self.desks.forget().await.map_err(|error| Text::of(&error))?)
            }
            Questions::HasPassphrase(HasPassphrase {}) => {
                Answers::HasPassphrase(self.has_passphrase().await?)
            }
            Questions::SetPassphrase(SetPassphrase { passphrase }) => {
                Answers::SetPassphrase(self.set_passphrase(&passphrase).await?)
            }
            Questions::KeepPassphrase(KeepPassphrase {}) => {
                Answers::KeepPassphrase(self.keep_passphrase().await?)
            }
            Questions::MakeWorkFile(MakeWorkFile { about }) => {
                Answers::MakeWorkFile(self.make_work_file(about, progress).await?)
            }
            Questions::IsSaved(IsSaved { bytes }) => Answers::IsSaved(self.is_saved(&bytes).await?),
            Questions::OpenWorkFile(OpenWorkFile { bytes, passphrase }) => {
                Answers::OpenWorkFile(self.open_work_file(bytes, &passphrase)?)
            }
            Questions::Continue(question) => Answers::Continue(self.go_on(question, progress).await?),
            Questions::Seal(question) => Answers::Seal(self.seal(question).await?),
            Questions::Partners(Partners {}) => Answers::Partners(self.partners().await?),
            Questions::MakePackages(question) => {
                Answers::MakePackages(self.make_packages(question, progress).await?)
            }
            Questions::Invite(question) => Answers::Invite(self.invite(question, progress).await?),
            Questions::OpenFiles(question) => Answers::OpenFiles(self.open_files(question).await?),
            Questions::TakeOver(question) => Answers::TakeOver(self.take_over(question).await?),
            Questions::Certify(question) => Answers::Certify(self.certify(question).await?),
            Questions::BeginAlone(question) => Answers::BeginAlone(self.begin_alone(question).await?),
            Questions::Join(question) => Answers::Join(self.join(question).await?),
            Questions::Adopt(question) => Answers::Adopt(self.adopt(question).await?),
        })
    }

    async fn known_desks(&self) -> Result<Vec<DeskTold>, Text> {
        let all = self.desks.all().await.map_err(|error| Text::of(&error))?;
        let told = |kept: &KeptDesk| DeskTold {
            seat: kept.seat.clone(),
            fingerprint: kept.public.fingerprint(),
            is_open: self.desks.secret(&kept.seat).is_some(),
        };
        Ok(all.iter().map(told).collect())
    }

    async fn make_desk(&self, MakeDesk { by, person, pin }: MakeDesk) -> Result<(), Text> {
        let public = self.desks.make(&by.seat, &pin).await?;
        let keys = DeskKeys { key: public.key(), sealed_to: public.sealed_to() };
        let workspace = self.workspace().await?;
        let store = self.sealing(&by, &by.seat.unit).await?;
        let claimed = joining::claim(&store, &workspace, &by.actor(), (&by.seat, said(&person)), &keys).await;
        claimed.map(drop).map_err(|error| Text::of(&error))
    }

    async fn seal(&self, Seal { seat, drafts, is_demo }: Seal) -> Result<Sealed, Text> {
        let failed = |error: serde_json::Error| Text::from(error.to_string());
        let drafts: Vec<Draft> = serde_json::from_str(&drafts).map_err(failed)?;
        let signer = OwnSigner { desks: &self.desks, today: Date::MIN };
        let sealed = match is_demo {
            true => self.desks.seal_in_a_demo(&seat, &drafts).await,
            false => sealing::Signer::seal(&signer, &seat, drafts).await,
        };
        match sealed {
            Ok(steps) => serde_json::to_string(&steps).map(Sealed::Steps).map_err(failed),
            Err(StoreError::Locked) => Ok(Sealed::Locked),
            Err(error) => Err(Text::of(&error)),
        }
    }

    /// The store in which what is made here is sealed.
    pub(super) async fn sealing<'a>(
        &'a self,
        by: &By,
        unit: &str,
    ) -> Result<Sealing<Rc<IndexedDbStore>, OwnSigner<'a>>, Text> {
        let signer = OwnSigner { desks: &self.desks, today: by.today };
        Ok(Sealing::new(self.context.store().await?, signer, Signs::Office(unit.to_owned())))
    }

    /// The workspace without the fields that packs add: whether they are personal is not known here, and so they go whole or not at all.
    pub(super) async fn workspace(&self) -> Result<Workspace, Text> {
        self.context.workspace().await.map(Arc::unwrap_or_clone)
    }

    pub(super) async fn ledger(&self) -> Result<Ledger, Text> {
        let store = self.context.store().await?;
        Ledger::read(&*store).await.map_err(|error| Text::of(&error))
    }

    async fn invited(&self) -> Result<Vec<Invited>, Text> {
        let store = self.context.store().await?;
        let read = store::read_all::<Invited>(&*store).await.map_err(|error| Text::of(&error))?;
        Ok(read.0.into_iter().map(|(invited, _)| invited).collect())
    }

    /// The workspace with what is here and no desk has sealed, sealed.
    pub(super) async fn sealed_workspace(&self, by: &By) -> Result<Workspace, Text> {
        let workspace = self.workspace().await?;
        let store = self.sealing(by, &by.seat.unit).await?;
        let sealed = sealing::catch_up(&store, &workspace, &by.actor()).await;
        match sealed.map_err(|error| Text::of(&error))? {
            0 => Ok(workspace),
            _ => self.workspace().await,
        }
    }

    async fn partners(&self) -> Result<Vec<Partner>, Text> {
        let workspace = self.workspace().await?;
        let Some(Office { unit, .. }) = &workspace.settings.office else { return Ok(Vec::new()) };
        let (ledger, invited, trust) = (self.ledger().await?, self.invited().await?, trust(&workspace));
        let partners = entitled::partners(&workspace, unit);
        let claims = certifying::claims(&workspace, unit);
        let partner = |of: &String| {
            let due = outgoing::due(&workspace, &ledger.held_by(of), of);
            let joined = trust.desks().any(|(_, desk)| desk.unit == *of && desk.speaks());
            let invited = invited.iter().find(|invited| invited.unit == *of).cloned();
            let answered = !joined && claims.iter().any(|claim| claim.unit == *of);
            let tree = workspace.tree();
            let way = if tree.is_below(of, unit) {
                Way::Down
            } else if tree.is_below(unit, of) {
                Way::Up
            } else {
                Way::Beside
            };
            partner((of, tree.name(of)), way, &due, &ledger, (joined, answered, invited))
        };
        Ok(partners.iter().map(partner).collect())
    }

    /// The files in which packages lie: of a group file those for this unit.
    fn apart(
        files: Vec<(String, Vec<u8>)>,
        unit: Option<&str>,
        faults: &mut Vec<(String, Text)>,
    ) -> Result<Vec<(String, Vec<u8>)>, Opened> {
        let mut apart = Vec::new();
        for (file, bytes) in files {
            let mut group = match Group::read(&bytes) {
                Ok(None) => {
                    apart.push((file, bytes));
                    continue;
                }
                Ok(Some(group)) => group,
                Err(fault) => {
                    faults.push((file, Text::of(&fault)));
                    continue;
                }
            };
            let units = || group.parts.iter().map(|part| (part.unit.clone(), part.title.clone())).collect();
            let Some(unit) = unit else { return Err(Opened::NeedsCode(file, units())) };
            match group.of(unit) {
                Ok(own) if own.is_empty() => {
                    faults.push((file, Text::of(&PackageFault::NotInGroup)));
                }
                Ok(own) => apart.extend(own),
                Err(fault) => faults.push((file, Text::of(&fault))),
            }
        }
        Ok(apart)
    }

    async fn open_files(&self, question: OpenFiles) -> Result<Opened, Text> {
        let OpenFiles { files, code, unit: chosen } = question;
        let workspace = self.workspace().await?;
        let unit = workspace.settings.office.as_ref().map(|office| office.unit.clone());
        let secrets = unit.as_ref().map(|unit| self.desks.secrets(unit)).unwrap_or_default();
        let secrets: Vec<_> = secrets.iter().collect();
        let (mut arrived, mut faults) = (Vec::new(), Vec::new());
        let files = match Self::apart(files, unit.as_deref().or(chosen.as_deref()), &mut faults) {
            Ok(files) => files,
            Err(wanted) => return Ok(wanted),
        };
        for (file, bytes) in files {
            let kind = keys::kind_of(&bytes);
            let under_a_code = kind == Ok(keys::Kind::Passphrase);
            if under_a_code && code.is_empty() {
                return Ok(Opened::NeedsCode(file, Vec::new()));
            }
            if kind == Ok(keys::Kind::Recipients) && secrets.is_empty() && unit.is_some() {
                return Ok(Opened::Locked);
            }
            let code = keys::read_code(&code);
            match parcel::open(&bytes, &secrets, under_a_code.then_some(&*code)) {
                Ok(package) => {
                    let invites = matches!(package.manifest.joining, Some(Joining::Invitation { .. }));
                    let takes_in = adoption::takes_in(&workspace, &package);
                    if invites && unit.is_none() || takes_in {
                        let told = InvitationTold::of(&package);
                        let as_text = keys::is_armoured(&bytes);
                        *self.invitation.borrow_mut() = Some(Invitation { package, code, as_text });
                        return Ok(Opened::Invitation(told));
                    }
                    arrived.push(Arrived { file, package });
                }
                Err(fault) => faults.push((file, Text::of(&fault))),
            }
        }
        let look = self.look(&workspace, arrived).await?;
        let told = LookTold::of(&look, faults);
        *self.looked.borrow_mut() = Some(look);
        Ok(Opened::Looked(told))
    }

    pub(super) async fn look(&self, workspace: &Workspace, arrived: Vec<Arrived>) -> Result<Look, Text> {
        let (ledger, invited) = (self.ledger().await?, self.invited().await?);
        let here = Here {
            workspace,
            ledger: &ledger,
            verify: &parcel::verify,
            is_invited: &|manifest| joining::is_invited(&invited, manifest),
        };
        Ok(incoming::look(&here, arrived))
    }

    async fn take_over(&self, question: TakeOver) -> Result<Stored, Text> {
        let look = self.looked.borrow_mut().take().ok_or_else(nothing_opened)?;
        let store = self.context.store().await?;
        let taken = look.take(&*store, &question.by.actor()).await;
        let (written, count) = taken.map_err(|error| Text::of(&error))?;
        Ok(Stored { sequence: written.sequence, count })
    }

    async fn certify(&self, Certify { by, claims }: Certify) -> Result<Stored, Text> {
        let workspace = self.workspace().await?;
        if !certifying::may_certify(&workspace, &by.seat) {
            return Err(Text {
                zh: "本席位还没有别的单位认可的证书，不能签发。请由已有证书的席位签发。".to_owned(),
                en: "This seat has no certificate that others trust, so that it cannot certify. A seat that has one does."
                    .to_owned(),
            });
        }
        let open = certifying::claims(&workspace, &by.seat.unit);
        let chosen: Vec<_> = open.into_iter().filter(|claim| claims.contains(&claim.code)).collect();
        let store = self.sealing(&by, &by.seat.unit).await?;
        let certified = certifying::certify(&store, &workspace, &by.actor(), &chosen).await;
        let written = certified.map_err(|error| Text::of(&error))?.ok_or_else(nothing_opened)?;
        // A letter admits one desk.
        let plain = self.context.store().await?;
        let failed = |error: StoreError| Text::of(&error);
        let mut spent = Vec::new();
        for claim in &chosen {
            let row = plain.row(Invited::TABLE, &claim.unit).await.map_err(failed)?;
            spent.extend(row.map(|row| store::delete::<Invited>(&claim.unit, row.revision)));
        }
        if !spent.is_empty() {
            let of = Text::both(|lang| {
                let names = chosen.iter().map(|claim| workspace.tree().name(&claim.unit).to_owned());
                let names = lang.list(names.collect::<Vec<_>>());
                say!(lang, "{names}（邀请已使用）", "{names} (invitation used)")
            });
            plain.commit(Commit::new(by.actor().operation("invite", of), spent)).await.map_err(failed)?;
        }
        Ok(Stored { sequence: written.sequence, count: chosen.len() })
    }
}
