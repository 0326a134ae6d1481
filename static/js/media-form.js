/* The focal point: where lists cut the picture to 3:2, this point stays in it. Without this script two numbers say the same. */
(() => {
  "use strict";
  const SHAPE = 3 / 2;
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const within = (value, least, most) => Math.min(most, Math.max(least, value));

  /* As object-position wants it: which part of what is cut away lies before. */
  function offset(focus, whole, kept) {
    if (whole <= kept) return 50;
    return (within(focus * whole - kept / 2, 0, whole - kept) / (whole - kept)) * 100;
  }

  function begin(home) {
    const fields = ["x", "y"].map((axis) => document.getElementById(`id_focus_${axis}`));
    const stage = home.querySelector(".focus__stage");
    const picture = home.querySelector(".focus__picture");
    const crop = home.querySelector(".focus__crop img");
    if (fields.includes(null)) return;
    const cross = stage.appendChild(Object.assign(document.createElement("span"), { className: "focus__cross" }));
    cross.setAttribute("aria-hidden", "true");
    Object.assign(stage, { tabIndex: 0 });
    stage.setAttribute("role", "application");
    stage.setAttribute("aria-label", "Titik utama foto. Geser dengan tombol panah.");

    const read = () => fields.map((field) => within(Math.round(Number(field.value)) || 0, 0, 100));

    function show() {
      const [x, y] = read();
      cross.style.left = `${x}%`;
      cross.style.top = `${y}%`;
      const [width, height] = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
      const kept = [Math.min(width, height * SHAPE), Math.min(height, width / SHAPE)];
      crop.style.objectPosition = `${offset(x / 100, width, kept[0])}% ${offset(y / 100, height, kept[1])}%`;
    }

    function set(point) {
      point.forEach((value, at) => { fields[at].value = within(Math.round(value), 0, 100); });
      fields[0].dispatchEvent(new Event("change", { bubbles: true }));
      show();
    }

    stage.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      set([((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100]);
    });
    stage.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      const wide = event.shiftKey ? 10 : 2;
      set(read().map((value, at) => value + step[at] * wide));
    });
    fields.forEach((field) => field.addEventListener("input", show));
    fields.forEach((field) => { const group = field.closest("fieldset"); if (group) group.hidden = true; });
    show();
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-focus]").forEach(begin));
})();
