//! Decorations (section 4.14): `.` and letters before a note, names between exclamation marks.

use score::{Articulation, Dynamic, Edge, Event, Jump, Mark, Ornament, Wedge};

/// What a decoration means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decoration {
    Articulation(Articulation),
    Ornament(Ornament),
    Fingering(&'static str),
    Mark(Mark),
    /// A jump or its target; it belongs to the bar.
    Jump(Jump),
}

const LETTERS: [(char, &str); 11] = [
    ('.', "staccato"),
    ('~', "roll"),
    ('H', "fermata"),
    ('L', "accent"),
    ('M', "lowermordent"),
    ('O', "coda"),
    ('P', "uppermordent"),
    ('S', "segno"),
    ('T', "trill"),
    ('u', "upbow"),
    ('v', "downbow"),
];

/// The name a letter stands for.
pub(super) fn letter_name(letter: char) -> Option<&'static str> {
    LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, name)| *name)
}

const ARTICULATIONS: [(&str, Articulation); 21] = [
    ("staccato", Articulation::Staccato),
    ("fermata", Articulation::Fermata),
    ("accent", Articulation::Accent),
    (">", Articulation::Accent),
    ("emphasis", Articulation::Accent),
    ("upbow", Articulation::UpBow),
    ("downbow", Articulation::DownBow),
    ("tenuto", Articulation::Tenuto),
    ("wedge", Articulation::Staccatissimo),
    ("marcato", Articulation::StrongAccent),
    ("^", Articulation::StrongAccent),
    ("breath", Articulation::Breath),
    ("shortphrase", Articulation::Caesura),
    ("open", Articulation::OpenString),
    ("plus", Articulation::Stopped),
    ("+", Articulation::Stopped),
    ("snap", Articulation::SnapPizzicato),
    ("arpeggio", Articulation::Arpeggio),
    ("invertedfermata", Articulation::Fermata),
    ("harmonic", Articulation::Harmonic),
    ("pizzicato", Articulation::Pizzicato),
];

const ORNAMENTS: [(&str, Ornament); 13] = [
    ("trill", Ornament::Trill),
    ("lowermordent", Ornament::Mordent),
    ("mordent", Ornament::Mordent),
    ("uppermordent", Ornament::InvertedMordent),
    ("pralltriller", Ornament::InvertedMordent),
    ("turn", Ornament::Turn),
    ("roll", Ornament::Turn),
    ("invertedturn", Ornament::InvertedTurn),
    ("turnx", Ornament::DelayedTurn),
    ("slide", Ornament::Schleifer),
    ("trill(", Ornament::WavyLine(Edge::Start)),
    ("trill)", Ornament::WavyLine(Edge::Stop)),
    ("shake", Ornament::Shake),
];

const MARKS: [(&str, Wedge); 8] = [
    ("crescendo(", Wedge::Crescendo),
    ("<(", Wedge::Crescendo),
    ("crescendo)", Wedge::Stop),
    ("<)", Wedge::Stop),
    ("diminuendo(", Wedge::Diminuendo),
    (">(", Wedge::Diminuendo),
    ("diminuendo)", Wedge::Stop),
    (">)", Wedge::Stop),
];

/// The first name of each is the one written.
const JUMPS: [(&str, Jump); 11] = [
    ("segno", Jump::Segno),
    ("coda", Jump::Coda),
    ("fine", Jump::Fine),
    ("dacoda", Jump::ToCoda),
    ("D.C.", Jump::DaCapo),
    ("dacapo", Jump::DaCapo),
    ("D.C.alcoda", Jump::DaCapo),
    ("D.C.alfine", Jump::DaCapo),
    ("D.S.", Jump::DalSegno),
    ("D.S.alcoda", Jump::DalSegno),
    ("D.S.alfine", Jump::DalSegno),
];

const FINGERS: [&str; 6] = ["0", "1", "2", "3", "4", "5"];

/// The meaning of a decoration's name.
pub(super) fn named(name: &str) -> Option<Decoration> {
    fn find<T: Clone>(table: &[(&str, T)], name: &str) -> Option<T> {
        table.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }
    let dynamic = Dynamic::from_name(name);
    if !matches!(dynamic, Dynamic::Other(_)) {
        return Some(Decoration::Mark(Mark::Dynamic(dynamic)));
    }
    find(&ARTICULATIONS, name)
        .map(Decoration::Articulation)
        .or_else(|| find(&ORNAMENTS, name).map(Decoration::Ornament))
        .or_else(|| find(&MARKS, name).map(|wedge| Decoration::Mark(Mark::Wedge(wedge))))
        .or_else(|| find(&JUMPS, name).map(Decoration::Jump))
        .or_else(|| FINGERS.iter().find(|f| **f == name).map(|f| Decoration::Fingering(f)))
}

/// What is written before an event for its articulations and ornaments; the second list names what
/// ABC has no sign for.
pub(super) fn written(event: &Event) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut lost = Vec::new();
    for articulation in &event.articulations {
        match ARTICULATIONS.iter().find(|(_, known)| known == articulation) {
            Some(("staccato", _)) => text.push('.'),
            Some((name, _)) => text.push_str(&format!("!{name}!")),
            None => lost.push(format!("{articulation:?}")),
        }
    }
    for ornament in &event.ornaments {
        match ORNAMENTS.iter().find(|(_, known)| known == ornament) {
            Some((name, _)) => text.push_str(&format!("!{name}!")),
            None => lost.push(format!("{ornament:?}")),
        }
    }
    (text, lost)
}

/// The name of a hairpin's end; a stop is named for the hairpin it closes.
pub(super) fn wedge_name(wedge: Wedge, open: Wedge) -> &'static str {
    match (wedge, open) {
        (Wedge::Crescendo, _) => "crescendo(",
        (Wedge::Diminuendo, _) => "diminuendo(",
        (Wedge::Stop, Wedge::Diminuendo) => "diminuendo)",
        (Wedge::Stop, _) => "crescendo)",
    }
}

/// Whether a jump stands at the end of its bar, before the barline.
pub(super) fn ends_bar(jump: Jump) -> bool {
    !matches!(jump, Jump::Segno | Jump::Coda)
}

/// The name of a jump.
pub(super) fn jump_name(jump: Jump) -> &'static str {
    JUMPS.iter().find(|(_, known)| *known == jump).map_or("fine", |(name, _)| name)
}
