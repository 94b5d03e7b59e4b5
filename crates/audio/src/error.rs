use synth::SynthError;

/// Why a sound could not be made, by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AudioError {
    /// The file could not be read: check the permissions and the disk.
    #[error("the sound cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// The file is damaged: get it again.
    #[error("the sound is damaged or cut short ({0}): get it again from where it came")]
    Broken(String),
    /// A format that is not played: convert it.
    #[error("the sound is in a form that is not played ({0}): convert it to FLAC, Opus or MP3")]
    Unsupported(String),
    /// More than the house accepts.
    #[error("the sound's {what} of {found} is outside the limit of {limit}")]
    Limit {
        /// What is too much, with its unit.
        what: &'static str,
        /// How much it is.
        found: u64,
        /// How much it may be.
        limit: u64,
    },
    /// The score is not one.
    #[error(transparent)]
    Score(#[from] notation::Error),
    /// The SoundFont, a setting or an encoder refused.
    #[error(transparent)]
    Synth(SynthError),
    /// Nobody takes the result any more, or its disk is full.
    #[error("the sound cannot be written: {0}")]
    Unwritable(std::io::Error),
}

impl From<SynthError> for AudioError {
    fn from(error: SynthError) -> AudioError {
        match error {
            SynthError::Io { source, .. } => AudioError::Unwritable(source),
            other => AudioError::Synth(other),
        }
    }
}

impl From<symphonia::core::errors::Error> for AudioError {
    fn from(error: symphonia::core::errors::Error) -> AudioError {
        use symphonia::core::errors::Error;
        match error {
            Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                AudioError::Broken("it ends too early".into())
            }
            Error::IoError(error) => AudioError::Unreadable(error),
            Error::Unsupported(what) => AudioError::Unsupported(what.to_owned()),
            other => AudioError::Broken(other.to_string()),
        }
    }
}
