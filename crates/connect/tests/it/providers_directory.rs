//! A directory on the loopback interface that speaks as much LDAP as the tests need.

use lber::{
    parse::parse_tag,
    structure::{PL, StructureTag},
};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// An entry: its name in the tree, and attributes with their values.
pub type Entry = (&'static str, Vec<(&'static str, Vec<&'static [u8]>)>);

/// What the directory does instead of answering properly.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Mood {
    #[default]
    Good,
    /// Gives one entry and says that there are more than it gives.
    Limited,
    /// Answers something that is no LDAP.
    Garbage,
    /// Answers in LDAP, but nothing that makes sense.
    Nonsense,
    /// Hangs up after one entry.
    Broken,
}

#[derive(Clone, Default)]
pub struct Directory {
    pub entries: Vec<Entry>,
    pub mood: Mood,
    /// What was asked: the base, the wanted attributes, and whether in pages.
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl Directory {
    /// Serves it; the answer is its address.
    pub async fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let directory = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(directory.clone().talk(stream));
            }
        });
        format!("ldap://{address}")
    }

    async fn talk(self, mut stream: TcpStream) {
        let mut bytes = Vec::new();
        loop {
            while let Ok((rest, message)) = parse_tag(&bytes) {
                let answer = self.answer(message);
                bytes = rest.to_vec();
                let Some(answer) = answer else { return };
                let is_over = self.mood == Mood::Broken && !self.asked.lock().unwrap().is_empty();
                if stream.write_all(&answer).await.is_err() || is_over {
                    return;
                }
            }
            let mut chunk = [0; 4096];
            match stream.read(&mut chunk).await {
                Ok(0) | Err(_) => return,
                Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            }
        }
    }

    /// The messages that answer one; none to hang up.
    fn answer(&self, message: StructureTag) -> Option<Vec<u8>> {
        let mut parts = children(message);
        let id = primitive(parts.remove(0));
        let operation = parts.remove(0);
        let say = |operation: Vec<u8>| tlv(0x30, &[tlv(0x02, &id), operation].concat());
        match operation.id {
            0 => {
                let mut bind = children(operation);
                let (secret, dn) = (primitive(bind.remove(2)), primitive(bind.remove(1)));
                let is_known = dn == b"cn=portico,dc=example" && secret == b"s3cret";
                Some(say(result(0x61, if is_known { 0 } else { 49 })))
            }
            3 if self.mood == Mood::Garbage => Some(b"HTTP/1.1 400 Bad Request\r\n".repeat(20)),
            3 if self.mood == Mood::Nonsense => Some(say(tlv(0x64, b"\x02\x01\x05"))),
            3 => self.search(children(operation), parts.pop(), say),
            _ => None,
        }
    }

    fn search(
        &self,
        mut search: Vec<StructureTag>,
        controls: Option<StructureTag>,
        say: impl Fn(Vec<u8>) -> Vec<u8>,
    ) -> Option<Vec<u8>> {
        let wanted: Vec<_> = children(search.remove(7)).into_iter().map(primitive).collect();
        let base = String::from_utf8(primitive(search.remove(0))).unwrap();
        let below: Vec<_> = self.entries.iter().filter(|(dn, _)| dn.ends_with(&format!(",{base}"))).collect();
        let (size, from) = controls.map_or((usize::MAX, 0), page);
        let way = if size == usize::MAX { "whole" } else { "paged" };
        let names: Vec<_> = wanted.iter().map(|name| String::from_utf8_lossy(name)).collect();
        self.asked.lock().unwrap().push(format!("{base} {} {way}", names.join(" ")));
        if below.is_empty() {
            return Some(say(result(0x65, 32)));
        }
        let mut answer = Vec::new();
        let size = if self.mood == Mood::Good { size } else { 1 };
        let to = from.saturating_add(size).min(below.len());
        for (dn, attributes) in &below[from..to] {
            let attributes =
                attributes.iter().filter(|(name, _)| wanted.iter().any(|wanted| wanted == name.as_bytes()));
            let attributes = attributes.map(|(name, values)| {
                let values: Vec<u8> = values.iter().flat_map(|value| tlv(0x04, value)).collect();
                tlv(0x30, &[tlv(0x04, name.as_bytes()), tlv(0x31, &values)].concat())
            });
            let attributes: Vec<u8> = attributes.flatten().collect();
            answer.extend(say(tlv(0x64, &[tlv(0x04, dn.as_bytes()), tlv(0x30, &attributes)].concat())));
        }
        match self.mood {
            // The beginning of a message; behind it the connection ends.
            Mood::Broken => answer.extend(b"\x30\x84\x00\x00\x00\x05\x02\x01"),
            Mood::Limited => answer.extend(say(result(0x65, 4))),
            _ => {
                let cookie = if to < below.len() { vec![to as u8] } else { Vec::new() };
                let value = tlv(0x30, &[tlv(0x02, &[0]), tlv(0x04, &cookie)].concat());
                let control = tlv(0x30, &[tlv(0x04, b"1.2.840.113556.1.4.319"), tlv(0x04, &value)].concat());
                let done = [result(0x65, 0), tlv(0xa0, &control)].concat();
                answer.extend(say(done));
            }
        }
        Some(answer)
    }
}

/// Size and position that a control about pages asks for.
fn page(controls: StructureTag) -> (usize, usize) {
    let mut control = children(children(controls).remove(0));
    let value = primitive(control.pop().unwrap());
    let mut value = children(parse_tag(&value).unwrap().1);
    let (cookie, size) = (primitive(value.remove(1)), primitive(value.remove(0)));
    let size = size.into_iter().fold(0, |size, byte| size * 256 + usize::from(byte));
    (size, cookie.first().map_or(0, |from| usize::from(*from)))
}

fn children(tag: StructureTag) -> Vec<StructureTag> {
    tag.expect_constructed().unwrap()
}

fn primitive(tag: StructureTag) -> Vec<u8> {
    match tag.payload {
        PL::P(bytes) => bytes,
        PL::C(_) => Vec::new(),
    }
}

/// A result without text.
fn result(tag: u8, code: u8) -> Vec<u8> {
    tlv(tag, &[tlv(0x0a, &[code]), tlv(0x04, b""), tlv(0x04, b"")].concat())
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], length.as_slice(), content].concat()
}
