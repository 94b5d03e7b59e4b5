//! `musaic import`: what was heard and gathered elsewhere comes along, and files of music.

mod listens;
mod music;
mod playlist;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

/// `musaic import`
#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Takes over a listening history of ListenBrainz, Last.fm or Spotify
    #[command(after_help = "\
Examples:
  musaic import listens listenbrainz_ann.zip --user ann
  musaic import listens Streaming_History_Audio_*.json --user ann --unmatched missing.tsv

Read are ListenBrainz's export, Spotify's extended streaming history (skips count as skips, private
sessions are left out), and CSV or JSON as exporters of Last.fm write it. Listens are matched to tracks
by MusicBrainz recording, then by names; those of tracks that are not here are kept under their names.
A run that was broken off can be run again: nothing comes twice.")]
    Listens(listens::ListensArguments),
    /// Takes files of music into the house, scores as well as sound: each is a track
    #[command(after_help = "\
Example:
  musaic compose \"a waltz in G\" -o waltz.musicxml && musaic import music waltz.musicxml --user ann")]
    Music(music::MusicArguments),
    /// Takes over playlists that other players wrote: M3U, M3U8, XSPF, JSPF
    #[command(after_help = "\
Examples:
  musaic import playlist calm.m3u8 --user ann
  musaic import playlist exported/*.jspf --user ann --public --unmatched missing.tsv

Tracks are found by the end of their path, then by MusicBrainz recording, then by title and artist.
A list is named by its title, or else after its file. What is not in the library is named.")]
    Playlist(playlist::PlaylistArguments),
}

pub(crate) fn run(arguments: ImportArguments) -> Result<ExitCode> {
    match arguments.what {
        What::Listens(arguments) => listens::run(&arguments),
        What::Music(arguments) => music::run(&arguments),
        What::Playlist(arguments) => playlist::run(&arguments),
    }
}
