//! Rules by which a smart playlist finds its tracks: a small language, written as JSON.
//!
//! ```json
//! { "match": "all",
//!   "rules": [
//!     { "field": "genre", "operator": "is", "value": "Jazz" },
//!     { "field": "year", "operator": "below", "value": 1970 },
//!     { "match": "any", "rules": [
//!       { "field": "starred", "operator": "is", "value": true },
//!       { "field": "plays", "operator": "above", "value": 3 } ] } ],
//!   "order": [ { "by": "played", "descending": true } ],
//!   "limit": 50 }
//! ```
//!
//! | fields | operators | value |
//! |---|---|---|
//! | `title` `artist` `album` `genre` | `is` `is_not` `contains` `contains_not` `begins_with` | text, compared as [`fold`](crate::fold) makes it |
//! | `year` `track` `disc` `duration_s` `plays` `skips` `rating` | `is` `is_not` `above` `below` | a whole number |
//! | `starred` | `is` `is_not` | `true` or `false` |
//! | `added` `played` | `within_days` `not_within_days` | a whole number |
//!
//! `match` is `all` (also when it is left out) or `any`. A track has an artist or genre when one of its
//! several is it. What a track does not have (a year, a rating) is neither above nor below anything, and
//! `is_not` holds. `order` may name every field and `random`; without one, tracks are in order of
//! identity, which also decides among equals.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::{Mark, Permutation, TrackId, fold, limits};

const DAY_MS: i64 = 86_400_000;

/// The rules of one playlist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Whether all must hold, or any.
    #[serde(default, rename = "match")]
    pub matching: Matching,
    /// The rules.
    pub rules: Vec<Rule>,
    /// In what order, the first first.
    #[serde(default)]
    pub order: Vec<Order>,
    /// How many tracks at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Whether all rules must hold, or any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matching {
    /// All; no rules hold for every track.
    #[default]
    All,
    /// At least one.
    Any,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Rule {
    /// A field compared with a value.
    Condition(Condition),
    /// Rules within rules.
    Group(Group),
}

/// Rules within rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Whether all must hold, or any.
    #[serde(default, rename = "match")]
    pub matching: Matching,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A field compared with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is compared.
    pub field: Field,
    /// How.
    pub operator: Operator,
    /// With what.
    pub value: Value,
}

/// What a track can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the table above explains them")]
pub enum Field {
    Title,
    Artist,
    Album,
    Genre,
    Year,
    Track,
    Disc,
    DurationS,
    Plays,
    Skips,
    Rating,
    Starred,
    Added,
    Played,
    /// An order only: another one for every seed.
    Random,
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the table above explains them")]
pub enum Operator {
    Is,
    IsNot,
    Contains,
    ContainsNot,
    BeginsWith,
    Above,
    Below,
    WithinDays,
    NotWithinDays,
}

impl Operator {
    /// The operator that this one denies, if it is a denial.
    #[must_use]
    pub fn denied(self) -> Option<Operator> {
        match self {
            Operator::IsNot => Some(Operator::Is),
            Operator::ContainsNot => Some(Operator::Contains),
            Operator::NotWithinDays => Some(Operator::WithinDays),
            Operator::Is
            | Operator::Contains
            | Operator::BeginsWith
            | Operator::Above
            | Operator::Below
            | Operator::WithinDays => None,
        }
    }
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "the table above explains them")]
pub enum Value {
    Flag(bool),
    Number(i64),
    Text(String),
}

/// One step of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// By which field.
    pub by: Field,
    /// Whether the largest is first.
    #[serde(default)]
    pub descending: bool,
}

/// Why rules are none, with what would be right.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// It is not JSON of the documented form.
    #[error("these are no rules: {0}")]
    Form(#[from] serde_json::Error),
    /// A field, an operator and a value that do not go together.
    #[error("{0:?} cannot be compared by {1:?} with {2:?}")]
    Mismatch(Field, Operator, Value),
    /// More than is evaluated.
    #[error("rules hold {} conditions at most, {} deep", limits::MAX_RULES, limits::MAX_RULE_DEPTH)]
    TooMany,
}

impl Rules {
    /// Reads rules, and checks that every condition makes sense.
    ///
    /// # Errors
    /// When they are not of the documented form, or too many.
    pub fn parse(json: &str) -> Result<Rules, RulesError> {
        let rules: Rules = serde_json::from_str(json)?;
        let mut conditions = 0;
        checked(&rules.rules, 1, &mut conditions)?;
        if rules.order.len() > limits::MAX_RULES {
            return Err(RulesError::TooMany);
        }
        Ok(rules)
    }

    /// The rules as JSON that [`Rules::parse`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether a track is found; the meaning that the store's queries are tested by.
    #[must_use]
    pub fn admit(&self, facts: &Facts, now_ms: i64) -> bool {
        all_or_any(self.matching, &self.rules, facts, now_ms)
    }

    /// Puts tracks in order and leaves out those beyond the limit.
    pub fn finish(&self, tracks: &mut Vec<(TrackId, SortFacts)>, seed: u64) {
        let random = Permutation::new(1 << 40, seed);
        tracks.sort_by(|(a, x), (b, y)| {
            let step = |order: &Order| match order.by {
                Field::Random => shuffled(random, *a).cmp(&shuffled(random, *b)),
                _ => x.compared(y, *order),
            };
            self.order.iter().map(step).find(|by| by.is_ne()).unwrap_or_else(|| a.cmp(b))
        });
        tracks.truncate(self.limit.map_or(usize::MAX, |limit| limit as usize));
    }
}

fn shuffled(order: Permutation, track: TrackId) -> Option<usize> {
    order.at(usize::try_from(track.0).ok()?)
}

fn checked(rules: &[Rule], depth: usize, conditions: &mut usize) -> Result<(), RulesError> {
    if depth > limits::MAX_RULE_DEPTH {
        return Err(RulesError::TooMany);
    }
    for rule in rules {
        *conditions += 1;
        if *conditions > limits::MAX_RULES {
            return Err(RulesError::TooMany);
        }
        match rule {
            Rule::Group(group) => checked(&group.rules, depth + 1, conditions)?,
            Rule::Condition(condition) => condition.check()?,
        }
    }
    Ok(())
}

impl Condition {
    fn check(&self) -> Result<(), RulesError> {
        let operator = self.operator.denied().unwrap_or(self.operator);
        let fits = match (self.field, &self.value) {
            (Field::Title | Field::Artist | Field::Album | Field::Genre, Value::Text(text)) => {
                text.len() <= limits::MAX_TEXT
                    && !text.contains('\0')
                    && matches!(operator, Operator::Is | Operator::Contains | Operator::BeginsWith)
            }
            (Field::Added | Field::Played, Value::Number(days)) => {
                operator == Operator::WithinDays && (0..=36_500).contains(days)
            }
            (Field::Starred, Value::Flag(_)) => operator == Operator::Is,
            (
                Field::Year
                | Field::Track
                | Field::Disc
                | Field::DurationS
                | Field::Plays
                | Field::Skips
                | Field::Rating,
                Value::Number(number),
            ) => {
                matches!(operator, Operator::Is | Operator::Above | Operator::Below)
                    && number.unsigned_abs() <= 1_000_000_000
            }
            _ => false,
        };
        if fits {
            return Ok(());
        }
        Err(RulesError::Mismatch(self.field, self.operator, self.value.clone()))
    }

    fn admits(&self, facts: &Facts, now_ms: i64) -> bool {
        match self.operator.denied() {
            Some(operator) => !self.holds(operator, facts, now_ms),
            None => self.holds(self.operator, facts, now_ms),
        }
    }

    fn holds(&self, operator: Operator, facts: &Facts, now_ms: i64) -> bool {
        match &self.value {
            Value::Text(text) => {
                let texts = match self.field {
                    Field::Title => std::slice::from_ref(&facts.title),
                    Field::Artist => &facts.artists,
                    Field::Album => facts.album.as_slice(),
                    _ => &facts.genres,
                };
                texts.iter().any(|found| text_holds(operator, &fold(found), &fold(text)))
            }
            Value::Flag(flag) => facts.sort.mark.starred_ms.is_some() == *flag,
            Value::Number(days) if operator == Operator::WithinDays => {
                let time = match self.field {
                    Field::Added => Some(facts.sort.added_ms),
                    _ => facts.sort.mark.plays.last_ms,
                };
                time.is_some_and(|time| time >= days_ago(now_ms, *days))
            }
            Value::Number(number) => facts
                .sort
                .number(self.field)
                .is_some_and(|found| number_holds(operator, found, *number)),
        }
    }
}

/// The time some days before another, in milliseconds since 1970.
#[must_use]
pub fn days_ago(now_ms: i64, days: i64) -> i64 {
    now_ms.saturating_sub(days.saturating_mul(DAY_MS))
}

/// Whether a folded text is, contains or begins with another.
#[must_use]
pub fn text_holds(operator: Operator, found: &str, wanted: &str) -> bool {
    match operator {
        Operator::Is => found == wanted,
        Operator::Contains => found.contains(wanted),
        Operator::BeginsWith => found.starts_with(wanted),
        _ => false,
    }
}

/// Whether a number is, is above or is below another.
#[must_use]
pub fn number_holds(operator: Operator, found: i64, wanted: i64) -> bool {
    match operator {
        Operator::Is => found == wanted,
        Operator::Above => found > wanted,
        Operator::Below => found < wanted,
        _ => false,
    }
}

fn all_or_any(matching: Matching, rules: &[Rule], facts: &Facts, now_ms: i64) -> bool {
    let admits = |rule: &Rule| match rule {
        Rule::Condition(condition) => condition.admits(facts, now_ms),
        Rule::Group(group) => all_or_any(group.matching, &group.rules, facts, now_ms),
    };
    match matching {
        Matching::All => rules.iter().all(admits),
        Matching::Any => rules.iter().any(admits),
    }
}

/// What rules ask of a track.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its title.
    pub title: String,
    /// Who performs it.
    pub artists: Vec<String>,
    /// Its album.
    pub album: Option<String>,
    /// Its genres.
    pub genres: Vec<String>,
    /// The rest.
    pub sort: SortFacts,
}

/// What tracks are put in order by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SortFacts {
    /// Texts by which title, artist and album are put in order.
    pub title: String,
    /// Of the artists.
    pub artist: String,
    /// Of the album.
    pub album: String,
    /// The first of the genres.
    pub genre: String,
    /// Year of its first release.
    pub year: Option<i64>,
    /// Place on the disc, 0 when it is not told.
    pub number: i64,
    /// Place of the disc.
    pub disc: i64,
    /// How long it is, in milliseconds.
    pub duration_ms: i64,
    /// When it was added, in milliseconds since 1970.
    pub added_ms: i64,
    /// What the listener thinks of it.
    pub mark: Mark,
}

impl SortFacts {
    fn number(&self, field: Field) -> Option<i64> {
        match field {
            Field::Year => self.year,
            Field::Track => Some(self.number),
            Field::Disc => Some(self.disc),
            Field::DurationS => Some(self.duration_ms / 1_000),
            Field::Plays => Some(self.mark.plays.plays.into()),
            Field::Skips => Some(self.mark.plays.skips.into()),
            Field::Rating => self.mark.rating.map(|rating| rating.stars().into()),
            Field::Starred => self.mark.starred_ms,
            Field::Added => Some(self.added_ms),
            Field::Played => self.mark.plays.last_ms,
            _ => None,
        }
    }

    fn compared(&self, other: &SortFacts, order: Order) -> Ordering {
        let turned = |by: Ordering| if order.descending { by.reverse() } else { by };
        match order.by {
            Field::Title => turned(self.title.cmp(&other.title)),
            Field::Artist => turned(self.artist.cmp(&other.artist)),
            Field::Album => turned(self.album.cmp(&other.album)),
            Field::Genre => turned(self.genre.cmp(&other.genre)),
            by => match (self.number(by), other.number(by)) {
                (Some(a), Some(b)) => turned(a.cmp(&b)),
                // What has none is last in both directions.
                (a, b) => b.is_some().cmp(&a.is_some()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Plays, Rating};

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
}
