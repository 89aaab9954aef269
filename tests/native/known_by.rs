//! A policy is known by one hash wherever it is named: on the payment list, on the page of a decision, among the versions.

use keqiao::{
    app::{periods, policies, report},
    domain::{Lang, hash},
    policy::embedded_files,
};

use crate::{
    sessions::{SCHOOL, at},
    story::{account, demo_store, henan, open, rulebook, saved},
};

#[test]
fn the_version_on_the_payment_list_is_the_one_among_the_versions() {
    let store = demo_store();
    let changed = henan("");
    let version = saved(&store, &changed);
    let workspace = open(&store);
    let (shipped, pack) = (embedded_files(), workspace.settings.pack.clone());
    let library = policies::library(&shipped, &workspace).expect("packs that read");
    let today = at(&store, SCHOOL).now.today;
    let hash_of = |number: u32| {
        let source = policies::source(&shipped, &workspace, &pack, number).expect("a version");
        library.hash_of(source, today).expect("it extends what is there")
    };
    let (governing, _) = periods::in_force(&shipped, &workspace, &pack, today).expect("one governs");
    assert_eq!(hash_of(governing), rulebook(&workspace).on(today).expect("a policy").hash());
    assert_ne!(hash_of(version.number), hash_of(governing), "a draft is another");

    let account = account(&workspace);
    let rules =
        report::rules(&shipped, &workspace, &rulebook(&workspace), (&account, &account.payments), Lang::Zh);
    let shown = hash::short(&hash_of(governing)).to_owned();
    assert_eq!(shown.len(), 12);
    assert!(rules.iter().all(|rule| rule.ends_with(&format!("校验码 {shown}"))), "{rules:?}");
}
