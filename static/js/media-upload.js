/* The list in which somebody sees their files go into the library: on the upload page and inside the chooser. */
(() => {
  "use strict";
  const { send, again, drop } = window.PortalMedia;
  const PREVIEW = 144; // px of the canvas: twice what is shown
  let previews = Promise.resolve(); // one at a time: a 12 MP photo takes 48 MB while it is open

  const SAYS = {
    waiting: () => "Menunggu giliran",
    sending: (parcel) => (parcel.sent < 1 ? `Mengunggah ${Math.floor(parcel.sent * 100)}%` : "Sudah terkirim, sedang diperiksa"),
    pausing: (parcel) => `${parcel.message}. Dicoba lagi sendiri ${Math.ceil(parcel.wait / 1000)} detik lagi (percobaan ke-${parcel.tries + 1}).`,
    held: (parcel) => parcel.message,
    refused: (parcel) => parcel.message,
    done: () => "Terunggah",
  };

  /* `make("p", "a class", {hidden: true}, "words", child)` */
  function make(tag, name = "", more = {}, ...children) {
    const element = Object.assign(document.createElement(tag), more);
    if (name) element.className = name;
    element.append(...children);
    return element;
  }

  function button(words, act, name = "desk-button") {
    const made = make("button", name, { type: "button" }, words);
    made.addEventListener("click", act);
    return made;
  }

  // --- One file ------------------------------------------------------------------------------------------------------
  function row(parcel, told) {
    const name = parcel.file.name || "Foto";
    const picture = make("canvas", "upload__picture", { width: PREVIEW, height: PREVIEW });
    picture.setAttribute("aria-hidden", "true");
    const bar = make("progress", "upload__bar", { max: 1, value: 0 });
    bar.setAttribute("aria-label", `Kemajuan ${name}`);
    const says = make("p", "upload__says");
    const retry = button("Coba lagi", () => again(parcel));
    const away = button("Hapus dari daftar", () => drop(parcel), "desk-button desk-button--quiet");
    for (const one of [retry, away]) one.setAttribute("aria-label", `${one.textContent}: ${name}`);
    const more = make("div", "upload__more");
    const item = make("li", "upload__item", {}, picture,
      make("div", "upload__words", {}, make("p", "upload__name", {}, name), bar, says, make("p", "upload__buttons", {}, retry, away), more));

    function show() {
      if (parcel.state === "dropped") return item.remove();
      item.dataset.state = parcel.state;
      says.textContent = SAYS[parcel.state](parcel);
      bar.value = parcel.sent;
      bar.hidden = !["waiting", "sending", "pausing"].includes(parcel.state);
      retry.hidden = !["held", "pausing"].includes(parcel.state) && !(parcel.state === "refused" && !parcel.hopeless);
      away.hidden = parcel.state === "done";
      if (parcel.state === "done" && !more.childElementCount) more.append(...PortalMedia.describing(parcel.answer));
      return undefined;
    }

    parcel.addEventListener("change", () => { show(); told(); });
    show();
    draw(parcel, picture);
    return item;
  }

  /* A blob: address would need a wider policy, so it is drawn. A picture that cannot be drawn here may still go. */
  function draw(parcel, canvas) {
    previews = previews.then(async () => {
      if (parcel.state === "dropped" || parcel.hopeless) return;
      const bitmap = await createImageBitmap(parcel.file, { resizeWidth: 320, resizeQuality: "low" });
      const side = Math.min(bitmap.width, bitmap.height);
      canvas.getContext("2d").drawImage(
        bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, PREVIEW, PREVIEW);
      bitmap.close();
    }).catch(() => {});
  }

  // --- All of them ---------------------------------------------------------------------------------------------------
  function sum(parcels) {
    const count = (...states) => parcels.filter((parcel) => states.includes(parcel.state)).length;
    const [done, refused, held] = [count("done"), count("refused"), count("held")];
    if (!parcels.length) return "";
    return [
      `${done} dari ${parcels.length} foto terunggah.`,
      refused ? `${refused} tidak bisa diunggah: lihat sebabnya di daftar.` : "",
      held ? "Unggahan berhenti: Anda perlu masuk lagi." : "",
      count("pausing") ? `${count("pausing")} menunggu sinyal dan dicoba lagi sendiri.` : "",
    ].filter(Boolean).join(" ");
  }

  /* A zone to choose or drop files, and their list. `opd()` says whose library; `onChange(parcels)` hears of everything. */
  function list(home, { opd, kind = "", many = true, onChange = () => {} }) {
    const parcels = [];
    const input = make("input", "upload__input", { type: "file", accept: "image/jpeg,image/png,image/webp", multiple: many });
    input.hasChangeListener = true; // unfold would look for a text field beside it
    const zone = make("label", "upload__zone", {}, input, make("span", "desk-button desk-button--primary", {}, many ? "Pilih foto" : "Pilih satu foto"),
      make("span", "upload__hint", {}, "atau seret foto ke sini. JPEG, PNG, atau WebP, paling besar 15 MB."));
    const status = make("p", "upload__sum");
    status.setAttribute("role", "status");
    const items = make("ul", "upload__list");
    home.append(zone, status, items);

    function told() {
      parcels.splice(0, parcels.length, ...parcels.filter((parcel) => parcel.state !== "dropped"));
      const words = sum(parcels);
      if (status.textContent !== words) status.textContent = words; // said aloud, so only when it changes
      onChange(parcels);
    }

    function take(files) {
      for (const file of many ? files : [...files].slice(0, 1)) {
        const parcel = send(file, { opd: opd(), kind });
        parcels.push(parcel);
        items.append(row(parcel, told));
      }
      told();
    }

    input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
    dropping(home, zone, take);
    return { take, parcels };
  }

  function dropping(home, zone, take) {
    home.addEventListener("dragover", () => zone.classList.add("is-over"));
    for (const end of ["dragleave", "drop"]) home.addEventListener(end, () => zone.classList.remove("is-over"));
    home.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      take([...event.dataTransfer.files]);
    });
  }

  // A file dropped beside the zone would open in place of the page, and everything typed would be gone.
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      const files = [...(event.dataTransfer?.types || [])].includes("Files");
      if (files && !event.target.closest?.("input[type=file]")) event.preventDefault();
    });
  }

  Object.assign(window.PortalMedia, { list, make, button });

  document.addEventListener("DOMContentLoaded", () => {
    for (const home of document.querySelectorAll("[data-media-upload]")) {
      const select = document.getElementById(home.dataset.opdFrom || "");
      list(home, { opd: () => select?.value || home.dataset.opd, kind: home.dataset.kind || "" });
    }
  });
})();
