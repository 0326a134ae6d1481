/* The desk without this script works; with it, nobody loses typed text by pressing a verb too early. */
(() => {
  "use strict";
  let unsaved = false;

  function remember() {
    if (unsaved) return;
    unsaved = true;
    document.body.classList.add("has-unsaved");
    document.querySelectorAll("[data-verb]").forEach((button) => { button.disabled = true; });
    const note = document.getElementById("save-first");
    if (note) note.hidden = false;
  }

  /* Other scripts hear of it by this event (static/js/presence.js). */
  function typed(name) {
    remember();
    prefer(name, "saya");
    document.dispatchEvent(new CustomEvent("desk:typed"));
  }

  /* Two texts, one part: whoever goes on writing at it has chosen the own one. */
  function prefer(name, whose) {
    const choice = document.querySelector(`input[data-choice="${CSS.escape(name)}"][value="${whose}"]`);
    if (choice) choice.checked = true;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("article_form");
    if (!form) return;

    // A refused verb shows the article under the verb's address: the form still belongs to the article's own.
    const moved = document.querySelector("[data-moved-to]");
    if (moved) history.replaceState(null, "", moved.dataset.movedTo);

    // A refused save: what stands in the form was never saved.
    if (document.querySelector("[data-unsaved]")) remember();

    ["input", "change"].forEach((kind) => {
      form.addEventListener(kind, (event) => typed(event.target.name || ""));
    });
    if (window.CKEDITOR) {
      window.CKEDITOR.on("instanceReady", (event) => {
        event.editor.on("change", () => {
          // CKEditor also tidies what nobody has touched.
          if (event.editor.focusManager.hasFocus) typed(event.editor.name.replace(/^id_/, ""));
          else remember();
        });
      });
    }
    form.addEventListener("submit", () => {
      if (moved) form.action = moved.dataset.movedTo;
      unsaved = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (unsaved) event.preventDefault();
    });
  });
})();
