//! A snapshot of a computer from any bytes: read, judged and rendered.
//!
//! What begins as a zip is opened as one. Anything else is its files, with ASCII's file separator between them, each with
//! its name on a line before it.
#![no_main]

use std::{env, fs, process};

use chaincheck::{
    model::Workstation,
    workstation::{self, Gathered},
};
use chaincheck_fuzz::desk;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let read = if data.starts_with(b"PK") { unpacked(data) } else { Some(assembled(data)) };
    if let Some(workstation) = read {
        desk::hold(workstation, data);
    }
});

/// Outputs taken from one file, with a reading for what is left over.
const MOST_OUTPUTS: usize = 201;

fn unpacked(data: &[u8]) -> Option<Workstation> {
    let path = env::temp_dir().join(format!("chaincheck-fuzz-{}.zip", process::id()));
    fs::write(&path, data).expect("a temporary file");
    let read = workstation::read(&path);
    let _ = fs::remove_file(&path);
    match read {
        Ok(workstation) => Some(workstation),
        Err(e) => {
            assert!(e.text().as_str().len() < 4_096);
            None
        }
    }
}

fn assembled(data: &[u8]) -> Workstation {
    let files: Vec<Gathered> = data
        .split(|byte| *byte == 0x1c)
        .map(|file| {
            let end = file.iter().position(|byte| *byte == b'\n').unwrap_or(file.len());
            let (name, bytes) = file.split_at(end);
            Gathered::new(String::from_utf8_lossy(name), bytes.get(1..).unwrap_or_default())
        })
        .collect();
    let workstation = workstation::assemble(&files, Workstation::default());
    // A file may hold several outputs; none is passed over.
    let named = |file: &Gathered| workstation.readings.iter().any(|reading| reading.name.starts_with(&file.name));
    assert!(files.iter().all(named), "{:?}", workstation.readings);
    assert!(workstation.readings.len() <= files.len() * MOST_OUTPUTS);
    workstation
}
