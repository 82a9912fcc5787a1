//! As much HTTP as a first endpoint needs. Replace it by the framework of your choice when it gets in the way.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

/// Longest line of a request.
const LINE_BYTES: u64 = 8 * 1024;
/// How long a client may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a client asks for.
pub struct Request {
    pub method: String,
    pub path: String,
}

/// What it gets.
pub struct Reply {
    pub status: u16,
    content_type: &'static str,
    body: String,
}

impl Reply {
    pub fn text(status: u16, body: &str) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: body.to_owned() }
    }

    pub fn json(status: u16, body: &str) -> Self {
        Self { status, content_type: "application/json", body: body.to_owned() }
    }
}

/// Listens, and answers every connection on a thread of its own.
pub fn serve(address: &str, answer: fn(&Request) -> Reply) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    println!("listening on http://{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        thread::spawn(move || {
            if let Err(error) = one(stream, answer) {
                eprintln!("a connection ended early: {error}");
            }
        });
    }
    Ok(())
}

fn one(mut stream: TcpStream, answer: fn(&Request) -> Reply) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut line = String::new();
    BufReader::new(io::Read::take(&stream, LINE_BYTES)).read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let reply = match (words.next(), words.next()) {
        (Some(method), Some(path)) => answer(&Request { method: method.to_owned(), path: path.to_owned() }),
        _ => Reply::text(400, "That is no HTTP\n"),
    };
    let Reply { status, content_type, body } = reply;
    write!(
        stream,
        "HTTP/1.1 {status} \r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
