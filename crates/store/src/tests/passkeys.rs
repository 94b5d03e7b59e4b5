//! Passkeys, with an authenticator of our own, written from the standard.

use std::net::{IpAddr, Ipv4Addr};

use data_encoding::BASE64URL_NOPAD as BASE64;
use library::{AccountRole, UserId};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::stores;
use crate::vault::MasterKeys;
use crate::{Passkeys, Refused, Store, StoreError};

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const ADDRESS: &str = "https://music.example.org";
const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const WITH_KEY: u8 = 64;

/// A device that holds one passkey.
struct Device {
    key: SigningKey,
    id: [u8; 32],
    /// The account's handle, once there is one.
    handle: String,
    /// The page it believes to be on.
    origin: &'static str,
    flags: u8,
    counter: u32,
}

impl Device {
    fn new(number: u8) -> Device {
        let key = SigningKey::from_slice(&[number; 32]).unwrap();
        let flags = PRESENT | VERIFIED;
        Device { key, id: [number; 32], handle: String::new(), origin: ADDRESS, flags, counter: 0 }
    }

    fn client_data(&self, what: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["publicKey"]["challenge"];
        let data = json!({ "type": what, "challenge": challenge, "origin": self.origin,
                           "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest("music.example.org").to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// `navigator.credentials.create`
    fn create(&mut self, options: &Value) -> Value {
        self.handle = options["publicKey"]["user"]["id"].as_str().unwrap().to_owned();
        let mut data = self.data(self.flags | WITH_KEY);
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(self.id);
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (&point.as_bytes()[1..33], &point.as_bytes()[33..]);
        // An elliptic key for ES256 on P-256, as COSE writes it in CBOR.
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(x);
        data.extend([0x22, 0x58, 32]);
        data.extend(y);
        let mut object = b"\xa3cfmtdnonegattStmt\xa0hauthData".to_vec();
        object.extend([0x58, u8::try_from(data.len()).unwrap()]);
        object.extend(data);
        json!({ "id": BASE64.encode(&self.id), "rawId": BASE64.encode(&self.id), "type": "public-key",
                "response": { "attestationObject": BASE64.encode(&object), "clientDataJSON":
                    BASE64.encode(&self.client_data("webauthn.create", options)) } })
    }

    /// `navigator.credentials.get`
    fn get(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let (client, data) = (self.client_data("webauthn.get", options), self.data(self.flags));
        let message = [&data[..], &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&message);
        json!({ "id": BASE64.encode(&self.id), "rawId": BASE64.encode(&self.id), "type": "public-key",
                "response": { "authenticatorData": BASE64.encode(&data),
                    "clientDataJSON": BASE64.encode(&client),
                    "signature": BASE64.encode(signature.to_der().as_bytes()),
                    "userHandle": self.handle } })
    }
}

async fn house(store: Store) -> (Store, UserId, Passkeys) {
    let store = store.unlocked(MasterKeys::random().unwrap()).await.unwrap();
    let ann = store.add_account("Ann", AccountRole::Owner, Some("correct horse"), 0).await.unwrap();
    (store, ann, Passkeys::at(ADDRESS).unwrap())
}

async fn add(
    store: &Store,
    passkeys: &Passkeys,
    user: UserId,
    device: &mut Device,
) -> Result<library::KeyId, StoreError> {
    let begun = store.begin_passkey(passkeys, user, 1).await?;
    let answer = device.create(&begun.options);
    store.finish_passkey(passkeys, user, (begun.token.expose(), "Phone"), &answer, 2).await
}

async fn enter(
    store: &Store,
    passkeys: &Passkeys,
    device: &mut Device,
) -> Result<UserId, StoreError> {
    let begun = store.begin_passkey_sign_in(passkeys, 10)?;
    let answer = device.get(&begun.options);
    let entered = store.passkey_sign_in(passkeys, begun.token.expose(), &answer, (HOME, ""), 11);
    Ok(entered.await?.1.account.id)
}

fn is_refused<T>(outcome: Result<T, StoreError>, expected: Refused) -> bool {
    outcome.is_err_and(|error| matches!(error, StoreError::Refused(refused) if refused == expected))
}

#[tokio::test]
async fn a_passkey_signs_in_without_name_or_password() {
    for (engine, store) in stores().await {
        let (store, ann, passkeys) = house(store).await;
        let mut phone = Device::new(1);
        let id = add(&store, &passkeys, ann, &mut phone).await.unwrap();
        assert_eq!(enter(&store, &passkeys, &mut phone).await.unwrap(), ann, "{engine}");
        assert_eq!(enter(&store, &passkeys, &mut phone).await.unwrap(), ann, "{engine}: again");
        let known = store.passkeys(ann).await.unwrap();
        assert_eq!(
            (known.len(), known[0].label.as_str(), known[0].used_ms),
            (1, "Phone", Some(11))
        );
        assert!(matches!(
            add(&store, &passkeys, ann, &mut phone).await,
            Err(StoreError::BadPasskey)
        ));
        let begun = store.begin_passkey(&passkeys, ann, 1).await.unwrap();
        let excluded = &begun.options["publicKey"]["excludeCredentials"][0]["id"];
        assert_eq!(excluded.as_str().unwrap(), BASE64.encode(&phone.id), "{engine}");
        assert_eq!(begun.options["publicKey"]["authenticatorSelection"]["residentKey"], "required");

        store.remove_passkey(ann, id).await.unwrap();
        assert!(is_refused(enter(&store, &passkeys, &mut phone).await, Refused::Wrong), "{engine}");
    }
}

#[tokio::test]
async fn a_passkey_that_is_not_right_opens_nothing() {
    for (engine, store) in stores().await {
        let (store, ann, passkeys) = house(store).await;
        let mut phone = Device::new(1);
        add(&store, &passkeys, ann, &mut phone).await.unwrap();

        let mut thief = Device { id: phone.id, handle: phone.handle.clone(), ..Device::new(2) };
        assert!(is_refused(enter(&store, &passkeys, &mut thief).await, Refused::Wrong), "{engine}");
        let mut fished = Device { handle: phone.handle.clone(), ..Device::new(1) };
        fished.origin = "https://music.example.com";
        assert!(
            is_refused(enter(&store, &passkeys, &mut fished).await, Refused::Wrong),
            "{engine}"
        );
        let mut unlocked = Device { handle: phone.handle.clone(), ..Device::new(1) };
        unlocked.flags = PRESENT;
        assert!(is_refused(enter(&store, &passkeys, &mut unlocked).await, Refused::Wrong));
        assert!(is_refused(enter(&store, &passkeys, &mut Device::new(3)).await, Refused::Wrong));

        // An answer is good for its question, once, within five minutes.
        let begun = store.begin_passkey_sign_in(&passkeys, 10).unwrap();
        let other = store.begin_passkey_sign_in(&passkeys, 10).unwrap();
        let answer = phone.get(&begun.options);
        let come = async |token: &str, answer: &Value, now_ms| {
            store.passkey_sign_in(&passkeys, token, answer, (HOME, ""), now_ms).await.map(drop)
        };
        assert!(is_refused(come(other.token.expose(), &answer, 11).await, Refused::Wrong));
        assert!(come(begun.token.expose(), &answer, 11).await.is_ok(), "{engine}");
        assert!(is_refused(come(begun.token.expose(), &answer, 11).await, Refused::Expired));
        let late = store.begin_passkey_sign_in(&passkeys, 10).unwrap();
        let answer = phone.get(&late.options);
        let outcome = come(late.token.expose(), &answer, 10 + 300_000).await;
        assert!(is_refused(outcome, Refused::Expired), "{engine}");
        let nothing = store.begin_passkey_sign_in(&passkeys, 10).unwrap();
        assert!(is_refused(come(nothing.token.expose(), &json!({}), 11).await, Refused::Wrong));

        store.add_account("bob", AccountRole::Owner, None, 1).await.unwrap();
        store.set_disabled(ann, true).await.unwrap();
        assert!(is_refused(enter(&store, &passkeys, &mut phone).await, Refused::Disabled));
    }
}

#[tokio::test]
async fn a_copied_passkey_is_noticed() {
    let (_, store) = stores().await.swap_remove(0);
    let (store, ann, passkeys) = house(store).await;
    let mut phone = Device::new(1);
    add(&store, &passkeys, ann, &mut phone).await.unwrap();
    let mut copy = Device { handle: phone.handle.clone(), ..Device::new(1) };
    for _ in 0..3 {
        enter(&store, &passkeys, &mut phone).await.unwrap();
    }
    // The copy counts from where it was made.
    assert!(is_refused(enter(&store, &passkeys, &mut copy).await, Refused::Wrong));
}

#[test]
fn passkeys_need_a_name_and_https() {
    for address in [ADDRESS, "http://localhost:4747", "https://musik.example:8443/house"] {
        assert!(Passkeys::at(address).is_ok(), "{address}");
    }
    for address in ["", "music", "https://192.0.2.1", "http://[::1]:4747"] {
        assert!(matches!(Passkeys::at(address), Err(StoreError::NoPasskeysHere(_))), "{address}");
    }
}
