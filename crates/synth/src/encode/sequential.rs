use std::io::{self, Seek, SeekFrom, Write};

/// A way out on which nothing can be taken back, such as a connection: what an encoder would go back
/// to complete stays as it was first written.
#[derive(Debug)]
pub(super) struct Sequential<W> {
    out: W,
    /// Bytes that went out.
    written: u64,
    /// Where the encoder believes to be.
    at: u64,
}

impl<W> Sequential<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, written: 0, at: 0 }
    }
}

impl<W: Write> Write for Sequential<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = if self.at == self.written {
            let done = self.out.write(bytes)?;
            self.written += done as u64;
            done
        } else {
            // Too late: nobody sees this.
            usize::try_from(self.written - self.at)
                .map_or(bytes.len(), |left| left.min(bytes.len()))
        };
        self.at += done as u64;
        Ok(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W> Seek for Sequential<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(to) => Some(to),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.written.checked_add_signed(by),
        };
        let beyond = || io::Error::new(io::ErrorKind::Unsupported, "a stream has no such place");
        self.at = to.filter(|to| *to <= self.written).ok_or_else(beyond)?;
        Ok(self.at)
    }
}
