use std::io::{self, Read, Seek, SeekFrom};

use symphonia::core::io::MediaSource;

/// What sound is read from: a file, or bytes in memory.
pub trait Source: Read + Seek + Send + Sync {}

impl<T: Read + Seek + Send + Sync> Source for T {}

/// A source whose length is known.
pub(super) struct Measured<S> {
    source: S,
    bytes: u64,
}

impl<S: Source> Measured<S> {
    pub(super) fn new(mut source: S) -> io::Result<Self> {
        let bytes = source.seek(SeekFrom::End(0))?;
        source.rewind()?;
        Ok(Self { source, bytes })
    }
}

impl<S: Read> Read for Measured<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

impl<S: Seek> Seek for Measured<S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}

impl<S: Source> MediaSource for Measured<S> {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.bytes)
    }
}
