//! What is locked stays, whatever is asked and drawn: ten thousand pieces by a network of random weights, which
//! knows no taste and so tries everything.

use compose::{Boldness, Candidate, Choices, Model, Opening, Shape};
use score::{Cell, Meter, MidiPitch, Quarters, Sketch, SketchBar};

/// Small numbers from a seed (Lehmer 1951; the constants of MINSTD).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0 * 48_271 % 0x7fff_ffff;
        usize::try_from(self.0).unwrap_or(0) % bound
    }
}

fn model() -> Model {
    let sizes = Shape { width: 8, layers: 1, heads: 2, inner: 8, hidden: 8, ..Shape::chorale() };
    let sizes = Shape { given_width: 8, given_layers: 1, given_heads: 2, ..sizes };
    Model::untrained(Shape { strike_hidden: 4, ..sizes }, 1).expect("a small network")
}

/// One or two bars of four voices that wander, hold, strike again and rest; some pieces lie too high or too low for
/// the composer and have to be moved there and back.
fn piece(numbers: &mut Numbers) -> Sketch {
    let meter = Meter::new([1, 2][numbers.below(2)], 4);
    let pickup = if numbers.below(4) == 0 { 2 } else { 0 };
    let bars = SketchBar::lay(&meter, Quarters::new(1, 4), pickup, 1 + numbers.below(2));
    let mut piece = Sketch::silent(Quarters::new(1, 4), bars, 4);
    piece.key = [None, "C".parse().ok(), "F#m".parse().ok()][numbers.below(3)];
    let height = [18, 18, 18, 32, 0][numbers.below(5)];
    for (voice, home) in piece.voices.iter_mut().zip([48, 42, 36, 26]) {
        let mut before = Cell::Rest;
        for cell in voice {
            let new = u8::try_from(home + height + numbers.below(9)).ok().and_then(MidiPitch::new);
            before = match (numbers.below(6), before) {
                (0, _) => Cell::Rest,
                (1..=3, Cell::Strike(pitch) | Cell::Hold(pitch)) => Cell::Hold(pitch),
                (4, Cell::Strike(pitch)) => Cell::Strike(pitch),
                _ => new.map_or(Cell::Rest, Cell::Strike),
            };
            *cell = before;
        }
    }
    piece
}

/// First step, step after the last, key: the notes of a voice.
fn notes(voice: &[Cell]) -> Vec<(usize, usize, u8)> {
    let mut notes: Vec<(usize, usize, u8)> = Vec::new();
    for (step, cell) in voice.iter().enumerate() {
        match (cell, notes.last_mut()) {
            (Cell::Hold(_), Some((_, end, _))) if *end == step => *end += 1,
            (Cell::Strike(pitch) | Cell::Hold(pitch), _) => {
                notes.push((step, step + 1, pitch.number()))
            }
            (Cell::Rest, _) => {}
        }
    }
    notes
}

/// How much of what is locked is not as it was: cells that sound otherwise, and whole notes (no part of which was
/// open) that are not there with their beginning, end and pitch.
fn changed(given: &Sketch, made: &Sketch, locked: impl Fn(usize, usize) -> bool) -> usize {
    let mut changed = 0;
    for (voice, (was, is)) in given.voices.iter().zip(&made.voices).enumerate() {
        let cells = was.iter().zip(is).enumerate();
        changed +=
            cells.filter(|(step, (a, b))| locked(voice, *step) && a.pitch() != b.pitch()).count();
        let is = notes(is);
        let whole = notes(was).into_iter().filter(|n| (n.0..n.1).all(|step| locked(voice, step)));
        changed += whole.filter(|note| !is.contains(note)).count();
    }
    changed
}

/// Does one thing with a piece; answers with what came of it, and how much of what was locked is not as it was.
fn once(model: &Model, numbers: &mut Numbers) -> (usize, usize) {
    let given = piece(numbers);
    let seed = numbers.0;
    let boldness =
        [Boldness::default(), Boldness { temperature: 3.0, nucleus: 1.0 }][numbers.below(2)];
    let choices = Choices { seed, candidates: 1, boldness, threads: 1 };
    let best = |made: Result<Vec<Candidate>, _>| -> Sketch {
        made.unwrap_or_else(|error: compose::ComposeError| panic!("{error}")).remove(0).sketch
    };
    let bars = given.bars.len();
    match numbers.below(5) {
        0 => {
            let mut melody = given.clone();
            melody.voices.truncate(1);
            if melody.voices[0].iter().all(|cell| *cell == Cell::Rest) {
                return (0, 0);
            }
            let made = best(model.harmonise(&melody, &choices));
            (made.steps(), changed(&melody, &made, |_, _| true))
        }
        1 => {
            let made = best(model.continue_(&given, 1, &choices));
            (made.steps(), changed(&given, &made, |_, _| true))
        }
        2 => {
            // Nothing may change at strength 0; the skeleton of other strengths is the verb's own choice.
            let strength = [0.0, 0.3, 1.0][numbers.below(3)];
            let made = best(model.vary(&given, strength, &choices));
            (made.steps(), changed(&given, &made, |_, _| strength == 0.0))
        }
        _ => {
            let first = numbers.below(bars);
            let opened = first..first + 1 + numbers.below(bars - first);
            let voices: Vec<usize> = (0..4).filter(|_| numbers.below(2) == 0).collect();
            let open = given.bars[opened.start].first..given.bars[opened.end - 1].end();
            let opening = Opening { bars: opened, voices: voices.clone(), chords: false };
            let made = best(model.infill(&given, &opening, &choices));
            let locked = |voice, step| {
                !open.contains(&step) || !(voices.is_empty() || voices.contains(&voice))
            };
            (made.steps(), changed(&given, &made, locked))
        }
    }
}

#[test]
fn nothing_that_is_locked_changes_in_ten_thousand_pieces() {
    let model = model();
    let quarter = |seed: u64| {
        let mut numbers = Numbers(seed);
        let mut steps = 0;
        for run in 0..2_500 {
            let (written, changed) = once(&model, &mut numbers);
            assert_eq!(changed, 0, "run {run} of seed {seed}");
            steps += written;
        }
        assert!(steps > 20_000, "{steps} steps were written");
    };
    let quarter = &quarter;
    std::thread::scope(|scope| {
        (1..=4).for_each(|seed| drop(scope.spawn(move || quarter(seed))));
    });
}
