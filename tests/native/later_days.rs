//! A version must go with what is in force from a later day on, not only with what is in force on its first.

use jiff::civil::{Date, date};
use keqiao::{
    app::policies::{self, Trial},
    domain::{Lang, Localized as _},
    policy::embedded_files,
};

use crate::story::{demo_store, open, still};

const DAY: Date = date(2026, 3, 1);

#[test]
fn a_version_goes_with_what_is_in_force_from_a_later_day_on() {
    let shipped = embedded_files();
    let workspace = open(&demo_store());
    let mut library = policies::library(&shipped, &workspace).expect("packs");
    let mut henan = policies::source(&shipped, &workspace, "henan", 0).expect("a pack");
    let script = "fn subsidy(session, instructor, school, p) {\n    base::travel(session.distance_km, p);\n    \
        base::subsidy(session, instructor, school, p)\n}\n";
    henan.files.insert("later.rhai".into(), script.into());
    library.publish(date(2026, 9, 1), henan).expect("a manifest");
    let mut national = policies::source(&shipped, &workspace, "national", 0).expect("a pack");
    let subsidy = national.files.get_mut("subsidy.rhai").expect("a file");
    assert!(subsidy.contains("fn travel("));
    *subsidy = subsidy.replace("travel(", "journey(");
    let found = |from| {
        let trial = Trial::forcing(&workspace, &library, &national, from, still).expect("a chain");
        policies::ready(trial)
    };
    let told: Vec<_> = found(DAY).faults.iter().map(|fault| fault.text(Lang::En)).collect();
    assert!(told.iter().any(|told| told.contains("travel")), "{told:?}");
    // Without what comes later it would go.
    let mut alone = library.clone();
    alone
        .publish(date(2026, 8, 1), policies::source(&shipped, &workspace, "henan", 0).expect("a pack"))
        .expect("a manifest");
    let trial = Trial::forcing(&workspace, &alone, &national, DAY, still).expect("a chain");
    assert_eq!(policies::ready(trial).faults, []);
}
