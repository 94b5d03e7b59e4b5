//! The gradient of a whole network beside one that `PyTorch` found in double precision for the same
//! weights and pieces; `tests/peers/pytorch/run` makes gradients.json anew where features change.

mod tiny;

use std::collections::BTreeMap;

use safetensors::SafeTensors;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    nats: f64,
    gradient: BTreeMap<String, Stored>,
}

/// A tensor in a few numbers.
#[derive(Deserialize)]
struct Stored {
    /// Root of the sum of squares.
    length: f64,
    /// The sum of each number times the sine of its place from 1: it moves when any of them does.
    weighed: f64,
    /// Place and value of the largest.
    largest: (usize, f64),
}

impl Stored {
    /// How far numbers lie from it, as a share of their length.
    fn apart(&self, numbers: &[f64]) -> f64 {
        let length = numbers.iter().map(|n| n * n).sum::<f64>().sqrt();
        let weighed: f64 =
            numbers.iter().enumerate().map(|(i, n)| (i as f64 + 1.0).sin() * n).sum();
        let differences = [
            length - self.length,
            weighed - self.weighed,
            numbers[self.largest.0] - self.largest.1,
        ];
        differences.iter().fold(0.0, |most: f64, d| most.max(d.abs() / self.length))
    }
}

fn numbers(file: &SafeTensors<'_>, name: &str) -> Vec<f64> {
    let tensor = file.tensor(name).expect("the stored gradients are whole");
    let data = tensor.data();
    match tensor.dtype() {
        safetensors::Dtype::F64 => {
            data.as_chunks::<8>().0.iter().map(|&b| f64::from_le_bytes(b)).collect()
        }
        _ => data.as_chunks::<4>().0.iter().map(|&b| f64::from(f32::from_le_bytes(b))).collect(),
    }
}

#[test]
fn gradients_are_those_of_pytorch() {
    let reference: Reference = serde_json::from_str(include_str!("gradients.json"))
        .expect("the stored gradients are whole");
    let (mut trainer, course) = tiny::training();
    let bytes = trainer.worked(&course, 1).expect("the stored gradients are whole");
    let file = SafeTensors::deserialize(&bytes).expect("the stored gradients are whole");
    let names = file.names();
    let found = names.iter().filter_map(|name| name.strip_prefix("gradient."));
    assert_eq!(found.count(), reference.gradient.len(), "every parameter is looked at");
    for (name, stored) in &reference.gradient {
        assert!(stored.length > 0.0, "{name} takes no part");
        let double = stored.apart(&numbers(&file, &format!("gradient.{name}")));
        assert!(double < 1e-10, "{name}: {double:e} apart in double precision");
        let single = stored.apart(&numbers(&file, &format!("gradient_single.{name}")));
        assert!(single < 1e-5, "{name}: {single:e} apart in single precision");
    }
    let (_, header) = SafeTensors::read_metadata(&bytes).expect("the stored gradients are whole");
    let note =
        &header.metadata().as_ref().expect("the stored gradients are whole")["musaic.worked"];
    let note: serde_json::Value =
        serde_json::from_str(note).expect("the stored gradients are whole");
    let nats = |precision: usize| {
        note["nats"][precision].as_f64().expect("the stored gradients are whole")
    };
    assert!((nats(1) / reference.nats - 1.0).abs() < 1e-12, "{} in double precision", nats(1));
    assert!((nats(0) / reference.nats - 1.0).abs() < 1e-6, "{} in single precision", nats(0));
}
