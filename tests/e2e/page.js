// What the tests add to a page: finding by role and accessible name, as the people of Testing Library define them.

import { queryAllByRole, configure } from "@testing-library/dom";

configure({ defaultHidden: false });

const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();

/** The document and every open shadow root in it. */
function roots() {
  const shadows = [...document.querySelectorAll("*")].filter((element) => element.shadowRoot);
  return [document.body, ...shadows.flatMap((element) => [...element.shadowRoot.children])];
}

/** Elements of a role whose name is `name`; when none is, those whose name contains it. A modal dialog hides the rest. */
export function find(role, name) {
  const modal = document.querySelector("dialog[open]");
  const all = (options) => (modal ? [modal] : roots()).flatMap((root) => queryAllByRole(root, role, options));
  const exact = all({ name: (given) => plain(given) === name });
  return exact.length > 0 ? exact : all({ name: (given) => plain(given).includes(name) });
}

/** The names of everything of a role, for a message that helps. */
export function names(role) {
  const found = [];
  for (const root of roots()) queryAllByRole(root, role, { name: (given) => found.push(plain(given)) && false });
  return found.slice(0, 40);
}

/** The text a person can see, or a reader hears. */
export function text() {
  return plain(document.body.innerText);
}

/** Parts of the page that are squeezed to less than they hold, so that nobody sees it though it is there. */
export function squeezed() {
  const parts = [...document.querySelectorAll("main > *")].filter((part) => {
    const hides = getComputedStyle(part).overflowY !== "visible" && part.clientWidth > 1;
    return hides && part.clientHeight < 100 && part.scrollHeight > part.clientHeight + 2;
  });
  return parts.map((part) => `squeezed: ${part.outerHTML.slice(0, 160)}`);
}
