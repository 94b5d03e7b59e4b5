"""A server of one podcast, for the journey: station.py FOLDER prints the address of its feed and serves until it is
killed. The folder has the file of the episode and the picture; the feed is written here."""

import functools
import http.server
import pathlib
import sys

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Evenings &amp; Lamps</title>
<description><![CDATA[<p>On <b>music</b> at home.</p>]]></description>
<itunes:author>Ann Lee</itunes:author>
<itunes:image href="cover.png"/>
<item><title>月光下的灯</title><guid isPermaLink="false">two</guid><pubDate>Thu, 03 Oct 2024 08:00:00 GMT</pubDate>
<enclosure url="gone.mp3" type="audio/mpeg" length="1000"/></item>
<item><title>The first</title><guid isPermaLink="false">one</guid><pubDate>Wed, 02 Oct 2024 08:00:00 GMT</pubDate>
<description>One &lt;br&gt; two</description><itunes:duration>0:40</itunes:duration>
<enclosure url="one.mp3" type="audio/mpeg" length="{length}"/></item>
</channel></rss>
"""

folder = pathlib.Path(sys.argv[1])
(folder / "feed.xml").write_text(FEED.format(length=(folder / "one.mp3").stat().st_size))


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
print(f"http://127.0.0.1:{server.server_address[1]}/feed.xml", flush=True)
server.serve_forever()
