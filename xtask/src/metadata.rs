//! What cargo knows of the workspace and its dependencies.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// One package of the dependency tree.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) licence: Option<String>,
    /// Names of the packages it depends on, outside of tests and build scripts.
    pub(crate) dependencies: Vec<String>,
}

/// The whole dependency tree.
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    /// Ids of our own crates.
    pub(crate) members: Vec<String>,
}

impl Metadata {
    /// Our own crates.
    pub(crate) fn own(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.members.contains(&package.id))
    }
}

/// Asks cargo for the dependency tree of all features.
pub(crate) fn load() -> Result<Metadata> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--all-features"])
        .current_dir(root())
        .output()
        .context("running cargo metadata")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).context("reading cargo metadata")?;
    let texts = |list: &Value| -> Vec<String> {
        list.as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect()
    };
    let packages = json["packages"].as_array().into_iter().flatten().map(package).collect();
    Ok(Metadata { packages, members: texts(&json["workspace_members"]) })
}

fn package(json: &Value) -> Package {
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let normal = |dependency: &&Value| dependency["kind"].is_null();
    Package {
        id: text("id"),
        name: text("name"),
        licence: json["license"].as_str().map(str::to_owned),
        dependencies: json["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(normal)
            .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
            .collect(),
    }
}
