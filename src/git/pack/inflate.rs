//! Inflating entries whose size is known beforehand, into memory that is used again and again.

use libdeflater::Decompressor;

/// Bytes with a length of their own, in storage that only grows: fresh memory costs more than inflating into it.
#[derive(Default)]
pub struct Buffer {
    storage: Vec<u8>,
    len: usize,
}

impl Buffer {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.storage[..self.len]
    }

    /// Makes the buffer `len` bytes long and hands it out for writing; what it held before may still be there.
    pub fn resize(&mut self, len: usize) -> &mut [u8] {
        if self.storage.len() < len {
            // Nothing is copied over, and the system gives out zeros for free.
            self.storage = vec![0; len.checked_next_power_of_two().unwrap_or(len)];
        }
        self.len = len;
        &mut self.storage[..len]
    }

    /// How much storage the buffer holds on to.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.storage.capacity()
    }
}

/// Inflates `zlib`, which must yield exactly `size` bytes, into `out`.
///
/// # Errors
/// A few words on what is wrong. The checksum that zlib keeps is verified.
pub fn inflate(
    inflater: &mut Decompressor,
    zlib: &[u8],
    size: usize,
    out: &mut Buffer,
) -> Result<(), &'static str> {
    match inflater.zlib_decompress(zlib, out.resize(size)) {
        Ok(written) if written == size => Ok(()),
        Ok(_) => Err("the data is shorter than its header says"),
        Err(libdeflater::DecompressionError::InsufficientSpace) => {
            Err("the data is longer than its header says")
        }
        Err(libdeflater::DecompressionError::BadData) => Err("the compressed data is damaged"),
    }
}

impl From<Vec<u8>> for Buffer {
    fn from(storage: Vec<u8>) -> Self {
        let len = storage.len();
        Self { storage, len }
    }
}
