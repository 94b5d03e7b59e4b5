//! Comments and the escapes of text strings (sections 3.1 and 8.2).

/// A line without its comment; `\%` is a percent sign.
pub(super) fn without_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(at) = line[from..].find('%') {
        let at = from + at;
        if !line[..at].ends_with('\\') {
            return &line[..at];
        }
        from = at + 1;
    }
    line
}

/// Text with the escapes of section 8.2 resolved: the common accents, `\&` and `\%`.
pub(super) fn unescape(text: &str) -> String {
    const ACCENTS: [(char, char); 5] =
        [('`', '\u{300}'), ('\'', '\u{301}'), ('^', '\u{302}'), ('~', '\u{303}'), ('"', '\u{308}')];
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut result = String::new();
    let mut chars = text.chars();
    while let Some(character) = chars.next() {
        if character != '\\' {
            result.push(character);
            continue;
        }
        let Some(next) = chars.next() else { break };
        match ACCENTS.iter().find(|(sign, _)| *sign == next) {
            Some((_, combining)) => {
                result.extend(chars.next());
                result.push(*combining);
            }
            None => result.push(next),
        }
    }
    result
}
