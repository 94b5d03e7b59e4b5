//! A training is the same however it is shared or broken off.

use std::ops::ControlFlow;
use std::sync::{Barrier, Mutex};

use super::{Alone, Course, Pauses, Progress, Ranks, TrainOptions, Trainer};
use crate::network::shape::{Dropout, Shape};
use crate::random::Random;
use crate::tokens::given::Given;
use crate::tokens::text::Text;

pub(super) fn options() -> TrainOptions {
    let sizes = Shape { width: 16, layers: 1, heads: 2, inner: 32, hidden: 12, ..Shape::chorale() };
    TrainOptions {
        shape: Shape { given_width: 8, given_heads: 2, given_layers: 1, ..sizes },
        dropout: Dropout::default(),
        steps: 20,
        positions: 90,
        parts: 2,
        ..TrainOptions::default()
    }
}

fn course() -> Course {
    let piece = |number: u64| {
        let mut random = Random::new(9, number);
        let mut frame = vec![40, 34, 28, 16];
        let frames: Vec<Vec<u16>> = (0..40)
            .map(|_| {
                let voice = random.below(4);
                frame[voice] = 10 + u16::try_from(random.below(40)).unwrap();
                frame.clone()
            })
            .collect();
        let strikes = frames.iter().map(|_| vec![true, false, true, false]).collect();
        let bars = (0..40).map(|step| (step % 16, 16)).collect();
        let known = Given { key: Some(3), bars, steps: Some(40), ..Given::default() };
        Text { frames, strikes, known }
    };
    let train: Vec<Text> = (0..6).map(piece).collect();
    Course { valid: vec![train[0].frames.clone()], train, left_out: 0 }
}

pub(super) fn run(trainer: &mut Trainer, ranks: &dyn Ranks, until: u64) {
    trainer.train(&course(), Pauses::NONE, ranks, &mut |trainer, progress| match progress {
        Progress::Step(_) if trainer.step() == until => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
}

pub(super) fn farthest(a: &Trainer, b: &Trainer) -> f32 {
    let apart = a.weights.iter().zip(&b.weights).map(|(a, b)| (a - b).abs());
    apart.fold(0.0, f32::max)
}

#[test]
fn threads_do_not_change_what_is_learned() {
    let (mut one, mut two) = (Trainer::new(&options(), 1), Trainer::new(&options(), 2));
    run(&mut one, &Alone, 20);
    run(&mut two, &Alone, 20);
    assert_eq!((one.step(), two.step()), (20, 20));
    assert!(farthest(&one, &two) < 1e-5, "{}", farthest(&one, &two));
    let begun: Vec<f32> = one.net.layout.initial(1);
    let learned = one.weights.iter().zip(&begun).any(|(now, then)| (now - then).abs() > 1e-3);
    assert!(learned, "something was learned");
}

/// Two threads that add up as two processes would.
struct Pair<'a> {
    rank: usize,
    sums: &'a Mutex<Vec<f32>>,
    together: &'a Barrier,
}

impl Ranks for Pair<'_> {
    fn rank(&self) -> usize {
        self.rank
    }

    fn ranks(&self) -> usize {
        2
    }

    fn sum(&self, numbers: &mut [f32]) {
        {
            let mut sums = self.sums.lock().unwrap();
            sums.resize(numbers.len(), 0.0);
            sums.iter_mut().zip(&*numbers).for_each(|(sum, &n)| *sum += n);
        }
        self.together.wait();
        numbers.copy_from_slice(&self.sums.lock().unwrap());
        if self.together.wait().is_leader() {
            self.sums.lock().unwrap().clear();
        }
        self.together.wait();
    }
}

#[test]
fn two_ranks_reach_the_weights_of_one() {
    let mut alone = Trainer::new(&options(), 1);
    run(&mut alone, &Alone, 20);
    let (sums, together) = (Mutex::new(Vec::new()), Barrier::new(2));
    let rank = |rank| {
        let mut trainer = Trainer::new(&options(), 1);
        run(&mut trainer, &Pair { rank, sums: &sums, together: &together }, 20);
        trainer
    };
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| rank(1));
        (rank(0), other.join().unwrap())
    });
    assert!(farthest(&alone, &first) < 1e-5, "{}", farthest(&alone, &first));
    // What each rank knows only its own stretch of was gathered at the end.
    assert_eq!((&first.weights, &first.average), (&second.weights, &second.average));
    assert_eq!(first.adam, second.adam);
    let apart = alone.average.iter().zip(&first.average).map(|(a, b)| (a - b).abs());
    assert!(apart.fold(0.0, f32::max) < 1e-5);
}

#[test]
fn one_that_breaks_off_takes_the_others_with_it() {
    let (sums, together) = (Mutex::new(Vec::new()), Barrier::new(2));
    let rank = |rank, until| {
        let mut trainer = Trainer::new(&options(), 1);
        run(&mut trainer, &Pair { rank, sums: &sums, together: &together }, until);
        let pair = Pair { rank, sums: &sums, together: &together };
        assert!(pair.agree(7) && !pair.agree(7 + rank as u64));
        trainer.step()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| rank(1, 100));
        assert_eq!((rank(0, 3), other.join().unwrap()), (3, 3));
    });
}

#[test]
fn a_broken_training_goes_on_as_if_nothing_had_been() {
    let folder = std::env::temp_dir().join(format!("musaic-resume-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("checkpoint");
    let mut whole = Trainer::new(&options(), 1);
    run(&mut whole, &Alone, 20);
    let mut broken = Trainer::new(&options(), 1);
    run(&mut broken, &Alone, 7);
    broken.save(&path).unwrap();
    let mut resumed = Trainer::resume(&path, 2).unwrap();
    assert_eq!(resumed.step(), 7);
    run(&mut resumed, &Alone, 20);
    assert!(farthest(&whole, &resumed) < 1e-5);
    // A damaged file is an error that names it.
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let error = Trainer::resume(&path, 1).unwrap_err().to_string();
    assert!(error.contains("checkpoint") && error.contains("train"), "{error}");
    std::fs::remove_dir_all(&folder).unwrap();
}
