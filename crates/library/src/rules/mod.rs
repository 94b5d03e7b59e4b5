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
//! | `title` `artist` `album` `genre` | `is` `is_not` `contains` `contains_not` `begins_with` | text, compared as [`fold`](crate::fold()) makes it |
//! | `year` `track` `disc` `duration_s` `plays` `skips` `rating` | `is` `is_not` `above` `below` | a whole number |
//! | `starred` | `is` `is_not` | `true` or `false` |
//! | `added` `played` | `within_days` `not_within_days` | a whole number |
//!
//! `match` is `all` (also when it is left out) or `any`. A track has an artist or genre when one of its
//! several is it. What a track does not have (a year, a rating) is neither above nor below anything, and
//! `is_not` holds. `order` may name every field and `random`; without one, tracks are in order of
//! identity, which also decides among equals.

mod facts;

use serde::{Deserialize, Serialize};

use crate::{Permutation, TrackId, limits};
use facts::all_or_any;
pub use facts::{Facts, SortFacts, days_ago, number_holds, text_holds};

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
}

#[cfg(test)]
mod tests;
