//! Where the players of a score sit when no ensemble is named: as in an orchestra seen from the
//! audience, first violins to the left, basses to the right, singers in a row before it.

use score::Score;

use super::ensemble::Seat;
use super::family::Family;
use super::names;

/// A seat for each part, by its instrument.
pub(super) fn seats(score: &Score) -> Vec<Seat> {
    let programs = names::programs(score);
    let percussion: Vec<bool> = score.parts.iter().map(|p| p.instrument.percussion).collect();
    // Two players sit closer than eight.
    let width =
        if score.parts.len() < 2 { 0.0 } else { (0.4 + 0.1 * small(score.parts.len())).min(1.0) };
    // Those of the same instrument sit side by side.
    let mut counts = [(0usize, 0usize); 129];
    let group =
        |index: usize| if percussion[index] { 128 } else { usize::from(programs[index].min(127)) };
    (0..programs.len()).for_each(|index| counts[group(index)].1 += 1);
    let seat = |(index, part): (usize, &score::Part)| {
        let (rank, all) = &mut counts[group(index)];
        let side = side(programs[index], percussion[index], *rank, *all) * width;
        *rank += 1;
        let pan = part.instrument.pan.map_or(side, |degrees| f32::from(degrees) / 90.0);
        Seat {
            name: part.name.clone(),
            program: programs[index],
            percussion: percussion[index],
            pan: pan.clamp(-1.0, 1.0),
            gain_db: part.instrument.volume.map_or(0.0, gain_db),
            reverb_send: reverb(programs[index], percussion[index]),
            keys: (0, 127),
        }
    };
    score.parts.iter().enumerate().map(seat).collect()
}

fn small(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// A mixer's 0-127 against its default of 100, by the square law of MIDI volume.
fn gain_db(volume: u8) -> f32 {
    (40.0 * libm::log10f(f32::from(volume.clamp(1, 127)) / 100.0)).clamp(-30.0, 6.0)
}

/// The place of number `rank` of `all` who play an instrument.
fn side(program: u8, percussion: bool, rank: usize, all: usize) -> f32 {
    let (centre, spread) = match program {
        _ if percussion => (0.0, 0.2),
        40 | 110 => (-0.45, 0.2),
        41 => (0.2, 0.1),
        42 => (0.45, 0.1),
        43 => (0.65, 0.1),
        46 => (-0.6, 0.1),
        47 => (0.1, 0.1),
        60 => (-0.4, 0.1),
        56 | 59 => (0.25, 0.1),
        57 => (0.4, 0.1),
        58 => (0.5, 0.0),
        72 | 73 => (-0.2, 0.1),
        68 | 69 => (0.1, 0.1),
        71 => (-0.15, 0.1),
        70 => (0.2, 0.1),
        program => match Family::of(program) {
            Family::Voice => (0.0, 0.45),
            Family::Plucked => (0.25, 0.2),
            Family::Chime => (-0.3, 0.2),
            Family::Keyboard if all == 1 => (0.0, 0.0),
            _ => (0.0, 0.4),
        },
    };
    if all < 2 {
        return centre;
    }
    centre + spread * (2.0 * small(rank) / (small(all) - 1.0) - 1.0)
}

fn reverb(program: u8, percussion: bool) -> f32 {
    match Family::of(program) {
        _ if percussion => 0.15,
        Family::Bass => 0.12,
        Family::Keyboard | Family::Plucked => 0.25,
        Family::Organ => 0.55,
        Family::Voice => 0.45,
        _ => 0.35,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use score::Part;

    use super::*;

    #[test]
    fn violins_left_and_basses_right() {
        let names = ["Flute", "Violin I", "Violin II", "Viola", "Cello", "Contrabass"];
        let parts = names.iter().map(|name| Part::new(name, 0)).collect();
        let score = Score { parts, ..Score::default() };
        let shown: Vec<String> = seats(&score)
            .iter()
            .map(|s| format!("{} {} {:.2}", s.name, s.program, s.pan))
            .collect();
        expect![[r#"
            Flute 73 -0.20
            Violin I 40 -0.65
            Violin II 40 -0.25
            Viola 41 0.20
            Cello 42 0.45
            Contrabass 43 0.65"#]]
        .assert_eq(&shown.join("\n"));
    }
}
