//! Asking for memory before it is needed.

/// Asks the processor to bring the bytes from `at` on into its cache, and waits for nothing. Elsewhere than on x86-64,
/// and outside of `bytes`, it does nothing: no answer depends on it.
#[inline]
pub(crate) fn prefetch(bytes: &[u8], at: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(byte) = bytes.get(at) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every x86-64 processor has the instruction, and it is a hint: it changes nothing that can be observed, and
        // the pointer is one of a byte that exists.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(byte).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (bytes, at);
}
