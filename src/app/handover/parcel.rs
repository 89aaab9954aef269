//! Packages as files: signed as a whole, sealed to the desks of the unit for which they are, or to the code of a letter before it has
//! any keys.

use super::{
    certifying,
    ledger::{Holds, Ledger, Sent},
    outgoing::{self, Part},
    trust,
};
use crate::{
    app::workspace::Workspace,
    domain::{
        Lang, Localized,
        seal::{Digest, Key, Signature},
        workflow::Seat,
    },
    exchange::package::{self, About, Joining, LARGEST, Package, PackageFault},
    keys::{self, Context, DeskKey, OpenError, SealError, Secret},
    say,
    store::{Store, StoreError},
};

/// Why no package was made, or none was opened.
#[derive(Debug, thiserror::Error)]
pub enum ParcelFault {
    #[error(transparent)]
    Package(#[from] PackageFault),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0} has no keys yet")]
    NotJoined(String),
    #[error("no office works here")]
    NoOffice,
    #[error("a record with its files is larger than a package may be")]
    TooLarge,
    #[error("nobody has certified this desk yet")]
    NotCertified,
}

impl Localized for ParcelFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Package(fault) => fault.text(lang),
            Self::Open(fault) => fault.text(lang),
            Self::Seal(fault) => fault.text(lang),
            Self::Store(fault) => fault.text(lang),
            Self::NotJoined(unit) => say!(
                lang,
                "“{unit}”还没有加入，没有可以加密给它的公钥。请先邀请它加入。",
                "{unit} has not joined yet, so that there is no key to seal for it. Invite it first."
            ),
            Self::TooLarge => say!(
                lang,
                "有一条记录连同附件超过 {most} MB，放不进交接包。请把附件压缩或分成几个以后再交接。",
                "A record with its files is larger than {most} MB, which no package holds. Make its files smaller, or several, and hand over again.",
                most = LARGEST / 1_024 / 1_024
            ),
            Self::NoOffice => say!(
                lang,
                "这台计算机还没有设为一个单位的办公地点，不能交接。",
                "No office works on this computer yet, so that nothing can be handed over."
            ),
            Self::NotCertified => say!(
                lang,
                "本席位还没有证书，对方不会接收它生成的交接包。请换到本单位已有证书的席位（多为经办人）生成；本席位办理的步骤会一并带去。",
                "This seat has no certificate yet, so that nobody would accept its package. Make it at a seat of this office that has one, most often the officer's; the steps made at this seat go along."
            ),
        }
    }
}

/// A package that was made.
#[derive(Debug, Clone)]
pub struct Made {
    pub bytes: Vec<u8>,
    pub sent: Sent,
    pub records: usize,
}

/// For whom a package is, and what else it is.
#[derive(Debug, Clone)]
pub struct Address<'a> {
    pub to: &'a str,
    pub joining: Option<Joining>,
    /// The code to which it is sealed, where the unit has no keys.
    pub code: Option<&'a str>,
    /// As text, for channels that let no archive through.
    pub as_text: bool,
}

/// Whoever makes a package.
#[derive(Debug)]
pub struct Desk<'a> {
    pub seat: &'a Seat,
    pub seat_name: &'a str,
    pub secret: &'a Secret,
    /// RFC 3339, UTC.
    pub when: &'a str,
}

/// Makes packages of everything that a unit should have and has not acknowledged: one, or several where mail would not take it. An
/// invitation and the answer to one are one file, and what is left goes with the next.
///
/// # Errors
/// [`ParcelFault`].
pub async fn make(
    store: &impl Store,
    workspace: &Workspace,
    ledger: &Ledger,
    desk: &Desk<'_>,
    address: Address<'_>,
) -> Result<Vec<Made>, ParcelFault> {
    let office = workspace.settings.office.as_ref().ok_or(ParcelFault::NoOffice)?;
    let Address { to, joining, code, as_text } = address;
    let is_invitation = matches!(joining, Some(Joining::Invitation { .. }));
    if joining.is_none() && !is_believed(workspace, desk.seat) {
        return Err(ParcelFault::NotCertified);
    }
    // Whoever joins begins with nothing, whatever the unit had on another computer.
    let holds = if is_invitation { Holds::default() } else { ledger.held_by(to) };
    let mut parts = outgoing::due(workspace, &holds, to).parts(store).await?;
    if joining.is_some() {
        parts.truncate(1);
    }
    let public = desk.secret.public();
    let first = ledger.next(to, office.installation);
    let name = |unit: &str| workspace.tree().name(unit).to_owned();
    let about = About {
        made: desk.when.to_owned(),
        from: desk.seat.clone(),
        from_name: name(&desk.seat.unit),
        key: public.key(),
        sealed_to: public.sealed_to(),
        to: to.to_owned(),
        to_name: name(to),
        installation: office.installation,
        number: first,
        seen: ledger.seen(to),
        joining,
        demo: workspace.settings.demo,
    };
    let sign = |hash: &Digest| desk.secret.sign(Context::Package, &hash.0);
    let recipients = if code.is_some() { Vec::new() } else { recipients(workspace, to)? };
    let mut all = Vec::new();
    for (number, Part { load, marks }) in (first..).zip(parts) {
        let plain = package::write(About { number, ..about.clone() }, &load, sign)?;
        let bytes = match code {
            Some(code) => keys::seal_with_passphrase(&plain, code)?,
            None => keys::seal(&plain, &recipients.iter().collect::<Vec<_>>())?,
        };
        if bytes.len() > LARGEST {
            return Err(ParcelFault::TooLarge);
        }
        let bytes = if as_text { keys::armoured(&bytes).into_bytes() } else { bytes };
        let name = file_name(workspace, (&desk.seat.unit, to), is_invitation, number);
        let sent = Sent {
            to: to.to_owned(),
            installation: office.installation,
            number,
            when: desk.when.to_owned(),
            seat_name: desk.seat_name.to_owned(),
            file: format!("{name}.{}", if as_text { "txt" } else { package::ENDING }),
            marks,
        };
        all.push(Made { bytes, sent, records: load.records.len() });
    }
    Ok(all)
}

/// Whether others believe a desk of this office, as far as is known here: where another desk here has a certificate, so must this one.
fn is_believed(workspace: &Workspace, seat: &Seat) -> bool {
    let roots = workspace.settings.office.iter().flat_map(|office| office.roots.values());
    let mut others = roots.filter(|of| of.unit == seat.unit);
    certifying::may_certify(workspace, seat) || !others.any(|other| certifying::may_certify(workspace, other))
}

/// The desks of a unit to which is sealed.
fn recipients(workspace: &Workspace, unit: &str) -> Result<Vec<DeskKey>, ParcelFault> {
    let trust = trust(workspace);
    let desks = trust.desks().filter(|(_, desk)| desk.unit == unit && desk.speaks());
    let certified = desks.filter_map(|(key, desk)| DeskKey::of(*key, desk.sealed_to.as_deref()?).ok());
    let keys: Vec<_> = certified.collect();
    if keys.is_empty() {
        Err(ParcelFault::NotJoined(workspace.tree().name(unit).to_owned()))
    } else {
        Ok(keys)
    }
}

/// Opens a file: with the keys of this office's desks, or with the code of a letter.
///
/// # Errors
/// [`ParcelFault`]; which of them says what is lacking.
pub fn open(bytes: &[u8], secrets: &[&Secret], code: Option<&str>) -> Result<Package, ParcelFault> {
    let plain = match code {
        Some(code) => keys::open_with_passphrase(bytes, code, LARGEST_PLAIN)?,
        None => keys::open(bytes, secrets, LARGEST_PLAIN)?,
    };
    Ok(package::read(&plain)?)
}

/// A package is packed, so that what is sealed is no larger than the file.
const LARGEST_PLAIN: usize = LARGEST;

/// Whether a signature holds.
pub fn verify(context: Context, key: &Key, hash: &Digest, signature: &Signature) -> bool {
    keys::verify(context, key, &hash.0, signature)
}

/// `上报_实验小学_第3包`: with its ending at most 80 bytes, and nothing in it that a file system refuses.
fn file_name(workspace: &Workspace, (from, to): (&str, &str), is_invitation: bool, number: u64) -> String {
    let tree = workspace.tree();
    let (what, unit) = match () {
        () if is_invitation => ("邀请", to),
        () if tree.is_below(from, to) => ("上报", from),
        () if tree.is_below(to, from) => ("下发", to),
        () => ("交接_致", to),
    };
    let mut name: String = tree.name(unit).chars().filter(|c| c.is_alphanumeric()).collect();
    while name.len() > 40 {
        name.pop();
    }
    format!("{what}_{name}_第{number}包")
}
