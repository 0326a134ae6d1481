/* A form's field that holds one picture of the library (the lead picture, a video's still): seen, changed, taken out.
   `<input type="hidden" data-media-field data-opd="3" data-kind="photo" data-thumb="…" data-title="…" data-alt="…">` */
(() => {
  "use strict";
  const { choose, make, button } = window.PortalMedia;
  const NO_OPD = "Pilih OPD-nya dulu, lalu pilih fotonya.";

  function opdOf(input) {
    return input.dataset.opd || document.getElementById("id_opd")?.value || "";
  }

  function begin(input) {
    const face = make("img", "media-field__face", { alt: "", width: 144, height: 96 });
    const words = make("p", "media-field__words");
    words.setAttribute("aria-live", "polite");
    const pick = button("Pilih dari pustaka", ask);
    const away = button("Lepas foto ini", () => set(null), "desk-button desk-button--danger");
    const carried = {};
    const home = make("div", "media-field", {}, face, words, make("div", "media-field__buttons", {}, pick, away));
    input.after(home);
    input.closest(".form-row.hidden")?.classList.remove("hidden"); // where unfold puts fields that nobody sees

    const tick = input.form?.elements.remove_picture; // what does the same without this script
    if (input.name === "lead" && tick) tick.closest(".form-row, .field-row").hidden = true;

    function show() {
      const { thumb, title, alt } = input.dataset;
      face.hidden = away.hidden = !input.value;
      if (input.value) face.src = thumb || `/admin/news/mediaasset/${input.value}/thumb/`;
      else face.removeAttribute("src");
      words.textContent = input.value ? title || alt || `Foto ${input.value}` : input.dataset.empty || "Belum ada foto.";
      pick.textContent = input.value ? "Ganti dari pustaka" : "Pilih dari pustaka";
    }

    /* What the library says of it stands in the form's own fields beside it, unless somebody has written there. */
    function carry(one) {
      for (const name of ["alt", "credit"]) {
        const field = input.form?.elements[`${input.name}_${name}`];
        if (!field || (field.value && field.value !== carried[name])) continue;
        field.value = carried[name] = one?.[name] || "";
      }
    }

    function set(one) {
      input.value = one ? one.id : "";
      Object.assign(input.dataset, { thumb: one?.thumb || "", title: one?.title || "", alt: one?.alt || "" });
      show();
      carry(one);
      input.dispatchEvent(new Event("change", { bubbles: true })); // counts as typing
    }

    async function ask() {
      const opd = opdOf(input);
      if (!opd) { words.textContent = NO_OPD; return; }
      const [one] = (await choose({ opd, kind: input.dataset.kind || "photo" })) || [];
      if (one) set(one);
    }

    show();
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("input[data-media-field]").forEach(begin));
})();
