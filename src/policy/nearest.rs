//! “Did you mean …?”

/// The known name that a person most likely meant; none when nothing is near.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(name, known);
    // Beginnings are near too: `minutes` for `min`, `check_valid_months` for `check_valid`.
    let part = |known: &str| name.len() >= 3 && known.starts_with(name);
    let near =
        known.into_iter().map(|known| (known, likeness(known).max(if part(known) { 0.7 } else { 0.0 })));
    let near = near.filter(|(_, likeness)| *likeness >= 0.65);
    near.max_by(|(a, x), (b, y)| x.total_cmp(y).then_with(|| b.cmp(a))).map(|(known, _)| known)
}

/// The end of a sentence that suggests another word.
pub(super) fn did_you_mean(meant: Option<&str>) -> (String, String) {
    meant.map_or_else(Default::default, |meant| {
        (format!("，是否指“{meant}”？"), format!("; did you mean {meant}?"))
    })
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let known = ["session", "school", "rural_uplift", "under_resourced_uplift", "minutes", "lecture_fee"];
        for (slip, meant) in [
            ("sesion", Some("session")),
            ("seesion", Some("session")),
            ("shcool", Some("school")),
            ("rual_uplift", Some("rural_uplift")),
            ("minuts", Some("minutes")),
            ("lecture_fe", Some("lecture_fee")),
            ("lecture", Some("lecture_fee")),
            ("weather", None),
            ("x", None),
        ] {
            assert_eq!(nearest(slip, known), meant, "{slip}");
        }
    }
}
