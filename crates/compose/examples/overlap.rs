//! How much chorales overlap with the training split of the JSB table, and how large the index is:
//! `cargo run --release -p compose --example overlap -- Jsb16thSeparated.json [OTHER.json]...`
//! (others in the same form; all their pieces are asked about).

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::path::Path;
use std::time::Instant;
use std::{env, fs};

use compose::originality::{Index, IndexedPiece, Limit, Measures};
use corpus::{JsbChorales, Split, read_jsb};
use score::Sketch;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let paths: Vec<String> = env::args().skip(1).collect();
    let (first, others) = paths.split_first().ok_or("name the JSB table, and others to compare")?;
    let table = read(first)?;
    let started = timer();
    let named =
        |(number, sketch)| (IndexedPiece { id: format!("train-{number}"), title: None }, sketch);
    let train = table.split(Split::Train).iter().enumerate().map(named);
    let index = Index::of(train).calibrated(table.split(Split::Valid));
    println!("indexed and calibrated in {:.2} s", started.elapsed().as_secs_f64());
    let bytes = index.write()?;
    let started = timer();
    let again = Index::read(&bytes)?;
    println!(
        "{} bytes, read in {:.3} s, the same: {}",
        bytes.len(),
        started.elapsed().as_secs_f64(),
        again == index
    );
    for split in [Split::Valid, Split::Test] {
        tell(&index, split.name(), table.split(split));
    }
    for path in others {
        let pieces: Vec<Sketch> = all(&read(path)?);
        tell(&index, &Path::new(path).display().to_string(), &pieces);
    }
    if let Some(piece) = table.split(Split::Test).first() {
        println!("\nthe first piece of test:\n{}", index.report(piece));
    }
    Ok(())
}

fn read(path: &str) -> Result<JsbChorales> {
    Ok(read_jsb(&fs::read(path)?)?)
}

fn all(table: &JsbChorales) -> Vec<Sketch> {
    Split::ALL.iter().flat_map(|split| table.split(*split)).cloned().collect()
}

/// Shares over all windows of all pieces, so that long pieces count for more.
fn tell(index: &Index, name: &str, pieces: &[Sketch]) {
    let started = timer();
    let measures: Vec<(Measures, [usize; 2])> =
        pieces.iter().map(|piece| (index.measures(piece), windows(piece))).collect();
    let seconds = started.elapsed().as_secs_f64();
    let share = |which: usize, value: fn(&Measures) -> f64| {
        let (mut found, mut asked) = (0.0, 0.0);
        for (measures, windows) in &measures {
            found += value(measures) * windows[which] as f64;
            asked += windows[which] as f64;
        }
        (100.0 * found / asked, asked)
    };
    let (of16, asked16) = share(0, |measures| measures.windows16);
    let (of32, asked32) = share(1, |measures| measures.windows32);
    let longest = measures.iter().map(|(measures, _)| measures.longest_steps).max().unwrap_or(0);
    let mean = measures.iter().map(|(m, _)| m.melody).sum::<f64>() / measures.len().max(1) as f64;
    let over =
        pieces.iter().filter(|piece| !index.report(piece).breaches(&Limit::default()).is_empty());
    let over = over.count();
    println!(
        "{name}: {} pieces, {of16:.3} % of {asked16} 16-step windows, {of32:.3} % of {asked32} 32-step windows, \
         longest {longest} steps, melody groups {:.1} % a piece; {:.2} ms a piece; {over} pieces over the limit",
        pieces.len(),
        100.0 * mean,
        1000.0 * seconds / pieces.len().max(1) as f64
    );
}

/// How many windows of 16 and of 32 steps there are in which all voices sound.
fn windows(piece: &Sketch) -> [usize; 2] {
    let sounds: Vec<bool> =
        (0..piece.steps()).map(|step| piece.frame(step).iter().all(Option::is_some)).collect();
    [16, 32]
        .map(|steps| sounds.windows(steps).filter(|all| all.iter().all(|sounds| *sounds)).count())
}

#[allow(
    clippy::disallowed_methods,
    reason = "an example times itself; nothing of the crate reads a clock"
)]
fn timer() -> Instant {
    Instant::now()
}
