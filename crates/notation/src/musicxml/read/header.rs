//! Titles, people, rights and the list of parts.

use std::collections::HashMap;

use score::{GroupSymbol, Info, Instrument, MidiPitch, PartGroup, Score};

use crate::limits::{MAX_GROUPS, MAX_LINES, MAX_NAME, MAX_PARTS, shortened};
use crate::musicxml::names;
use crate::musicxml::tree::Element;

/// Whether an element stands before the music and is read.
pub(super) fn is_header(name: &str) -> bool {
    matches!(
        name,
        "work" | "movement-title" | "movement-number" | "identification" | "part-list" | "credit"
    )
}

/// Reads one element of the header.
pub(super) fn read(element: Element<'_>, score: &mut Score, list: &mut PartList) {
    let info = &mut score.info;
    let text = || Some(element.trimmed().to_owned()).filter(|text| !text.is_empty());
    match element.name {
        "work" => {
            info.work = element.string_of("work-title");
            info.number = element.string_of("work-number").or(info.number.take());
        }
        "movement-title" => info.title = text(),
        "movement-number" => info.number = text().or(info.number.take()),
        "identification" => identification(element, info),
        "credit" => credit(element, info),
        "part-list" => list.read(element),
        _ => {}
    }
}

fn identification(element: Element<'_>, info: &mut Info) {
    for creator in element.all("creator") {
        let name = Some(creator.trimmed().to_owned()).filter(|name| !name.is_empty());
        match creator.attribute("type").as_deref() {
            Some("composer") => info.composer = info.composer.take().or(name),
            Some("lyricist" | "poet") => info.lyricist = info.lyricist.take().or(name),
            Some("arranger") => info.arranger = info.arranger.take().or(name),
            None => info.composer = info.composer.take().or(name),
            Some(other) => misc(info, format!("creator.{other}"), name),
        }
    }
    let rights: Vec<&str> = element.all("rights").map(Element::trimmed).collect();
    info.rights = Some(rights.join("\n")).filter(|rights| !rights.is_empty());
    info.source = element.string_of("source");
    if let Some(encoding) = element.child("encoding") {
        let software = encoding.all("software").map(|software| software.trimmed().to_owned());
        let room = MAX_LINES.saturating_sub(info.software.len());
        info.software.extend(software.filter(|name| !name.is_empty()).take(room));
    }
    for field in element.child("miscellaneous").iter().flat_map(|m| m.all("miscellaneous-field")) {
        if let Some(name) = field.attribute("name") {
            misc(info, name.into_owned(), Some(field.trimmed().to_owned()));
        }
    }
}

fn misc(info: &mut Info, name: String, value: Option<String>) {
    if info.misc.len() < MAX_LINES {
        info.misc.extend(value.map(|value| (name, value)));
    }
}

/// The subtitle is only ever printed: it stands in a credit of that type.
fn credit(element: Element<'_>, info: &mut Info) {
    let kind = element.text_of("credit-type");
    let words = element.all("credit-words").map(Element::trimmed).collect::<Vec<_>>().join(" ");
    if kind == Some("subtitle") && !words.trim().is_empty() {
        info.subtitle = Some(words.trim().to_owned());
    }
}

/// What the part list says of one part.
#[derive(Clone, Debug, Default)]
pub(super) struct ListedPart {
    pub(super) name: String,
    pub(super) abbreviation: String,
    pub(super) instrument: Instrument,
    /// Drum keys of unpitched instruments, by instrument id.
    pub(super) drums: HashMap<String, MidiPitch>,
}

/// The part list.
#[derive(Debug, Default)]
pub(super) struct PartList {
    parts: Vec<ListedPart>,
    /// The id of each, and the first with an id.
    ids: Vec<String>,
    by_id: HashMap<String, usize>,
    groups: Vec<ListedGroup>,
}

#[derive(Debug)]
struct ListedGroup {
    number: String,
    open: bool,
    /// Positions in the part list.
    first: usize,
    last: usize,
    symbol: GroupSymbol,
    name: String,
    joined_barlines: bool,
}

impl PartList {
    fn read(&mut self, list: Element<'_>) {
        for element in list.children() {
            match element.name {
                "score-part" if self.parts.len() < MAX_PARTS => {
                    let id = element.attribute("id").unwrap_or_default().into_owned();
                    self.by_id.entry(id.clone()).or_insert(self.parts.len());
                    self.ids.push(id);
                    self.parts.push(listed_part(element));
                }
                "part-group" => self.group(element),
                _ => {}
            }
        }
    }

    fn group(&mut self, element: Element<'_>) {
        let number = element.attribute("number").unwrap_or("1".into()).into_owned();
        if element.is("type", "stop") {
            let last = self.parts.len();
            let open = self.groups.iter_mut().rev().find(|g| g.open && g.number == number);
            if let Some(group) = open {
                (group.open, group.last) = (false, last);
            }
            return;
        }
        if self.groups.len() >= MAX_GROUPS {
            return;
        }
        let symbol = element.text_of("group-symbol").unwrap_or("none");
        self.groups.push(ListedGroup {
            number,
            open: true,
            first: self.parts.len(),
            last: usize::MAX,
            symbol: names::value(names::GROUP_SYMBOLS, symbol).unwrap_or(GroupSymbol::None),
            name: name_of(element, "group-name"),
            joined_barlines: element.text_of("group-barline") == Some("yes"),
        });
    }

    pub(super) fn part(&self, id: &str) -> ListedPart {
        self.by_id.get(id).map(|&listed| self.parts[listed].clone()).unwrap_or_default()
    }

    /// The parts that really have music, in printed order, each once; `readers` tells their places.
    pub(super) fn order(&self, readers: &HashMap<String, usize>) -> Vec<usize> {
        let first = |(listed, id): &(usize, &String)| self.by_id.get(*id) == Some(listed);
        let ids = self.ids.iter().enumerate().filter(first);
        ids.filter_map(|(_, id)| readers.get(id).copied()).collect()
    }

    /// The groups around the parts that really have music, given in printed order.
    pub(super) fn groups(
        &self,
        readers: &HashMap<String, usize>,
        printed: &[usize],
    ) -> Vec<PartGroup> {
        let places: HashMap<usize, usize> =
            printed.iter().enumerate().map(|(place, &reader)| (reader, place)).collect();
        let positions: Vec<Option<usize>> =
            self.ids.iter().map(|id| places.get(readers.get(id)?).copied()).collect();
        let position = |listed: usize| positions.get(listed).copied().flatten();
        let group = |group: &ListedGroup| {
            let mut members = (group.first..group.last.min(self.parts.len())).filter_map(position);
            let first = members.next()?;
            let last = members.next_back().unwrap_or(first);
            let (symbol, joined_barlines) = (group.symbol, group.joined_barlines);
            Some(PartGroup { first, last, symbol, name: group.name.clone(), joined_barlines })
        };
        self.groups.iter().filter_map(group).collect()
    }
}

fn listed_part(element: Element<'_>) -> ListedPart {
    let mut part = ListedPart {
        name: name_of(element, "part-name"),
        abbreviation: name_of(element, "part-abbreviation"),
        ..ListedPart::default()
    };
    if let Some(instrument) = element.child("score-instrument") {
        part.instrument.name = name_of(instrument, "instrument-name");
    }
    for (index, midi) in element.all("midi-instrument").enumerate() {
        let id = midi.attribute("id").unwrap_or_default().into_owned();
        // MIDI programs, channels and unpitched keys count from 1 in MusicXML.
        let counted =
            |name: &str| midi.small_of::<u8>(name).and_then(|number| number.checked_sub(1));
        let drum = counted("midi-unpitched").and_then(MidiPitch::new);
        part.drums.extend(drum.map(|drum| (id, drum)));
        let instrument = &mut part.instrument;
        instrument.percussion |= counted("midi-channel") == Some(9);
        if index == 0 {
            instrument.program = counted("midi-program").filter(|&program| program < 128);
            instrument.channel = counted("midi-channel").filter(|&channel| channel < 16);
            instrument.volume = percent_of_127(midi.text_of("volume"));
            instrument.pan = midi.small_of::<i8>("pan").filter(|pan| (-90..=90).contains(pan));
        }
    }
    part
}

/// A child's text as a name.
fn name_of(element: Element<'_>, child: &str) -> String {
    shortened(element.text_of(child).unwrap_or_default(), MAX_NAME).to_owned()
}

fn percent_of_127(text: Option<&str>) -> Option<u8> {
    let percent: f64 = text?.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked range")]
    (0.0..=100.0).contains(&percent).then(|| (percent * 1.27).round() as u8)
}
