//! Base64 of JSON, as cursors travel.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Serialize;
use serde::de::DeserializeOwned;

const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const ENGINE: GeneralPurpose = GeneralPurpose::new(&STANDARD, CONFIG);

pub(crate) fn encode<T: Serialize>(value: &T) -> String {
    // Cursors are plain data with text keys; serialising them cannot fail.
    ENGINE.encode(serde_json::to_vec(value).unwrap_or_default())
}

/// Both base64 alphabets are read, with or without padding.
pub(crate) fn decode<T: DeserializeOwned>(text: &str) -> Option<T> {
    let standard = text.trim().replace('-', "+").replace('_', "/");
    serde_json::from_slice(&ENGINE.decode(standard).ok()?).ok()
}
