//! Cyclic redundancy checks: the sums that issuers hide in the tail of a token.

const CRC32: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        // `index` fits: the loop ends at 256.
        let mut value = index as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xedb8_8320 } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
};

/// The common CRC-32 (IEEE 802.3, as in zip and gzip).
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, &byte: &u8| CRC32[usize::from(sum.to_le_bytes()[0] ^ byte)] ^ (sum >> 8);
    !bytes.iter().fold(u32::MAX, step)
}

/// CRC-24 of `OpenPGP` (RFC 9580, section 6.1), in the low 24 bits.
#[must_use]
pub fn crc24(bytes: &[u8]) -> u32 {
    let shift = |sum: u32| if sum & 0x80_0000 == 0 { sum << 1 } else { (sum << 1) ^ 0x86_4cfb };
    let step = |sum: u32, &byte: &u8| (0..8).fold(sum ^ (u32::from(byte) << 16), |sum, _| shift(sum));
    bytes.iter().fold(0xb7_04ce, step) & 0xff_ffff
}

/// CRC-16 with polynomial 1021 and initial value 0 (XMODEM), as Stellar addresses use it.
#[must_use]
pub fn crc16(bytes: &[u8]) -> u16 {
    let shift = |sum: u16| if sum & 0x8000 == 0 { sum << 1 } else { (sum << 1) ^ 0x1021 };
    let step = |sum: u16, &byte: &u8| (0..8).fold(sum ^ (u16::from(byte) << 8), |sum, _| shift(sum));
    bytes.iter().fold(0, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_check_values() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc24(b"123456789"), 0x21_cf02);
        assert_eq!(crc16(b"123456789"), 0x31c3);
        assert_eq!((crc32(b""), crc24(b""), crc16(b"")), (0, 0xb7_04ce, 0));
    }
}
