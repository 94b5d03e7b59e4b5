//! Prints the voice-leading statistics of the JSB chorales' test split, the composer's reference.
//!
//! `cargo run -p score --example chorale_statistics -- Jsb16thSeparated.json`

#![allow(clippy::print_stdout, reason = "an example speaks to its reader")]

use score::theory::{GridFrame, VoiceStatistics};

fn main() {
    let path = std::env::args().nth(1).unwrap_or_else(|| "Jsb16thSeparated.json".to_owned());
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("SKIPPED: `{path}` cannot be read; give the path of Jsb16thSeparated.json");
        return;
    };
    let mut total = VoiceStatistics::default();
    let pieces = split(&text, "test");
    pieces.iter().for_each(|piece| total += VoiceStatistics::of(piece));
    println!("{} pieces, {} frames, {} changes", pieces.len(), total.frames, total.changes);
    println!("parallel fifths per 1000 changes   {:.2}", total.fifths_per_thousand());
    println!("parallel octaves per 1000 changes  {:.2}", total.octaves_per_thousand());
    println!("frames with crossing %             {:.2}", total.crossed_percent());
    println!("frames with wide spacing %         {:.2}", total.spread_percent());
    println!("stepwise motion %                  {:.1}", total.stepwise_percent());
}

/// The pieces of a split: `"name": [[[S, A, T, B], ...], ...]`, numbers only, so brackets suffice.
fn split(text: &str, name: &str) -> Vec<Vec<GridFrame>> {
    let start = text.find(&format!("\"{name}\"")).map_or("", |at| &text[at + name.len() + 2..]);
    let (mut pieces, mut depth): (Vec<Vec<GridFrame>>, usize) = (Vec::new(), 0);
    let mut number = String::new();
    for letter in start.chars() {
        match letter {
            '[' => {
                depth += 1;
                match (depth, pieces.last_mut()) {
                    (2, _) => pieces.push(Vec::new()),
                    (3, Some(piece)) => piece.push(Vec::new()),
                    _ => {}
                }
            }
            ']' | ',' => {
                if let (false, Some(frame)) =
                    (number.is_empty(), pieces.last_mut().and_then(|piece| piece.last_mut()))
                {
                    frame.push(number.parse().ok());
                }
                number.clear();
                depth = depth.saturating_sub(usize::from(letter == ']'));
                if depth == 0 {
                    break;
                }
            }
            '-' | '0'..='9' | '.' => number.push(letter),
            _ => {}
        }
    }
    pieces
}
