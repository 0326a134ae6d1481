/* Brings files into the library, one request each: at most two at once, tried again by itself when the signal drops.
   Each file has a key of its own, so that a file which came through without our hearing of it never comes in twice. */
(() => {
  "use strict";
  const DOOR = "/admin/news/mediaasset/upload/";
  const AT_ONCE = 2;
  const MEGABYTES = 15;
  const KINDS = ["image/jpeg", "image/png", "image/webp"];
  const ENDINGS = /\.(jpe?g|png|webp)$/i; // some phones name no kind
  const SILENCE = 60000; // no byte has moved: the line is dead
  const THINKING = 120000; // all bytes are there, the server looks at the picture
  const PAUSES = [1000, 2000, 4000, 8000, 16000, 30000]; // then every half minute, as long as the page is open
  const TRIES_AT_A_SICK_SERVER = 6;
  const OPEN = new Set(["waiting", "sending", "pausing", "held"]);

  const WORDS = {
    signedOut: "Anda sudah keluar. Masuk lagi di tab lain, lalu kembali ke sini: daftar ini tetap ada dan dilanjutkan.",
    stale: "Halaman ini sudah terlalu lama terbuka. Masuk lagi di tab lain, lalu tekan “Coba lagi”.",
    kind: "Bukan foto JPEG, PNG, atau WebP. Pilih foto lain, atau simpan ulang foto itu sebagai JPEG.",
    heavy: `Lebih besar dari ${MEGABYTES} MB. Kecilkan dulu fotonya, lalu pilih lagi.`,
    empty: "Berkas ini kosong. Pilih lagi fotonya.",
    gone: "Berkas ini tidak bisa dibaca lagi dari perangkat Anda. Hapus dari daftar, lalu pilih ulang.",
    sick: "Portal sedang bermasalah. Tunggu beberapa menit, lalu tekan “Coba lagi”.",
    cut: "Sinyal terputus",
    busy: "Portal sedang sibuk",
    other: "Belum terunggah. Tekan “Coba lagi”; bila tetap gagal, muat ulang halaman ini.",
  };

  const line = []; // who waits, first come first
  const going = new Set();
  const all = new Set(); // every parcel that has not been put away
  let token = "";

  class Parcel extends EventTarget {
    constructor(file, opd, kind) {
      super();
      Object.assign(this, { file, opd, kind, key: key(), state: "", sent: 0, message: "", answer: null, tries: 0, renewed: false });
    }

    become(state, more = {}) {
      Object.assign(this, more, { state });
      this.dispatchEvent(new Event("change"));
    }

    get open() { return OPEN.has(this.state); }
  }

  // crypto.randomUUID is there on https only; a portal being tried out in an office has none.
  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* Why this file need not be sent at all; "" when it may be. */
  function objection(file) {
    if (!(KINDS.includes(file.type) || (!file.type && ENDINGS.test(file.name)))) return WORDS.kind;
    if (!file.size) return WORDS.empty;
    return file.size > MEGABYTES * 1024 * 1024 ? WORDS.heavy : "";
  }

  // --- The token that says this page is ours -----------------------------------------------------------------------
  function currentToken() {
    return token || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  }

  /* After signing in again in another tab the page's own token no longer fits. True when we are let in. */
  async function renew(opd) {
    const answer = await fetch(`${DOOR}?opd=${encodeURIComponent(opd)}`, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    token = page.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    return Boolean(token);
  }

  // --- The queue ---------------------------------------------------------------------------------------------------
  function send(file, { opd, kind = "" }) {
    const parcel = new Parcel(file, String(opd), kind);
    all.add(parcel);
    const wrong = objection(file);
    if (wrong) parcel.become("refused", { message: wrong, hopeless: true });
    else queue(parcel);
    return parcel;
  }

  function queue(parcel, first = false) {
    parcel.become("waiting", { message: "", sent: 0 });
    if (first) line.unshift(parcel); else line.push(parcel);
    // After this turn, so that whoever called can listen first.
    queueMicrotask(next);
  }

  function next() {
    while (going.size < AT_ONCE && line.length) {
      const parcel = line.shift();
      going.add(parcel);
      parcel.become("sending");
      attempt(parcel).catch(() => pause(parcel)).finally(() => { going.delete(parcel); next(); });
    }
  }

  async function attempt(parcel) {
    if (!(await readable(parcel.file))) return parcel.become("refused", { message: WORDS.gone, hopeless: true });
    if (!all.has(parcel)) return undefined;
    return hear(parcel, await request(parcel));
  }

  // A picture that the phone keeps in the cloud may be gone when its turn comes: no use in trying for ever.
  async function readable(file) {
    try {
      await file.slice(0, 1).arrayBuffer();
      return true;
    } catch {
      return false;
    }
  }

  function request(parcel) {
    return new Promise((resolve, reject) => {
      const wire = new XMLHttpRequest();
      let watch;
      const patient = (time) => { clearTimeout(watch); watch = setTimeout(() => wire.abort(), time); };
      parcel.wire = wire;
      wire.open("POST", DOOR);
      wire.responseType = "json";
      wire.setRequestHeader("X-CSRFToken", currentToken());
      wire.upload.addEventListener("progress", (event) => {
        patient(SILENCE);
        parcel.become("sending", { sent: event.lengthComputable ? event.loaded / event.total : 0 });
      });
      wire.upload.addEventListener("load", () => { patient(THINKING); parcel.become("sending", { sent: 1 }); });
      wire.addEventListener("loadend", () => clearTimeout(watch));
      wire.addEventListener("load", () => resolve(wire));
      for (const end of ["error", "abort", "timeout"]) wire.addEventListener(end, () => reject(new Error(end)));
      patient(SILENCE);
      wire.send(contents(parcel));
    });
  }

  function contents(parcel) {
    const form = new FormData();
    form.append("opd", parcel.opd);
    form.append("key", parcel.key);
    if (parcel.kind) form.append("kind", parcel.kind);
    form.append("upload", parcel.file);
    return form;
  }

  // --- What the portal says ----------------------------------------------------------------------------------------
  function hear(parcel, wire) {
    const { status, response: answer } = wire;
    if (answer?.uploaded) {
      all.delete(parcel);
      return parcel.become("done", { answer, sent: 1 });
    }
    if (!new URL(wire.responseURL).pathname.startsWith(DOOR)) return hold(WORDS.signedOut, parcel);
    if (status === 429) return pause(parcel, WORDS.busy, Number(wire.getResponseHeader("Retry-After")) * 1000);
    if (answer?.error?.message) return parcel.become("refused", { message: answer.error.message });
    if (status === 413) return parcel.become("refused", { message: WORDS.heavy, hopeless: true });
    if (status === 401 || status === 403) return stale(parcel);
    if (status < 500) return parcel.become("refused", { message: WORDS.other });
    if (parcel.tries + 1 >= TRIES_AT_A_SICK_SERVER) return parcel.become("refused", { message: WORDS.sick });
    return pause(parcel, WORDS.busy);
  }

  async function stale(parcel) {
    if (parcel.renewed) return hold(WORDS.stale, parcel);
    parcel.renewed = true;
    return (await renew(parcel.opd)) ? queue(parcel, true) : hold(WORDS.signedOut, parcel);
  }

  function pause(parcel, message = WORDS.cut, least = 0) {
    if (!all.has(parcel)) return;
    const step = PAUSES[Math.min(parcel.tries, PAUSES.length - 1)];
    const wait = Math.max(least || 0, step * (0.75 + Math.random() / 2)); // not all phones of a meeting at the same moment
    clearTimeout(parcel.timer);
    parcel.timer = setTimeout(() => queue(parcel, true), wait);
    parcel.become("pausing", { message, tries: parcel.tries + 1, wait, sent: 0 });
  }

  /* Nobody is let in just now: the others are not sent in vain. */
  function hold(message, parcel) {
    [parcel, ...line.splice(0)].forEach((one) => one.become("held", { message, sent: 0 }));
  }

  function release() {
    const held = [...all].filter((parcel) => parcel.state === "held");
    held.forEach((parcel) => { parcel.renewed = false; queue(parcel); });
  }

  function hurry() { // the signal is back
    [...all].filter((parcel) => parcel.state === "pausing").forEach((parcel) => { clearTimeout(parcel.timer); queue(parcel); });
  }

  function again(parcel) {
    clearTimeout(parcel.timer);
    if (parcel.state === "held") release(); else queue(Object.assign(parcel, { tries: 0, renewed: false }));
  }

  /* Off the list: what is on its way is called back. */
  function drop(parcel) {
    all.delete(parcel);
    clearTimeout(parcel.timer);
    if (line.includes(parcel)) line.splice(line.indexOf(parcel), 1);
    parcel.wire?.abort();
    parcel.become("dropped");
  }

  async function backAgain() {
    const held = [...all].find((parcel) => parcel.state === "held");
    if (!held || document.hidden) return;
    try {
      if (await renew(held.opd)) release();
    } catch {
      // No line just now: the next time somebody looks.
    }
  }

  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", backAgain);
  window.addEventListener("focus", backAgain);
  window.addEventListener("beforeunload", (event) => {
    if ([...all].some((parcel) => parcel.open)) event.preventDefault();
  });

  window.PortalMedia = { send, again, drop, objection, currentToken };
})();
