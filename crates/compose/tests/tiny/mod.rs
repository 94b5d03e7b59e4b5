//! A network of a few thousand parameters and pieces made from a seed: small enough that all of a
//! training step can be worked out elsewhere and kept.

use compose::training::{Course, TrainOptions, Trainer};
use compose::{Dropout, Shape};
use score::{Cell, Key, Meter, MidiPitch, Quarters, Sketch, SketchBar};

/// Four voices of two bars that move by small steps, some notes struck again.
fn piece(number: u32) -> Sketch {
    let grid = Quarters::new(1, 4);
    let bars = SketchBar::lay(&Meter::new(4, 4), grid, 0, 2);
    let mut sketch = Sketch::silent(grid, bars, 4);
    sketch.key = "D minor".parse::<Key>().ok();
    let mut drawn = 77 + number;
    // Numerical Recipes' generator: any will do, as long as it is the same for ever.
    let mut below = |bound: u32| {
        drawn = drawn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (drawn >> 16) % bound
    };
    for (voice, start) in sketch.voices.iter_mut().zip([74u8, 67, 60, 50]) {
        let mut key = start;
        for cell in voice {
            let sounded: fn(MidiPitch) -> Cell = match below(4) {
                0 => {
                    key = start - 4 + u8::try_from(below(9)).unwrap_or(0);
                    Cell::Strike
                }
                1 => Cell::Strike,
                _ => Cell::Hold,
            };
            *cell = MidiPitch::new(key).map_or(Cell::Rest, sounded);
        }
    }
    sketch
}

/// The training and its pieces. Every parameter takes part in its first batch.
pub(crate) fn training() -> (Trainer, Course) {
    let shape = Shape {
        width: 8,
        layers: 2,
        heads: 2,
        inner: 12,
        hidden: 6,
        given_width: 8,
        given_layers: 1,
        given_heads: 2,
        strike_hidden: 4,
        ..Shape::chorale()
    };
    let options = TrainOptions {
        shape: shape.clone(),
        dropout: Dropout::NONE,
        positions: 64,
        parts: 4,
        seed: 3,
        ..TrainOptions::default()
    };
    let pieces: Vec<Sketch> = (0..8).map(piece).collect();
    (Trainer::new(&options, 1), Course::new(&shape.columns, &pieces, &[]))
}
