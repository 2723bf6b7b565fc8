//! A share of the work, for scans that run on several machines.
//!
//! What belongs to a share depends on a name (the path of a file, the id of an object) and on nothing else, so every
//! machine that is given the same things splits them alike: nothing is in two shares, and nothing is in none.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

/// Share `number` of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u32,
    of: NonZeroU32,
}

impl Shard {
    /// True when the thing called `name` belongs to this share.
    #[must_use]
    pub fn holds(self, name: &[u8]) -> bool {
        hash(name) % u64::from(self.of.get()) == u64::from(self.number - 1)
    }

    /// Which share this is, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many shares there are.
    #[must_use]
    pub fn of(self) -> u32 {
        self.of.get()
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts =
            text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=NonZeroU32::get(of)).contains(&number) => Ok(Self { number, of }),
            _ => Err("write I/N, such as 1/4: the first of four shares".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// FNV-1a, its bits mixed once more since a remainder looks at the lowest.
fn hash(bytes: &[u8]) -> u64 {
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let sum = (sum ^ (sum >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    sum ^ (sum >> 33)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_name_is_in_one_share(name in any::<Vec<u8>>(), of in 1u32..50) {
            let shards = (1..=of).map(|number| format!("{number}/{of}").parse::<Shard>().expect("a share"));
            prop_assert_eq!(shards.filter(|shard| shard.holds(&name)).count(), 1);
        }
    }

    #[test]
    fn shares_are_even_and_nonsense_is_refused() {
        let shard: Shard = "2/4".parse().expect("a share");
        assert_eq!(shard.to_string(), "2/4");
        let held = (0..4000).filter(|n| shard.holds(format!("src/file{n}.rs").as_bytes())).count();
        assert!((850..1150).contains(&held), "{held}");
        for text in ["", "1", "0/4", "5/4", "1/0", "-1/2", "a/b"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
