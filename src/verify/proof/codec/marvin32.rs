//! Marvin32, the keyed 32-bit sum of Microsoft's identifiable keys. The seed names the key's product and role.
//!
//! From Microsoft's open source `security-utilities`: <https://github.com/microsoft/security-utilities>.

/// The sum of `bytes` under the eight-character `seed`, 64 bits folded to 32.
#[must_use]
pub fn marvin32(seed: &[u8; 8], bytes: &[u8]) -> u32 {
    let [a, b, c, d, e, f, g, h] = *seed;
    let mut state = (u32::from_be_bytes([e, f, g, h]), u32::from_be_bytes([a, b, c, d]));
    let (words, rest) = bytes.as_chunks::<4>();
    for word in words {
        state.0 = state.0.wrapping_add(u32::from_le_bytes(*word));
        mix(&mut state);
    }
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] = 0x80;
    state.0 = state.0.wrapping_add(u32::from_le_bytes(last));
    mix(&mut state);
    mix(&mut state);
    state.0 ^ state.1
}

fn mix((low, high): &mut (u32, u32)) {
    *high ^= *low;
    *low = low.rotate_left(20).wrapping_add(*high);
    *high = high.rotate_left(9) ^ *low;
    *low = low.rotate_left(27).wrapping_add(*high);
    *high = high.rotate_left(19);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sums() {
        assert_eq!(marvin32(b"Default0", b""), 0xcfd9_b134);
        assert_eq!(marvin32(b"Default0", b"abc"), 0x1a4c_888e);
        assert_eq!(marvin32(b"Default0", b"12345678"), 0x73fc_c9e5);
    }
}
