//! Shows a customer's active cycles. The page's address says whose, and where to ask: `?api=https://…&user=347286146`, and with
//! `now` (epoch milliseconds) as of when.

use milestreak::Client;
use milestreak::failure::Failure;
use milestreak::insight::{CycleProgress, Moment, Schedule};
use milestreak::net::{Auth, CacheOptions, CallOptions, ClientOptions, DataScope, Query};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, UrlSearchParams, Window};

/// Runs when the module is loaded.
#[wasm_bindgen(start)]
async fn main() -> Result<(), JsValue> {
    let window = web_sys::window().ok_or("this is no page")?;
    let document = window.document().ok_or("this is no page")?;
    let status = document.get_element_by_id("status").ok_or("the page has no #status")?;
    let cycles = document.get_element_by_id("cycles").ok_or("the page has no #cycles")?;
    match show(&window, &document, &cycles).await {
        Ok(0) => status.set_text_content(Some("No cycle runs now.")),
        Ok(_) => status.set_text_content(None),
        Err(Trouble::Asking(failure)) => {
            // What to say is for people; what went wrong is for developers.
            status.set_text_content(Some("Your progress cannot be shown just now."));
            status.set_attribute("data-code", failure.code.as_str())?;
        }
        Err(Trouble::Page(error)) => return Err(error),
    }
    Ok(())
}

/// What can go wrong: with the question, or with the page.
enum Trouble {
    Asking(Box<Failure>),
    Page(JsValue),
}

impl From<Box<Failure>> for Trouble {
    fn from(failure: Box<Failure>) -> Trouble {
        Trouble::Asking(failure)
    }
}

impl From<JsValue> for Trouble {
    fn from(error: JsValue) -> Trouble {
        Trouble::Page(error)
    }
}

/// Asks for the customer's target groups and lists the cycles that run. Returns how many.
async fn show(window: &Window, document: &Document, list: &Element) -> Result<usize, Trouble> {
    let address = UrlSearchParams::new_with_str(&window.location().search()?)?;
    let user = address.get("user").unwrap_or_default();
    let now = address.get("now").and_then(|now| now.parse().ok());
    let options = ClientOptions {
        // A page of yours asks your own backend, which knows the session and has the credentials.
        auth: address.get("token").map_or(Auth::None, Auth::bearer),
        data_scope: Some(DataScope::Own),
        cache: Some(CacheOptions::default()),
        ..ClientOptions::new(address.get("api").unwrap_or_default())
    };

    let client = Client::new(options)?;
    let query = Query { include_inactive: Some(true), ..Query::user(user) };
    let fetched = client.target_groups(&query, &CallOptions::default()).await?;
    let schedule = Schedule::new(&fetched.snapshot, None);
    let now = now.unwrap_or_else(|| client.now());
    let cycles = Moment::new(&fetched.snapshot, &schedule, None, now).active_cycles();
    for cycle in &cycles {
        list.append_child(&*item(document, cycle)?)?;
    }
    Ok(cycles.len())
}

/// A cycle as an item of the list: its name, a bar and how long it is left. Texts of the API are only ever text.
fn item(document: &Document, cycle: &CycleProgress<'_>) -> Result<Element, JsValue> {
    let item = document.create_element("li")?;
    let name = cycle.target_name.unwrap_or("?");
    let bar = document.create_element("progress")?;
    bar.set_attribute("max", "100")?;
    bar.set_attribute("aria-label", name)?;
    if let Some(percent) = cycle.display_percent {
        bar.set_attribute("value", &percent.to_string())?;
    }
    let left = match cycle.days_left {
        Some(0.0) => ", ends today".into(),
        Some(1.0) => ", ends tomorrow".into(),
        Some(days) => format!(", {days} days left"),
        None => String::new(),
    };
    let figures = match cycle.target {
        Some(target) => format!("{} of {target}{left}", cycle.achieved.unwrap_or(0.0)),
        None => format!("{}{left}", cycle.achieved.unwrap_or(0.0)),
    };
    for text in [name, &figures] {
        let part = document.create_element("span")?;
        part.set_text_content(Some(text));
        item.append_child(&part)?;
    }
    item.append_child(&bar)?;
    Ok(item)
}
