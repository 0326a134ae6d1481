/* The library in a window over the page: look for a picture, or bring one in, without leaving the text.
   `PortalMedia.choose({opd, kind, many, chosen})` is a promise of the chosen ones, in their order; of null when nothing was chosen. */
(() => {
  "use strict";
  const { list, make, button } = window.PortalMedia;
  const DOOR = "/admin/news/mediaasset/choose/";
  const MOST = 40;
  const NO_LINE = "Pustaka belum terbuka: sinyal terputus.";
  const SIGNED_OUT = "Anda sudah keluar. Masuk lagi di tab lain, lalu tekan “Coba lagi”. Tulisan Anda di halaman ini tetap ada.";
  let leaving = Promise.resolve(); // the step back of the window before, which the browser takes in its own time
  const TABS = [["own", "Pustaka OPD"], ["pool", "Pustaka bersama"], ["upload", "Unggah"]];

  /* What a button of the library, or an answer of the upload door, says of a picture. */
  function told(data) {
    const pick = (name, other = name) => data[other] ?? data[name] ?? "";
    return {
      id: Number(pick("mediaId", "id")), title: pick("title"), alt: pick("alt"), caption: pick("caption"), credit: pick("credit"),
      kind: pick("kind") || "photo", thumb: pick("thumb"), decorative: Boolean(data.decorative),
    };
  }

  function picture(one) {
    return make("img", "chooser__thumb", { src: one.thumb || `/admin/news/mediaasset/${one.id}/thumb/`, alt: "", loading: "lazy" });
  }

  class Chooser {
    constructor({ opd, kind = "", many = false, chosen = [], tab = "own" }) {
      Object.assign(this, { opd, kind, many, tab, chosen: chosen.map(told), page: 1, asked: 0, uploaded: [] });
      this.build();
    }

    build() {
      const shut = button("×", () => this.close(null), "chooser__shut");
      shut.setAttribute("aria-label", "Tutup tanpa memilih");
      const heading = make("h2", "chooser__title", { id: "chooser-title" }, this.many ? "Pilih foto untuk galeri" : "Pilih dari pustaka");
      this.tabs = make("div", "chooser__tabs", { role: "tablist" });
      for (const [name, words] of TABS) this.tabs.append(this.tabOf(name, words));
      this.search = this.searchForm();
      this.grid = make("div", "chooser__grid", { id: "chooser-grid" });
      this.grid.setAttribute("aria-live", "polite");
      this.upload = make("div", "chooser__upload");
      this.list = list(this.upload, { opd: () => this.opd, kind: this.kind === "video" ? "photo" : this.kind, many: this.many, onChange: (parcels) => this.arrived(parcels) });
      this.order = make("ol", "chooser__order");
      this.foot = make("div", "chooser__foot");
      this.dialog = make("dialog", "chooser", {}, make("div", "chooser__head", {}, heading, shut), this.tabs, this.search,
        make("div", "chooser__body", {}, this.grid, this.upload, this.order), this.foot);
      this.dialog.setAttribute("aria-labelledby", "chooser-title");
      this.listen();
    }

    tabOf(name, words) {
      const made = button(words, () => this.show(name), "chooser__tab");
      made.setAttribute("role", "tab");
      made.dataset.tab = name;
      return made;
    }

    searchForm() {
      const field = make("input", "chooser__field", { type: "search", name: "q", placeholder: "Cari judul atau keterangan" });
      field.setAttribute("aria-label", "Cari di pustaka");
      const form = make("form", "chooser__search", {}, field, make("button", "desk-button", { type: "submit" }, "Cari"));
      form.addEventListener("submit", (event) => { event.preventDefault(); this.page = 1; this.fetch(); });
      field.addEventListener("search", () => { if (!field.value) { this.page = 1; this.fetch(); } });
      return form;
    }

    listen() {
      this.grid.addEventListener("click", (event) => {
        const item = event.target.closest("[data-media-id]");
        const page = event.target.closest("[data-page]");
        if (item) { event.preventDefault(); this.pick(told(item.dataset)); }
        if (page) { event.preventDefault(); this.page = page.dataset.page; this.fetch(); }
      });
      this.dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.close(null); });
      // Keys and files in this window are no business of the editor's below it.
      for (const kind of ["keydown", "input", "change", "paste"]) this.dialog.addEventListener(kind, (event) => event.stopPropagation());
    }

    // --- Opening and closing -----------------------------------------------------------------------------------------
    open() {
      this.before = document.activeElement;
      document.body.append(this.dialog);
      this.dialog.showModal();
      this.back = () => this.close(null, true);
      leaving.then(() => this.takeBackButton());
      this.show(this.tab);
      return new Promise((resolve) => { this.resolve = resolve; });
    }

    /* The phone's back button closes the window, not the page with the text. */
    takeBackButton() {
      if (!this.dialog.open) return;
      history.pushState({ chooser: true }, "");
      window.addEventListener("popstate", this.back);
      this.tookBack = true;
    }

    giveBackButton() {
      window.removeEventListener("popstate", this.back);
      leaving = new Promise((resolve) => { window.addEventListener("popstate", resolve, { once: true }); });
      history.back();
    }

    close(result, byBack = false) {
      const open = this.list.parcels.filter((parcel) => parcel.open);
      if (!result && open.length && !byBack && !window.confirm(`${open.length} foto masih diunggah. Tutup dan batalkan unggahannya?`)) return;
      open.forEach((parcel) => window.PortalMedia.drop(parcel));
      if (this.tookBack && !byBack) this.giveBackButton(); else window.removeEventListener("popstate", this.back);
      this.dialog.close();
      this.dialog.remove();
      if (this.before?.isConnected) this.before.focus({ preventScroll: true });
      this.resolve(result);
    }

    // --- What is shown -----------------------------------------------------------------------------------------------
    show(tab) {
      this.tab = tab;
      for (const one of this.tabs.children) one.setAttribute("aria-selected", String(one.dataset.tab === tab));
      const library = tab === "own" || tab === "pool";
      this.search.hidden = this.grid.hidden = !library;
      this.upload.hidden = tab !== "upload";
      this.order.hidden = tab !== "order";
      this.page = 1;
      if (library) this.fetch();
      if (tab === "order") this.ordering();
      this.footer();
    }

    address() {
      const asked = new URLSearchParams({ opd: this.opd, page: this.page, q: this.search.elements.q.value.trim() });
      if (this.kind) asked.set("kind", this.kind);
      if (this.tab === "pool") asked.set("pool", "1");
      return `${DOOR}?${asked}`;
    }

    async fetch() {
      const mine = ++this.asked; // a slow older answer must not take the place of a newer one
      this.grid.classList.add("is-waiting");
      const [html, refusal] = await this.answer();
      if (mine !== this.asked) return;
      this.grid.classList.remove("is-waiting");
      if (refusal) this.grid.replaceChildren(make("p", "chooser__empty", {}, refusal, " "), button("Coba lagi", () => this.fetch()));
      else { this.grid.innerHTML = html; this.grid.parentElement.scrollTop = 0; }
      const own = this.grid.querySelector("[data-opd-name]")?.dataset.opdName;
      if (own) this.tabs.firstChild.textContent = `Pustaka ${own}`;
      this.mark();
    }

    async answer() {
      try {
        const answer = await fetch(this.address(), { redirect: "manual" });
        if (answer.type === "opaqueredirect") return ["", SIGNED_OUT];
        return answer.ok ? [await answer.text(), ""] : ["", "Pustaka ini tidak bisa dibuka. Pilih OPD lain, atau muat ulang halaman."];
      } catch {
        return ["", NO_LINE];
      }
    }

    /* Which of the shown ones are chosen, and as which in the order. */
    mark() {
      for (const item of this.grid.querySelectorAll("[data-media-id]")) {
        const at = this.chosen.findIndex((one) => one.id === Number(item.dataset.mediaId));
        item.setAttribute("aria-pressed", String(at >= 0));
        if (at >= 0) item.dataset.number = at + 1; else delete item.dataset.number;
      }
    }

    // --- Choosing ----------------------------------------------------------------------------------------------------
    pick(one) {
      if (!this.many) return this.close([one]);
      const at = this.chosen.findIndex((other) => other.id === one.id);
      if (at >= 0) this.chosen.splice(at, 1);
      else if (this.chosen.length < MOST) this.chosen.push(one);
      else this.note = `Paling banyak ${MOST} foto dalam satu galeri.`;
      this.mark();
      return this.footer();
    }

    /* What has come in counts as chosen: nobody brings a picture in here in order not to use it. */
    arrived(parcels) {
      for (const { state, answer } of parcels) {
        if (state !== "done" || this.uploaded.includes(answer)) continue;
        this.uploaded.push(answer);
        if (this.many && this.chosen.length < MOST) this.chosen.push(told(answer));
        if (!this.many) this.chosen = [told(answer)];
      }
      this.footer();
    }

    footer() {
      if (!this.foot) return;
      this.foot.replaceChildren();
      this.foot.hidden = !this.chosen.length || (!this.many && this.tab !== "upload");
      if (this.foot.hidden) return;
      const count = this.chosen.length;
      const words = this.note || (this.many ? `${count} foto terpilih` : "Tulis teks alternatifnya, lalu pakai.");
      const use = button(this.many ? `Pakai ${count} foto` : "Pakai foto ini", () => this.close(this.described()), "desk-button desk-button--primary");
      this.foot.append(make("p", "chooser__count", { role: "status" }, words));
      if (this.many && count > 1 && this.tab !== "order") this.foot.append(button("Atur urutan", () => this.show("order")));
      this.foot.append(use);
      this.note = "";
    }

    /* With what was written meanwhile at the uploaded ones (media-describe.js writes it into their answers). */
    described() {
      return this.chosen.map((one) => told({ ...one, ...(this.uploaded.find((answer) => Number(answer.id) === one.id) || {}) }));
    }

    // --- The order of a gallery ----------------------------------------------------------------------------------------
    ordering(focus = null) {
      this.order.replaceChildren(...this.chosen.map((one, at) => this.orderRow(one, at)));
      if (!this.chosen.length) this.order.append(make("p", "chooser__empty", {}, "Belum ada foto yang dipilih."));
      this.order.querySelector(focus)?.focus();
      this.footer();
    }

    orderRow(one, at) {
      const name = one.title || one.alt || `Foto ${one.id}`;
      const step = (words, way) => {
        const made = button(words, () => this.move(at, way), "desk-button chooser__step");
        made.setAttribute("aria-label", `${way < 0 ? "Naikkan" : "Turunkan"} ${name}`);
        made.disabled = !this.chosen[at + way];
        made.dataset.step = `${at}${words}`;
        return made;
      };
      const away = button("×", () => { this.chosen.splice(at, 1); this.ordering(); }, "desk-button chooser__step");
      away.setAttribute("aria-label", `Keluarkan ${name} dari galeri`);
      return make("li", "chooser__row", {}, picture(one), make("span", "chooser__name", {}, name), step("↑", -1), step("↓", 1), away);
    }

    move(at, way) {
      const [one] = this.chosen.splice(at, 1);
      this.chosen.splice(at + way, 0, one);
      this.ordering(`[data-step="${at + way}${way < 0 ? "↑" : "↓"}"]:not(:disabled)`);
    }
  }

  /* One window at a time: a button pressed twice in a hurry is also a double click on what it stands in. */
  async function choose(wanted) {
    return document.querySelector("dialog.chooser[open]") ? null : new Chooser(wanted).open();
  }

  Object.assign(window.PortalMedia, { choose, told });
})();
