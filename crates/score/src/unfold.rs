//! The order in which measures are played: repeats, numbered endings, da capo, dal segno, coda.
//!
//! Conventions after Gould, *Behind Bars* (2011), pp. 233-243: a repeat goes back to the last start
//! sign (or the beginning); an ending is taken on the passes it names; after a jump back, repeats are
//! not taken again, the last ending is, *To Coda* leaps and *Fine* ends.

use crate::{Jump, Measure, Score};

/// The order in which measures are played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayOrder {
    /// Indices into [`Score::measures`].
    pub measures: Vec<usize>,
    /// The order was cut because it would have exceeded the limit.
    pub truncated: bool,
}

impl Score {
    /// Unfolds repeats and jumps into the order of playing, at most `limit` measures long. Where the
    /// score has a form, each of its stretches is unfolded by itself.
    #[must_use]
    pub fn play_order(&self, limit: usize) -> PlayOrder {
        let count = self.measures.len();
        let whole = 0..count;
        let form = if self.form.is_empty() { std::slice::from_ref(&whole) } else { &self.form };
        let mut order = Vec::new();
        for stretch in form {
            // Measures may have been taken out since the form was given.
            let end = stretch.end.min(count);
            let start = stretch.start.min(end);
            let mut player = Player::new(&self.measures[start..end]);
            while let Some(measure) = player.next() {
                if order.len() >= limit {
                    return PlayOrder { measures: order, truncated: true };
                }
                order.push(start + measure);
            }
        }
        PlayOrder { measures: order, truncated: false }
    }
}

struct Player<'a> {
    measures: &'a [Measure],
    at: usize,
    section_start: usize,
    /// Which time the current repeated section is played, 1 first.
    pass: u8,
    /// A da capo or dal segno was taken: repeats are over, To Coda and Fine hold.
    jumped: bool,
    finished: bool,
}

impl<'a> Player<'a> {
    fn new(measures: &'a [Measure]) -> Self {
        Player { measures, at: 0, section_start: 0, pass: 1, jumped: false, finished: false }
    }

    /// The next measure to play.
    fn next(&mut self) -> Option<usize> {
        if self.finished {
            return None;
        }
        self.skip_other_endings();
        let index = self.at;
        let measure = self.measures.get(index)?;
        if measure.repeat_start && index != self.section_start {
            self.section_start = index;
            self.pass = 1;
        }
        self.leave(index, measure);
        Some(index)
    }

    /// Steps over endings that are for other passes.
    fn skip_other_endings(&mut self) {
        while let Some(measure) = self.measures.get(self.at) {
            let wrong_pass = !measure.ending_start.is_empty() && !self.takes(&measure.ending_start);
            if !wrong_pass {
                return;
            }
            self.at = self.end_of_ending(self.at) + 1;
        }
    }

    fn takes(&self, passes: &[u8]) -> bool {
        if self.jumped { passes.contains(&self.last_pass()) } else { passes.contains(&self.pass) }
    }

    /// The highest pass that an ending around here names: the one played after a jump back.
    fn last_pass(&self) -> u8 {
        let mut last = 1;
        let mut at = self.at;
        while let Some(measure) = self.measures.get(at).filter(|m| !m.ending_start.is_empty()) {
            last = measure.ending_start.iter().copied().fold(last, u8::max);
            at = self.end_of_ending(at) + 1;
        }
        let named_before = self.measures[self.section_start..self.at.min(self.measures.len())]
            .iter()
            .flat_map(|measure| measure.ending_start.iter().copied());
        named_before.fold(last, u8::max)
    }

    fn end_of_ending(&self, start: usize) -> usize {
        let closes =
            |measure: &Measure| measure.ending_stop.is_some() || measure.repeat_end.is_some();
        let tail = &self.measures[start..];
        start + tail.iter().position(closes).unwrap_or(tail.len().saturating_sub(1))
    }

    /// Decides where to go after `index`.
    fn leave(&mut self, index: usize, measure: &Measure) {
        self.at = index + 1;
        if let Some(times) = measure.repeat_end
            && !self.jumped
        {
            if self.pass < self.passes_of(index, times) {
                self.pass += 1;
                self.at = self.section_start;
                return;
            }
            self.section_start = index + 1;
            self.pass = 1;
        }
        self.jump(measure);
    }

    /// How often the section ending at `index` is played: its own count, or more when endings say so.
    fn passes_of(&self, index: usize, times: u8) -> u8 {
        let here = self.measures[self.section_start..=index].iter();
        let after = self.measures[index + 1..].iter().take(1);
        let named = here.chain(after).flat_map(|measure| measure.ending_start.iter().copied());
        named.fold(times.max(1), u8::max)
    }

    fn jump(&mut self, measure: &Measure) {
        for jump in &measure.jumps {
            match jump {
                Jump::Fine if self.jumped => self.finished = true,
                Jump::ToCoda if self.jumped => {
                    if let Some(coda) = self.find_after(Jump::Coda) {
                        self.at = coda;
                    }
                }
                Jump::DaCapo if !self.jumped => self.go_back(0),
                Jump::DalSegno if !self.jumped => {
                    let segno = self.measures.iter().position(|m| m.jumps.contains(&Jump::Segno));
                    self.go_back(segno.unwrap_or(0));
                }
                Jump::Segno
                | Jump::Coda
                | Jump::Fine
                | Jump::ToCoda
                | Jump::DaCapo
                | Jump::DalSegno => {}
            }
        }
    }

    fn find_after(&self, wanted: Jump) -> Option<usize> {
        let tail = self.measures.get(self.at..)?;
        tail.iter().position(|m| m.jumps.contains(&wanted)).map(|offset| self.at + offset)
    }

    fn go_back(&mut self, to: usize) {
        self.at = to;
        self.section_start = to;
        self.jumped = true;
    }
}

#[cfg(test)]
mod tests {
    use crate::{EndingStop, Jump, Meter, Score};
    use expect_test::{Expect, expect};

    /// Builds a form from words, one a measure: `|:` start, `:|` end, `:|3` three times, `[1,2` and
    /// `]` endings, and jump names.
    fn check(form: &str, expected: &Expect) {
        let bars: Vec<&str> = form.split(" | ").collect();
        let mut score = Score::with_measures(&Meter::default(), bars.len());
        for (measure, words) in score.measures.iter_mut().zip(&bars) {
            for word in words.split_whitespace() {
                match word {
                    "|:" => measure.repeat_start = true,
                    ":|" => measure.repeat_end = Some(2),
                    ":|3" => measure.repeat_end = Some(3),
                    "]" => measure.ending_stop = Some(EndingStop::Stop),
                    "segno" => measure.jumps.push(Jump::Segno),
                    "coda" => measure.jumps.push(Jump::Coda),
                    "fine" => measure.jumps.push(Jump::Fine),
                    "tocoda" => measure.jumps.push(Jump::ToCoda),
                    "dc" => measure.jumps.push(Jump::DaCapo),
                    "ds" => measure.jumps.push(Jump::DalSegno),
                    other => {
                        if let Some(passes) = other.strip_prefix('[') {
                            measure.ending_start =
                                passes.split(',').map(|n| n.parse().unwrap()).collect();
                        }
                    }
                }
            }
        }
        let order = score.play_order(1000);
        let text: Vec<String> = order.measures.iter().map(|m| (m + 1).to_string()).collect();
        expected.assert_eq(&text.join(" "));
    }

    #[test]
    fn repeats() {
        check("a | b :| | c", &expect!["1 2 1 2 3"]);
        check("a | |: b | c :|3 | d", &expect!["1 2 3 2 3 2 3 4"]);
        check("|: a :| | |: b :|", &expect!["1 1 2 2"]);
    }

    #[test]
    fn endings() {
        check("|: a | [1 ] :| | [2 ] | c", &expect!["1 2 1 3 4"]);
        check("|: a | [1,2 ] :|3 | [3 ] | c", &expect!["1 2 1 2 1 3 4"]);
        check("|: a | [1 ] :| | [2 ] :| | [3 ]", &expect!["1 2 1 3 1 4"]);
    }

    #[test]
    fn jumps() {
        check("a fine | b dc", &expect!["1 2 1"]);
        check("a | segno b | c tocoda | d ds | coda e", &expect!["1 2 3 4 2 3 5"]);
        check("|: a | [1 ] :| | [2 ] | b dc | c", &expect!["1 2 1 3 4 1 3 4 5"]);
    }

    #[test]
    fn a_form_plays_each_stretch_by_itself() {
        let mut score = Score::with_measures(&Meter::default(), 4);
        score.measures[1].repeat_end = Some(2);
        score.form = vec![2..4, 0..2, 3..9, 8..9];
        assert_eq!(score.play_order(100).measures, [2, 3, 0, 1, 0, 1, 3]);
        assert!(score.play_order(5).truncated);
    }

    #[test]
    fn hostile_counts_are_cut() {
        let mut score = Score::with_measures(&Meter::default(), 300);
        for measure in &mut score.measures {
            measure.repeat_start = true;
            measure.repeat_end = Some(255);
        }
        let order = score.play_order(10_000);
        assert!(order.truncated && order.measures.len() == 10_000);
    }
}
