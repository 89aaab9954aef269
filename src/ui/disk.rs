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

    /// A folder on the disk.
    #[derive(Clone)]
    pub type FolderHandle;
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &FolderHandle) -> String;
    #[wasm_bindgen(method, js_name = queryPermission, catch)]
    async fn query(this: &FolderHandle, mode: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = requestPermission, catch)]
    async fn request(this: &FolderHandle, mode: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = getDirectoryHandle, catch)]
    async fn directory(this: &FolderHandle, name: &str, make: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = getFileHandle, catch)]
    async fn file_handle(this: &FolderHandle, name: &str, make: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = removeEntry, catch)]
    async fn remove_entry(this: &FolderHandle, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn values(this: &FolderHandle) -> js_sys::AsyncIterator;

    type Writing;
    #[wasm_bindgen(method, catch)]
    async fn write(this: &Writing, bytes: &Uint8Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn close(this: &Writing) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = window, js_name = showOpenFilePicker, catch)]
    async fn show_open_file_picker() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = window, js_name = showDirectoryPicker, catch)]
    async fn show_directory_picker(mode: &JsValue) -> Result<JsValue, JsValue>;
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

/// Whether the browser lets a page read and write a folder that somebody chose.
pub fn has_folders() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"showDirectoryPicker".into()).unwrap_or(false)
}

/// Lets the person choose a folder; nothing where they chose none.
pub async fn choose_folder() -> Option<FolderHandle> {
    let chosen = show_directory_picker(&option("mode", &"readwrite".into())).await.ok()?;
    Some(chosen.unchecked_into())
}

/// An object of one property, as the browser takes options.
fn option(key: &str, value: &JsValue) -> JsValue {
    let options = js_sys::Object::new();
    // A property of a new object can be set.
    let _ = js_sys::Reflect::set(&options, &key.into(), value);
    options.into()
}

impl FolderHandle {
    /// Whether the page may use it without asking: not after the browser was started anew.
    pub async fn is_permitted(&self) -> bool {
        let mode = option("mode", &"readwrite".into());
        self.query(&mode).await.is_ok_and(|answer| answer == "granted")
    }

    /// Asks the person; the browser does so once somebody has pressed something.
    pub async fn ask(&self) -> bool {
        let mode = option("mode", &"readwrite".into());
        self.request(&mode).await.is_ok_and(|answer| answer == "granted")
    }

    /// The folder of this name in it, which is made where there is none.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn folder(&self, name: &str) -> Result<Self, JsValue> {
        Ok(self.directory(name, &option("create", &true.into())).await?.unchecked_into())
    }

    /// # Errors
    /// What the browser says, as when the disk is full; nothing is there then.
    pub async fn write(&self, name: &str, bytes: &[u8]) -> Result<bool, JsValue> {
        let name = self.free_name(name).await;
        let made: FileHandle =
            self.file_handle(&name, &option("create", &true.into())).await?.unchecked_into();
        made.save(bytes).await
    }

    /// The name, or where a file here has it already, as after a restore, with a number: nothing is written over.
    async fn free_name(&self, name: &str) -> String {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let mut free = name.to_owned();
        for number in 2.. {
            if self.file_handle(&free, &option("create", &false.into())).await.is_err() {
                break;
            }
            free = format!("{stem} ({number}).{ending}");
        }
        free
    }

    /// The files in it, not those in its folders.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn files(&self) -> Result<Vec<FileHandle>, JsValue> {
        let (entries, mut files) = (self.values(), Vec::new());
        loop {
            let next = JsFuture::from(entries.next()?).await?;
            let part = |key: &str| js_sys::Reflect::get(&next, &key.into());
            if part("done")?.is_truthy() {
                return Ok(files);
            }
            let entry = part("value")?;
            if js_sys::Reflect::get(&entry, &"kind".into())? == "file" {
                files.push(entry.unchecked_into());
            }
        }
    }

    /// # Errors
    /// What the browser says.
    pub async fn remove(&self, name: &str) -> Result<(), JsValue> {
        self.remove_entry(name).await.map(drop)
    }
}

impl FileHandle {
    /// In bytes.
    ///
    /// # Errors
    /// What the browser says, as when the file is gone.
    pub async fn size(&self) -> Result<f64, JsValue> {
        let file: web_sys::File = self.file().await?.unchecked_into();
        Ok(file.size())
    }

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
