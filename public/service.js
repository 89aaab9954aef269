// Keeps the whole program on this computer, so that it opens without a network. `cargo xtask build` writes PROGRAM above this text: the
// version, each file with its SHA-256, and the files of the rules. A build for a look has `null` there: what was kept goes.
//
// One version is one cache, filled only when every file is as its hash says. A newer version is fetched beside the older one and waits
// until somebody at a page has it take over. Whatever a page asks for says of which version it is (`?v=`), so that a tab in which the older one
// is open goes on with the older one, whole, until it is closed.
const HERE = self.registration.scope;
const OURS = `keqiao ${HERE} `;
const OWN = PROGRAM && OURS + PROGRAM.version;
/** How long the rules are asked for where the program came from, in milliseconds; a page waits for them. */
const PATIENCE = 2000;

self.addEventListener("install", (event) => event.waitUntil(PROGRAM ? kept() : self.skipWaiting()));

self.addEventListener("activate", (event) => event.waitUntil(PROGRAM ? self.clients.claim() : gone()));

self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
  if (event.data === "opened" && PROGRAM) event.waitUntil(tidied());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (!PROGRAM || event.request.method !== "GET" || !address.href.startsWith(HERE)) return;
  const path = address.pathname.slice(new URL(HERE).pathname.length) || "index.html";
  const version = address.searchParams.get("v");
  // What does not say of which version it is, is no part of the program: it is asked for as if nothing were kept.
  if (version || path === "index.html") event.respondWith(answer(path, version || PROGRAM.version, event.request));
});

async function answer(path, version, request) {
  const name = OURS + version;
  if (!(await caches.has(name))) return fetch(request);
  if (path === "rules/index.json" && name === OWN) await renewed();
  const found = await caches.match(HERE + path, { cacheName: name });
  return found || fetch(request);
}

/** Fetches everything and keeps it, or nothing. */
async function kept() {
  const files = Object.entries(PROGRAM.files).map(async ([path, hash]) => {
    const response = await fetched(`${path}?v=${PROGRAM.version}`);
    const bytes = await response.clone().arrayBuffer();
    if (hex(await crypto.subtle.digest("SHA-256", bytes)) !== hash) throw new Error(`${path} is of another version`);
    // An answer that was led elsewhere is refused for a page.
    return [path, response.redirected ? new Response(bytes, { headers: response.headers }) : response];
  });
  const rules = PROGRAM.rules.map(async (path) => [path, await fetched(path)]);
  const all = await Promise.all([...files, ...rules]);
  // Without room for all of it there is nothing of it.
  await put(all).catch(async (error) => {
    await caches.delete(OWN);
    throw error;
  });
}

async function put(files) {
  const cache = await caches.open(OWN);
  await Promise.all(files.map(([path, response]) => cache.put(HERE + path, response)));
}

async function fetched(path) {
  const response = await fetch(HERE + path, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The rules are edited where the program came from. All of them are taken from there, as long as it is this version that lies there. */
async function renewed() {
  let late = false;
  const asked = (async () => {
    const [service, index] = await Promise.all([fetched("service.js"), fetched("rules/index.json")]);
    if (!(await service.text()).includes(PROGRAM.version)) return;
    const paths = (await index.clone().json()).map((path) => `rules/${path}`);
    const rules = await Promise.all(paths.map(async (path) => [path, await fetched(path)]));
    if (!late) await put([...rules, ["rules/index.json", index]]);
  })();
  const limit = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  // Without a network there are those that are kept.
  await Promise.race([asked.catch(() => {}), limit]);
  late = true;
}

/** A page has opened: what somebody has cleared away is kept again, and older versions go that no page has open. */
async function tidied() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS));
  const own = names.indexOf(OWN);
  if (own < 0) return kept();
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.filter((page) => page.url.startsWith(HERE)).length > 1) return;
  // In the order in which they were made: what comes after is a newer one that waits.
  await Promise.all(names.slice(0, own).map((name) => caches.delete(name)));
}

async function gone() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS)).map((name) => caches.delete(name)));
  await self.registration.unregister();
}
