//! Directions: dynamics, hairpins, words, tempo, pedal, octave lines, rehearsal marks, jumps.

use score::{Dynamic, Edge, Jump, Mark, NoteValue, Quarters, Tempo, TempoBeat, ValueBase, Wedge};

use super::part::{PartReader, Walk};
use crate::musicxml::names;
use crate::musicxml::tree::Element;

/// Reads one `<direction>`.
pub(super) fn read(element: Element<'_>, reader: &PartReader, walk: &mut Walk<'_>) {
    let at = (walk.cursor + reader.offset(element)).max(Quarters::ZERO);
    let staff = element.small_of("staff").unwrap_or(1).clamp(1, 16);
    let signs: Vec<Element<'_>> =
        element.all("direction-type").flat_map(|kind| kind.children()).collect();
    let words = words(&signs);
    let tempo =
        signs.iter().find(|sign| sign.name == "metronome").and_then(|&sign| metronome(sign));
    let sounds = element.child("sound");
    let plays_tempo = sounds.is_some_and(|sound| sound.attribute("tempo").is_some());
    let of_tempo = tempo.is_some() || plays_tempo;
    if let Some(tempo) = tempo {
        walk.frame.tempo(walk.index, at, Tempo { text: words.clone(), ..tempo });
    }
    if let Some(sound_element) = sounds {
        sound(sound_element, at, words.clone(), walk);
    }
    if let Some(words) = words.filter(|_| !of_tempo)
        && !is_jump_text(&words, sounds)
    {
        walk.mark(at, staff, Mark::Words(words));
    }
    for sign in signs {
        read_sign(sign, at, staff, walk);
    }
}

fn read_sign(sign: Element<'_>, at: Quarters, staff: u8, walk: &mut Walk<'_>) {
    match sign.name {
        "dynamics" => dynamics(sign, at, staff, walk),
        "wedge" => {
            let wedge = match sign.attribute("type").as_deref() {
                Some("crescendo") => Wedge::Crescendo,
                Some("diminuendo") => Wedge::Diminuendo,
                Some("stop") => Wedge::Stop,
                _ => return,
            };
            walk.mark(at, staff, Mark::Wedge(wedge));
        }
        "pedal" => pedal(sign, at, staff, walk),
        "octave-shift" => octave_shift(sign, at, staff, walk),
        "rehearsal" => {
            let text = Some(sign.trimmed().to_owned()).filter(|text| !text.is_empty());
            let measure = &mut walk.frame.measures[walk.index];
            measure.rehearsal = measure.rehearsal.take().or(text);
        }
        "segno" => add_jump(Jump::Segno, walk),
        "coda" => add_jump(Jump::Coda, walk),
        "words" | "metronome" | "symbol" | "dashes" | "bracket" => {}
        other => walk.warn_once(format!("directions of the kind <{other}> are left out")),
    }
}

/// The words of a direction as one text.
fn words(signs: &[Element<'_>]) -> Option<String> {
    let texts = signs.iter().filter(|sign| sign.name == "words").map(|sign| sign.trimmed());
    let text = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// *D.C. al Fine* and its like are the jumps their `<sound>` says, printed.
fn is_jump_text(words: &str, sound: Option<Element<'_>>) -> bool {
    let jumps = ["dacapo", "dalsegno", "tocoda", "fine"];
    let jumping = sound.is_some_and(|s| jumps.iter().any(|jump| s.attribute(jump).is_some()));
    let lower = words.to_lowercase();
    jumping
        && ["d.c", "d. c", "d.s", "d. s", "da capo", "dal segno", "fine", "coda"]
            .iter()
            .any(|text| lower.contains(text))
}

/// Reads `<sound>`: tempo and jumps. `words` printed beside it name the tempo.
pub(super) fn sound(
    element: Element<'_>,
    at: Quarters,
    words: Option<String>,
    walk: &mut Walk<'_>,
) {
    let bpm = element.attribute("tempo").and_then(|tempo| tempo.trim().parse().ok());
    if let Some(bpm) = bpm.filter(|&bpm| plausible(bpm)) {
        let tempo = Tempo { shown: false, text: words, ..Tempo::quarters(bpm) };
        walk.frame.tempo(walk.index, at, tempo);
    }
    for midi in element.all("midi-instrument") {
        // Programs count from 1 in MusicXML.
        let program = midi.small_of::<u8>("midi-program").and_then(|number| number.checked_sub(1));
        if let Some(program) = program.filter(|&program| program < 128) {
            walk.mark(at, 1, Mark::Program(program));
        }
    }
    for (name, jump) in [
        ("segno", Jump::Segno),
        ("coda", Jump::Coda),
        ("fine", Jump::Fine),
        ("tocoda", Jump::ToCoda),
        ("dacapo", Jump::DaCapo),
        ("dalsegno", Jump::DalSegno),
    ] {
        if element.attribute(name).is_some() {
            add_jump(jump, walk);
        }
    }
}

/// Reads the signs inside a `<dynamics>`.
pub(super) fn dynamics(element: Element<'_>, at: Quarters, staff: u8, walk: &mut Walk<'_>) {
    for sign in element.children() {
        let dynamic = match sign.name {
            "other-dynamics" => Dynamic::from_name(sign.trimmed()),
            name => Dynamic::from_name(name),
        };
        walk.mark(at, staff, Mark::Dynamic(dynamic));
    }
}

fn plausible(bpm: f64) -> bool {
    bpm.is_finite() && (1.0..=2000.0).contains(&bpm)
}

fn metronome(element: Element<'_>) -> Option<Tempo> {
    let base = names::value(names::NOTE_TYPES, element.text_of("beat-unit")?)?;
    let dots = u8::try_from(element.all("beat-unit-dot").count().min(3)).unwrap_or(0);
    let text = element.text_of("per-minute")?;
    // "ca. 60", "60-66": the first number counts.
    let number: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let bpm = number.trim_end_matches('.').parse().ok().filter(|&bpm| plausible(bpm))?;
    Some(Tempo { bpm, beat: beat(base, dots), text: None, shown: true })
}

fn beat(base: ValueBase, dots: u8) -> TempoBeat {
    debug_assert!(NoteValue::dotted(base, dots).length().is_positive(), "a beat takes time");
    TempoBeat { base, dots }
}

fn pedal(sign: Element<'_>, at: Quarters, staff: u8, walk: &mut Walk<'_>) {
    match sign.attribute("type").as_deref() {
        Some("start" | "resume" | "sostenuto") => walk.mark(at, staff, Mark::Pedal(Edge::Start)),
        Some("stop" | "discontinue") => walk.mark(at, staff, Mark::Pedal(Edge::Stop)),
        Some("change") => {
            walk.mark(at, staff, Mark::Pedal(Edge::Stop));
            walk.mark(at, staff, Mark::Pedal(Edge::Start));
        }
        _ => {}
    }
}

/// MusicXML's `down` means the notes are printed lower than they sound: 8va.
fn octave_shift(sign: Element<'_>, at: Quarters, staff: u8, walk: &mut Walk<'_>) {
    let size = sign.small_attribute::<i8>("size").unwrap_or(8);
    let octaves = ((size - 1) / 7).clamp(1, 3);
    let (edge, octaves) = match sign.attribute("type").as_deref() {
        Some("down") => (Edge::Start, octaves),
        Some("up") => (Edge::Start, -octaves),
        Some("stop") => (Edge::Stop, octaves),
        _ => return,
    };
    walk.mark(at, staff, Mark::OctaveShift { edge, octaves });
}

fn add_jump(jump: Jump, walk: &mut Walk<'_>) {
    let jumps = &mut walk.frame.measures[walk.index].jumps;
    if !jumps.contains(&jump) {
        jumps.push(jump);
    }
}
