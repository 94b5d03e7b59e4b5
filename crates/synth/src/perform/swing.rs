//! Long and short eighths.
//!
//! Friberg & Sundström 2002, "Swing ratios and ensemble timing in jazz performance": the short
//! eighth of drummers stays near 100 ms at medium and fast tempi, so that the ratio falls with the
//! tempo, from about 3.5 to 1; soloists keep to smaller ratios, and all meet on the off-beat. We
//! take the drummers' line up to 2.5.

use score::{Mark, Quarters, Score};

use super::settings::{Performance, Swing};
use super::words;

/// The short eighth in seconds, and the largest ratio.
const SHORT_SECONDS: f64 = 0.1;
const MOST: f64 = 2.5;

/// Whether the words of the score ask for swing, for each measure.
pub(super) fn written(score: &Score) -> Vec<bool> {
    let mut said: Vec<Option<bool>> = vec![None; score.measures.len()];
    for (measure, said) in score.measures.iter().zip(&mut said) {
        let texts = measure.tempi.iter().filter_map(|tempo| tempo.what.text.as_deref());
        *said = texts.filter_map(words::swing).next();
    }
    for part in &score.parts {
        for (content, said) in part.measures.iter().zip(&mut said) {
            for placed in &content.marks {
                if let (Mark::Words(text), None) = (&placed.what, &said) {
                    *said = words::swing(text);
                }
            }
        }
    }
    let mut current = false;
    said.into_iter()
        .map(|said| {
            current = said.unwrap_or(current);
            current
        })
        .collect()
}

/// The long eighth's share of the quarter, above one half when eighths swing at this tempo.
pub(super) fn share(settings: &Performance, written: bool, qpm: f64) -> Option<f64> {
    let ratio = match settings.swing {
        Swing::Straight => return None,
        Swing::AsWritten if !written => return None,
        Swing::AsWritten | Swing::ByTempo => (60.0 / qpm / SHORT_SECONDS - 1.0).clamp(1.0, MOST),
        Swing::Ratio(ratio) if ratio.is_finite() => ratio.clamp(1.0, 4.0),
        Swing::Ratio(_) => return None,
    };
    (ratio > 1.0).then_some(ratio / (1.0 + ratio))
}

/// Where a place (in quarters from a beat of the bar) goes when eighths swing: the quarter is bent so
/// that its middle falls at `share`. What is not a halving of the beat (triplets) stays.
pub(super) fn bend(place: Quarters, share: f64) -> f64 {
    let within = place.rem_floor(Quarters::ONE);
    let straight = place.to_f64();
    if within.is_zero() || !within.denominator().count_ones().eq(&1) {
        return straight;
    }
    let x = within.to_f64();
    let bent = if x <= 0.5 { 2.0 * x * share } else { share + (2.0 * x - 1.0) * (1.0 - share) };
    straight - x + bent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_falls_with_the_tempo() {
        let by_tempo = Performance { swing: Swing::ByTempo, ..Performance::exact() };
        let ratio = |qpm| share(&by_tempo, false, qpm).map_or(1.0, |share| share / (1.0 - share));
        let shown: Vec<String> =
            [100.0, 180.0, 200.0, 250.0, 320.0].map(|qpm| format!("{:.2}", ratio(qpm))).into();
        assert_eq!(shown.join(" "), "2.50 2.33 2.00 1.40 1.00");
    }

    #[test]
    fn triplets_stay() {
        let bent = |num, den| bend(Quarters::new(num, den), 2.0 / 3.0);
        assert!((bent(3, 2) - 5.0 / 3.0).abs() < 1e-12);
        assert!((bent(4, 3) - 4.0 / 3.0).abs() < 1e-12);
        assert!((bent(3, 4) - 5.0 / 6.0).abs() < 1e-12);
    }
}
