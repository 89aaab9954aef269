//! Packages: what one office signed and another changed before it signed it again, and sealed files that were damaged on their way.
//! Whatever comes is taken over, refused or told, record by record.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use keqiao::{
    domain::{seal::Digest, workflow::Role},
    exchange::package::{self, About, Carried, Load, Package},
    keys::Context,
};
use serde_json::Value;

use crate::{
    mutate,
    offices::{COUNTY, Office, county_and_school},
    rows::odd,
};

/// A package of the school, mutated inside and out.
pub fn target() -> impl FnMut(&mut Rng) {
    let (county, school) = county_and_school(None);
    let fields = [
        ("unit", school.unit),
        ("department", "教导处"),
        ("person", "王芳"),
        ("phone", "13800001111"),
        ("since", "2026-06-01"),
    ];
    school.save(keqiao::domain::Kind::Responsibility, None, &fields);
    let bytes = school.make(COUNTY, None, None);
    let package = county.opened(&bytes, None).expect("opened");
    move |rng| {
        if rng.bool() {
            // Under its seal: it is refused whatever was changed.
            let damaged = mutate::bytes(rng, &bytes);
            assert!(damaged == bytes || county.opened(&damaged, None).is_err(), "a damaged file was opened");
            return;
        }
        let records = package.load.records.iter().filter_map(|record| changed(rng, record)).collect();
        let load = Load { records, cards: BTreeSet::new(), files: BTreeMap::new() };
        let made = signed_again(rng, &school, &package, &load);
        if let Ok(package) = package::read(&made) {
            county.look(&[package]);
        }
    }
}

/// A record with something else in it, where that has the form of one.
fn changed(rng: &mut Rng, record: &Carried) -> Option<Carried> {
    if rng.bool() {
        return Some(record.clone());
    }
    let mut value = serde_json::to_value(record).ok()?;
    for _ in 0..rng.u8(1..4) {
        change(rng, &mut value);
    }
    serde_json::from_value(value).ok()
}

/// Something in it, by chance near its leaves.
fn change(rng: &mut Rng, value: &mut Value) {
    match value {
        Value::Object(members) if !members.is_empty() && rng.u8(0..8) > 0 => {
            let keys: Vec<_> = members.keys().cloned().collect();
            let key = &keys[rng.usize(0..keys.len())];
            match rng.u8(0..8) {
                0 => drop(members.remove(key)),
                1 => drop(members.insert(mutate::odd(rng).to_owned(), odd(rng))),
                _ => members.get_mut(key).into_iter().for_each(|member| change(rng, member)),
            }
        }
        Value::Array(items) if !items.is_empty() && rng.u8(0..8) > 0 => {
            let place = rng.usize(0..items.len());
            match rng.u8(0..8) {
                0 => drop(items.remove(place)),
                1 => items.push(items[place].clone()),
                2 => items.reverse(),
                _ => change(rng, &mut items[place]),
            }
        }
        Value::String(text) if rng.bool() => *text = mutate::text(rng, text),
        Value::Number(number) => *value = (number.as_i64().unwrap_or(0) ^ (1 << rng.u8(0..40))).into(),
        other => *other = odd(rng),
    }
}

fn signed_again(rng: &mut Rng, school: &Office, package: &Package, load: &Load) -> Vec<u8> {
    let said = package.manifest.clone();
    let secret = school.desks.0.borrow()[&Role::Officer].secret.clone();
    let number = if rng.bool() { said.number } else { rng.u64(0..1_000_000) };
    let about = About { number, ..said.about };
    package::write(about, load, |hash: &Digest| secret.sign(Context::Package, &hash.0)).expect("written")
}
