use std::io::Cursor;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::every_form;
use crate::Decoder;

static FORMS: LazyLock<Vec<(&'static str, Vec<u8>)>> = LazyLock::new(every_form);

/// Reads as much as a hostile file may give and goes somewhere in it.
fn listen(bytes: Vec<u8>) {
    let Ok(mut decoder) = Decoder::open(Cursor::new(bytes)) else { return };
    let mut blocks = 0;
    while blocks < 200 && matches!(decoder.read(), Ok(Some(frames)) if !frames.is_empty()) {
        blocks += 1;
    }
    if decoder.seek(0.5).is_ok() {
        let _ = decoder.read();
    }
}

fn mutated(form: usize, cuts: &[(u16, u8)], end: u16) -> Vec<u8> {
    let mut bytes = FORMS[form].1.clone();
    // Most of what can go wrong stands at the start.
    for (at, byte) in cuts {
        let reach = if at % 2 == 0 { 512 } else { bytes.len() };
        let at = usize::from(*at) * reach / (1 << 16);
        bytes[at] = *byte;
    }
    let end = bytes.len() - bytes.len() * usize::from(end) / (1 << 18);
    bytes.truncate(end);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_bytes_make_it_panic(
        form in 0_usize..7,
        cuts in prop::collection::vec(any::<(u16, u8)>(), 1..24),
        end in any::<u16>(),
    ) {
        listen(mutated(form, &cuts, end));
    }

    #[test]
    fn nor_do_bytes_of_no_form(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        listen(bytes);
    }
}
