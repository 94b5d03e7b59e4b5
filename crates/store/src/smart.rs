//! Rules as a query: what stands in columns is asked of the database; what is sealed or folded in memory
//! is looked up first and becomes a list of identities.

use std::collections::HashMap;

use library::rules::{
    Condition, Field, Matching, Operator, Rule, Rules, SortFacts, Value, days_ago, number_holds,
    text_holds,
};
use library::{Item, Mark, Plays, TrackId, UserId, fold};
use sqlx::AssertSqlSafe;

use crate::StoreError;
use crate::catalogue::Catalogue;
use crate::engine::{Store, reading};
use crate::tracks::listed;

/// What a query takes beside its text: nothing that was typed ever stands in the text.
enum Parameter {
    Number(i64),
    Text(String),
}

/// The clause that is being written, and what it needs to know.
struct Clause<'a> {
    catalogue: &'a Catalogue,
    marks: &'a HashMap<TrackId, Mark>,
    now_ms: i64,
    parameters: Vec<Parameter>,
}

type Columns = (i64, String, Option<i64>, Option<i64>, i64, i64, i64, i64);

impl Store {
    /// The tracks that rules find for a listener at a time in milliseconds since 1970, in the rules'
    /// order; `seed` decides an order that is random.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub async fn tracks_by_rules(
        &self,
        rules: &Rules,
        listener: UserId,
        now_ms: i64,
        seed: u64,
    ) -> Result<Vec<TrackId>, StoreError> {
        let (catalogue, marks) = (self.catalogue().await?, self.all_marks(listener).await?);
        let mut clause =
            Clause { catalogue: &catalogue, marks: &marks, now_ms, parameters: Vec::new() };
        let sql = format!(
            "SELECT id, title_key, year, album, number, disc, duration_ms, added_ms FROM tracks \
             WHERE NOT missing AND {} ORDER BY id",
            clause.group(rules.matching, &rules.rules)
        );
        let rows: Vec<Columns> = reading!(self, |db| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).persistent(false);
            for parameter in &clause.parameters {
                query = match parameter {
                    Parameter::Number(number) => query.bind(*number),
                    Parameter::Text(text) => query.bind(text.as_str()),
                };
            }
            query.fetch_all(db).await?
        });
        let facts = |row: Columns| {
            let (id, title, year, album, number, disc, duration_ms, added_ms) = row;
            let album = album.and_then(|id| catalogue.album(library::AlbumId(id)));
            let mark = marks.get(&TrackId(id)).copied().unwrap_or_default();
            let facts = SortFacts {
                title,
                artist: album.map_or_else(String::new, |album| fold(&album.artist_text)),
                album: album.map_or_else(String::new, |album| album.sort_text.clone()),
                genre: album
                    .and_then(|album| album.genres.first())
                    .map_or_else(String::new, |genre| fold(genre)),
                year,
                number,
                disc,
                duration_ms,
                added_ms,
                mark,
            };
            (TrackId(id), facts)
        };
        let mut tracks: Vec<(TrackId, SortFacts)> = rows.into_iter().map(facts).collect();
        rules.finish(&mut tracks, seed);
        Ok(tracks.into_iter().map(|(id, _)| id).collect())
    }

    /// Every track that a listener marked or heard.
    async fn all_marks(&self, user: UserId) -> Result<HashMap<TrackId, Mark>, StoreError> {
        let mut marks: HashMap<TrackId, Mark> = HashMap::new();
        for (item, time) in self.starred(user).await? {
            if let Item::Track(id) = item {
                marks.entry(id).or_default().starred_ms = Some(time);
            }
        }
        for (item, rating) in self.rated(user).await? {
            if let Item::Track(id) = item {
                marks.entry(id).or_default().rating = Some(rating);
            }
        }
        for (id, plays) in self.history(user).await?.tracks() {
            marks.entry(id).or_default().plays = plays;
        }
        Ok(marks)
    }
}

impl Clause<'_> {
    fn group(&mut self, matching: Matching, rules: &[Rule]) -> String {
        let (between, empty) = match matching {
            Matching::All => (" AND ", "TRUE"),
            Matching::Any => (" OR ", "FALSE"),
        };
        let rules: Vec<String> = rules.iter().map(|rule| self.rule(rule)).collect();
        if rules.is_empty() { empty.to_owned() } else { format!("({})", rules.join(between)) }
    }

    fn rule(&mut self, rule: &Rule) -> String {
        match rule {
            Rule::Group(group) => self.group(group.matching, &group.rules),
            Rule::Condition(condition) => match condition.operator.denied() {
                Some(operator) => format!("NOT {}", self.condition(condition, operator)),
                None => self.condition(condition, condition.operator),
            },
        }
    }

    /// Never NULL, so that its denial is what it should be.
    fn condition(&mut self, condition: &Condition, operator: Operator) -> String {
        match &condition.value {
            Value::Text(text) => self.text(condition.field, operator, &fold(text)),
            Value::Flag(flag) => self.marked(|mark| mark.starred_ms.is_some() == *flag),
            Value::Number(days) if operator == Operator::WithinDays => {
                let since = days_ago(self.now_ms, *days);
                match condition.field {
                    Field::Added => format!("added_ms >= {}", self.number(since)),
                    _ => self.marked(|mark| mark.plays.last_ms.is_some_and(|time| time >= since)),
                }
            }
            Value::Number(number) => self.compared(condition.field, operator, *number),
        }
    }

    fn compared(&mut self, field: Field, operator: Operator, number: i64) -> String {
        let heard = |found: fn(&Plays) -> u32| {
            move |mark: &Mark| number_holds(operator, found(&mark.plays).into(), number)
        };
        let column = match field {
            Field::Plays => return self.marked(heard(|plays| plays.plays)),
            Field::Skips => return self.marked(heard(|plays| plays.skips)),
            Field::Rating => {
                return self.marked(|mark| {
                    let stars = mark.rating.map(|rating| rating.stars().into());
                    stars.is_some_and(|stars| number_holds(operator, stars, number))
                });
            }
            Field::Year => "COALESCE(year, -2000000000)",
            Field::Track => "number",
            Field::Disc => "disc",
            _ => "duration_ms / 1000",
        };
        let sign = match operator {
            Operator::Above => ">",
            Operator::Below => "<",
            _ => "=",
        };
        let known = if field == Field::Year { "year IS NOT NULL AND " } else { "" };
        format!("({known}{column} {sign} {})", self.number(number))
    }

    /// Tracks whose mark is as asked; all that are neither marked nor heard have the mark of nothing.
    fn marked(&self, holds: impl Fn(&Mark) -> bool) -> String {
        let for_others = holds(&Mark::default());
        let unlike = self.marks.iter().filter(|(_, mark)| holds(mark) != for_others);
        let mut unlike: Vec<i64> = unlike.map(|(id, _)| id.0).collect();
        unlike.sort_unstable();
        // An empty list is NULL, which would make the whole condition so.
        match (for_others, unlike.is_empty()) {
            (true, true) => "TRUE".to_owned(),
            (false, true) => "FALSE".to_owned(),
            (true, false) => format!("(id NOT IN ({}))", listed(&unlike)),
            (false, false) => format!("(id IN ({}))", listed(&unlike)),
        }
    }

    fn text(&mut self, field: Field, operator: Operator, wanted: &str) -> String {
        let holds = |found: &str| text_holds(operator, &fold(found), wanted);
        match field {
            Field::Title => {
                let pattern = match operator {
                    Operator::Contains => format!("%{}%", escaped(wanted)),
                    Operator::BeginsWith => format!("{}%", escaped(wanted)),
                    _ => return format!("(title_key = {})", self.bound(wanted.to_owned())),
                };
                format!("(title_key LIKE {} ESCAPE '\\')", self.bound(pattern))
            }
            Field::Artist => {
                let artists = self.catalogue.artists.iter().filter(|artist| holds(&artist.name));
                let ids: Vec<i64> = artists.map(|artist| artist.id.0).collect();
                format!(
                    "EXISTS (SELECT 1 FROM track_artists WHERE track = tracks.id \
                     AND role = 'artist' AND artist IN ({}))",
                    listed(&ids)
                )
            }
            Field::Album => {
                let albums = self.catalogue.albums.iter().filter(|album| holds(&album.title));
                let ids: Vec<i64> = albums.map(|album| album.id.0).collect();
                if ids.is_empty() {
                    return "FALSE".to_owned();
                }
                format!("(album IS NOT NULL AND album IN ({}))", listed(&ids))
            }
            _ => {
                let names = self.catalogue.genres.keys().filter(|name| holds(name));
                let names: Vec<String> = names.map(|name| name.to_string()).collect();
                if names.is_empty() {
                    return "FALSE".to_owned();
                }
                let names: Vec<String> = names.into_iter().map(|name| self.bound(name)).collect();
                format!(
                    "EXISTS (SELECT 1 FROM track_genres WHERE track = tracks.id AND genre IN ({}))",
                    names.join(",")
                )
            }
        }
    }

    fn number(&mut self, number: i64) -> String {
        self.parameters.push(Parameter::Number(number));
        format!("${}", self.parameters.len())
    }

    fn bound(&mut self, text: String) -> String {
        self.parameters.push(Parameter::Text(text));
        format!("${}", self.parameters.len())
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
