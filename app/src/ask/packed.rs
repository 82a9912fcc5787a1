//! Answers as they travel: postcard, which has no field names. As the body of a response they are bytes; inside of a
//! page they are text in which every byte is one character, so that words that the page shows anyway compress well.

use leptos::server::codee::{Decoder, Encoder};
use leptos::{
    prelude::ServerFnError,
    server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post},
};
use serde::de::DeserializeOwned;
use std::{convert::Infallible, marker::PhantomData, sync::Arc};

/// An answer before it is read.
pub struct Packed<T> {
    bytes: Arc<[u8]>,
    means: PhantomData<fn() -> T>,
}

impl<T> Packed<T> {
    pub(super) fn into_bytes(self) -> Arc<[u8]> {
        self.bytes
    }
}

#[cfg(feature = "ssr")]
impl<T: serde::Serialize> Packed<T> {
    /// Packs an answer.
    ///
    /// # Errors
    /// If a part of the answer cannot be written without field names; see `portico_portal::views`.
    pub(crate) fn of(answer: &T) -> Result<Self, postcard::Error> {
        Ok(Self { bytes: postcard::to_allocvec(answer)?.into(), means: PhantomData })
    }
}

/// What became of a question: the packed answer, or a message.
pub(super) type Outcome = Result<Arc<[u8]>, String>;

/// Reads an answer.
pub(super) fn unpack<T: DeserializeOwned>(outcome: Outcome) -> Result<T, ServerFnError> {
    let bytes = match outcome {
        Ok(bytes) => bytes,
        Err(message) => return Err(ServerFnError::ServerError(message)),
    };
    postcard::from_bytes(&bytes).map_err(|_| {
        ServerFnError::ServerError(
            "This page is of another version than the server; load it again".to_owned(),
        )
    })
}

/// The encoding of answers in responses.
pub struct Bare;

/// Answers of server functions that answer with [`Packed`].
pub(crate) type Binary = Post<Bare>;

impl ContentType for Bare {
    const CONTENT_TYPE: &'static str = "application/octet-stream";
}

impl FormatType for Bare {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T> Encodes<Packed<T>> for Bare {
    type Error = Infallible;

    fn encode(answer: &Packed<T>) -> Result<Bytes, Infallible> {
        Ok(Bytes::copy_from_slice(&answer.bytes))
    }
}

impl<T> Decodes<Packed<T>> for Bare {
    type Error = Infallible;

    fn decode(bytes: Bytes) -> Result<Packed<T>, Infallible> {
        Ok(Packed { bytes: Arc::from(&*bytes), means: PhantomData })
    }
}

/// The encoding of outcomes inside of pages: a sign, and then the answer or the message.
pub(super) struct Text;

const ANSWER: char = '=';
const MESSAGE: char = '!';

impl Encoder<Outcome> for Text {
    type Error = Infallible;
    type Encoded = String;

    fn encode(outcome: &Outcome) -> Result<String, Infallible> {
        Ok(match outcome {
            Ok(bytes) => std::iter::once(ANSWER).chain(bytes.iter().map(|byte| char::from(*byte))).collect(),
            Err(message) => format!("{MESSAGE}{message}"),
        })
    }
}

/// A text that is no outcome: the page was changed on its way. The question is asked again.
#[derive(Debug)]
pub(super) struct Garbled;

impl Decoder<Outcome> for Text {
    type Error = Garbled;
    type Encoded = str;

    fn decode(text: &str) -> Result<Outcome, Garbled> {
        match text.strip_prefix(ANSWER) {
            Some(answer) => {
                let bytes: Result<Vec<u8>, _> = answer.chars().map(u8::try_from).collect();
                bytes.map(|bytes| Ok(bytes.into())).map_err(|_| Garbled)
            }
            None => text.strip_prefix(MESSAGE).map(|message| Err(message.to_owned())).ok_or(Garbled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Text, unpack};
    use leptos::server::codee::{Decoder as _, Encoder};

    #[test]
    fn outcomes_survive_the_page() {
        let every_byte: Vec<u8> = (0..=255).collect();
        for outcome in [Ok(every_byte.into()), Ok([].into()), Err("no <answer> \u{1f600}".to_owned())] {
            let Ok(text) = <Text as Encoder<Outcome>>::encode(&outcome);
            assert_eq!(Text::decode(&text).ok(), Some(outcome));
        }
        assert!(Text::decode("").is_err());
        assert!(Text::decode("=\u{1f600}").is_err());
    }

    #[test]
    fn an_answer_of_another_version_says_so() {
        assert!(
            unpack::<String>(Ok([200, 1].into()))
                .is_err_and(|error| error.to_string().contains("load it again"))
        );
    }
}
