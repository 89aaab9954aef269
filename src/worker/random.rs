//! The browser's randomness.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::domain::seal::{Bytes, Salt};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill(bytes: &mut [u8]);
}

/// Salts that nobody can guess.
pub fn salts(count: usize) -> Vec<Salt> {
    // The browser gives no more than this at once.
    const MOST: usize = 65_536 / 16;
    let mut salts = Vec::with_capacity(count);
    while salts.len() < count {
        let mut bytes = vec![0; 16 * (count - salts.len()).min(MOST)];
        fill(&mut bytes);
        salts.extend(bytes.as_chunks::<16>().0.iter().map(|salt| Bytes(*salt)));
    }
    salts
}
