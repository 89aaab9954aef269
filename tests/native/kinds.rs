//! By what a kind is known, in addresses, tables and scripts; and that those who keep its records find them.

use std::{collections::HashSet, fs, slice};

use keqiao::{
    domain::{
        Kind,
        field::FieldKind,
        side::{OrganizationKind, Side},
    },
    policy::{PackLibrary, Policy, embedded_files, packs},
    store::kind_of,
};

use super::joint::TODAY;

/// Addresses, tables and scripts know a kind by its code.
#[test]
fn the_code_of_a_kind_is_its_own() {
    let routes = fs::read_to_string("src/ui/route.rs").expect("the addresses");
    let mut codes: HashSet<_> = ["settings", "pack-version", "publication"].into();
    for kind in Kind::ALL {
        let code = kind.code();
        let plain = code.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(plain, "{kind:?}: {code} is not written in small letters and hyphens");
        assert!(codes.insert(code), "{kind:?}: {code} is the code of another table");
        assert_eq!(kind_of(code), Some(*kind), "{kind:?}: {code} is what another kind was called before");
        let word = format!("\"{code}\"");
        assert!(
            !routes.contains(&word),
            "{kind:?}: {code} is a word of addresses, src/ui/route.rs; choose another"
        );
    }
}

/// A record belongs to a unit that can enter it, and finds it where its kind stands.
#[test]
fn every_kind_has_keepers_and_they_have_work_in_its_section() {
    let mut faults = Vec::new();
    for kind in Kind::ALL {
        let declaration = kind.declaration();
        let Some(key) = declaration.keeper else { continue };
        let Some(field) = kind.field(key).filter(|field| field.required) else {
            faults.push(format!("{kind:?}: the keeper {key} is no required field"));
            continue;
        };
        let units = match field.kind {
            FieldKind::Reference(kinds) => kinds,
            // The record of a unit is its own.
            _ if key == "code" => slice::from_ref(kind),
            _ => &[],
        };
        let organizations = || OrganizationKind::ALL.iter().map(|kind| (kind.side(), Some(*kind)));
        let sides = units.iter().flat_map(|unit| match unit {
            Kind::Organization => organizations().collect(),
            Kind::School => vec![(Side::School, None)],
            Kind::Instructor => vec![(Side::Person, None)],
            _ => Vec::new(),
        });
        let keepers: Vec<_> = sides
            .filter(|(side, kind)| declaration.keepers.admit(*side, *kind))
            .map(|(side, _)| side)
            .collect();
        if keepers.is_empty() {
            faults.push(format!(
                "{kind:?}: no unit can be its keeper: {key} takes none that `of` lets keep it"
            ));
        }
        let (section, _) = declaration.section;
        if let Some(side) = keepers.iter().find(|side| !section.is_for(**side)) {
            faults.push(format!(
                "{kind:?}: it stands in {section:?}, where {side:?} has no work, and is kept by it"
            ));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// `case` and `with` mean something in the language of rules.
#[test]
fn a_script_can_name_every_kind_and_field_that_it_is_told() {
    for kind in Kind::ALL.iter().filter(|kind| kind.workflow().is_some()) {
        let name = kind.code().replace('-', "_");
        let keys =
            kind.fields().iter().chain(kind.declaration().derived.iter().map(|derived| &derived.field));
        let read = keys.map(|field| format!("fn f_{0}({name}) {{ {name}.{0} }}\n", field.key));
        let mut pack =
            packs(&embedded_files()).into_iter().find(|pack| pack.id == "national").expect("national");
        pack.files.insert("trial.rhai".into(), read.collect());
        let chain = PackLibrary::of([pack]).expect("a manifest").chain("national", TODAY).expect("a chain");
        let faults = Policy::compile(&chain).err();
        assert!(faults.is_none(), "{kind:?} has a field that no script can name: {faults:#?}");
    }
}
