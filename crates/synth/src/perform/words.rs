//! What printed words ask of a player, in Italian, German, French and English.

/// What a word says about the tempo.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TempoWord {
    /// Slower or faster little by little, towards this multiple of the tempo.
    Gradual(f64),
    /// At once this multiple of the tempo.
    Relative(f64),
    /// Back to the tempo before the last change.
    ATempo,
    /// Back to the first tempo.
    Primo,
    /// A tempo by name, in beats a minute.
    Speed(f64),
}

/// Tempi by name. The numbers are the middle of what metronomes print; they are only used where the
/// score gives none.
const SPEEDS: &[(&str, f64)] = &[
    ("prestissimo", 200.0),
    ("presto", 176.0),
    ("vivacissimo", 168.0),
    ("vivace", 152.0),
    ("vivo", 152.0),
    ("allegrissimo", 160.0),
    ("allegro", 132.0),
    ("allegretto", 112.0),
    ("animato", 126.0),
    ("moderato", 100.0),
    ("andantino", 84.0),
    ("andante", 76.0),
    ("maestoso", 84.0),
    ("larghetto", 60.0),
    ("adagietto", 66.0),
    ("adagio", 60.0),
    ("sostenuto", 72.0),
    ("lento", 52.0),
    ("largo", 46.0),
    ("grave", 40.0),
    ("langsam", 56.0),
    ("ruhig", 66.0),
    ("gehend", 80.0),
    ("mäßig", 96.0),
    ("mässig", 96.0),
    ("bewegt", 112.0),
    ("lebhaft", 140.0),
    ("rasch", 144.0),
    ("schnell", 160.0),
    ("lent", 54.0),
    ("modéré", 96.0),
    ("animé", 132.0),
    ("vif", 152.0),
    ("vite", 160.0),
    ("slow", 60.0),
    ("slowly", 60.0),
    ("moderately", 100.0),
    ("lively", 140.0),
    ("fast", 150.0),
];

/// Gradual changes: the start of a word and the multiple of the tempo it leads to.
const GRADUAL: &[(&str, f64)] = &[
    ("ritar", 0.78),
    ("rit", 0.78),
    ("rall", 0.75),
    ("slarg", 0.75),
    ("allarg", 0.75),
    ("smorz", 0.8),
    ("morendo", 0.8),
    ("calando", 0.8),
    ("perdendo", 0.8),
    ("verlangsam", 0.78),
    ("zurückhalt", 0.8),
    ("ralent", 0.78),
    ("cédez", 0.8),
    ("accel", 1.25),
    ("string", 1.25),
    ("affrett", 1.2),
    ("drängend", 1.15),
    ("beschleunig", 1.25),
    ("pressez", 1.2),
];

fn tokens(text: &str) -> Vec<String> {
    let lower: String = text.chars().take(200).collect::<String>().to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// What `text` says about the tempo.
pub(super) fn tempo(text: &str) -> Option<TempoWord> {
    let words = tokens(text);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if has(&["tempo", "temps"]) {
        if has(&["primo", "i", "1", "1o", "ier"]) {
            return Some(TempoWord::Primo);
        }
        if has(&["a", "au", "im", "in"]) {
            return Some(TempoWord::ATempo);
        }
    }
    if has(&["zeitmaß", "zeitmass", "mouvement"]) {
        return Some(TempoWord::ATempo);
    }
    if has(&["ritenuto", "riten"]) {
        return Some(TempoWord::Relative(0.85));
    }
    if let Some(factor) = gradual(&words) {
        let amount = if has(&["poco", "etwas", "peu", "poch"]) { 0.6 } else { 1.0 };
        let amount = if has(&["molto", "sehr", "beaucoup"]) { 1.3 } else { amount };
        return Some(TempoWord::Gradual(1.0 + (factor - 1.0) * amount));
    }
    if has(&["mosso", "lento", "allegro", "animato", "vivo", "schneller", "langsamer"]) {
        let slower = has(&["meno", "langsamer"]) || (has(&["più", "piu"]) && has(&["lento"]));
        if slower {
            return Some(TempoWord::Relative(0.87));
        }
        if has(&["più", "piu", "schneller"]) {
            return Some(TempoWord::Relative(1.15));
        }
    }
    if words.len() > 7 {
        return None; // a sentence, not a heading
    }
    let named = |word: &String| SPEEDS.iter().find(|(name, _)| name == word);
    words.iter().find_map(named).map(|(_, bpm)| TempoWord::Speed(*bpm))
}

fn gradual(words: &[String]) -> Option<f64> {
    let entry = |word: &String| {
        GRADUAL.iter().find(|(start, _)| match *start {
            "rit" => word == "rit",
            start => word.starts_with(start),
        })
    };
    // `Strings` is an instrument, `stringendo` is not.
    let playing = words.iter().filter(|word| !matches!(word.as_str(), "string" | "strings"));
    playing.into_iter().find_map(entry).map(|(_, factor)| *factor)
}

/// `Some(true)` for a crescendo in words, `Some(false)` for a diminuendo.
pub(super) fn swell(text: &str) -> Option<bool> {
    tokens(text).iter().find_map(|word| {
        if word.starts_with("cresc") || word == "anschwellend" {
            return Some(true);
        }
        let softer = ["decresc", "dimin", "morendo", "smorz", "calando", "perdendo", "abnehmend"];
        (word == "dim" || softer.iter().any(|start| word.starts_with(start))).then_some(false)
    })
}

/// `Some(true)` where strings are to be plucked, `Some(false)` where the bow returns.
pub(super) fn plucked(text: &str) -> Option<bool> {
    tokens(text).iter().find_map(|word| match word.as_str() {
        word if word.starts_with("pizz") => Some(true),
        "arco" | "bogen" | "archet" | "bowed" => Some(false),
        _ => None,
    })
}

/// `Some(true)` where a mute goes on, `Some(false)` where it comes off.
pub(super) fn muted(text: &str) -> Option<bool> {
    let words = tokens(text);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let mute = words.iter().any(|word| word.starts_with("sord"))
        || has(&["dämpfer", "sourdine", "mute", "muted"]);
    if has(&["open", "offen"]) && words.len() == 1 {
        return Some(false);
    }
    mute.then(|| !has(&["senza", "ohne", "sans", "without", "no", "off"]))
}

/// `Some(true)` where eighths begin to swing, `Some(false)` where they are straight again.
pub(super) fn swing(text: &str) -> Option<bool> {
    tokens(text).iter().find_map(|word| match word.as_str() {
        "swing" | "swung" | "shuffle" | "swingend" => Some(true),
        "straight" => Some(false),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tempi() {
        for (text, expected) in [
            ("rit.", Some(TempoWord::Gradual(0.78))),
            ("Allegro ma non troppo", Some(TempoWord::Speed(132.0))),
            ("a tempo", Some(TempoWord::ATempo)),
            ("Tempo I", Some(TempoWord::Primo)),
            ("Sehr langsam", Some(TempoWord::Speed(56.0))),
            ("più mosso", Some(TempoWord::Relative(1.15))),
            ("meno mosso", Some(TempoWord::Relative(0.87))),
            ("dolce", None),
            ("written for strings", None),
        ] {
            assert_eq!(tempo(text), expected, "{text}");
        }
        assert!(matches!(tempo("poco rall."), Some(TempoWord::Gradual(f)) if f > 0.8));
    }

    #[test]
    fn playing() {
        assert_eq!(plucked("pizz."), Some(true));
        assert_eq!(plucked("arco"), Some(false));
        assert_eq!(muted("con sord."), Some(true));
        assert_eq!(muted("senza sordino"), Some(false));
        assert_eq!(swell("poco a poco cresc."), Some(true));
        assert_eq!(swing("Medium Swing"), Some(true));
    }
}
