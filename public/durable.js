// "Saved" is said once it is on the disk: with the browser's default the last seconds of what was acknowledged go with the power. No
// library passes the option on, so every transaction that writes is given it here, in the page and in all workers.
(function () {
  "use strict";
  const { transaction } = IDBDatabase.prototype;

  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const given = mode === "readwrite" ? { durability: "strict", ...options } : options;
    return transaction.call(this, stores, mode, given);
  };

  // Chromium goes on writing at the end of the log that it finds. Where the power was cut in the midst of a record, what is written
  // behind the torn end is lost the next time, however often it was said to be on the disk: `cargo xtask test power` lost it in one of
  // some twenty cuts. Deleting a database has it begin a new log.
  if (typeof window === "undefined") return;
  const name = "keqiao-anew";
  const opening = indexedDB.open(name);
  opening.onupgradeneeded = () => opening.result.createObjectStore(name).put(1, 1);
  opening.onsuccess = () => {
    opening.result.close();
    indexedDB.deleteDatabase(name);
  };
})();
