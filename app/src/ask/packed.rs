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

/// What a byte is moved by that would not arrive as it is: Leptos writes the text with Rust's escapes, which are not
/// JavaScript's (a zero before a digit would be read as an octal number), and writes `<` as JSON would.
const MOVED: u32 = 0x100;

fn to_char(byte: u8) -> char {
    let plain = char::from(byte);
    let arrives = !plain.is_control() && plain != '<';
    if arrives { plain } else { char::from_u32(u32::from(byte) + MOVED).unwrap_or(plain) }
}

fn to_byte(letter: char) -> Result<u8, Garbled> {
    let code = u32::from(letter);
    u8::try_from(if code >= MOVED { code - MOVED } else { code }).map_err(|_| Garbled)
}

impl Encoder<Outcome> for Text {
    type Error = Infallible;
    type Encoded = String;

    fn encode(outcome: &Outcome) -> Result<String, Infallible> {
        let (sign, bytes) = match outcome {
            Ok(bytes) => (ANSWER, &**bytes),
            Err(message) => (MESSAGE, message.as_bytes()),
        };
        Ok(std::iter::once(sign).chain(bytes.iter().copied().map(to_char)).collect())
    }
}

/// A text that is no outcome: the page was changed on its way. The question is asked again.
#[derive(Debug)]
pub(super) struct Garbled;

impl Decoder<Outcome> for Text {
    type Error = Garbled;
    type Encoded = str;

    fn decode(text: &str) -> Result<Outcome, Garbled> {
        let mut letters = text.chars();
        let sign = letters.next();
        let bytes: Vec<u8> = letters.map(to_byte).collect::<Result<_, _>>()?;
        match sign {
            Some(ANSWER) => Ok(Ok(bytes.into())),
            Some(MESSAGE) => String::from_utf8(bytes).map(Err).map_err(|_| Garbled),
            _ => Err(Garbled),
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
            assert!(!text.contains(|letter: char| letter.is_control() || letter == '<'), "{text:?}");
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
