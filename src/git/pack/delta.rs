//! Deltas: an object told as copies from its base and inserted bytes.

use super::inflate::Buffer;

/// A stretch of the result that was copied from the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copy {
    /// First byte in the result.
    pub to: usize,
    /// First byte in the base.
    pub from: usize,
    /// Length in bytes.
    pub len: usize,
}

/// Applies `delta` to `base`. `copies` receives what was copied, in the order of the result, neighbours that also
/// touch in the base joined; all else in `out` was inserted.
///
/// # Errors
/// A few words on what is wrong: the delta belongs to another base, reaches outside of it, ends early, or makes an
/// object of more than `limit` bytes.
pub fn apply(
    base: &[u8],
    delta: &[u8],
    limit: usize,
    out: &mut Buffer,
    copies: &mut Vec<Copy>,
) -> Result<(), &'static str> {
    let mut reader = Reader(delta);
    if reader.size()? != base.len() {
        return Err("the delta was made for another base");
    }
    let size = reader.size()?;
    if size > limit {
        return Err("the object is larger than the limit");
    }
    copies.clear();
    let out = out.resize(size);
    let mut at = 0;
    while let Some(op) = reader.next() {
        let len = if op & 0x80 != 0 {
            let (from, len) = reader.copy(op)?;
            let source = base.get(from..).filter(|source| source.len() >= len);
            record(copies, Copy { to: at, from, len });
            put(out, at, source.ok_or("the delta copies from outside of its base")?, len)
        } else if op != 0 {
            let len = usize::from(op);
            let source = reader.0;
            reader.take(len)?;
            put(out, at, source, len)
        } else {
            return Err("the delta holds an unknown instruction");
        };
        at += len.ok_or("the delta makes more than it says")?;
    }
    if at == size { Ok(()) } else { Err("the delta makes less than it says") }
}

/// Copies the first `len` bytes of `source` to `at` and returns how many these are; nothing when there is no room.
#[inline]
fn put(out: &mut [u8], at: usize, source: &[u8], len: usize) -> Option<usize> {
    // Most pieces are this short, and a copy of a fixed length is one instruction. What is too much comes from the source,
    // and the next piece overwrites it.
    const FIXED: usize = 32;
    if len <= FIXED
        && let (Some(target), Some(source)) = (out.get_mut(at..at + FIXED), source.get(..FIXED))
    {
        target.copy_from_slice(source);
    } else {
        out.get_mut(at..at + len)?.copy_from_slice(&source[..len]);
    }
    Some(len)
}

fn record(copies: &mut Vec<Copy>, copy: Copy) {
    match copies.last_mut() {
        Some(last) if last.to + last.len == copy.to && last.from + last.len == copy.from => {
            last.len += copy.len;
        }
        _ => copies.push(copy),
    }
}

struct Reader<'d>(&'d [u8]);

impl<'d> Reader<'d> {
    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn take(&mut self, len: usize) -> Result<&'d [u8], &'static str> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(SHORT)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A size: 7 bits a byte, least significant first.
    fn size(&mut self) -> Result<usize, &'static str> {
        let mut size = 0_usize;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.next().ok_or(SHORT)?;
            size |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(size);
            }
        }
        Err("the delta holds an absurd size")
    }

    /// The offset and length of a copy; each bit of `op` says whether a byte of them follows.
    fn copy(&mut self, op: u8) -> Result<(usize, usize), &'static str> {
        let mut bytes = [0; 8];
        for (bit, byte) in bytes.iter_mut().take(7).enumerate() {
            if op & 1 << bit != 0 {
                *byte = self.next().ok_or(SHORT)?;
            }
        }
        let [a, b, c, d, x, y, z, _] = bytes;
        let len = u32::from_le_bytes([x, y, z, 0]) as usize;
        Ok((u32::from_le_bytes([a, b, c, d]) as usize, if len == 0 { 0x10000 } else { len }))
    }
}

const SHORT: &str = "the delta is cut short";

#[cfg(test)]
mod tests {
    use super::*;

    fn run(base: &[u8], delta: &[u8]) -> Result<(Vec<u8>, Vec<Copy>), &'static str> {
        let (mut out, mut copies) = (Buffer::default(), Vec::new());
        apply(base, delta, 1000, &mut out, &mut copies)?;
        Ok((out.bytes().to_vec(), copies))
    }

    #[test]
    fn copies_and_inserts() {
        let delta = [8, 8, 0x91, 4, 4, 2, b'x', b'y', 0x90, 2];
        let (out, copies) = run(b"abcdefgh", &delta).expect("sound");
        assert_eq!(out, b"efghxyab");
        assert_eq!(copies, [Copy { to: 0, from: 4, len: 4 }, Copy { to: 6, from: 0, len: 2 }]);
    }

    #[test]
    fn joins_copies_that_touch_on_both_sides() {
        let (out, copies) = run(b"abcdefgh", &[8, 8, 0x90, 3, 0x91, 3, 5]).expect("sound");
        assert_eq!(out, b"abcdefgh");
        assert_eq!(copies, [Copy { to: 0, from: 0, len: 8 }]);
    }

    #[test]
    fn hostile_deltas_are_refused() {
        let bad: [&[u8]; 9] = [
            &[],
            &[9, 1, 1, b'x'],
            &[8, 2, 1, b'x'],
            &[8, 1, 2, b'x', b'y'],
            &[8, 4, 0x91, 7, 4],
            &[8, 1, 0],
            &[8, 5, 5, b'x'],
            &[8, 0xff, 0xff, 0xff, 0x7f, 1, b'x'],
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ];
        for delta in bad {
            assert!(run(b"abcdefgh", delta).is_err(), "{delta:?}");
        }
    }
}
