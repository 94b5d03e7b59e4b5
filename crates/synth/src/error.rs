use std::path::PathBuf;

/// What can go wrong between a score and a sound file, by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SynthError {
    /// No SoundFont was found. The message tells a person how to get one.
    #[error(
        "no SoundFont was found. Name one with --soundfont FILE, or install a free one: on Debian \
         or Ubuntu `apt install fluid-soundfont-gm` or `fluidr3mono-gm-soundfont`, elsewhere put \
         any .sf2 or .sf3 file in one of these folders: {}", list(.searched)
    )]
    NoSoundFont {
        /// Where it was looked for, in order.
        searched: Vec<PathBuf>,
    },
    /// The SoundFont cannot be used; choose another one.
    #[error("the SoundFont {name} cannot be read: {reason}")]
    SoundFont {
        /// The file's name, or what the caller called the bytes.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The sequence of events breaks a rule; it is the caller's to mend.
    #[error("the sequence cannot be played: {0}")]
    Sequence(String),
    /// The piece is longer than the caller allows.
    #[error("the piece lasts {seconds:.0} s, which is over the limit of {limit_seconds:.0} s")]
    TooLong {
        /// The time of the last event, in seconds.
        seconds: f64,
        /// The limit given, in seconds.
        limit_seconds: f64,
    },
    /// A setting is outside what the named thing can do.
    #[error("{0}")]
    Setting(String),
    /// The caller's progress function asked to stop.
    #[error("rendering was cancelled")]
    Cancelled,
    /// An encoder refused; the message names the format.
    #[error("{format} encoding failed: {reason}")]
    Encode {
        /// The format's name.
        format: &'static str,
        /// What the encoder said.
        reason: String,
    },
    /// Reading or writing failed.
    #[error("{what}: {source}")]
    Io {
        /// What was being read or written.
        what: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl SynthError {
    pub(crate) fn font(name: &str, reason: impl Into<String>) -> Self {
        Self::SoundFont { name: name.into(), reason: reason.into() }
    }

    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    pub(crate) fn writing(source: std::io::Error) -> Self {
        Self::Io { what: "writing the sound".into(), source }
    }
}

fn list(places: &[PathBuf]) -> String {
    places.iter().map(|place| place.display().to_string()).collect::<Vec<_>>().join(", ")
}
