//! Days and times as people write them: 2026年3月5号, 下午4点半.

use jiff::civil::{Date, Time, Weekday};

use super::{Fault, plain::half_width};

/// `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026年3月5日`, `20260305`, `2026-3-5 0:00:00`, `2026-03-05（星期四）`.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = half_width(text);
    let (text, weekday) = without_weekday(text.trim());
    let date = day(without_midnight(text))?;
    weekday.is_none_or(|weekday| weekday == date.weekday()).then_some(date)
}

/// A day of the week behind the day must be its own.
fn without_weekday(text: &str) -> (&str, Option<Weekday>) {
    const DAYS: [(char, Weekday); 8] = [
        ('一', Weekday::Monday),
        ('二', Weekday::Tuesday),
        ('三', Weekday::Wednesday),
        ('四', Weekday::Thursday),
        ('五', Weekday::Friday),
        ('六', Weekday::Saturday),
        ('日', Weekday::Sunday),
        ('天', Weekday::Sunday),
    ];
    let bare = text.trim_end_matches(')');
    let said = DAYS.iter().find_map(|(sign, weekday)| {
        let rest = bare.strip_suffix(*sign)?;
        let rest = ["星期", "周", "礼拜"].iter().find_map(|word| rest.strip_suffix(word))?;
        Some((rest.trim_end_matches('(').trim_end(), Some(*weekday)))
    });
    said.unwrap_or((text, None))
}

fn day(text: &str) -> Option<Date> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let number: u32 = text.parse().ok()?;
        let part = |number: u32| i8::try_from(number % 100).ok();
        return Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100)?, part(number)?).ok();
    }
    let plain = text.trim_end_matches(['日', '号']).replace(['/', '.', '年', '月'], "-");
    let mut parts = plain.split('-').map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The day of a moment that is its beginning, as a date is written by a program that knows no days.
fn without_midnight(text: &str) -> &str {
    let parts = text.split_once(|c: char| c == 'T' || c.is_whitespace());
    match parts {
        Some((day, time)) if time.contains(':') && time.chars().all(|c| "0:. Z".contains(c)) => day,
        _ => text,
    }
}

/// `16:30`, `16:30:00`, `16：30`, `下午4:30`, `4:30 PM`, `16时30分`. What may be in the morning or in the afternoon, `4:30`, is
/// uncertain; `04:30` is not.
pub(super) fn time(text: &str) -> Result<Time, Fault> {
    let fault = || Fault::NotATime { found: text.to_owned() };
    let plain = half_width(text).to_uppercase();
    let (half, clock) = half_of_the_day(plain.trim());
    let (hour_text, minute) = hour_and_minute(clock).ok_or_else(fault)?;
    let hour: i8 = hour_text.parse().map_err(|_| fault())?;
    let hour = half.map_or(Some(hour), |half| half.hour(hour)).ok_or_else(fault)?;
    let time = Time::new(hour, minute, 0, 0).map_err(|_| fault())?;
    if half.is_none() && hour_text.len() == 1 && (1..=6).contains(&hour) {
        let later = Time::new(hour + 12, minute, 0, 0).map_err(|_| fault())?;
        return Err(Fault::UncertainTime { found: text.to_owned(), later });
    }
    Ok(time)
}

/// `16:30-17:15`, `16:30—17:15`, `16:30至17:15`, `下午4:30-5:15`: when it begins and when it ends, which is the first such time
/// after the beginning. `None` of a text that is no two times.
pub(super) fn range(text: &str) -> Option<Result<(Time, Time), Fault>> {
    let plain = half_width(text).to_uppercase();
    let (from, until) = plain.split_once(['-', '‐', '–', '—', '―', '~', '～', '至', '到'])?;
    let (from, until) = (from.trim(), until.trim_start_matches(['-', '—', '―', '~']).trim());
    let (half, clock) = half_of_the_day(until);
    let (hour, minute) = hour_and_minute(clock)?;
    let hour: i8 = hour.parse().ok()?;
    let fault = || Fault::NotATime { found: text.to_owned() };
    Some(time(from).and_then(|from| {
        let hours = half.map_or([Some(hour), hour.checked_add(12)], |half| [half.hour(hour), None]);
        let times = hours.into_iter().flatten().filter_map(|hour| Time::new(hour, minute, 0, 0).ok());
        times.into_iter().find(|until| *until > from).map(|until| (from, until)).ok_or_else(fault)
    }))
}

#[derive(Clone, Copy)]
enum Half {
    /// 凌晨: from midnight to six.
    Small,
    Morning,
    /// AM: from midnight, which is said 12, to noon.
    Am,
    /// 中午: from eleven to one.
    Noon,
    Afternoon,
    /// 晚上: from five to midnight, which may be that of the day before.
    Evening,
}

impl Half {
    /// The hour of the day; nothing where the two do not go together.
    fn hour(self, said: i8) -> Option<i8> {
        match (self, said) {
            (Self::Small, 0..=6)
            | (Self::Morning | Self::Am, 0..=11)
            | (Self::Noon, 11..=13)
            | (Self::Afternoon, 12..=23)
            | (Self::Evening, 17..=23) => Some(said),
            (Self::Small | Self::Am, 12) => Some(0),
            (Self::Noon, 1) | (Self::Afternoon, 1..=11) | (Self::Evening, 5..=11) => Some(said + 12),
            _ => None,
        }
    }
}

const HALVES: &[(&str, Half)] = &[
    ("上午", Half::Morning),
    ("早上", Half::Morning),
    ("早晨", Half::Morning),
    ("凌晨", Half::Small),
    ("AM", Half::Am),
    ("中午", Half::Noon),
    ("下午", Half::Afternoon),
    ("晚上", Half::Evening),
    ("傍晚", Half::Evening),
    ("PM", Half::Afternoon),
];

fn half_of_the_day(text: &str) -> (Option<Half>, &str) {
    let said = HALVES.iter().find_map(|(word, half)| {
        let clock = text.strip_prefix(word).or_else(|| text.strip_suffix(word))?;
        Some((Some(*half), clock.trim()))
    });
    said.unwrap_or((None, text))
}

/// `16:30:00`, `16时30分`, `4点半`, `4点`; seconds are none.
fn hour_and_minute(clock: &str) -> Option<(&str, i8)> {
    let (hour, rest) = clock.split_once([':', '点', '时', '時'])?;
    let worded = !clock.contains(':');
    let (minute, second) = rest.split_once([':', '分']).unwrap_or((rest, ""));
    let minute = match minute.trim() {
        "" | "整" | "正" if worded => 0,
        "半" if worded => 30,
        minute => minute.parse().ok()?,
    };
    let second = second.trim().trim_end_matches('秒');
    (second.is_empty() || second.parse() == Ok(0)).then_some((hour.trim(), minute))
}
