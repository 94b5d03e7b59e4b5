//! What listeners bring: by which name a file is kept.

use crate::FileFormat;

/// Longest name of a file, in bytes; file systems take 255.
const MAX_NAME: usize = 200;

/// The name of a file as it is kept: without folders before it, and without what no file system takes.
/// `None` for one that promises no music ([`FileFormat::from_name`]).
#[must_use]
pub fn upload_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next()?;
    let strange = |c: char| c.is_control() || matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let clean: String = name.chars().map(|c| if strange(c) { '_' } else { c }).collect();
    let clean = clean.trim();
    let (stem, extension) = clean.rsplit_once('.')?;
    let room = MAX_NAME.checked_sub(extension.len() + 1)?;
    let stem = stem[..stem.floor_char_boundary(room)].trim_matches(['.', ' ']);
    let kept = format!("{stem}.{extension}");
    FileFormat::from_name(&kept).map(|_| kept)
}

/// A name for a file beside others of the same name: `Air (2).flac`.
#[must_use]
pub fn numbered_name(name: &str, number: u32) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem} ({number}).{extension}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_made_fit() {
        let check = |name| upload_name(name);
        assert_eq!(check("../../etc/Air.FLAC").as_deref(), Some("Air.FLAC"));
        assert_eq!(check("C:\\music\\a?b.mp3").as_deref(), Some("a_b.mp3"));
        assert_eq!(check(" ..hidden.mid ").as_deref(), Some("hidden.mid"));
        assert_eq!(check("月亮.abc").as_deref(), Some("月亮.abc"));
        for none in ["", "air", ".flac", "air.exe", "air.flac/", "..", "a.xml"] {
            assert_eq!(check(none), None, "{none}");
        }
        assert_eq!(numbered_name("Air.flac", 2), "Air (2).flac");
    }

    proptest! {
        #[test]
        fn no_name_leaves_its_folder(name in any::<String>(), end in "[.](flac|mid|abc)") {
            if let Some(kept) = upload_name(&(name + &end)) {
                prop_assert!(kept.len() <= MAX_NAME && !kept.starts_with('.'));
                prop_assert!(!kept.contains(['/', '\\', '\0', '\n']));
                prop_assert_eq!(upload_name(&kept), Some(kept.clone()), "it stays as it is");
            }
        }
    }
}
