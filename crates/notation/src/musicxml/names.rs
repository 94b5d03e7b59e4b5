//! MusicXML's words for what the score model names, used by the reader and the writer alike.

use score::{
    Articulation, Barline, Beam, ClefSign, GroupSymbol, Ornament, Stem, Syllabic, ValueBase,
};

/// A table between words and values.
type Table<T> = &'static [(&'static str, T)];

/// The value a word names.
pub(super) fn value<T: Clone>(table: &[(&'static str, T)], word: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| value.clone())
}

/// The word for a value.
pub(super) fn word<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> Option<&'static str> {
    table.iter().find(|(_, known)| known == value).map(|(name, _)| *name)
}

pub(super) const NOTE_TYPES: Table<ValueBase> = &[
    ("maxima", ValueBase::Maxima),
    ("long", ValueBase::Long),
    ("breve", ValueBase::Breve),
    ("whole", ValueBase::Whole),
    ("half", ValueBase::Half),
    ("quarter", ValueBase::Quarter),
    ("eighth", ValueBase::Eighth),
    ("16th", ValueBase::Sixteenth),
    ("32nd", ValueBase::ThirtySecond),
    ("64th", ValueBase::SixtyFourth),
    ("128th", ValueBase::N128),
    ("256th", ValueBase::N256),
    ("512th", ValueBase::N512),
    ("1024th", ValueBase::N1024),
];

pub(super) const BEAMS: Table<Beam> = &[
    ("begin", Beam::Begin),
    ("continue", Beam::Continue),
    ("end", Beam::End),
    ("forward hook", Beam::ForwardHook),
    ("backward hook", Beam::BackwardHook),
];

pub(super) const STEMS: Table<Stem> =
    &[("up", Stem::Up), ("down", Stem::Down), ("double", Stem::Double), ("none", Stem::None)];

pub(super) const SYLLABICS: Table<Syllabic> = &[
    ("single", Syllabic::Single),
    ("begin", Syllabic::Begin),
    ("middle", Syllabic::Middle),
    ("end", Syllabic::End),
];

pub(super) const CLEF_SIGNS: Table<ClefSign> = &[
    ("G", ClefSign::G),
    ("F", ClefSign::F),
    ("C", ClefSign::C),
    ("percussion", ClefSign::Percussion),
    ("TAB", ClefSign::Tab),
];

pub(super) const GROUP_SYMBOLS: Table<GroupSymbol> = &[
    ("none", GroupSymbol::None),
    ("bracket", GroupSymbol::Bracket),
    ("brace", GroupSymbol::Brace),
    ("line", GroupSymbol::Line),
    ("square", GroupSymbol::Square),
];

pub(super) const BARLINES: Table<Barline> = &[
    ("regular", Barline::Regular),
    ("light-light", Barline::Double),
    ("light-heavy", Barline::Final),
    ("dashed", Barline::Dashed),
    ("dotted", Barline::Dotted),
    ("heavy", Barline::Heavy),
    ("heavy-light", Barline::HeavyLight),
    ("heavy-heavy", Barline::HeavyHeavy),
    ("tick", Barline::Tick),
    ("short", Barline::Short),
    ("none", Barline::None),
];

/// Children of `articulations`.
pub(super) const ARTICULATIONS: Table<Articulation> = &[
    ("accent", Articulation::Accent),
    ("strong-accent", Articulation::StrongAccent),
    ("staccato", Articulation::Staccato),
    ("tenuto", Articulation::Tenuto),
    ("detached-legato", Articulation::DetachedLegato),
    ("staccatissimo", Articulation::Staccatissimo),
    ("spiccato", Articulation::Spiccato),
    ("scoop", Articulation::Scoop),
    ("plop", Articulation::Plop),
    ("doit", Articulation::Doit),
    ("falloff", Articulation::Falloff),
    ("breath-mark", Articulation::Breath),
    ("caesura", Articulation::Caesura),
    ("stress", Articulation::Stress),
    ("unstress", Articulation::Unstress),
];

/// Children of `technical` without content.
pub(super) const TECHNIQUES: Table<Articulation> = &[
    ("up-bow", Articulation::UpBow),
    ("down-bow", Articulation::DownBow),
    ("harmonic", Articulation::Harmonic),
    ("open-string", Articulation::OpenString),
    ("stopped", Articulation::Stopped),
    ("snap-pizzicato", Articulation::SnapPizzicato),
    ("thumb-position", Articulation::ThumbPosition),
    ("fingernails", Articulation::Fingernails),
    ("double-tongue", Articulation::DoubleTongue),
    ("triple-tongue", Articulation::TripleTongue),
    ("heel", Articulation::Heel),
    ("toe", Articulation::Toe),
    ("half-muted", Articulation::HalfMuted),
    ("open", Articulation::Open),
    ("flip", Articulation::Flip),
    ("smear", Articulation::Smear),
    ("brass-bend", Articulation::BrassBend),
    ("golpe", Articulation::Golpe),
];

/// Children of `ornaments` without parameters.
pub(super) const ORNAMENTS: Table<Ornament> = &[
    ("trill-mark", Ornament::Trill),
    ("turn", Ornament::Turn),
    ("delayed-turn", Ornament::DelayedTurn),
    ("inverted-turn", Ornament::InvertedTurn),
    ("delayed-inverted-turn", Ornament::DelayedInvertedTurn),
    ("vertical-turn", Ornament::VerticalTurn),
    ("shake", Ornament::Shake),
    ("mordent", Ornament::Mordent),
    ("inverted-mordent", Ornament::InvertedMordent),
    ("schleifer", Ornament::Schleifer),
];

/// `accidental` values by alteration.
pub(super) const ACCIDENTALS: Table<i8> = &[
    ("natural", 0),
    ("sharp", 1),
    ("flat", -1),
    ("double-sharp", 2),
    ("sharp-sharp", 2),
    ("flat-flat", -2),
    ("natural-sharp", 1),
    ("natural-flat", -1),
    ("triple-sharp", 3),
    ("triple-flat", -3),
];
