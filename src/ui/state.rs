//! What every page shares: the store, the workspace read from it, the account the worker draws up.
//!
//! The flow is one way. A page calls a use-case of `app` through [`State::act`]; the use-case commits; the workspace is
//! read anew; the worker draws up the account; pages follow the signals. A commit in another tab enters at the same
//! point, through the store's notice.

use std::{collections::BTreeMap, future::Future, rc::Rc, sync::Arc};

use leptos::{prelude::*, task::spawn_local};

use crate::{
    app::{
        Actor, Now,
        account::Account,
        policies::{PackFiles, Rulebook},
        settings::Settings,
        workspace::Workspace,
    },
    domain::{Lang, Localized},
    store::{StoreError, Subscription, indexed_db::IndexedDbStore},
    ui::{
        components::toast::Toasts,
        i18n::{I18nContext, Locale},
    },
    worker::{Answer, Ask, Office},
};

/// How far the start of the program has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Opening {
    Loading,
    Open,
    Failed(StoreError),
}

/// Handles to everything shared; cheap to copy into any closure.
#[derive(Clone, Copy)]
pub struct State {
    store: StoredValue<Option<Rc<IndexedDbStore>>, LocalStorage>,
    subscription: StoredValue<Option<Subscription>, LocalStorage>,
    office: StoredValue<Office, LocalStorage>,
    /// The packs shipped with the program, as files.
    shipped: StoredValue<Arc<PackFiles>>,
    pub opening: RwSignal<Opening>,
    pub workspace: RwSignal<Arc<Workspace>>,
    /// `None` until the worker has decided the sessions for the first time.
    pub account: RwSignal<Option<Arc<Account>>>,
    /// Sessions decided and in all, while the worker decides.
    pub deciding: RwSignal<Option<(usize, usize)>>,
    pub toasts: Toasts,
    pub i18n: I18nContext<Locale>,
}
