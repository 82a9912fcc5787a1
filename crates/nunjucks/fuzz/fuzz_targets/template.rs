#![no_main]
//! `cargo +nightly fuzz run template`, in `crates/nunjucks`.

#[path = "../template.rs"]
mod template;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| template::render(bytes));
