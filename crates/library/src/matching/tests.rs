use super::*;

const TRACKS: [(&str, &str, &str); 8] = [
    ("Dvořák", "Symphony No. 5", "Symphonies"),
    ("Dvořák", "Symphony No. 6", "Symphonies"),
    ("Ann & the Airs", "Lamplight", "Lamps"),
    ("Ann & the Airs", "Lamplight", "Best of"),
    ("Ann & the Airs", "Suite, Part II", "Lamps"),
    ("Ann & the Airs", "Suite, Part III", "Lamps"),
    ("周璇", "夜上海", "老歌"),
    ("Bob", "Air (Live)", "Stage"),
];

fn matcher() -> Matcher {
    let mut matcher = Matcher::default();
    for (id, (artist, title, album)) in (1..).zip(TRACKS) {
        let recording = (id == 7).then_some("ABC-7");
        let artists = vec![artist];
        let id = TrackId(id);
        matcher.add(&Known { id, title, artists, album, recording, ..Known::default() });
    }
    matcher
}

fn found(artist: &str, title: &str, album: &str) -> Option<i64> {
    let [artist, title, album] = [artist, title, album].map(str::to_owned);
    let listen = Listen { artist, title, album, ..Listen::default() };
    matcher().find(&listen).map(|found| found.track().0)
}

#[test]
fn names_are_matched_but_not_numbers() {
    assert_eq!(found("dvorak", "SYMPHONY NO 5", ""), Some(1));
    assert_eq!(found("Dvorak", "Symphny No. 6", ""), Some(2));
    assert_eq!(found("Dvorak", "Symphony No. 7", ""), None);
    assert_eq!(found("Ann and the Airs", "Suite, Part IV", ""), None);
    assert_eq!(found("Ann & the Airs", "Suite, Part II", ""), Some(5));
    assert_eq!(found("Ann & the Airs", "Lamplight", "Best Of"), Some(4));
    assert_eq!(found("Ann & The Airs", "Lamplight", ""), Some(3));
    assert_eq!(found("Ann & the Airs feat. Bob", "Lamplight - 2011 Remaster", ""), Some(3));
    assert_eq!(found("Ann & the Airs", "Lamplight (feat. Bob) [Deluxe Edition]", ""), Some(3));
    assert_eq!(found("Ann & the Aris", "Lamplight", ""), Some(3));
    assert_eq!(found("周璇", "夜上海", ""), Some(7));
    assert_eq!(found("Bob", "Air (Live)", ""), Some(8));
    assert_eq!(found("Bob", "Air", ""), None);
    assert_eq!(found("Carl", "Lamplight", ""), None);
    let listen = Listen { recording: Some("abc-7".into()), ..Listen::default() };
    assert_eq!(matcher().find(&listen), Some(Match::Same(TrackId(7))));
}

/// A made-up library of 2,000 tracks by 100 artists, from syllables; a seed decides.
struct Made {
    state: u64,
}

impl Made {
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.state >> 33).unwrap() % bound
    }

    fn words(&mut self, count: usize) -> String {
        const SYLLABLES: [&str; 20] = [
            "la", "mor", "ven", "ti", "sol", "ar", "en", "dis", "po", "ra", "lu", "cet", "ni",
            "os", "fa", "ber", "il", "sta", "gu", "mi",
        ];
        let word = |made: &mut Made| -> String {
            (0..2 + made.below(2)).map(|_| SYLLABLES[made.below(SYLLABLES.len())]).collect()
        };
        (0..count).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }

    /// One or two slips of the fingers, none on the first letter.
    fn misspelt(&mut self, text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        for _ in 0..1 + self.below(2) {
            let place = 1 + self.below(letters.len() - 2);
            match self.below(3) {
                0 => drop(letters.remove(place)),
                1 => {
                    letters.insert(place, char::from(b'a' + u8::try_from(self.below(26)).unwrap()))
                }
                _ => letters.swap(place, place + 1),
            }
        }
        letters.into_iter().collect()
    }
}

/// Titles have one to three words. A stranger shares all words but the last with a track of the artist,
/// or its only word but for a syllable.
#[test]
fn misspellings_are_matched_and_strangers_are_not() {
    let mut made = Made { state: 7 };
    let artists: Vec<String> = (0..100).map(|_| made.words(2)).collect();
    let mut matcher = Matcher::default();
    let mut tracks: Vec<(usize, String)> = Vec::new();
    for number in 0..2_000 {
        let track = (number % 100, made.words(1 + number / 7 % 3));
        if tracks.contains(&track) {
            continue;
        }
        let id = TrackId(i64::try_from(tracks.len()).unwrap());
        let (names, title) = (vec![artists[track.0].as_str()], track.1.as_str());
        matcher.add(&Known { id, title, artists: names, ..Known::default() });
        tracks.push(track);
    }
    let find = |artist: usize, title: &str| {
        let (artist, title) = (artists[artist].clone(), title.to_owned());
        matcher.find(&Listen { artist, title, ..Listen::default() }).map(Match::track)
    };
    let (mut right, mut wrong, mut missed, mut strangers) = (0, 0, 0, 0);
    for (number, (artist, title)) in tracks.iter().enumerate() {
        match find(*artist, &made.misspelt(title)) {
            Some(id) if id.0 == i64::try_from(number).unwrap() => right += 1,
            Some(_) => wrong += 1,
            None => missed += 1,
        }
        let stranger = match title.rsplit_once(' ') {
            Some((first, _)) => format!("{first} {}", made.words(1)),
            None => format!("{}{}", &title[..title.len() - 2], made.words(1)),
        };
        let there = tracks.contains(&(*artist, stranger.clone()));
        if !there && find(*artist, &stranger).is_some() {
            strangers += 1;
        }
    }
    let told = format!("{right} right, {wrong} wrong, {missed} missed, {strangers} strangers");
    expect_test::expect!["1647 right, 0 wrong, 351 missed, 29 strangers"].assert_eq(&told);
}
