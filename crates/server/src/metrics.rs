//! What the house counts of itself, in the text form of `OpenMetrics`, which Prometheus reads.

use std::sync::atomic::AtomicI64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

/// The doors of the house; a name that a client makes up never becomes a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Door {
    OpenSubsonic,
    Api,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    door: Door,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct At {
    door: Door,
}

/// Counters that are kept while the house is open.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<At, Histogram>,
    /// Tracks that are being sent or encoded.
    pub(crate) streams: Gauge,
    /// How much there is, as it was counted last.
    pub(crate) tracks: Gauge<i64, AtomicI64>,
    memory: Gauge<i64, AtomicI64>,
}

impl Metrics {
    pub(crate) fn new() -> Metrics {
        let mut registry = Registry::with_prefix("musaic");
        let requests = Family::default();
        // From a fifth of a millisecond to six seconds.
        let durations: Family<At, Histogram> =
            Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.0002, 2.0, 16)));
        let (streams, tracks, memory) = (Gauge::default(), Gauge::default(), Gauge::default());
        registry.register("http_requests", "Requests that were answered", requests.clone());
        let help = "Time until an answer began";
        registry.register_with_unit(
            "http_request_duration",
            help,
            Unit::Seconds,
            durations.clone(),
        );
        registry.register("streams", "Tracks that are being sent", streams.clone());
        registry.register("tracks", "Tracks in the library", tracks.clone());
        let help = "Memory in use by the process";
        registry.register_with_unit("resident_memory", help, Unit::Bytes, memory.clone());
        Metrics { registry, requests, durations, streams, tracks, memory }
    }

    pub(crate) fn answered(&self, door: Door, status: u16, after: Duration) {
        self.requests.get_or_create(&Answered { door, status }).inc();
        self.durations.get_or_create(&At { door }).observe(after.as_secs_f64());
    }

    pub(crate) fn text(&self) -> String {
        self.memory.set(resident_bytes().unwrap_or(0));
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(_) => String::new(),
        }
    }
}

/// Resident memory, where the kernel tells it (proc(5), statm).
fn resident_bytes() -> Option<i64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: i64 = statm.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_door_and_status() {
        let metrics = Metrics::new();
        metrics.answered(Door::OpenSubsonic, 200, Duration::from_millis(3));
        metrics.answered(Door::OpenSubsonic, 200, Duration::from_millis(5));
        let text = metrics.text();
        let line = "musaic_http_requests_total{door=\"OpenSubsonic\",status=\"200\"} 2";
        assert!(text.contains(line), "{text}");
        assert!(
            text.contains("musaic_http_request_duration_seconds_count{door=\"OpenSubsonic\"} 2"),
            "{text}"
        );
        assert!(text.ends_with("# EOF\n"));
    }
}
