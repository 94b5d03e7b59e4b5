//! How many players' requests can be signed in a second, one after another: `cargo run --release -p store --example
//! sign_in`. Each has a token over a salt of its own, as players send it.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use library::{AccountRole, Scope};
use md5::{Digest, Md5};
use store::vault::MasterKeys;
use store::{KeyKind, Proof, Store};

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const DEVICES: usize = 10;
const REQUESTS: u32 = 20_000;

#[expect(clippy::disallowed_methods, reason = "this measures time")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let folder = tempfile::tempdir()?;
        let store = Store::open_file(&folder.path().join("musaic.db")).await?;
        let store = store.unlocked(MasterKeys::random()?).await?;
        let ann = store.add_account("ann", AccountRole::Owner, Some("correct horse"), 0).await?;
        let mut last = None;
        for number in 0..DEVICES {
            let device = format!("device {number}");
            let device = (device.as_str(), Scope::Edit);
            last = Some(store.add_device_key(ann, KeyKind::AppPassword, device, None, 1).await?.1);
        }
        let secret = last.ok_or("no device")?;
        let start = Instant::now();
        for number in 0..REQUESTS {
            let s = format!("{number:08x}");
            let digest = Md5::digest(format!("{}{s}", secret.expose()));
            let t = data_encoding::HEXLOWER.encode(&digest);
            let now_ms = i64::try_from(start.elapsed().as_millis())?;
            store.subsonic_sign_in("Ann", Proof::Token { t: &t, s: &s }, HOME, now_ms).await?;
        }
        let tokens = f64::from(REQUESTS) / start.elapsed().as_secs_f64();
        let start = Instant::now();
        for _ in 0..20 {
            store.sign_in(("ann", "correct horse", None), (HOME, ""), 1).await?;
        }
        let password = start.elapsed().as_secs_f64() / 20.0 * 1_000.0;
        let unknown = Instant::now();
        for number in 0..20 {
            let name = format!("nobody {number}");
            let at_ms = 1_000_000 * i64::from(number);
            let _ = store.sign_in((&name, "correct horse", None), (HOME, ""), at_ms).await;
        }
        let unknown = unknown.elapsed().as_secs_f64() / 20.0 * 1_000.0;
        #[expect(clippy::print_stdout, reason = "this is what it is for")]
        {
            println!("{tokens:.0} tokens/s with {DEVICES} app passwords; {password:.1} ms a sign-in by password,");
            println!("{unknown:.1} ms a refusal of a name that nobody has");
        }
        Ok(())
    })
}
