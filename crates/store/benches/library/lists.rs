//! Lists, pages and searches, alone and with 50 clients at once.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use library::{Query, TrackId};
use store::{AlbumOrder, Page, Pages, Store};

const CLIENTS: usize = 50;
const ASKED: usize = 4_000;
const PAGE: u32 = 500;
/// What people look for: beginnings, whole words, two words, Chinese, pinyin, all.
const SEARCHES: [&str; 10] =
    ["la", "mor", "sol ven", "dvo", "che", "月亮", "夜", "yl", "stagu mi", "the"];

pub(crate) fn measure(file: &Path) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let store = Arc::new(Store::open_file(file).await?);
        let start = Instant::now();
        let count = store.find_tracks(&Query::default(), 0, u32::MAX).await?.len();
        println!("  catalogue read in {:.0} ms", milliseconds(start.elapsed()));
        pages(&store, count).await?;
        clients(&store).await?;
        let (now, most) = super::memory_mib();
        println!("  resident memory {now:.0} MiB, {most:.0} MiB at most");
        Ok(())
    })
}

/// The first page against the last, of all songs, of a search and of a genre.
async fn pages(store: &Store, count: usize) -> Result<()> {
    let last = count as u64 - u64::from(PAGE);
    let all = Query::default();
    let common = Query::parse("la");
    let found = store.find_tracks(&common, 0, u32::MAX).await?.len() as u64;
    let far = found.saturating_sub(u64::from(PAGE));
    for (name, query, offset) in [("songs", &all, last), ("search la", &common, far)] {
        let ids = [
            page(|| async { store.find_tracks(query, 0, PAGE).await }).await?,
            page(|| async { store.find_tracks(query, offset, PAGE).await }).await?,
        ];
        let songs = [page_of(store, query, 0).await?, page_of(store, query, offset).await?];
        println!(
            "  {name}: page of {PAGE} at 0 and at {offset}: {:.2} and {:.2} ms, ratio {:.2} \
             (identities alone {:.2} and {:.2} ms)",
            songs[0],
            songs[1],
            songs[1] / songs[0],
            ids[0],
            ids[1]
        );
    }
    Ok(())
}

async fn page_of(store: &Store, query: &Query, offset: u64) -> Result<f64> {
    page(|| async {
        let ids = store.find_tracks(query, offset, PAGE).await?;
        store.songs(&ids, None).await
    })
    .await
}

/// The median of 21, in milliseconds.
async fn page<T>(ask: impl AsyncFn() -> Result<T, store::StoreError>) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..21 {
        let start = Instant::now();
        ask().await?;
        times.push(milliseconds(start.elapsed()));
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

#[derive(Clone, Copy)]
enum Ask {
    Albums,
    Artist,
    Album,
    Search,
    Random,
}

async fn clients(store: &Arc<Store>) -> Result<()> {
    let artists: Arc<Vec<_>> =
        Arc::new(store.album_artists().await?.iter().map(|artist| artist.id).collect());
    let albums = Arc::new(store.album_list(AlbumOrder::Name, None, 0, u32::MAX).await?);
    for (name, ask) in [
        ("album list", Ask::Albums),
        ("artist page", Ask::Artist),
        ("album page", Ask::Album),
        ("search", Ask::Search),
        ("random songs", Ask::Random),
    ] {
        let start = Instant::now();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (store, artists, albums) =
                    (Arc::clone(store), Arc::clone(&artists), Arc::clone(&albums));
                tokio::spawn(async move {
                    let mut times = Vec::new();
                    for turn in 0..ASKED / CLIENTS {
                        let number = turn * CLIENTS + client;
                        let start = Instant::now();
                        match ask {
                            Ask::Albums => album_list(&store, number).await?,
                            Ask::Artist => {
                                store.artist_page(artists[number * 7 % artists.len()]).await?;
                            }
                            Ask::Album => {
                                let album = albums[number * 7 % albums.len()].id;
                                let tracks = store.tracks_of(album).await?;
                                store.songs_of(tracks, None).await?;
                            }
                            Ask::Search => search(&store, number).await?,
                            Ask::Random => {
                                let filter = store::TrackFilter::default();
                                let ids: Vec<TrackId> =
                                    store.random_tracks(&filter, 20, number as u64).await?;
                                store.songs(&ids, None).await?;
                            }
                        }
                        times.push(milliseconds(start.elapsed()));
                    }
                    Ok::<_, store::StoreError>(times)
                })
            })
            .collect();
        let mut times = Vec::new();
        for client in clients {
            times.extend(client.await??);
        }
        let rate = times.len() as f64 / start.elapsed().as_secs_f64();
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!(
            "  {name}, {CLIENTS} clients: p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, {rate:.0}/s",
            at(50),
            at(95),
            at(99)
        );
    }
    Ok(())
}

/// Every order, 20 albums from somewhere.
async fn album_list(store: &Store, number: usize) -> Result<(), store::StoreError> {
    let orders = [
        AlbumOrder::Newest,
        AlbumOrder::Name,
        AlbumOrder::Artist,
        AlbumOrder::Random { seed: number as u64 },
        AlbumOrder::Years { from: 1960, to: 2000 },
        AlbumOrder::Genre("Genre 3"),
    ];
    let offset = (number * 37 % 700) as u64;
    store.album_list(orders[number % orders.len()], None, offset, 20).await?;
    Ok(())
}

/// As `search3`: 20 artists, 20 albums and 20 songs.
async fn search(store: &Store, number: usize) -> Result<(), store::StoreError> {
    let query = Query::parse(SEARCHES[number % SEARCHES.len()]);
    let page = Page { offset: 0, limit: 20 };
    let pages = Pages { artists: page, albums: page, tracks: page, folder: None };
    let found = store.find(&query, &pages).await?;
    store.songs_of(found.tracks, None).await?;
    Ok(())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
