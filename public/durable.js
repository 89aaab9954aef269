// "Saved" is said once it is on the disk: with the browser's default the last seconds of what was acknowledged go with the power. No
// library passes the option on, so every transaction that writes is given it here, in the page and in both workers.
(function () {
  "use strict";
  const { transaction } = IDBDatabase.prototype;

  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const given = mode === "readwrite" ? { durability: "strict", ...options } : options;
    return transaction.call(this, stores, mode, given);
  };
})();
