//! Pages of lists: each names where the next begins.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;

/// The most entries on a page.
const MOST: u32 = 500;

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// Entries on a page; 50 unless told otherwise, at most 500.
    pub(crate) limit: Option<u32>,
    /// Begins after this entry: the `next` of the page before.
    pub(crate) after: Option<String>,
}

impl Paging {
    /// The place that `after` names in lists that go by numbers.
    pub(crate) fn number(&self) -> Result<Option<i64>, Problem> {
        let after = self.after.as_deref().map(str::parse).transpose();
        after.map_err(|_| Problem::bad("after is the `next` of the page before"))
    }

    pub(crate) fn limit(&self) -> u32 {
        self.limit.unwrap_or(50).clamp(1, MOST)
    }
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The entries.
    pub(crate) items: Vec<T>,
    /// What to send as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

impl<T> Page<T> {
    /// A page that was read with one entry more than its `limit`; `mark` tells the place of an entry.
    pub(crate) fn of<S>(
        mut found: Vec<S>,
        limit: u32,
        mark: impl Fn(&S) -> String,
        view: impl Fn(S) -> T,
    ) -> Page<T> {
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = if more { found.last().map(mark) } else { None };
        Page { items: found.into_iter().map(view).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_no_next() {
        let page = |found: Vec<i64>| Page::of(found, 2, i64::to_string, |n| n);
        assert_eq!(page(vec![1, 2, 3]).next.as_deref(), Some("2"));
        assert_eq!(page(vec![1, 2]).next, None);
        assert_eq!(Paging { limit: Some(9999), after: None }.limit(), 500);
    }
}
