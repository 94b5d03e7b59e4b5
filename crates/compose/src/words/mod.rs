//! Words to controls: what a musician writes in English or Chinese, understood by a lexicon.
