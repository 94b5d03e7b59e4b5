//! 2,000 real files: the first scan, a scan when nothing changed, and what two peers need for them.

use std::fs::{File, create_dir_all};
use std::io::BufWriter;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use store::Store;
use synth::{Format, Tags, encoder};

const FILES: usize = 2_000;
const FORMATS: [Format; 3] =
    [Format::Flac { bits: 16 }, Format::Mp3 { kbps: 128 }, Format::Opus { kbps: 64 }];

pub(crate) fn measure(folder: &Path) -> Result<()> {
    let music = folder.join("music");
    make(&music)?;
    println!("\n{FILES} files of half a second, FLAC, MP3 and Opus");
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let store = Store::open_file(&folder.join("musaic.db")).await?;
        for name in ["first scan", "nothing changed"] {
            let start = Instant::now();
            let report = store::scan(&store, &music, 1).await?;
            told("musaic", name, start.elapsed().as_secs_f64());
            ensure!(report.counts.tracks == FILES as i64, "{report:?}");
        }
        Ok(())
    })?;
    for (name, peer) in [("supysonic", supysonic as fn(&Path, &Path) -> Result<()>), ("mpd", mpd)] {
        if let Err(error) = peer(folder, &music) {
            println!("  {name}: not measured ({error:#})");
        }
    }
    Ok(())
}

fn told(program: &str, what: &str, seconds: f64) {
    println!("  {program}: {what} {seconds:.3} s, {:.0} files/s", FILES as f64 / seconds);
}

/// Albums of ten tracks; each file has a tone of its own.
fn make(music: &Path) -> Result<()> {
    for number in 0..FILES {
        let (album, track) = (number / 10, number % 10 + 1);
        let format = FORMATS[number % FORMATS.len()];
        let folder = music.join(format!("Artist {}/Album {album}", album / 4));
        create_dir_all(&folder)?;
        let tags = Tags {
            title: Some(format!("Title {number}")),
            artist: Some(format!("Artist {}", album / 4)),
            album: Some(format!("Album {album}")),
            other: vec![
                ("ALBUMARTIST".to_owned(), format!("Artist {}", album / 4)),
                ("TRACKNUMBER".to_owned(), track.to_string()),
                ("GENRE".to_owned(), format!("Genre {}", album % 12)),
                ("DATE".to_owned(), (1970 + album % 50).to_string()),
            ],
            ..Tags::default()
        };
        let file = folder.join(format!("{track:02} Title {number}.{}", format.extension()));
        let out = BufWriter::new(File::create(file)?);
        let mut encoder = encoder(out, format, 48_000, &tags, 1)?;
        let pitch = 200.0 + number as f32 / 4.0;
        let frame = |n: u16| {
            let sample = (f32::from(n) / 48_000.0 * pitch * std::f32::consts::TAU).sin() * 0.2;
            [sample, sample]
        };
        encoder.write(&(0..24_000).map(frame).collect::<Vec<_>>())?;
        encoder.finish()?;
    }
    Ok(())
}

/// Supysonic, which `PyPI` has: `MUSAIC_SUPYSONIC` names its command `supysonic-cli`.
fn supysonic(folder: &Path, music: &Path) -> Result<()> {
    let program =
        std::env::var_os("MUSAIC_SUPYSONIC").context("MUSAIC_SUPYSONIC names no program")?;
    let home = folder.join("supysonic");
    create_dir_all(&home)?;
    let settings = format!("[base]\ndatabase_uri = sqlite:///{}\n", home.join("s.db").display());
    std::fs::write(home.join(".supysonic"), settings)?;
    let run = |arguments: &[&str]| -> Result<f64> {
        let mut command = Command::new(&program);
        command.args(arguments).env("HOME", &home).current_dir(&home);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        ensure!(command.status()?.success(), "{arguments:?} failed");
        Ok(start.elapsed().as_secs_f64())
    };
    run(&["folder", "add", "music", music.to_str().context("the folder's name")?])?;
    for name in ["first scan", "nothing changed"] {
        told("supysonic", name, run(&["folder", "scan", "--foreground", "music"])?);
    }
    Ok(())
}

/// Debian's mpd, with mpc to ask it.
fn mpd(folder: &Path, music: &Path) -> Result<()> {
    let home = folder.join("mpd");
    create_dir_all(&home)?;
    let socket = home.join("socket");
    let settings = format!(
        "music_directory \"{}\"\ndb_file \"{}\"\nbind_to_address \"{}\"\nauto_update \"no\"\n\
         audio_output {{\n type \"null\"\n name \"null\"\n}}\n",
        music.display(),
        home.join("db").display(),
        socket.display()
    );
    std::fs::write(home.join("mpd.conf"), settings)?;
    let mut server = Command::new("mpd")
        .arg("--no-daemon")
        .arg(home.join("mpd.conf"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("starting mpd")?;
    let outcome = update(&socket);
    let _ = server.kill();
    let _ = server.wait();
    outcome
}

fn update(socket: &Path) -> Result<()> {
    let mpc = |arguments: &[&str]| -> Result<f64> {
        let start = Instant::now();
        let mut command = Command::new("mpc");
        command.arg("--host").arg(socket).args(arguments).stdout(Stdio::null());
        ensure!(command.status().context("starting mpc")?.success(), "mpc {arguments:?} failed");
        Ok(start.elapsed().as_secs_f64())
    };
    for _ in 0..100 {
        if socket.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    for name in ["first scan", "nothing changed"] {
        told("mpd", name, mpc(&["update", "--wait"])?);
    }
    Ok(())
}
