//! Signs a tune defines for itself: `U: T = !trill!` (section 4.16).

use super::decorations::{self, Decoration};

/// What a letter stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Symbol {
    Decoration(Decoration),
    /// An annotation.
    Words(String),
    /// `!nil!`: nothing, where it had a meaning before.
    Nothing,
}

/// The letters a tune has given meanings: `H` to `W`, `h` to `w` and `~`.
#[derive(Clone, Debug, Default)]
pub(super) struct Symbols {
    letters: Vec<(char, Symbol)>,
}

impl Symbols {
    /// Takes a `U:` field in; the error says what is wrong with it.
    pub(super) fn define(&mut self, value: &str) -> Result<(), &'static str> {
        let (letter, meaning) = value.split_once('=').ok_or("write it as U:T=!trill!")?;
        let mut chars = letter.trim().chars();
        let letter = chars.next().filter(|c| chars.next().is_none() && is_free(*c));
        let letter = letter.ok_or("only H to W, h to w and ~ can be defined")?;
        let symbol = symbol(meaning.trim())?;
        self.letters.retain(|(known, _)| *known != letter);
        self.letters.push((letter, symbol));
        Ok(())
    }

    /// The meaning of a letter: the tune's own, else the usual one.
    pub(super) fn meaning(&self, letter: char) -> Option<Symbol> {
        let own = self.letters.iter().find(|(known, _)| *known == letter);
        own.map(|(_, symbol)| symbol.clone()).or_else(|| {
            let name = decorations::letter_name(letter)?;
            decorations::named(name).map(Symbol::Decoration)
        })
    }
}

fn is_free(letter: char) -> bool {
    matches!(letter, 'H'..='W' | 'h'..='w' | '~')
}

/// `!trill!` or `+trill+`, an annotation in quotes, or nothing.
fn symbol(text: &str) -> Result<Symbol, &'static str> {
    let within = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    if let Some(words) = within('"') {
        let words = words.trim_start_matches(['^', '_', '<', '>', '@']).trim();
        return Ok(Symbol::Words(words.to_owned()));
    }
    match within('!').or_else(|| within('+')).unwrap_or(text) {
        "nil" | "none" => Ok(Symbol::Nothing),
        name => {
            let decoration = decorations::named(name).ok_or("its decoration is not known")?;
            Ok(Symbol::Decoration(decoration))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Ornament;

    #[test]
    fn letters_mean_what_the_tune_says() {
        let mut symbols = Symbols::default();
        let trill = Symbol::Decoration(Decoration::Ornament(Ornament::Trill));
        assert_eq!(symbols.meaning('T'), Some(trill.clone()));
        assert_eq!(symbols.meaning('W'), None);
        symbols.define("W = !trill!").unwrap();
        symbols.define("T=\"^slow\"").unwrap();
        symbols.define("u = !nil!").unwrap();
        assert_eq!(symbols.meaning('W'), Some(trill));
        assert_eq!(symbols.meaning('T'), Some(Symbol::Words("slow".to_owned())));
        assert_eq!(symbols.meaning('u'), Some(Symbol::Nothing));
        assert!(symbols.define("A = !trill!").is_err());
        assert!(symbols.define("T = !wobble!").is_err());
        assert!(symbols.define("T").is_err());
    }
}
