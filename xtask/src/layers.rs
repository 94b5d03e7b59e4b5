//! Dependencies point down: no crate uses one of its own layer or a higher one.

use crate::metadata::Metadata;

/// The layers of the house, lowest first; see ARCHITECTURE.md.
const LAYERS: &[&[&str]] = &[
    &["score"],
    &["notation", "synth", "features"],
    &["corpus", "compose", "arrange", "audio"],
    &["recommend", "library"],
    &["store"],
    &["server"],
    &["musaic"],
];

/// Pairs within a layer that the architecture allows, as (user, used).
const WITHIN_A_LAYER: &[(&str, &str)] = &[("compose", "corpus"), ("arrange", "compose")];

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|names| names.contains(&name))
}

pub(crate) fn complaints(metadata: &Metadata) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in metadata.own().filter(|package| package.name != "xtask") {
        let Some(own) = layer(&package.name) else {
            complaints
                .push(format!("crate {} stands in no layer (xtask/src/layers.rs)", package.name));
            continue;
        };
        for used in &package.dependencies {
            let allowed = WITHIN_A_LAYER.contains(&(package.name.as_str(), used.as_str()));
            if layer(used).is_some_and(|other| other >= own) && !allowed {
                complaints.push(format!("{} (layer {own}) may not use {used}", package.name));
            }
        }
    }
    complaints
}
