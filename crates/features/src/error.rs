use crate::FeaturesVersion;

/// Why descriptions cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FeaturesError {
    /// They were made by different versions: describe the older one anew.
    #[error("descriptions of versions {0} and {1} are not compared: describe the older one anew")]
    Versions(FeaturesVersion, FeaturesVersion),
    /// The bytes are no description of this version: describe the track anew.
    #[error("{0} bytes are no description of this version: describe the track anew")]
    Unreadable(usize),
}
