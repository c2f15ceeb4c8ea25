//! Requests, as JavaScript makes them.

use super::{RawSnapshot, thrown};
use crate::client::request::{Auth, Call};
use crate::client::transport;
use crate::insight::Snapshot;
use crate::model::{Model, Received};
use crate::wire::Millis;
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
        }
    }
}

/// Sends a request once and reads what comes back.
#[wasm_bindgen(js_name = fetchUser)]
pub async fn fetch_user(call: JsCall) -> Result<RawSnapshot, JsValue> {
    let request = call.to_call().request().map_err(|failure| thrown(&failure))?;
    let credentials = match call.credentials().as_str() {
        "include" => RequestCredentials::Include,
        "omit" => RequestCredentials::Omit,
        _ => RequestCredentials::SameOrigin,
    };
    let body = transport::send(request, credentials, &call.signal(), call.max_bytes()).await;
    let body = body.map_err(|failure| thrown(&failure))?;
    let received = Received { at: Some(js_sys::Date::now() as Millis), all_cycles: call.include_inactive() };
    let model = Model::parse(&body, received).map_err(|failure| thrown(&failure))?;
    Ok(RawSnapshot::new(Snapshot::new(model)))
}
