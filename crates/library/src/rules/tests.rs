use super::*;

const DAY_MS: i64 = 86_400_000;
use crate::{Mark, Plays, Rating};

fn facts() -> Facts {
    Facts {
        title: "Été".into(),
        artists: vec!["Ann".into(), "Bob".into()],
        album: None,
        genres: vec!["Jazz".into()],
        sort: SortFacts { year: Some(1960), added_ms: 10 * DAY_MS, ..SortFacts::default() },
    }
}

fn admits(rules: &str) -> bool {
    let rules = format!(r#"{{"rules": [{rules}]}}"#);
    Rules::parse(&rules).unwrap().admit(&facts(), 12 * DAY_MS)
}

#[test]
fn conditions_mean_what_the_table_says() {
    for rules in [
        r#"{"field": "title", "operator": "is", "value": "ETE"}"#,
        r#"{"field": "artist", "operator": "contains", "value": "o"}"#,
        r#"{"field": "artist", "operator": "is_not", "value": "Ann Bob"}"#,
        r#"{"field": "album", "operator": "is_not", "value": "Ann Bob"}"#,
        r#"{"field": "year", "operator": "below", "value": 1970}"#,
        r#"{"field": "rating", "operator": "is_not", "value": 3}"#,
        r#"{"field": "plays", "operator": "is", "value": 0}"#,
        r#"{"field": "starred", "operator": "is_not", "value": true}"#,
        r#"{"field": "added", "operator": "within_days", "value": 2}"#,
        r#"{"field": "played", "operator": "not_within_days", "value": 9}"#,
        r#"{"match": "any", "rules": [{"field": "year", "operator": "is", "value": 1},
            {"match": "all", "rules": []}]}"#,
        "",
    ] {
        assert!(admits(rules), "{rules}");
    }
    for rules in [
        r#"{"field": "artist", "operator": "is_not", "value": "ann"}"#,
        r#"{"field": "album", "operator": "begins_with", "value": ""}"#,
        r#"{"field": "rating", "operator": "below", "value": 3}"#,
        r#"{"field": "added", "operator": "within_days", "value": 1}"#,
        r#"{"match": "any", "rules": []}"#,
    ] {
        assert!(!admits(rules), "{rules}");
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    for rules in [
        r#"{"rules": [{"field": "title", "operator": "above", "value": 3}]}"#,
        r#"{"rules": [{"field": "year", "operator": "is", "value": "1960"}]}"#,
        r#"{"rules": [{"field": "random", "operator": "is", "value": 1}]}"#,
        r#"{"rules": [{"field": "password", "operator": "is", "value": "x"}]}"#,
        r#"{"rules": [], "sql": "DROP TABLE users"}"#,
        "{}",
        "",
    ] {
        assert!(Rules::parse(rules).is_err(), "{rules}");
    }
    let condition = r#"{"field": "year", "operator": "is", "value": 1}"#;
    let many = vec![condition; limits::MAX_RULES + 1].join(",");
    assert!(Rules::parse(&format!(r#"{{"rules": [{many}]}}"#)).is_err());
    let deep = r#"{"rules": ["#.repeat(90) + &"]}".repeat(90);
    assert!(Rules::parse(&deep).is_err());
}

#[test]
fn tracks_are_put_in_order_and_cut() {
    let rules = r#"{"rules": [], "limit": 3, "order": [{"by": "rating", "descending": true},
        {"by": "played"}]}"#;
    let track = |id, stars, last_ms| {
        let plays = Plays { last_ms, ..Plays::default() };
        let mark = Mark { rating: Rating::new(stars), plays, starred_ms: None };
        (TrackId(id), SortFacts { mark, ..SortFacts::default() })
    };
    let mut tracks =
        vec![track(1, 0, None), track(2, 4, Some(9)), track(3, 5, None), track(4, 4, Some(3))];
    let rules = Rules::parse(rules).unwrap();
    assert_eq!(Rules::parse(&rules.to_json()).unwrap(), rules);
    rules.finish(&mut tracks, 1);
    let ids: Vec<i64> = tracks.iter().map(|(id, _)| id.0).collect();
    assert_eq!(ids, [3, 4, 2]);
}
