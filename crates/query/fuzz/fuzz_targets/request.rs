#![no_main]
//! `cargo +nightly fuzz run request`, in `crates/query`.

#[path = "../request.rs"]
mod request;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| request::request(bytes));
