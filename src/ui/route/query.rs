//! What stands in an address, written and read as browsers do.

use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

pub fn encoded(id: &str) -> String {
    js_sys::encode_uri_component(id).into()
}

/// An id that is not well encoded names nothing, and is shown as what it is.
pub fn decoded(id: &str) -> String {
    js_sys::decode_uri_component(id).map_or_else(|_| id.to_owned(), String::from)
}

/// What stands behind the question mark of an address.
pub fn asked(query: &str) -> Vec<(String, String)> {
    let Ok(query) = UrlSearchParams::new_with_str(query) else { return Vec::new() };
    let pairs = js_sys::Array::from(&query);
    let pair = |pair: JsValue| {
        let pair = js_sys::Array::from(&pair);
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    pairs.iter().filter_map(pair).collect()
}

pub fn with_query<K: AsRef<str>>(
    path: &str,
    values: impl IntoIterator<Item = (K, Option<String>)>,
) -> String {
    let Ok(query) = UrlSearchParams::new() else {
        return path.to_owned();
    };
    for (name, value) in values {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            query.append(name.as_ref(), &value);
        }
    }
    let query: String = query.to_string().into();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
