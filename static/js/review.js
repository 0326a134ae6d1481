/* Notes at passages: choosing the words, going from a mark to its note and back, showing a passage in the editor.
   Without this script the words are copied into the form by hand, and a note still leads to its passage. */
(() => {
  "use strict";
  const KEPT = 120; // characters before and after that tell several places apart; the server keeps fewer
  const BLOCKS = "p,h2,h3,h4,li,blockquote,tr,td,th,caption,figcaption,br,hr";
  const NOTE = "#note_"; // how the form's fields are named

  // --- Words of a range, as the server reads them: something between any two blocks ------------------------------
  function words(range) {
    const box = document.createElement("div");
    box.append(range.cloneContents());
    box.querySelectorAll("[data-beside]").forEach((desk) => desk.remove()); // what the desk says of a photo is not the text
    box.querySelectorAll(BLOCKS).forEach((block) => { block.before("\n"); block.after("\n"); });
    return box.textContent.replace(/\s+/g, " ");
  }

  function part(field, first, last) {
    const range = document.createRange();
    if (first) range.setStart(...first); else range.setStart(field, 0);
    if (last) range.setEnd(...last); else range.setEnd(field, field.childNodes.length);
    return range;
  }

  function light(name, range) {
    if (!window.Highlight || !CSS.highlights) return;
    if (range) CSS.highlights.set(name, new Highlight(range)); else CSS.highlights.delete(name);
  }

  // --- Writing a note ----------------------------------------------------------------------------------------------
  function chosen(text) {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0).cloneRange();
    const field = [...text.querySelectorAll("[data-field]")].find((one) => range.intersectsNode(one) && passage(one, range));
    return field ? passage(field, range) : null;
  }

  /* What of the range lies in this field; null when nothing does. */
  function passage(field, range) {
    const whole = part(field);
    const range_ = range.cloneRange();
    if (range_.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range_.setStart(whole.startContainer, whole.startOffset);
    if (range_.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range_.setEnd(whole.endContainer, whole.endOffset);
    const quote = words(range_).trim();
    if (!quote) return null;
    return {
      range: range_,
      quote,
      field: field.dataset.field,
      before: words(part(field, null, [range_.startContainer, range_.startOffset])).slice(-KEPT),
      after: words(part(field, [range_.endContainer, range_.endOffset], null)).slice(0, KEPT),
    };
  }

  function writing(text, place) {
    const form = place.querySelector("form");
    const dialog = document.createElement("dialog");
    dialog.className = "note-dialog";
    dialog.setAttribute("aria-label", "Catatan baru");
    document.querySelector(".review").append(dialog);
    const close = form.querySelector("[data-close]");
    close.hidden = false;
    function shut() { // at once: the dialog's own `close` event comes later, perhaps after it was opened again
      dialog.close();
      place.append(form);
      light("picked", null);
    }
    close.addEventListener("click", shut);

    const button = document.createElement("button");
    button.type = "button";
    button.className = "desk-button desk-button--primary note-pick";
    button.textContent = "Catat";
    button.hidden = true;
    document.querySelector(".review").append(button);

    function open(found) {
      form.querySelector(NOTE + "quote").value = found.quote;
      for (const name of ["field", "before", "after"]) form.querySelector(NOTE + name).value = found[name];
      light("picked", found.range);
      dialog.append(form);
      button.hidden = true;
      dialog.show();
      form.querySelector(NOTE + "tag").focus();
    }

    let found = null;
    let waiting = 0;
    function look() {
      if (dialog.open) return;
      found = chosen(text);
      button.hidden = !found;
      if (!found) return;
      const spot = found.range.getBoundingClientRect();
      const home = button.parentElement.getBoundingClientRect(); // a touch screen has it at the thumb instead (desk.css)
      button.style.top = `${spot.bottom - home.top + 8}px`;
      button.style.left = `${Math.max(0, Math.min(spot.left - home.left, home.width - button.offsetWidth))}px`;
    }
    document.addEventListener("selectionchange", () => { clearTimeout(waiting); waiting = setTimeout(look, 200); });
    // Pressing the button must not take the selection away before the click.
    for (const event of ["pointerdown", "mousedown"]) button.addEventListener(event, (pressed) => pressed.preventDefault());
    button.addEventListener("click", () => { if (found) open(found); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && dialog.open) shut(); });

    // Without a mouse: one stop after each paragraph. It holds no letter, so that no selection ever takes one from it.
    for (const field of text.querySelectorAll("[data-field]")) {
      const blocks = [...field.children].filter((child) => child.matches(BLOCKS + ",ul,ol,table,figure") && child.textContent.trim());
      for (const block of blocks.length ? blocks : [field]) {
        const range = document.createRange();
        range.selectNodeContents(block);
        const own = passage(field, range);
        if (own) block.after(stop(own, open));
      }
    }

    if (place.open) { // what was refused, with everything that was typed
      dialog.append(form);
      dialog.show();
    }
  }

  function stop(own, open) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "note-stop";
    button.setAttribute("aria-label", `Catat bagian ini: ${own.quote.slice(0, 60)}`);
    button.addEventListener("click", () => open(own));
    return button;
  }

  // --- From a mark to its note and back ----------------------------------------------------------------------------
  function reveal(target) {
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView({ block: "nearest" });
    document.querySelectorAll(".is-here").forEach((one) => one.classList.remove("is-here"));
    target.classList.add("is-here");
    if (target.matches(".note")) target.focus({ preventScroll: true });
  }

  function marks(text) {
    for (const mark of text.querySelectorAll("mark.passage[id]")) {
      const key = mark.id.replace("passage-", "");
      const number = document.querySelector(`#catatan-${key} .note__number`);
      if (!number) continue;
      const link = document.createElement("a");
      link.href = `#catatan-${key}`;
      link.className = "passage__number";
      link.dataset.number = number.textContent.trim();
      link.setAttribute("aria-label", `Catatan ${link.dataset.number}`);
      (mark.closest("a") || mark).before(link);
    }
    text.addEventListener("click", (event) => {
      const mark = event.target.closest("mark.passage");
      if (!mark || event.target.closest("a") || !document.getSelection().isCollapsed) return;
      reveal(document.getElementById(`catatan-${mark.dataset.note.split(" ").pop()}`));
    });
    // A link in the text is read here, not followed: whoever taps it comes back to the page as it was.
    text.querySelectorAll("[data-field] a[href]:not(.passage__number)").forEach((link) => {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    });
  }

  // --- On the page where the text is written -------------------------------------------------------------------------
  /* The words in these nodes, found again; null when they are not there as they were. */
  function located(home, quote, before) {
    const walker = document.createTreeWalker(home, NodeFilter.SHOW_TEXT);
    const at = [];
    let key = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let offset = 0; offset < node.length; offset += 1) {
        if (/[\s\u200b-\u200d\u00ad]/.test(node.data[offset])) continue; // as it is written, spaces and breaks come and go
        key += node.data[offset];
        at.push([node, offset]);
      }
    }
    const bare = (words_) => words_.replace(/[\s\u200b-\u200d\u00ad]+/g, "");
    const near = key.indexOf(bare(before) + bare(quote));
    const start = near < 0 ? key.indexOf(bare(quote)) : near + bare(before).length;
    if (start < 0 || !bare(quote)) return null;
    const range = document.createRange();
    range.setStart(...at[start]);
    const [node, offset] = at[start + bare(quote).length - 1];
    range.setEnd(node, offset + 1);
    return range;
  }

  function show(link) {
    const { passage: quote, before, field } = link.dataset;
    const box = document.getElementById(`id_${field}`);
    if (field !== "body") {
      const start = box ? box.value.indexOf(quote) : -1;
      if (start < 0) return false;
      box.focus();
      box.setSelectionRange(start, start + quote.length);
      box.scrollIntoView({ block: "center" });
      return true;
    }
    const home = document.querySelector(".cke_wysiwyg_div");
    const range = home && located(home, quote, before);
    if (!range) return false;
    light("passage", range);
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
    return true;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const page = document.querySelector("[data-review]");
    if (!page) {
      document.addEventListener("click", (event) => {
        const link = event.target.closest(".note [data-passage]");
        if (link && show(link)) event.preventDefault(); // otherwise it leads to the review page, where the passage is marked
      });
      return;
    }
    // A refused verb shows this page under the verb's own address.
    if (location.pathname !== page.dataset.review) history.replaceState(null, "", page.dataset.review);
    const text = page.querySelector(".review__text");
    const place = document.getElementById("catat");
    if (place && text.matches("[data-annotate]")) writing(text, place);
    marks(text);
    const here = () => reveal(document.getElementById(location.hash.slice(1)));
    window.addEventListener("hashchange", here);
    // On a small screen an open form stands at the end of the page, not at its foot (desk.css).
    document.addEventListener("toggle", ({ target }) => {
      if (target.matches(".verb[open]")) target.scrollIntoView({ block: "nearest" });
    }, true);
    if (location.hash) here();
  });
})();
