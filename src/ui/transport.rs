//! How packages travel from office to office: by hand, as files that somebody saves and chooses, or by a folder that offices share. A
//! message store would be a third way, and nothing else would know of it.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::{
    policy::decision::Text,
    say,
    ui::{
        components::download::{BYTES, download},
        disk::{FileHandle, FolderHandle},
    },
    worker::handover::PackageFile,
};

/// A file that has come: what it is called, and its bytes.
pub type Arrived = (String, Vec<u8>);

/// See the module.
pub trait Transport {
    /// Sends packages off.
    ///
    /// # Errors
    /// Why not all of them were sent.
    async fn send(&self, files: &[PackageFile]) -> Result<(), Text>;

    /// What has come and was not taken over yet.
    ///
    /// # Errors
    /// Why it could not be read.
    async fn receive(&self) -> Result<Vec<Arrived>, Text>;
}

/// Files that are saved where the browser saves files, and that somebody has chosen.
#[derive(Default)]
pub struct ByHand(pub Vec<web_sys::File>);

/// A browser takes so many files from a page in a second, and drops the others without a word.
const AT_ONCE: usize = 10;
/// Milliseconds.
const PAUSE: u32 = 1_200;

impl Transport for ByHand {
    async fn send(&self, files: &[PackageFile]) -> Result<(), Text> {
        for (place, file) in files.iter().enumerate() {
            if place > 0 && place % AT_ONCE == 0 {
                TimeoutFuture::new(PAUSE).await;
            }
            download(&file.name, BYTES, &file.bytes).map_err(|why| failed(&why))?;
        }
        Ok(())
    }

    async fn receive(&self) -> Result<Vec<Arrived>, Text> {
        let mut read = Vec::new();
        for file in &self.0 {
            let buffer = JsFuture::from(file.array_buffer()).await.map_err(|why| failed(&why))?;
            read.push((file.name(), js_sys::Uint8Array::new(&buffer).to_vec()));
        }
        Ok(read)
    }
}

/// A folder that offices share, on a drive of the network or one that is carried: in it a folder for each unit, by its code, and in that
/// one another for what was taken over.
pub struct Folder {
    pub handle: FolderHandle,
    /// Whose office this is.
    pub unit: String,
}

/// What was taken over lies there.
const TAKEN: &str = "已接收";
/// So many files are read at once; the others when these were taken over.
const MOST: usize = 60;
/// In bytes.
const LARGEST: f64 = 25.0 * 1_024.0 * 1_024.0;

impl Folder {
    /// The packages that lie there for this office.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn waiting(&self) -> Result<Vec<FileHandle>, JsValue> {
        let mut files = self.handle.folder(&self.unit).await?.files().await?;
        files.retain(|file| file.name().ends_with(".keqiao"));
        files.sort_by_key(FileHandle::name);
        Ok(files)
    }

    /// Puts away what was taken over.
    ///
    /// # Errors
    /// Why it comes again the next time, which does no harm.
    pub async fn put_away(&self, names: &[String]) -> Result<(), Text> {
        let put = async {
            let own = self.handle.folder(&self.unit).await?;
            let taken = own.folder(TAKEN).await?;
            for file in own.files().await? {
                let name = file.name();
                // It is there before it is not here any more.
                if names.contains(&name) && taken.write(&name, &file.read().await?).await? {
                    own.remove(&name).await?;
                }
            }
            Ok(())
        };
        put.await.map_err(|why: JsValue| failed(&why))
    }
}

impl Transport for Folder {
    async fn send(&self, files: &[PackageFile]) -> Result<(), Text> {
        for file in files {
            let put = async {
                let folder = self.handle.folder(&file.unit).await?;
                // Two units may be called alike, and each counts for itself.
                folder.write(&format!("{}_{}", self.unit, file.name), &file.bytes).await
            };
            match put.await {
                Ok(true) => {}
                Ok(false) => return Err(failed(&file.name.as_str().into())),
                Err(why) => return Err(failed(&why)),
            }
        }
        Ok(())
    }

    async fn receive(&self) -> Result<Vec<Arrived>, Text> {
        let read = async {
            let mut read = Vec::new();
            for file in self.waiting().await?.into_iter().take(MOST) {
                // What is larger is no package, and stays.
                if file.size().await? <= LARGEST {
                    read.push((file.name(), file.read().await?));
                }
            }
            Ok(read)
        };
        read.await.map_err(|why: JsValue| failed(&why))
    }
}

fn failed(why: &JsValue) -> Text {
    let why = why.as_string().unwrap_or_else(|| format!("{why:?}"));
    Text::both(|lang| say!(lang, "文件没有存好或读出：{why}", "The file could not be saved or read: {why}"))
}
