//! A few bars of each style as text.

use expect_test::{Expect, expect};

use super::{common, jig, triple};
use crate::{Style, arrange};
use score::Sketch;

/// The score as ABC, without the fields of its header that say the same in all.
fn check(style: &str, sketch: &Sketch, expected: &Expect) {
    let arranged = arrange(sketch, &Style::builtin(style).unwrap(), 1).unwrap();
    let written = notation::write(&arranged.score, notation::Format::Abc).unwrap();
    let text = String::from_utf8(written.bytes).unwrap();
    let kept = text.lines().filter(|line| !line.starts_with("N:") && !line.starts_with("X:"));
    expected.assert_eq(&kept.collect::<Vec<_>>().join("\n"));
}

#[test]
fn choir() {
    check(
        "choir",
        &common(),
        &expect![[r#"
        M:4/4
        L:1/8
        Q:1/4=84
        %%score [1 2 3 4]
        V:1 clef=treble name="Soprano" snm="S."
        V:2 clef=treble name="Alto" snm="A."
        V:3 clef=treble-8 name="Tenor" snm="T."
        V:4 clef=bass name="Bass" snm="B."
        K:G
        [V:1] !mf!B2 AG A2 d2 | e2 ce d4 | dc BA G2 e2 | A2 BA G4 |]
        [V:2] !mf!D2 D2 D2 D2 | G2 G2 G4 | F2 F2 F2 F2 | D2 D2 D4 |]
        [V:3] !mf!B2 B2 B2 B2 | c2 e2 e4 | d2 c2 c2 c2 | B2 B2 B4 |]
        [V:4] !mf!G,2 G,2 G,2 G,2 | C,2 C,2 C,4 | D,2 D,2 D,2 D,2 | G,2 G,2 G,4 |]"#]],
    );
}

#[test]
fn organ() {
    check(
        "organ",
        &triple(),
        &expect![[r#"
            M:3/4
            L:1/8
            Q:1/4=76
            %%score [1 2 3 4]
            V:1 clef=treble name="Organ" snm="Org."
            V:2 clef=treble name="Organ" snm="Org."
            V:3 clef=treble name="Organ" snm="Org."
            V:4 clef=bass name="Pedal" snm="Ped."
            K:Dm
            [V:1] !mf!D2 F2 A2 | G3 F E2 | FE D2 c2 | D6 |]
            [V:2] D6- | D6 | ^C6 | D6 |]
            [V:3] F,6 | B,6 | G,6 | F,6 |]
            [V:4] !mf!D,6 | G,,6 | A,,6 | D,6 |]"#]],
    );
}

#[test]
fn string_quartet() {
    check(
        "string-quartet",
        &jig(),
        &expect![[r#"
            M:6/8
            L:1/8
            Q:3/8=59
            %%score [1 2 3 4]
            V:1 clef=treble name="Violin I" snm="Vln. I"
            V:2 clef=treble name="Violin II" snm="Vln. II"
            V:3 clef=alto name="Viola" snm="Vla."
            V:4 clef=bass name="Cello" snm="Vc."
            K:D
            [V:1] !mf!DE FA2 F | G2 BA2 F | EF GF ED | E3 D3 |]
            [V:2] !mp!A,2 A,A,2 A, | B,2 B,B,2 B, | C2 CC2 C | A,6 |]
            [V:3] !mp!F,2 F,F,2 F, | D,2 D,D,2 D, | G,2 E,G,2 G, | F,6 |]
            [V:4] !mp!D,3 D,3 | G,,3 G,,3 | A,,3 A,,3 | D,6 |]"#]],
    );
}

#[test]
fn piano_chorale() {
    check(
        "piano-chorale",
        &triple(),
        &expect![[r#"
            M:3/4
            L:1/8
            Q:1/4=80
            %%score [1 2 3 4]
            V:1 clef=treble name="Piano" snm="Pno."
            V:2 clef=treble name="Piano" snm="Pno."
            V:3 clef=treble name="Piano" snm="Pno."
            V:4 clef=treble name="Piano" snm="Pno."
            K:Dm
            [V:1] !mf!D2 F2 A2 | G3 F E2 | FE D2 c2 | D6 |]
            [V:2] D6 | D6 | ^C6 | D6 |]
            [V:3] F,6 | B,6 | G,6 | F,6 |]
            [V:4] D,6 | G,,6 | A,,6 | D,6 |]"#]],
    );
}

#[test]
fn piano_alberti() {
    check(
        "piano-alberti",
        &common(),
        &expect![[r#"
        M:4/4
        L:1/8
        Q:1/4=104
        %%score [1 2]
        V:1 clef=treble name="Piano" snm="Pno."
        V:2 clef=treble name="Piano" snm="Pno."
        K:G
        [V:1] !mf!B2 AG A2 d2 | e2 ce d4 | dc BA G2 e2 | A2 BA G4 |]
        [V:2] G,D B,D G,D B,D | E,C G,C E,C G,C | F,D CD F,D CD | [G,B,D]8 |]"#]],
    );
}

#[test]
fn piano_arpeggio() {
    check(
        "piano-arpeggio",
        &triple(),
        &expect![[r#"
            M:3/4
            L:1/8
            Q:1/4=76
            %%score [1 2]
            V:1 clef=treble name="Piano" snm="Pno."
            V:2 clef=treble name="Piano" snm="Pno."
            K:Dm
            [V:1] !mf!D2 F2 A2 | G3 F E2 | FE D2 c2 | D6 |]
            [V:2] D,,A,, D,F, D,A,, | G,,D, G,B, G,D, | A,,E, A,^C A,E, | [D,,A,,D,F,]6 |]"#]],
    );
}

#[test]
fn piano_stride() {
    check(
        "piano-stride",
        &common(),
        &expect![[r#"
        M:4/4
        L:1/8
        Q:1/4=112
        %%score [1 2]
        V:1 clef=treble name="Piano" snm="Pno."
        V:2 clef=treble name="Piano" snm="Pno."
        K:G
        [V:1] !mf!B2 AG A2 d2 | e2 ce d4 | dc BA G2 e2 | A2 BA G4 |]
        [V:2] G,,2 [G,B,D]2 D,,2 [G,B,D]2 | C,,2 [G,CE]2 G,,2 [G,CE]2 | D,,2 [A,CF]2 A,,2 [A,CF]2 | G,,4 [G,B,D]4 |]"#]],
    );
}

#[test]
fn piano_block() {
    check(
        "piano-block",
        &common(),
        &expect![[r#"
        M:4/4
        L:1/8
        Q:1/4=80
        %%score [1 2 3]
        V:1 clef=treble name="Piano" snm="Pno."
        V:2 clef=treble name="Piano" snm="Pno."
        V:3 clef=treble name="Piano" snm="Pno."
        K:G
        [V:1] !mf!B2 AG A2 d2 | e2 ce d4 | dc BA G2 e2 | A2 BA G4 |]
        [V:2] [B,D]2 [B,D]2 [B,D]2 [B,D]2 | [CE]2 [CE]2 [CE]2 [CE]2 | [CF]2 [CF]2 [CF]2 [CF]2 | [B,D]8 |]
        [V:3] [G,,G,]4 G,4 | [C,,C,]4 C,4 | [D,,D,]4 D,4 | G,,8 |]"#]],
    );
}

#[test]
fn piano_waltz() {
    check(
        "piano-waltz",
        &triple(),
        &expect![[r#"
        M:3/4
        L:1/8
        Q:1/4=150
        %%score [1 2]
        V:1 clef=treble name="Piano" snm="Pno."
        V:2 clef=treble name="Piano" snm="Pno."
        K:Dm
        [V:1] !mf!D2 F2 A2 | G3 F E2 | FE D2 c2 | D6 |]
        [V:2] D,,2 [F,A,D]2 [F,A,D]2 | G,,2 [G,B,D]2 [G,B,D]2 | A,,2 [G,A,^C]2 [G,A,C]2 | D,,2 [F,A,D]4 |]"#]],
    );
}

#[test]
fn folk_duo() {
    check(
        "folk-duo",
        &jig(),
        &expect![[r#"
        M:6/8
        L:1/8
        Q:3/8=72
        %%score [1 2]
        V:1 clef=treble name="Fiddle" snm="Fdl."
        V:2 clef=treble name="Guitar" snm="Gtr." transpose=-12
        K:D
        [V:1] !mf!"D"DE FA2 F | "G"G2 BA2 F | "A7"EF GF ED | "D"E3 D3 |]
        [V:2] !mp!D2 [Adf]D2 [Adf] | G,2 [B,DGdg]G,2 [B,DGdg] | A,2 [EGcg]A,2 [EGcg] | [DAdf]6 |]"#]],
    );
}

#[test]
fn folk_accordion() {
    check(
        "folk-accordion",
        &jig(),
        &expect![[r#"
            M:6/8
            L:1/8
            Q:3/8=75
            %%score [1 2 3]
            V:1 clef=treble name="Whistle" snm="Wh."
            V:2 clef=treble name="Accordion" snm="Acc."
            V:3 clef=treble name="Accordion" snm="Acc."
            K:D
            [V:1] !mf!"D"DE FA2 F | "G"G2 BA2 F | "A7"EF GF ED | "D"E3 D3 |]
            [V:2] !mf!F,C DD2 D | D2 DD2 D | CD EC CB, | A,3 F,3 |]
            [V:3] D,z [F,A,D]A,, z [F,A,D] | G,,z [G,B,D]D, z [G,B,D] | A,,z [G,A,C]E, z [G,A,C] | D,3 [F,A,D]3 |]"#]],
    );
}

#[test]
fn band() {
    check(
        "band",
        &common(),
        &expect![[r#"
            M:4/4
            L:1/8
            Q:1/4=104
            %%score [1 2 3 4 5 6]
            V:1 clef=treble name="Saxophone" snm="Sax."
            V:2 clef=treble name="Electric piano" snm="E. pno."
            V:3 clef=treble name="Guitar" snm="Gtr." transpose=-12
            V:4 clef=bass name="Bass" snm="Bs." transpose=-12
            V:5 clef=perc name="Drums" snm="Dr."
            V:6 clef=perc name="Drums" snm="Dr."
            K:G
            [V:1] !mf!"G"z8 | "C"z8 | "G"B2 AG A2 d2 | "C"e2 ce d4 |
            [V:2] !mp![B,DG]3 [B,DG]- [B,DG]2 [B,DG]2 | [CEG]3 [CEG]- [CEG]2 [CEG]2 | [B,DG]3 [B,DG]- [B,DG]2 [B,DG]2 | [CEG]3 [CEG]- [CEG]2 [CEG]2 |
            [V:3] !mp!z8 | z8 | z2 [GBg]z z2 [GBg]z | z2 [CEGcg]z z2 [CEGcg]z |
            [V:4] !mf!G,,3 G,, D,4 | C,3 C, G,,4 | G,,3 G,, D,4 | C,3 C, G,,4 |
            [V:5] !f!g2 g2 g2 g2 | g2 g2 g2 g2 | ag [cg]g gg [cg]g | gg [cg]g gg [cg]g |
            [V:6] =F2 x2 F2 x2 | =F2 x2 F2 x2 | =F2 x F F2 x2 | =F2 x F F2 x2 |
            [V:1] "D7"dc BA G2 e2 | "G"A2 BA G4 |]
            [V:2] [CDF]3 [CDF]- [CDF]2 [CDF]2 | [B,DG]8 |]
            [V:3] z2 [DAcf]z z2 [DAcf]z | [GBg]8 |]
            [V:4] D,3 D, A,,4 | G,,8 |]
            [V:5] gg [cg]g gg [cg]g | a2 z2 z4 |]
            [V:6] =F2 x F F2 x2 | =F2 x6 |]"#]],
    );
}

#[test]
fn waltz() {
    check(
        "waltz",
        &triple(),
        &expect![[r#"
        M:3/4
        L:1/4
        Q:1/4=156
        %%score [1 2 3 4]
        V:1 clef=treble name="Violin" snm="Vln."
        V:2 clef=treble name="Clarinet in C" snm="Cl."
        V:3 clef=treble name="Piano" snm="Pno."
        V:4 clef=bass name="Double bass" snm="Db." transpose=-12
        K:Dm
        [V:1] !mf!"Dm"z3 | "A7"z3 | "Dm"D F A | "Gm"G3/2 F/ E |
        [V:2] !mp!z3 | z3 | F,3 | G,2 B, |
        [V:3] !mp!z [A,DF] [A,DF] | z [A,^CG] [A,CG] | z [A,DF] [A,DF] | z [B,DG] [B,DG] |
        [V:4] !mf!D,2 z | A,,2 z | D,2 z | G,,2 z |
        [V:1] "A7"F/E/ D c | "Dm"D3 |]
        [V:2] G,3 | F,3 |]
        [V:3] z [A,^CG] [A,CG] | [A,DF]3 |]
        [V:4] A,,2 z | D,3 |]"#]],
    );
}

#[test]
fn lo_fi() {
    check(
        "lo-fi",
        &common(),
        &expect![[r#"
            M:4/4
            L:1/8
            Q:"Swing" 1/4=76
            %%score [1 2 3 4 5 6]
            V:1 clef=treble name="Vibraphone" snm="Vib."
            V:2 clef=treble name="Electric piano" snm="E. pno."
            V:3 clef=bass name="Pad"
            V:4 clef=bass name="Bass" snm="Bs." transpose=-12
            V:5 clef=perc name="Drums" snm="Dr."
            V:6 clef=perc name="Drums" snm="Dr."
            K:G
            [V:1] !mf!"Gmaj7"z8 | "Em7"z8 | "G6"B2 AG A2 d2 | "C6"e2 ce d4 |
            [V:2] !mp![A,B,DF]4- [A,B,DF][A,B,DF]3 | [G,B,DF]4- [G,B,DF][G,B,DF]3 | [A,B,DE]4- [A,B,DE][A,B,DE]3 | [A,DEG]4- [A,DEG][A,DEG]3 |
            [V:3] !p![F,B,G]8 | [E,DG]8 | [E,B,G]8 | [E,A,G]8 |
            [V:4] !mf!G,,3 G,,- G,,2 D,2 | E,3 E,- E,2 B,,2 | G,,3 G,,- G,,2 D,2 | C,3 C,- C,2 G,,2 |
            [V:5] !f!g2 [cg]g z g [cg]2 | g2 [cg]g z g [cg]g | g2 [cg]g z g [cg]2 | g2 [cg]g z g [cg]g |
            [V:6] =F2 x F x4 | =F2 x3 F x2 | =F2 x F x4 | =F2 x3 F x2 |
            [V:1] "D7"dc BA G2 e2 | "G6"A2 BA G4 | "Gmaj7"z8 |]
            [V:2] [A,CEF]4- [A,CEF][A,CEF]3 | [A,B,DE]4- [A,B,DE][A,B,DE]3 | [A,B,DF]8 |]
            [V:3] [D,CF]8 | [E,B,G]8 | [F,B,G]8 |]
            [V:4] D,3 D,- D,2 A,,2 | G,,3 G,,- G,,2 D,2 | G,,8 |]
            [V:5] g2 [cg]g z g [cg]2 | g2 [cg]g z g [cg]g | =f2 z2 z4 |]
            [V:6] =F2 x F x4 | =F2 x3 F x2 | =F2 x6 |]"#]],
    );
}

#[test]
fn jazz_trio() {
    check(
        "jazz-trio",
        &common(),
        &expect![[r#"
            M:4/4
            L:1/8
            Q:"Swing" 1/4=132
            %%score [1 2 3 4 5]
            V:1 clef=treble name="Piano" snm="Pno."
            V:2 clef=treble name="Piano" snm="Pno."
            V:3 clef=bass name="Double bass" snm="Db." transpose=-12
            V:4 clef=perc name="Drums" snm="Dr."
            V:5 clef=perc name="Drums" snm="Dr."
            K:G
            [V:1] !mf!"Gmaj7"z4 "Em7"z4 | "Am7"z4 "D7"z4 | "G6"B2 AG A2 d2 | "C6"e2 ce d4 |
            [V:2] z2 [F,B,D]2 [G,B,D]3 [G,CE]- | [G,CE]4 [F,CE]4 | [E,B,D]2 [E,B,D]2- [E,B,D]3 [E,A,D]- | [E,A,D]4 [E,A,D]4 |
            [V:3] !mf!G,2 F,2 E,2 B,,2 | A,,2 C,2 D,2 F,2 | G,2 D,2 B,,2 ^C,2 | C,2 D,2 E,2 C,2 |
            [V:4] !f!=f2 ff f2 ff | =f2 ff f2 ff | =f2 ff f2 ff | =f2 ff f2 ff |
            [V:5] x2 D2 x2 D2 | x2 D2 x2 D2 | x2 D2 x2 D2 | x2 D2 x2 D2 |
            [V:1] "D7"dc BA G2 e2 | "G6"A2 BA G4 |]
            [V:2] [F,A,C]2 [F,A,C]2- [F,A,C]3 [E,B,D] | [E,B,D]8 |]
            [V:3] D,2 C,2 D,2 F,2 | G,8 |]
            [V:4] =f2 ff f2 ff | =f2 z2 z4 |]
            [V:5] x2 D2 x2 D2 | =F2 x6 |]"#]],
    );
}
