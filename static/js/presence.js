/* Says that this person has the article open, shows who else has, and tells of a version saved meanwhile.
   Without it the page shows who was there when it was opened. It keeps nobody signed in (accounts/sessions.py). */
(() => {
  "use strict";
  const EVERY = 20000;
  const WRITING_FOR = 40000; // since the last key
  const PATIENCE = 15000;
  const SIGNED_OUT = "Anda sudah keluar. Salin tulisan Anda sebelum masuk lagi.";
  const REFUSED = { // after these there is no use in asking again
    401: SIGNED_OUT,
    403: "Halaman ini sudah terlalu lama terbuka. Salin tulisan Anda, lalu muat ulang.",
    404: "Naskah ini tidak ada lagi di meja Anda. Salin tulisan Anda sebelum menutup halaman.",
  };

  let places, known, timer, asking = false, again = false, over = false, typedAt = -Infinity;

  const writing = () => performance.now() - typedAt < WRITING_FOR;

  function show(text, alarming = false) {
    places.forEach((place) => {
      if (place.textContent !== text) place.textContent = text;
      place.classList.toggle("presence--alarm", alarming);
    });
  }

  function sentences(answer) {
    if (answer.version <= known) return answer.sentence;
    const who = answer.saved_by || "Anda sendiri (di jendela lain)";
    const next = document.getElementById("article_form")?.elements.seen
      ? "Simpan tulisan Anda: kami bantu menggabungkan."
      : "Muat ulang halaman ini untuk membacanya.";
    return `${who} baru saja menyimpan versi ${answer.version}. ${next} ${answer.sentence}`.trim();
  }

  function end(text) {
    over = true;
    clearTimeout(timer);
    show(text, true);
  }

  async function hear(response) {
    if (response.type === "opaqueredirect") return end(SIGNED_OUT);
    if (response.status in REFUSED) return end(REFUSED[response.status]);
    if (!response.ok) return undefined; // a busy server: the next time
    const answer = await response.json();
    known ||= answer.version;
    return show(sentences(answer), answer.version > known);
  }

  async function ask() {
    if (over || document.hidden) return;
    again = asking; // something happened since the question went out: ask once more after its answer
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      await hear(await fetch(places[0].dataset.presence, {
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]")?.value || "",
        },
        body: JSON.stringify({ writing: writing() }),
      }));
    } catch {
      // No line, or an answer that is none: the page works without it.
    }
    asking = false;
    if (!over) timer = setTimeout(ask, again ? 0 : EVERY);
  }

  document.addEventListener("desk:typed", () => {
    const began = !writing();
    typedAt = performance.now();
    if (began && places) ask();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const found = document.querySelectorAll("[data-presence]");
    if (!found.length) return;
    places = [...found];
    known = Number(places[0].dataset.version) || 0;
    places.forEach((place) => place.setAttribute("role", "status"));
    document.addEventListener("visibilitychange", ask);
    ask();
  });
})();
