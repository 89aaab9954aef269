//! Whether rural and under-resourced schools get their share of the services (五.5), on small places worked out by hand.

mod made;

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        charts::{self, Amount},
        equity::{self, By, Equity, Heading, Measure, Period, Served, SetAside, Standing},
        overview::Sums,
        scope::{self, View},
        workspace::Workspace,
    },
    demo::units::{CITY, COUNTY, PROVINCE, association, bureau},
    domain::{
        Dated, Lang, Term,
        field::Share,
        workflow::{Role, Seat},
    },
    exchange,
};
use rust_decimal::Decimal;

use crate::{
    sessions::{INSTRUCTOR, SCHOOL},
    story::{all, demo_store, open},
};

use self::made::{Made, province, rural, school, town};

macro_rules! dec {
    ($number:literal) => {
        Decimal::from_str_exact(stringify!($number)).expect("a number")
    };
}

const AFTER: Date = date(2026, 8, 20);

fn term() -> Term {
    Term::of(date(2026, 3, 5))
}

fn seen(workspace: &Workspace, unit: Option<&str>) -> Equity {
    let seat = unit.map(|unit| Seat { unit: unit.to_owned(), role: Role::Officer });
    equity::of_term(View { workspace, seat: seat.as_ref() }, term(), AFTER, &mut Sums::default())
}

fn share(text: &str) -> Option<Share> {
    Some(Share(text.parse().expect("a number")))
}

fn measure(equity: &Equity, code: &str) -> Measure {
    equity.places.iter().find(|place| place.code == code).expect(code).measure
}

#[test]
fn services_stand_beside_pupils_each_school_as_it_was_on_the_day() {
    let workspace = open(&province());
    let whole = seen(&workspace, Some("410000-edu"));
    let county = measure(&whole, "410122");
    assert_eq!((county.share_of_services(), county.share_of_pupils()), (share("0.25"), share("0.4")));
    assert_eq!(county.standing(), Standing::Ratio(dec!(0.63)));
    assert_eq!((county.reached.attendances, county.reached.preferred_attendances), (800, 200));
    assert_eq!(county.reached.awaiting, 3);

    let changing = measure(&whole, "410181");
    assert_eq!(changing.reached.preferred_services, 8, "those from the day on which it became rural");
    assert_eq!(changing.preferred_pupil_days, 200 * 91);
    assert_eq!((changing.share_of_services(), changing.share_of_pupils()), (share("0.2"), share("0.201")));
    assert_eq!((changing.standing(), changing.preferred_pupils()), (Standing::Ratio(dec!(0.99)), 101));
    assert!(changing.standing().is_behind() && changing.preferred_schools == 1);

    let city = measure(&whole, "410100");
    assert_eq!((city.schools, city.pupils), (6, 1_800));
    assert_eq!((city.reached.services, city.reached.preferred_services), (66, 11));
    // 11 of 66 sessions, 950 of 1,800 pupils.
    assert_eq!(city.standing(), Standing::Ratio(dec!(0.32)));
    let province = whole.whole();
    assert_eq!((province.schools, province.reached.services), (8, 106));
}

#[test]
fn those_behind_come_first_and_there_is_no_number_where_there_is_nothing_to_divide_by() {
    let workspace = open(&province());
    let whole = seen(&workspace, Some("410000-edu"));
    let city = whole.at(Some("410100"));
    let below: Vec<_> =
        whole.below(city).into_iter().map(|place| (place.code.as_str(), place.standing())).collect();
    assert_eq!(
        below,
        [
            ("410103", Standing::Unserved),
            ("410122", Standing::Ratio(dec!(0.63))),
            ("410102", Standing::Few),
            ("410100-", Standing::NonePreferred),
            ("410104", Standing::NonePreferred),
        ]
    );
    let said = |standing| equity::standing(standing, Lang::Zh);
    assert!(
        below
            .iter()
            .filter(|(code, _)| *code != "410122")
            .all(|(_, standing)| !said(*standing).contains(char::is_numeric))
    );
    let names = whole.below(city);
    assert_eq!(
        equity::behind(&names, Lang::Zh).expect("some are"),
        "落后的：二七区（还没有已确认的课次）、中牟县（0.63）。"
    );
    let mut sums = Measure::default();
    names.iter().for_each(|place| sums.add(place.measure));
    assert_eq!(sums, whole.places[city].measure, "what lies below a place adds up to it");
    let small = measure(&whole, "410102");
    assert_eq!((small.telling_share_of_services(), small.telling_share_of_pupils()), (None, None));
    assert!(equity::verdict(&small, Lang::En).contains("too few"));
    for code in ["410103", "410104"] {
        assert!(!equity::verdict(&measure(&whole, code), Lang::Zh).contains("比值 "), "{code}");
    }
}

#[test]
fn each_seat_begins_at_its_own_place_and_sees_no_further_up() {
    let workspace = open(&province());
    let path = |unit: Option<&str>| {
        let equity = seen(&workspace, unit);
        let path = equity.path(equity.opening);
        path.into_iter().map(|number| equity.places[number].code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(path(Some("410122-ast")), ["410122"], "the association as the bureau");
    assert_eq!(path(Some("410100-edu")), ["410100"]);
    assert_eq!(path(Some("410000-edu")), ["410000"]);
    assert_eq!(path(None), ["410000"], "the first at which several lie beside each other");
    let county = seen(&workspace, Some("410122-edu"));
    assert_eq!((county.places.len(), county.schools.len()), (1, 2));
    assert_eq!(county.schools_in(county.opening).len(), 2);
    assert!(county.map().is_none(), "no province is seen");
    let opens = |unit: &str| {
        let seat = Seat { unit: unit.to_owned(), role: Role::Leader };
        scope::compares_schools(workspace.tree(), Some(&seat))
    };
    assert!(opens("410122-edu") && opens("410122-ast") && !opens("A1"));
    assert!(scope::compares_schools(workspace.tree(), None) && opens("a unit that nobody knows"));
}

#[test]
fn the_province_is_drawn_by_its_cities_with_the_counties_that_have_no_tile_beside() {
    let workspace = open(&province());
    let map = seen(&workspace, Some("410000-edu")).map().expect("a province");
    let squares: Vec<_> = map.rows.iter().flatten().flatten().collect();
    assert_eq!((squares.len(), map.rows.len()), (18, 8));
    let places: Vec<_> = squares.iter().filter(|square| square.is_place).collect();
    assert_eq!(places.len(), 1);
    assert_eq!((places[0].name.zh.as_str(), places[0].standing), ("郑州市", Standing::Ratio(dec!(0.32))));
    assert_eq!(map.rows[3][2].as_ref().map(|square| square.code.as_str()), Some("410100"));
    let beside: Vec<_> = map.beside.iter().map(|square| square.code.as_str()).collect();
    assert_eq!(beside, ["410181"]);
    let shades = [
        (Standing::Unserved, 4),
        (Standing::Ratio(dec!(0.59)), 4),
        (Standing::Ratio(dec!(0.60)), 3),
        (Standing::Ratio(dec!(0.80)), 2),
        (Standing::Ratio(dec!(1.00)), 1),
        (Standing::Few, 0),
    ];
    for (standing, shade) in shades {
        assert_eq!(standing.shade(), shade, "{standing:?}");
    }
}

#[test]
fn months_follow_each_other_and_those_without_sessions_are_left_blank() {
    let workspace = open(&province());
    let whole = seen(&workspace, Some("410000-edu"));
    let months: Vec<_> = whole.months.iter().map(ToString::to_string).collect();
    assert_eq!(months, ["2026-04", "2026-05", "2026-06"]);
    let place = &whole.places[whole.at(Some("410122"))];
    let services: Vec<_> = place.months.iter().map(|month| month.reached.services).collect();
    assert_eq!(services, [30, 0, 10]);
    let lines = charts::by_month_of(&whole, place, Lang::Zh);
    assert_eq!(
        lines.series[0].values,
        [Amount::Share(share("0.333")), Amount::Share(None), Amount::Share(None)]
    );
    assert_eq!(lines.series[1].values, vec![Amount::Share(share("0.4")); 3]);
    let drawn = serde_json::to_value(&lines).expect("JSON");
    assert_eq!(drawn["series"][0]["values"], serde_json::json!([33.3, null, null]));
    // In May it was rural on 30 of 31 days.
    let changing = &whole.places[whole.at(Some("410181"))];
    assert_eq!(changing.months[1].preferred_pupil_days, 200 * 30);
    let below = whole.below(whole.at(Some("410100")));
    let bars = charts::by_place(&below, Lang::En);
    assert_eq!(bars.categories.len(), 5);
    assert_eq!(bars.series[0].values[1], Amount::Share(share("0.25")));
    assert_eq!(Amount::Share(None).text(), "—");
}

#[test]
fn schools_served_least_come_first_and_can_be_ordered_otherwise() {
    let workspace = open(&province());
    let whole = seen(&workspace, None);
    let mut schools = whole.schools_in(whole.top);
    let order = |schools: &mut Vec<&Served>, by, descending| {
        equity::order(schools, by, descending);
        schools.iter().map(|school| school.code.clone()).collect::<Vec<_>>()
    };
    // Per hundred pupils: nothing, nothing, 2, 2.5, 5, 6.7, 10, 25.
    let least = order(&mut schools, By::PerHundred, false);
    assert_eq!(least, ["E1", "C1", "D1", "A2", "A1", "B1", "B2", "F1"]);
    assert_eq!(schools[3].per_hundred(), Some(dec!(2.5)));
    assert_eq!(order(&mut schools, By::PerHundred, true)[0], "F1");
    assert_eq!(order(&mut schools, By::Pupils, false)[..2], ["D1", "F1"]);
    assert_eq!(order(&mut schools, By::Services, true)[0], "A1");
    let (without, pupils) = equity::without(&schools);
    assert_eq!((without, pupils), (2, share("0.283")));

    equity::order(&mut schools, By::PerHundred, false);
    let of = Heading {
        about: "河南省".to_owned(),
        counted: equity::counted(Lang::Zh).map(str::to_owned).to_vec(),
        today: AFTER,
        demo: true,
        lang: Lang::Zh,
    };
    let list = equity::sheet(&schools, &whole.below(whole.at(Some("410100"))), of);
    let sheets = exchange::read(&list.xlsx(Lang::Zh).expect("a workbook")).expect("it reads");
    let texts = |sheet: &exchange::Sheet| format!("{sheet:?}");
    assert_eq!(sheets.len(), 2);
    for word in ["演示数据", "E1 小学", "每百名学生课次", "匹配时预留名额用的是同一口径"]
    {
        assert!(texts(&sheets[0]).contains(word), "{word}");
    }
    for word in ["二七区", "0.63", "数量少，不计比值"] {
        assert!(texts(&sheets[1]).contains(word), "{word}");
    }
}

#[test]
fn where_there_is_nothing_the_page_says_so() {
    let nothing = Workspace::default();
    let empty = equity::of_term(all(&nothing), term(), AFTER, &mut Sums::default());
    assert_eq!((empty.places.len(), empty.opening, empty.top), (1, 0, 0));
    assert_eq!(empty.whole().standing(), Standing::NoPupils);
    assert_eq!(equity::verdict(&empty.whole(), Lang::Zh), "还没有登记学校。");
    assert!(equity::terms(all(&nothing), &mut Sums::default()).is_empty());

    // Schools without organs lie by the codes of their divisions, in several provinces too.
    let store = Made::default()
        .with(&school("G1", "410122", 300, rural()))
        .with(&school("H1", "110101", 300, town()))
        .done();
    let workspace = open(&store);
    let bare = seen(&workspace, None);
    let names: Vec<_> = bare.below(bare.top).iter().map(|place| place.name.zh.clone()).collect();
    assert_eq!(names, ["全国", "110101"], "what nobody knows is called by its code");
    let county = measure(&bare, "410122");
    assert_eq!((county.standing(), bare.months.len()), (Standing::Unserved, 0));
    assert!(equity::verdict(&county, Lang::Zh).contains("还没有已确认的课次"));
    assert!(bare.map().is_some());

    // A row of a school without pupils is no reason to divide by nothing.
    let pupils = Measure { schools: 1, ..Measure::default() };
    assert_eq!(
        (pupils.standing(), pupils.share_of_pupils(), pupils.preferred_pupils()),
        (Standing::NoPupils, None, 0)
    );
}

#[test]
fn a_term_is_looked_at_as_far_as_it_has_come() {
    let period = |today| Period::of(term(), today);
    assert_eq!(period(AFTER), Period { from: date(2026, 2, 1), until: date(2026, 7, 31) });
    assert_eq!(period(AFTER).days(), 181);
    assert_eq!(period(date(2026, 3, 1)).until, date(2026, 3, 1));
    assert_eq!(period(date(2025, 3, 1)).days(), 1, "a term to come");
    let twice = Dated::always(true).then(date(2026, 3, 1), false).then(date(2026, 4, 1), true);
    let mut of = school("A", "410122", 1, twice);
    assert_eq!(of.preferred_days(date(2026, 2, 1), date(2026, 7, 31)), 181 - 31);
    of.under_resourced = Dated::always(false).then(date(2026, 3, 31), true);
    assert_eq!(of.preferred_days(date(2026, 2, 1), date(2026, 7, 31)), 181 - 30);
    assert_eq!(of.preferred_days(date(2026, 3, 5), date(2026, 3, 5)), 0);
}

#[test]
fn the_reserve_of_the_demo_is_told_and_the_county_stands_in_its_province() {
    let workspace = open(&demo_store());
    let mut sums = Sums::default();
    let seat = |unit: String| Seat { unit, role: Role::Officer };
    let city = seat(bureau(CITY));
    let view = View { workspace: &workspace, seat: Some(&city) };
    let round = workspace.proposals.all().next().expect("a proposal").clone();
    let of_round =
        Term::parse(&workspace.needs_rounds.get(&round.round).expect("its round").term).expect("a term");
    assert!(equity::terms(view, &mut sums).contains(&of_round));
    let told = equity::of_term(view, of_round, AFTER, &mut sums);
    let reserves = told.reserves_in(told.opening);
    assert_eq!(reserves.len(), 1);
    let SetAside { places, taken, released, given } = reserves[0].set_aside;
    let [places, taken, released, given] =
        [places, taken, released, given].map(|count| count.expect("counted"));
    assert!(taken > 0 && taken <= given);
    assert!(released <= reserves[0].given - given);
    assert_eq!(reserves[0].given as usize, round.pairs.len(), "the same where the pairs do not come along");
    assert_eq!(reserves[0].set_aside.unused(), Some(places - taken - released));
    let others = equity::of_term(view, of_round.next(), AFTER, &mut sums);
    assert!(others.reserves.is_empty(), "of another term");
    let county = seat(association(COUNTY));
    let below = View { workspace: &workspace, seat: Some(&county) };
    assert!(
        equity::of_term(below, of_round, AFTER, &mut Sums::default()).reserves.is_empty(),
        "the city's alone"
    );
    let unknown = SetAside { places: None, ..reserves[0].set_aside };
    assert_eq!(SetAside::of_all([&reserves[0].set_aside, &unknown]).places, None, "one does not say");
    assert_eq!(SetAside::of_all([&reserves[0].set_aside; 2]).taken, Some(2 * taken));

    // Every figure counts the sessions behind it, and the province has its tiles.
    let province = seat(bureau(PROVINCE));
    let view = View { workspace: &workspace, seat: Some(&province) };
    let whole = equity::of_term(view, term(), AFTER, &mut sums);
    let confirmed = workspace.sessions.held().values().filter(|held| held.stands_at("confirmed"));
    let confirmed = confirmed.filter(|held| Term::of(held.record.date) == term()).count();
    assert_eq!(whole.whole().reached.services, confirmed as u64);
    let months = whole.places[whole.top].months.iter().map(|month| month.reached.services);
    assert_eq!(months.sum::<u64>(), confirmed as u64);
    let schools = whole.schools.iter().map(|school| school.reached.services);
    assert_eq!(schools.sum::<u64>(), confirmed as u64);
    assert!(
        whole
            .map()
            .expect("the demo's province")
            .rows
            .iter()
            .flatten()
            .flatten()
            .any(|square| square.is_place)
    );
    for unit in [SCHOOL, INSTRUCTOR] {
        assert!(!scope::compares_schools(workspace.tree(), Some(&seat(unit.to_owned()))), "{unit}");
    }
}
