//! Every rule has tests, and every test a rule: `tests/RULES.md` says which.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

mod support;

use std::collections::BTreeSet;
use support::Vector;

/// A row of the table.
struct Clause {
    name: String,
    vectors: Vec<String>,
    tests: Vec<String>,
}

fn read(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(String::from).collect()
}

fn clauses() -> Vec<Clause> {
    let table = read("tests/RULES.md");
    let rows = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| clause"));
    let clauses = rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 4, "{row}");
        Clause { name: cells[0].into(), vectors: quoted(cells[2]), tests: quoted(cells[3]) }
    });
    clauses.collect()
}

/// Whether a name fits a pattern in which `*` stands for any letters.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            (0..=name.len()).any(|at| name.is_char_boundary(at) && fits(rest, &name[at..]))
        }),
    }
}

/// The tests of a file, as `file::function`: a file of `tests`, or one of `src` by its path.
fn tests_of(file: &str) -> BTreeSet<String> {
    let text = if file.starts_with("src/") {
        read(&format!("{file}.rs"))
    } else {
        read(&format!("tests/{file}.rs"))
    };
    let names =
        text.split("#[test]\n").skip(1).filter_map(|rest| rest.split("fn ").nth(1)?.split('(').next());
    names.map(|name| format!("{file}::{name}")).collect()
}

#[test]
fn every_rule_is_in_the_table() {
    let clauses = clauses();
    for rule in 0..=7 {
        assert!(clauses.iter().any(|clause| clause.name.starts_with(&format!("{rule} "))), "rule {rule}");
    }
    let names: BTreeSet<_> = clauses.iter().map(|clause| &clause.name).collect();
    assert_eq!(names.len(), clauses.len(), "a clause stands there twice");
}

#[test]
fn every_clause_has_vectors_or_tests_that_exist() {
    let vectors = Vector::all();
    for Clause { name, vectors: patterns, tests } in clauses() {
        assert!(!patterns.is_empty() || !tests.is_empty(), "{name}: nothing holds it");
        for pattern in patterns {
            let held: Vec<_> = vectors
                .iter()
                .filter(|vector| fits(&pattern, &format!("{}/{}", vector.file, vector.name)))
                .collect();
            assert!(!held.is_empty(), "{name}: there is no vector {pattern}");
            for vector in held {
                let rule = name.split(' ').next().unwrap();
                assert_eq!(vector.rule, rule, "{name}: {}/{} is of another rule", vector.file, vector.name);
            }
        }
        for test in tests {
            let known = tests_of(test.split("::").next().unwrap());
            assert!(known.iter().any(|name| fits(&test, name)), "{name}: there is no test {test}");
        }
    }
}

#[test]
fn every_vector_and_comparison_holds_a_clause() {
    let clauses = clauses();
    for vector in Vector::all() {
        let name = format!("{}/{}", vector.file, vector.name);
        assert!(
            clauses.iter().any(|clause| clause.vectors.iter().any(|pattern| fits(pattern, &name))),
            "no clause names {name}"
        );
    }
    for test in ["properties", "changes", "zones", "reading", "fixtures"].into_iter().flat_map(tests_of) {
        assert!(
            clauses.iter().any(|clause| clause.tests.iter().any(|pattern| fits(pattern, &test))),
            "no clause names {test}"
        );
    }
}
