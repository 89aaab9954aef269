//! What is said of the figures, in words.

use crate::{
    domain::{Label, Lang},
    say,
};

use super::{
    measure::{Measure, Shade, Standing},
    places::Place,
    served::Served,
};

/// So many places are named; the others are counted.
const NAMED: usize = 8;

/// How a ratio is read: a number only where there is one.
pub fn standing(standing: Standing, lang: Lang) -> String {
    let said = match standing {
        Standing::Ratio(ratio) => return format!("{ratio:.2}"),
        Standing::Unserved => Label::new("还没有已确认的课次", "No session confirmed yet"),
        Standing::Few => Label::new("数量少，不计比值", "Too few for a ratio"),
        Standing::NonePreferred => Label::new("没有农村、薄弱学校", "No such school"),
        Standing::NoPupils => Label::new("没有学校", "No schools"),
    };
    said.text(lang).to_owned()
}

/// What is so at a place, in a sentence.
pub fn verdict(measure: &Measure, lang: Lang) -> String {
    let shares = measure.share_of_services().zip(measure.share_of_pupils());
    match (measure.standing(), shares) {
        (Standing::Ratio(ratio), Some((services, pupils))) => {
            let said = say!(
                lang,
                "农村、薄弱学校的学生占 {pupils}，得到的课次占 {services}，比值 {ratio:.2}",
                "Rural and under-resourced schools have {pupils} of the pupils and were given {services} of the sessions: a ratio of {ratio:.2}"
            );
            match measure.standing().is_behind() {
                true => say!(
                    lang,
                    "{said}，低于 1：服务落后于学生数。",
                    "{said}, below 1: service lags behind the pupils."
                ),
                false => {
                    say!(lang, "{said}：服务跟上了学生数。", "{said}: service keeps up with the pupils.")
                }
            }
        }
        (Standing::Unserved, _) => {
            let pupils = measure.share_of_pupils().unwrap_or_default();
            say!(
                lang,
                "农村、薄弱学校的学生占 {pupils}；本学期还没有已确认的课次，算不出比值。",
                "Rural and under-resourced schools have {pupils} of the pupils; no session of the term is confirmed yet, so there is no ratio."
            )
        }
        (Standing::NonePreferred, _) => {
            say!(
                lang,
                "这里没有农村学校，也没有认定的薄弱学校。",
                "No school here is rural, and none is recognised as under-resourced."
            )
        }
        (Standing::NoPupils, _) => say!(lang, "还没有登记学校。", "No school is on file yet."),
        (Standing::Few | Standing::Ratio(_), _) => say!(
            lang,
            "课次或学生太少（不足 {services} 个课次或 {pupils} 名学生），多一个课次比值就大变，不计比值。",
            "There are too few sessions or pupils (below {services} sessions or {pupils} pupils): one more would change the ratio greatly, so none is given.",
            services = super::measure::FEW_SERVICES,
            pupils = super::measure::FEW_PUPILS
        ),
    }
}

/// Who is behind, of places in their order; nothing where nobody is.
pub fn behind(places: &[&Place], lang: Lang) -> Option<String> {
    let behind = places.iter().filter(|place| place.standing().is_behind());
    let named: Vec<_> = behind
        .map(|place| {
            let standing = standing(place.standing(), lang);
            say!(lang, "{name}（{standing}）", "{name} ({standing})", name = place.name.get(lang))
        })
        .collect();
    let all = named.len();
    let first = lang.list(named.iter().take(NAMED));
    match all {
        0 => None,
        all if all <= NAMED => Some(say!(lang, "落后的：{first}。", "Behind: {first}.")),
        all => Some(say!(lang, "落后的有 {all} 个，先列出：{first}。", "{all} are behind, first {first}.")),
    }
}

/// What makes a school rural or under-resourced; empty where nothing does.
pub fn kind_of(school: &Served, lang: Lang) -> String {
    const RURAL: Label = Label::new("农村", "Rural");
    const UNDER_RESOURCED: Label = Label::new("薄弱", "Under-resourced");
    let both = [(school.rural, RURAL), (school.under_resourced, UNDER_RESOURCED)];
    lang.list(both.into_iter().filter(|(is_so, _)| *is_so).map(|(_, label)| label.text(lang)))
}

/// How all of it is counted, a line each: the definition, by which matching sets places aside too.
pub fn counted(lang: Lang) -> [&'static str; 3] {
    [
        Label::new(
            "农村学校，以及县级教育部门认定的薄弱学校，均以学校登记的情况为准；匹配时预留名额用的是同一口径。",
            "Rural schools, and schools that the county bureau recognises as under-resourced, as the register of schools says; matching sets places aside for the same.",
        ),
        Label::new(
            "课次只计课时已确认的，按当日学校的情况归类；学生数用学校现在登记的数，学校何时起属于农村、薄弱，按天折算。",
            "Only sessions whose hours are confirmed count, each by what its school was on the day; pupils are those now on file, counted for the days on which their school was rural or under-resourced.",
        ),
        Label::new(
            "比值＝课次占比÷学生占比；等于 1 表示服务与学生数相当，低于 1 表示落后。",
            "The ratio is the share of sessions over the share of pupils: at 1 service follows the pupils, below 1 it lags behind.",
        ),
    ]
    .map(|label| label.text(lang))
}

/// What the shades of a map say, from the darkest.
pub fn shades(lang: Lang) -> [(Shade, &'static str); 5] {
    [
        (4, Label::new("比值低于 0.60，或还没有课次", "Ratio below 0.60, or no session yet")),
        (3, Label::new("0.60 至 0.79", "0.60 to 0.79")),
        (2, Label::new("0.80 至 0.99", "0.80 to 0.99")),
        (1, Label::new("1.00 及以上", "1.00 and above")),
        (0, Label::new("不计比值", "No ratio")),
    ]
    .map(|(shade, label)| (shade, label.text(lang)))
}
