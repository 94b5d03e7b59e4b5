//! What may be chosen: compasses, chords, the close, and faults of part writing.

use crate::tokens::exposure::pitch_class;
use crate::tokens::{Column, Token, chord_classes};

/// Hard constraints on choices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// By column: lowest and highest token of a voice.
    pub(crate) compass: Vec<Option<(Token, Token)>>,
    /// By step: the pitch classes a voice may newly sound, as a set of bits; 0 for all.
    pub(crate) classes: Vec<u16>,
    /// By step: columns of voices, each with the pitch class it must have.
    pub(crate) asked: Vec<Vec<(usize, u8)>>,
    /// By step: the chords a chord column may choose; empty for all.
    pub(crate) chords: Vec<Vec<Token>>,
    /// By step: whether the chord must stay; empty where it may always change.
    pub(crate) chord_stays: Vec<bool>,
    /// Pitch classes a voice over a chord may newly sound beside those of the chord; 0 for all.
    pub(crate) scale: u16,
    /// Nats that each tone of a chord outside the scale costs it.
    pub(crate) chromatic: f32,
    /// Nats that staying costs a chord where it may change.
    pub(crate) urge: f32,
    /// For how many steps on end a voice may rest; 0 for any.
    pub(crate) longest_rest: usize,
    /// From which step on no voice may rest, and until which.
    pub(crate) no_rest: std::ops::Range<usize>,
    /// Whether parallel fifths and octaves are forbidden, and voices must not cross.
    pub(crate) part_writing: bool,
}

/// What stands at a step when a choice is to be made.
pub(crate) struct Moment<'a> {
    pub(crate) step: usize,
    pub(crate) column: usize,
    /// The tokens of the step before.
    pub(crate) before: &'a [Token],
    /// The tokens known of this step.
    pub(crate) known: &'a [Option<Token>],
    /// For how many steps the column has been silent.
    pub(crate) rested: usize,
}

impl Rules {
    /// Sets the logits of what may not be chosen to negative infinity. Rules of part writing, which real music
    /// breaks as well, are let go where nothing else is left: first spacing, then crossings and parallels.
    pub(crate) fn restrict(&self, columns: &[Column], moment: &Moment<'_>, logits: &mut [f32]) {
        if columns[moment.column] == Column::Chord {
            self.restrict_chord(moment, logits);
            return;
        }
        // How far a choice is from keeping all rules; `None` where it breaks one that always holds.
        let breach = |token: Token| {
            let allowed = self.allows(columns, moment, token);
            allowed.then(|| if self.part_writing { breach(columns, moment, token) } else { 0 })
        };
        let tokens = 0..Token::try_from(logits.len()).unwrap_or(0);
        let breaches: Vec<Option<u8>> = tokens.map(breach).collect();
        let least = breaches.iter().flatten().min();
        for (logit, breach) in logits.iter_mut().zip(&breaches) {
            if breach.is_none() || breach.as_ref() > least {
                *logit = f32::NEG_INFINITY;
            }
        }
    }

    fn restrict_chord(&self, moment: &Moment<'_>, logits: &mut [f32]) {
        let asked = self.chords.get(moment.step).map_or(&[][..], Vec::as_slice);
        let before =
            moment.before.get(moment.column).filter(|token| **token != Column::Chord.nothing());
        let stays = self.chord_stays.get(moment.step).copied().unwrap_or(false);
        let allowed = match before {
            Some(before) if stays && (asked.is_empty() || asked.contains(before)) => {
                std::slice::from_ref(before)
            }
            _ => asked,
        };
        for token in 0..Token::try_from(logits.len()).unwrap_or(0) {
            let logit = &mut logits[usize::from(token)];
            if allowed.is_empty() {
                let staying = if before == Some(&token) { self.urge } else { 0.0 };
                *logit -= self.chromatic * self.outside(token) + staying;
            } else if !allowed.contains(&token) {
                *logit = f32::NEG_INFINITY;
            }
        }
    }

    /// How many tones of a chord are outside the scale.
    fn outside(&self, chord: Token) -> f32 {
        if self.scale == 0 {
            return 0.0;
        }
        let tones = (chord_classes(chord) & !self.scale).count_ones();
        f32::from(u8::try_from(tones).unwrap_or(u8::MAX))
    }

    fn allows(&self, columns: &[Column], moment: &Moment<'_>, token: Token) -> bool {
        if token == Column::SILENT {
            let over = self.longest_rest > 0 && moment.rested >= self.longest_rest;
            return !over && !self.no_rest.contains(&moment.step);
        }
        if let Some(Some((low, high))) = self.compass.get(moment.column)
            && !(low..=high).contains(&&token)
        {
            return false;
        }
        let class = pitch_class(token);
        let stays = moment.before.get(moment.column) == Some(&token);
        if !stays && !self.allows_new(columns, moment, class) {
            return false;
        }
        let asked = self.asked.get(moment.step).map_or(&[][..], Vec::as_slice);
        let fits = |&(column, wanted): &(usize, u8)| {
            column != moment.column || usize::from(wanted) == class
        };
        asked.iter().all(fits)
    }

    /// Whether a voice may begin a note of a pitch class.
    fn allows_new(&self, columns: &[Column], moment: &Moment<'_>, class: usize) -> bool {
        let within = |set: u16| set & (1 << class) != 0;
        let allowed = self.classes.get(moment.step).copied().unwrap_or(0);
        if allowed != 0 && !within(allowed) {
            return false;
        }
        let chord = columns.iter().position(|&column| column == Column::Chord);
        let chord = chord.and_then(|column| moment.known.get(column).copied().flatten());
        self.scale == 0
            || within(self.scale)
            || chord.is_some_and(|chord| within(chord_classes(chord)))
    }
}

/// How grave a breach of part writing a choice is: 1 for over an octave between upper neighbours, 2 for a
/// crossing or parallel.
fn breach(columns: &[Column], moment: &Moment<'_>, token: Token) -> u8 {
    if !good_writing(columns, moment, token) {
        return 2;
    }
    u8::from(token != Column::SILENT && spread(columns, moment, token))
}

/// Whether a voice would stand over an octave from a neighbour; the lowest voice may lie far below.
fn spread(columns: &[Column], moment: &Moment<'_>, token: Token) -> bool {
    let voices = (0..columns.len()).filter(|&column| columns[column] == Column::Voice);
    let mut upper: Vec<usize> = voices.collect();
    upper.pop();
    let far = |other: usize| {
        let theirs = moment.known.get(other).copied().flatten();
        theirs.is_some_and(|theirs| theirs != Column::SILENT && theirs.abs_diff(token) > 12)
    };
    let neighbours = upper.windows(2).filter_map(|pair| match *pair {
        [above, below] if below == moment.column => Some(above),
        [above, below] if above == moment.column => Some(below),
        _ => None,
    });
    neighbours.into_iter().any(far)
}

/// Whether a voice may choose a token beside what is known of the others.
fn good_writing(columns: &[Column], moment: &Moment<'_>, token: Token) -> bool {
    if token == Column::SILENT {
        return true;
    }
    let before = moment.before.get(moment.column).copied();
    columns.iter().enumerate().all(|(other, &kind)| {
        let Some(Some(theirs)) = moment.known.get(other).copied() else { return true };
        if other == moment.column || kind != Column::Voice || theirs == Column::SILENT {
            return true;
        }
        let crossed = if other < moment.column { token > theirs } else { token < theirs };
        let then = moment.before.get(other).copied();
        !crossed && !parallel((before, then), (token, theirs))
    })
}

/// Whether two voices move from a fifth or octave to another of the same kind.
fn parallel(before: (Option<Token>, Option<Token>), now: (Token, Token)) -> bool {
    let (Some(mine), Some(theirs)) = before else { return false };
    let silent = |token| token == Column::SILENT || token == Column::Voice.nothing();
    if silent(mine) || silent(theirs) || mine == now.0 || theirs == now.1 {
        return false;
    }
    // Counted from the lower voice: a fifth above is none below.
    let interval = |a: Token, b: Token| a.abs_diff(b) % 12;
    let (then, here) = (interval(mine, theirs), interval(now.0, now.1));
    then == here && (here == 0 || here == 7)
}

#[cfg(test)]
mod tests {
    use score::ChordSymbol;

    use super::*;
    use crate::tokens::chord_token;

    const FOUR: [Column; 4] = [Column::Voice; 4];

    fn allowed(
        rules: &Rules,
        before: &[Token],
        known: &[Option<Token>],
        column: usize,
    ) -> Vec<Token> {
        let mut logits = vec![0.0; Column::Voice.choices()];
        let moment = Moment { step: 0, column, before, known, rested: 0 };
        rules.restrict(&FOUR, &moment, &mut logits);
        (0..59).filter(|&token| logits[usize::from(token)] == 0.0).collect()
    }

    #[test]
    fn compass_classes_and_bass() {
        let rules = Rules {
            compass: vec![Some((31, 40)); 4],
            classes: vec![0b1001_0001], // C E G
            asked: vec![vec![(3, 7)]],
            no_rest: 0..1,
            ..Rules::default()
        };
        // Token 31 is C4: 30 + 30.
        assert_eq!(allowed(&rules, &[0; 4], &[None; 4], 0), [31, 35, 38]);
        assert_eq!(allowed(&rules, &[0; 4], &[None; 4], 3), [38]);
    }

    #[test]
    fn a_melody_leaves_the_scale_only_with_its_chord() {
        let rules = Rules { scale: 0b1010_1011_0101, ..Rules::default() };
        let columns = [Column::Chord, Column::Voice];
        let d_major: ChordSymbol = "D".parse().unwrap();
        let may = |chord: Option<Token>, before: Token, token: Token| {
            let mut logits = vec![0.0; Column::Voice.choices()];
            let (before, known) = ([Column::SILENT, before], [chord, None]);
            let moment = Moment { step: 0, column: 1, before: &before, known: &known, rested: 0 };
            rules.restrict(&columns, &moment, &mut logits);
            logits[usize::from(token)] == 0.0
        };
        // Token 37 is F#4.
        let chord = Some(chord_token(&d_major));
        assert!(!may(Some(Column::SILENT), 0, 37) && may(chord, 0, 37) && may(None, 37, 37));
    }

    #[test]
    fn a_chord_stays_between_beats() {
        let rules = Rules { chord_stays: vec![true], ..Rules::default() };
        let mut logits = vec![0.0; Column::Chord.choices()];
        let moment = Moment { step: 0, column: 0, before: &[7, 0], known: &[None; 2], rested: 0 };
        rules.restrict(&[Column::Chord, Column::Voice], &moment, &mut logits);
        assert_eq!(logits.iter().filter(|&&logit| logit == 0.0).count(), 1);
        assert_eq!(logits[7].to_bits(), 0.0f32.to_bits());
    }

    #[test]
    fn parallels_and_crossing() {
        let rules = Rules { part_writing: true, ..Rules::default() };
        // C4 over F3, the lower voice goes to G3: D4 would be a parallel fifth.
        let found = allowed(&rules, &[31, 24, 59, 59], &[None, Some(26), None, None], 0);
        assert!(!found.contains(&33) && found.contains(&31) && found.contains(&35));
        assert!(!found.contains(&25), "below the alto");
    }

    #[test]
    fn upper_neighbours_stay_within_an_octave_while_they_can() {
        let rules = Rules { part_writing: true, no_rest: 0..1, ..Rules::default() };
        // Soprano C5 and bass C3 are known: the alto may go down to C4, the tenor has no upper neighbour yet.
        let known = [Some(43), None, None, Some(19)];
        assert_eq!(allowed(&rules, &[59; 4], &known, 1).iter().min(), Some(&31));
        assert_eq!(allowed(&rules, &[59; 4], &known, 2).iter().min(), Some(&19));
        // The bass may lie as low as it will; an alto whose compass is too low is let go.
        assert!(allowed(&rules, &[59; 4], &[Some(43), Some(40), Some(36), None], 3).contains(&1));
        let low = Rules { compass: vec![None, Some((20, 25)), None, None], ..rules };
        assert_eq!(allowed(&low, &[59; 4], &known, 1), [20, 21, 22, 23, 24, 25]);
    }
}
