//! How lately each pitch was heard.
//!
//! Two things make a pitch more likely that no single interval tells: that this voice sang it not long
//! ago, and that its pitch class belongs to what all voices have been sounding. Both are counted and
//! given as classes, one a choice.

use super::column::{Column, Token};

/// Classes of how long ago a column chose a token: never, then by powers of two.
pub(crate) const RECENCIES: usize = 9;
/// Classes of how much a pitch class has sounded in a window.
pub(crate) const COUNTS: usize = 7;
/// The windows, in steps.
const WINDOWS: [usize; 2] = [16, 64];

/// What has been heard so far.
#[derive(Clone, Debug)]
pub(crate) struct Exposure {
    columns: Vec<Column>,
    /// By column and token: the last step it was chosen at.
    last: Vec<Vec<Option<usize>>>,
    /// By step: how many voices sounded each pitch class in all steps before.
    sums: Vec<[u32; 12]>,
}

impl Exposure {
    pub(crate) fn new(columns: &[Column]) -> Exposure {
        Exposure {
            columns: columns.to_vec(),
            last: columns.iter().map(|column| vec![None; column.choices()]).collect(),
            sums: vec![[0; 12]],
        }
    }

    /// Goes on by one step.
    pub(crate) fn push(&mut self, frame: &[Token]) {
        let step = self.sums.len() - 1;
        let mut sums = self.sums[step];
        for ((&column, &token), last) in self.columns.iter().zip(frame).zip(&mut self.last) {
            if let Some(last) = last.get_mut(usize::from(token)) {
                *last = Some(step);
            }
            if column == Column::Voice && token != Column::SILENT {
                sums[pitch_class(token)] += 1;
            }
        }
        self.sums.push(sums);
    }

    /// How long ago a column chose a token, as a class.
    pub(crate) fn recency(&self, column: usize, token: usize) -> usize {
        let step = self.sums.len() - 1;
        match self.last[column][token] {
            None => 0,
            Some(last) => (1 + log2_up(step - last)).min(RECENCIES - 1),
        }
    }

    /// How much each pitch class has sounded in each window, as classes.
    pub(crate) fn counts(&self) -> [[usize; 12]; WINDOWS.len()] {
        let now = self.sums.len() - 1;
        WINDOWS.map(|window| {
            let then = &self.sums[now.saturating_sub(window)];
            std::array::from_fn(|class| match self.sums[now][class] - then[class] {
                0 => 0,
                count => (1 + log2_up(count as usize)).min(COUNTS - 1),
            })
        })
    }
}

/// The pitch class of a voice's token that is no rest.
pub(crate) fn pitch_class(token: Token) -> usize {
    (usize::from(token) - 1 + usize::from(Column::LOWEST)) % 12
}

/// The binary logarithm rounded up: 0 for 1, 1 for 2, 2 for 3 and 4.
fn log2_up(number: usize) -> usize {
    number.max(1).next_power_of_two().trailing_zeros() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_was_heard() {
        let mut heard = Exposure::new(&[Column::Voice]);
        assert_eq!(heard.recency(0, 31), 0);
        for token in [31, 31, 0, 33] {
            heard.push(&[token]);
        }
        // 31 was last chosen three steps ago, 33 one step ago.
        assert_eq!((heard.recency(0, 31), heard.recency(0, 33), heard.recency(0, 35)), (3, 1, 0));
        assert_eq!(heard.counts()[0][pitch_class(31)], 2);
        assert_eq!(heard.counts()[1][pitch_class(33)], 1);
        assert_eq!(heard.counts()[1][pitch_class(32)], 0);
    }
}
