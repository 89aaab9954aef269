//! Whether the program opens without a network. A service worker (`public/service.js`) keeps it where a browser has one; a newer
//! version that it has fetched waits until somebody at a page has it take over.

use gloo_timers::{callback::Interval, future::TimeoutFuture};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState,
    ServiceWorkerUpdateViaCache,
};

use super::State;

/// A page that opens has better to do than to have the program fetched once more.
const AFTER_OPENING_MS: u32 = 2_000;

/// Between two looks for a newer version while a page stays open.
const LOOK_MS: u32 = 3_600_000;

/// Whether this program opens without a network, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offline {
    /// The browser keeps it.
    Kept,
    /// The one-file edition is all there.
    OneFile,
    /// The browser keeps no program that comes from an address such as this.
    NotHere,
    /// It could not be kept this time.
    NotYet,
}

/// The program as the browser keeps it.
#[derive(Clone, Copy)]
pub struct Program {
    /// Nothing until it is known, and for a build for a look.
    pub offline: RwSignal<Option<Offline>>,
    /// Whether a newer version waits.
    pub newer: RwSignal<bool>,
    registration: StoredValue<Option<ServiceWorkerRegistration>, LocalStorage>,
}

impl Program {
    pub fn unknown() -> Self {
        let (offline, newer) = (RwSignal::new(None), RwSignal::new(false));
        Self { offline, newer, registration: StoredValue::new_local(None) }
    }
}

impl State {
    /// Has the browser keep the program, where it can.
    pub(super) fn keep_program(self) {
        let told = |name: &str| document().document_element().is_some_and(|root| root.has_attribute(name));
        let Program { offline, .. } = self.program;
        if told("data-one-file") {
            return offline.set(Some(Offline::OneFile));
        }
        if !told("data-version") {
            return;
        }
        let Some(container) = container() else { return offline.set(Some(Offline::NotHere)) };
        spawn_local(async move {
            TimeoutFuture::new(AFTER_OPENING_MS).await;
            let kept = self.register(&container).await.unwrap_or(false);
            offline.set(Some(if kept { Offline::Kept } else { Offline::NotYet }));
        });
    }

    /// Registers the service worker; whether the program is kept.
    async fn register(self, container: &ServiceWorkerContainer) -> Result<bool, JsValue> {
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registering = container.register_with_options("./service.js", &options);
        let registration: ServiceWorkerRegistration = JsFuture::from(registering).await?.unchecked_into();
        self.program.registration.set_value(Some(registration.clone()));
        self.look_for_newer(&registration);
        let ready: ServiceWorkerRegistration = JsFuture::from(container.ready()?).await?.unchecked_into();
        if let Some(active) = ready.active() {
            active.post_message(&"opened".into())?;
        }
        Ok(JsFuture::from(window().caches()?.match_with_str("./index.html")).await?.is_truthy())
    }

    /// A version that was fetched while another is in use is a newer one.
    fn look_for_newer(self, registration: &ServiceWorkerRegistration) {
        if registration.waiting().is_some() {
            self.program.newer.set(true);
        }
        self.watch(registration);
        let of = registration.clone();
        listen(registration, "updatefound", move || self.watch(&of));
        let asked = registration.clone();
        Interval::new(LOOK_MS, move || {
            let asking = asked.update();
            // Without a network nothing newer is found.
            spawn_local(async move {
                if let Ok(asking) = asking {
                    let _ = JsFuture::from(asking).await;
                }
            });
        })
        .forget();
    }

    /// What becomes of a version that is being fetched, where one is.
    fn watch(self, registration: &ServiceWorkerRegistration) {
        let Some(coming) = registration.installing() else { return };
        let (worker, of) = (coming.clone(), registration.clone());
        listen(&coming, "statechange", move || match (worker.state(), of.active()) {
            (ServiceWorkerState::Installed, Some(_)) => self.program.newer.set(true),
            // The first one could not be kept.
            (ServiceWorkerState::Redundant, None) => self.program.offline.set(Some(Offline::NotYet)),
            _ => {}
        });
    }

    /// The newer version takes over, and this page is loaded anew. Whatever is unsaved here, the browser asks about; other pages go on
    /// with the version that they have.
    pub fn use_newer(self) {
        let registration = self.program.registration.get_value();
        let waiting = registration.and_then(|registration| registration.waiting());
        let (Some(waiting), Some(container)) = (waiting, container()) else {
            // Somebody at another page was faster.
            return drop(window().location().reload());
        };
        listen(&container, "controllerchange", || drop(window().location().reload()));
        // A worker that waits takes messages.
        let _ = waiting.post_message(&"take over".into());
    }
}

/// A `file:` address has none that would work, and an address that is not secure has none.
fn container() -> Option<ServiceWorkerContainer> {
    if window().location().protocol().is_ok_and(|protocol| protocol == "file:") {
        return None;
    }
    js_sys::Reflect::get(&window().navigator(), &"serviceWorker".into()).ok()?.dyn_into().ok()
}

/// Hears an event for as long as the page is there.
fn listen(target: &web_sys::EventTarget, event: &str, heard: impl Fn() + 'static) {
    let heard = Closure::<dyn Fn()>::new(heard);
    // Fails for no event of that name.
    let _ = target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    heard.forget();
}
