//! Secrets of workflows: they travel in boxes that only GitHub can open.

use crate::actions::{call::Call, host::Host};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto_box::{PublicKey, aead::OsRng};
use portico_scaffolder::Failure;
use serde_json::{Value, json};

/// Puts texts where the secrets of a repository or environment are, each encrypted with its key.
pub(super) async fn put_all(host: &Host, place: &[&str], secrets: Option<&Value>) -> Result<(), Failure> {
    let Some(secrets) = secrets.and_then(Value::as_object).filter(|secrets| !secrets.is_empty()) else {
        return Ok(());
    };
    let key = place.iter().copied().chain(["public-key"]);
    let key = host.ask(Call::get(key, "hand out the key for secrets")).await?;
    let garbage = || Failure::other("GitHub handed out a key for secrets that is none; check `apiBaseUrl`");
    let public = key["key"].as_str().and_then(|text| STANDARD.decode(text).ok()).ok_or_else(garbage)?;
    let public = PublicKey::from_slice(&public).map_err(|_| garbage())?;
    for (name, value) in secrets {
        let text = value.as_str().ok_or_else(|| Failure::input(format!("The secret {name} is no text")))?;
        let sealed = public
            .seal(&mut OsRng, text.as_bytes())
            .map_err(|_| Failure::other(format!("The secret {name} could not be encrypted")))?;
        let body = json!({"encrypted_value": STANDARD.encode(sealed), "key_id": key["key_id"]});
        let place = place.iter().copied().chain([name.as_str()]);
        host.ask(Call::put(place, body, format!("keep the secret {name}"))).await?;
    }
    Ok(())
}
