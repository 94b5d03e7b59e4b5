//! What hangs on a note: slurs, tuplet brackets, articulations, ornaments, fingering.

use score::{Articulation, Edge, Event, Ornament, Slur, TupletMark, TupletRatio};

use super::part::Walk;
use crate::musicxml::names;
use crate::musicxml::tree::Element;

/// Reads every `<notations>` of a note into its event.
pub(super) fn read(note: Element<'_>, event: &mut Event, walk: &mut Walk<'_>) {
    for child in note.all("notations").flat_map(|notations| notations.children()) {
        match child.name {
            "slur" => event.slurs.extend(slur(child)),
            "tuplet" => event.tuplets.extend(tuplet(child)),
            "articulations" => articulations(child, event),
            "technical" => technical(child, event, walk),
            "ornaments" => ornaments(child, event),
            "fermata" => event.articulations.push(Articulation::Fermata),
            "arpeggiate" => event.articulations.push(Articulation::Arpeggio),
            "glissando" | "slide" => {
                event.ornaments.extend(edge(child).map(Ornament::Glissando));
            }
            "dynamics" => super::direction::dynamics(child, walk.cursor, event.staff, walk),
            _ => {}
        }
    }
}

/// The end of a line an element marks; `continue` marks none.
pub(super) fn edge(element: Element<'_>) -> Option<Edge> {
    match element.attribute("type").as_deref() {
        Some("start") => Some(Edge::Start),
        Some("stop") => Some(Edge::Stop),
        _ => None,
    }
}

fn number(element: Element<'_>) -> u8 {
    element.small_attribute("number").unwrap_or(1).clamp(1, 16)
}

fn slur(element: Element<'_>) -> Option<Slur> {
    Some(Slur { edge: edge(element)?, number: number(element) })
}

fn tuplet(element: Element<'_>) -> Option<TupletMark> {
    let notes = |name: &str| {
        let count = element.child(name)?.small_of::<u16>("tuplet-number")?;
        (count > 0).then_some(count)
    };
    let ratio = notes("tuplet-actual").zip(notes("tuplet-normal"));
    Some(TupletMark {
        edge: edge(element)?,
        number: number(element),
        ratio: ratio.map(|(actual, normal)| TupletRatio { actual, normal }),
        bracket: element.attribute("bracket").map(|bracket| bracket == "yes"),
    })
}

fn articulations(element: Element<'_>, event: &mut Event) {
    for child in element.children() {
        let known = names::value(names::ARTICULATIONS, child.name);
        let articulation = known.unwrap_or_else(|| Articulation::Other(child.name.to_owned()));
        event.articulations.push(articulation);
    }
}

fn technical(element: Element<'_>, event: &mut Event, walk: &mut Walk<'_>) {
    for child in element.children() {
        if let Some(technique) = names::value(names::TECHNIQUES, child.name) {
            event.articulations.push(technique);
            continue;
        }
        let text = child.trimmed();
        match child.name {
            "fingering" | "string" | "fret" => of_note(child.name, text, event),
            "hammer-on" => event.articulations.extend(edge(child).map(Articulation::HammerOn)),
            "pull-off" => event.articulations.extend(edge(child).map(Articulation::PullOff)),
            "pluck" => event.articulations.push(Articulation::Pluck(text.to_owned())),
            "tap" => event.articulations.push(Articulation::Tap(text.to_owned())),
            other => walk.warn_once(format!("the technical sign <{other}> is left out")),
        }
    }
}

/// A sign that belongs to one note of a chord.
fn of_note(name: &str, text: &str, event: &mut Event) {
    let Some(note) = event.notes.last_mut() else { return };
    match name {
        "string" => note.string = text.parse().ok().filter(|&string| string > 0),
        "fret" => note.fret = text.parse().ok(),
        _ => note.fingering = Some(text.to_owned()).filter(|finger| !finger.is_empty()),
    }
}

fn ornaments(element: Element<'_>, event: &mut Event) {
    for child in element.children() {
        if let Some(ornament) = names::value(names::ORNAMENTS, child.name) {
            event.ornaments.push(ornament);
            continue;
        }
        match child.name {
            "wavy-line" => event.ornaments.extend(edge(child).map(Ornament::WavyLine)),
            "tremolo" => {
                let strokes = child.trimmed().parse::<u8>().unwrap_or(3).min(8);
                event.ornaments.push(match edge(child) {
                    Some(edge) => Ornament::TremoloBetween(edge, strokes),
                    None => Ornament::Tremolo(strokes),
                });
            }
            _ => {}
        }
    }
}
