//! Products of matrices, by the crate `matrixmultiply`: the only unsafe code of the composer.

/// A matrix inside a slice: where it begins, and how far apart its rows and columns lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a, T> {
    pub(crate) data: &'a [T],
    pub(crate) row: usize,
    pub(crate) column: usize,
}

/// A matrix inside a slice, to be written.
#[derive(Debug)]
pub(crate) struct ViewMut<'a, T> {
    pub(crate) data: &'a mut [T],
    pub(crate) row: usize,
    pub(crate) column: usize,
}

impl<'a, T> View<'a, T> {
    /// Rows of `stride` numbers, one after the other.
    pub(crate) fn rows(data: &'a [T], stride: usize) -> View<'a, T> {
        View { data, row: stride, column: 1 }
    }

    /// The transpose of rows of `stride` numbers.
    pub(crate) fn transposed(data: &'a [T], stride: usize) -> View<'a, T> {
        View { data, row: 1, column: stride }
    }

    fn holds(&self, rows: usize, columns: usize) -> bool {
        reaches(self.row, self.column, rows, columns) <= self.data.len()
    }
}

impl<'a, T> ViewMut<'a, T> {
    /// Rows of `stride` numbers, one after the other.
    pub(crate) fn rows(data: &'a mut [T], stride: usize) -> ViewMut<'a, T> {
        ViewMut { data, row: stride, column: 1 }
    }
}

/// One more than the last index a matrix touches.
fn reaches(row: usize, column: usize, rows: usize, columns: usize) -> usize {
    if rows == 0 || columns == 0 { 0 } else { (rows - 1) * row + (columns - 1) * column + 1 }
}

macro_rules! gemm {
    ($name:ident, $real:ty, $kernel:path) => {
        /// `c = alpha a b + beta c` for a `[m, k]`, b `[k, n]`, c `[m, n]`.
        ///
        /// # Panics
        /// When a view is too small for its sizes: a mistake of the caller, never of its data.
        pub(crate) fn $name(
            [m, k, n]: [usize; 3],
            [alpha, beta]: [$real; 2],
            a: View<'_, $real>,
            b: View<'_, $real>,
            c: ViewMut<'_, $real>,
        ) {
            assert!(a.holds(m, k) && b.holds(k, n), "factors smaller than {m} x {k} x {n}");
            assert!(reaches(c.row, c.column, m, n) <= c.data.len(), "no room for {m} x {n}");
            // Strides as small as these never overflow.
            let signed = |stride: usize| isize::try_from(stride).unwrap_or(isize::MAX);
            #[allow(
                unsafe_code,
                reason = "the kernel takes pointers; both asserts above bound what it touches"
            )]
            unsafe {
                $kernel(
                    m,
                    k,
                    n,
                    alpha,
                    a.data.as_ptr(),
                    signed(a.row),
                    signed(a.column),
                    b.data.as_ptr(),
                    signed(b.row),
                    signed(b.column),
                    beta,
                    c.data.as_mut_ptr(),
                    signed(c.row),
                    signed(c.column),
                );
            }
        }
    };
}

gemm!(single, f32, matrixmultiply::sgemm);
gemm!(double, f64, matrixmultiply::dgemm);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_transposed() {
        let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]; // [2, 3]
        let b = [1.0, 0.0, 2.0, 1.0, 0.0, 1.0]; // [3, 2]
        let mut c = [1.0; 4];
        double(
            [2, 3, 2],
            [1.0, 0.0],
            View::rows(&a, 3),
            View::rows(&b, 2),
            ViewMut::rows(&mut c, 2),
        );
        assert_eq!(c, [5.0, 5.0, 14.0, 11.0]);
        // a seen as the transpose of a [3, 2] matrix, added to what is there.
        double(
            [2, 3, 2],
            [2.0, 1.0],
            View::transposed(&a, 2),
            View::rows(&b, 2),
            ViewMut::rows(&mut c, 2),
        );
        assert_eq!(c, [19.0, 21.0, 34.0, 31.0]);
    }

    #[test]
    #[should_panic(expected = "smaller")]
    fn a_short_factor_is_refused() {
        let mut c = [0.0; 4];
        single(
            [2, 2, 2],
            [1.0, 0.0],
            View::rows(&[0.0; 3], 2),
            View::rows(&[0.0; 4], 2),
            ViewMut::rows(&mut c, 2),
        );
    }
}
