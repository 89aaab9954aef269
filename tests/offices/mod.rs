//! Offices with stores and keys of their own, which hand records to each other as files: what stories and fuzzing share.
#![allow(dead_code, reason = "not every test needs all of an office")]

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use jiff::civil::Date;
use keqiao::{
    app::{
        Actor, Now,
        handover::{
            certifying,
            incoming::{self, Arrived, Here, Look, Outcome, Proven},
            joining::{self, Beginning, DeskKeys, Invited},
            ledger::{self, Ledger},
            parcel::{self, Address, Desk},
        },
        records,
        sealing::{Sealing, Signer},
        settings::Signs,
        transitions,
        workspace::Workspace,
    },
    domain::{
        Kind, Lang, Localized as _,
        seal::{Bytes, Digest, Key, Salt},
        signing::Draft,
        workflow::{Role, Seat, Step},
    },
    exchange::package::{Joining, Package},
    keys::{Numbered, Secret},
    policy::Policy,
    store::{Commit, MemoryStore, StoreError},
};
use pollster::block_on;

pub const TODAY: Date = jiff::civil::date(2026, 6, 15);
pub const COUNTY: &str = "990122-edu";
pub const ASSOCIATION: &str = "990122-kx";
pub const SCHOOL: &str = "9901220001";
/// A school that joins later.
pub const LATER: &str = "9901220002";
pub const CODE: &str = "TEST-CODE-FOR-THE-LETTER";

pub fn seat(unit: &str, role: Role) -> Seat {
    Seat { unit: unit.into(), role }
}

/// Who signs for the desks of an office.
pub struct Desks(pub RefCell<BTreeMap<Role, Numbered>>);

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
    pub desks: Desks,
    policy: Option<Rc<Policy>>,
    hour: Cell<u32>,
}

impl Office {
    pub fn new(unit: &'static str, seed: u8, policy: Option<Rc<Policy>>) -> Self {
        let keys = Numbered { secret: Secret::from_seed(&[seed; 32]), number: 0 };
        let desks = Desks(RefCell::new(BTreeMap::from([(Role::Officer, keys)])));
        Self { unit, store: MemoryStore::default(), desks, policy, hour: 0.into() }
    }

    /// The head comes to the same computer.
    pub fn head(&self, seed: u8) {
        let keys = Numbered { secret: Secret::from_seed(&[seed; 32]), number: 0 };
        self.desks.0.borrow_mut().insert(Role::Leader, keys);
    }

    /// The head joins, and the office above certifies them.
    pub fn certified_by(&self, above: &Self, seed: u8) {
        self.take(&above.make(self.unit, None, None), None);
        self.head(seed);
        let of = seat(self.unit, Role::Leader);
        let (store, workspace, actor) = (self.sealing(), self.workspace(), self.actor(Role::Leader));
        block_on(joining::claim(&store, &workspace, &actor, (&of, None), &self.keys(Role::Leader)))
            .expect("claimed");
        above.take(&self.make(above.unit, None, None), None);
        let (store, workspace, actor) = (above.sealing(), above.workspace(), above.actor(Role::Officer));
        let claims = certifying::claims(&workspace, above.unit);
        block_on(certifying::certify(&store, &workspace, &actor, &claims)).expect("certified");
        self.take(&above.make(self.unit, None, None), None);
    }

    /// The same, and the officer of the office, which began alone, certifies them.
    pub fn certified_head(&self, seed: u8) {
        self.head(seed);
        let of = seat(self.unit, Role::Leader);
        let (store, workspace, actor) = (self.sealing(), self.workspace(), self.actor(Role::Leader));
        block_on(joining::claim(&store, &workspace, &actor, (&of, None), &self.keys(Role::Leader)))
            .expect("claimed");
        let (workspace, actor) = (self.workspace(), self.actor(Role::Officer));
        let claims = certifying::claims(&workspace, self.unit);
        block_on(certifying::certify(&store, &workspace, &actor, &claims)).expect("certified");
    }

    pub fn workspace(&self) -> Workspace {
        block_on(Workspace::load(&self.store)).expect("a workspace")
    }

    pub fn sealing(&self) -> Sealing<&MemoryStore, &Desks> {
        Sealing::new(&self.store, &self.desks, Signs::Office(self.unit.to_owned()))
    }

    pub fn actor(&self, role: Role) -> Actor {
        self.hour.set(self.hour.get() + 1);
        let now = Now { timestamp: format!("2026-06-15T{:02}:00:00Z", self.hour.get() % 24), today: TODAY };
        let seat = Some(seat(self.unit, role));
        Actor { seat_name: self.unit.to_owned(), seat, policy: self.policy.clone(), now }
    }

    pub fn keys(&self, role: Role) -> DeskKeys {
        let public = self.desks.0.borrow()[&role].secret.public();
        DeskKeys { key: public.key(), sealed_to: public.sealed_to() }
    }

    pub fn begin(&self, roots: BTreeMap<Key, Seat>) {
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
        self.make_at(Role::Officer, to, joining, code).expect("made")
    }

    /// The same at another of its desks.
    pub fn make_at(
        &self,
        role: Role,
        to: &str,
        joining: Option<Joining>,
        code: Option<&str>,
    ) -> Result<Vec<u8>, parcel::ParcelFault> {
        let (workspace, ledger) = (self.workspace(), block_on(Ledger::read(&self.store)).expect("ledger"));
        let secret = self.desks.0.borrow()[&role].secret.clone();
        let from = seat(self.unit, role);
        let desk = Desk { seat: &from, seat_name: self.unit, secret: &secret, when: "2026-06-15T01:00:00Z" };
        let address = Address { to, joining, code, as_text: false };
        let made = block_on(parcel::make(&self.store, &workspace, &ledger, &desk, address))?.remove(0);
        let operation = self.actor(Role::Officer).operation("hand-over", "");
        let note = ledger::note(&made.sent).expect("json");
        block_on(keqiao::store::Store::commit(&self.store, Commit::new(operation, vec![note])))
            .expect("noted");
        Ok(made.bytes)
    }

    pub fn opened(&self, bytes: &[u8], code: Option<&str>) -> Result<Package, parcel::ParcelFault> {
        let secret = self.desks.0.borrow()[&Role::Officer].secret.clone();
        parcel::open(bytes, &[&secret], code)
    }

    pub fn look(&self, packages: &[Package]) -> Look {
        let (workspace, ledger) = (self.workspace(), block_on(Ledger::read(&self.store)).expect("ledger"));
        let invited = [SCHOOL, ASSOCIATION, LATER, COUNTY].map(|unit| Invited {
            unit: unit.to_owned(),
            code: CODE.to_owned(),
            when: String::new(),
            file: String::new(),
        });
        let here = Here {
            workspace: &workspace,
            ledger: &ledger,
            verify: &parcel::verify,
            is_invited: &|manifest| joining::is_invited(&invited, manifest),
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

    pub fn act(&self, role: Role, (kind, id): (Kind, &str), verb: &str) {
        let (store, workspace, actor) = (self.sealing(), self.workspace(), self.actor(role));
        let made = transitions::make(&store, &workspace, &actor, (kind, id), (verb, "因故"));
        block_on(made).unwrap_or_else(|error| panic!("{verb}: {}", error.text(Lang::Zh)));
    }

    pub fn save(&self, kind: Kind, id: Option<&str>, fields: &[(&'static str, &str)]) -> String {
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

    /// A document is handled and passed on to one unit: what it and the dispatch are called. The office has a head.
    pub fn forwards(&self, number: &'static str, to: &'static str) -> (String, String) {
        let fields = [
            ("unit", self.unit),
            ("number", number),
            ("title", "关于科普月的通知"),
            ("issuer", "云溪县教育局"),
            ("written", "2026-06-10"),
            ("received", "2026-06-12"),
            ("main_to", "各学校"),
            ("openness", "主动公开"),
            ("opinion", "拟转发"),
        ];
        let document = self.save(Kind::Document, None, &fields);
        let at = (Kind::Document, document.as_str());
        self.act(Role::Officer, at, "propose");
        self.act(Role::Leader, at, "approve");
        let letter = [("letter_number", number), ("letter", "请落实。"), ("recipients", to)];
        self.save(Kind::Document, Some(&document), &letter);
        self.act(Role::Officer, at, "forward");
        let dispatch = format!("{document}_{to}");
        (document, dispatch)
    }

    /// The last step of a record is taken back.
    pub fn takes_back(&self, role: Role, at: (Kind, &str)) {
        let (store, workspace, actor) = (self.sealing(), self.workspace(), self.actor(role));
        let taken = transitions::take_back(&store, &workspace, &actor, at);
        block_on(taken).unwrap_or_else(|error| panic!("{}", error.text(Lang::Zh)));
    }

    pub fn state(&self, kind: Kind, id: &str) -> &'static str {
        let workspace = self.workspace();
        workspace.find(kind, id).expect("a record").state.expect("a workflow").code
    }
}

/// A county that begins alone with its register, and a school that it has invited and certified.
pub fn county_and_school(policy: Option<&Rc<Policy>>) -> (Office, Office) {
    let county = Office::new(COUNTY, 1, policy.cloned());
    county.begin(BTreeMap::new());
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
    let school = Office::new(SCHOOL, 2, policy.cloned());
    join(&county, &school);
    (county, school)
}

/// One file down, one file up, and the certificate with the next one down.
pub fn join(county: &Office, office: &Office) {
    let roots = BTreeMap::from([(county.keys(Role::Officer).key, seat(COUNTY, Role::Officer))]);
    let invitation = county.make(office.unit, Some(Joining::Invitation { roots: roots.clone() }), Some(CODE));
    office.begin(roots);
    office.take(&invitation, Some(CODE));
    let proof = joining::proof(CODE, &office.keys(Role::Officer).key);
    let answer = office.make(COUNTY, Some(Joining::Answer { person: None, proof }), None);
    let package = county.opened(&answer, None).expect("opened");
    let look = county.look(&[package]);
    assert_eq!(look.packages[0].proven, Proven::Invited);
    block_on(look.take(&county.store, &county.actor(Role::Officer))).expect("taken over");
    let claims = certifying::claims(&county.workspace(), COUNTY);
    assert_eq!(claims.iter().map(|claim| &*claim.unit).collect::<Vec<_>>(), [office.unit]);
    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    let certified = certifying::certify(&store, &workspace, &actor, &claims);
    block_on(certified).expect("certified");
    assert_eq!(certifying::claims(&county.workspace(), COUNTY), []);
}
