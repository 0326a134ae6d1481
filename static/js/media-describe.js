/* Says of a picture that has just come in what it shows, without leaving the page: two fields of its own form, saved as one leaves them. */
(() => {
  "use strict";
  const { make, button } = window.PortalMedia;
  const SIGNED_OUT = "Belum tersimpan: Anda sudah keluar. Masuk lagi di tab lain, lalu tekan “Simpan lagi”.";
  const NO_LINE = "Belum tersimpan: sinyal terputus. Tekan “Simpan lagi” bila sudah ada sinyal.";
  const OTHERWISE = "Belum tersimpan. Buka “Lengkapi” untuk menulisnya di halaman media itu.";
  const unsaved = new Set();

  async function formOf(address) {
    const answer = await fetch(address, { redirect: "manual" });
    if (answer.type === "opaqueredirect") throw new Error(SIGNED_OUT);
    if (!answer.ok) throw new Error(OTHERWISE);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("[name=alt]")?.closest("form");
    if (!form) throw new Error(OTHERWISE);
    return form;
  }

  /* The whole form as the portal shows it now, with these two fields set: nothing else changes. */
  async function save(address, { alt, decorative }) {
    const sent = new FormData(await formOf(address));
    sent.set("alt", alt);
    if (decorative) sent.set("decorative", "on"); else sent.delete("decorative");
    // Followed to its end: the page it leads to takes the desk's "Tersimpan." with it, which would show up later otherwise.
    const answer = await fetch(address, { method: "POST", body: sent });
    if (answer.redirected && answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const wrong = [...page.querySelectorAll(".errorlist li")].map((one) => one.textContent.trim());
    throw new Error(wrong.length ? `Belum tersimpan. ${wrong.join(" ")}` : OTHERWISE);
  }

  /* The fields for one uploaded picture, as the portal named it in its answer. What is saved stands in `answer` too. */
  function describing(answer) {
    const id = `alt-${answer.id}`;
    const alt = make("textarea", "", { id, rows: 2, maxLength: 300, value: answer.alt || "" });
    const decorative = make("input", "", { type: "checkbox", checked: Boolean(answer.decorative) });
    const says = make("span", "upload__saved");
    says.setAttribute("role", "status");
    const retry = button("Simpan lagi", keep);
    retry.hidden = true;

    let latest = 0;
    async function keep() {
      const mine = ++latest;
      const words = { alt: decorative.checked ? "" : alt.value.trim(), decorative: decorative.checked };
      says.textContent = "Menyimpan…";
      retry.hidden = true;
      try {
        await save(answer.change, words);
        Object.assign(answer, words);
        if (mine !== latest) return;
        unsaved.delete(answer.id);
        says.textContent = "Tersimpan";
      } catch (error) {
        says.textContent = error instanceof TypeError ? NO_LINE : error.message;
        retry.hidden = false;
      }
    }

    alt.addEventListener("input", () => { unsaved.add(answer.id); says.textContent = ""; });
    alt.addEventListener("change", keep);
    decorative.addEventListener("change", () => { unsaved.add(answer.id); alt.disabled = decorative.checked; keep(); });
    const more = make("a", "upload__link", { href: answer.change, target: "_blank", rel: "noopener" }, "Lengkapi keterangan");
    return [
      make("label", "upload__label", { htmlFor: id }, "Teks alternatif: ceritakan isi foto bagi yang tidak bisa melihatnya"),
      alt,
      make("label", "upload__check", {}, decorative, make("span", "", {}, "Hiasan saja, tidak perlu diceritakan")),
      make("p", "upload__end", {}, says, retry, more),
    ];
  }

  window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });

  Object.assign(window.PortalMedia, { describing });
})();
