//! Named tensors in a file (the safetensors format).

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use half::f16;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use crate::ComposeError;
use crate::network::parameters::Layout;

/// Tensors by name, to be written or as read.
#[derive(Debug, Default)]
pub(crate) struct Tensors {
    tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
    notes: HashMap<String, String>,
}

impl Tensors {
    /// A note under a name.
    pub(crate) fn note(&mut self, name: &str, text: String) {
        self.notes.insert(name.to_owned(), text);
    }

    /// The note under a name.
    pub(crate) fn noted(&self, name: &str) -> Option<&str> {
        self.notes.get(name).map(String::as_str)
    }

    /// All stretches of a layout, in half precision.
    pub(crate) fn add_half(&mut self, prefix: &str, layout: &Layout, numbers: &[f32]) {
        let bytes = |n: &f32| f16::from_f32(*n).to_le_bytes();
        self.add(prefix, layout, numbers, Dtype::F16, |n| bytes(n).to_vec());
    }

    /// All stretches of a layout, in single precision.
    pub(crate) fn add_single(&mut self, prefix: &str, layout: &Layout, numbers: &[f32]) {
        self.add(prefix, layout, numbers, Dtype::F32, |n| n.to_le_bytes().to_vec());
    }

    /// All stretches of a layout, in double precision.
    pub(crate) fn add_double(&mut self, prefix: &str, layout: &Layout, numbers: &[f64]) {
        self.add(prefix, layout, numbers, Dtype::F64, |n| n.to_le_bytes().to_vec());
    }

    /// Whole numbers in rows of `columns`.
    pub(crate) fn add_whole(&mut self, name: String, columns: usize, numbers: &[i32]) {
        let data = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        let size = vec![numbers.len() / columns.max(1), columns];
        self.tensors.push((name, Dtype::I32, size, data));
    }

    fn add<T>(
        &mut self,
        prefix: &str,
        layout: &Layout,
        numbers: &[T],
        kind: Dtype,
        bytes: impl Fn(&T) -> Vec<u8>,
    ) {
        for entry in &layout.entries {
            let data = numbers[entry.parameter.range()].iter().flat_map(&bytes).collect();
            let size = vec![entry.parameter.rows, entry.parameter.columns];
            self.tensors.push((format!("{prefix}{}", entry.name), kind, size, data));
        }
    }

    /// The file's bytes.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, ComposeError> {
        let wrong = |error| ComposeError::Request(format!("writing tensors: {error}"));
        let mut views = Vec::with_capacity(self.tensors.len());
        for (name, kind, size, data) in &self.tensors {
            views.push((name, TensorView::new(*kind, size.clone(), data).map_err(wrong)?));
        }
        safetensors::serialize(views, Some(self.notes.clone())).map_err(wrong)
    }

    /// Reads a file's bytes.
    pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<Tensors, ComposeError> {
        let wrong = |error| ComposeError::model(path, error);
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(wrong)?;
        let file = SafeTensors::deserialize(bytes).map_err(wrong)?;
        let owned = |(name, view): (String, TensorView<'_>)| {
            (name, view.dtype(), view.shape().to_vec(), view.data().to_vec())
        };
        Ok(Tensors {
            tensors: file.tensors().into_iter().map(owned).collect(),
            notes: header.metadata().clone().unwrap_or_default(),
        })
    }

    /// The numbers of a layout, each stretch found by its name.
    pub(crate) fn weights(
        &self,
        prefix: &str,
        layout: &Layout,
        path: &Path,
    ) -> Result<Vec<f32>, ComposeError> {
        let mut numbers = vec![0.0; layout.len()];
        let by_name: HashMap<&str, _> =
            self.tensors.iter().map(|tensor| (tensor.0.as_str(), tensor)).collect();
        for entry in &layout.entries {
            let name = format!("{prefix}{}", entry.name);
            let size = [entry.parameter.rows, entry.parameter.columns];
            let Some((_, kind, found, data)) = by_name.get(name.as_str()) else {
                return Err(ComposeError::model(path, format!("tensor {name} is missing")));
            };
            if found.as_slice() != size {
                let what = format!("tensor {name} has size {found:?}, not {size:?}");
                return Err(ComposeError::model(path, what));
            }
            let to = &mut numbers[entry.parameter.range()];
            match kind {
                Dtype::F16 => fill(to, data, |two: [u8; 2]| f16::from_le_bytes(two).to_f32()),
                Dtype::F32 => fill(to, data, f32::from_le_bytes),
                _ => {
                    let what = format!("tensor {name} holds {kind:?}, not F16 or F32");
                    return Err(ComposeError::model(path, what));
                }
            }
        }
        if numbers.iter().all(|n| n.is_finite()) {
            return Ok(numbers);
        }
        Err(ComposeError::model(path, "a weight is not a number"))
    }
}

fn fill<const N: usize>(numbers: &mut [f32], data: &[u8], read: impl Fn([u8; N]) -> f32) {
    for (number, bytes) in numbers.iter_mut().zip(data.as_chunks::<N>().0) {
        *number = read(*bytes);
    }
}

/// Writes a file in one step: a reader sees the old one or the new one, never a part.
pub(crate) fn save_whole(path: &Path, bytes: &[u8]) -> Result<(), ComposeError> {
    let wrong = |error| ComposeError::file(path, error);
    let partial = path.with_extension("partial");
    let mut file = std::fs::File::create(&partial).map_err(wrong)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(wrong)?;
    std::fs::rename(&partial, path).map_err(wrong)
}
