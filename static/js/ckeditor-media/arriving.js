/* Pictures pasted or dropped into the text: they go into the library, a placeholder keeps their place meanwhile.
   Pictures of other sites stay out, and the person is told so. Typed words are never touched. */
(() => {
  "use strict";
  const { send, again, drop, make, button, told } = window.PortalMedia;
  const NOT_OURS = "Foto dari situs lain tidak ikut: unggah fotonya.";
  const NO_OPD = "Pilih OPD-nya dulu, lalu tempel lagi fotonya.";
  const PICTURES = /<img\b[^>]*>/gi;
  const OUR_OWN = /\ssrc=["']?\/admin\/news\/mediaasset\//i;
  const LOOK = new CSSStyleSheet(); // no rule of the page reaches into a shadow
  LOOK.replaceSync(`button { min-height: 44px; margin: 8px 8px 0 0; padding: 6px 14px; border: 1px solid currentcolor; border-radius: 6px;
    background: #fff; color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
    button:focus-visible { outline: 3px solid #b45309; outline-offset: 2px; } span { display: block; }`);
  const jobs = new Map(); // key → {parcel, editor}

  const SAYS = {
    waiting: () => "menunggu giliran",
    sending: (parcel) => (parcel.sent < 1 ? `mengunggah ${Math.floor(parcel.sent * 100)}%` : "sedang diperiksa"),
    pausing: (parcel) => `${parcel.message.toLowerCase()}, dicoba lagi sendiri`,
    held: (parcel) => parcel.message,
    refused: (parcel) => parcel.message,
    done: () => "terunggah",
  };

  // --- The placeholder: never part of what is saved ------------------------------------------------------------------
  /* In a shadow, so that its progress is no change of the text: nothing to be undone, nothing unsaved. */
  function show(widget) {
    const job = jobs.get(widget.data.wait);
    const host = widget.element.$.firstElementChild;
    const shadow = host.shadowRoot || host.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [LOOK];
    if (!job) return shadow.replaceChildren("Foto ini tidak ikut terunggah. Hapus tanda ini, lalu tempel lagi fotonya.");
    const { parcel } = job;
    const says = make("span", "", {}, `${parcel.file.name || "Foto"}: ${SAYS[parcel.state]?.(parcel) ?? ""} `);
    says.setAttribute("role", "status");
    shadow.replaceChildren(says);
    if (parcel.state === "held" || (parcel.state === "refused" && !parcel.hopeless)) shadow.append(button("Coba lagi", () => again(parcel)));
    if (parcel.open || parcel.state === "refused") shadow.append(button(parcel.open ? "Batalkan" : "Hapus", () => call(widget, parcel)));
    return undefined;
  }

  function call(widget, parcel) {
    drop(parcel);
    jobs.delete(parcel.key);
    widget.editor.widgets.del(widget);
    widget.editor.fire("change");
  }

  function waiting(editor, key) {
    return Object.values(editor.widgets.instances).find((widget) => widget.name === "unggahan" && widget.data.wait === key);
  }

  function keepTrack(editor, parcel, tools) {
    parcel.addEventListener("change", () => {
      const widget = waiting(editor, parcel.key);
      if (!widget) return;
      if (parcel.state === "done") arrive(editor, widget, parcel, tools); else show(widget);
    });
  }

  /* In place of the placeholder; as if it had stood there from the beginning. */
  function arrive(editor, widget, parcel, tools) {
    const one = told(parcel.answer);
    tools.remember(one);
    editor.fire("lockSnapshot");
    tools.plant(editor, widget.wrapper, tools.html(one), "pustaka", { ids: [one.id], half: false });
    editor.widgets.del(widget);
    editor.fire("unlockSnapshot");
    editor.fire("updateSnapshot");
    editor.fire("change");
  }

  // --- Paste and drop ------------------------------------------------------------------------------------------------
  function filesOf(transfer) {
    return Array.from({ length: transfer?.getFilesCount() || 0 }, (_, at) => transfer.getFile(at)).filter((file) => file.type.startsWith("image/"));
  }

  const wordsOf = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.trim();

  function pasted(event, editor, tools) {
    const { dataTransfer, dataValue = "" } = event.data;
    const inside = dataTransfer?.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_EXTERNAL;
    const files = inside ? [] : filesOf(dataTransfer);
    // A word processor sends a picture of the words along with them: there the words are meant.
    if (files.length && !wordsOf(dataValue)) {
      event.cancel();
      bring(editor, files, tools);
      return;
    }
    const foreign = (dataValue.match(PICTURES) || []).some((tag) => !OUR_OWN.test(tag));
    if (inside || !foreign) return;
    event.data.dataValue = dataValue.replace(PICTURES, "");
    editor.showNotification(NOT_OURS, "warning", 10000);
    if (!event.data.dataValue.trim()) event.cancel();
  }

  function bring(editor, files, tools) {
    const opd = tools.opdOf(editor);
    if (!opd) {
      editor.showNotification(NO_OPD, "warning", 10000);
      return;
    }
    let place = tools.placeOf(editor);
    editor.fire("saveSnapshot");
    for (const file of files) {
      const parcel = send(file, { opd, kind: "photo" });
      jobs.set(parcel.key, { parcel, editor });
      keepTrack(editor, parcel, tools);
      place = tools.plant(editor, place, '<figure class="arriving"><div></div></figure>', "unggahan", { wait: parcel.key }).wrapper;
    }
    editor.fire("saveSnapshot");
  }

  /* Saving now would leave the picture out: say so, and let the person decide. */
  function askBeforeSaving(editor) {
    document.addEventListener("submit", (event) => {
      const open = [...jobs.values()].filter((job) => job.editor === editor && job.parcel.open);
      if (!open.length || event.target !== editor.element.$.form) return;
      const sure = window.confirm(`${open.length} foto masih diunggah dan belum masuk naskah. Simpan sekarang tanpa foto itu?`);
      if (sure) open.forEach((job) => drop(job.parcel));
      else { event.preventDefault(); event.stopImmediatePropagation(); }
    }, true);
  }

  function arriving(editor, tools) {
    editor.widgets.add("unggahan", {
      downcast: () => new CKEDITOR.htmlParser.element("figure", { "data-wait": "1" }),
      data() { show(this); },
    });
    // Widgets are written back at 13, the text is put together at 15: what is on its way is no part of it.
    editor.on("toDataFormat", (event) => {
      const found = [];
      event.data.dataValue.forEach((node) => { if (node.attributes["data-wait"]) found.push(node); }, CKEDITOR.NODE_ELEMENT, true);
      found.forEach((node) => node.remove());
    }, null, null, 14);
    // Otherwise the editor itself says that it cannot take them.
    CKEDITOR.plugins.clipboard.addFileMatcher(editor, (file) => file.type.startsWith("image/"));
    editor.on("paste", (event) => pasted(event, editor, tools), null, null, 1);
    askBeforeSaving(editor);
  }

  Object.assign(window.PortalMedia, { arriving });
})();
