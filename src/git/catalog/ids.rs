//! The ids of all objects, sorted, and a table that finds one in about one step.

/// A number that stands for an object: its place in the order of ids.
pub type Object = u32;

/// Sorted ids, in one piece of memory.
pub struct Ids {
    bytes: Vec<u8>,
    width: usize,
    /// For each value of the first `bits` bits of an id: the first object that has it. One row more at the end.
    starts: Vec<Object>,
    bits: u32,
}

impl Ids {
    /// Takes ids of `width` bytes each, sorted and each once, joined without a gap.
    #[must_use]
    pub fn new(bytes: Vec<u8>, width: usize) -> Self {
        let count = bytes.len() / width;
        let bits = (count.max(2)).ilog2().min(28);
        let mut starts = vec![0; (1 << bits) + 1];
        for id in bytes.chunks_exact(width) {
            starts[prefix(id, bits) + 1] += 1;
        }
        for row in 1..starts.len() {
            starts[row] += starts[row - 1];
        }
        Self { bytes, width, starts, bits }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len() / self.width
    }

    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The id of `object`.
    #[must_use]
    pub fn get(&self, object: Object) -> &[u8] {
        let at = object as usize * self.width;
        &self.bytes[at..at + self.width]
    }

    /// The object with this id.
    #[must_use]
    pub fn find(&self, id: &[u8]) -> Option<Object> {
        if id.len() != self.width {
            return None;
        }
        let row = prefix(id, self.bits);
        let (mut low, mut high) = (self.starts[row], self.starts[row + 1]);
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle).cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

fn prefix(id: &[u8], bits: u32) -> usize {
    let word = u32::from_be_bytes([id[0], id[1], id[2], id[3]]);
    (word >> (32 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_id_and_nothing_else() {
        for count in [0_u32, 1, 2, 3, 1000] {
            let mut ids: Vec<[u8; 20]> = (0..count)
                .map(|i| {
                    let mut id = [7; 20];
                    id[..4].copy_from_slice(&i.wrapping_mul(0x9e37_79b9).to_be_bytes());
                    id
                })
                .collect();
            ids.sort_unstable();
            let table = Ids::new(ids.concat(), 20);
            for (object, id) in (0..).zip(&ids) {
                assert_eq!(table.find(id), Some(object));
                let mut other = *id;
                other[19] = 8;
                assert_eq!(table.find(&other), None);
            }
            assert_eq!(table.find(&[0xff; 20]), None);
            assert_eq!(table.find(&[0xff; 32]), None);
        }
    }
}
