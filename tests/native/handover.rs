//! Offices with stores of their own hand records to each other as files.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use jiff::civil::Date;
use keqiao::{
    app::{
        Actor, Now,
        handover::{
            incoming::{self, Arrived, Here, Look, Outcome, Proven},
            joining::{self, Beginning, DeskKeys, Invited},
            ledger::{self, Ledger},
            parcel::{self, Address, Desk},
        },
        records,
        sealing::{Sealing, Signer},
        transitions,
        workspace::Workspace,
    },
    domain::{
        Kind, Lang, Localized as _,
        seal::{Bytes, Digest, Key, Salt, Signature},
        signing::{Draft, Signs},
        workflow::{Role, Seat, Step},
    },
    exchange::package::{Joining, Package},
    keys::{Context, Secret},
    store::{Commit, MemoryStore, StoreError},
};
use pollster::block_on;

use crate::joint::{TODAY, seat};

pub const COUNTY: &str = "990122-edu";
pub const ASSOCIATION: &str = "990122-kx";
pub const SCHOOL: &str = "9901220001";
const CODE: &str = "TEST-CODE-FOR-THE-LETTER";

/// A desk with its keys.
pub struct Keys {
    secret: Secret,
    number: u64,
}

impl Signs for Keys {
    fn key(&self) -> Key {
        self.secret.public().key()
    }

    fn number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    fn sign(&self, hash: &Digest) -> Signature {
        self.secret.sign(Context::Step, &hash.0)
    }
}

/// Who signs for the desks of an office.
pub struct Desks(RefCell<BTreeMap<Role, Keys>>);

impl Signer for &Desks {
    fn today(&self) -> Date {
        TODAY
    }

    fn salts(&self, count: usize) -> Vec<Salt> {
        std::iter::repeat_with(|| Bytes(fastrand::u128(..).to_be_bytes())).take(count).collect()
    }

    async fn seal(&self, seat: &Seat, drafts: Vec<Draft>) -> Result<Vec<Vec<Step>>, StoreError> {
        let mut desks = self.0.borrow_mut();
        let keys = desks.get_mut(&seat.role).ok_or(StoreError::Locked)?;
        Ok(drafts.iter().map(|draft| draft.sealed(keys)).collect())
    }
}

/// An office: its unit, what its computer holds, and the keys of its desks.
pub struct Office {
    pub unit: &'static str,
    pub store: MemoryStore,
    desks: Desks,
    hour: std::cell::Cell<u32>,
}

impl Office {
    fn new(unit: &'static str, seed: u8) -> Self {
        let keys = Keys { secret: Secret::from_seed(&[seed; 32]), number: 0 };
        let desks = Desks(RefCell::new(BTreeMap::from([(Role::Officer, keys)])));
        Self { unit, store: MemoryStore::default(), desks, hour: 0.into() }
    }

    /// The head comes to the same computer.
    fn head(&self, seed: u8) {
        let keys = Keys { secret: Secret::from_seed(&[seed; 32]), number: 0 };
        self.desks.0.borrow_mut().insert(Role::Leader, keys);
    }

    pub fn workspace(&self) -> Workspace {
        crate::joint::open(&self.store)
    }

    pub fn sealing(&self) -> Sealing<&MemoryStore, &Desks> {
        Sealing::new(&self.store, &self.desks, Some(self.unit.to_owned()))
    }

    pub fn actor(&self, role: Role) -> Actor {
        self.hour.set(self.hour.get() + 1);
        let now = Now { timestamp: format!("2026-06-15T{:02}:00:00Z", self.hour.get() % 24), today: TODAY };
        Actor { now, ..crate::joint::actor(seat(self.unit, role)) }
    }

    fn keys(&self, role: Role) -> DeskKeys {
        let public = self.desks.0.borrow()[&role].secret.public();
        DeskKeys { key: public.key(), sealed_to: public.sealed_to() }
    }

    fn begin(&self, roots: BTreeSet<Key>) {
        let beginning = Beginning {
            seat: seat(self.unit, Role::Officer),
            person: None,
            keys: self.keys(Role::Officer),
            installation: Digest::of(&[self.unit.as_bytes()]),
            roots,
        };
        let (store, workspace, actor) = (self.sealing(), self.workspace(), self.actor(Role::Officer));
        let begun = joining::begin(&store, &workspace, &actor, beginning);
        block_on(begun).expect("begun");
    }

    /// A file for another unit; what was sent is noted.
    pub fn make(&self, to: &str, joining: Option<Joining>, code: Option<&str>) -> Vec<u8> {
        let (workspace, ledger) = (self.workspace(), block_on(Ledger::read(&self.store)).expect("ledger"));
        let secret = self.desks.0.borrow()[&Role::Officer].secret.clone();
        let from = seat(self.unit, Role::Officer);
        let desk = Desk { seat: &from, seat_name: self.unit, secret: &secret, when: "2026-06-15T01:00:00Z" };
        let made =
            block_on(parcel::make(&self.store, &workspace, &ledger, &desk, Address { to, joining, code }));
        let made = made.expect("made");
        let operation = self.actor(Role::Officer).operation("hand-over", "");
        let note = ledger::note(&made.sent).expect("json");
        block_on(keqiao::store::Store::commit(&self.store, Commit::new(operation, vec![note])))
            .expect("noted");
        made.bytes
    }

    pub fn opened(&self, bytes: &[u8], code: Option<&str>) -> Result<Package, parcel::ParcelFault> {
        let secret = self.desks.0.borrow()[&Role::Officer].secret.clone();
        parcel::open(bytes, &[&secret], code)
    }

    pub fn look(&self, packages: &[Package]) -> Look {
        let (workspace, ledger) = (self.workspace(), block_on(Ledger::read(&self.store)).expect("ledger"));
        let invited = [SCHOOL, ASSOCIATION].map(|unit| Invited {
            unit: unit.to_owned(),
            code: CODE.to_owned(),
            when: String::new(),
        });
        let here = Here {
            workspace: &workspace,
            ledger: &ledger,
            verify: &parcel::verify,
            is_invited: &|manifest| joining::is_invited(&invited, manifest),
            when: "2026-06-15T02:00:00Z",
        };
        let arrived = |package: &Package| Arrived { file: "a.keqiao".to_owned(), package: package.clone() };
        incoming::look(&here, packages.iter().map(arrived).collect())
    }

    /// Opens a file and takes it over; what became of its records.
    pub fn take(&self, bytes: &[u8], code: Option<&str>) -> Vec<(String, Outcome)> {
        let package = self.opened(bytes, code).expect("opened");
        let look = self.look(&[package]);
        let looked = look.packages[0].clone();
        assert_eq!(looked.fault, None);
        block_on(look.take(&self.store, &self.actor(Role::Officer))).expect("taken over");
        let told = |told: &incoming::Told| (format!("{}/{}", told.kind, told.id), told.outcome.clone());
        looked.records.iter().map(told).collect()
    }

    fn act(&self, role: Role, (kind, id): (Kind, &str), verb: &str) {
        let (store, workspace, actor) = (self.sealing(), self.workspace(), self.actor(role));
        let made = transitions::make(&store, &workspace, &actor, (kind, id), (verb, "因故"));
        block_on(made).unwrap_or_else(|error| panic!("{verb}: {}", error.text(Lang::Zh)));
    }

    fn save(&self, kind: Kind, id: Option<&str>, fields: &[(&'static str, &str)]) -> String {
        let workspace = self.workspace();
        let mut filled = records::FormValues::new();
        if let Some(record) = id.and_then(|id| workspace.find(kind, id)) {
            for field in kind.fields() {
                let value = record.values.get(field.key).cloned().unwrap_or_default();
                filled.insert(field.key, field.write(&value));
            }
        }
        filled.extend(fields.iter().map(|(key, value)| (*key, (*value).to_owned())));
        let (store, actor) = (self.sealing(), self.actor(Role::Officer));
        let seen = id.map(|id| records::Seen {
            id,
            revision: workspace.find(kind, id).and_then(|record| record.revision),
        });
        let saved = records::save(&store, &workspace, &actor, (kind, seen), &filled, Vec::new());
        block_on(saved).unwrap_or_else(|error| panic!("{error:?}"))
    }

    pub fn state(&self, kind: Kind, id: &str) -> &'static str {
        let workspace = self.workspace();
        workspace.find(kind, id).expect("a record").state.expect("a workflow").code
    }
}

/// A county that begins alone with its register, and a school that it has invited and certified.
pub fn county_and_school() -> (Office, Office) {
    let county = Office::new(COUNTY, 1);
    county.begin(BTreeSet::new());
    let unit = |code: &'static str, name: &'static str, kind: &'static str, peer: &'static str| {
        let fields = [
            ("code", code),
            ("name", name),
            ("kind", kind),
            ("level", "县"),
            ("division", "990122"),
            ("peer", peer),
        ];
        county.save(Kind::Organization, None, &fields);
    };
    unit(COUNTY, "云溪县教育局", "教育行政部门", "");
    unit(ASSOCIATION, "云溪县科协", "科协", COUNTY);
    let fields = [
        ("code", SCHOOL),
        ("name", "云溪县实验小学"),
        ("division", "990122"),
        ("stage", "小学"),
        ("rural", "否"),
        ("under_resourced", "否"),
        ("pupils", "600"),
        ("service_from", "16:30"),
        ("service_until", "18:00"),
        ("payer", "云溪县财政局"),
    ];
    county.save(Kind::School, None, &fields);
    let school = Office::new(SCHOOL, 2);
    join(&county, &school);
    (county, school)
}

/// One file down, one file up, and the certificate with the next one down.
fn join(county: &Office, office: &Office) {
    let roots = BTreeSet::from([county.keys(Role::Officer).key]);
    let invitation = county.make(office.unit, Some(Joining::Invitation { roots: roots.clone() }), Some(CODE));
    office.begin(roots);
    office.take(&invitation, Some(CODE));
    let proof = joining::proof(CODE, &office.keys(Role::Officer).key);
    let answer = office.make(COUNTY, Some(Joining::Answer { person: None, proof }), None);
    let package = county.opened(&answer, None).expect("opened");
    let look = county.look(&[package]);
    assert_eq!(look.packages[0].proven, Proven::Invited);
    block_on(look.take(&county.store, &county.actor(Role::Officer))).expect("taken over");
    let claims = joining::claims(&county.workspace(), COUNTY);
    assert_eq!(claims.iter().map(|claim| &*claim.unit).collect::<Vec<_>>(), [office.unit]);
    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    let certified = joining::certify(&store, &workspace, &actor, &claims);
    block_on(certified).expect("certified");
    assert_eq!(joining::claims(&county.workspace(), COUNTY), []);
}

#[test]
fn a_document_goes_down_and_its_receipt_comes_up() {
    let (county, school) = county_and_school();
    county.head(11);
    let document = county.save(
        Kind::Document,
        None,
        &[
            ("unit", COUNTY),
            ("number", "云教函〔2026〕3号"),
            ("title", "关于科普月的通知"),
            ("issuer", "云溪县教育局"),
            ("written", "2026-06-10"),
            ("received", "2026-06-12"),
            ("main_to", "各学校"),
            ("openness", "主动公开"),
            ("opinion", "拟转发"),
        ],
    );
    let at = (Kind::Document, document.as_str());
    county.act(Role::Officer, at, "propose");
    county.act(Role::Leader, at, "approve");
    let letter = [("letter_number", "云教函〔2026〕3号"), ("letter", "请落实。"), ("recipients", SCHOOL)];
    county.save(Kind::Document, Some(&document), &letter);
    county.act(Role::Officer, at, "forward");
    let down = county.make(SCHOOL, None, None);
    let dispatch = format!("{document}_{SCHOOL}");
    let taken = school.take(&down, None);
    assert!(taken.contains(&(format!("dispatch/{dispatch}"), Outcome::New)), "{taken:?}");
    assert_eq!(school.state(Kind::Dispatch, &dispatch), "sent");

    school.act(Role::Officer, (Kind::Dispatch, &dispatch), "acknowledge");
    school.save(Kind::Dispatch, Some(&dispatch), &[("measures", "办讲座三场")]);
    school.act(Role::Officer, (Kind::Dispatch, &dispatch), "report");
    let taken = county.take(&school.make(COUNTY, None, None), None);
    assert!(taken.contains(&(format!("dispatch/{dispatch}"), Outcome::Forward)), "{taken:?}");
    assert_eq!(county.state(Kind::Dispatch, &dispatch), "reported");
    let measures =
        county.workspace().find(Kind::Dispatch, &dispatch).expect("there").text("measures").to_owned();
    assert_eq!(measures, "办讲座三场");

    county.act(Role::Officer, (Kind::Dispatch, &dispatch), "accept");
    school.take(&county.make(SCHOOL, None, None), None);
    assert_eq!(school.state(Kind::Dispatch, &dispatch), "accepted");
    // All of it has arrived: nothing is left to send but word of that.
    let package = county.opened(&school.make(COUNTY, None, None), None).expect("opened");
    assert_eq!(package.load.records, []);
}

/// What is told of a package that somebody opens.
fn told(office: &Office, package: &Package) -> String {
    let look = office.look(std::slice::from_ref(package));
    let fault = look.packages[0].fault.clone();
    fault.map(|why| why.get(Lang::Zh).to_owned()).unwrap_or_default()
}

#[test]
fn what_is_changed_forged_or_for_somebody_else_is_told_and_changes_nothing() {
    let (county, school) = county_and_school();
    let bytes = county.make(SCHOOL, None, None);
    for place in (0..bytes.len()).step_by(37) {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        assert!(school.opened(&changed, None).is_err(), "byte {place}");
    }
    let package = school.opened(&bytes, None).expect("opened");
    assert_eq!(told(&school, &package), "");

    // Nobody else opens it, and whoever could is told that it is not for them.
    let other = Office::new(ASSOCIATION, 3);
    assert!(matches!(other.opened(&bytes, None), Err(parcel::ParcelFault::Open(_))));
    assert!(told(&county, &package).contains("不是给本单位的"));

    // Somebody writes to the school in the county's name.
    let stranger = Office::new(COUNTY, 9);
    stranger.begin(BTreeSet::new());
    stranger.save(
        Kind::Organization,
        None,
        &[
            ("code", COUNTY),
            ("name", "云溪县教育局"),
            ("kind", "教育行政部门"),
            ("level", "县"),
            ("division", "990122"),
        ],
    );
    let made = {
        let about = package.clone();
        let secret = stranger.desks.0.borrow()[&Role::Officer].secret.clone();
        let about = keqiao::exchange::package::About {
            made: about.manifest.made.clone(),
            from: about.manifest.from.clone(),
            from_name: about.manifest.from_name.clone(),
            key: secret.public().key(),
            sealed_to: secret.public().sealed_to(),
            to: SCHOOL.to_owned(),
            to_name: String::new(),
            installation: about.manifest.installation,
            number: 7,
            seen: BTreeMap::new(),
            joining: None,
            demo: false,
        };
        let sign = |hash: &Digest| secret.sign(Context::Package, &hash.0);
        keqiao::exchange::package::write(about, &package.load, sign).expect("written")
    };
    let forged = keqiao::exchange::package::read(&made).expect("read");
    assert!(told(&school, &forged).contains("没有可信的证书"), "{}", told(&school, &forged));
}

#[test]
fn a_package_that_comes_twice_changes_nothing_and_one_that_was_lost_heals_with_the_next() {
    let (county, school) = county_and_school();
    let contact = |topic| {
        let fields = [
            ("code", topic),
            ("unit", COUNTY),
            ("with", SCHOOL),
            ("date", "2026-06-15"),
            ("channel", "电话"),
            ("topic", topic),
        ];
        county.save(Kind::Contact, None, &fields)
    };
    contact("one");
    let lost = county.make(SCHOOL, None, None);
    contact("two");
    let next = county.make(SCHOOL, None, None);
    let package = school.opened(&next, None).expect("opened");
    let look = school.look(std::slice::from_ref(&package));
    assert_eq!(look.packages[0].gaps.len(), 1, "the lost one");
    let taken = school.take(&next, None);
    let new =
        |taken: &[(String, Outcome)], id: &str| taken.contains(&(format!("contact/{id}"), Outcome::New));
    assert!(new(&taken, "one") && new(&taken, "two"), "{taken:?}");
    // The lost one is found: nothing of it is new.
    let taken = school.take(&lost, None);
    assert!(taken.iter().all(|(_, outcome)| *outcome == Outcome::Same), "{taken:?}");
    let again = school.look(std::slice::from_ref(&package));
    assert!(
        again.packages[0].again && again.packages[0].records.iter().all(|told| told.outcome == Outcome::Same)
    );
}

#[test]
fn two_organs_that_sign_in_their_own_browsers_have_both_signed() {
    let (county, _) = county_and_school();
    let association = Office::new(ASSOCIATION, 3);
    join(&county, &association);
    association.take(&county.make(ASSOCIATION, None, None), None);
    county.head(11);
    association.head(13);
    for office in [&county, &association] {
        certify_head(&county, office);
    }
    let members = serde_json::json!([
        { "name": "马德生", "unit": COUNTY, "post": null, "phone": "0371-00000001" },
        { "name": "李秀英", "unit": ASSOCIATION, "post": null, "phone": null },
    ]);
    let members = Kind::TaskForce.field("members").expect("a field").encode(&members);
    let fields = [
        ("code", "zb-1"),
        ("unit", COUNTY),
        ("name", "科学教育工作专班"),
        ("leader", "马德生"),
        ("founded", "2026-06-15"),
        ("members", &members),
    ];
    let force = county.save(Kind::TaskForce, None, &fields);
    let at = (Kind::TaskForce, force.as_str());
    county.act(Role::Officer, at, "submit");
    association.take(&county.make(ASSOCIATION, None, None), None);
    // Both sign before either has heard of the other.
    county.act(Role::Leader, at, "countersign");
    association.act(Role::Leader, at, "countersign");
    assert_eq!(association.state(Kind::TaskForce, &force), "countersigning");
    let (down, up) = (county.make(ASSOCIATION, None, None), association.make(COUNTY, None, None));
    association.take(&down, None);
    county.take(&up, None);
    assert_eq!(
        (county.state(Kind::TaskForce, &force), association.state(Kind::TaskForce, &force)),
        ("active", "active")
    );
}

/// The head of an office claims a certificate and gets one.
fn certify_head(county: &Office, office: &Office) {
    let (store, workspace, actor) = (office.sealing(), office.workspace(), office.actor(Role::Leader));
    let (keys, head) = (office.keys(Role::Leader), seat(office.unit, Role::Leader));
    let claimed = joining::claim(&store, &workspace, &actor, (&head, None), &keys);
    block_on(claimed).expect("claimed");
    let is_other = office.unit != COUNTY;
    if is_other {
        county.take(&office.make(COUNTY, None, None), None);
    }
    let claims = joining::claims(&county.workspace(), COUNTY);
    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    let certified = joining::certify(&store, &workspace, &actor, &claims);
    block_on(certified).expect("certified");
    if is_other {
        office.take(&county.make(office.unit, None, None), None);
    }
}

#[test]
fn personal_data_goes_to_nobody_who_only_stands_above() {
    let (county, school) = county_and_school();
    let fields = [
        ("unit", SCHOOL),
        ("department", "教导处"),
        ("person", "王芳"),
        ("phone", "13800001111"),
        ("since", "2026-06-01"),
    ];
    let id = school.save(Kind::Responsibility, None, &fields);
    let bytes = school.make(COUNTY, None, None);
    let package = county.opened(&bytes, None).expect("opened");
    let written = format!("{package:?}");
    assert!(
        written.contains("王芳") && !written.contains("13800001111"),
        "the telephone is for the school only"
    );
    county.take(&bytes, None);
    let here = county.workspace();
    let record = here.find(Kind::Responsibility, &id).expect("there");
    assert_eq!((record.text("person"), record.text("phone")), ("王芳", ""));
}
