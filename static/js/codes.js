/* Printing and copying the recovery codes; without this script the list can be selected, and “Unduh” works. */
(() => {
  "use strict";
  const print = document.querySelector("[data-print]");
  const copy = document.querySelector("[data-copy]");
  const said = document.querySelector("[data-copied]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  if (!navigator.clipboard) return;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(copy.dataset.copy);
      said.textContent = "Tersalin. Tempel di tempat yang aman, lalu kosongkan papan klip.";
    } catch {
      said.textContent = "Belum tersalin. Pilih kodenya lalu salin sendiri, atau tekan Unduh.";
    }
  });
})();
