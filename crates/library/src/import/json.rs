//! JSON of any shape, read piece by piece: a listen is kept as soon as its object ends, so that no
//! document has to stand in memory.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::entry::{self, Entry};
use super::{ImportError, Imported};

/// Names under which documents hold their listens.
const CONTAINERS: [&str; 5] = ["payload", "listens", "scrobbles", "recenttracks", "track"];

pub(super) fn read(bytes: &[u8], found: &mut Imported) -> Result<(), ImportError> {
    let first = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let whole = |line: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    if first.is_some_and(|line| line.trim_ascii().starts_with(b"{") && whole(line)) {
        for line in bytes.split(|byte| *byte == b'\n') {
            if line.trim_ascii().is_empty() {
                continue;
            }
            // A line that was cut off is one listen less.
            if value(line, found).is_err() {
                found.unread += 1;
            }
            check(found)?;
        }
        return Ok(());
    }
    let outcome = value(bytes, found);
    check(found)?;
    outcome.map_err(|error| ImportError::Unknown(error.to_string()))
}

fn check(found: &Imported) -> Result<(), ImportError> {
    if found.listens.len() >= crate::limits::MAX_HISTORY_LISTENS {
        return Err(ImportError::TooLarge("2,000,000 listens"));
    }
    Ok(())
}

fn value(bytes: &[u8], found: &mut Imported) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let collector = Collector { found, listed: true };
    collector.deserialize(&mut json)?;
    json.end()
}

/// Takes listens out of whatever it visits, and answers the rest as a value.
struct Collector<'f> {
    found: &'f mut Imported,
    /// Whether an object here ought to be a listen.
    listed: bool,
}

impl<'de> DeserializeSeed<'de> for Collector<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Collector<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a listening history")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list
            .next_element_seed(Collector { found: &mut *self.found, listed: self.listed })?
            .is_some()
        {}
        Ok(Value::Null)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut holds_others = false;
        while let Some(name) = map.next_key::<String>()? {
            let listed = self.listed && CONTAINERS.contains(&name.as_str());
            let before = self.found.listens.len() + self.found.unread + self.found.private;
            let inside = map.next_value_seed(Collector { found: &mut *self.found, listed })?;
            let after = self.found.listens.len() + self.found.unread + self.found.private;
            holds_others |= after > before;
            object.insert(name, inside);
        }
        match entry::of(&object) {
            Some(Entry::Listen(listen)) => self.found.keep(listen).map_err(A::Error::custom)?,
            Some(Entry::Private) => self.found.private += 1,
            None => {
                if self.listed && !holds_others {
                    self.found.unread += 1;
                }
                return Ok(Value::Object(object));
            }
        }
        Ok(Value::Null)
    }
}
