//! What may be chosen: compasses, chords, the close, and faults of part writing.

use crate::tokens::exposure::pitch_class;
use crate::tokens::{Column, Token};

/// Hard constraints on choices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// By column: lowest and highest token of a voice.
    pub(crate) compass: Vec<Option<(Token, Token)>>,
    /// By step: the pitch classes a voice may newly sound, as a set of bits; 0 for all.
    pub(crate) classes: Vec<u16>,
    /// By step: the pitch class the lowest voice must have.
    pub(crate) bass: Vec<Option<u8>>,
    /// By step: the chords a chord column may choose; empty for all.
    pub(crate) chords: Vec<Vec<Token>>,
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
}

impl Rules {
    /// Sets the logits of what may not be chosen to negative infinity: first all rules together, and if
    /// nothing is left the rules of part writing are let go, which real music breaks as well.
    pub(crate) fn restrict(&self, columns: &[Column], moment: &Moment<'_>, logits: &mut [f32]) {
        if columns[moment.column] == Column::Chord {
            self.restrict_chord(moment.step, logits);
            return;
        }
        let hard = |token: Token| self.allows(columns, moment, token);
        let soft = |token: Token| !self.part_writing || good_writing(columns, moment, token);
        let tokens = |logits: &[f32]| 0..Token::try_from(logits.len()).unwrap_or(0);
        let any = tokens(logits).any(|token| hard(token) && soft(token));
        for token in tokens(logits) {
            if !hard(token) || (any && !soft(token)) {
                logits[usize::from(token)] = f32::NEG_INFINITY;
            }
        }
    }

    fn restrict_chord(&self, step: usize, logits: &mut [f32]) {
        let allowed = self.chords.get(step).map_or(&[][..], Vec::as_slice);
        if allowed.is_empty() {
            return;
        }
        for token in 0..Token::try_from(logits.len()).unwrap_or(0) {
            if !allowed.contains(&token) {
                logits[usize::from(token)] = f32::NEG_INFINITY;
            }
        }
    }

    fn allows(&self, columns: &[Column], moment: &Moment<'_>, token: Token) -> bool {
        if token == Column::SILENT {
            return !self.no_rest.contains(&moment.step);
        }
        if let Some(Some((low, high))) = self.compass.get(moment.column)
            && !(low..=high).contains(&&token)
        {
            return false;
        }
        let class = pitch_class(token);
        let stays = moment.before.get(moment.column) == Some(&token);
        let allowed = self.classes.get(moment.step).copied().unwrap_or(0);
        if allowed != 0 && allowed & (1 << class) == 0 && !stays {
            return false;
        }
        let lowest = columns.iter().rposition(|&column| column == Column::Voice);
        let bass = self.bass.get(moment.step).copied().flatten();
        bass.is_none_or(|bass| lowest != Some(moment.column) || usize::from(bass) == class)
    }
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
    use super::*;

    const FOUR: [Column; 4] = [Column::Voice; 4];

    fn allowed(
        rules: &Rules,
        before: &[Token],
        known: &[Option<Token>],
        column: usize,
    ) -> Vec<Token> {
        let mut logits = vec![0.0; Column::Voice.choices()];
        let moment = Moment { step: 0, column, before, known };
        rules.restrict(&FOUR, &moment, &mut logits);
        (0..59).filter(|&token| logits[usize::from(token)] == 0.0).collect()
    }

    #[test]
    fn compass_classes_and_bass() {
        let rules = Rules {
            compass: vec![Some((31, 40)); 4],
            classes: vec![0b1001_0001], // C E G
            bass: vec![Some(7)],
            no_rest: 0..1,
            ..Rules::default()
        };
        // Token 31 is C4: 30 + 30.
        assert_eq!(allowed(&rules, &[0; 4], &[None; 4], 0), [31, 35, 38]);
        assert_eq!(allowed(&rules, &[0; 4], &[None; 4], 3), [38]);
    }

    #[test]
    fn parallels_and_crossing() {
        let rules = Rules { part_writing: true, ..Rules::default() };
        // C4 over F3, the lower voice goes to G3: D4 would be a parallel fifth.
        let found = allowed(&rules, &[31, 24, 59, 59], &[None, Some(26), None, None], 0);
        assert!(!found.contains(&33) && found.contains(&31) && found.contains(&35));
        assert!(!found.contains(&25), "below the alto");
    }
}
