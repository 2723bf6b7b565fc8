//! Days of the civil calendar in UTC, as numbers and as `YYYY-MM-DD`.

/// Seconds of a day.
pub(crate) const SECONDS: i64 = 86_400;

/// Days from 1970-01-01 to the day that `text` names as `YYYY-MM-DD`; nothing when there is no such day.
#[must_use]
pub(crate) fn day(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let shape = |(at, b): (usize, &u8)| if matches!(at, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() };
    if bytes.len() != 10 || !bytes.iter().enumerate().all(shape) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let days = days(year, month, day);
    // The 31st of a month that has 30 days is the first of the next one.
    (civil(days) == (year, month, day)).then_some(days)
}

/// Days since 1970, by Howard Hinnant's algorithm
/// (<https://howardhinnant.github.io/date_algorithms.html#days_from_civil>): it counts from March, so that the leap day
/// ends the year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of the day `days` after 1970-01-01
/// (<https://howardhinnant.github.io/date_algorithms.html#civil_from_days>).
#[must_use]
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_exist() {
        let known = [("1970-01-01", 0), ("2000-03-01", 11_017), ("2024-02-29", 19_782), ("1969-12-31", -1)];
        for (text, days) in known {
            assert_eq!(day(text), Some(days), "{text}");
        }
        for days in -800_000..800_000 {
            let (year, month, of_month) = civil(days);
            assert_eq!(self::days(year, month, of_month), days);
        }
    }

    #[test]
    fn days_that_do_not() {
        let odd = ["", "2024", "2024-13-01", "2024-00-10", "2023-02-29", "2024-04-31", "24-01-01", "soon"];
        let signs = ["2024-1-001", "+024-01-01", "2024-01-+1", "2024/01/01", "2024-01-01 ", "２０２４-01"];
        for text in odd.into_iter().chain(signs) {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
