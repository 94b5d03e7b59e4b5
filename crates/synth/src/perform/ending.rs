//! The final ritardando.
//!
//! Friberg & Sundberg 1999, "Does music performance allude to locomotion?", eq. 3: the tempo at the
//! place x (0 to 1) of the final ritardando is v(x) = (1 + (w^q - 1) x)^(1/q), where w is the tempo
//! at the end as a share of the one before and q = 3 is what listeners liked.

const Q: f64 = 3.0;

/// A slowing of an otherwise finished clock, from `start` on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ending {
    /// Where it begins, in seconds of the clock without it.
    pub(super) start: f64,
    /// How long it lasts there; above zero.
    pub(super) span: f64,
    /// The tempo at its end, as a share of the one before, above 0 and up to 1.
    pub(super) last: f64,
}

impl Ending {
    /// The time of what would be at `seconds` without the ending: the integral of 1/v, which is
    /// (1 + a x)^(1 - 1/q) / (a (1 - 1/q)) with a = w^q - 1.
    pub(super) fn at(&self, seconds: f64) -> f64 {
        let beyond = seconds - self.start;
        if beyond <= 0.0 || self.last >= 1.0 {
            return seconds;
        }
        let a = self.last * self.last * self.last - 1.0;
        let power = 1.0 - 1.0 / Q;
        let integral = |x: f64| (libm::pow(1.0 + a * x, power) - 1.0) / (a * power);
        let inside = self.span * integral((beyond / self.span).min(1.0));
        self.start + inside + (beyond - self.span).max(0.0) / self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slows_to_its_last_tempo() {
        let ending = Ending { start: 10.0, span: 4.0, last: 0.8 };
        assert_eq!(ending.at(9.0), 9.0);
        let pace = |t: f64| (ending.at(t + 1e-4) - ending.at(t)) / 1e-4;
        assert!((pace(10.0) - 1.0).abs() < 1e-3);
        assert!((pace(13.9995) - 1.25).abs() < 1e-2 && (pace(20.0) - 1.25).abs() < 1e-6);
    }
}
