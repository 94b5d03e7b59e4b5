use std::fs;

use object_store::ObjectStore;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::prefix::PrefixStore;

use crate::{StoreError, encrypt_by_ring};

pub(super) fn open(url: &str) -> Result<Box<dyn ObjectStore>, StoreError> {
    if let Some(folder) = url.strip_prefix("file:") {
        fs::create_dir_all(folder)?;
        return Ok(Box::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)));
    }
    if url == "memory:" {
        return Ok(Box::new(InMemory::new()));
    }
    let unknown = || StoreError::UnknownBlobs(url.to_owned());
    let bucket = url.strip_prefix("s3://").ok_or_else(unknown)?;
    let (bucket, settings) = bucket.split_once('?').unwrap_or((bucket, ""));
    let (bucket, folder) = bucket.split_once('/').unwrap_or((bucket, ""));
    encrypt_by_ring();
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
    for setting in settings.split('&').filter(|setting| !setting.is_empty()) {
        builder = match setting.split_once('=') {
            // Who writes http:// knows that it is not encrypted.
            Some(("endpoint", endpoint)) => {
                builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"))
            }
            Some(("region", region)) => builder.with_region(region),
            _ => return Err(unknown()),
        };
    }
    Ok(Box::new(PrefixStore::new(builder.build()?, folder)))
}
