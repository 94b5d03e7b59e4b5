//! Phrases and what is made of them. `phrases.txt` is the table: a phrase, then what it was understood
//! as; `UPDATE_EXPECT=1 cargo test -p compose` writes the right side anew.

use std::fmt::Write as _;

use expect_test::{Expect, expect, expect_file};
use proptest::prelude::*;

use super::text::is_punctuation;
use super::{Language, Understanding, Why, understand};

const PHRASES: &str = include_str!("phrases.txt");

#[test]
fn phrases() {
    let mut table = String::new();
    let mut count = 0;
    for line in PHRASES.lines() {
        let phrase = line.split(" => ").next().unwrap_or_default();
        if phrase.is_empty() || phrase.starts_with('#') {
            writeln!(table, "{line}").unwrap();
            continue;
        }
        count += 1;
        writeln!(table, "{phrase} => {}", outcome(&understand(phrase))).unwrap();
    }
    assert!(count >= 150, "{count}");
    expect_file!["phrases.txt"].assert_eq(&table);
}

fn outcome(understanding: &Understanding) -> String {
    let mut shown = understanding.controls.to_string();
    let ignored = understanding.ignored.iter();
    let rows = ignored.map(|row| format!("{} ({:?})", row.words, row.why).to_lowercase());
    let rows: Vec<String> = rows.collect();
    if !rows.is_empty() {
        write!(shown, " / not used: {}", rows.join("; ")).unwrap();
    }
    shown
}

fn told(text: &str, expected: &Expect) {
    expected.assert_eq(&understand(text).to_string());
}

#[test]
fn what_was_understood_is_told_in_english() {
    told(
        "a calm waltz in D minor for string quartet, 24 bars",
        &expect![[r#"
            Understood:
              "calm": mood: valence +0.4, energy -0.6
              "waltz": form waltz, meter 3/4
              "in D minor": key D minor
              "string quartet": players string-quartet
              "24 bars": 24 bars
        "#]],
    );
    told(
        "very slow and spooky, in C major, no, in D minor, without drums; I-V-vi-IV",
        &expect![[r#"
            Understood:
              "very slow": tempo 49 beats a minute
              "in C major": key C major
              "I-V-vi-IV": chords I | V | vi | IV
            Not used:
              "spooky": not understood
              "in D minor": this contradicts "in C major", which is kept
              "without drums": what a piece shall not have cannot be asked for yet
            The degrees are the chords C | G | Am | F.
        "#]],
    );
    told(
        "a cherful jig for fidle, 30 seconds, 8 to 15 bars",
        &expect![[r#"
            Understood:
              "jig": form jig, style folk, meter 6/8, tempo 112 beats a minute
              "30 seconds": 30 s long
            Not used:
              "cherful": not understood
              "fidle": not understood
              "8 to 15 bars": this contradicts "30 seconds", which is kept
            30 s at 112 beats a minute in 6/8 are about 28 bars.
            Did you mean "cheerful" by "cherful"?
            Did you mean "fiddle" by "fidle"?
        "#]],
    );
}

#[test]
fn what_was_understood_is_told_in_chinese() {
    told(
        "一首欢快的 G 大调民谣,16 小节",
        &expect![[r#"
        已理解:
          “欢快”:情绪:愉悦度 +0.8,活力 +0.5
          “G 大调”:调:G 大调
          “民谣”:风格:民谣
          “16 小节”:16 小节
    "#]],
    );
    told(
        "悲伤的降B小调四部合唱,C大调,不要鼓,卡农进行,要有火星味",
        &expect![[r#"
            已理解:
              “悲伤”:情绪:愉悦度 -0.7,活力 -0.5
              “降B小调”:调:降B 小调
              “四部合唱”:编制:合唱
              “卡农进行”:和弦:I | V | vi | iii | IV | I | IV | V
            未采用:
              “C大调”:与“降B小调”矛盾,保留前者
              “不要鼓”:目前还不能指定不要什么
              “火星味”:未能理解
            这些级数即和弦 Bb | F | Gm | Dbm | Eb | Bb | Eb | F。
        "#]],
    );
    told(
        "莊嚴的進行曲,8到16小節,時長兩分鐘",
        &expect![[r#"
            已理解:
              “莊嚴”:情绪:愉悦度 +0.2,活力 +0.2
              “進行曲”:体裁:进行曲,拍号:4/4,速度:每分钟 112 拍
              “8到16小節”:8 到 16 小节
            未采用:
              “兩分鐘”:与“8到16小節”矛盾,保留前者
            取 12 小节。
        "#]],
    );
}

#[test]
fn a_report_for_scripts() {
    let json = serde_json::to_string_pretty(&understand("a sad tune in 5/5 in E")).unwrap();
    expect![[r#"
        {
          "language": "en",
          "controls": {
            "key": "E major",
            "mood": "valence -0.7, energy -0.5"
          },
          "understood": [
            {
              "span": {
                "start": 2,
                "end": 5
              },
              "words": "sad",
              "meaning": "mood: valence -0.7, energy -0.5"
            },
            {
              "span": {
                "start": 18,
                "end": 22
              },
              "words": "in E",
              "meaning": "tonic E"
            }
          ],
          "ignored": [
            {
              "span": {
                "start": 14,
                "end": 17
              },
              "words": "5/5",
              "why": "impossible",
              "reason": "this is no meter; write 3/4, 6/8 or 3+2/8, the lower number 2, 4, 8 or 16"
            }
          ],
          "small": [
            {
              "start": 0,
              "end": 1
            },
            {
              "start": 6,
              "end": 10
            },
            {
              "start": 11,
              "end": 13
            }
          ],
          "notes": []
        }"#]]
    .assert_eq(&json);
}

#[test]
fn languages() {
    assert_eq!(Language::of("a waltz"), Language::English);
    assert_eq!(Language::of("a waltz 圆舞曲"), Language::Chinese);
}

/// Every word of the text is accounted for, once, in order.
fn covers(text: &str) -> Result<(), TestCaseError> {
    let asked = understand(text);
    let mut spans: Vec<_> = asked.understood.iter().map(|row| row.span.clone()).collect();
    spans.extend(asked.ignored.iter().map(|row| row.span.clone()));
    spans.extend(asked.small.clone());
    spans.sort_by_key(|span| span.start);
    for pair in spans.windows(2) {
        prop_assert!(pair[0].end <= pair[1].start, "{pair:?} overlap in {text:?}");
    }
    for (at, sign) in text.char_indices() {
        let covered = spans.iter().any(|span| span.contains(&at));
        let folded = super::text::Text::new(&text[at..], &Default::default()).folded(0);
        let word = folded.is_some_and(|sign| !is_punctuation(sign));
        prop_assert!(covered || !word, "{sign:?} at {at} is in no span of {text:?}");
    }
    prop_assert_eq!(asked.controls.mode.is_some() && asked.controls.key.is_some(), false);
    Ok(())
}

/// What the rules and the lexicon know, and what they do not, to be mixed.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "in", "a", "A", "D minor", "Bb", "#", "♭", "降", "升", "大调", "小调", "调", "3/4", "4", "/", "六",
    "八", "拍", "百", "十", "24", "bars", "bar", "小节", "to", "-", "到", "bpm", "♩", "=", ".", "over",
    "Dm", "A7", "|", "和弦", "I", "vi", "-V", "1645", "进行", "very", "non troppo", "not", "不",
    "calm", "慢", "waltz", "圆舞曲", "called", "\"", "《", "》", "range", "C4", "音域", "分", "秒", "之",
    "四", "éa", "é", "\u{301}", "İ", "😀", "Ⅳ", "ǅ", "\0", "!", "ABC", "調", "1=C", "6=", "between",
    "and", ",", "hundred",
];

/// Texts made of what the rules know, in any order.
fn words() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES);
    let gap = prop::sample::select(vec!["", " ", "  "]);
    prop::collection::vec((piece, gap), 0..24)
        .prop_map(|all| all.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

proptest! {
    #[test]
    fn any_text_is_covered(text in "\\PC{0,80}") {
        covers(&text)?;
    }

    #[test]
    fn any_bytes_as_text_are_covered(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        covers(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn any_mix_of_known_words_is_covered(text in words()) {
        covers(&text)?;
    }
}

#[test]
fn a_long_text_takes_time_in_proportion() {
    // 20 KB of what rules begin on and turn down again; a rule that looked ahead far would not return.
    for piece in [
        "over C G ",
        "between 8 and ",
        "\"《called \"",
        "一百二十",
        "no very not ",
        "C4-G5",
        "降",
        "I-V-",
    ] {
        let text = piece.repeat(20_000 / piece.len());
        let asked = understand(&text);
        assert!(asked.understood.len() + asked.ignored.len() + asked.small.len() > 0);
    }
}

#[test]
fn what_shall_not_be_is_told_apart() {
    let asked = understand("a waltz without drums");
    assert_eq!(asked.ignored[0].why, Why::Negated);
    assert_eq!(asked.ignored[0].words, "without drums");
}
