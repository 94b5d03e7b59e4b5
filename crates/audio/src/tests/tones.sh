#!/usr/bin/env bash
# Makes the sounds of these tests that Musaic cannot write itself: a second of two sines. Needs ffmpeg.
set -euo pipefail
cd "$(dirname "$0")"
tones() {
  ffmpeg -nostdin -loglevel error -y \
    -f lavfi -i "aevalsrc=0.5*sin(2*PI*440*t)|0.5*sin(2*PI*660*t):s=48000:d=1" \
    -map_metadata -1 -fflags +bitexact -flags:a +bitexact "$@"
}
tones -c:a libvorbis -q:a 6 -page_duration 100000 tones.ogg
tones -c:a aac -b:a 128k tones-aac.m4a
tones -c:a alac -sample_fmt s16p tones-alac.m4a
