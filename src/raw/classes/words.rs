//! Parts of words, three bytes each, as tables that vectors can look bytes up in.

/// Groups of parts, in lower case. A place fits a group when each of its bytes stands at that place in some part of the
/// group: at the least at the group's parts.
pub type Groups = [&'static [&'static [u8; 3]]; 8];

/// Parts of the words that name secrets: password, pwd, secret and credential, token, key, auth, bearer, sid. One to a
/// group, so that they alone fit.
pub const STEMS: Groups =
    [&[b"pas"], &[b"pwd"], &[b"cre"], &[b"tok"], &[b"key"], &[b"aut"], &[b"bea"], &[b"sid"]];

/// Parts of the words that secrets follow without being named, see [`crate::detect::assign::command`]; `)` stands for a
/// tab, see [`lower`]. In these groups hardly anything else fits: 1,500 places in a megabyte of code, where the parts
/// themselves have 650.
pub const CLUES: Groups = [
    &[b"tif", b"psk"],
    &[b"rl ", b"rl)"],
    &[b"xau", b"vau", b"see"],
    &[b"nk ", b"nk)", b"eap"],
    &[b"ogi", b"ngo", b"nem"],
    &[b"ysq", b"is-", b"nss", b"o-s"],
    &[b"qlc", b"sic"],
    &[b"iad", b"hpa", b"hra"],
];

/// The bit that capitals lack; setting it changes no digit, no `-` and no space.
pub const LOWER: u8 = 0x20;

/// The first three bytes at `at` as the parts are written; nothing at the end of the text.
#[must_use]
pub fn lower(text: &[u8], at: usize) -> Option<[u8; 3]> {
    text.get(at..)?.first_chunk().map(|three: &[u8; 3]| three.map(|b| b | LOWER))
}

/// Two tables whose AND, indexed by the low and the high half of a byte, has the bits of the byte.
pub(super) struct Halves {
    pub(super) low: [u8; 16],
    pub(super) high: [u8; 16],
}

impl Halves {
    pub(super) const NONE: Self = Self { low: [0; 16], high: [0; 16] };

    /// Gives `byte` the bits `bits`, and to some others that share a half with it.
    pub(super) const fn add(&mut self, byte: u8, bits: u8) {
        self.low[(byte & 15) as usize] |= bits;
        self.high[(byte >> 4) as usize] |= bits;
    }

    pub(super) const fn of(&self, byte: u8) -> u8 {
        self.low[(byte & 15) as usize] & self.high[(byte >> 4) as usize]
    }
}

/// For each of three places one bit a group.
pub(super) type Places = [Halves; 3];

pub(super) const STEM_PLACES: Places = places(&STEMS);
pub(super) const CLUE_PLACES: Places = places(&CLUES);

const fn places(groups: &Groups) -> Places {
    let mut places = [Halves::NONE; 3];
    let mut group = 0;
    while group < groups.len() {
        let mut part = 0;
        while part < groups[group].len() {
            let mut place = 0;
            while place < 3 {
                places[place].add(groups[group][part][place], 1 << group);
                place += 1;
            }
            part += 1;
        }
        group += 1;
    }
    places
}

/// True for three lowered bytes that fit the [`CLUES`].
#[must_use]
pub fn is_clue(three: [u8; 3]) -> bool {
    fits(&CLUE_PLACES, three)
}

/// True when `three` fits one of the groups.
pub(super) fn fits(places: &Places, three: [u8; 3]) -> bool {
    places.iter().zip(three).fold(u8::MAX, |bits, (halves, byte)| bits & halves.of(byte)) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_alone_fit_their_tables() {
        let letters = || b'a'..=b'z';
        for (a, b, c) in
            letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| (a, b, c))))
        {
            let three = [a, b, c];
            assert_eq!(fits(&STEM_PLACES, three), STEMS.iter().any(|group| group.contains(&&three)));
        }
    }

    #[test]
    fn clues_fit_and_little_else() {
        assert!(CLUES.iter().copied().flatten().all(|part| fits(&CLUE_PLACES, **part)));
        let letters = || b'a'..=b'z';
        let all = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
        assert!(all.filter(|&three| fits(&CLUE_PLACES, three)).count() < 400);
        assert_eq!(lower(b"RL\t", 0), Some(*b"rl)"));
        assert_eq!(lower(b"RL", 0), None);
    }
}
