//! The offices of a history: their desks, and whose keys count.

use std::collections::BTreeMap;

use jiff::civil::date;
use keqiao::domain::{
    Certificate, Kind,
    certificate::{DeskRole, ISSUE, REPLACE, UNTIL},
    field::Factual,
    seal::{Bytes, Digest, Key, Signature},
    signing::{Content, Draft, Signs, Statement, Trust},
    workflow::{Role, Seat, Step, Subject, Surroundings},
};
use serde_json::{Map, Value};

/// No unit is known but by certificates.
pub struct Nowhere;

impl Surroundings for Nowhere {
    fn peer(&self, _: &str) -> Option<&str> {
        None
    }

    fn superior(&self, _: &str) -> Option<&str> {
        None
    }

    fn record(&self, _: Kind, _: &str) -> Option<&dyn Factual> {
        None
    }

    fn each(&self, _: Kind, _: &mut dyn FnMut(Subject<'_>)) {}
}

/// A desk that signs with nothing: what is proven is not asked here.
#[derive(Clone)]
pub struct Desk {
    pub seat: Seat,
    pub key: Key,
    pub number: u64,
}

impl Desk {
    pub fn new(unit: &str, role: Role, key: u8) -> Self {
        Self { seat: Seat { unit: unit.to_owned(), role }, key: Bytes([key; 32]), number: 0 }
    }

    pub fn step(&self, verb: &str, note: &str) -> Step {
        let mut step = Step::new(&self.seat, verb, "2026-07-06T01:00:00Z", date(2026, 7, 6));
        step.note = note.to_owned();
        step
    }
}

impl Signs for Desk {
    fn key(&self) -> Key {
        self.key
    }

    fn number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    fn sign(&self, _: &Digest) -> Signature {
        Bytes([0; 64])
    }
}

pub fn certificate(of: &Desk, issuer: &str, above: (Option<&str>, Option<&str>)) -> Certificate {
    let own = |unit: Option<&str>| unit.map(str::to_owned);
    Certificate {
        code: of.key.to_string(),
        issuer: issuer.to_owned(),
        unit: of.seat.unit.clone(),
        role: DeskRole::from(of.seat.role),
        person: None,
        issued: date(2026, 7, 1),
        superior: own(above.0),
        peer: own(above.1),
        key: of.key.to_string(),
        sealed_to: "-".to_owned(),
        first_step: 1,
        last_step: None,
    }
}

/// A content with this in it.
pub fn content(kind: Kind, values: Value) -> Content {
    let Value::Object(values) = values else { panic!("no object") };
    Content::new(kind.declaration().schema, Bytes([1; 16]), values)
}

/// The step of a desk that issues a certificate or, with a number, replaces it.
fn issue(by: &mut Desk, certificate: &Certificate, until: Option<u64>) -> Step {
    let mut step = by.step(if until.is_some() { REPLACE } else { ISSUE }, "");
    if let Some(until) = until {
        step.values = Map::from_iter([(UNTIL.to_owned(), until.into())]).into();
    }
    let content = content(Kind::Certificate, serde_json::to_value(certificate).expect("json"));
    let id = certificate.code.clone();
    let draft = Draft {
        kind: Kind::Certificate.code().to_owned(),
        id,
        steps: vec![step],
        before: None,
        undoes: None,
        content,
    };
    draft.sealed(by).remove(0)
}

/// What a desk states of another.
pub fn state(by: &mut Desk, certificate: &Certificate, until: Option<u64>) -> Statement {
    Statement { certificate: certificate.clone(), step: issue(by, certificate, until) }
}

/// Who is trusted by these, where the city's key is trusted without any: the city oversees everybody, and the organs each other.
pub fn trusted(stated: &[Statement]) -> Trust {
    let roots = BTreeMap::from([(Bytes([1; 32]), Seat { unit: "city".to_owned(), role: Role::Leader })]);
    Trust::of(&roots, stated, &|above, unit| above == "city" || above == "edu" && unit == "kx")
}

/// A city above two organs of a county, above a school; and somebody whom nobody has certified.
pub struct World {
    pub desks: Vec<Desk>,
    pub trust: Trust,
}

pub const STRANGER: usize = 4;

pub fn world() -> World {
    use Role::{Leader, Officer};
    let mut city = Desk::new("city", Leader, 1);
    let (edu, kx) = (Desk::new("edu", Leader, 2), Desk::new("kx", Leader, 3));
    let (school, stranger) = (Desk::new("school", Officer, 4), Desk::new("kx", Leader, 5));
    let certificates = [
        certificate(&city, "city", (None, None)),
        certificate(&edu, "city", (Some("city"), Some("kx"))),
        certificate(&kx, "city", (Some("city"), Some("edu"))),
        certificate(&school, "city", (Some("city"), None)),
        certificate(&stranger, "kx", (Some("city"), Some("edu"))),
    ];
    let stated = certificates.iter().enumerate().map(|(place, certificate)| {
        // It says of itself who it is.
        let by = if place == STRANGER { &mut stranger.clone() } else { &mut city };
        state(by, certificate, None)
    });
    let stated: Vec<_> = stated.collect();
    let trust = trusted(&stated);
    assert_eq!(trust.desks().count(), 4, "a key that certifies itself is trusted by nobody");
    World { desks: vec![city, edu, kx, school, stranger], trust }
}
