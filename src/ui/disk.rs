//! Files and folders that a person has let the page write, where the browser can do that: Chromium, at an address that is secure.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// A file on the disk.
    #[derive(Clone)]
    pub type FileHandle;
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &FileHandle) -> String;
    #[wasm_bindgen(method, js_name = getFile, catch)]
    async fn file(this: &FileHandle) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = createWritable, catch)]
    async fn writable(this: &FileHandle) -> Result<JsValue, JsValue>;

    type Writing;
    #[wasm_bindgen(method, catch)]
    async fn write(this: &Writing, bytes: &Uint8Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn close(this: &Writing) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = window, js_name = showOpenFilePicker, catch)]
    async fn show_open_file_picker() -> Result<JsValue, JsValue>;
}

/// Whether the browser lets a page write a file that somebody chose.
pub fn can_write() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"showOpenFilePicker".into()).unwrap_or(false)
}

/// Lets the person choose a file that the page may write later; nothing where they chose none.
pub async fn choose_file() -> Option<FileHandle> {
    let chosen: js_sys::Array = show_open_file_picker().await.ok()?.dyn_into().ok()?;
    Some(chosen.get(0).unchecked_into())
}

impl FileHandle {
    /// # Errors
    /// What the browser says, as when the file is gone.
    pub async fn read(&self) -> Result<Vec<u8>, JsValue> {
        let file: web_sys::File = self.file().await?.unchecked_into();
        let buffer = JsFuture::from(file.array_buffer()).await?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }

    /// Writes these bytes in the place of what the file holds, and reads them back: whether they are there.
    ///
    /// # Errors
    /// What the browser says: the person did not permit it, or the disk is full. The file is as it was then.
    pub async fn save(&self, bytes: &[u8]) -> Result<bool, JsValue> {
        let writing: Writing = self.writable().await?.unchecked_into();
        writing.write(&Uint8Array::from(bytes)).await?;
        writing.close().await?;
        Ok(self.read().await? == bytes)
    }
}
