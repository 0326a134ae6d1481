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

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("article_form");
    if (!form) return;

    // A refused verb shows the article under the verb's address: the form still belongs to the article's own.
    const moved = document.querySelector("[data-moved-to]");
    if (moved) history.replaceState(null, "", moved.dataset.movedTo);

    form.addEventListener("input", remember);
    form.addEventListener("change", remember);
    if (window.CKEDITOR) {
      window.CKEDITOR.on("instanceReady", (event) => event.editor.on("change", remember));
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
