/// Turns samples into whole numbers with triangular dither of two steps' width, which makes the
/// rounding error a steady hiss that does not follow the music (S. Lipshitz, R. Wannamaker and
/// J. Vanderkooy, "Quantization and dither: a theoretical survey", JAES 40, 1992).
#[derive(Debug)]
pub(super) struct Dither {
    state: u64,
    scale: f32,
    top: f32,
}

impl Dither {
    /// For samples of so many bits; the same seed gives the same numbers.
    pub(super) fn new(bits: u32, seed: u64) -> Self {
        let scale = (1_u32 << (bits - 1)) as f32;
        Self { state: seed, scale, top: scale - 1.0 }
    }

    /// The number for a sample. Silence stays silence.
    pub(super) fn quantise(&mut self, sample: f32) -> i32 {
        if sample == 0.0 {
            return 0;
        }
        let noise = self.uniform() - self.uniform();
        let value = libm::floorf(sample * self.scale + noise + 0.5).clamp(-self.scale, self.top);
        #[expect(clippy::cast_possible_truncation, reason = "held to 24 bits")]
        let value = value as i32;
        value
    }

    /// 0 to 1, from `SplitMix64` (G. Steele, D. Lea and C. Flood, OOPSLA 2014).
    fn uniform(&mut self) -> f32 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed >> 40) as f32 / (1_u32 << 24) as f32
    }
}
