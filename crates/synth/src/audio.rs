/// One moment of stereo sound, left and right, full scale from -1 to 1.
pub type Frame = [f32; 2];

/// A finished stereo sound in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Audio {
    /// Frames a second.
    pub sample_rate: u32,
    /// The sound, from -1 to 1.
    pub frames: Vec<Frame>,
}

impl Audio {
    /// Length in seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.frames.len() as f64 / f64::from(self.sample_rate)
    }
}
