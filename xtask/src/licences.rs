//! Every dependency may be shipped in a binary under MIT OR Apache-2.0.

use spdx::Expression;

use crate::metadata::Metadata;

/// Licences that ask for no more than a notice, and MPL-2.0, whose copyleft ends at its own files.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    // Of data only: the web's root certificates.
    "CDLA-Permissive-2.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

pub(crate) fn complaints(metadata: &Metadata) -> Vec<String> {
    let foreign =
        metadata.packages.iter().filter(|package| !metadata.members.contains(&package.id));
    let verdict = |package: &crate::metadata::Package| {
        let Some(licence) = &package.licence else {
            return Some(format!("{} names no licence", package.name));
        };
        (!allowed(licence)).then(|| format!("{} is licensed {licence}", package.name))
    };
    foreign.filter_map(verdict).collect()
}

fn allowed(licence: &str) -> bool {
    // Older crates write MIT/Apache-2.0 for what SPDX calls MIT OR Apache-2.0.
    let licence = licence.replace('/', " OR ");
    let Ok(expression) = Expression::parse(&licence) else { return false };
    expression.evaluate(|requirement| {
        let id = requirement.license.id();
        id.is_some_and(|id| ALLOWED.contains(&id.name))
    })
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn expressions() {
        assert!(allowed("MIT/Apache-2.0"));
        assert!(allowed("GPL-3.0-only OR MIT"));
        assert!(allowed("Apache-2.0 WITH LLVM-exception"));
        assert!(!allowed("LGPL-3.0-only"));
        assert!(!allowed("MIT AND GPL-2.0-only"));
    }
}
