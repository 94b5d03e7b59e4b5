//! The lexicon as tables of `docs/words.md`, which a test keeps true.

use std::fmt::Write as _;

use expect_test::expect_file;

use super::entry::{Entry, EntrySense};
use super::language::Language;
use super::lexicon::{FILES, Lexicon, SMALL};
use super::say;
use super::wish::Wish;

const PAGE: &str = include_str!("../../../../docs/words.md");
const BEGIN: &str = "<!-- The lexicon: written by UPDATE_EXPECT=1 cargo test -p compose -->";

#[test]
fn the_page_shows_the_whole_lexicon() {
    let (by_hand, _) = PAGE.split_once(BEGIN).unwrap();
    let page = format!("{by_hand}{BEGIN}\n{}", tables());
    expect_file!["../../../../docs/words.md"].assert_eq(&page);
}

fn tables() -> String {
    let mut page = String::new();
    for (heading, file) in FILES {
        writeln!(page, "\n### {heading}\n\n| means | English | Italian and other | 中文 |")
            .unwrap();
        writeln!(page, "|---|---|---|---|").unwrap();
        for entry in entries(file) {
            let [en, it, zh] = [&entry.words.en, &entry.words.it, &entry.words.zh];
            let (means, en) = (means(&entry.sense), en.join(", "));
            writeln!(page, "| {means} | {en} | {} | {} |", it.join(", "), zh.join("、")).unwrap();
        }
    }
    writeln!(page, "\n### Small words\n").unwrap();
    for entry in entries(SMALL) {
        let words: Vec<&str> = entry.words.all().map(String::as_str).collect();
        writeln!(page, "- {}: {}", means(&entry.sense), words.join(", ")).unwrap();
    }
    page
}

fn entries(file: &str) -> Vec<Entry> {
    let table: toml::Table = toml::from_str(file).unwrap();
    let rows = table["word"].as_array().unwrap().iter();
    rows.map(|row| Entry::read(row.as_table().unwrap()).unwrap()).collect()
}

fn means(sense: &EntrySense) -> String {
    let say = |wishes: &[Wish]| {
        let said = wishes.iter().map(|wish| say::wish(wish, Language::English, Lexicon::builtin()));
        // A bar line would end the cell.
        said.collect::<Vec<_>>().join(", ").replace('|', "-")
    };
    match sense {
        EntrySense::Asks { wishes, implied } => match (wishes.is_empty(), implied.is_empty()) {
            (_, true) => say(wishes),
            (true, false) => format!("implies {}", say(implied)),
            (false, false) => format!("{}; implies {}", say(wishes), say(implied)),
        },
        EntrySense::Filler => "no wish of its own".into(),
        EntrySense::Negation => "turns the next word round".into(),
        EntrySense::Scale { by, after } => {
            format!("{by} times the word {}", if *after { "before" } else { "after" })
        }
        EntrySense::Beyond(why) => format!("{}; {}", why.en, why.zh),
    }
}
