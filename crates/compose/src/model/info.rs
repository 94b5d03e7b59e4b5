//! What a model says of itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::network::shape::Shape;
use crate::tokens::VocabularyVersion;
use crate::training::TrainOptions;

/// Where training data came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSource {
    /// What it is called.
    pub name: String,
    /// The licence of the pieces used.
    pub licence: String,
    /// How many pieces the network learned from.
    pub pieces: usize,
    /// How many grid steps these have.
    pub steps: usize,
    /// SHA-256 or BLAKE3 of the file or corpus, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// What a model is and where it comes from: `model.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// What it is called.
    pub name: String,
    /// Which tokens mean what.
    pub vocabulary: VocabularyVersion,
    /// What the network is built like.
    pub shape: Shape,
    /// The licence of the weights.
    pub licence: String,
    /// What it learned from.
    pub data: Vec<DataSource>,
    /// How it was trained.
    pub training: TrainOptions,
    /// The step of the training these weights are from.
    pub step: u64,
    /// What was measured, by name: nats per note on the validation split and the like.
    pub figures: BTreeMap<String, f64>,
}
