use library::rules::{Facts, Rules, SortFacts};
use library::{Item, Listen, Query, Rating, Role, TrackId, UserId};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::listening::houses;
use crate::{Song, Store};

const NOW_MS: i64 = 100 * 86_400_000;

fn condition() -> impl Strategy<Value = String> {
    let text = (
        prop::sample::select(vec!["title", "artist", "album", "genre"]),
        prop::sample::select(vec!["is", "is_not", "contains", "contains_not", "begins_with"]),
        prop::sample::select(vec![
            "A", "a1", "ann", "1", "", "%", "_", "jazz", "' OR 1", "C2", "ö",
        ]),
    )
        .prop_map(|(field, operator, value)| {
            serde_json::json!({"field": field, "operator": operator, "value": value}).to_string()
        });
    let number = (
        prop::sample::select(vec![
            "year",
            "track",
            "disc",
            "duration_s",
            "plays",
            "skips",
            "rating",
        ]),
        prop::sample::select(vec!["is", "is_not", "above", "below"]),
        prop::sample::select(vec![-1, 0, 1, 2, 4, 1990, 1991]),
    )
        .prop_map(|(field, operator, value)| {
            serde_json::json!({"field": field, "operator": operator, "value": value}).to_string()
        });
    let days = (
        prop::sample::select(vec!["added", "played"]),
        prop::sample::select(vec!["within_days", "not_within_days"]),
        prop::sample::select(vec![0, 1, 50, 100, 101]),
    )
        .prop_map(|(field, operator, value)| {
            serde_json::json!({"field": field, "operator": operator, "value": value}).to_string()
        });
    let starred = (prop::sample::select(vec!["is", "is_not"]), any::<bool>()).prop_map(|(o, v)| {
        serde_json::json!({"field": "starred", "operator": o, "value": v}).to_string()
    });
    prop_oneof![text, number, days, starred]
}

fn group() -> impl Strategy<Value = String> {
    let rule = condition().prop_recursive(3, 12, 4, |inner| {
        (prop::sample::select(vec!["all", "any"]), prop::collection::vec(inner, 0..4)).prop_map(
            |(matching, rules)| {
                format!(r#"{{"match": "{matching}", "rules": [{}]}}"#, rules.join(","))
            },
        )
    });
    (prop::sample::select(vec!["all", "any"]), prop::collection::vec(rule, 0..4)).prop_map(
        |(matching, rules)| format!(r#"{{"match": "{matching}", "rules": [{}]}}"#, rules.join(",")),
    )
}

async fn marked(store: &Store, user: UserId, tracks: &[TrackId]) {
    store.set_star(user, Item::Track(tracks[0]), Some(5)).await.unwrap();
    store.set_rating(user, Item::Track(tracks[1]), Rating::new(4)).await.unwrap();
    let listen = |track, days: i64, skipped| Listen {
        listened_ms: NOW_MS - days * 86_400_000,
        track: Some(track),
        skipped,
        ..Listen::default()
    };
    let listens = [
        listen(tracks[2], 1, false),
        listen(tracks[2], 60, false),
        listen(tracks[3], 50, false),
        listen(tracks[4], 2, true),
    ];
    store.add_listens(user, &listens, NOW_MS).await.unwrap();
}

fn facts(song: &Song) -> Facts {
    let tags = &song.track.tags;
    Facts {
        title: song.track.title.clone(),
        artists: song.credited(Role::Artist).map(|credit| credit.name.clone()).collect(),
        album: song.album.as_ref().map(|album| album.title.clone()),
        genres: tags.genres.clone(),
        sort: SortFacts {
            year: tags.year().map(i64::from),
            number: tags.track.number.unwrap_or(0).into(),
            disc: tags.disc.number.unwrap_or(1).into(),
            duration_ms: i64::try_from(song.track.properties.duration_ms).unwrap(),
            added_ms: song.track.added_ms,
            mark: song.mark,
            ..SortFacts::default()
        },
    }
}

/// The query and the pure function agree on any rules.
#[tokio::test(flavor = "multi_thread")]
async fn rules_mean_the_same_in_the_database() {
    for house in houses().await {
        marked(&house.store, house.ann, &house.tracks).await;
        let all = house.store.find_tracks(&Query::default(), 0, 99).await.unwrap();
        let songs = house.store.songs(&all, Some(house.ann)).await.unwrap();
        let mut runner = TestRunner::new(Config { cases: 300, ..Config::default() });
        let runtime = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| {
            let agree = |json: String| {
                let rules = Rules::parse(&json).unwrap();
                let found = house.store.tracks_by_rules(&rules, house.ann, NOW_MS, 1);
                let found = runtime.block_on(found).unwrap();
                let admitted = songs.iter().filter(|song| rules.admit(&facts(song), NOW_MS));
                let admitted: Vec<TrackId> = admitted.map(|song| song.track.id).collect();
                prop_assert_eq!(found, admitted, "{}: {}", house.engine, json);
                Ok(())
            };
            runner.run(&group(), agree).unwrap();
        });
    }
}

#[tokio::test]
async fn a_smart_playlist_finds_its_tracks_anew() {
    for house in houses().await {
        let (store, ann) = (&house.store, house.ann);
        let rules = r#"{"rules": [{"field": "plays", "operator": "above", "value": 0}],
            "order": [{"by": "title", "descending": true}]}"#;
        let rules = Rules::parse(rules).unwrap();
        let id = store.make_smart_playlist(ann, "Heard", &rules, 1).await.unwrap();
        assert!(store.tracks_in(id, NOW_MS).await.unwrap().is_empty(), "{}", house.engine);
        marked(store, ann, &house.tracks).await;
        let found = store.tracks_in(id, NOW_MS).await.unwrap();
        assert_eq!(found, [house.tracks[3], house.tracks[2]], "{}", house.engine);
        let playlist = store.playlist(id).await.unwrap().unwrap();
        assert_eq!(playlist.rules.as_ref(), Some(&rules));
        let edit = library::PlaylistEdit::Replace(vec![]);
        assert!(matches!(store.edit_playlist(id, edit, 2).await, Err(crate::StoreError::HasRules)));
    }
}
