//! Covers, small enough to be sent to a phone.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};

use crate::{LibraryError, limits, measure};

/// The sides that can be asked for, in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 16..=2_048;
const QUALITY: u8 = 85;

/// Makes a JPEG of a picture whose longer side is at most `side_px` (held to 16 to 2,048); one that is
/// smaller keeps its size. What is transparent becomes white, and a photograph is turned upright.
///
/// The header is held to [`limits`] before anything is unfolded; at most four bytes a pixel and
/// [`limits::MAX_PICTURE_AREA`] pixels are in memory then.
///
/// # Errors
/// [`LibraryError::TooLarge`] or [`LibraryError::NotAPicture`] as [`measure`] has it,
/// [`LibraryError::Broken`] for a damaged picture.
pub fn shrink(picture: &[u8], side_px: u32) -> Result<Vec<u8>, LibraryError> {
    measure(picture)?;
    let side = side_px.clamp(*SIDES.start(), *SIDES.end());
    // The decoders are somebody else's and are fed anything.
    let outcome = catch_unwind(AssertUnwindSafe(|| jpeg(&upright(picture)?, side)));
    outcome.unwrap_or_else(|_| Err(broken("it makes no sense")))
}

fn upright(picture: &[u8]) -> Result<DynamicImage, LibraryError> {
    let mut allowed = Limits::default();
    allowed.max_image_width = Some(limits::MAX_PICTURE_SIDE);
    allowed.max_image_height = Some(limits::MAX_PICTURE_SIDE);
    allowed.max_alloc = Some(limits::MAX_PICTURE_AREA * 4 + (16 << 20));
    let mut reader = ImageReader::new(Cursor::new(picture)).with_guessed_format()?;
    reader.limits(allowed);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn jpeg(image: &DynamicImage, side: u32) -> Result<Vec<u8>, LibraryError> {
    let is_large = image.width().max(image.height()) > side;
    let small = if is_large { image.thumbnail(side, side) } else { image.clone() };
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    on_white(&small).write_with_encoder(encoder).map_err(broken)?;
    Ok(bytes)
}

fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [r, g, b, alpha] = image.get_pixel(x, y).0.map(u32::from);
        let over = |colour: u32| {
            let mixed = (colour * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([over(r), over(g), over(b)])
    })
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn broken(reason: impl ToString) -> LibraryError {
    LibraryError::Broken(reason.to_string())
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;
    use crate::{PictureKind, tests::files::png_header};

    /// Left half red, right half see-through.
    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = RgbaImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgba([200, 20, 20, 255]) } else { Rgba([0, 0, 0, 0]) }
        });
        let image = DynamicImage::from(image);
        let image = if format == ImageFormat::Jpeg { image.to_rgb8().into() } else { image };
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    const FORMATS: [ImageFormat; 4] =
        [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];

    #[test]
    fn every_kind_becomes_a_small_jpeg() {
        for format in FORMATS {
            let small = shrink(&picture(640, 480, format), 100).unwrap();
            let told = measure(&small).unwrap();
            assert_eq!((told.kind, told.width, told.height), (PictureKind::Jpeg, 100, 75));
            let image = image::load_from_memory(&small).unwrap().to_rgb8();
            let red = image.get_pixel(20, 30).0;
            assert!(red[0] > 180 && red[1] < 40, "{format:?} {red:?}");
            if format != ImageFormat::Jpeg {
                assert!(image.get_pixel(80, 30).0.iter().all(|part| *part > 250), "{format:?}");
            }
        }
        let kept = measure(&shrink(&picture(40, 30, ImageFormat::Png), 5_000).unwrap()).unwrap();
        assert_eq!((kept.width, kept.height), (40, 30));
        let least = measure(&shrink(&picture(640, 480, ImageFormat::Png), 0).unwrap()).unwrap();
        assert_eq!((least.width, least.height), (16, 12));
    }

    #[test]
    fn a_small_file_that_unfolds_is_not_unfolded() {
        let error = shrink(&png_header(20_000, 20_000), 100).unwrap_err();
        assert!(matches!(error, LibraryError::TooLarge { .. }), "{error}");
        let cut = picture(640, 480, ImageFormat::Png);
        assert!(matches!(shrink(&cut[..60], 100), Err(LibraryError::Broken(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

        #[test]
        fn no_bytes_make_it_panic(
            format in 0_usize..4,
            cuts in prop::collection::vec(any::<(u16, u8)>(), 0..12),
            end in any::<u16>(),
        ) {
            let mut bytes = picture(40, 30, FORMATS[format]);
            for (at, byte) in cuts {
                let at = usize::from(at) % bytes.len();
                bytes[at] = byte;
            }
            bytes.truncate(bytes.len() - bytes.len() * usize::from(end) / (1 << 17));
            let _ = shrink(&bytes, 20);
        }
    }
}
