//! Tables of records: found by what they say, filtered by codes that are the same in every language.

use keqiao::{
    app::table::{Listing, TableQuery, listing},
    demo::units::{COUNTY, bureau},
    domain::{Kind, Lang, workflow::Role},
};

use super::joint::{TODAY, demo_store, open, seat};

fn table(kind: Kind, lang: Lang) -> Listing {
    listing(&open(&demo_store()), Some(&seat(&bureau(COUNTY), Role::Officer)), kind, TODAY, lang)
}

fn filtered(key: &str, value: &str) -> TableQuery {
    TableQuery { filters: [(key.to_owned(), value.to_owned())].into(), ..TableQuery::default() }
}

fn ids(listing: &Listing, query: &TableQuery) -> Vec<String> {
    listing.find(query).into_iter().map(|row| row.id.clone()).collect()
}

fn choices(listing: &Listing, key: &str) -> Vec<(String, String)> {
    let column = listing.columns.iter().position(|field| field.key == key).expect("a column");
    listing.choices(column)
}

#[test]
fn a_view_kept_in_chinese_finds_the_same_in_english() {
    let (chinese, english) = (table(Kind::Need, Lang::Zh), table(Kind::Need, Lang::En));
    for key in ["form", "school"] {
        let (zh, en) = (choices(&chinese, key), choices(&english, key));
        assert!(zh.len() > 1, "{key} has values to choose from");
        let codes = |choices: &[(String, String)]| {
            let mut codes: Vec<_> = choices.iter().map(|(code, _)| code.clone()).collect();
            codes.sort();
            codes
        };
        assert_eq!(codes(&zh), codes(&en), "{key}: the same codes, whatever they are called");
        for (code, _) in zh {
            let query = filtered(key, &code);
            let found = ids(&chinese, &query);
            assert!(!found.is_empty() && found == ids(&english, &query), "{key} = {code}");
            assert_eq!((chinese.in_codes(&query), english.in_codes(&query)), (None, None), "it is a code");
        }
    }
}

#[test]
fn an_address_of_before_that_says_a_label_is_read_as_its_code_where_that_is_certain() {
    let (chinese, english) = (table(Kind::Need, Lang::Zh), table(Kind::Need, Lang::En));
    for key in ["form", "school"] {
        let (code, label) = choices(&chinese, key).pop().expect("a value");
        assert_eq!(chinese.in_codes(&filtered(key, &label)), Some(filtered(key, &code)), "{label}");
    }
    let (code, label) = choices(&chinese, "form").pop().expect("a value");
    assert_eq!(
        english.in_codes(&filtered("form", &label)),
        Some(filtered("form", &code)),
        "in the other language"
    );
    let unknown = filtered("school", "没有的学校");
    assert_eq!(chinese.in_codes(&unknown), None);
    assert!(ids(&chinese, &unknown).is_empty(), "and nothing is shown for something else");
}

#[test]
fn two_of_one_name_are_two_choices_and_their_name_means_neither() {
    let mut listing = table(Kind::Need, Lang::Zh);
    let column = listing.columns.iter().position(|field| field.key == "school").expect("a column");
    let schools = choices(&listing, "school");
    assert!(schools.len() > 1);
    for row in &mut listing.rows {
        row.cells[column] = "实验小学".into();
    }
    assert_eq!(choices(&listing, "school").len(), schools.len());
    assert_eq!(listing.in_codes(&filtered("school", "实验小学")), None);
}
