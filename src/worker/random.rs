//! The browser's randomness.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::domain::seal::{Bytes, Digest, Salt};

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

/// A number that no other copy of the program has.
pub fn installation() -> Digest {
    let chance: Vec<u8> = salts(2).iter().flat_map(|salt| salt.0).collect();
    Digest::of(&[&chance])
}
