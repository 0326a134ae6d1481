/* Pictures of the library in the text. What is saved is only a placeholder (news/inserts.py):
   `<figure data-media="12 13" data-size="half" data-alt="…"><figcaption>…</figcaption></figure>`.
   While it is written it shows the pictures, and its caption and its alternative text are typed where they stand. */
(() => {
  "use strict";
  const { choose, told } = window.PortalMedia;
  const IDS = /^[1-9]\d{0,17}( [1-9]\d{0,17})*$/;
  const MOST_ALT = 300;
  const NO_OPD = "Pilih OPD-nya dulu, supaya pustaka yang benar terbuka.";
  const OWN_ALT = "Kosong: yang dari pustaka";
  const known = new Map(); // id → what the library says of it; only to be shown here

  const INSIDE = `<div class="inset__faces"></div>
    <div class="inset__bar">
      <button type="button" class="inset__act" data-act="half" aria-pressed="false">Setengah lebar</button>
      <button type="button" class="inset__act" data-act="swap">Ganti</button>
      <button type="button" class="inset__act" data-act="order">Atur foto</button>
      <button type="button" class="inset__act inset__act--away" data-act="remove">Hapus</button>
    </div>
    <figcaption class="inset__caption" data-hint="Keterangan (boleh kosong)">CAPTION</figcaption>
    <div class="inset__told"><span class="inset__label">Teks alternatif</span><div class="inset__own"></div><div class="inset__alt" data-hint="${OWN_ALT}">ALT</div></div>`;

  const escaped = (words) => CKEDITOR.tools.htmlEncode(words || "");
  const inside = (caption, alt) => INSIDE.replace("CAPTION", () => escaped(caption)).replace("ALT", () => escaped(alt));
  const line = (element) => element.$.innerText.replace(/[\u200b\ufeff]/g, "").replace(/\s+/g, " ").trim();
  const thumb = (id) => `/admin/news/mediaasset/${id}/thumb/`;

  function opdOf(editor) {
    return editor.element.getAttribute("data-opd") || document.getElementById("id_opd")?.value || "";
  }

  // --- From the saved text to what is seen, and back ---------------------------------------------------------------
  function words(node) { // of a parsed element: its text without marks
    if (node.type === CKEDITOR.NODE_TEXT) return CKEDITOR.tools.htmlDecode(node.value);
    return (node.children || []).map(words).join("");
  }

  function upcast(element, data) {
    const { "data-media": ids, "data-size": size, "data-alt": alt } = element.attributes;
    if (element.name !== "figure" || !IDS.test(ids || "")) return false;
    const caption = element.children.filter((child) => child.name === "figcaption").map(words).join(" ").trim();
    Object.assign(data, { ids: ids.split(" ").map(Number), half: size === "half" });
    element.attributes.class = "inset";
    element.children.slice().forEach((child) => child.remove());
    CKEDITOR.htmlParser.fragment.fromHtml(inside(caption, CKEDITOR.tools.htmlDecodeAttr(alt || ""))).children.slice()
      .forEach((child) => element.add(child));
    return element;
  }

  function downcast() {
    const { ids, half } = this.data;
    const attributes = { "data-media": ids.join(" ") };
    if (half) attributes["data-size"] = "half";
    const alt = ids.length > 1 ? "" : line(this.editables.alt).slice(0, MOST_ALT);
    if (alt) attributes["data-alt"] = alt;
    const figure = new CKEDITOR.htmlParser.element("figure", attributes);
    const caption = line(this.editables.caption);
    if (!caption) return figure;
    const below = new CKEDITOR.htmlParser.element("figcaption", {});
    below.add(new CKEDITOR.htmlParser.text(escaped(caption)));
    figure.add(below);
    return figure;
  }

  // --- How it looks ------------------------------------------------------------------------------------------------
  function face(id, at, album) {
    const one = known.get(id) || {};
    const kind = one.kind === "video" ? " inset__face--video" : "";
    return `<span class="inset__face${kind}"${album ? ` data-number="${at + 1}"` : ""}>`
      + `<img class="inset__picture" src="${thumb(id)}" alt="${CKEDITOR.tools.htmlEncodeAttr(one.alt || one.title || `Foto ${id} dari pustaka`)}"></span>`;
  }

  function draw() {
    const { ids, half } = this.data;
    const album = ids.length > 1;
    this.element.setAttribute("data-media", ids.join(" "));
    this.element[album ? "addClass" : "removeClass"]("inset--album");
    this.element[half && !album ? "addClass" : "removeClass"]("inset--half");
    this.element.findOne(".inset__faces").setHtml(ids.map((id, at) => face(id, at, album)).join(""));
    this.element.findOne("[data-act=half]").setAttribute("aria-pressed", String(Boolean(half)));
    this.element.findOne(".inset__own").setText(album ? "" : ownWords(known.get(ids[0])));
  }

  /* What readers who cannot see it are told when nothing is written here. */
  function ownWords(one) {
    if (!one) return "";
    if (one.decorative) return "Di pustaka ditandai sebagai hiasan: tidak dibacakan.";
    return one.alt ? `Dari pustaka: ${one.alt}` : "Belum ada di pustaka: tulis di sini.";
  }

  /* Names and alternative texts of the pictures that an opened text already holds. */
  async function recognise(editor) {
    const wanted = [...new Set(insets(editor).flatMap((widget) => widget.data.ids))].filter((id) => !known.has(id));
    if (!wanted.length || !opdOf(editor)) return;
    const asked = new URLSearchParams({ opd: opdOf(editor), ids: wanted.join(",") });
    const answer = await fetch(`/admin/news/mediaasset/choose/?${asked}`, { redirect: "manual" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    page.querySelectorAll("[data-media-id]").forEach((item) => remember(told(item.dataset)));
    editor.fire("lockSnapshot"); // nobody has changed the text
    insets(editor).forEach((widget) => draw.call(widget));
    editor.fire("unlockSnapshot");
  }

  function remember(one) { known.set(one.id, one); }

  function insets(editor) {
    return Object.values(editor.widgets.instances).filter((widget) => widget.name === "pustaka");
  }

  // --- What can be done with it ------------------------------------------------------------------------------------
  const ACTS = {
    half(widget) { change(widget, { half: !widget.data.half }); },
    remove(widget) {
      const { editor } = widget;
      editor.fire("saveSnapshot");
      editor.widgets.del(widget);
      editor.fire("saveSnapshot");
    },
    async swap(widget) {
      const [one] = (await library(widget.editor, { kind: known.get(widget.data.ids[0])?.kind || "photo" })) || [];
      if (!one) return;
      change(widget, { ids: [one.id] }, () => {
        widget.editables.alt.setText(""); // it told of the other picture
        if (!line(widget.editables.caption)) widget.editables.caption.setText(one.caption);
      });
    },
    async order(widget) {
      const chosen = widget.data.ids.map((id) => known.get(id) || { id });
      const found = await library(widget.editor, { kind: "photo", many: true, chosen, tab: "order" });
      if (found?.length) change(widget, { ids: found.map((one) => one.id) });
    },
  };

  function change(widget, data, more = () => {}) {
    const { editor } = widget;
    editor.focus();
    widget.focus();
    editor.fire("saveSnapshot");
    widget.setData(data);
    more();
    editor.fire("saveSnapshot");
  }

  async function library(editor, wanted) {
    const opd = opdOf(editor);
    if (!opd) {
      editor.showNotification(NO_OPD, "warning", 8000);
      return null;
    }
    const found = await choose({ opd, ...wanted });
    (found || []).forEach(remember);
    return found;
  }

  /* A tap on an empty field focuses it, but a phone's browser leaves the caret where it was. */
  function caret(widget, target) {
    const field = Object.values(widget.editables).find((one) => one.$ === target);
    if (!field || document.activeElement !== target || field.$.contains(document.getSelection().anchorNode)) return;
    const range = widget.editor.createRange();
    range.moveToElementEditEnd(field);
    range.select();
  }

  /* A caption is one line: Enter leads on to the text below. */
  function below(editor) {
    editor.on("key", (event) => {
      const field = event.data.keyCode === 13 && editor.getSelection()?.getStartElement()?.getAscendant((one) => one.hasClass?.("cke_widget_editable"), true);
      const widget = field && editor.widgets.getByElement(field);
      if (widget?.name !== "pustaka") return;
      event.cancel();
      onward(editor, widget);
    }, null, null, 1);
  }

  function onward(editor, widget) {
    editor.focus();
    const range = editor.createRange();
    range.moveToElementEditStart(widget.wrapper.getNext((node) => node.type === CKEDITOR.NODE_ELEMENT));
    range.select();
  }

  function listen() {
    const { editor, wrapper } = this;
    if (!editor.readOnly) {
      wrapper.$.addEventListener("click", (event) => {
        const act = event.target.closest?.("[data-act]")?.dataset.act;
        if (act) ACTS[act](this);
      });
      wrapper.$.addEventListener("focusin", (event) => setTimeout(() => caret(this, event.target)));
    }
    this.on("edit", (event) => {
      event.cancel();
      ACTS[this.data.ids.length > 1 ? "order" : "swap"](this);
    });
  }

  // --- Putting one in ----------------------------------------------------------------------------------------------
  function topBlock(editor, node) {
    const root = editor.editable();
    while (node && !node.equals(root)) {
      const parent = node.getParent();
      if (!parent || parent.equals(root)) return parent && node;
      node = parent;
    }
    return null;
  }

  /* The block after which it is to stand; null for an empty text. */
  function placeOf(editor) {
    const range = editor.getSelection()?.getRanges()[0];
    const inText = range && editor.editable().contains(range.startContainer);
    const at = inText && (range.startContainer.equals(editor.editable()) ? range.getEnclosedNode() : range.startContainer);
    return (at && topBlock(editor, at)) || editor.editable().getLast();
  }

  /* Nothing was chosen: the caret stands where it was. The editor's own memory of it is a moment old. */
  function goOn(editor, ranges) {
    editor.focus();
    if (ranges?.length && ranges.every((range) => editor.editable().contains(range.startContainer))) editor.getSelection().selectRanges(ranges);
  }

  function isEmpty(block) {
    return block.type === CKEDITOR.NODE_ELEMENT && block.is("p") && !line(block) && !block.findOne("img,[data-widget]");
  }

  /* A widget of `name` from this HTML, after the block; an empty paragraph makes room for it. Then one goes on writing below. */
  function plant(editor, place, html, name, data) {
    const element = CKEDITOR.dom.element.createFromHtml(html, editor.document);
    if (place) element.insertAfter(place); else editor.editable().append(element);
    if (place && isEmpty(place)) place.remove();
    const widget = editor.widgets.initOn(element, name, data);
    if (!widget.wrapper.getNext((node) => node.type === CKEDITOR.NODE_ELEMENT && node.is("p", "h2", "h3", "ul", "ol"))) {
      const below = new CKEDITOR.dom.element("p", editor.document);
      below.appendBogus();
      below.insertAfter(widget.wrapper);
    }
    return widget;
  }

  function html(one) {
    return `<figure class="inset">${inside(one?.caption, "")}</figure>`;
  }

  function put(editor, place, found) {
    editor.focus();
    editor.fire("saveSnapshot");
    const widget = plant(editor, place, html(found.length > 1 ? null : found[0]), "pustaka", { ids: found.map((one) => one.id), half: false });
    onward(editor, widget);
    widget.wrapper.scrollIntoView();
    editor.fire("saveSnapshot");
  }

  function command(editor, wanted) {
    return {
      async: true,
      exec() {
        const place = placeOf(editor); // before the window takes the focus
        const held = editor.getSelection()?.getRanges();
        library(editor, wanted).then((found) => {
          if (!found?.length) goOn(editor, held);
          else put(editor, place && editor.editable().contains(place) ? place : editor.editable().getLast(), found);
          editor.fire("afterCommandExec", { name: this.name, command: this });
        });
      },
    };
  }

  CKEDITOR.plugins.add("pustaka", {
    requires: "widget,notification,clipboard",
    init(editor) {
      editor.widgets.add("pustaka", {
        editables: {
          caption: { selector: ".inset__caption", allowedContent: "br" },
          alt: { selector: ".inset__alt", allowedContent: "br" },
        },
        upcast, downcast, data: draw, init: listen,
      });
      below(editor);
      editor.addFeature({ name: "pustaka", allowedContent: "figure[!data-media,data-size,data-alt]; figcaption", requiredContent: "figure[data-media]" });
      editor.addCommand("foto", command(editor, {}));
      editor.addCommand("galeri", command(editor, { kind: "photo", many: true }));
      editor.ui.addButton("Foto", { label: "Foto", title: "Sisipkan foto, video, atau infografis dari pustaka", command: "foto", toolbar: "insert" });
      editor.ui.addButton("Galeri", { label: "Galeri", title: "Sisipkan galeri beberapa foto", command: "galeri", toolbar: "insert" });
      window.PortalMedia.arriving(editor, { opdOf, placeOf, plant, html, remember });
      editor.on("instanceReady", () => { recognise(editor).catch(() => {}); });
    },
  });
})();
