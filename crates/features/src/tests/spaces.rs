use super::{described, noise, sine, sound};
use crate::{Embedding, SAMPLE_RATE, Space, similarity};

/// Tones with more and more noise: number n has n tenths.
fn from_tone_to_noise() -> Space {
    let (tone, noise) = (sound(3.0, sine(440.0)), noise(3 * SAMPLE_RATE as usize));
    let mixed = |n: i64| {
        let part = n as f32 / 10.0;
        let samples: Vec<f32> =
            tone.iter().zip(&noise).map(|(a, b)| a * (1.0 - part) + b * part * part).collect();
        (n, described(&samples).as_ref().map(Embedding::of))
    };
    Space::new().with((0..=10).map(mixed).collect())
}

#[test]
fn what_is_near_sounds_alike() {
    let space = from_tone_to_noise();
    let near = space.nearest(5, 10, |_| true);
    let at = |id: i64| near.iter().position(|(other, _)| *other == id);
    assert!(near.is_sorted_by(|a, b| a.1 <= b.1) && near.len() == 10);
    assert!(at(4) < at(2) && at(2) < at(0) && at(6) < at(8) && at(8) < at(10), "{near:?}");
    assert_eq!(space.nearest(5, 1, |id| id > 8)[0].0, 9);
    assert!(space.nearest(5, 0, |_| true).is_empty() && space.nearest(77, 3, |_| true).is_empty());
    assert!(similarity(0.0) == 1.0 && similarity(1.0) == 0.5 && similarity(9.0) < 0.001);
}

#[test]
fn a_way_goes_on_and_comes_there() {
    let space = from_tone_to_noise();
    let ids = |path: Vec<(i64, f32)>| path.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let by_all = |id| Some(id);
    let path = ids(space.path(0, 10, 6, by_all));
    assert!(path.len() == 6 && path.is_sorted() && path[0] == 0 && path[5] == 10, "{path:?}");
    assert_eq!(ids(space.path(0, 10, 99, by_all)).len(), 11);
    assert_eq!(ids(space.path(0, 10, 2, by_all)), [0, 10]);
    assert_eq!(ids(space.path(3, 3, 9, by_all)), [3]);
    assert_eq!(ids(space.path(3, 77, 9, by_all)), [0; 0]);
    // Of what is not there any more, nobody knows whose it is.
    assert_eq!(
        ids(space.path(0, 4, 9, |id| (id != 2).then_some(id)))
            .iter()
            .filter(|id| **id == 2)
            .count(),
        0
    );
}

#[test]
fn an_artist_is_heard_twice_in_a_row_at_most() {
    let space = from_tone_to_noise();
    let artist = |id: i64| Some(i64::from(id == 9));
    let path = space.path(0, 10, 11, artist);
    // Two by one artist, the one by the other, and the end.
    let ids: Vec<i64> = path.into_iter().map(|(id, _)| id).collect();
    assert!(ids.len() <= 6 && ids.contains(&9), "{ids:?}");
}

#[test]
fn tracks_come_change_and_go() {
    let space = from_tone_to_noise();
    let (tone, noise) = (space.rows[0], space.rows[10]);
    let space = Space::new().with(vec![(3, Some(tone)), (1, Some(tone)), (3, Some(noise))]);
    assert_eq!((space.ids.as_slice(), space.rows[1]), (&[1, 3][..], noise));
    let space = space.with(vec![(2, Some(tone)), (1, None), (9, None), (4, Some(noise))]);
    assert_eq!(space.ids, [2, 3, 4]);
    assert!(space.contains(2) && !space.contains(1) && space.len() == 3 && !space.is_empty());
}
