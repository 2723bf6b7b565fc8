//! Dates as tokens store them, written as RFC 3339 in UTC.

use crate::calendar::{SECONDS as DAY, civil};

/// Year 10000, which RFC 3339 cannot write.
const END: i64 = 253_402_300_800;

/// The moment `seconds` after 1970 as `2026-11-25T16:00:00Z`; `None` before 1970 and after the year 9999.
#[must_use]
pub fn rfc3339(seconds: i64) -> Option<String> {
    if !(0..END).contains(&seconds) {
        return None;
    }
    let (year, month, day) = civil(seconds / DAY);
    let (hour, minute, second) = (seconds % DAY / 3600, seconds % 3600 / 60, seconds % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        let known = [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_420_070_400, "2015-01-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (END - 1, "9999-12-31T23:59:59Z"),
        ];
        for (seconds, text) in known {
            assert_eq!(rfc3339(seconds).as_deref(), Some(text));
        }
        assert_eq!(rfc3339(-1), None);
        assert_eq!(rfc3339(END), None);
        assert_eq!(rfc3339(i64::MAX), None);
    }
}
