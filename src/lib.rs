//! The loyalty widget's engine for the web.
//!
//! A brand's loyalty programme that runs on Capillary tells a web page about its customer in one response, *Get
//! Associated Target Groups of a User*. This crate reads it and answers what a widget wants to show: how far each
//! cycle has come, which cycles run now, and how the streaks stand. It is compiled to WebAssembly and published as the
//! npm package `milestreak`.
//!
//! Data takes one way through it:
//!
//! ```text
//! bytes ──wire──▶ rows and issues ──model──▶ groups, targets, cycles ──insight──▶ answers ──js──▶ plain objects
//! ```
//!
//! - [`wire`] knows what the API sends, and is the only place that does.
//! - [`model`] is what it means: ordered, without duplicates, with time zones as a trait.
//! - [`insight`] is what a widget shows: pure functions of a snapshot, an instant and options.
//! - [`shape`] declares results once for Rust, the boundary and TypeScript.
//! - [`failure`] is the one error.
//! - `write` puts texts together without the formatting of the standard library.
//! - `client` is the pure part of asking the API: what a request is, what an answer means, when to try again.
//! - [`net`] asks the API: a client on a transport, which is a browser's `fetch`, or anything else.
//! - `js` is the boundary to JavaScript, and exists only in the npm package.

mod client;
pub mod failure;
pub mod insight;
#[cfg(all(target_arch = "wasm32", feature = "npm"))]
pub mod js;
pub mod model;
pub mod net;
pub mod shape;
pub mod wire;
mod write;

/// The client that asks by the browser's `fetch`.
#[cfg(target_arch = "wasm32")]
pub type Client = net::Client<net::Browser>;

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

// A kilobyte and a half smaller than the allocator of the standard library, and as fast.
#[cfg(all(target_arch = "wasm32", feature = "npm"))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
