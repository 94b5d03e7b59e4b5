//! Loudness at every place of a part, from signs, hairpins and words.
//!
//! A level is a MIDI velocity before accents. A sign holds until the next one. A hairpin leads to
//! the sign at its end (up to a quarter note later), or else one sign louder or softer; *cresc.* in
//! words is a hairpin up to the next sign, of four measures' length at most. A sign between the
//! staves of a keyboard speaks to all of them unless another one stands at the same place.

use score::{Dynamic, Mark, Part, Quarters, Wedge};

use super::words;

/// Levels of the signs from n to ffff, one step apart.
const LADDER: [f64; 10] = [10.0, 23.0, 36.0, 49.0, 64.0, 80.0, 96.0, 112.0, 120.0, 127.0];
/// What is played before any sign: mezzo-forte.
const UNMARKED: f64 = 80.0;
/// The longest crescendo in words, in quarter notes.
const WORDS_REACH: f64 = 16.0;
/// The longest hairpin, in quarter notes.
const HAIRPIN_REACH: f64 = 256.0;
/// How far beyond the end of a hairpin its goal may stand, in quarter notes.
const GOAL_REACH: f64 = 1.0;

/// The loudness of one part.
#[derive(Clone, Debug, Default)]
pub(super) struct Levels {
    staves: Vec<Curve>,
}

#[derive(Clone, Debug, Default)]
struct Curve {
    ramps: Vec<Ramp>,
    /// Places with an accent by sign (sf, fp), and how much louder they are.
    accents: Vec<(f64, f64)>,
}

#[derive(Clone, Copy, Debug)]
struct Ramp {
    start: f64,
    end: f64,
    from: f64,
    to: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Stop,
    Level(f64),
    /// Louder by so much, for the notes here.
    Accent(f64),
    /// Louder here, then this level.
    AccentThen(f64, f64),
    /// A hairpin or word: louder or softer, and how far it reaches.
    Swell {
        louder: bool,
        reach: f64,
    },
}

#[derive(Clone, Copy, Debug)]
struct Item {
    at: f64,
    staff: u8,
    what: What,
}

impl Levels {
    /// Reads a part; `starts` says where its measures start, in quarter notes.
    pub(super) fn new(part: &Part, starts: &[Quarters]) -> Self {
        let mut items = Vec::new();
        for (measure, &start) in part.measures.iter().zip(starts) {
            for placed in &measure.marks {
                let what = match &placed.what {
                    Mark::Dynamic(sign) => read_sign(sign),
                    Mark::Wedge(Wedge::Stop) => Some(What::Stop),
                    Mark::Wedge(wedge) => Some(What::Swell {
                        louder: *wedge == Wedge::Crescendo,
                        reach: HAIRPIN_REACH,
                    }),
                    Mark::Words(text) => {
                        words::swell(text).map(|louder| What::Swell { louder, reach: WORDS_REACH })
                    }
                    _ => None,
                };
                let at = (start + placed.at).to_f64();
                items.extend(what.map(|what| Item { at, staff: placed.staff, what }));
            }
        }
        items.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.what.rank().cmp(&b.what.rank())));
        let staves = (1..=part.staves.clamp(1, 8)).map(|staff| Curve::new(&items, staff));
        Self { staves: staves.collect() }
    }

    fn curve(&self, staff: u8) -> Option<&Curve> {
        self.staves.get(usize::from(staff.max(1)) - 1).or_else(|| self.staves.first())
    }

    /// The level at a place of the written score, in quarter notes.
    pub(super) fn at(&self, staff: u8, place: f64) -> f64 {
        self.curve(staff).map_or(UNMARKED, |curve| curve.at(place))
    }

    /// How much louder a note that begins exactly at a place is because of sf, fp and their like.
    pub(super) fn accent(&self, staff: u8, place: f64) -> f64 {
        let Some(curve) = self.curve(staff) else { return 0.0 };
        let index = curve.accents.partition_point(|&(at, _)| at < place);
        curve.accents.get(index).filter(|&&(at, _)| at == place).map_or(0.0, |&(_, more)| more)
    }
}

impl What {
    fn rank(self) -> u8 {
        match self {
            Self::Stop => 0,
            Self::Level(_) | Self::Accent(_) | Self::AccentThen(..) => 1,
            Self::Swell { .. } => 2,
        }
    }
}

fn read_sign(sign: &Dynamic) -> Option<What> {
    Some(match sign {
        Dynamic::Fp => What::AccentThen(47.0, 49.0),
        Dynamic::Sfp => What::AccentThen(52.0, 49.0),
        Dynamic::Sf | Dynamic::Fz | Dynamic::Sfz => What::Accent(20.0),
        Dynamic::Sffz => What::Accent(30.0),
        Dynamic::Rf | Dynamic::Rfz => What::Accent(14.0),
        // `più f`, `sempre pp`: the sign among the words.
        Dynamic::Other(text) => {
            let mut words = text.split(|c: char| !c.is_ascii_alphabetic()).take(16);
            What::Level(words.find_map(|word| {
                Dynamic::from_name(word).velocity().filter(|_| word != "n").map(f64::from)
            })?)
        }
        known => What::Level(known.velocity().map(f64::from)?),
    })
}

/// The next sign louder or softer than a level.
fn step(level: f64, louder: bool) -> f64 {
    let next = if louder {
        LADDER.iter().find(|&&rung| rung > level + 3.0)
    } else {
        LADDER.iter().rev().find(|&&rung| rung < level - 3.0)
    };
    next.copied().unwrap_or(level)
}

impl Curve {
    fn new(items: &[Item], staff: u8) -> Self {
        // Another staff's sign counts unless one of our own stands at the same place.
        let own: Vec<f64> =
            items.iter().filter(|item| item.staff == staff).map(|item| item.at).collect();
        let ours = |item: &&Item| {
            item.staff == staff || own.binary_search_by(|at| at.total_cmp(&item.at)).is_err()
        };
        let items: Vec<Item> = items.iter().filter(ours).copied().collect();
        let mut curve = Self::default();
        let mut level = UNMARKED;
        let mut free_from = f64::NEG_INFINITY;
        for (index, item) in items.iter().enumerate() {
            match item.what {
                What::Stop => {}
                What::Level(sign) => {
                    level = sign;
                    curve.steady(item.at, level);
                }
                What::Accent(more) => curve.accents.push((item.at, more)),
                What::AccentThen(more, then) => {
                    level = then;
                    curve.accents.push((item.at, more));
                    curve.steady(item.at, level);
                }
                What::Swell { louder, reach } if item.at >= free_from => {
                    let (end, goal) = goal(&items[index + 1..], *item, reach, level, louder);
                    curve.ramp(item.at, end, level, goal);
                    level = goal;
                    free_from = end;
                }
                // A second hairpin within the first one, such as another staff's.
                What::Swell { .. } => {}
            }
        }
        curve
    }

    fn steady(&mut self, at: f64, level: f64) {
        self.ramp(at, at, level, level);
    }

    fn ramp(&mut self, start: f64, end: f64, from: f64, to: f64) {
        // A sign within a hairpin cuts it short.
        if let Some(last) = self.ramps.last_mut().filter(|last| last.end > start) {
            let length = last.end - last.start;
            last.to = last.from + (last.to - last.from) * (start - last.start) / length;
            last.end = start;
        }
        self.ramps.push(Ramp { start, end, from, to });
    }

    fn at(&self, place: f64) -> f64 {
        let index = self.ramps.partition_point(|ramp| ramp.start <= place);
        let Some(ramp) = index.checked_sub(1).and_then(|index| self.ramps.get(index)) else {
            return UNMARKED;
        };
        if place >= ramp.end {
            return ramp.to;
        }
        ramp.from + (ramp.to - ramp.from) * (place - ramp.start) / (ramp.end - ramp.start)
    }
}

/// Where a hairpin ends and at what level.
fn goal(later: &[Item], start: Item, reach: f64, level: f64, louder: bool) -> (f64, f64) {
    let closes = |item: &&Item| match item.what {
        What::Stop => reach > WORDS_REACH,
        What::Level(_) | What::AccentThen(..) => item.at > start.at,
        What::Swell { .. } => item.at > start.at && item.staff == start.staff,
        What::Accent(_) => false,
    };
    let mut within = later.iter().take_while(|item| item.at <= start.at + reach);
    let stop = within.find(closes).map(|item| item.at);
    let end = stop.unwrap_or(start.at + WORDS_REACH).min(start.at + reach).max(start.at);
    let near = later.iter().skip_while(|item| item.at < end);
    let sign =
        near.take_while(|item| item.at <= end + GOAL_REACH).find_map(|item| match item.what {
            What::Level(sign) => Some(sign),
            _ => None,
        });
    // A sign against the direction is a surprise (subito piano): the hairpin goes its own way first.
    let goal = sign.filter(|&sign| if louder { sign > level } else { sign < level });
    (end, goal.unwrap_or_else(|| step(level, louder)))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use score::{Placed, Score, shorthand};

    use super::*;

    /// Marks as `quarter:sign`, where `<`, `>` and `!` are hairpins; the levels at each quarter.
    fn check(marks: &str, expected: &Expect) {
        let mut score: Score = shorthand("C", "4/4", &["C4:1 D4 E4 F4 G4 F4 E4 D4"]).unwrap();
        for mark in marks.split_whitespace() {
            let (at, sign) = mark.split_once(':').unwrap();
            let at: i64 = at.parse().unwrap();
            let what = match sign {
                "<" => Mark::Wedge(Wedge::Crescendo),
                ">" => Mark::Wedge(Wedge::Diminuendo),
                "!" => Mark::Wedge(Wedge::Stop),
                "cresc" => Mark::Words("cresc.".to_owned()),
                sign => Mark::Dynamic(Dynamic::from_name(sign)),
            };
            let measure = usize::try_from(at / 4).unwrap();
            let placed = Placed::new(Quarters::whole(at % 4), what);
            score.parts[0].measures[measure].marks.push(placed);
        }
        let levels = Levels::new(&score.parts[0], &score.measure_starts());
        let shown: Vec<String> = (0..8)
            .map(|at| {
                let at = f64::from(at);
                format!("{:.0}", levels.at(1, at) + levels.accent(1, at))
            })
            .collect();
        expected.assert_eq(&shown.join(" "));
    }

    #[test]
    fn signs_and_hairpins() {
        check("", &expect!["80 80 80 80 80 80 80 80"]);
        check("0:p 4:f", &expect!["49 49 49 49 96 96 96 96"]);
        check("0:p 0:< 4:! 4:f", &expect!["49 61 72 84 96 96 96 96"]);
        check("0:p 0:< 4:!", &expect!["49 53 56 60 64 64 64 64"]);
        check("0:f 1:> 3:! 5:sfz", &expect!["96 96 88 80 80 100 80 80"]);
        check("0:p 2:fp 4:cresc 7:f", &expect!["49 49 96 49 49 65 80 96"]);
        check("0:p 0:< 4:! 4:pp", &expect!["49 53 56 60 36 36 36 36"]);
    }
}
