//! What stands between the notes: clefs, keys, chord symbols, tempo, loudness, pedal; and where the
//! arrangement comes from.

use score::{
    Clef, Dynamic, Edge, Key, Mark, Part as ScorePart, Placed, Quarters, Score, Tempo, TempoBeat,
    ValueBase,
};

use crate::plan::Plan;
use crate::style::{Part, Style};

/// Clefs and key at the start of a part.
pub(super) fn opening(new: &mut ScorePart, plan: &Plan, part: &Part) {
    let Some(first) = new.measures.first_mut() else { return };
    for staff in 1..=part.staves {
        let what = Mark::Clef(clef(part, staff));
        first.marks.push(Placed { at: Quarters::ZERO, staff, what });
    }
    if !part.percussion {
        let key = Key { fifths: plan.key.fifths.clamp(-7, 7), ..plan.key };
        first.marks.push(Placed::new(Quarters::ZERO, Mark::Key(key)));
    }
}

/// As the style says, else bass for lower staves, else by the middle of what the lines may play, as
/// written.
fn clef(part: &Part, staff: u8) -> Clef {
    if part.percussion {
        return Clef::PERCUSSION;
    }
    if let Some(clef) = part.clefs.get(usize::from(staff) - 1) {
        return *clef;
    }
    if staff > 1 {
        return Clef::BASS;
    }
    let ranges = part.lines.iter().filter(|line| line.staff == staff).map(|line| line.range);
    let middles: Vec<i32> =
        ranges.map(|(low, high)| i32::midpoint(i32::from(low), i32::from(high))).collect();
    let count = i32::try_from(middles.len().max(1)).unwrap_or(1);
    let written = middles.iter().sum::<i32>() / count - 12 * i32::from(part.octave);
    if middles.is_empty() || written >= 58 { Clef::TREBLE } else { Clef::BASS }
}

/// All that depends on the whole piece.
pub(super) fn write(score: &mut Score, plan: &Plan, style: &Style, seed: u64) {
    tempo(score, plan, style);
    for (part, own) in score.parts.iter_mut().zip(&style.parts) {
        dynamics(part, plan, own);
        if own.symbols {
            symbols(part, plan);
        }
        if own.lines.iter().any(|line| line.pedal) {
            pedal(part, plan, own.staves);
        }
    }
    score.info.misc.push(("musaic.arrange.style".to_owned(), style.name.clone()));
    score.info.misc.push(("musaic.arrange.seed".to_owned(), seed.to_string()));
    let version = env!("CARGO_PKG_VERSION").to_owned();
    score.info.misc.push(("musaic.arrange.version".to_owned(), version));
}

/// The tempo of the sketch, else of the style, counted in the beats of the meter.
fn tempo(score: &mut Score, plan: &Plan, style: &Style) {
    let meter = plan.bars.first().map(|bar| bar.meter.clone()).unwrap_or_default();
    let usual = || {
        if meter.is_compound() && meter.beat_length() == Quarters::new(3, 2) {
            let beat = TempoBeat { base: ValueBase::Quarter, dots: 1 };
            return Tempo { bpm: (style.tempo / 1.5).round(), beat, text: None, shown: true };
        }
        Tempo::quarters(style.tempo)
    };
    if let Some(first) = score.measures.first_mut() {
        let mut tempo = plan.tempo.clone().unwrap_or_else(usual);
        if style.swing {
            let word = tempo.text.map_or("Swing".to_owned(), |text| format!("{text}, swing"));
            tempo.text = Some(word);
        }
        first.tempi = vec![Placed::new(Quarters::ZERO, tempo)];
    }
}

const LADDER: [Dynamic; 8] = [
    Dynamic::Ppp,
    Dynamic::Pp,
    Dynamic::P,
    Dynamic::Mp,
    Dynamic::Mf,
    Dynamic::F,
    Dynamic::Ff,
    Dynamic::Fff,
];

/// One sign softer in quiet phrases, one louder at the height.
fn dynamics(part: &mut ScorePart, plan: &Plan, own: &Part) {
    let usual = LADDER.iter().position(|sign| *sign == own.dynamic).unwrap_or(4);
    let mut level = None;
    for (bar, measure) in plan.bars.iter().zip(&mut part.measures) {
        if level == Some(bar.level) {
            continue;
        }
        level = Some(bar.level);
        let place = (usual + usize::from(bar.level)).saturating_sub(1).min(LADDER.len() - 1);
        measure.marks.push(Placed::new(Quarters::ZERO, Mark::Dynamic(LADDER[place].clone())));
    }
}

fn symbols(part: &mut ScorePart, plan: &Plan) {
    for span in &plan.chords {
        let index = plan.bar_index(span.start);
        let at = span.start - plan.bars[index].start;
        part.measures[index].marks.push(Placed::new(at, Mark::Chord(span.symbol.clone())));
    }
}

/// Down with every chord and every bar, up where the next begins.
fn pedal(part: &mut ScorePart, plan: &Plan, staff: u8) {
    let mut mark = |at: Quarters, edge: Edge, closing: bool| {
        let mut index = plan.bar_index(at);
        if closing && at == plan.bars[index].start && index > 0 {
            index -= 1;
        }
        let at = at - plan.bars[index].start;
        part.measures[index].marks.push(Placed { at, staff, what: Mark::Pedal(edge) });
    };
    for span in plan.chords.iter().filter(|span| span.tones.is_some()) {
        let bars = plan.bars.iter().filter(|bar| bar.start > span.start && bar.start < span.end);
        let mut cuts = vec![span.start];
        cuts.extend(bars.map(|bar| bar.start));
        cuts.push(span.end);
        for pair in cuts.windows(2) {
            mark(pair[0], Edge::Start, false);
            mark(pair[1], Edge::Stop, true);
        }
    }
}
