//! What leaves: packages and invitations, a file each or one for all.

use std::collections::BTreeMap;

use gloo_timers::future::TimeoutFuture;
use jiff::civil::Date;

use super::{
    questions::{By, Invite, MakePackages},
    told::{PackageFile, Progress},
    work::Handover,
};
use crate::{
    app::{
        handover::{
            HAND_OVER,
            joining::Invited,
            ledger,
            parcel::{self, Address, Desk, Made},
        },
        workspace::Workspace,
    },
    exchange::package::{ENDING, Joining, group},
    keys,
    policy::decision::Text,
    store::{self, Commit, Store as _, StoreError, Stored as _},
};

impl Handover {
    pub(super) async fn make_packages(
        &self,
        question: MakePackages,
        progress: Progress<'_>,
    ) -> Result<Vec<PackageFile>, Text> {
        let MakePackages { by, units, grouped, as_text } = question;
        let workspace = self.sealed_workspace(&by).await?;
        let (mut made, all) = (Vec::new(), units.len());
        for (done, unit) in units.into_iter().enumerate() {
            progress(done, all);
            let address = Address { to: &unit, joining: None, code: None, as_text: as_text && !grouped };
            made.extend(self.make(&workspace, &by, address).await?);
        }
        match grouped {
            true => Ok(Self::grouped(&workspace, made, ("交接", by.today))?.0),
            false => Ok(made),
        }
    }

    pub(super) async fn make(
        &self,
        workspace: &Workspace,
        by: &By,
        address: Address<'_>,
    ) -> Result<Vec<PackageFile>, Text> {
        let secret = self.desks.secret(&by.seat).ok_or_else(|| Text::of(&StoreError::Locked))?;
        let (store, ledger) = (self.context.store().await?, self.ledger().await?);
        let desk = Desk { seat: &by.seat, seat_name: &by.seat_name, secret: &secret, when: &by.timestamp };
        let unit = address.to.to_owned();
        let made = parcel::make(&*store, workspace, &ledger, &desk, address).await;
        let made = made.map_err(|fault| Text::of(&fault))?;
        let failed = |error: StoreError| Text::of(&error);
        let mut operation = by.actor().operation(HAND_OVER, workspace.tree().name(&unit));
        let records: usize = made.iter().map(|made| made.records).sum();
        operation.handed_out = Some(u32::try_from(records).unwrap_or(u32::MAX));
        let notes = made.iter().map(|made| ledger::note(&made.sent)).collect::<Result<_, _>>();
        store.commit(Commit::new(operation, notes.map_err(failed)?)).await.map_err(failed)?;
        let file = |Made { bytes, sent, records }| PackageFile {
            unit: unit.clone(),
            name: sent.file,
            bytes,
            records,
        };
        Ok(made.into_iter().map(file).collect())
    }

    /// All in group files, and in which of them each unit finds its own.
    fn grouped(
        workspace: &Workspace,
        made: Vec<PackageFile>,
        (what, day): (&str, Date),
    ) -> Result<(Vec<PackageFile>, BTreeMap<String, String>), Text> {
        let records = made.iter().map(|file| file.records).sum();
        let part = |file: PackageFile| {
            let title = workspace.tree().name(&file.unit).to_owned();
            (group::Part { unit: file.unit, title, name: file.name }, file.bytes)
        };
        let parts: Vec<_> = made.into_iter().map(part).collect();
        let groups = group::write(&parts).map_err(|fault| Text::of(&fault))?;
        let (mut files, mut names) = (Vec::new(), BTreeMap::new());
        for (place, group::Made { units, bytes }) in (1..).zip(groups) {
            let name = format!("{what}_群发_{day}_第{place}份.{ENDING}");
            names.extend(units.into_iter().map(|unit| (unit, name.clone())));
            files.push(PackageFile { unit: String::new(), name, bytes, records });
        }
        Ok((files, names))
    }

    pub(super) async fn invite(
        &self,
        question: Invite,
        progress: Progress<'_>,
    ) -> Result<Vec<PackageFile>, Text> {
        let Invite { by, units, grouped, as_text } = question;
        let workspace = self.sealed_workspace(&by).await?;
        let office = workspace.settings.office.as_ref();
        let roots = office.map(|office| office.roots.clone()).unwrap_or_default();
        let (mut made, mut codes, all) = (Vec::new(), BTreeMap::new(), units.len());
        for (done, unit) in units.into_iter().enumerate() {
            progress(done, all);
            // Between two, so that the page hears how far it is.
            TimeoutFuture::new(0).await;
            let code = keys::make_code();
            let joining = Some(Joining::Invitation { roots: roots.clone() });
            let address = Address { to: &unit, joining, code: Some(&code), as_text: as_text && !grouped };
            made.extend(self.make(&workspace, &by, address).await?);
            codes.insert(unit, code);
        }
        // The letter says which file to open.
        let own = made.iter().map(|file| (file.unit.clone(), file.name.clone())).collect();
        let (made, names) = match grouped {
            true => Self::grouped(&workspace, made, ("邀请", by.today))?,
            false => (made, own),
        };
        let failed = |error: StoreError| Text::of(&error);
        let (store, mut changes) = (self.context.store().await?, Vec::new());
        let called = crate::policy::decision::Text::both(|lang| {
            let names = codes.keys().map(|unit| workspace.tree().name(unit).to_owned());
            lang.list(names.collect::<Vec<_>>())
        });
        for (unit, code) in codes {
            let there = store.row(Invited::TABLE, &unit).await.map_err(failed)?;
            let file = names.get(&unit).cloned().unwrap_or_default();
            let invited = Invited { unit, code, when: by.timestamp.clone(), file };
            changes.push(store::put(&invited, there.map(|row| row.revision)).map_err(failed)?);
        }
        store.commit(Commit::new(by.actor().operation("invite", called), changes)).await.map_err(failed)?;
        Ok(made)
    }
}
