//! Scans of the music folders: one at a time, whoever asks for it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use store::{ScanReport, ScanWishes, scan_as};

use crate::clock::now_ms;
use crate::house::House;

/// A folder is scanned when nothing changed in it for so long.
const QUIET: Duration = Duration::from_secs(2);

/// Whether the folders are being scanned, and what the last scan found.
#[derive(Debug)]
pub(crate) struct Scanning {
    music: Vec<PathBuf>,
    running: AtomicBool,
    wanted: AtomicBool,
    last: Mutex<Option<LastScan>>,
}

/// A scan that is over.
#[derive(Clone, Debug)]
pub(crate) struct LastScan {
    /// When it ended, in milliseconds since 1970.
    pub(crate) ended_ms: i64,
    /// Files that could not be read, in all folders.
    pub(crate) bad: usize,
    /// Folders that could not be scanned at all, and why.
    pub(crate) complaints: Vec<String>,
}

impl Scanning {
    pub(crate) fn new(music: Vec<PathBuf>) -> Scanning {
        Scanning {
            music,
            running: AtomicBool::new(false),
            wanted: AtomicBool::new(false),
            last: Mutex::new(None),
        }
    }

    pub(crate) fn running(&self) -> bool {
        self.running.load(Ordering::Acquire)
    }

    pub(crate) fn last(&self) -> Option<LastScan> {
        self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn ended(&self, scan: Option<LastScan>) {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *last = scan.or(last.take());
        self.running.store(false, Ordering::Release);
    }
}

impl House {
    /// Starts a scan of all folders; while one is under way, one more follows it.
    pub fn start_scan(self: &Arc<House>) {
        // What changes during a scan may have been passed by already: then there is one more.
        self.scanning.wanted.store(true, Ordering::Release);
        if self.scanning.running.swap(true, Ordering::AcqRel) {
            return;
        }
        let house = Arc::clone(self);
        tokio::spawn(async move {
            let mut ended = None;
            while house.scanning.wanted.swap(false, Ordering::AcqRel) {
                ended = Some(house.scan_all().await);
            }
            house.scanning.ended(ended);
        });
    }

    /// Scans again whenever something changed in the folders, as long as the answer is kept. Folders that
    /// cannot be watched are scanned at every start, and when somebody asks.
    #[must_use]
    pub fn watch(self: &Arc<House>) -> Option<library::Watch> {
        let house = Arc::downgrade(self);
        let runtime = tokio::runtime::Handle::current();
        let changed = move |_: &[PathBuf]| {
            if let Some(house) = house.upgrade() {
                let _inside = runtime.enter();
                house.start_scan();
            }
        };
        match library::watch(&self.scanning.music, QUIET, changed) {
            Ok(watch) => Some(watch),
            Err(error) => {
                tracing::warn!("{error}");
                None
            }
        }
    }

    /// Has what is new measured some time.
    pub(crate) async fn ask_for_measures(&self) {
        if let Err(error) = self.store.enqueue_loudness(now_ms()).await {
            tracing::error!("loudness will not be measured: {error}");
        }
        if let Err(error) = self.store.enqueue_features(now_ms()).await {
            tracing::error!("nobody will listen to what is new: {error}");
        }
    }

    pub(crate) async fn scan_all(&self) -> LastScan {
        let (mut bad, mut complaints) = (0, Vec::new());
        let wishes = ScanWishes { playlist_files: self.settings.playlist_files };
        for music in &self.scanning.music {
            match scan_as(&self.store, music, wishes, now_ms()).await {
                Ok(report) => {
                    bad += report.bad.len();
                    self.metrics.tracks.set(report.counts.tracks);
                    tell(music, &report);
                }
                Err(error) => {
                    tracing::error!("{} was not scanned: {error}", music.display());
                    complaints.push(error.to_string());
                }
            }
        }
        if let Err(error) = self.store.tidy(now_ms()).await {
            tracing::error!("uploads are not tidied up: {error}");
        }
        self.ask_for_measures().await;
        LastScan { ended_ms: now_ms(), bad, complaints }
    }
}

fn tell(music: &std::path::Path, report: &ScanReport) {
    for file in &report.bad {
        tracing::warn!(file = ?file.path, "left out: {}", file.complaint);
    }
    let ScanReport { new, changed, moved, missing, bad, lists, .. } = report;
    tracing::info!(
        "{}: {new} new, {changed} changed, {moved} moved, {missing} missing, {} bad, {} playlists from files",
        music.display(),
        bad.len(),
        lists.playlists
    );
}
