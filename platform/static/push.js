/* The settings of notices: lets this browser tell its person of what happens, when they press the button and not before. */
(async () => {
  "use strict";

  const box = document.getElementById("this-device");
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  const { key, worker, none, denied } = box.dataset;
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    said.textContent = none;
    return;
  }
  button.hidden = false;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

  const ask = async () => {
    if ((await Notification.requestPermission()) !== "granted") throw new Error(denied);
    await navigator.serviceWorker.register(worker, { scope: "/" });
    const ready = await navigator.serviceWorker.ready;
    const wish = { userVisibleOnly: true, applicationServerKey: bytes(key) };
    /* One that was made for another key of the site could never be reached. */
    const old = await ready.pushManager.getSubscription();
    if (old) await old.unsubscribe();
    const { endpoint, keys } = (await ready.pushManager.subscribe(wish)).toJSON();
    const body = new FormData(button.form);
    for (const [name, value] of Object.entries({ endpoint, ...keys })) body.set(name, value);
    const answer = await fetch(button.form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status === 204 ? "" : (await answer.json()).sentence);
  };

  button.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await ask();
      location.reload();
    } catch (error) {
      said.textContent = error.message || none;
      button.disabled = false;
    }
  });
})();
