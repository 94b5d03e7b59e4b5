"""Where a house that is killed keeps what it has, and how that is looked at from outside: in its data folder, or on
the servers that `MUSAIC_TEST_POSTGRES` and `MUSAIC_TEST_S3` name, as `.ci/run` starts them. Each home on the servers
has a database of its own and a folder of the bucket; `psql` must be there, and the bucket's server believe whoever asks,
as moto does."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import urllib.parse
import urllib.request
import xml.etree.ElementTree
from pathlib import Path

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "crates/store/migrations"


def home(data):
    """The home whose data folder this is."""
    servers = os.environ.get("MUSAIC_TEST_POSTGRES"), os.environ.get("MUSAIC_TEST_S3")
    return OnServers(data, *servers) if all(servers) else InFolder(data)


def first_steps(engine, count):
    """What the first steps of migration say, and which tables they make, but for search, which a scan fills."""
    steps = "".join(step.read_text() for step in sorted((MIGRATIONS / engine).glob("*.sql"))[:count])
    return steps, [table for table in re.findall(r"CREATE TABLE (\w+)", steps) if not table.endswith("_search")]


def rows_of_first_steps(count, tables, columns):
    """Statements that take over into a database at an early step what a newer one holds of its tables."""
    for table in tables:
        named = ", ".join(columns(table))
        yield f"INSERT INTO older.{table} ({named}) SELECT {named} FROM newer.{table}"
    yield f"INSERT INTO older._sqlx_migrations SELECT * FROM newer._sqlx_migrations WHERE version <= {count}"
    yield "UPDATE older.tracks SET grouped = FALSE"


class InFolder:
    """The embedded defaults: SQLite, and files."""

    def __init__(self, data):
        self.data, self.file, self.environment = data, data / "musaic.db", dict(os.environ)

    def asked(self, question):
        database = sqlite3.connect(self.file, timeout=30)
        try:
            return database.execute(question).fetchall()
        finally:
            database.close()

    def hexed(self, column):
        return f"lower(hex({column}))"

    def has_tables(self):
        named = "SELECT 1 FROM sqlite_master WHERE name = 'playlists'"
        return self.file.exists() and self.asked(named) != []

    def is_whole(self):
        if self.file.exists():
            assert self.asked("PRAGMA integrity_check") == [("ok",)], "the database is damaged"
            assert self.asked("PRAGMA foreign_key_check") == [], "rows point to rows that are gone"

    def copied(self, data):
        shutil.copytree(self.data, data)
        return InFolder(data)

    def made_older(self, count):
        steps, tables = first_steps("sqlite", count)
        # Python's SQLite may be older than the house's. A later step makes the tables with this option anew.
        steps = steps.replace(" contentless_delete = 1,", "")
        newer = self.file.rename(self.data / "newer.db")
        migrations = "SELECT sql FROM newer.sqlite_master WHERE name = '_sqlx_migrations'"
        database = sqlite3.connect(self.file, isolation_level=None)
        database.execute(f"ATTACH '{newer}' AS newer")
        database.executescript(steps + database.execute(migrations).fetchone()[0])

        def columns(table):
            return [column for _, column, *_ in database.execute(f"PRAGMA main.table_info({table})")]

        for statement in rows_of_first_steps(count, tables, columns):
            database.execute(statement.replace("older.", "main."))
        database.close()
        newer.unlink()

    def removed(self):
        shutil.rmtree(self.data, ignore_errors=True)

    def blob(self, identity):
        return (self.data / "blobs" / identity[:2] / identity).read_bytes()

    def blobs(self):
        return {file.name for file in (self.data / "blobs").glob("??/*") if "#" not in file.name}

    def half_made(self):
        return [*(self.data / "desk").glob("*"), *(self.data / "blobs").glob("*/*#*")]


def clear():
    """Takes away what homes have on servers."""
    while OnServers.all:
        OnServers.all.pop().dropped()


class OnServers:
    """PostgreSQL, and a bucket of S3."""

    all = []

    def __init__(self, data, postgres, bucket):
        self.data, self.own = data, (postgres, bucket)
        self.name = "kill_" + hashlib.sha256(str(data).encode()).hexdigest()[:16]
        self.server = urllib.parse.urlsplit(postgres)
        self.url = self.server._replace(path=f"/{self.name}").geturl()
        place, _, settings = bucket.removeprefix("s3://").partition("?")
        self.bucket = urllib.parse.parse_qs(settings)["endpoint"][0] + "/" + place.split("/")[0]
        blobs = f"s3://{place.split('/')[0]}/{self.name}?{settings}"
        self.environment = {**os.environ, "MUSAIC_DATABASE": self.url, "MUSAIC_BLOBS": blobs}
        if not self.on_server(f"SELECT 1 FROM pg_database WHERE datname = '{self.name}'"):
            self.on_server(f"CREATE DATABASE {self.name}")
        OnServers.all.append(self)

    def on_server(self, statement):
        return self.told(self.own[0], statement)

    def told(self, url, *statements):
        command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", url]
        commands = [f"--command={statement}" for statement in statements]
        done = subprocess.run([*command, *commands], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{statements}: {done.stderr}"
        return done.stdout

    def asked(self, question):
        rows = self.told(self.url, f"SELECT row_to_json(asked) FROM ({question}) AS asked")
        return [tuple(json.loads(row).values()) for row in rows.splitlines()]

    def hexed(self, column):
        return f"encode({column}, 'hex')"

    def has_tables(self):
        return self.asked("SELECT to_regclass('playlists') IS NOT NULL") == [(True,)]

    def is_whole(self):
        """The server was not killed: what it holds is whole. It must be a house's."""
        if self.asked("SELECT to_regclass('_sqlx_migrations') IS NOT NULL") == [(True,)]:
            assert self.asked("SELECT version FROM _sqlx_migrations WHERE NOT success") == [], "a step was broken off"

    def copied(self, data):
        """Also out of a database in which a killed house's last statement is still at work."""
        shutil.copytree(self.data, data)
        copy = OnServers(data, *self.own)
        copy.dropped()
        self.without_others()
        self.on_server(f"CREATE DATABASE {copy.name} TEMPLATE {self.name}")
        return copy

    def without_others(self):
        ended = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        self.on_server(f"{ended} WHERE datname = '{self.name}'")

    def made_older(self, count):
        steps, tables = first_steps("postgres", count)
        begin = "ALTER SCHEMA public RENAME TO newer", "CREATE SCHEMA older", "SET search_path = older"
        migrations = "CREATE TABLE _sqlx_migrations (LIKE newer._sqlx_migrations INCLUDING ALL)"
        self.told(self.url, *begin, steps, migrations)
        known = self.asked(
            "SELECT table_name, column_name, is_identity FROM information_schema.columns WHERE table_schema = 'older'"
        )

        def columns(table):
            return [column for of, column, _ in known if of == table]

        numbered = [
            f"SELECT setval(pg_get_serial_sequence('older.{table}', '{column}'), max({column})) FROM older.{table}"
            for table, column, is_identity in known
            if is_identity == "YES"
        ]
        rows = rows_of_first_steps(count, tables, columns)
        end = "DROP SCHEMA newer CASCADE", "ALTER SCHEMA older RENAME TO public"
        self.told(self.url, *rows, *numbered, *end)

    def dropped(self):
        self.on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def removed(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self.dropped()

    def fetched(self, path):
        by = {"Authorization": "AWS4-HMAC-SHA256 Credential=musaic/20260101/us-east-1/s3/aws4_request"}
        asked = urllib.request.Request(f"{self.bucket}{path}", headers=by)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.read()

    def blob(self, identity):
        return self.fetched(f"/{self.name}/blobs/{identity[:2]}/{identity}")

    def listed(self, query, name):
        listing = xml.etree.ElementTree.fromstring(self.fetched(query))
        assert listing.findtext("{*}IsTruncated") != "true", "more than a page of the bucket"
        return [key.text for key in listing.iterfind(name)]

    def blobs(self):
        keys = self.listed(f"?list-type=2&prefix={self.name}/blobs/", "{*}Contents/{*}Key")
        return {key.rpartition("/")[2] for key in keys}

    def half_made(self):
        uploads = self.listed(f"?uploads&prefix={self.name}/", "{*}Upload/{*}Key")
        return [*(self.data / "desk").glob("*"), *(key for key in uploads if key.startswith(self.name))]
