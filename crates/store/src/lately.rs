//! Whether the database was asked a moment ago: a thousand requests a second need not each ask again.

use std::time::{Duration, Instant};

/// How long it takes at most until what another process changed is seen here.
const LATELY: Duration = Duration::from_millis(100);

/// When the database was last asked whether something remembered is still right; at first never.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked(Option<Instant>);

impl Asked {
    /// Asked now. Take it before asking: what changes meanwhile is then asked for again.
    // Not what time it is, but how long ago something was: no answer depends on it but by this much.
    #[expect(clippy::disallowed_methods, reason = "only how old a memory is")]
    pub(crate) fn now() -> Asked {
        Asked(Some(Instant::now()))
    }

    /// Whether that was a moment ago.
    pub(crate) fn lately(self) -> bool {
        self.within(LATELY)
    }

    /// Whether it was no longer ago than this.
    pub(crate) fn within(self, age: Duration) -> bool {
        let Asked(Some(asked)) = self else { return false };
        Asked::now().0.is_some_and(|now| now.duration_since(asked) <= age)
    }
}
