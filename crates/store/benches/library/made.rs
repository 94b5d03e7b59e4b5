//! A library that a seed makes: rows as a scan leaves them before it groups them.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use library::{Credit, Permutation, Place, Properties, Role, Tags, fold};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use store::Store;

const SYLLABLES: [&str; 24] = [
    "la", "mor", "ven", "ti", "sol", "ar", "en", "dis", "po", "ra", "lu", "cet", "ni", "os", "fa",
    "ber", "il", "sta", "gu", "mi", "ché", "dvo", "ø", "the",
];
const SIGNS: [&str; 16] = [
    "月", "亮", "代", "表", "我", "的", "心", "夜", "上", "海", "雨", "花", "江", "南", "山", "风",
];
const GENRES: usize = 30;

/// Numbers that a seed decides.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 += 1;
        Permutation::new(1 << 30, self.0).at(7).unwrap_or(0) % bound
    }

    /// One name in twenty is Chinese.
    fn name(&mut self, words: usize) -> String {
        if self.below(20) == 0 {
            return (0..2 + self.below(4)).map(|_| SIGNS[self.below(SIGNS.len())]).collect();
        }
        let word = |chance: &mut Chance| {
            let word: String = (0..1 + chance.below(3))
                .map(|_| SYLLABLES[chance.below(SYLLABLES.len())])
                .collect();
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        };
        (0..words).map(|_| word(self)).collect::<Vec<String>>().join(" ")
    }
}

pub(crate) fn make(file: &Path, count: usize) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        Store::open_file(file).await?.close().await;
        insert(file, count).await?;
        let store = Store::open_file(file).await?;
        // A scan of another folder puts into albums whatever waits for it.
        let empty = tempfile::tempdir()?;
        let start = Instant::now();
        let report = store::scan(&store, empty.path(), 1).await?;
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "\n{} tracks, {} albums, {} artists; grouped and indexed {:.0} tracks/s",
            report.counts.tracks,
            report.counts.albums,
            report.counts.artists,
            count as f64 / seconds
        );
        store.close().await;
        Ok(())
    })
}

async fn insert(file: &Path, count: usize) -> Result<()> {
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(file)).await?;
    let mut chance = Chance(1);
    // 100,000 tracks are 8,000 albums by 3,000 artists.
    let albums = count * 2 / 25;
    let artists: Vec<String> = (0..albums * 3 / 8).map(|_| chance.name(2)).collect();
    let mut writing = pool.begin().await?;
    sqlx::query("INSERT INTO music_folders (id, path) VALUES (1, '/made')")
        .execute(&mut *writing)
        .await?;
    let sql = "INSERT INTO tracks (music_folder, path, size, modified_ms, format, content, title, disc, \
               number, duration_ms, tags, properties, has_cover, year, title_key, grouped, missing, \
               added_ms) VALUES (1, $1, 9000000, 1, 'flac', $2, $3, 1, $4, $5, $6, $7, TRUE, $8, $9, \
               FALSE, FALSE, $10)";
    let mut made = 0;
    for album in 0..albums {
        let tracks = (count - made) / (albums - album);
        let artist = artists[chance.below(artists.len())].clone();
        let title = chance.name(3);
        let (genre, year) = (chance.below(GENRES), 1950 + chance.below(76));
        for number in 1..=tracks {
            let guest = artists[chance.below(artists.len())].clone();
            let guest = (chance.below(10) == 0).then_some((Role::Artist, guest));
            let credits = [(Role::Artist, artist.clone()), (Role::AlbumArtist, artist.clone())];
            let credits = credits.into_iter().chain(guest);
            let tags = Tags {
                title: Some(chance.name(3)),
                album: Some(title.clone()),
                credits: credits.map(|(role, name)| Credit { role, name }).collect(),
                genres: vec![format!("Genre {genre}")],
                track: Place { number: u32::try_from(number).ok(), total: None },
                date: Some(year.to_string()),
                ..Tags::default()
            };
            let name = tags.title.clone().unwrap_or_default();
            let duration_ms = 120_000 + chance.below(240_000) as u64;
            let properties = Properties {
                duration_ms,
                bitrate_kbps: Some(900),
                sample_rate_hz: Some(44_100),
                bit_depth: Some(16),
                channels: Some(2),
            };
            sqlx::query(sql)
                .bind(format!("{artist}/{album:05} {title}/{number:02} {name}.flac"))
                .bind((made as u64).to_le_bytes().repeat(4))
                .bind(&name)
                .bind(number as i64)
                .bind(duration_ms as i64)
                .bind(serde_json::to_string(&tags)?)
                .bind(serde_json::to_string(&properties)?)
                .bind(year as i64)
                .bind(fold(&name))
                .bind(1_700_000_000_000 + album as i64 * 60_000)
                .execute(&mut *writing)
                .await?;
            made += 1;
        }
    }
    writing.commit().await?;
    pool.close().await;
    Ok(())
}
