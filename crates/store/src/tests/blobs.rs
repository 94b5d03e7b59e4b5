use bytes::Bytes;
use futures_util::TryStreamExt;
use tempfile::tempdir;

use crate::{BlobId, Blobs, StoreError};

/// The same on a folder and on S3, where `MUSAIC_TEST_S3` names a bucket that may be emptied.
async fn places(test: &str) -> Vec<(&'static str, Blobs, tempfile::TempDir)> {
    let folder = tempdir().unwrap();
    let url = format!("file:{}", folder.path().join("made").display());
    let copies = tempdir().unwrap();
    let mut places = vec![
        ("folder", Blobs::open(&url, folder.path()).unwrap(), folder),
        ("memory", Blobs::open("memory:", &copies.path().join("copies")).unwrap(), copies),
    ];
    let Ok(bucket) = std::env::var("MUSAIC_TEST_S3") else {
        eprintln!("skipped on S3: MUSAIC_TEST_S3 names no bucket");
        return places;
    };
    let (name, settings) = bucket.split_once('?').unwrap_or((&bucket, ""));
    let copies = tempdir().unwrap();
    let url = format!("{name}/{test}?{settings}");
    let bucket = Blobs::open(&url, &copies.path().join("copies")).unwrap();
    for (id, _) in bucket.list().try_collect::<Vec<_>>().await.unwrap() {
        bucket.delete(id).await.unwrap();
    }
    places.push(("S3", bucket, copies));
    places
}

#[tokio::test]
async fn blobs_are_kept_read_and_taken_away() {
    for (place, blobs, _folder) in places("whole").await {
        let song = Bytes::from_static(b"la la la");
        let id = blobs.put(song.clone()).await.unwrap();
        assert_eq!(blobs.put(song.clone()).await.unwrap(), id, "{place}");
        assert_eq!(BlobId::parse(&id.to_string()), Some(id));
        assert_eq!(blobs.get(id).await.unwrap(), Some(song), "{place}");
        assert_eq!(blobs.size(id).await.unwrap(), Some(8), "{place}");
        let part = blobs.stream(id, 3..8).await.unwrap();
        assert_eq!(part.try_collect::<Vec<_>>().await.unwrap().concat(), b"la la", "{place}");

        let cover = BlobId::made_from([b"cover".as_slice(), b"300"]);
        assert_ne!(cover, BlobId::made_from([b"cover3".as_slice(), b"00"]));
        blobs.keep(cover, Bytes::from_static(b"old")).await.unwrap();
        let read = async || std::fs::read(blobs.near(cover).await.unwrap().unwrap()).unwrap();
        assert_eq!(read().await, b"old", "{place}");
        blobs.keep(cover, Bytes::from_static(b"new")).await.unwrap();
        assert_eq!(read().await, b"new", "{place}");
        assert_eq!(blobs.get(cover).await.unwrap().unwrap(), "new", "{place}");

        let mut all: Vec<_> = blobs.list().try_collect().await.unwrap();
        all.sort_unstable();
        let mut expected = [(id, 8), (cover, 3)];
        expected.sort_unstable();
        assert_eq!(all, expected, "{place}");
        blobs.delete(id).await.unwrap();
        blobs.delete(id).await.unwrap();
        assert_eq!(blobs.get(id).await.unwrap(), None, "{place}");
        assert_eq!(blobs.size(id).await.unwrap(), None, "{place}");
        assert!(blobs.near(id).await.unwrap().is_none(), "{place}");
    }
}

#[tokio::test]
async fn a_file_is_kept_in_pieces() {
    for (place, blobs, _folder) in places("pieces").await {
        let folder = tempdir().unwrap();
        let (empty, large) = (folder.path().join("empty"), folder.path().join("large"));
        std::fs::write(&empty, "").unwrap();
        let bytes: Vec<u8> = (0..9_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        std::fs::write(&large, &bytes).unwrap();
        let id = BlobId::of(&bytes);
        blobs.keep_file(id, &large).await.unwrap();
        assert!(blobs.get(id).await.unwrap().unwrap() == bytes, "{place}");
        let id = BlobId::of(b"");
        blobs.keep_file(id, &empty).await.unwrap();
        assert_eq!(blobs.size(id).await.unwrap(), Some(0), "{place}");
        let missing = blobs.keep_file(id, &folder.path().join("none")).await;
        assert!(matches!(missing, Err(StoreError::Io(_))), "{place}");
    }
}

#[test]
fn an_address_that_is_none_is_refused() {
    for url in ["", "http://x", "s3://bucket?colour=red", "/srv/blobs"] {
        assert!(
            matches!(Blobs::open(url, "none".as_ref()), Err(StoreError::UnknownBlobs(_))),
            "{url}"
        );
    }
}
