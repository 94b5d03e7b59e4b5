//! A trained network as a folder: `model.json`, `weights.safetensors` and a card to read.

mod card;
mod info;
mod tensors;

pub use info::{DataSource, ModelInfo};
pub(crate) use tensors::{Tensors, save_whole};

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::ComposeError;
use crate::network::net::Net;
use crate::network::shape::Shape;
use crate::originality::Index;
use crate::tokens::{Column, VocabularyVersion};
use crate::training::TrainOptions;

/// A network that can compose.
#[derive(Debug)]
pub struct Model {
    /// What it is and where it comes from.
    pub info: ModelInfo,
    /// What it learned from, as hashes: to tell how original a piece is.
    pub originality: Option<Index>,
    pub(crate) net: Net,
    pub(crate) weights: Vec<f32>,
}

const INFO: &str = "model.json";
const WEIGHTS: &str = "weights.safetensors";
const CARD: &str = "CARD.md";
const ORIGINALITY: &str = "originality.index";
/// Longer descriptions and weights are no models of this house, in bytes.
const LONGEST_INFO: u64 = 1 << 20;
const LONGEST_WEIGHTS: u64 = 1 << 31;

impl Model {
    /// A model from its parts.
    pub(crate) fn new(info: ModelInfo, weights: Vec<f32>) -> Model {
        Model { net: Net::new(&info.shape), info, weights, originality: None }
    }

    /// A model of random weights that has learned nothing: for tests, and to measure speed.
    ///
    /// # Errors
    /// When no network can be built like this.
    pub fn untrained(shape: Shape, seed: u64) -> Result<Model, ComposeError> {
        shape.check().map_err(ComposeError::Request)?;
        let info = ModelInfo {
            name: "untrained".to_owned(),
            vocabulary: VocabularyVersion::CURRENT,
            shape,
            licence: "CC0-1.0".to_owned(),
            data: Vec::new(),
            training: TrainOptions::default(),
            step: 0,
            figures: BTreeMap::new(),
        };
        let weights = Net::new(&info.shape).layout.initial(seed);
        Ok(Model::new(info, weights))
    }

    /// Reads the model in a folder.
    ///
    /// # Errors
    /// When a file is missing, damaged, of another version, or not what `model.json` says.
    pub fn open(folder: &Path) -> Result<Model, ComposeError> {
        let info = read(&folder.join(INFO), LONGEST_INFO)?;
        let weights = read(&folder.join(WEIGHTS), LONGEST_WEIGHTS)?;
        let index = folder.join(ORIGINALITY);
        let index = index.exists().then(|| read(&index, LONGEST_WEIGHTS)).transpose()?;
        Model::from_bytes(folder, &info, &weights, index.as_deref())
    }

    /// A model from the bytes of its files, as [`Model::save`] writes them: the description, the weights, and the
    /// index of what it learned from where there is one. The folder only names them in complaints.
    ///
    /// # Errors
    /// When they are damaged, of another version, or not what the description says.
    pub fn from_bytes(
        folder: &Path,
        info: &[u8],
        weights: &[u8],
        index: Option<&[u8]>,
    ) -> Result<Model, ComposeError> {
        let path = folder.join(INFO);
        let info: ModelInfo =
            serde_json::from_slice(info).map_err(|error| ComposeError::model(&path, error))?;
        if info.vocabulary != VocabularyVersion::CURRENT {
            let (theirs, ours) = (info.vocabulary.0, VocabularyVersion::CURRENT.0);
            let what = format!("its vocabulary is version {theirs}, this program's is {ours}");
            return Err(ComposeError::model(&path, what));
        }
        info.shape.check().map_err(|what| ComposeError::model(&path, what))?;
        let net = Net::new(&info.shape);
        let path = folder.join(WEIGHTS);
        let weights = Tensors::read(&path, weights)?.weights("", &net.layout, &path)?;
        let originality = index.map(Index::read).transpose()?;
        Ok(Model { info, originality, net, weights })
    }

    /// Writes the model into a folder, made when absent; weights in half precision.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), ComposeError> {
        fs::create_dir_all(folder).map_err(|error| ComposeError::file(folder, error))?;
        let mut tensors = Tensors::default();
        tensors.add_half("", &self.net.layout, &self.weights);
        save_whole(&folder.join(WEIGHTS), &tensors.bytes()?)?;
        if let Some(index) = &self.originality {
            save_whole(&folder.join(ORIGINALITY), &index.write()?)?;
        }
        let mut text = serde_json::to_string_pretty(&self.info).unwrap_or_default();
        text.push('\n');
        save_whole(&folder.join(INFO), text.as_bytes())?;
        save_whole(&folder.join(CARD), card::text(&self.info, self.parameters()).as_bytes())
    }

    /// Whether it writes a melody over chords, rather than voices alone.
    #[must_use]
    pub fn writes_songs(&self) -> bool {
        self.net.shape.columns.contains(&Column::Chord)
    }

    /// How many numbers the network has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.weights.len()
    }
}

/// Reads a file that is not absurdly long.
pub(crate) fn read(path: &Path, longest: u64) -> Result<Vec<u8>, ComposeError> {
    let length = fs::metadata(path).map_err(|error| ComposeError::file(path, error))?.len();
    if length > longest {
        return Err(ComposeError::model(path, format!("it has {length} bytes, over {longest}")));
    }
    fs::read(path).map_err(|error| ComposeError::file(path, error))
}
