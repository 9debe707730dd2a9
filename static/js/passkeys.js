/* Passkeys: starts allauth's scripts on the page's form, which carries what they need as data. */
const form = document.querySelector("form[data-passkey]");
const missing = document.querySelector("[data-passkey-missing]");
const works = Boolean(window.PublicKeyCredential && navigator.credentials);

const SENTENCES = {
  InvalidStateError: "This device holds a passkey for your account already.",
  NotAllowedError: "No passkey was used: the request was cancelled, took too long, or this device has none for this account.",
  NotSupportedError: "This device cannot make such a passkey. Try without “alone”, or another device.",
  SecurityError: "The browser allows no passkeys at this address. They need https and a host name, or http://localhost.",
};

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
    tell(SENTENCES[event.detail.exception.name] ?? "That did not work. Load the page again and try once more.");
  });
  window.allauth.webauthn.forms[form.dataset.passkey]({ ids });
}
