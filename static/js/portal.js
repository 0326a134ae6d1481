// What a page can do with a script, and is whole without: remember "hemat data", show a picture in its place, copy and share a link.
(() => {
  const NAME = "hemat";
  const words = document.createElement("p"); // read out by screen readers, seen by everybody beside what was pressed
  words.className = "said";
  words.setAttribute("role", "status");

  function stored(value) {
    try {
      if (value) localStorage.setItem(NAME, value);
      return localStorage.getItem(NAME);
    } catch {
      return value || null; // a browser that keeps nothing: the address does
    }
  }

  // The reader's last word holds on every page, also where a link came from elsewhere without it.
  const toggle = document.querySelector("a[data-hemat]");
  if (toggle) {
    const now = toggle.dataset.hemat === "1" ? "0" : "1"; // the link leads to the other way
    const here = new URL(location.href);
    const wish = stored();
    if ((wish === "0" || wish === "1") && wish !== now && !here.searchParams.has(NAME)) {
      here.searchParams.set(NAME, wish);
      location.replace(here);
      return;
    }
    toggle.addEventListener("click", () => stored(toggle.dataset.hemat));
  }

  function show(link) {
    const frame = document.createElement("span");
    const image = document.createElement("img");
    frame.className = link.className.replace("picture--asks", "");
    frame.tabIndex = -1; // whoever came by keyboard stays where the picture is
    image.alt = link.dataset.alt;
    image.width = link.dataset.width;
    image.height = link.dataset.height;
    image.src = link.href;
    frame.append(image);
    link.replaceWith(frame);
    frame.focus({ preventScroll: true });
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      words.textContent = "Tautan disalin.";
    } catch {
      words.textContent = "Tautan belum tersalin. Salin dari kotak di bawah.";
    }
    button.after(words);
  }

  document.addEventListener("click", (event) => {
    const asked = event.target.closest("a[data-picture], [data-copy], [data-share]");
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey) return; // asked for another tab
    if (asked.matches("a[data-picture]")) {
      event.preventDefault();
      show(asked);
    } else if (asked.matches("[data-copy]")) {
      copy(asked);
    } else {
      navigator.share({ title: document.title, url: asked.dataset.share }).catch(() => {}); // called off
    }
  });

  const able = { copy: navigator.clipboard, share: navigator.share };
  for (const [what, can] of Object.entries(able)) {
    for (const button of document.querySelectorAll(`[data-${what}]`)) button.hidden = !can;
  }
})();
