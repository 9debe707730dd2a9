/* Passkeys: starts allauth's scripts on the page's form, which carries what they need as data. */
import { words } from "./words.js";

const form = document.querySelector("form[data-passkey]");
const missing = document.querySelector("[data-passkey-missing]");
const works = Boolean(window.PublicKeyCredential && navigator.credentials);

const tell = (sentence) => {
  const line = form.querySelector("[data-passkey-error]") ?? document.createElement("p");
  line.dataset.passkeyError = "";
  line.className = "fail";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  form.querySelector(".form-end").before(line);
};

if (form && works) {
  form.hidden = false;
  missing?.remove();
  const ids = { credential: "passkey-credential", data: "passkey-options", passwordless: form.querySelector("[name=passwordless]")?.id };
  for (const kind of ["add", "authenticate", "login"]) ids[kind] = "passkey-button";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    tell(words[event.detail.exception.name] ?? words.passkeyFailed);
  });
  window.allauth.webauthn.forms[form.dataset.passkey]({ ids });
}
