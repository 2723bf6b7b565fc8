//! Reads moments: RFC 3339 in UTC, and days.

/// Seconds since 1970 of `2027-01-15T08:00:00Z` or `2027-01-15`. None for other forms and for years before 1970.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let good = year >= 1970 && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !good || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
        return None;
    }
    let clock = match text.as_bytes().get(10) {
        None => 0,
        Some(b'T' | b' ') => number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?,
        Some(_) => return None,
    };
    Some(days(year, month, day) * 86_400 + clock)
}

/// Days since 1970 (<https://howardhinnant.github.io/date_algorithms.html#days_from_civil>).
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let in_era = year % 400;
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    let of_era = in_era * 365 + in_era / 4 - in_era / 100 + of_year;
    year / 400 * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        assert_eq!(seconds("1970-01-01"), Some(0));
        assert_eq!(seconds("2000-03-01T00:00:01Z"), Some(951_868_801));
        assert_eq!(seconds("2027-01-15T08:00:00Z"), Some(1_800_000_000));
        for bad in ["", "soon", "2027-13-01", "1969-12-31", "2027-01-15Tx", "2027-01-15junk"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }
}
