//! Originality: what a piece has in common with the pieces a model learned from.
