//! Counts are read as people write them: one is one, and thousands are set apart.

use std::fs;

use keqiao::{
    app::policies::PolicyFault,
    domain::{Lang, Localized, counts},
};
use serde_json::Value;

/// Words that stand after a name or a day, which are no nouns.
const VERBS: [&str; 5] = ["is", "was", "has", "governs", "differs"];

/// What a count in a text is said of, where a text has the number and the noun in different places: one would read `1 sessions`.
fn plural_after_a_count(text: &str) -> Option<String> {
    let said = |after: &str| {
        let after = after.strip_prefix(' ')?;
        let word: String = after.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        let is_plural = word.ends_with('s') && !word.ends_with("ss") && !VERBS.contains(&word.as_str());
        let is_of_several = ["do ", "are ", "have ", "that do ", "that are ", "that have "]
            .iter()
            .any(|verb| after.starts_with(verb));
        (is_plural || is_of_several).then_some(word)
    };
    text.split("}}").skip(1).find_map(said)
}

#[test]
fn no_text_says_one_sessions() {
    assert_eq!(plural_after_a_count("{{ count }} sessions cannot").as_deref(), Some("sessions"));
    assert_eq!(plural_after_a_count("Remind the {{ count }} that have not").as_deref(), Some("that"));
    assert_eq!(plural_after_a_count("“{{ pack }}” governs, {{ count }} in all"), None);
    let texts = fs::read_to_string("src/ui/locales/en.json").expect("the English texts");
    let texts: Value = serde_json::from_str(&texts).expect("JSON");
    let mut faults = Vec::new();
    for (section, texts) in texts.as_object().expect("sections") {
        for (key, text) in texts.as_object().expect("texts") {
            if let Some(word) = text.as_str().and_then(plural_after_a_count) {
                faults
                    .push(format!("{section}.{key}: “{word}” has no singular; count with `domain::counts`"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn one_is_one_and_a_thousand_has_its_comma() {
    assert_eq!(Lang::En.counted(1, counts::SESSIONS), "1 session");
    assert_eq!(Lang::En.counted(1_200, counts::SCHOOLS), "1,200 schools");
    assert_eq!(Lang::Zh.counted(1_200, counts::SESSIONS), "1,200 个课次");
    let one = PolicyFault::Broken(Vec::new()).text(Lang::En);
    assert!(one.contains("has 0 errors and"), "{one}");
}
