"""Walks through a house as its clients do. Any error, or field that a client rejects, ends it."""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import libopensonic
import libopensonic.errors as errors
import libsonic

url, feed = sys.argv[1:]
host, port = url.rsplit(":", 1)
app_password, api_key, bob_password = (os.environ[name] for name in ("APP_PASSWORD", "API_KEY", "BOB_PASSWORD"))
steps = 0


def step(what, holds=True):
    """Counts a step that held."""
    global steps
    assert holds, what
    steps += 1


def refused(code, call, *arguments, **named):
    """The call must fail with one of Subsonic's codes."""
    try:
        call(*arguments, **named)
    except errors.SonicError as error:
        assert type(error) in code, f"{type(error)} is none of {code}: {error}"
        step("refused")
        return
    raise AssertionError(f"{call.__name__}{arguments} was not refused")


connections = []


def opensonic(**named):
    connections.append(libopensonic.Connection(host, port=int(port), app_name="journey", **named))
    return connections[-1]


def get(path, headers=None, **query):
    """A plain request, signed in by the API key; answers status, headers and bytes."""
    query = urllib.parse.urlencode({"apiKey": api_key, "v": "1.16.1", "c": "journey", **query})
    request = urllib.request.Request(f"{url}/rest/{path}?{query}", headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def sign_in():
    token = opensonic(username="ann", password=app_password)
    plain = opensonic(username="ann", password=app_password, legacy_auth=True)
    views = opensonic(username="ann", password=app_password, use_get=True, use_views=False)
    key = opensonic(api_key=api_key)
    for ann in (token, plain, views, key):
        step("ping", ann.ping())
    step("whose key", key.token_info().username == "ann")
    own = opensonic(username="ann", password="correct horse battery")
    refused([errors.SonicError], own.get_genres)
    for wrong in (opensonic(username="nobody", password="x" * 20), opensonic(api_key="musaic-no-such-key")):
        try:
            wrong.get_genres()
            raise AssertionError("a stranger was let in")
        except errors.SonicError:
            step("strangers stay outside")
    return token


def wait_for_scan(ann):
    for _ in range(100):
        status = ann.get_scan_status()
        if not status.scanning and status.count == 4:
            return step("scanned")
        time.sleep(0.1)
    raise AssertionError(f"the scan did not end: {status}")


def browse(ann):
    extensions = {extension.name for extension in ann.get_open_subsonic_extensions()}
    step("extensions", {"formPost", "songLyrics", "transcodeOffset", "apiKeyAuthentication"} <= extensions)
    step("license", ann.get_license()["license"]["valid"])
    # py-opensonic 10.4.1 takes musicFolders for a list; in the specification it holds one.
    folders = json.loads(get("getMusicFolders", f="json")[2])["subsonic-response"]["musicFolders"]["musicFolder"]
    [folder] = [folder["id"] for folder in folders]
    index = ann.get_artists().index
    names = {artist.name: artist for letter in index for artist in letter.artist}
    step("artists", {"Ann Lee", "月亮乐队"} <= set(names))
    page = ann.get_artist(names["Ann Lee"].id)
    [album] = [album for album in page.album if album.name == "Lamps & Windows"]
    whole = ann.get_album(album.id)
    step("album", [song.title for song in whole.song] == ["Lamplight", "Lamplight (reprise)"])
    first = whole.song[0]
    step("song", first.replay_gain.track_gain == -3.2 and first.bpm == 72 and first.year == 2024)
    step("artists of a song", [artist.name for artist in first.artists] == ["Ann Lee", "Émile"])
    step("genres of a song", {genre.name for genre in first.genres} == {"Folk", "Choral"})
    step("one song", ann.get_song(first.id).title == "Lamplight")
    step("genres", {genre.value for genre in ann.get_genres()} >= {"Folk", "Choral", "民谣"})
    step("by genre", len(ann.get_songs_by_genre("Folk")) == 2)
    for kind in ("random", "newest", "frequent", "recent", "starred", "highest", "alphabeticalByName", "alphabeticalByArtist"):
        ann.get_album_list2(kind)
        ann.get_album_list(kind)
        step(kind)
    [moon] = ann.get_album_list2("byYear", from_year=2021, to_year=2019)
    step("by year", moon.name == "夜晚")
    step("by genre", ann.get_album_list2("byGenre", genre="Folk")[0].id == album.id)
    step("random", len(ann.get_random_songs(size=3)) == 3)
    indexes = ann.get_indexes(music_folder_id=folder)
    folders = {entry.name: entry.id for letter in indexes.index for entry in letter.artist}
    step("folders", set(folders) == {"Ann Lee", "scores", "月亮乐队"})
    [inside] = ann.get_music_directory(folders["Ann Lee"]).child
    step("files", len(ann.get_music_directory(inside.id).child) == 2)
    step("album as folder", len(ann.get_music_directory(album.id).child) == 2)
    ann.get_artist_info(names["Ann Lee"].id), ann.get_artist_info2(names["Ann Lee"].id)
    ann.get_album_info(album.id), ann.get_album_info2(album.id)
    step("top songs", {song.title for song in ann.get_top_songs("Ann Lee")} == {"Lamplight", "Lamplight (reprise)"})
    step("similar", "Lamplight (reprise)" in [song.title for song in ann.get_similar_songs2(first.id)])
    step("similar, old", ann.get_similar_songs(first.id))
    [lyrics] = ann.get_lyrics_by_song_id(first.id)
    step("lyrics", lyrics.synced and [line.start for line in lyrics.line] == [0, 5500])
    step("lyrics, old", "lamps" in ann.get_lyrics(artist="Ann Lee", title="Lamplight").value)
    return album, first, names["Ann Lee"]


def search(ann):
    for query in ("lamplight", "LAMPL", "月光", "yg", "yueguang"):
        step(query, ann.search3(query).song)
    step("old search", ann.search2("lamps").album)
    step("accents", ann.search3("emile").artist)
    everything = [ann.search3('""', song_count=1, song_offset=place).song for place in range(5)]
    step("mirror", [len(page or []) for page in everything] == [1, 1, 1, 1, 0])
    step("nothing", not ann.search3("no such thing").song)


def mark(ann, album, song, artist):
    step("star", ann.star(sids=[song.id], album_ids=[album.id], artist_ids=[artist.id]))
    starred = ann.get_starred2()
    step("starred", (starred.song[0].id, starred.album[0].id, starred.artist[0].id) == (song.id, album.id, artist.id))
    step("starred, old", ann.get_starred().song[0].starred)
    step("starred album", ann.get_album(album.id).starred)
    step("rate", ann.set_rating(song.id, 4) and ann.get_song(song.id).user_rating == 4)
    step("rate", ann.set_rating(song.id, 0) and ann.get_song(song.id).user_rating is None)
    step("unstar", ann.unstar(sids=[song.id], album_ids=[album.id], artist_ids=[artist.id]))
    step("no star", not ann.get_starred2().song)
    step("plays now", ann.scrobble(song.id, submission=False))
    [playing] = ann.get_now_playing()
    step("plays now", playing.id == song.id and playing.username == "ann")
    heard = int(time.time()) - 60
    step("scrobble", ann.scrobble(song.id, listen_time=heard))
    step("scrobbled once", ann.scrobble(song.id, listen_time=heard))
    counted = ann.get_song(song.id)
    step("play count", counted.play_count == 1 and counted.played)
    step("frequent", ann.get_album_list2("frequent")[0].id == album.id)


def playlists(ann, bob, songs):
    step("made", ann.create_playlist(name="Evening", song_ids=[songs[0].id, songs[1].id, songs[0].id]))
    made = ann.get_playlist(ann.get_playlists()[0].id)
    step("made", [song.id for song in made.entry] == [songs[0].id, songs[1].id, songs[0].id])
    refused([errors.DataNotFoundError], bob.get_playlist, made.id)
    refused([errors.DataNotFoundError], bob.delete_playlist, made.id)
    step("changed", ann.update_playlist(made.id, name="Late", comment="for two", song_ids_to_add=[songs[1].id],
                                        song_indices_to_remove=[0]))
    late = ann.get_playlist(made.id)
    step("changed", (late.name, late.comment) == ("Late", "for two"))
    step("tracks", [song.id for song in late.entry] == [songs[1].id, songs[0].id, songs[1].id])
    step("listed", [playlist.id for playlist in ann.get_playlists()] == [made.id])
    step("replaced", ann.create_playlist(playlist_id=made.id, song_ids=[songs[1].id]))
    step("replaced", len(ann.get_playlist(made.id).entry) == 1)
    step("deleted", ann.delete_playlist(made.id) and not ann.get_playlists())


def queue(ann, songs):
    ids = [song.id for song in songs]
    step("queue", ann.save_play_queue(ids, current=ids[1], position=1234))
    kept = ann.get_play_queue()
    step("queue", (kept.current, kept.position, [song.id for song in kept.entry]) == (ids[1], 1234, ids))
    step("queue", ann.save_play_queue_by_index(ids, current_index=1, position=9))
    step("queue", ann.get_play_queue_by_index().current_index == 1)
    step("bookmark", ann.create_bookmark(ids[0], 5000, comment="here"))
    [bookmark] = ann.get_bookmarks()
    step("bookmark", (bookmark.entry.id, bookmark.position, bookmark.comment) == (ids[0], 5000, "here"))
    step("bookmark", ann.delete_bookmark(ids[0]) and not ann.get_bookmarks())


def shares(ann, bob, song):
    share = ann.create_share([song.id], description="for you")
    step("share", share.url.startswith(url) and share.entry[0].id == song.id)
    refused([errors.DataNotFoundError, errors.AuthError], bob.delete_share, share.id)
    # py-opensonic 10.4.1 sends the date as a name, not as a value.
    step("share", b'"ok"' in get("updateShare", f="json", id=share.id, description="for all")[2])
    step("share", [share.description for share in ann.get_shares()] == ["for all"])
    step("share", ann.delete_share(share.id) and not ann.get_shares())


def media(song, album, score):
    status, headers, whole = get("stream", id=song.id)
    step("stream", status == 200 and headers["Content-Type"] == "audio/flac" and whole[:4] == b"fLaC")
    status, headers, part = get("stream", {"Range": "bytes=4-99"}, id=song.id)
    step("range", status == 206 and part == whole[4:100] and headers["Content-Range"] == f"bytes 4-99/{len(whole)}")
    status, _, _ = get("stream", {"Range": f"bytes={len(whole)}-"}, id=song.id)
    step("range beyond", status == 416)
    step("download", get("download", id=song.id)[2] == whole)
    status, headers, opus = get("stream", id=song.id, format="opus", maxBitRate=64)
    step("opus", headers["Content-Type"].startswith("audio/ogg") and opus[:4] == b"OggS" and len(opus) < len(whole))
    _, headers, mp3 = get("stream", id=song.id, format="mp3", maxBitRate=128)
    step("mp3", headers["Content-Type"] == "audio/mpeg" and len(mp3) > 10_000)
    _, _, later = get("stream", id=song.id, format="mp3", maxBitRate=128, timeOffset=10)
    step("offset", 0 < len(later) < len(mp3))
    _, headers, heard = get("stream", id=score.id)
    step("a score is heard", headers["Content-Type"].startswith("audio/ogg") and heard[:4] == b"OggS")
    for thing in (song, album):
        status, headers, cover = get("getCoverArt", id=thing.cover_art)
        step("cover", status == 200 and headers["Content-Type"].startswith("image/"))
    _, _, small = get("getCoverArt", id=song.cover_art, size=64)
    step("small cover", small)
    body = get("stream", id="tr-999999", f="json")[2]
    step("no such track", b'"code":70' in body)


def api(method, path, body=None):
    """A request of the web API; answers status and JSON."""
    headers = {"Authorization": f"Bearer {api_key}"}
    request = urllib.request.Request(f"{url}/api/v1/{path}", body, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else None
    except urllib.error.HTTPError as answer:
        return answer.code, json.loads(answer.read())


def uploads(ann):
    """What is brought is a track like any other, wherever the house keeps it."""
    tune = "X:1\nT:Brought along\nC:Bob\nM:4/4\nL:1/4\nQ:1/4=240\nK:G\nGABc|d2G2|]\n".encode()
    status, track = api("POST", "uploads?name=along.abc", tune)
    step("brought", status == 201 and track["title"] == "Brought along")
    step("once", api("POST", "uploads?name=along.abc", tune) == (200, track))
    step("no music", api("POST", "uploads?name=along.flac", b"MZ")[0] == 422)
    [found] = ann.search3("brought along").song
    step("found", found.path == "ann/along.abc")
    step("got", get("download", id=found.id)[2] == tune)
    _, headers, heard = get("stream", id=found.id)
    step("heard", headers["Content-Type"].startswith("audio/ogg") and heard[:4] == b"OggS")
    status, _, part = get("stream", {"Range": "bytes=2-9"}, id=found.id)
    step("a part of it", status == 206 and part == heard[2:10])
    _, _, mp3 = get("stream", id=found.id, format="mp3")
    step("as mp3", len(mp3) > 1_000)
    _, mine = api("GET", "uploads")
    step("listed", [upload["name"] for upload in mine["items"]] == ["along.abc"])
    step("taken back", api("DELETE", f"uploads/{track['id']}")[0] == 204 and not ann.search3("brought along").song)


def sounds_alike(song, score):
    """The extension sonicSimilarity, which py-opensonic does not speak: the house listens once the scan is over."""
    def answer(name, **query):
        return json.loads(get(name, f="json", **query)[2])["subsonic-response"]

    extensions = {each["name"]: each["versions"] for each in answer("getOpenSubsonicExtensions")["openSubsonicExtensions"]}
    step("sonicSimilarity", extensions["sonicSimilarity"] == [1])
    for _ in range(600):
        alike = answer("getSonicSimilarTracks", id=song.id)["sonicMatch"]
        if len(alike) == 3:
            break
        time.sleep(0.1)
    # One piece in three formats, and the score itself.
    step("the same sound", score.id in [each["entry"]["id"] for each in alike] and alike[0]["similarity"] > 0.9)
    step("most alike first", alike == sorted(alike, key=lambda each: -each["similarity"]))
    step("as many as wanted", len(answer("getSonicSimilarTracks", id=song.id, count=1)["sonicMatch"]) == 1)
    path = answer("findSonicPath", startSongId=song.id, endSongId=score.id, count=3)["sonicMatch"]
    step("a path", [path[0]["entry"]["id"], path[-1]["entry"]["id"], len(path)] == [song.id, score.id, 3])
    step("from the first", path[0]["similarity"] == 1)
    xml = get("findSonicPath", startSongId=song.id, endSongId=song.id)[2]
    step("one song", b'<sonicMatch similarity="1"><entry ' in xml)
    step("no such track", answer("findSonicPath", startSongId=song.id, endSongId="tr-999999")["error"]["code"] == 70)


def what_to_play(ann, song):
    info = {"name": "journey", "platform": "test", "maxAudioBitrate": 320000,
            "directPlayProfiles": [{"containers": ["mp3"], "audioCodecs": ["mp3"], "protocols": ["http"]}],
            "transcodingProfiles": [{"container": "ogg", "audioCodec": "opus", "protocol": "http"}]}
    decision = ann.get_transcode_decision(song.id, "song", info)
    step("decision", not decision.can_direct_play and decision.can_transcode and decision.transcode_stream.codec == "opus")
    sent = get("getTranscodeStream", mediaId=song.id, mediaType="song", transcodeParams=decision.transcode_params)[2]
    step("as decided", sent[:4] == b"OggS")
    info["directPlayProfiles"].append({"containers": ["flac"], "audioCodecs": ["flac"], "protocols": ["http"]})
    info["maxAudioBitrate"] = 0
    step("direct", ann.get_transcode_decision(song.id, "song", info).can_direct_play)
    plays = ann.get_song(song.id).play_count
    step("starting", ann.report_playback(song.id, "song", 0, "starting"))
    step("plays now", ann.get_now_playing()[0].id == song.id)
    step("stopped", ann.report_playback(song.id, "song", 25_000, "stopped") and not ann.get_now_playing())
    step("a play", ann.get_song(song.id).play_count == plays + 1)
    step("skipped", ann.report_playback(song.id, "song", 1_000, "stopped"))
    step("no play", ann.get_song(song.id).play_count == plays + 1)


def wait_until(what, holds):
    """Asks until it holds: jobs are done by themselves."""
    for _ in range(200):
        answer = holds()
        if answer:
            step(what)
            return answer
        time.sleep(0.1)
    raise AssertionError(what)


def podcasts(ann, bob):
    step("no podcasts", not ann.get_podcasts())
    refused([errors.AuthError], bob.create_podcast_channel, feed)
    refused([errors.SonicError], ann.create_podcast_channel, "http://10.0.0.1/feed.xml")
    refused([errors.SonicError], ann.create_podcast_channel, "file:///etc/passwd")
    step("followed", ann.create_podcast_channel(feed) and ann.create_podcast_channel(feed))

    def read():
        [channel] = ann.get_podcasts()
        return channel if channel.status.value == "completed" and channel.cover_art else None

    channel = wait_until("a feed is read", read)
    step("channel", (channel.title, channel.description, channel.url) == ("Evenings & Lamps", "On music at home.", feed))
    step("episodes", [episode.title for episode in channel.episode] == ["月光下的灯", "The first"])
    [bare] = ann.get_podcasts(inc_episodes=False, pid=channel.id)
    step("without episodes", bare.id == channel.id and not bare.episode)
    step("heard of by all", [channel.id for channel in bob.get_podcasts()] == [channel.id])
    gone, first = ann.get_newest_podcasts(count=2)
    step("newest", (gone.title, first.description, first.duration) == ("月光下的灯", "One\ntwo", 40))
    step("not yet", b'"code":70' in get("stream", id=first.id, f="json")[2])
    refused([errors.AuthError], bob.download_podcast_episode, first.id)
    step("wanted", ann.download_podcast_episode(first.id) and ann.download_podcast_episode(gone.id))
    kept = wait_until("an episode is kept", lambda: (
        lambda episode: episode if episode.status.value == "completed" else None)(ann.get_podcast_episode(first.id)))
    wait_until("an episode that is gone", lambda: ann.get_podcast_episode(gone.id).status.value == "error")
    step("kept", kept.stream_id and kept.content_type == "audio/mpeg" and kept.channel_id == channel.id)
    status, headers, whole = get("stream", id=kept.stream_id)
    step("stream", status == 200 and headers["Content-Type"] == "audio/mpeg" and len(whole) == kept.size)
    status, headers, part = get("stream", {"Range": "bytes=4-99"}, id=kept.stream_id)
    step("range", status == 206 and part == whole[4:100] and headers["Content-Range"] == f"bytes 4-99/{len(whole)}")
    step("opus", get("stream", id=kept.stream_id, format="opus", maxBitRate=64)[2][:4] == b"OggS")
    step("download", get("download", id=kept.stream_id)[2] == whole)
    step("cover", get("getCoverArt", id=channel.cover_art)[2][:4] == b"\x89PNG")
    step("small cover", get("getCoverArt", id=kept.cover_art, size=32)[2])
    step("not among songs", not ann.search3("月光下的灯").song)
    step("read again", ann.refresh_podcasts())
    return channel, kept


def podcasts_of_old(ann, channel, kept):
    """The same by py-sonic, to the end."""
    step("newest", len(ann.getNewestPodcasts()["newestPodcasts"]["episode"]) == 2)
    [told] = ann.getPodcasts(pid=channel.id)["podcasts"]["channel"]
    step("channel", told["episode"][1]["status"] == "completed")
    step("stream", len(ann.stream(kept.stream_id).read()) == kept.size)
    step("read again", ann.refreshPodcasts()["status"] == "ok")
    step("followed", ann.createPodcastChannel(feed)["status"] == "ok")
    step("deleted", ann.deletePodcastEpisode(kept.id)["status"] == "ok")
    [told] = ann.getPodcasts()["podcasts"]["channel"]
    step("deleted", told["episode"][1]["status"] == "deleted")
    step("wanted", ann.downloadPodcastEpisode(kept.id)["status"] == "ok")
    step("left", ann.deletePodcastChannel(channel.id)["status"] == "ok")
    step("no podcasts", not ann.getPodcasts()["podcasts"]["channel"])


def older_client(song, album, channel, kept):
    """py-sonic speaks the interface as it was before OpenSubsonic."""
    ann = libsonic.Connection(host, "ann", app_password, port=int(port), appName="py-sonic")
    step("ping", ann.ping())
    step("license", ann.getLicense()["license"]["valid"])
    for call in (ann.getMusicFolders, ann.getIndexes, ann.getArtists, ann.getGenres, ann.getPlaylists, ann.getStarred,
                 ann.getStarred2, ann.getNowPlaying, ann.getShares, ann.getBookmarks, ann.getPlayQueue, ann.getScanStatus,
                 ann.getRandomSongs, ann.getUsers, ann.getInternetRadioStations, ann.getPodcasts):
        step(call.__name__, call()["status"] == "ok")
    step("user", ann.getUser("ann")["user"]["adminRole"])
    step("search", ann.search3("lamp")["searchResult3"]["song"])
    step("old search", ann.search2("lamp")["searchResult2"]["song"])
    step("album", ann.getAlbum(album.id)["album"]["songCount"] == 2)
    step("song", ann.getSong(song.id)["song"]["title"] == "Lamplight")
    step("albums", ann.getAlbumList2("newest")["albumList2"]["album"])
    step("stream", ann.stream(song.id).read(4) == b"fLaC")
    step("cover", ann.getCoverArt(song.cover_art).read(4) == b"\x89PNG")
    made = ann.createPlaylist(name="Old", songIds=[song.id])["playlist"]
    step("playlist", ann.updatePlaylist(made["id"], comment="old")["status"] == "ok")
    step("playlist", ann.deletePlaylist(made["id"])["status"] == "ok")
    step("star", ann.star(sids=[song.id])["status"] == "ok" and ann.unstar(sids=[song.id])["status"] == "ok")
    step("scrobble", ann.scrobble(song.id)["status"] == "ok")
    step("rating", ann.setRating(song.id, 5)["status"] == "ok")
    podcasts_of_old(ann, channel, kept)


def main():
    ann = sign_in()
    bob = opensonic(username="bob", password=bob_password)
    wait_for_scan(ann)
    album, song, artist = browse(ann)
    songs = ann.get_album(album.id).song
    search(ann)
    mark(ann, album, song, artist)
    playlists(ann, bob, songs)
    queue(ann, songs)
    shares(ann, bob, song)
    [score] = [found for found in ann.search3("lamplight").song if found.suffix == "abc"]
    media(song, album, score)
    uploads(ann)


    sounds_alike(song, score)
    what_to_play(ann, song)
    channel, kept = podcasts(ann, bob)
    step("own account", ann.get_user("ann").admin_role and len(ann.get_users()) == 2)
    refused([errors.AuthError, errors.DataNotFoundError, errors.AuthError], bob.get_user, "ann")
    refused([errors.AuthError, errors.AuthError], bob.start_scan)
    step("scan", ann.start_scan())
    older_client(song, album, channel, kept)
    print(f"py-opensonic and py-sonic: {steps} steps held")
    print(f"{steps} passed, 0 failed")


try:
    main()
finally:
    for connection in connections:
        connection.cleanup()
