//! HTML told as plain text: descriptions are shown by clients that would not expect tags, or would obey them.

use std::iter::Peekable;
use std::str::CharIndices;

/// Tags after which a new line begins.
const LINES: [&str; 9] = ["br", "p", "div", "li", "ul", "ol", "tr", "blockquote", "hr"];
/// Elements whose content is not for people.
const HIDDEN: [&str; 2] = ["script", "style"];

/// The characters that are written most by name (HTML, "Named character references").
const NAMED: [(&str, &str); 28] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("bdquo", "„"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("bull", "•"),
    ("middot", "·"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("euro", "€"),
    ("auml", "ä"),
    ("ouml", "ö"),
    ("uuml", "ü"),
    ("szlig", "ß"),
    ("eacute", "é"),
    ("egrave", "è"),
];

/// A text without tags, entities and characters of control, of at most `most` characters. Takes time in
/// proportion to the text.
pub(super) fn plain(text: &str, most: usize) -> String {
    let is_html = ["</", "<br", "<p", "<BR", "<P"].iter().any(|mark| text.contains(mark));
    let mut out = Out { text: String::new(), room: most, gap: Gap::None, is_html };
    let mut chars = text.char_indices().peekable();
    // Once there is no more `>`, no tag ends.
    let last_end = text.rfind('>').unwrap_or(0);
    while let Some((at, char)) = chars.next() {
        let rest = &text[at + char.len_utf8()..];
        match char {
            _ if out.room == 0 => break,
            '<' if at < last_end && starts_tag(rest) => tag(rest, at + 1, &mut chars, &mut out),
            '&' => match entity(rest) {
                Some((shown, length)) => {
                    skip_to(&mut chars, at + 1 + length);
                    shown.chars().for_each(|char| out.push(char));
                }
                None => out.push('&'),
            },
            other => out.push(other),
        }
    }
    out.text
}

fn starts_tag(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
}

/// Passes a tag over, and what is hidden by it.
fn tag(rest: &str, start: usize, chars: &mut Peekable<CharIndices<'_>>, out: &mut Out) {
    let Some(end) = rest.find('>') else { return };
    let name = rest[..end].trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    let mut next = start + end + 1;
    if HIDDEN.contains(&name.as_str()) && !rest.starts_with('/') {
        // Up to the tag that closes it; its own `>` comes with the next turn.
        next = rest[end..].find("</").map_or(usize::MAX, |close| start + end + close);
    }
    skip_to(chars, next);
    if LINES.contains(&name.as_str()) {
        out.gap = out.gap.max(if name == "p" { Gap::Paragraph } else { Gap::Line });
    }
}

fn skip_to(chars: &mut Peekable<CharIndices<'_>>, place: usize) {
    while chars.next_if(|(at, _)| *at < place).is_some() {}
}

/// What `name;` or `#number;` stands for, with its length in bytes.
fn entity(rest: &str) -> Option<(String, usize)> {
    let end = rest.bytes().take(12).position(|byte| byte == b';')?;
    let name = &rest[..end];
    let shown = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?.to_string()
        }
        None => NAMED.iter().find(|(named, _)| *named == name)?.1.to_owned(),
    };
    Some((shown, name.len() + 1))
}

/// The white space before the next character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

struct Out {
    text: String,
    /// Characters that may still come.
    room: usize,
    gap: Gap,
    is_html: bool,
}

impl Out {
    fn push(&mut self, char: char) {
        if char.is_whitespace() {
            let line = char == '\n' && !self.is_html;
            self.gap = self.gap.max(if line { Gap::Line } else { Gap::Space });
            return;
        }
        if char.is_control() {
            return;
        }
        let gap = match self.gap {
            _ if self.text.is_empty() => "",
            Gap::None => "",
            Gap::Space => " ",
            Gap::Line => "\n",
            Gap::Paragraph => "\n\n",
        };
        if self.room <= gap.len() {
            self.room = 0;
            return;
        }
        self.text.push_str(gap);
        self.text.push(char);
        self.room -= gap.len() + 1;
        self.gap = Gap::None;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_become_lines_and_entities_characters() {
        for (html, text) in [
            ("<p>One &amp; two</p>\n<p>Three<br/>four</p>", "One & two\n\nThree\nfour"),
            ("I <3 you & me", "I <3 you & me"),
            ("a\n\n  b\tc", "a\nb c"),
            ("<style>p { color: red }</style>seen<script>alert('<p>')</script>!", "seen!"),
            ("&#233;t&eacute; &#x6708; &unknown; &", "été 月 &unknown; &"),
            ("an <a href=\"https://x.example\">open tag <b", "an open tag <b"),
            ("<script>never closed", ""),
            ("a\u{0}\u{7}b", "ab"),
        ] {
            assert_eq!(plain(html, 100), text, "{html}");
        }
        assert_eq!(plain("月亮和星星", 3), "月亮和");
        assert_eq!(plain("ab cd", 3), "ab");
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_short_one(text in "(<|>|&|;|/|#|script|br|p|[a-z ]|\\PC){0,60}", most in 0usize..40) {
            let told = plain(&text, most);
            prop_assert!(told.chars().count() <= most);
            prop_assert!(told.chars().all(|char| char == '\n' || !char.is_control()));
        }
    }
}
