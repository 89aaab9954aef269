//! Charts say what the tables beside them say.

use std::{collections::BTreeSet, fs};

use jiff::civil::date;
use keqiao::{
    app::{
        charts::{self, Amount, Chart},
        outcomes,
        overview::{self, Overview, Sums},
        scope::View,
    },
    domain::{
        Lang, Money, Term,
        workflow::{Role, Seat},
    },
};

use crate::story::{account, all, demo_store, open};

fn of(view: View<'_>) -> (Overview, [Chart; 4]) {
    let workspace = std::sync::Arc::new(view.workspace.clone());
    let account = account(&workspace);
    let term = Term::of(date(2026, 3, 5));
    let mut sums = Sums::default();
    let overview = overview::of_term(view, &account, term, &mut sums);
    let payments = overview::payments(view, &account, &mut sums, |_| true);
    let charts = [
        charts::by_month(&overview, Lang::Zh),
        charts::by_school_type(&overview, Lang::Zh),
        charts::refusals(&overview, str::to_owned, Lang::Zh),
        charts::by_payer(&payments, Lang::Zh),
    ];
    (overview, charts)
}

fn sum(amounts: &[Amount]) -> Money {
    let money = |amount: &Amount| match amount {
        Amount::Money(money) => *money,
        other => panic!("{other:?} is no money"),
    };
    amounts.iter().map(money).sum()
}

#[test]
fn bars_add_up_to_the_figures_of_the_page() {
    let workspace = open(&demo_store());
    let (overview, charts) = of(all(&workspace));
    let [months, types, refusals, payers] = &charts;
    for chart in &charts {
        assert!(!chart.categories.is_empty());
        for series in &chart.series {
            assert_eq!(series.values.len(), chart.categories.len(), "{} {}", chart.unit, series.name);
        }
    }
    let [tax, _] = overview.sums.taxed.expect("everything is seen");
    for chart in [months, payers] {
        assert_eq!(sum(&chart.series[0].values), overview.sums.after_tax);
        assert_eq!(sum(&chart.series[1].values), tax);
    }
    let by_type: Money = types.series.iter().map(|series| sum(&series.values)).sum();
    assert_eq!(by_type, overview.sums.after_tax, "no cap is set");
    let counts = refusals.series[0].values.iter().map(|count| match count {
        Amount::Count(count) => *count,
        other => panic!("sessions are counted: {other:?}"),
    });
    let counts: Vec<_> = counts.collect();
    assert!(counts.is_sorted_by(|one, other| one >= other), "the most frequent reason first");
    assert_eq!(counts.iter().sum::<usize>(), overview.refused);
    assert!(payers.categories.len() <= 10, "the others are one bar");
}

#[test]
fn a_chart_shows_no_tax_that_only_the_payer_knows() {
    let workspace = open(&demo_store());
    // The bureau pays for it, and its instructors teach elsewhere too.
    let seat = Seat { unit: "9901220004".to_owned(), role: Role::Officer };
    let (overview, [months, _, _, payers]) = of(View { workspace: &workspace, seat: Some(&seat) });
    assert!(overview.sums.taxed.is_none());
    assert_eq!((months.series.len(), payers.series.len()), (1, 1));
}

#[test]
fn every_meaning_has_a_colour() {
    let workspace = open(&demo_store());
    let (_, charts) = of(all(&workspace));
    let surveyed =
        outcomes::results(all(&workspace), Term::of(date(2026, 3, 5)), Some(10)).whole.expect("enough");
    let more =
        [charts::before_and_after(&surveyed.all, Lang::Zh), charts::changes(&surveyed.by[0], Lang::Zh)];
    let style = format!("{}/src/ui/style/tokens.css", env!("CARGO_MANIFEST_DIR"));
    let style = fs::read_to_string(style).expect("the style");
    let meanings = charts.iter().chain(&more).flat_map(|chart| &chart.series).map(|series| series.meaning);
    let names: BTreeSet<_> = meanings
        .map(|meaning| serde_json::to_value(meaning).expect("a name"))
        .collect::<Vec<_>>()
        .iter()
        .map(|name| format!("--chart-{}:", name.as_str().expect("a name")))
        .collect();
    assert_eq!(names.len(), 10);
    for name in names {
        assert!(style.contains(&name), "{name}");
    }
}
