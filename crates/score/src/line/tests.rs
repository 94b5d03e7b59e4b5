use expect_test::{Expect, expect};

use super::*;
use crate::{Meter, Part};

/// Notes and rests (`r`) by length in quarters, laid from the start; each bar's printed lengths,
/// `~` where tied, `[ ]` around tuplets.
fn check(meter: &str, lengths: &str, expected: &Expect) {
    let meter: Meter = meter.parse().unwrap();
    let mut at = Quarters::ZERO;
    let mut line = Vec::new();
    for word in lengths.split_whitespace() {
        let length: Quarters = word.trim_start_matches('r').parse().unwrap();
        if !word.starts_with('r') {
            line.push(Event::note(at, length, "C4".parse().unwrap()));
        }
        at += length;
    }
    let bars = usize::try_from(-(-at).div_floor(meter.bar_length())).unwrap();
    let mut score = Score::with_measures(&meter, bars);
    score.parts.push(Part::new("", bars));
    score.write_line(0, 1, &line, Silence::Rests);
    let bar = |measure: &crate::PartMeasure| {
        let events: Vec<String> =
            measure.voices.iter().flat_map(|voice| &voice.events).map(show).collect();
        events.join(" ")
    };
    let bars: Vec<String> = score.parts[0].measures.iter().map(bar).collect();
    expected.assert_eq(&bars.join(" | "));
}

fn show(event: &Event) -> String {
    let edge = |edge| event.tuplets.iter().any(|mark| mark.edge == edge);
    format!(
        "{}{}{}{}{}",
        if edge(Edge::Start) { "[" } else { "" },
        if event.is_rest() { "r" } else { "" },
        event.duration,
        if event.notes.iter().any(|note| note.tie_start) { "~" } else { "" },
        if edge(Edge::Stop) { "]" } else { "" },
    )
}

#[test]
fn dots_where_they_serve_and_ties_where_beats_must_be_seen() {
    check("4/4", "3/2 1/2 1 1", &expect!["3/2 1/2 1 1"]);
    check("4/4", "1/2 1 1 1 1/2", &expect!["1/2 1 1/2~ 1/2 1 1/2"]);
    check("4/4", "1 2 1 1 3", &expect!["1 2 1 | 1 3"]);
    check(
        "4/4",
        "1/2 7/2 1/4 1/2 1/4 3/4 5/4 1",
        &expect!["1/2 3/2~ 2 | 1/4 1/2 1/4 3/4 1/4~ 1 1"],
    );
    check("4/4", "7/2 1/2 5/2 3/2", &expect!["2~ 3/2 1/2 | 2~ 1/2 3/2"]);
    check("2/4", "1/2 1 1/2", &expect!["1/2 1 1/2"]);
    check("3/4", "3/2 3/2 1/2 3/2 1 6", &expect!["3/2 3/2 | 1/2 3/2 1 | 3~ | 3"]);
    check(
        "6/8",
        "1/2 1 3/2 1/2 1/2 2 2 5/2",
        &expect!["1/2 1 3/2 | 1/2 1/2 1/2~ 3/2 | 3/2~ 1/2 1~ | 3/2 r3/2"],
    );
    check("12/8", "3/2 3 3/2 1 3 2", &expect!["3/2 3 3/2 | 1 1/2~ 3/2~ 1 1/2~ 3/2"]);
    check("5/4", "5 2 3", &expect!["4~ 1 | 2 3"]);
}

#[test]
fn rests_show_the_beats() {
    check("4/4", "1 r3 r3/2 1/2 2", &expect!["1 r1 r2 | r1 r1/2 1/2 2"]);
    check("3/4", "1 r2 r2 1", &expect!["1 r1 r1 | r1 r1 1"]);
    check("6/8", "1/2 r1 3/2 r3/2 r1/2 1", &expect!["1/2 r1/2 r1/2 3/2 | r3/2 r1/2 1"]);
    check("4/4", "r4 r1 1 r2", &expect!["r4 | r1 1 r2"]);
}

#[test]
fn triplets_are_grouped() {
    check(
        "4/4",
        "1/3 1/3 1/3 2/3 1/3 1 r1/3 2/3",
        &expect!["[1/3 1/3 1/3] [2/3 1/3] 1 [r1/3 2/3]"],
    );
    check("4/4", "2/3 2/3 2/3 1/6 1/6 1/6 1/2 1", &expect!["[2/3 2/3 2/3] [1/6 1/6 1/6] 1/2 1"]);
    check("4/4", "1/3 2/3 1/3 7/6 1/6 1/3 1", &expect!["[1/3 2/3] [1/3 2/3~] 1/2 [1/6 1/3] 1"]);
    check("4/4", "1/6 2/3 1/6 7/3 2/3", &expect!["[1/6 2/3 1/6] 1~ [4/3 2/3]"]);
    check("2/4", "1/5 1/5 1/5 2/5 1", &expect!["[1/5 1/5 1/5 2/5] 1"]);
    check("6/8", "1/6 1/6 1/6 1 3/2", &expect!["[1/6 1/6 1/6] 1 3/2"]);
}
