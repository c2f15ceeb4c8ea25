//! The worked examples, natively. `tests/browser` runs the same ones in browsers, `tests/package` through the tarball.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

mod support;

use std::collections::HashSet;
use support::{Vector, differences};

#[test]
fn every_vector_holds() {
    let vectors = Vector::all();
    let mut wrong = Vec::new();
    for vector in &vectors {
        let found = vector.answer();
        for difference in differences(vector.expected(), &found, "") {
            wrong.push(format!("{}/{}: {difference}", vector.file, vector.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
    println!("{} vectors", vectors.len());
}

#[test]
fn vectors_are_many_and_each_has_a_name_of_its_own_in_its_file() {
    let vectors = Vector::all();
    assert!(vectors.len() >= 150);
    let names: HashSet<_> = vectors.iter().map(|vector| (&vector.file, &vector.name)).collect();
    assert_eq!(names.len(), vectors.len());
}
