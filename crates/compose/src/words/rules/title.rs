//! Titles: `called "Evening"`, `titled 'Rain'`, `《月光》`, `名为“秋”`.

use crate::words::text::Text;
use crate::words::wish::Wish;

use super::{Found, Reading};

const INTRODUCTIONS: [&str; 17] = [
    "called",
    "titled",
    "entitled",
    "named",
    "title",
    "title:",
    "with the title",
    "名为",
    "题为",
    "叫",
    "叫做",
    "名叫",
    "取名",
    "标题",
    "标题:",
    "标题为",
    "曲名:",
];
const QUOTES: [(char, char); 8] = [
    ('"', '"'),
    ('\u{201c}', '\u{201d}'),
    ('\'', '\''),
    ('\u{201e}', '\u{201c}'),
    ('«', '»'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
];
/// The longest title, in signs.
const LONGEST: usize = 120;

/// A title that begins here: in quotation marks after an introduction, or in 《》.
pub(super) fn at(text: &Text<'_>, place: usize) -> Option<Found> {
    let introduced = text.any(place, &INTRODUCTIONS).map(|end| text.skip_blanks(end));
    let start = introduced.unwrap_or(place);
    let opening = text.plain(start)?;
    let (_, closing) = QUOTES.iter().find(|(open, _)| *open == opening)?;
    if introduced.is_none() && opening != '《' {
        return None;
    }
    let inside = start + 1;
    let length = (0..=LONGEST).find(|length| text.plain(inside + length) == Some(*closing))?;
    let title = text.original(inside..inside + length).trim();
    (!title.is_empty()).then(|| (Reading::Wish(Wish::Title(title.to_owned())), inside + length + 1))
}
