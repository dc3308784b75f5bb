//! An output for terminals and locales that show only ASCII.

use std::io::{self, Write};

use crate::base::ascii;

/// An output that passes text on, or converts it to ASCII.
#[derive(Debug)]
pub struct AsciiOutput<W> {
    out: W,
    ascii: bool,
}

impl<W: Write> AsciiOutput<W> {
    /// Wraps an output; converts to ASCII if `ascii` is set.
    pub fn new(out: W, ascii: bool) -> AsciiOutput<W> {
        AsciiOutput { out, ascii }
    }
}

impl<W: Write> Write for AsciiOutput<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Formatted text arrives as whole strings; other bytes are passed on.
        match str::from_utf8(bytes) {
            Ok(text) if self.ascii => {
                self.out.write_all(ascii::in_ascii(text).as_bytes())?;
                Ok(bytes.len())
            }
            _ => self.out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_ascii_only_if_enabled() {
        let written = |ascii| {
            let mut out = Vec::new();
            write!(AsciiOutput::new(&mut out, ascii), "Plänk –").unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!((written(true), written(false)), ("Plank -".to_owned(), "Plänk –".to_owned()));
    }
}
