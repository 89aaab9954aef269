//! Every case of every pack under `rules/`, each as its own test.
#![allow(clippy::expect_used, reason = "a test")]

use keqiao::policy::{PackLibrary, Policy, check::check, embedded_files, packs};
use libtest_mimic::{Arguments, Failed, Trial};

/// Late enough that every shipped pack is in force.
const DAY: jiff::civil::Date = jiff::civil::date(2026, 9, 1);

fn main() {
    let library = PackLibrary::of(packs(&embedded_files())).expect("manifests that read");
    let mut trials = Vec::new();
    for pack in library.ids() {
        let chain = library.chain(pack, DAY).expect("a chain");
        let policy = match Policy::compile(&chain) {
            Ok(policy) => policy,
            Err(faults) => {
                let list: Vec<_> = faults.iter().map(ToString::to_string).collect();
                trials.push(Trial::test(format!("{pack}::compiles"), move || Err(list.join("\n").into())));
                continue;
            }
        };
        let checked = check(&policy, &chain);
        let lacks: Vec<_> = checked.faults.iter().chain(&checked.remarks).map(ToString::to_string).collect();
        trials.push(Trial::test(format!("{pack}::lacks_nothing_and_has_nothing_for_nothing"), move || {
            if lacks.is_empty() { Ok(()) } else { Err(lacks.join("\n").into()) }
        }));
        for case in checked.cases {
            let fault = case.fault;
            let holds = move || fault.map_or(Ok(()), |fault| Err(Failed::from(fault.to_string())));
            trials.push(Trial::test(format!("{pack}::{}", case.name), holds));
        }
    }
    let total = trials.len();
    trials.push(Trial::test("there_are_cases_enough", move || {
        if total >= 60 { Ok(()) } else { Err(format!("{total} cases are fewer than the 60 agreed").into()) }
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
