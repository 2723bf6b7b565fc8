//! Reads moments: RFC 3339 in UTC, and days.

use crate::calendar;

/// Seconds since 1970 of `2027-01-15T08:00:00Z` or `2027-01-15`. None for other forms and for years before 1970.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let days = u64::try_from(calendar::day(text.get(..10)?)?).ok()?;
    let clock = match text.as_bytes().get(10) {
        None => 0,
        Some(b'T' | b' ') => number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?,
        Some(_) => return None,
    };
    Some(days * 86_400 + clock)
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
