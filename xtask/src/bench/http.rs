//! The smallest HTTP client that can measure: one keep-alive connection to loopback, whole bodies, no features.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

const PATIENCE: Duration = Duration::from_secs(20);
const LARGEST_BODY_BYTES: usize = 64 << 20;
const MOST_HEADERS: usize = 100;

/// One connection.
pub(super) struct Client {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
}

/// An answer, and how long its first byte took.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) first_byte: Duration,
    pub(super) body: String,
}

impl Client {
    pub(super) fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).context("connecting to the server")?;
        stream.set_read_timeout(Some(PATIENCE)).context("limiting how long to wait")?;
        // A request is one small packet; waiting to fill it would be measured.
        stream.set_nodelay(true).context("sending at once")?;
        Ok(Self { address, stream: BufReader::new(stream) })
    }

    pub(super) fn get(&mut self, path: &str) -> Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\n\r\n", self.address);
        let started = Instant::now();
        self.stream.get_mut().write_all(request.as_bytes()).context("sending a request")?;
        if self.stream.fill_buf().context("waiting for an answer")?.is_empty() {
            bail!("the server closed the connection");
        }
        let first_byte = started.elapsed();
        let (status, body) = read(&mut self.stream)?;
        Ok(Answer { status, first_byte, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

/// Reads one answer to its end, so that the connection can be used again.
fn read(stream: &mut impl BufRead) -> Result<(u16, Vec<u8>)> {
    let first = line(stream)?;
    let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.with_context(|| format!("no HTTP answer: {first}"))?;
    let (mut length, mut chunked) = (0, false);
    for _ in 0..MOST_HEADERS {
        let header = line(stream)?.to_ascii_lowercase();
        match header.split_once(':').map(|(name, value)| (name, value.trim())) {
            Some(("content-length", value)) => length = value.parse().context("reading content-length")?,
            Some(("transfer-encoding", value)) => chunked = value == "chunked",
            Some(_) => {}
            None if header.is_empty() => {
                let body = if chunked { chunks(stream)? } else { exactly(stream, length)? };
                return Ok((status, body));
            }
            None => bail!("not a header: {header}"),
        }
    }
    bail!("more than {MOST_HEADERS} headers")
}

fn chunks(stream: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(stream)?;
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16);
        let size = size.context("reading the size of a chunk")?;
        if body.len() + size > LARGEST_BODY_BYTES {
            bail!("a page of more than {LARGEST_BODY_BYTES} bytes");
        }
        body.extend(exactly(stream, size)?);
        line(stream)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn exactly(stream: &mut impl BufRead, length: usize) -> Result<Vec<u8>> {
    if length > LARGEST_BODY_BYTES {
        bail!("a page of more than {LARGEST_BODY_BYTES} bytes");
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).context("reading an answer")?;
    Ok(bytes)
}

fn line(stream: &mut impl BufRead) -> Result<String> {
    let mut text = String::new();
    stream.take(16_384).read_line(&mut text).context("reading a line of an answer")?;
    if !text.ends_with('\n') {
        bail!("the answer ended in the middle");
    }
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_body_are_read_to_their_end() {
        let mut two: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello\
            HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(read(&mut two).unwrap(), (200, b"hello".to_vec()));
        assert_eq!(read(&mut two).unwrap(), (404, b"abcde".to_vec()));
        assert!(two.is_empty());
    }

    #[test]
    fn what_is_not_http_is_refused() {
        for wrong in [
            &b"hello\r\n"[..],
            b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na",
        ] {
            assert!(read(&mut &*wrong).is_err());
        }
    }
}
