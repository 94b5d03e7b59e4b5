//! The styles that come with the house.

use super::Style;
use crate::ArrangeError;

pub(super) const STYLES: [(&str, &str); 15] = [
    ("choir", include_str!("../styles/choir.toml")),
    ("organ", include_str!("../styles/organ.toml")),
    ("string-quartet", include_str!("../styles/string-quartet.toml")),
    ("piano-chorale", include_str!("../styles/piano-chorale.toml")),
    ("piano-alberti", include_str!("../styles/piano-alberti.toml")),
    ("piano-arpeggio", include_str!("../styles/piano-arpeggio.toml")),
    ("piano-stride", include_str!("../styles/piano-stride.toml")),
    ("piano-block", include_str!("../styles/piano-block.toml")),
    ("piano-waltz", include_str!("../styles/piano-waltz.toml")),
    ("folk-duo", include_str!("../styles/folk-duo.toml")),
    ("folk-accordion", include_str!("../styles/folk-accordion.toml")),
    ("band", include_str!("../styles/band.toml")),
    ("waltz", include_str!("../styles/waltz.toml")),
    ("lo-fi", include_str!("../styles/lo-fi.toml")),
    ("jazz-trio", include_str!("../styles/jazz-trio.toml")),
];

pub(super) fn find(name: &str) -> Result<Style, ArrangeError> {
    let wanted = name.trim().to_lowercase();
    let direct = STYLES.iter().find(|(known, _)| *known == wanted);
    if let Some((_, text)) = direct {
        return Style::parse(text);
    }
    for (_, text) in STYLES {
        let style = Style::parse(text)?;
        if style.also.contains(&wanted) {
            return Ok(style);
        }
    }
    let known = Style::names().map(str::to_owned).collect();
    Err(ArrangeError::UnknownStyle { name: name.to_owned(), known })
}
