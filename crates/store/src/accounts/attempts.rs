//! How often somebody may try: after some failures one must wait, each time twice as long.
//!
//! The counts are in memory: who restarts the house forgives. Whoever is signed in already, and every app
//! password, goes on working while an account waits.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Refused;
use crate::bounded::Bounded;

const SECOND_MS: i64 = 1_000;
const LONGEST_WAIT_MS: i64 = 15 * 60 * SECOND_MS;
/// Failures are forgotten after a day without one.
const FORGOTTEN_MS: i64 = 24 * 60 * 60 * SECOND_MS;
/// Failures before the first wait.
const FREE_BY_ACCOUNT: u32 = 5;
const FREE_BY_ADDRESS: u32 = 20;
/// Half of the most that are remembered.
const REMEMBERED: usize = 32_768;

/// Counted beside one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Who {
    /// By a hash of its name: names that do not exist count too.
    Account([u8; 32]),
    Address(IpAddr),
    /// One device that tries an old secret must not keep its house from signing in elsewhere.
    Device([u8; 32], IpAddr),
}

#[derive(Clone, Copy, Debug, Default)]
struct Failures {
    count: u32,
    last_ms: i64,
}

impl Failures {
    fn wait_ms(self, free: u32, now_ms: i64) -> i64 {
        let Some(over) = self.count.checked_sub(free) else { return 0 };
        let wait = (SECOND_MS << over.min(16)).min(LONGEST_WAIT_MS);
        (self.last_ms.saturating_add(wait).saturating_sub(now_ms)).clamp(0, wait)
    }
}

/// Who failed how often, lately.
#[derive(Debug)]
pub(crate) struct Attempts {
    failures: Mutex<Bounded<Who, Failures>>,
}

impl Default for Attempts {
    fn default() -> Attempts {
        Attempts { failures: Mutex::new(Bounded::new(REMEMBERED)) }
    }
}

impl Attempts {
    /// Counts an attempt at an account's password as failed before it is looked at, so that none are made
    /// side by side; [`Attempts::succeeded`] takes it back.
    pub(super) fn begin(&self, key: &str, from: IpAddr, now_ms: i64) -> Result<(), Refused> {
        let account = (Who::Account(hash(key)), FREE_BY_ACCOUNT);
        let address = (Who::Address(network(from)), FREE_BY_ADDRESS);
        self.count(&[account, address], now_ms)
    }

    /// The attempt was good: the account is free again.
    pub(super) fn succeeded(&self, key: &str, from: IpAddr) {
        self.forgive(key, from);
        self.locked().remove(&Who::Account(hash(key)));
    }

    /// The attempt was no guess, but what failed before still counts.
    pub(super) fn forgive(&self, key: &str, from: IpAddr) {
        let mut failures = self.locked();
        for who in [Who::Account(hash(key)), Who::Address(network(from))] {
            if let Some(known) = failures.get(&who) {
                let count = known.count.saturating_sub(1);
                failures.insert(who, Failures { count, ..known });
            }
        }
    }

    /// Counts a device that showed a wrong secret of many bits.
    pub(super) fn device_failed(
        &self,
        key: &str,
        from: IpAddr,
        now_ms: i64,
    ) -> Result<(), Refused> {
        self.count(&[(Who::Device(hash(key), network(from)), FREE_BY_ADDRESS)], now_ms)
    }

    fn count(&self, who: &[(Who, u32)], now_ms: i64) -> Result<(), Refused> {
        let mut failures = self.locked();
        let mut known = Vec::new();
        let mut wait_ms = 0;
        for (who, free) in who {
            let mut failed = failures.get(who).unwrap_or_default();
            if now_ms.saturating_sub(failed.last_ms) > FORGOTTEN_MS {
                failed = Failures::default();
            }
            wait_ms = wait_ms.max(failed.wait_ms(*free, now_ms));
            known.push((*who, failed));
        }
        if wait_ms > 0 {
            return Err(Refused::Wait { ms: wait_ms });
        }
        for (who, failed) in known {
            let count = failed.count.saturating_add(1);
            failures.insert(who, Failures { count, last_ms: now_ms });
        }
        Ok(())
    }

    fn locked(&self) -> MutexGuard<'_, Bounded<Who, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(key: &str) -> [u8; 32] {
    blake3::hash(key.as_bytes()).into()
}

/// Whoever has one address of IPv6 has all of its /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
        four @ IpAddr::V4(_) => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u16) -> IpAddr {
        IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, last, 0, 0, 0, last))
    }

    #[test]
    fn an_account_waits_twice_as_long_each_time() {
        let attempts = Attempts::default();
        let mut now_ms = 1_000_000;
        for number in 0..5 {
            assert_eq!(attempts.begin("ann", address(number), now_ms), Ok(()));
        }
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let other = address(7);
            assert_eq!(
                attempts.begin("ann", other, now_ms),
                Err(Refused::Wait { ms: wait * SECOND_MS })
            );
            assert_eq!(attempts.begin(&format!("bob{wait}"), address(9), now_ms), Ok(()));
            now_ms += wait * SECOND_MS;
            assert_eq!(attempts.begin("ann", other, now_ms), Ok(()));
        }
        attempts.succeeded("ann", address(7));
        assert_eq!(attempts.begin("ann", address(7), now_ms), Ok(()));
    }

    #[test]
    fn an_address_waits_whatever_names_it_tries() {
        let attempts = Attempts::default();
        for number in 0..20 {
            assert_eq!(attempts.begin(&number.to_string(), address(1), 0), Ok(()));
        }
        assert!(attempts.begin("ann", address(1), 0).is_err());
        let neighbour = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 5, 5, 5, 5));
        assert!(attempts.begin("ann", neighbour, 0).is_err(), "the same network");
        assert_eq!(attempts.begin("ann", address(2), 0), Ok(()));
        assert_eq!(attempts.begin("ann", address(1), FORGOTTEN_MS + 1), Ok(()));
    }

    #[test]
    fn a_device_with_an_old_secret_keeps_nobody_else_out() {
        let attempts = Attempts::default();
        let failed = (0..100).map(|_| attempts.device_failed("ann", address(1), 0));
        assert_eq!(failed.filter(Result::is_ok).count(), 20);
        assert_eq!(attempts.begin("ann", address(1), 0), Ok(()));
        assert_eq!(attempts.device_failed("ann", address(2), 0), Ok(()));
    }
}
