//! Requests, as JavaScript makes them.

use super::{RawSnapshot, thrown};
use crate::client::request::{Auth, Call};
use crate::client::retry::{Next, Policy};
use crate::client::transport::{self, Answer, Conditions};
use crate::failure::Failure;
use crate::insight::Snapshot;
use crate::model::{Model, Received};
use crate::wire::kept;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestCredentials};

#[wasm_bindgen]
extern "C" {
    /// A request, checked by the JavaScript side: every property is there and of its type.
    pub type JsCall;

    #[wasm_bindgen(method, getter, js_name = baseUrl)]
    fn base_url(this: &JsCall) -> String;
    #[wasm_bindgen(method, getter)]
    fn path(this: &JsCall) -> String;
    #[wasm_bindgen(method, getter, js_name = userId)]
    fn user_id(this: &JsCall) -> String;
    #[wasm_bindgen(method, getter, js_name = includeInactive)]
    fn include_inactive(this: &JsCall) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = includeInactiveTargets)]
    fn include_inactive_targets(this: &JsCall) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = targetRuleId)]
    fn target_rule_id(this: &JsCall) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = dataScope)]
    fn data_scope(this: &JsCall) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = dataScopeOrgs)]
    fn data_scope_orgs(this: &JsCall) -> Option<String>;
    /// Names and values in turn.
    #[wasm_bindgen(method, getter)]
    fn headers(this: &JsCall) -> Vec<String>;
    /// The kind, then what belongs to it.
    #[wasm_bindgen(method, getter)]
    fn auth(this: &JsCall) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    fn credentials(this: &JsCall) -> String;
    #[wasm_bindgen(method, getter, js_name = maxBytes)]
    fn max_bytes(this: &JsCall) -> f64;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &JsCall) -> AbortSignal;
    /// The version of the response that is held already.
    #[wasm_bindgen(method, getter)]
    fn etag(this: &JsCall) -> Option<String>;
    /// Hears how many bytes there are, and how many there will be; NaN when that is not known.
    #[wasm_bindgen(method)]
    fn progress(this: &JsCall, received_bytes: f64, total_bytes: f64);
}

impl JsCall {
    fn to_call(&self) -> Call {
        let mut headers = self.headers().into_iter();
        let mut pairs = Vec::new();
        while let (Some(name), Some(value)) = (headers.next(), headers.next()) {
            pairs.push((name, value));
        }
        let mut auth = self.auth().into_iter();
        let kind = auth.next().unwrap_or_default();
        let mut next = || auth.next().unwrap_or_default();
        let auth = match kind.as_str() {
            "basic" => Auth::Basic { username: next(), password: next() },
            "oauth" => Auth::Oauth { token: next(), org_id: auth.next() },
            "bearer" => Auth::Bearer { token: next() },
            _ => Auth::None,
        };
        Call {
            base_url: self.base_url(),
            path: self.path(),
            user_id: self.user_id(),
            include_inactive: self.include_inactive(),
            include_inactive_targets: self.include_inactive_targets(),
            target_rule_id: self.target_rule_id(),
            data_scope: self.data_scope(),
            data_scope_orgs: self.data_scope_orgs(),
            auth,
            headers: pairs,
            etag: self.etag(),
        }
    }
}

/// What a server answered, held for JavaScript.
#[wasm_bindgen]
pub struct RawAnswer {
    answer: Answer,
    all_cycles: Option<bool>,
}

/// Sends a request once and takes in what comes back. It is read in a call of its own: what goes wrong there is seen by the
/// one who calls, as nothing is that goes wrong in a promise's own time.
#[wasm_bindgen(js_name = fetchUser)]
pub async fn fetch_user(call: JsCall) -> Result<RawAnswer, JsValue> {
    let answer = ask(&call).await.map_err(|failure| thrown(&failure))?;
    Ok(RawAnswer { answer, all_cycles: call.include_inactive() })
}

async fn ask(call: &JsCall) -> Result<Answer, Box<Failure>> {
    let conditions = Conditions {
        credentials: match call.credentials().as_str() {
            "include" => RequestCredentials::Include,
            "omit" => RequestCredentials::Omit,
            _ => RequestCredentials::SameOrigin,
        },
        signal: &call.signal(),
        max_bytes: call.max_bytes(),
        progress: &|received, total| call.progress(received, total),
    };
    transport::send(call.to_call().request()?, conditions).await
}

#[wasm_bindgen]
impl RawAnswer {
    /// What to add to this device's clock to have the server's; NaN when that is not known.
    #[wasm_bindgen(getter, js_name = clockSkewMs)]
    pub fn clock_skew_ms(&self) -> f64 {
        self.answer.skew.map_or(f64::NAN, |skew| skew as f64)
    }

    /// The version of the response, as the server names it.
    #[wasm_bindgen(getter)]
    pub fn etag(&self) -> Option<String> {
        self.answer.etag.clone()
    }

    /// Reads the response; nothing when the one held is still good.
    pub fn read(&self) -> Result<Option<RawSnapshot>, JsValue> {
        let Some(body) = &self.answer.body else { return Ok(None) };
        // When it was received is for the JavaScript side to say, which has the clock.
        let model = Model::parse(body, Received { at: None, all_cycles: self.all_cycles });
        let model = model.map_err(|failure| thrown(&failure))?;
        Ok(Some(RawSnapshot::new(Snapshot::new(model))))
    }

    /// What a store may keep of it.
    pub fn kept(&self) -> Option<Vec<u8>> {
        kept(self.answer.body.as_ref()?)
    }
}

/// The milliseconds to wait before asking again after a failure that may pass: NaN for never, infinity when the server wants
/// to be left alone for too long. `retry_after_ms` is NaN when it does not say.
#[wasm_bindgen(js_name = retryDelay)]
pub fn retry_delay(
    attempt: u32,
    attempts: f64,
    base_delay_ms: f64,
    max_delay_ms: f64,
    retry_after_ms: f64,
    time_left_ms: f64,
    random: f64,
) -> f64 {
    let asked = (!retry_after_ms.is_nan()).then_some(retry_after_ms);
    match (Policy { attempts, base_delay_ms, max_delay_ms }).next(attempt, asked, time_left_ms, random) {
        Next::Wait(ms) => ms,
        Next::Stop => f64::NAN,
        Next::TooLong => f64::INFINITY,
    }
}
