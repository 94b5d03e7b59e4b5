//! The same tests on both engines: SQLite always, PostgreSQL where `MUSAIC_TEST_POSTGRES` names a
//! database that may be emptied.

mod accounts;
mod blobs;
mod cache;
mod doors;
mod jobs;
mod leaving;
mod list_files;
mod listening;
mod lists;
mod loudness;
mod passkeys;
mod podcasts;
mod scanning;
mod second_step;
mod shelves;
mod smart;
mod sonic;
mod sound;
mod uploads;
mod vault;

use crate::Store;

/// An empty store of each engine that is there, with its name.
async fn stores() -> Vec<(&'static str, Store)> {
    let mut stores = vec![("SQLite", Store::in_memory().await.unwrap())];
    if let Some(store) = postgres().await {
        stores.push(("PostgreSQL", store));
    }
    stores
}

/// Each test gets a schema of its own, so that they may run side by side.
async fn postgres() -> Option<Store> {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);

    let Ok(url) = std::env::var("MUSAIC_TEST_POSTGRES") else {
        eprintln!("skipped on PostgreSQL: MUSAIC_TEST_POSTGRES names no database");
        return None;
    };
    let schema = format!("musaic_test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let pool = sqlx::postgres::PgPool::connect(&url).await.unwrap();
    let anew = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(anew)).execute(&pool).await.unwrap();
    pool.close().await;
    let mark = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{mark}options=-c%20search_path%3D{schema}");
    Some(Store::open(&url).await.unwrap())
}
