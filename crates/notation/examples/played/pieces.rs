//! Pieces whose rhythm is known: bars drawn from the figures of a style.

use score::{Score, shorthand};

use super::player::Dice;

/// A style: its name, meter, and for each voice the bars it draws from. `*` stands for a pitch.
struct Style {
    name: &'static str,
    meter: &'static str,
    voices: &'static [&'static [&'static str]],
}

const STYLES: [Style; 8] = [
    Style {
        name: "quarters and eighths",
        meter: "4/4",
        voices: &[&[
            "*:1 * * *",
            "*:1 *:1/2 * *:1 *",
            "*:2 *:1/2 * * *",
            "*:3/2 *:1/2 *:2",
            "*:1 *:1/2 * * * *:1",
        ]],
    },
    Style {
        name: "sixteenths",
        meter: "4/4",
        voices: &[&[
            "*:1/4 * * * *:1/2 * *:1 *",
            "*:1/2 *:1/4 * *:1/4 * *:1/2 *:1/4 * * * *:1",
            "*:1 *:1/2 *:1/4 * *:1/2 * *:1",
            "*:1/4 * * * * * * * *:1 *:1/2 *",
        ]],
    },
    Style {
        name: "triplets among eighths",
        meter: "3/4",
        voices: &[&[
            "*:1/3 * * *:1 *",
            "*:1 *:1/3 * * *:1",
            "*:1/2 * *:1 *",
            "*:1/3 * * * * * *:1",
            "*:2/3 *:1/3 *:1/2 * *:1",
            "*:1 *:1/2 * *:1/3 * *",
        ]],
    },
    Style {
        name: "six eight",
        meter: "6/8",
        voices: &[&[
            "*:1 *:1/2 *:1 *:1/2",
            "*:1/2 * * * * *",
            "*:3/4 *:1/4 *:1/2 *:1 *:1/2",
            "*:3/2 *:1/2 * *",
            "*:1/2 *:1/4 * *:1/2 *:3/2",
        ]],
    },
    Style {
        name: "dotted",
        meter: "4/4",
        voices: &[&[
            "*:3/4 *:1/4 *:3/4 *:1/4 *:1 *",
            "*:3/2 *:1/2 *:1 *",
            "*:1 *:3/4 *:1/4 *:3/2 *:1/2",
            "*:3/4 *:1/4 *:1 *:2",
        ]],
    },
    Style {
        name: "syncopated",
        meter: "4/4",
        voices: &[
            &[
                "*:1/2 *:1 *:1 *:1 *:1/2",
                "*:3/4 *:3/4 *:1/2 *:1 *",
                "*:1/2 *:1 *:1/2 r:1/2 *:1/2 *:1",
                "r:1/2 *:1/2 * *:1 *:1/2 *:1",
                "*:1 *:1/2 *:1 *:1/2 *:1",
            ],
            &["*:1 * * *", "*:2 *", "*:1 r *:1 r"],
        ],
    },
    Style {
        name: "four voices",
        meter: "4/4",
        voices: &[
            &["*:1 * * *", "*:1 *:1/2 * *:1 *", "*:2 *:1 *", "*:3/2 *:1/2 *:1 *"],
            &["*:1 * * *", "*:1/2 * *:1 *:1/2 * *:1", "*:2 *:1 *"],
            &["*:1 * *:1/2 * *:1", "*:1 *:3/2 *:1/2 *:1", "*:2 *"],
            &["*:1/2 * * * *:1 *", "*:1 * *:1/2 * *:1", "*:1 * * *"],
        ],
    },
    Style {
        name: "tune over an accompaniment",
        meter: "3/4",
        voices: &[
            &[
                "*:2 *:1",
                "*:3/2 *:1/2 *:1",
                "*:1/2 * * * *:1",
                "*:3",
                "*:1/3 * * *:1 *",
                "*:1/4 * * * *:1 *",
            ],
            &["*:1 *+*:1 *+*", "*:1/2 * * * * *", "*:1 *+*:2"],
        ],
    },
];

/// Each style's name with a piece of so many bars.
pub(crate) fn generated(bars: usize, seed: u64) -> Vec<(&'static str, Score)> {
    STYLES.iter().map(|style| (style.name, piece(style, bars, seed))).collect()
}

fn piece(style: &Style, bars: usize, seed: u64) -> Score {
    let mut dice = Dice(seed);
    let lines: Vec<String> = style
        .voices
        .iter()
        .enumerate()
        .map(|(voice, figures)| line(figures, voice, bars, &mut dice))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    shorthand("C", style.meter, &lines).unwrap_or_else(|error| panic!("{}: {error}", style.name))
}

/// Bars drawn at random, on a melody that walks by steps in a range of its own.
fn line(figures: &[&str], voice: usize, bars: usize, dice: &mut Dice) -> String {
    let lowest = 36 - 7 * voice.min(3);
    let mut place = lowest + 5;
    let mut text = String::new();
    for bar in 0..bars {
        // The last bar is the first figure, and figures come twice as in songs.
        let figure = if bar + 1 == bars { figures[0] } else { figures[dice.below(figures.len())] };
        for word in figure.split('*').enumerate() {
            let (index, after) = word;
            if index > 0 {
                let step = [1, 1, 2, 3, 1][dice.below(5)];
                let up = dice.below(2) == 0;
                place = if up { place + step } else { place.saturating_sub(step) };
                place = place.clamp(lowest, lowest + 11);
                let letter = ["C", "D", "E", "F", "G", "A", "B"][place % 7];
                text.push_str(&format!("{letter}{}", place / 7));
            }
            text.push_str(after);
        }
        text.push_str(" | ");
    }
    text
}
