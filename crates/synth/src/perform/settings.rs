use super::Ensemble;

/// How a score is to be played.
#[derive(Clone, Debug, PartialEq)]
pub struct Performance {
    /// Quarter notes a minute until the score says otherwise.
    pub tempo_qpm: f64,
    /// All tempi are multiplied by this: 0.5 is half speed, for practising. From 0.1 to 10.
    pub tempo_scale: f64,
    /// Whether repeats and jumps are taken; otherwise every measure is played once.
    pub repeats: bool,
    /// How eighth notes are swung.
    pub swing: Swing,
    /// On which note a trill begins.
    pub trills: TrillStart,
    /// How much the playing strays from the grid, 0 (exact) to 1 (loose): at 0.5 about 4 ms in time
    /// and 2 in velocity.
    pub humanise: f64,
    /// Which straying: the same score, settings and seed give the same sequence.
    pub seed: u64,
    /// Slow down at the end where the score does not ask for it itself. The depth follows
    /// `humanise`, so that an exact performance keeps its tempo.
    pub final_ritardando: bool,
    /// Who plays; `None` plays as written: each part with its own instrument, seated as an orchestra.
    pub ensemble: Option<Ensemble>,
    /// At most so many measures are played; repeats are cut there.
    pub max_bars: usize,
    /// At most so many written notes are played, repeats counted; ornaments may add as many again.
    pub max_notes: usize,
    /// The longest performance, in seconds.
    pub max_seconds: f64,
}

/// How eighth notes are swung. Only notes that fall on half a quarter note are moved; triplets stay.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Swing {
    /// Where the score's words say so (`Swing`, `Shuffle` ... `Straight`), by tempo.
    #[default]
    AsWritten,
    /// Never.
    Straight,
    /// Always, with the ratio of the long to the short eighth set by the tempo (Friberg &
    /// Sundström 2002).
    ByTempo,
    /// Always, with this ratio, from 1 (straight) over 2 (triplets) to 4.
    Ratio(f64),
}

/// On which note a trill begins. Before about 1800 it began on the upper note; Hummel's method of
/// 1828 established the main note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TrillStart {
    /// On the upper note when the score names a composer who wrote before 1800, else on the main one.
    #[default]
    ByComposer,
    /// On the upper note.
    Upper,
    /// On the written note.
    Main,
}

impl Default for Performance {
    fn default() -> Self {
        Self {
            tempo_qpm: 100.0,
            tempo_scale: 1.0,
            repeats: true,
            swing: Swing::AsWritten,
            trills: TrillStart::ByComposer,
            humanise: 0.5,
            seed: 1,
            final_ritardando: true,
            ensemble: None,
            max_bars: 50_000,
            max_notes: 1_000_000,
            max_seconds: 6.0 * 3600.0,
        }
    }
}

impl Performance {
    /// Exactly as written: no straying, no ritardando that is not in the score.
    #[must_use]
    pub fn exact() -> Self {
        Self { humanise: 0.0, final_ritardando: false, ..Self::default() }
    }

    /// `humanise` within its range, whatever was set.
    pub(super) fn looseness(&self) -> f64 {
        if self.humanise.is_finite() { self.humanise.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Where the last measure must end, so that releases and straying keep within `max_seconds`.
    pub(super) fn last_second(&self) -> f64 {
        (self.max_seconds - 1.0).max(0.0)
    }

    /// The default tempo within what can be played.
    pub(super) fn first_qpm(&self) -> f64 {
        if self.tempo_qpm.is_finite() { self.tempo_qpm.clamp(5.0, 1000.0) } else { 100.0 }
    }

    /// `tempo_scale` within its range.
    pub(super) fn scale(&self) -> f64 {
        if self.tempo_scale.is_finite() { self.tempo_scale.clamp(0.1, 10.0) } else { 1.0 }
    }
}
