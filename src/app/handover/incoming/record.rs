//! One record that has come, beside what is known of it here.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    effects,
    outcome::{Outcome, Told},
};
use crate::{
    app::{
        erasure,
        handover::{Verify, statements},
        records, sealing,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Envelope, Kind, Localized, Signed,
        seal::Digest,
        signing::{
            Aside, Content, EXTRA, Known, Statement, Trust, Walked, Why, erase, hash_of, unsealed, walk,
        },
        workflow::{ERASE, Step, Surroundings, UNDO, WRITE},
    },
    exchange::package::Carried,
    keys::Context,
    policy::decision::Text,
    say,
    store::Change,
};

/// Where a record is looked at.
pub(super) struct Record<'a> {
    pub workspace: &'a Workspace,
    /// The units of the workspace, and those that come with it.
    pub around: &'a dyn Surroundings,
    pub trust: &'a Trust,
    pub verify: Verify<'a>,
    /// The unit from which it comes.
    pub from: &'a str,
}

/// Why nothing of a record is taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refused {
    Newer,
    Broken,
    Unsigned,
    HereUnsigned,
    Incomplete,
    NotTheirs,
    Unreadable,
}

impl Localized for Refused {
    fn text(&self, lang: crate::domain::Lang) -> String {
        match self {
            Self::Newer => say!(
                lang,
                "没有接收：由更新版本的程序写成，请先更新程序",
                "not accepted: a newer version of the program wrote it; update the program first"
            ),
            Self::Broken => say!(
                lang,
                "没有接收：签名不符，内容在签名之后被改动过",
                "not accepted: a signature does not hold; it was changed after it was signed"
            ),
            Self::Unsigned => say!(lang, "没有接收：没有任何签名", "not accepted: nobody has signed it"),
            Self::HereUnsigned => say!(
                lang,
                "没有接收：本机已有同一编号的记录，且不是从它来的，请核对是不是同一件事",
                "not accepted: a record of this id is here that did not come from it; look whether they are the same"
            ),
            Self::Incomplete => say!(
                lang,
                "没有接收：签名所指的内容不在包里",
                "not accepted: what was signed is not in the package"
            ),
            Self::NotTheirs => say!(
                lang,
                "没有接收：签名的单位不能填写这条记录",
                "not accepted: the office that signed may not write this record"
            ),
            Self::Unreadable => say!(
                lang,
                "没有接收：内容不合这类记录的格式",
                "not accepted: what it says does not have the form of such a record"
            ),
        }
    }
}

impl Record<'_> {
    /// What would become of a record, and what that writes.
    pub fn look(&self, carried: &Carried) -> (Told, Option<Change>) {
        let title = self.title(carried);
        let told =
            |outcome, said| Told { kind: carried.kind.clone(), id: carried.id.clone(), title, outcome, said };
        match self.outcome(carried) {
            Ok((outcome, said, change)) => (told(outcome, said), change),
            Err(refused) => (told(Outcome::Refused, Text::of(&refused)), None),
        }
    }

    fn title(&self, carried: &Carried) -> String {
        let kind = Kind::parse(&carried.kind);
        let here = kind.and_then(|kind| Some(self.workspace.find(kind, &carried.id)?.title));
        let said = || {
            let values = carried.contents.last().map(|content| content.values.clone())?;
            (kind?.declaration().check)(values).ok().map(|checked| checked.title)
        };
        here.or_else(said).unwrap_or_else(|| carried.id.clone())
    }

    fn outcome(&self, carried: &Carried) -> Result<(Outcome, Text, Option<Change>), Refused> {
        let kind = Kind::parse(&carried.kind).ok_or(Refused::Newer)?;
        let id = carried.id.as_str();
        let is_known = |step: &Step| {
            let verbs = kind.workflow().into_iter().flat_map(|table| table.transitions);
            [WRITE, UNDO, ERASE].contains(&&*step.verb)
                || verbs.into_iter().any(|made| step.verb == made.verb)
        };
        if !carried.steps.iter().all(is_known) {
            return Err(Refused::Newer);
        }
        let here = self.workspace.find(kind, id);
        self.hold((kind, id), carried, here.as_ref())?;
        if effects::is_void(self.workspace, carried) {
            let said = Text::both(|lang| {
                say!(
                    lang,
                    "不再有效：产生它的步骤已撤回或未采纳",
                    "void: the step that made it was taken back or does not count"
                )
            });
            return Ok((Outcome::Same, said, None));
        }
        if kind == Kind::Certificate && self.claims_for_another(carried) {
            return Err(Refused::NotTheirs);
        }
        let known = united(here.as_ref(), carried)?;
        let walked = walk((kind, id), &known, self.trust, self.around);
        self.becomes((kind, id), here.as_ref(), known, walked, carried.origin.as_ref())
    }

    /// Whether every step that is new here is as it was signed.
    fn hold(
        &self,
        (kind, id): (Kind, &str),
        carried: &Carried,
        here: Option<&RecordView<'_>>,
    ) -> Result<(), Refused> {
        let known: Vec<Digest> =
            here.iter().flat_map(|here| here.envelope.sealed()).map(|seal| seal.hash).collect();
        let mut sealed = 0;
        for step in &carried.steps {
            let Some(seal) = &step.seal else { continue };
            sealed += 1;
            let is_as_signed = || {
                hash_of((kind.code(), id), step) == Some(seal.hash)
                    && (self.verify)(Context::Step, &seal.key, &seal.hash, &seal.signature)
            };
            if hash_of((kind.code(), id), step) != Some(seal.hash)
                || !known.contains(&seal.hash) && !is_as_signed()
            {
                return Err(Refused::Broken);
            }
        }
        let begun: Vec<Step> = carried.steps.iter().filter(|step| step.seal.is_none()).cloned().collect();
        let names = |step: &&Step| step.seal.as_ref().is_some_and(|seal| seal.before == unsealed(&begun));
        let Some(first) = carried.steps.iter().find(names).filter(|_| sealed > 0) else {
            return Err(if sealed == 0 { Refused::Unsigned } else { Refused::Broken });
        };
        // Whoever seals an older history answers for what its own office did, and those below it; another's steps it cannot make up.
        let is_theirs = |step: &Step| step.unit == first.unit || self.is_below(&step.unit, &first.unit);
        if here.is_some() || begun.iter().all(is_theirs) { Ok(()) } else { Err(Refused::NotTheirs) }
    }

    /// Whether a key that nobody knows says that it is a desk's of another unit than the one from which it comes.
    fn claims_for_another(&self, carried: &Carried) -> bool {
        let known = Known { steps: carried.steps.clone(), contents: carried.contents.clone() };
        statements(&known).iter().any(|Statement { certificate, .. }| {
            let of_itself = certificate.issuer == certificate.unit && certificate.unit != self.from;
            let desk = certificate.key().and_then(|key| self.trust.desk(&key));
            of_itself && desk.is_none_or(|desk| desk.unit != certificate.unit)
        })
    }

    fn is_below(&self, unit: &str, above: &str) -> bool {
        let superiors = std::iter::successors(self.around.superior(unit), |at| self.around.superior(at));
        superiors.take(20).any(|superior| superior == above)
    }

    /// What a record becomes by its walk.
    fn becomes(
        &self,
        (kind, id): (Kind, &str),
        here: Option<&RecordView<'_>>,
        mut known: Known,
        walked: Walked,
        origin: Option<&crate::domain::Origin>,
    ) -> Result<(Outcome, Text, Option<Change>), Refused> {
        let aside = walked.aside.iter().map(|aside| &aside.step);
        erase(&walked.steps, aside, &mut known.contents);
        let mut contents: BTreeMap<Digest, Content> =
            known.contents.into_iter().map(|content| (content.digest(), content)).collect();
        let nobody_counts = walked.content.is_none();
        if nobody_counts && kind != Kind::Certificate {
            let waits = walked.aside.iter().any(|aside| matches!(aside.why, Why::Unknown | Why::Replaced));
            let stood = here.filter(|here| here.envelope.steps.iter().any(|step| step.seal.is_some()));
            return match (waits, stood) {
                (true, None) if here.is_none() => Ok((Outcome::Waits, Text::of(&Why::Unknown), None)),
                (true, Some(here)) => self.stands_no_more(here, contents, walked),
                _ => Err(Refused::NotTheirs),
            };
        }
        let first = walked.aside.first().and_then(|aside| aside.step.seal.as_ref()).map(|seal| seal.content);
        let digest = walked.content.or(first).ok_or(Refused::Incomplete)?;
        let content = contents.get(&digest).cloned().ok_or(Refused::Incomplete)?;
        if content.schema > kind.declaration().schema {
            return Err(Refused::Newer);
        }
        let named: Vec<Digest> = walked
            .steps
            .iter()
            .chain(walked.aside.iter().map(|aside| &aside.step))
            .filter_map(|step| step.seal.as_ref().map(|seal| seal.content))
            .collect();
        contents.retain(|digest, _| named.contains(digest));
        // Two who entered the same register alike do not differ.
        let says_the_same = |aside: &Aside| {
            let own = aside.step.seal.as_ref().and_then(|seal| contents.get(&seal.content));
            aside.step.verb == WRITE && own.is_some_and(|own| own.values == content.values)
        };
        let differ = walked.aside.iter().filter(|aside| !says_the_same(aside));
        let why: Vec<Why> = differ.map(|aside| aside.why.clone()).collect();
        let forked = why.iter().any(|why| !matches!(why, Why::Unknown | Why::Gap));
        let signed = Signed { contents: contents.into_values().collect(), aside: walked.aside };
        let before = here.map(|here| here.envelope.clone());
        let envelope = Envelope {
            steps: walked.steps,
            signed: Some(Box::new(signed)),
            ..before.clone().unwrap_or_else(|| Envelope { origin: origin.cloned(), ..Envelope::default() })
        };
        if before.as_ref() == Some(&envelope) {
            return Ok((
                Outcome::Same,
                Text::both(|lang| say!(lang, "已有，没有变化", "here already, unchanged")),
                None,
            ));
        }
        // Whoever is not told any more what it says keeps what they knew.
        let kept = || {
            let here = here.filter(|_| content.withheld().next().is_some())?;
            records::change_values(kind, id, &without_erased(here, &envelope).0, &envelope, None).ok()?.after
        };
        let as_row = |row: (u32, String)| {
            let (table, key) = (kind.code().to_owned(), id.to_owned());
            let expected = here.and_then(|here| here.revision);
            let change = Change { table, key, expected, after: Some(row) };
            let after = self.workspace.after(std::slice::from_ref(&change));
            let is_read = !after.unreadable.contains_key(&(change.table.clone(), change.key.clone()));
            (is_read && after.find(kind, id).is_some()).then_some((after, change))
        };
        let made = self.row((kind, id), here, digest, &content, &envelope).and_then(as_row);
        let (after, change) = made.or_else(|| kept().and_then(as_row)).ok_or(Refused::Unreadable)?;
        let now = after.find(kind, id).ok_or(Refused::Unreadable)?;
        let state = |record: &RecordView<'_>, lang| {
            record.state.map_or_else(String::new, |state| state.label.text(lang).to_owned())
        };
        let outcome = match here {
            _ if forked => Outcome::Forked,
            None => Outcome::New,
            Some(_) => Outcome::Forward,
        };
        let said = Text::both(|lang| {
            let moved = match here.map(|here| state(here, lang)) {
                None => say!(lang, "新的一条 {state}", "new {state}", state = state(&now, lang)),
                Some(was) if was != state(&now, lang) => {
                    say!(lang, "{was} → {now}", "{was} → {now}", now = state(&now, lang))
                }
                Some(_) => say!(lang, "有更新", "updated"),
            };
            if nobody_counts {
                return say!(lang, "等待签发证书", "waits for its certificate");
            }
            let mut told: Vec<_> = why.iter().map(|why| why.text(lang)).collect();
            if before.as_ref().is_some_and(|before| !erasure::newly_erased(before, &envelope).is_empty()) {
                told.push(say!(lang, "清除了个人信息", "personal data erased"));
            }
            if told.is_empty() {
                moved.trim().to_owned()
            } else {
                format!("{} · {}", moved.trim(), lang.list(&told))
            }
        });
        Ok((outcome, said, Some(change)))
    }

    /// Nothing of a record counts any more: its fields stay to be read, and it stands where it began.
    fn stands_no_more(
        &self,
        here: &RecordView<'_>,
        contents: BTreeMap<Digest, Content>,
        walked: Walked,
    ) -> Result<(Outcome, Text, Option<Change>), Refused> {
        let signed = Signed { contents: contents.into_values().collect(), aside: walked.aside };
        let signed = Some(Box::new(signed));
        let envelope = Envelope { steps: walked.steps, signed, ..here.envelope.clone() };
        let change = records::change_values(here.kind, &here.id, &here.values, &envelope, here.revision);
        let change = change.map_err(|_| Refused::Unreadable)?;
        Ok((Outcome::Waits, Text::of(&Why::Replaced), Some(change)))
    }

    /// The row that it becomes. What is here and has not been signed yet stays, while what was signed is the same.
    fn row(
        &self,
        (kind, id): (Kind, &str),
        here: Option<&RecordView<'_>>,
        digest: Digest,
        content: &Content,
        envelope: &Envelope,
    ) -> Option<(u32, String)> {
        let last = |envelope: &Envelope| {
            envelope.steps.iter().rev().find_map(|step| step.seal.as_ref()).map(|seal| seal.content)
        };
        let stays = here.filter(|here| last(here.envelope) == Some(digest));
        match stays {
            Some(here) => {
                let (values, stands) = without_erased(here, envelope);
                records::change_values(kind, id, &values, &stands, None).ok()?.after
            }
            None => sealing::row_of((kind, id), content, envelope).ok(),
        }
    }

    /// What becomes of a record here by who is trusted now; nothing where it is as before.
    pub fn again(&self, kind: Kind, id: &str) -> Option<(Told, Change)> {
        let here = self.workspace.find(kind, id)?;
        let known = here.envelope.known();
        let walked = walk((kind, id), &known, self.trust, self.around);
        let origin = here.envelope.origin.clone();
        let (outcome, said, change) =
            self.becomes((kind, id), Some(&here), known, walked, origin.as_ref()).ok()?;
        let told = Told { kind: kind.code().to_owned(), id: id.to_owned(), title: here.title, outcome, said };
        Some((told, change?))
    }
}

/// What stands here without what steps have erased that were not here.
fn without_erased(here: &RecordView<'_>, envelope: &Envelope) -> (Map<String, Value>, Envelope) {
    let (mut values, mut stands) = (here.values.clone(), envelope.clone());
    let left = envelope.left();
    for field in erasure::newly_erased(here.envelope, envelope) {
        match field.strip_prefix(EXTRA) {
            Some(key) => drop(stands.extra.remove(key)),
            None => drop(values.remove(&field)),
        }
        values.extend(left.get(&*field).map(|value| (field.clone(), (*value).clone())));
    }
    (values, stands)
}

/// What both copies know. A record that began here unsigned is another one, but where nobody has gone on from it.
fn united(here: Option<&RecordView<'_>>, carried: &Carried) -> Result<Known, Refused> {
    let mut known = here.map(|here| here.envelope.known()).unwrap_or_default();
    let is_unsigned = here.is_some_and(|here| here.envelope.sealed().next().is_none());
    // A register that stands here is the same thing, whoever entered it; what people began is not.
    let is_own = here.is_some_and(|here| here.kind.workflow().is_some());
    if is_unsigned && (is_own || !known.steps.is_empty()) {
        return Err(Refused::HereUnsigned);
    }
    let begun =
        |steps: &[Step]| -> Vec<Step> { steps.iter().filter(|step| step.seal.is_none()).cloned().collect() };
    if here.is_some() && !is_unsigned && begun(&known.steps) != begun(&carried.steps) {
        return Err(Refused::HereUnsigned);
    }
    let hashes: Vec<_> = known.steps.iter().map(Step::hash).collect();
    known.steps.extend(carried.steps.iter().filter(|step| !hashes.contains(&step.hash())).cloned());
    known.contents.extend(carried.contents.iter().cloned());
    known.contents = filled(known.contents);
    Ok(known)
}

/// Each content once. What one copy leaves out another may say.
fn filled(all: Vec<Content>) -> Vec<Content> {
    let mut contents: BTreeMap<Digest, Content> = BTreeMap::new();
    for content in &all {
        contents.entry(content.digest()).or_insert_with(|| content.clone());
    }
    contents.values_mut().for_each(|content| all.iter().for_each(|other| content.fill_from(other)));
    contents.into_values().collect()
}
