//! What a client sent: the query and, for a POST, the form (extension `formPost`), as one list.

use std::str::FromStr;

use super::failure::Failure;

/// Names and values in the order they came; a name may come several times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads `a=b&c=d`; anything at all can be read.
    pub(crate) fn read(query: &str, form: &[u8]) -> Parameters {
        let pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(form));
        Parameters(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a name, in order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn need(&self, name: &'static str) -> Result<&str, Failure> {
        self.get(name).ok_or(Failure::Missing(name))
    }

    /// A value that is read, if it was sent; one that cannot be read is an error.
    pub(crate) fn read_as<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, Failure> {
        let Some(value) = self.get(name).filter(|value| !value.is_empty()) else { return Ok(None) };
        let value = value.trim();
        value
            .parse()
            .map(Some)
            .map_err(|_| Failure::Unreadable(name, value.chars().take(80).collect()))
    }

    /// Yes or no, as languages that clients are written in spell it.
    pub(crate) fn flag(&self, name: &'static str) -> Result<Option<bool>, Failure> {
        let Some(word) = self.read_as::<String>(name)? else { return Ok(None) };
        match word.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            _ => Err(Failure::Unreadable(name, word.chars().take(80).collect())),
        }
    }

    /// A number between 0 and `most`: what is more is clamped, so that no client asks for everything.
    pub(crate) fn count(
        &self,
        name: &'static str,
        default: u32,
        most: u32,
    ) -> Result<u32, Failure> {
        Ok(self
            .read_as::<u64>(name)?
            .map_or(default, |n| u32::try_from(n).unwrap_or(most))
            .min(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_and_form_are_one() {
        let sent = Parameters::read("id=a&id=b+c&size=9999999999", b"v=1.16.1&size=3&x=%E6%9C%88");
        assert_eq!(sent.all("id").collect::<Vec<_>>(), ["a", "b c"]);
        assert_eq!((sent.get("v"), sent.get("x")), (Some("1.16.1"), Some("月")));
        assert_eq!(sent.count("size", 10, 500), Ok(500));
        assert_eq!(sent.count("offset", 10, 500), Ok(10));
        assert_eq!(sent.need("query"), Err(Failure::Missing("query")));
        let flags = Parameters::read("a=True&b=0&c=perhaps", b"");
        assert_eq!((flags.flag("a"), flags.flag("b")), (Ok(Some(true)), Ok(Some(false))));
        assert_eq!((flags.flag("c").is_err(), flags.flag("d")), (true, Ok(None)));
        let wrong = Parameters::read("size=-1", b"").count("size", 1, 2);
        assert_eq!(wrong, Err(Failure::Unreadable("size", "-1".into())));
    }
}
