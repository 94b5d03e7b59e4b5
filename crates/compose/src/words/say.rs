//! What a wish is called, in the language of the musician.

use score::{Key, Mode, TempoBeat, Tone, ValueBase};

use super::language::Language;
use super::lexicon::Lexicon;
use super::wish::Wish;

/// A wish as a musician would put it: `key D minor`, `D 小调`.
pub(super) fn wish(wish: &Wish, language: Language, lexicon: &Lexicon) -> String {
    let labelled = |english: &str, chinese: &str, value: &str| match language {
        Language::English => format!("{english} {value}"),
        Language::Chinese => format!("{chinese}:{value}"),
    };
    let named = || lexicon.name(wish, language).unwrap_or_default();
    match wish {
        Wish::Title(title) => labelled("title", "标题", title),
        Wish::Style(_) => labelled("style", "风格", &named()),
        Wish::Form(_) => labelled("form", "体裁", &named()),
        Wish::Ensemble(_) => labelled("players", "编制", &named()),
        Wish::Key(it) => labelled("key", "调", &key(*it, language)),
        Wish::Tonic(it) => labelled("tonic", "主音", &tone(*it, language)),
        Wish::Mode(it) => labelled("mode", "调式", mode(*it, language)),
        Wish::Meter(it) => labelled("meter", "拍号", &it.to_string()),
        Wish::Bars(least, most) => bars(*least, *most, language),
        Wish::Seconds(seconds) => {
            language.pick(format!("{seconds} s long"), format!("时长 {seconds} 秒"))
        }
        Wish::Speed(bpm, None) => labelled("tempo", "速度", &beats(*bpm, language)),
        Wish::Speed(bpm, Some(beat)) => {
            labelled("tempo", "速度", &format!("{} = {bpm}", note_value(*beat, language)))
        }
        Wish::TempoWord(bpm, _) => labelled("tempo", "速度", &beats(*bpm, language)),
        Wish::Mood(mood) => {
            let (valence, energy) = (mood.valence(), mood.energy());
            language.pick(
                format!("mood: valence {valence:+.1}, energy {energy:+.1}"),
                format!("情绪:愉悦度 {valence:+.1},活力 {energy:+.1}"),
            )
        }
        Wish::Chords(chords) => labelled("chords", "和弦", &chords.to_string()),
        Wish::Numerals(numerals) => {
            let bars: Vec<String> = numerals.bars.iter().map(|bar| bar.join(" ")).collect();
            labelled("chords", "和弦", &bars.join(" | "))
        }
        Wish::NotesPerBeat(notes) => {
            language.pick(format!("{notes:.1} notes a beat"), format!("每拍 {notes:.1} 个音"))
        }
        Wish::Compass(compass) => labelled("melody within", "旋律音域", &compass.to_string()),
        Wish::Ending(ending) => labelled("ending", "终止", ending_name(*ending, language)),
    }
}

/// `D minor`, `降B 大调`
pub(super) fn key(key: Key, language: Language) -> String {
    match language {
        Language::English => key.to_string(),
        Language::Chinese => {
            format!("{} {}", tone(key.tonic(), language), mode(key.mode, language))
        }
    }
}

fn tone(tone: Tone, language: Language) -> String {
    let letter = tone.step.letter();
    match (language, tone.alter) {
        (Language::English, _) => tone.to_string(),
        (Language::Chinese, alter) => {
            let sign = if alter < 0 { "降" } else { "升" };
            format!("{}{letter}", sign.repeat(usize::from(alter.unsigned_abs())))
        }
    }
}

fn mode(mode: Mode, language: Language) -> &'static str {
    let chinese = match mode {
        Mode::Major | Mode::Unknown => "大调",
        Mode::Minor => "小调",
        Mode::Ionian => "伊奥尼亚调式",
        Mode::Dorian => "多利亚调式",
        Mode::Phrygian => "弗里几亚调式",
        Mode::Lydian => "利底亚调式",
        Mode::Mixolydian => "混合利底亚调式",
        Mode::Aeolian => "爱奥利亚调式",
        Mode::Locrian => "洛克里亚调式",
    };
    language.pick(mode.name(), chinese)
}

fn bars(least: u16, most: u16, language: Language) -> String {
    match (least == most, language) {
        (true, Language::English) => format!("{least} bar{}", if least == 1 { "" } else { "s" }),
        (true, Language::Chinese) => format!("{least} 小节"),
        (false, Language::English) => format!("{least} to {most} bars"),
        (false, Language::Chinese) => format!("{least} 到 {most} 小节"),
    }
}

fn beats(bpm: f64, language: Language) -> String {
    language.pick(format!("{bpm} beats a minute"), format!("每分钟 {bpm} 拍"))
}

fn note_value(beat: TempoBeat, language: Language) -> String {
    let (english, chinese) = match beat.base {
        ValueBase::Half => ("half", "二分音符"),
        ValueBase::Eighth => ("eighth", "八分音符"),
        _ => ("quarter", "四分音符"),
    };
    let dotted = if beat.dots > 0 { language.pick("dotted ", "附点") } else { "" };
    format!("{dotted}{}", language.pick(english, chinese))
}

fn ending_name(ending: crate::Ending, language: Language) -> &'static str {
    use crate::Ending;
    let (english, chinese) = match ending {
        Ending::Authentic => ("authentic cadence", "正格终止"),
        Ending::Plagal => ("plagal cadence", "变格终止"),
        Ending::Half => ("half cadence", "半终止"),
        Ending::Deceptive => ("deceptive cadence", "阻碍终止"),
        Ending::Picardy => ("Picardy third", "皮卡迪三度"),
    };
    language.pick(english, chinese)
}
