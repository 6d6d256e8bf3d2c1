//! Tables of bytes: which of them a text may hold, and how they are written.

/// A set of bytes.
pub(crate) struct ByteSet([bool; 256]);

impl ByteSet {
    /// ASCII letters and digits, and these marks.
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

    /// Whether every byte is one of the set.
    pub(crate) fn holds_all(&self, bytes: &[u8]) -> bool {
        bytes
            .iter()
            .fold(true, |all, byte| all & self.0[usize::from(*byte)])
    }
}

/// Whether some byte is `one`; looks at all of them, which is faster than to stop early.
pub(crate) fn any(bytes: &[u8], one: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |found, byte| found | one(*byte))
}

/// Two lower-case hexadecimal digits for each byte.
pub(crate) const LOWER_HEX: [[u8; 2]; 256] = hex_table(b"0123456789abcdef");

const fn hex_table(digits: &[u8; 16]) -> [[u8; 2]; 256] {
    let mut table = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    table
}

/// How each byte is written in an encoding with escapes: up to three bytes, and how many.
pub(crate) struct Escapes([[u8; 4]; 256]);

impl Escapes {
    /// The bytes of `kept` stand for themselves, every other is `%` and two upper-case digits.
    pub(crate) const fn all_but(kept: &ByteSet) -> Self {
        let digits = hex_table(b"0123456789ABCDEF");
        let mut table = [[0; 4]; 256];
        let mut byte = 0_u8;
        loop {
            let [high, low] = digits[byte as usize];
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

    /// The same, but a space is `+`.
    pub(crate) const fn with_plus(mut self) -> Self {
        self.0[b' ' as usize] = [b'+', 0, 0, 1];
        self
    }

    /// Appends `bytes`, written so.
    pub(crate) fn write(&self, out: &mut Vec<u8>, bytes: &[u8]) {
        let mut end = out.len();
        // room for the longest outcome, and for three bytes to be copied where one counts
        out.resize(end + 3 * bytes.len(), 0);
        for byte in bytes {
            let [first, second, third, length] = self.0[usize::from(*byte)];
            if let Some(slot) = out.get_mut(end..end + 3) {
                slot.copy_from_slice(&[first, second, third]);
            }
            end += usize::from(length);
        }
        out.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_they_were_made_of() {
        let set = ByteSet::alphanumeric_and(b"-_");
        assert!(set.holds_all(b"aZ09-_") && set.holds_all(b""));
        for byte in [b'.', b' ', 0, 0x7f, 0x80, 0xff] {
            assert!(!set.holds_all(&[b'a', byte]), "{byte}");
        }
    }

    #[test]
    fn every_byte_is_written() {
        let every: Vec<u8> = (0..=u8::MAX).collect();
        let mut out = Vec::new();
        Escapes::all_but(&ByteSet::alphanumeric_and(b"")).write(&mut out, &every);
        assert!(out.starts_with(b"%00%01") && out.ends_with(b"%FE%FF"));
        assert_eq!(out.len(), 62 + 3 * (256 - 62));
        assert_eq!(LOWER_HEX[0xa7], *b"a7");
    }
}
