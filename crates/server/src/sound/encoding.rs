//! Sound that is encoded while it is sent.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use audio::{Target, transcode};
use axum::body::{Body, Bytes};
use futures_util::stream::unfold;
use store::NearBlob;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::house::House;

/// How long somebody waits for a turn before they are told to come back.
const TURN: Duration = Duration::from_secs(3);
/// Bytes that are sent together, and how many such pieces may wait for a slow listener.
const PIECE: usize = 32 << 10;
const PIECES: usize = 8;

/// All turns are taken.
#[derive(Debug)]
pub(super) struct Busy;

/// Encodes a file anew; the sound flows as it is made. Whoever goes away ends the work.
pub(super) async fn encoded(
    house: &Arc<House>,
    sound: NearBlob,
    target: Target,
) -> Result<Body, Busy> {
    let turns = Arc::clone(&house.transcodes).acquire_owned();
    let turn = tokio::time::timeout(TURN, turns).await.map_err(|_| Busy)?.map_err(|_| Busy)?;
    let (sender, receiver) = channel(PIECES);
    let house = Arc::clone(house);
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        house.metrics.streams.inc();
        let path = sound.as_ref();
        let outcome = std::fs::File::open(path)
            .map_err(audio::AudioError::Unreadable)
            .and_then(|file| transcode(io::BufReader::new(file), &target, Pieces::new(sender)));
        house.metrics.streams.dec();
        match outcome {
            Ok(done) if done.damaged > 0 => {
                tracing::warn!(
                    "{}: {} damaged packets were left out",
                    path.display(),
                    done.damaged
                );
            }
            Ok(_) => {}
            Err(audio::AudioError::Unwritable(_)) => tracing::debug!("a listener went away"),
            Err(error) => tracing::error!("{} was not encoded: {error}", path.display()),
        }
    });
    Ok(body(receiver))
}

fn body(receiver: Receiver<Bytes>) -> Body {
    let pieces = unfold(receiver, async |mut receiver| {
        receiver.recv().await.map(|piece| (Ok::<Bytes, io::Error>(piece), receiver))
    });
    Body::from_stream(pieces)
}

/// Gathers what is written and passes it on; waits while the listener is slow.
struct Pieces {
    sender: Sender<Bytes>,
    gathered: Vec<u8>,
}

impl Pieces {
    fn new(sender: Sender<Bytes>) -> Pieces {
        Pieces { sender, gathered: Vec::with_capacity(PIECE) }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE)));
        self.sender.blocking_send(piece).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Drop for Pieces {
    /// The last piece; an error has been told before.
    fn drop(&mut self) {
        let _ = self.flush();
    }
}
