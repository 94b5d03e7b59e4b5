//! Which Note Off ends which Note On.

use super::song::RawNote;

/// What sounds of one key of one channel.
#[derive(Default)]
pub(super) struct Strokes {
    /// In the order they were struck.
    sounding: Vec<Stroke>,
    /// The last Note Off while nothing sounded.
    stray: Option<u64>,
}

struct Stroke {
    on: u64,
    velocity: u8,
    /// Where it ends if no Note Off does so: when the key is struck next.
    otherwise: Option<u64>,
}

impl Strokes {
    /// The key is struck.
    ///
    /// A Note Off just before it that ended nothing is its own: music21 writes grace notes, which have no
    /// length, in that order.
    pub(super) fn on(&mut self, tick: u64, velocity: u8) {
        if let Some(last) = self.sounding.last_mut() {
            last.otherwise.get_or_insert(tick);
        }
        let otherwise = self.stray.take().filter(|&stray| stray == tick);
        self.sounding.push(Stroke { on: tick, velocity, otherwise });
    }

    /// The key goes up.
    ///
    /// Of notes that overlap, the last struck is the first to end: in 250 scores a voice passes through the
    /// held note of another 241 times, and two are staggered 74 times. And a note whose end is missing does
    /// not take that of the next, which would make all after it too long. But what was struck within the last
    /// `touch` ticks is a repeated note played legato: the one before ends.
    pub(super) fn off(&mut self, key: u8, off: u64, touch: u64) -> Option<RawNote> {
        let Some(last) = self.sounding.len().checked_sub(1) else {
            self.stray = Some(off);
            return None;
        };
        let repeated = last > 0 && off - self.sounding[last].on <= touch;
        let Stroke { on, velocity, .. } = self.sounding.remove(last - usize::from(repeated));
        Some(RawNote { on, off, key, velocity })
    }

    /// Notes that never end: they stop where the key was struck again, or with the track.
    pub(super) fn endless(self, key: u8, end: u64) -> impl Iterator<Item = RawNote> {
        self.sounding.into_iter().map(move |Stroke { on, velocity, otherwise }| RawNote {
            on,
            off: otherwise.unwrap_or(end),
            key,
            velocity,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Strokes `+` and ends `-` with a space for each tick, as `on-off` of each note; those that never end
    /// come last.
    fn notes(strokes: &str) -> String {
        let (mut key, mut notes, mut tick) = (Strokes::default(), Vec::new(), 0);
        for stroke in strokes.chars() {
            match stroke {
                '+' => key.on(tick, 64),
                '-' => notes.extend(key.off(60, tick, 0)),
                _ => tick += 1,
            }
        }
        notes.extend(key.endless(60, 9));
        let notes: Vec<_> = notes.iter().map(|note| format!("{}-{}", note.on, note.off)).collect();
        notes.join(" ")
    }

    #[test]
    fn every_stroke_has_an_end() {
        for (strokes, expected) in [
            ("+ -+ -", "0-1 1-2"),
            ("- + - - + -", "1-2 4-5"),
            ("+ + - + - -", "1-2 3-4 0-5"),
            ("+ + - + - + -", "1-2 3-4 5-6 0-1"),
            ("+ - + + - +", "0-1 3-4 2-3 5-9"),
            ("+ +- -", "0-1 1-2"),
            ("+-", "0-0"),
            ("-+ + -", "1-2 0-0"),
            ("- + ", "1-9"),
        ] {
            assert_eq!(notes(strokes), expected, "{strokes}");
        }
    }
}
