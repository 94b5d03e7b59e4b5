//! What rules mean: whether a track is found, and where it stands.

use std::cmp::Ordering;

use super::{Condition, Field, Matching, Operator, Order, Rule, Value};
use crate::{Mark, fold};

const DAY_MS: i64 = 86_400_000;

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

    pub(super) fn compared(&self, other: &SortFacts, order: Order) -> Ordering {
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

impl Condition {
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

pub(super) fn all_or_any(matching: Matching, rules: &[Rule], facts: &Facts, now_ms: i64) -> bool {
    let admits = |rule: &Rule| match rule {
        Rule::Condition(condition) => condition.admits(facts, now_ms),
        Rule::Group(group) => all_or_any(group.matching, &group.rules, facts, now_ms),
    };
    match matching {
        Matching::All => rules.iter().all(admits),
        Matching::Any => rules.iter().any(admits),
    }
}
