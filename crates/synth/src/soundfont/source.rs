use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex};

/// Where the bytes of a SoundFont are. A file stays on disc, and only the samples that are
/// played are read: a 148 MB font costs a piano piece a few megabytes.
#[derive(Debug)]
pub(super) enum Source {
    Bytes(Arc<[u8]>),
    File { file: Mutex<File>, len: u64 },
}

impl Source {
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { len, .. } => *len,
        }
    }

    /// Reads `len` bytes from `start`; an error says which bytes are missing.
    pub(super) fn read(&self, start: u64, len: u64) -> Result<Vec<u8>, String> {
        let end = start.checked_add(len).filter(|end| *end <= self.len());
        let end =
            end.ok_or_else(|| format!("it ends before byte {}", start.saturating_add(len)))?;
        match self {
            Self::Bytes(bytes) => {
                let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
                let slice = range.and_then(|(start, end)| bytes.get(start..end));
                slice.map(<[u8]>::to_vec).ok_or_else(|| "it is truncated".to_owned())
            }
            Self::File { file, .. } => {
                let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let mut bytes = vec![0; usize::try_from(len).map_err(|error| error.to_string())?];
                file.seek(SeekFrom::Start(start)).map_err(|error| error.to_string())?;
                file.read_exact(&mut bytes).map_err(|error| error.to_string())?;
                Ok(bytes)
            }
        }
    }
}
