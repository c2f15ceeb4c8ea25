//! Writes the TypeScript that belongs to the Rust types: `cargo run --example bindings -- pkg/generated`.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "pkg/generated".into()));
    let schema = milestreak::insight::schema();
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("types.ts"), schema.types())?;
    fs::write(folder.join("readers.ts"), schema.readers())?;
    fs::write(folder.join("writers.ts"), milestreak::wire::writers())?;
    fs::write(folder.join("schema.json"), schema.json())
}
