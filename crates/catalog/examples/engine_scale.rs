//! How long the engine takes for a folder of catalog files: `cargo run --release --example engine_scale -p portico-catalog --
//! FOLDER FILE`, where FILE is one file in the folder that may be changed.

use portico_catalog::{Batch, CatalogConfig, Engine, FileEvents};
use std::{path::PathBuf, time::Instant};

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    println!("{what:<28} {:>9.1} ms", started.elapsed().as_secs_f64() * 1000.0);
    done
}

fn describe(batch: &Batch) {
    println!(
        "    rows {}, shown {}, problems of {}",
        batch.rows.len(),
        batch.shown.len(),
        batch.problems.len()
    );
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: engine_scale FOLDER FILE".into());
    };
    let file = PathBuf::from(file);
    let mut config = CatalogConfig::default();
    config.add_root(folder);
    let mut number = 0_u64;
    let uid = move || {
        number += 1;
        format!("{number:032x}")
    };
    let mut engine = Engine::new(config, std::path::Path::new("/"), Box::new(uid));
    let batch = timed("first look", || engine.pass(&FileEvents::default(), 0));
    describe(&batch);
    drop(batch);
    let batch = timed("another look", || engine.pass(&FileEvents::default(), 0));
    describe(&batch);
    let text = std::fs::read_to_string(&file)?;
    for round in 0..3 {
        let changed = text.replacen("lifecycle: ", &format!("round: \"{round}\"\n  lifecycle: "), 1);
        std::fs::write(&file, changed)?;
        let events = FileEvents { changed: [file.clone()].into(), ..FileEvents::default() };
        let batch = timed("one changed entity", || engine.pass(&events, 0));
        describe(&batch);
    }
    std::fs::write(&file, text)?;
    Ok(())
}
