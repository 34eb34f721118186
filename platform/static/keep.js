/* A text that was typed outlives a lost line: it is kept on the device until the site has said that it has it. Forms with
   a key (`once`) are sent from here, so that a line that breaks leaves the form standing; without script the browser
   sends them itself, and the key says what arrived before. Passwords, files and hidden fields are never kept. */
(() => {
  "use strict";

  const told = document.currentScript.dataset;
  const PREFIX = `minga:${told.person}:`;
  const OLD = 30 * 24 * 3600 * 1000;
  const [FIRST_PAUSE, LONGEST_PAUSE] = [15000, 300000];
  const UNKEPT = ["hidden", "password", "file", "submit", "button", "fieldset"];
  const native = (form) => HTMLFormElement.prototype.submit.call(form);

  const formOf = (node) => (node instanceof Element ? node.closest("form") : null);
  const keyOf = (form) => form && form.querySelector("input[name=once]");
  const forms = (within) => [...within.querySelectorAll("form")].filter(keyOf);
  const actionOf = (form) => new URL(form.getAttribute("action") || location.href, location.href);
  const nameOf = (form) => `${PREFIX}${actionOf(form).pathname}#${form.id}${location.search}`;
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !UNKEPT.includes(field.type));
  const valuesOf = (form) => {
    const names = fieldsOf(form).map((field) => field.name);
    return [...new FormData(form)].filter(([name, value]) => names.includes(name) && typeof value === "string");
  };

  const read = (form) => {
    try {
      return JSON.parse(localStorage.getItem(nameOf(form)));
    } catch {
      return null;
    }
  };
  const forget = (form) => localStorage.removeItem(nameOf(form));
  const keep = (form, more) => {
    const record = { key: keyOf(form).value, at: Date.now(), values: valuesOf(form), ...more };
    try {
      localStorage.setItem(nameOf(form), JSON.stringify(record));
    } catch {
      return; /* The device has no room, or keeps nothing: the form itself still holds the text. */
    }
  };

  const say = (form, words, ...more) => {
    let said = form.querySelector(".kept");
    if (!said) {
      said = document.createElement("p");
      said.className = "notice warn kept";
      said.setAttribute("role", "status");
      const before = form.querySelector(".actions");
      before ? before.before(said) : form.append(said);
    }
    said.replaceChildren(words, ...more);
  };
  const link = (words, address) => {
    const made = document.createElement("a");
    made.href = address;
    made.textContent = words;
    return made;
  };
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "quiet";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  const fill = (form, values) => {
    const left = new Map();
    for (const [name, value] of values) left.set(name, [...(left.get(name) || []), value]);
    for (const field of fieldsOf(form)) {
      const mine = left.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
      else if (field.options && field.multiple) for (const one of field.options) one.selected = mine.includes(one.value);
      else if (mine.length) field.value = mine.shift();
    }
  };

  const records = () => Object.keys(localStorage).filter((name) => name.startsWith("minga:"));
  const has = (name, key) => localStorage[name].includes(`"key":"${key}"`);
  /* Other words were sent under a key that was used: they are kept under the one by which they can still be sent. */
  const renew = (old, key) => {
    for (const name of records().filter((name) => has(name, old))) {
      localStorage[name] = localStorage[name].replace(old, key);
    }
  };

  const restore = (form) => {
    if (form.dataset.fresh) return renew(form.dataset.fresh, keyOf(form).value);
    const record = read(form);
    if (!record) return;
    if (Date.now() - record.at > OLD) return forget(form);
    const before = valuesOf(form);
    fill(form, record.values);
    keyOf(form).value = record.key;
    if (JSON.stringify(before) !== JSON.stringify(valuesOf(form))) {
      const drop = () => {
        forget(form);
        fill(form, before);
        form.querySelector(".kept").remove();
      };
      say(form, `${told.kept} `, button(told.drop, drop));
    }
    if (record.waiting) send(form, record.button);
  };

  let typed = null;
  let timer = 0;
  const waiting = new WeakMap();
  const wait = (form, pressed) => {
    form.removeAttribute("aria-busy");
    say(form, told.unsent);
    const pause = waiting.get(form)?.next || FIRST_PAUSE;
    const timer = setTimeout(() => resend(form), pause);
    waiting.set(form, { next: Math.min(2 * pause, LONGEST_PAUSE), timer, pressed });
  };
  const resend = (form) => {
    const held = waiting.get(form);
    clearTimeout(held?.timer);
    if (held && form.isConnected) send(form, held.pressed);
  };

  const go = (place) => {
    const here = location.href.split("#")[0];
    location.assign(place);
    if (new URL(place, here).href.split("#")[0] === here) location.reload();
  };
  const swap = (form, answer, words) => {
    const target = answer.headers.get("HX-Retarget");
    if (!target) {
      const parsed = new DOMParser().parseFromString(words, "text/html").body.firstElementChild;
      form.replaceWith(parsed);
      window.htmx.process(parsed);
      return;
    }
    document.querySelector(target).innerHTML = words;
    form.removeAttribute("aria-busy");
    scrollTo(0, 0);
  };
  /* Whatever is no news of a place is the site's page: the browser asks for it, and a refusal wrote nothing. */
  const hand = (form, pressed) => {
    if (pressed) {
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", ...pressed];
      form.append(field);
    }
    native(form);
  };

  const send = async (form, pressed) => {
    if (form.getAttribute("aria-busy")) return;
    if (typed === form) typed = null;
    form.setAttribute("aria-busy", "true");
    const data = new FormData(form);
    if (pressed) data.append(...pressed);
    const hasFiles = [...data.values()].some((value) => value instanceof File && value.size);
    keep(form, { waiting: !hasFiles, button: pressed });
    const headers = { "X-Kept": "1", ...(form.hasAttribute("hx-post") ? { "HX-Request": "true" } : {}) };
    let answer, words;
    try {
      answer = await fetch(actionOf(form), { method: "POST", body: data, headers });
      words = await answer.text();
    } catch {
      return wait(form, pressed);
    }
    if (answer.status >= 500) return wait(form, pressed);
    waiting.delete(form);
    if (answer.status === 401) {
      form.removeAttribute("aria-busy");
      keep(form, { button: pressed });
      return say(form, `${told.signin} `, link(told.door, `${told.login}?next=${encodeURIComponent(location.pathname + location.search)}`));
    }
    if ((answer.headers.get("Content-Type") || "").startsWith("application/json")) {
      forget(form);
      return go(JSON.parse(words).place);
    }
    keep(form, {});
    if (form.hasAttribute("hx-post") && window.htmx) return swap(form, answer, words);
    hand(form, pressed);
  };

  document.addEventListener("submit", (event) => {
    const [form, pressed] = [event.target, event.submitter];
    if (!keyOf(form) || (pressed && (pressed.hasAttribute("formaction") || pressed.formNoValidate))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form, pressed && pressed.name ? [pressed.name, pressed.value] : null);
  }, true);

  const keepTyped = () => {
    clearTimeout(timer);
    if (typed && typed.isConnected && !typed.getAttribute("aria-busy")) keep(typed, {});
    typed = null;
  };
  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!keyOf(form)) return;
    if (typed && typed !== form) keepTyped();
    typed = form;
    /* What is being changed is not sent behind its author's back. */
    if (waiting.has(form)) {
      clearTimeout(waiting.get(form).timer);
      waiting.delete(form);
      keep(form, {});
      say(form, told.kept);
    }
    clearTimeout(timer);
    timer = setTimeout(keepTyped, 400);
  });
  addEventListener("pagehide", keepTyped);
  addEventListener("online", () => forms(document).forEach(resend));
  document.addEventListener("htmx:load", (event) => {
    const loaded = event.detail.elt;
    if (loaded !== document.body) [loaded.closest("form"), ...forms(loaded)].filter(keyOf).forEach(restore);
  });

  const done = (document.cookie.match(/(?:^|; )(?:__Host-)?once=([0-9a-f-]{36})/) || [])[1];
  if (done) records().filter((name) => has(name, done)).forEach((name) => localStorage.removeItem(name));
  forms(document).forEach(restore);
})();
