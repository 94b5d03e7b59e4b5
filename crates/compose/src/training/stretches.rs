//! Stretches of flat numbers, one a thread or a rank.

/// Stretches are whole blocks, and long sums are made of sums of blocks.
pub(super) const BLOCK: usize = 1 << 14;

/// How long the stretches of so many numbers are for so many to share.
pub(super) fn stretch(length: usize, among: usize) -> usize {
    length.div_ceil(BLOCK).div_ceil(among.max(1)).max(1) * BLOCK
}

/// Adds numbers to others, equally many.
pub(super) fn add(sum: &mut [f32], more: &[f32], threads: usize) {
    let add = |(sum, more): (&mut [f32], &[f32])| {
        sum.iter_mut().zip(more).for_each(|(sum, &more)| *sum += more);
    };
    if threads < 2 {
        return add((sum, more));
    }
    let each = stretch(sum.len(), threads);
    std::thread::scope(|scope| {
        for both in sum.chunks_mut(each).zip(more.chunks(each)) {
            scope.spawn(move || add(both));
        }
    });
}
