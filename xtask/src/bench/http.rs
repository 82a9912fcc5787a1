//! The smallest HTTP client that can measure: one keep-alive connection to loopback, whole bodies, no features.
//! It shares the machine with the server it measures, so an answer costs two system calls and no allocation.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};

const PATIENCE: Duration = Duration::from_secs(20);
const LARGEST_BODY_BYTES: usize = 256 << 20;
const LONGEST_LINE_BYTES: u64 = 16_384;
const MOST_HEADERS: usize = 100;
const BUFFER_BYTES: usize = 64 << 10;

/// A request for `path`, as it travels.
pub(super) fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

/// A request with a JSON body, as it travels.
pub(super) fn post(path: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// One connection.
pub(super) struct Client {
    stream: BufReader<TcpStream>,
    line: Vec<u8>,
    body: Vec<u8>,
}

/// An answer; its body stays in the client until the next one.
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

impl Answer<'_> {
    /// Whether the body has this text in it.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.body.windows(text.len()).any(|window| window == text.as_bytes())
    }
}

impl Client {
    pub(super) fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).context("connecting to the server")?;
        stream.set_read_timeout(Some(PATIENCE)).context("limiting how long to wait")?;
        // A request is one small packet; waiting to fill it would be measured.
        stream.set_nodelay(true).context("sending at once")?;
        let stream = BufReader::with_capacity(BUFFER_BYTES, stream);
        Ok(Self { stream, line: Vec::new(), body: Vec::new() })
    }

    /// Sends a request and reads the answer.
    pub(super) fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.send(request)?;
        self.receive()
    }

    pub(super) fn send(&mut self, request: &[u8]) -> Result<()> {
        self.stream.get_mut().write_all(request).context("sending a request")
    }

    /// Waits until the answer begins.
    pub(super) fn first_byte(&mut self) -> Result<()> {
        if self.stream.fill_buf().context("waiting for an answer")?.is_empty() {
            bail!("the server closed the connection");
        }
        Ok(())
    }

    /// Reads the answer to its end, so that the connection can be used again.
    pub(super) fn receive(&mut self) -> Result<Answer<'_>> {
        let status = read(&mut self.stream, &mut self.line, &mut self.body)?;
        Ok(Answer { status, body: &self.body })
    }
}

/// Reads one answer: its status, and its body into `body`.
fn read(stream: &mut impl BufRead, line: &mut Vec<u8>, body: &mut Vec<u8>) -> Result<u16> {
    body.clear();
    next_line(stream, line)?;
    let status = line.split(|byte| *byte == b' ').nth(1).and_then(number);
    let status = status.and_then(|status| u16::try_from(status).ok());
    let status = status.with_context(|| format!("no HTTP answer: {}", String::from_utf8_lossy(line)))?;
    let (mut length, mut chunked) = (0, false);
    for _ in 0..MOST_HEADERS {
        next_line(stream, line)?;
        if line.is_empty() {
            if chunked {
                chunks(stream, line, body)?;
            } else {
                exactly(stream, length, body)?;
            }
            return Ok(status);
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            bail!("not a header: {}", String::from_utf8_lossy(line));
        };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"content-length") {
            length = number(value).context("reading content-length")?;
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            chunked = value.eq_ignore_ascii_case(b"chunked");
        }
    }
    bail!("more than {MOST_HEADERS} headers")
}

fn chunks(stream: &mut impl BufRead, line: &mut Vec<u8>, body: &mut Vec<u8>) -> Result<()> {
    loop {
        next_line(stream, line)?;
        let size = line.split(|byte| *byte == b';').next().and_then(|size| std::str::from_utf8(size).ok());
        let size = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
        let size = size.context("reading the size of a chunk")?;
        exactly(stream, size, body)?;
        next_line(stream, line)?;
        if size == 0 {
            return Ok(());
        }
    }
}

/// Adds the next `length` bytes to `body`.
fn exactly(stream: &mut impl BufRead, length: usize, body: &mut Vec<u8>) -> Result<()> {
    if body.len().saturating_add(length) > LARGEST_BODY_BYTES {
        bail!("an answer of more than {LARGEST_BODY_BYTES} bytes");
    }
    let got = stream.take(length as u64).read_to_end(body).context("reading an answer")?;
    if got < length {
        bail!("the answer ended in the middle");
    }
    Ok(())
}

/// The next line, without its end.
fn next_line(stream: &mut impl BufRead, line: &mut Vec<u8>) -> Result<()> {
    line.clear();
    stream.take(LONGEST_LINE_BYTES).read_until(b'\n', line).context("reading a line of an answer")?;
    if line.pop() != Some(b'\n') {
        bail!("the answer ended in the middle");
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(())
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status and body of the next answer.
    fn next(stream: &mut impl BufRead) -> Result<(u16, String)> {
        let (mut line, mut body) = (Vec::new(), b"left over".to_vec());
        let status = read(stream, &mut line, &mut body)?;
        Ok((status, String::from_utf8(body)?))
    }

    #[test]
    fn every_kind_of_body_is_read_to_its_end() {
        let mut stream: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello\
            HTTP/1.1 404 Not Found\r\ntransfer-encoding: Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\ndefghijklm\r\n0\r\n\r\n\
            HTTP/1.1 204 No Content\r\n\r\n\
            HTTP/1.1 200 OK\r\nx: content-length: 7\r\ncontent-length:2\r\n\r\n\r\n";
        assert_eq!(next(&mut stream).unwrap(), (200, "hello".to_owned()));
        assert_eq!(next(&mut stream).unwrap(), (404, "abcdefghijklm".to_owned()));
        assert_eq!(next(&mut stream).unwrap(), (204, String::new()));
        assert_eq!(next(&mut stream).unwrap(), (200, "\r\n".to_owned()));
        assert!(stream.is_empty());
    }

    #[test]
    fn an_answer_in_small_pieces_is_the_same() {
        let text = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        let mut stream = BufReader::with_capacity(1, &text[..]);
        assert_eq!(next(&mut stream).unwrap(), (200, "abc".to_owned()));
    }

    #[test]
    fn what_is_not_http_is_refused() {
        for wrong in [
            &b""[..],
            b"hello\r\n",
            b"HTTP/1.1 99999 OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff0\r\nab",
        ] {
            assert!(next(&mut &*wrong).is_err(), "{}", String::from_utf8_lossy(wrong));
        }
    }

    #[test]
    fn requests_say_how_long_they_are() {
        let text = String::from_utf8(post("/x", "{}")).unwrap();
        assert!(text.contains("Content-Length: 2\r\n") && text.ends_with("\r\n\r\n{}"), "{text}");
    }
}
