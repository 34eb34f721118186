/* A ballot paper with script: buttons that move an option up or down, and the sum of what is chosen. Everything works
   without it: the numbers are what is sent, and the next page says the sum. */
"use strict";

const read = (input) => (/^[0-9]{1,7}$/.test(input.value.trim()) ? Number(input.value) : 0);

/* The options in groups, the best first: equal numbers stand together, empty ones in none. */
const groupsOf = (inputs) => {
  const groups = new Map();
  for (const input of inputs.filter(read)) groups.set(read(input), [...(groups.get(read(input)) || []), input]);
  return [...groups.keys()].sort((a, b) => a - b).map((rank) => groups.get(rank));
};

const number = (inputs, groups) => {
  for (const input of inputs) input.value = "";
  groups.filter((group) => group.length).forEach((group, place) => group.forEach((one) => (one.value = place + 1)));
};

/* One place up or down among the ranked. From below the last one comes in at the end, and goes out again. */
const move = (inputs, input, step) => {
  const groups = groupsOf(inputs);
  const at = groups.findIndex((group) => group.includes(input));
  if (at < 0) {
    if (step < 0) groups.push([input]);
  } else if (groups[at].length > 1) {
    groups[at] = groups[at].filter((one) => one !== input);
    groups.splice(step < 0 ? at : at + 1, 0, [input]);
  } else {
    groups.splice(at, 1);
    if (at + step >= 0 && at + step <= groups.length) groups.splice(at + step, 0, [input]);
    else if (step < 0) groups.unshift([input]);
  }
  number(inputs, groups);
};

for (const paper of document.querySelectorAll("[data-up]")) {
  const inputs = [...paper.querySelectorAll("input[type=number]")];
  for (const input of inputs) {
    const name = input.labels[0].textContent.trim();
    const moves = document.createElement("span");
    moves.className = "moves";
    for (const [sign, words, step] of [["\u2191", paper.dataset.up, -1], ["\u2193", paper.dataset.down, 1]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = sign;
      button.setAttribute("aria-label", `${words}: ${name}`);
      button.addEventListener("click", () => move(inputs, input, step));
      moves.append(button);
    }
    input.after(moves);
  }
}

for (const output of document.querySelectorAll("output[data-sum]")) {
  const form = output.closest("form");
  const written = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  const costOf = (input) => Number((input.dataset.cost || input.labels[0].querySelector("[data-cost]")?.dataset.cost) || 0);
  const say = () => {
    const boxes = [...form.querySelectorAll("input[type=checkbox]:checked")];
    const filled = [...form.querySelectorAll("input[type=number]")].filter(read);
    const cost = [...boxes, ...filled].reduce((sum, input) => sum + costOf(input), 0);
    const points = filled.reduce((sum, input) => sum + read(input), 0);
    const told = `${output.dataset.words} ${written.format(cost)} ${output.dataset.currency}`;
    output.textContent = output.dataset.points ? `${told}, ${written.format(points)} ${output.dataset.points}.` : `${told}.`;
  };
  form.addEventListener("input", say);
  form.addEventListener("click", say);
  say();
}
