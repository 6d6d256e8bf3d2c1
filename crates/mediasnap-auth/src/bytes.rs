//! Sets of bytes and tables of how each byte is encoded.

use std::ops::Deref;

/// Set of bytes.
pub(crate) struct ByteSet([bool; 256]);

impl ByteSet {
    /// Creates a set of the ASCII letters and digits and these `marks`.
    pub(crate) const fn alphanumeric_and(marks: &[u8]) -> Self {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric();
            byte += 1;
        }
        let mut index = 0;
        while index < marks.len() {
            table[marks[index] as usize] = true;
            index += 1;
        }
        Self(table)
    }

    /// Returns whether every byte is in the set.
    pub(crate) fn contains_all(&self, bytes: &[u8]) -> bool {
        bytes
            .iter()
            .fold(true, |all, byte| all & self.0[usize::from(*byte)])
    }
}

/// Returns whether `matches` holds for some byte. Checks all of them, which is faster than stopping early.
pub(crate) fn any(bytes: &[u8], matches: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |found, byte| found | matches(*byte))
}

/// Array of up to `N` bytes, without an allocation.
pub(crate) struct Short<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Short<N> {
    /// Creates an array that `write` fills; it returns the length.
    pub(crate) fn written(write: impl FnOnce(&mut [u8; N]) -> usize) -> Self {
        let mut bytes = [0; N];
        let length = write(&mut bytes).min(N);
        Self { bytes, length }
    }

    /// Returns the bytes as a string; empty if they are not UTF-8.
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(self).unwrap_or_default()
    }
}

impl<const N: usize> Deref for Short<N> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// Encoding table: for each byte up to `W - 1` bytes of output, and their number.
pub(crate) struct Escapes<const W: usize>([[u8; W]; 256]);

impl Escapes<4> {
    /// Percent-encodes every byte that is not in `kept`, with upper-case digits.
    pub(crate) const fn all_but(kept: &ByteSet) -> Self {
        let mut table = [[0; 4]; 256];
        let mut byte = 0_u8;
        loop {
            let [high, low] = digits(byte);
            table[byte as usize] = if kept.0[byte as usize] {
                [byte, 0, 0, 1]
            } else {
                [b'%', high, low, 3]
            };
            if byte == u8::MAX {
                return Self(table);
            }
            byte += 1;
        }
    }

    /// Leaves every byte as it is.
    pub(crate) const fn none() -> Self {
        let mut table = [[0, 0, 0, 1]; 256];
        let mut byte = 0_u8;
        loop {
            table[byte as usize][0] = byte;
            if byte == u8::MAX {
                return Self(table);
            }
            byte += 1;
        }
    }

    /// Encodes a space as `+`.
    pub(crate) const fn with_plus(mut self) -> Self {
        self.0[b' ' as usize] = [b'+', 0, 0, 1];
        self
    }
}

impl Escapes<8> {
    /// Percent-encodes twice: the output of [`Escapes::all_but`], percent-encoded again.
    pub(crate) const fn twice_all_but(kept: &ByteSet) -> Self {
        let mut table = [[0; 8]; 256];
        let mut byte = 0_u8;
        loop {
            let [high, low] = digits(byte);
            table[byte as usize] = if kept.0[byte as usize] {
                [byte, 0, 0, 0, 0, 0, 0, 1]
            } else {
                [b'%', b'2', b'5', high, low, 0, 0, 5]
            };
            if byte == u8::MAX {
                return Self(table);
            }
            byte += 1;
        }
    }
}

impl<const W: usize> Escapes<W> {
    /// Returns the space that [`Escapes::write_at`] needs for `bytes` bytes. It writes whole table entries, so one entry is
    /// added.
    pub(crate) const fn capacity_for(bytes: usize) -> usize {
        W * (bytes + 1)
    }

    /// Encodes `bytes` into `out` from `end` on, where [`Escapes::capacity_for`] them is free, and returns the new end.
    pub(crate) fn write_at(&self, out: &mut [u8], mut end: usize, bytes: &[u8]) -> usize {
        for byte in bytes {
            let entry = &self.0[usize::from(*byte)];
            // copying the whole entry is a single instruction
            if let Some(slot) = out.get_mut(end..end + W) {
                slot.copy_from_slice(entry);
            }
            end += usize::from(entry[W - 1]);
        }
        end
    }

    /// Appends `bytes`, encoded.
    pub(crate) fn write(&self, out: &mut Vec<u8>, bytes: &[u8]) {
        let start = out.len();
        out.resize(start + Self::capacity_for(bytes.len()), 0);
        let end = self.write_at(out, start, bytes);
        out.truncate(end);
    }
}

/// Returns two upper-case hexadecimal digits.
const fn digits(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    [DIGITS[byte as usize >> 4], DIGITS[byte as usize & 15]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_contains_what_it_was_made_of() {
        let set = ByteSet::alphanumeric_and(b"-_");
        assert!(set.contains_all(b"aZ09-_") && set.contains_all(b""));
        for byte in [b'.', b' ', 0, 0x7f, 0x80, 0xff] {
            assert!(!set.contains_all(&[b'a', byte]), "{byte}");
        }
    }

    #[test]
    fn every_byte_is_encoded() {
        let every: Vec<u8> = (0..=u8::MAX).collect();
        let mut out = Vec::new();
        Escapes::all_but(&ByteSet::alphanumeric_and(b"")).write(&mut out, &every);
        assert!(out.starts_with(b"%00%01") && out.ends_with(b"%FE%FF"));
        assert_eq!(out.len(), 62 + 3 * (256 - 62));
        let mut twice = Vec::new();
        Escapes::twice_all_but(&ByteSet::alphanumeric_and(b"")).write(&mut twice, &every);
        assert!(twice.starts_with(b"%2500%2501") && twice.ends_with(b"%25FE%25FF"));
        assert_eq!(twice.len(), 62 + 5 * (256 - 62));
    }
}
