/* Makes and uses passkeys, on the two or three pages that have a form for it; without script, or in a browser that knows
   none, the form stays hidden. The site says what it asks for in `data-options`, or at `data-ask` when the button is pressed. */
"use strict";

(() => {
  if (!window.PublicKeyCredential) return;
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const ids = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const asked = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
    const answer = await fetch(form.dataset.ask, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`the site answers ${answer.status}`);
    return (await answer.json()).request_options.publicKey;
  };

  const create = async (options) => {
    const found = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: ids(options.excludeCredentials),
        authenticatorSelection: { ...options.authenticatorSelection, residentKey: "preferred" },
      },
    });
    const { clientDataJSON, attestationObject } = found.response;
    return said(found, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) });
  };

  const get = async (options) => {
    const found = await navigator.credentials.get({
      publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: ids(options.allowCredentials) },
    });
    const response = {};
    for (const name of ["clientDataJSON", "authenticatorData", "signature", "userHandle"]) {
      if (found.response[name]) response[name] = text(found.response[name]);
    }
    return said(found, response);
  };

  const said = (found, response) => ({
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    response,
    clientExtensionResults: found.getClientExtensionResults(),
  });

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    for (const words of document.querySelectorAll("[data-without]")) words.hidden = true;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const failed = form.querySelector("[data-failed]");
      failed.hidden = true;
      try {
        const options = await asked(form);
        const found = await (form.dataset.passkey === "create" ? create : get)(options);
        form.elements.credential.value = JSON.stringify(found);
        HTMLFormElement.prototype.submit.call(form);
      } catch {
        failed.hidden = false;
      }
    });
  }
})();
