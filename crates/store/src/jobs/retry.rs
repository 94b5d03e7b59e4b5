//! How long a job waits after it failed.

use super::Job;

/// After the first failure, in milliseconds; doubled with each further one.
const FIRST_MS: i64 = 5_000;
const LONGEST_MS: i64 = 3_600_000;

/// Between half and all of the exponential time: jobs that failed together are not tried again together.
/// The share hangs on the job alone, so that a test knows it.
pub(super) fn wait_ms(job: &Job) -> i64 {
    let doublings = u32::try_from(job.attempts - 1).unwrap_or(0).min(20);
    let longest = (FIRST_MS << doublings).min(LONGEST_MS);
    let name = format!("{} {}", job.id, job.attempts);
    let share = i64::from(blake3::hash(name.as_bytes()).as_bytes()[0]);
    longest / 2 + longest / 2 * share / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_differ() {
        let wait = |id, attempts| {
            let (kind, key, payload) = (String::new(), String::new(), String::new());
            wait_ms(&Job { id, kind, key, attempts, payload })
        };
        for id in 0..50 {
            assert!((2_500..=5_000).contains(&wait(id, 1)));
            assert!((160_000..=320_000).contains(&wait(id, 7)));
            assert!((1_800_000..=3_600_000).contains(&wait(id, 1_000)));
        }
        assert_ne!(wait(1, 3), wait(2, 3));
    }
}
