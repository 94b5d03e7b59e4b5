//! Renders timed events to sound through a SoundFont, masters it to a loudness, and encodes it.

mod error;
mod render;
mod sequence;
mod soundfont;
mod units;

pub use error::SynthError;
pub use render::{RenderOptions, Renderer};
pub use sequence::{Action, Event, Instrument, Part, Sequence};
pub use soundfont::{DRUM_BANK, PREFERRED, Preset, SYSTEM_PLACES, SoundFont, find_soundfont};

/// One moment of stereo sound, left and right, full scale from -1 to 1.
pub type Frame = [f32; 2];
