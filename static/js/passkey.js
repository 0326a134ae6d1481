/* Forms that ask this device for a passkey. Without this script they stay hidden and the other ways are there. */
(() => {
  "use strict";
  const SENTENCES = {
    NotAllowedError: "Belum jadi: dibatalkan, atau waktunya habis. Coba sekali lagi.",
    InvalidStateError: "Peranti ini sudah punya kunci sandi untuk akun Anda. Tidak perlu memasangnya lagi.",
    SecurityError: "Kunci sandi hanya bekerja di alamat resmi portal. Buka portal lewat alamat itu, lalu coba lagi.",
    NotSupportedError: "Peranti ini tidak mendukung kunci sandi. Pakai peranti lain, atau aplikasi autentikator.",
  };
  const OTHERWISE = "Belum jadi. Periksa sambungan internet, muat ulang halaman ini, lalu coba lagi.";

  async function optionsOf(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no challenge");
    return answer.json();
  }

  function say(form, sentence) {
    const line = form.querySelector("[data-passkey-error]");
    line.textContent = sentence;
    line.hidden = !sentence;
  }

  async function ask(form) {
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    say(form, "");
    try {
      const answer = await window.webauthnJSON[form.dataset.passkey](await optionsOf(form));
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      say(form, SENTENCES[error.name] || OTHERWISE);
      button.disabled = false;
    }
  }

  if (!window.webauthnJSON || !window.webauthnJSON.supported()) return;
  document.querySelectorAll("[data-passkey-missing]").forEach((line) => { line.hidden = true; });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  });
})();
