use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

#[test]
fn all_builtin_styles_are_sound() {
    for name in Style::names() {
        let style = Style::builtin(name);
        assert!(style.is_ok(), "{name}: {}", style.unwrap_err());
        let style = style.unwrap();
        assert_eq!(style.name, name);
        assert!(style.meters().is_none_or(|meters| !meters.is_empty()), "{name}");
    }
    assert_eq!(Style::builtin("SATB").unwrap().name, "choir");
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&Style::parse(text).unwrap_err().to_string());
}

const MELODY: &str =
    "name = 'Duo'\nabout = ''\n[[parts]]\nname = 'Flute'\nlines = [{ plays = 'melody' }]\n";

#[test]
fn errors_name_the_place() {
    check(
        "name = 'Duo'\nabout = ''\nparts = []",
        &expect!["the style cannot be used: it needs from 1 to 32 parts"],
    );
    check(
        &format!(
            "{MELODY}[[parts]]\nname = 'Harp'\nlines = [{{ plays = 'chords', patterns = [{{ meter = '3/4', rhythm = '12y' }}] }}]"
        ),
        &expect![[
            r#"the style cannot be used: part "Harp": line 1: pattern 1 (3/4): `y` is not one of xX>123456u-."#
        ]],
    );
    check(
        &format!(
            "{MELODY}[[parts]]\nname = 'Kit'\npercussion = true\n[[parts.lines]]\nplays = 'drums'\n[[parts.lines.patterns]]\nmeter = '4/4'\n[parts.lines.patterns.drums]\nhat = 'xxxx'\nride = 'xxxx'\nsnare = '--x-'"
        ),
        &expect![[
            r#"the style cannot be used: part "Kit": line 1: pattern 1 (4/4): step 3: more hits than two hands and two feet can play"#
        ]],
    );
    check(
        "name = 'Duo'\nabout = ''\n[[parts]]\nname = 'Flute'\nlines = [{ plays = 'tune' }]",
        &expect![[r#"
            the style cannot be used: TOML parse error at line 5, column 20
              |
            5 | lines = [{ plays = 'tune' }]
              |                    ^^^^^^
            unknown variant `tune`, expected one of `melody`, `voice`, `chords`, `bass`, `second`, `counter`, `drums`
        "#]],
    );
    check(
        &format!("intro = ['I', 'IVx']\n{MELODY}"),
        &expect!["the style cannot be used: `IVx` is not a Roman numeral"],
    );
    let unknown = Style::builtin("polka").unwrap_err().to_string();
    assert!(
        unknown.starts_with("there is no style \"polka\"; there are choir, organ"),
        "{unknown}"
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text: String) {
        let _ = Style::parse(&text);
    }
}

#[test]
fn the_example_of_the_documentation_is_a_style() {
    let page = include_str!("../../../../docs/styles.md");
    let example = page.split("```toml").nth(1).and_then(|rest| rest.split("```").next());
    let style = Style::parse(example.unwrap()).unwrap();
    let meters: Vec<String> = style.meters().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(meters, ["4/4", "3/4"]);
    for name in Style::names() {
        let style = Style::builtin(name).unwrap();
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap();
        let meters = style.meters().map_or_else(
            || "any".to_owned(),
            |meters| meters.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        );
        assert!(row.ends_with(&format!("| {meters} |")), "{name}: {meters}");
    }
}
