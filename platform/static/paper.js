/* A ballot paper with script: a ranking is ordered by buttons, by the arrow keys and by dragging, and the sum of what is
   chosen is told at once. Everything works without it: the buttons then send the paper, and it comes back with the move
   made (`proposals/voting/choosing/moving.py` makes the same moves). */
"use strict";

const numberIn = (input) => (/^[0-9]{1,7}$/.test(input.value.trim()) ? Number(input.value) : 0);
const fill = (words, facts) => words.replace(/%\((\w+)\)s/g, (_all, name) => facts[name]);

/* The options in groups, the best first: equal numbers stand together, empty ones in none. */
const groupsOf = (inputs) => {
  const groups = new Map();
  for (const input of inputs.filter(numberIn)) groups.set(numberIn(input), [...(groups.get(numberIn(input)) || []), input]);
  return [...groups.keys()].sort((a, b) => a - b).map((rank) => groups.get(rank));
};

/* What has no place comes in at the end; one among equals first parts from them; the last goes out by moving down. */
const moved = (groups, input, way) => {
  const at = groups.findIndex((group) => group.includes(input));
  if (at < 0) {
    if (way === "down") return groups;
    return way === "beside" && groups.length ? [...groups.slice(0, -1), [...groups.at(-1), input]] : [...groups, [input]];
  }
  const alone = groups[at].length === 1;
  const left = groups.map((group) => group.filter((one) => one !== input));
  if (alone) left.splice(at, 1);
  if (way === "beside") {
    if (at === 0) return groups;
    left[at - 1].push(input);
  } else if (way === "up") left.splice(alone ? Math.max(at - 1, 0) : at, 0, [input]);
  else if (!alone || at < left.length) left.splice(at + 1, 0, [input]);
  return left;
};

const ranking = (paper) => {
  const list = paper.querySelector(".ranks");
  const line = list.querySelector(".rest");
  const said = paper.querySelector(".said");
  const rows = [...list.querySelectorAll(".rank")];
  const inputOf = (row) => row.querySelector("input");
  const rowOf = (input) => input.closest(".rank");
  const nameOf = (input) => input.labels[0].textContent.trim();
  const inputs = rows.map(inputOf);
  let isTyped = false;

  /* The row that is at work stays where it is and the others move around it, so that it keeps focus and pointer. */
  const arrange = () => {
    const ranked = groupsOf(inputs).flat().map(rowOf);
    const order = [...ranked, line, ...[...list.children].filter((one) => one !== line && !ranked.includes(one))];
    const active = order.findIndex((one) => one.contains(document.activeElement));
    for (const one of order.slice(0, Math.max(active, 0))) order[active].before(one);
    list.append(...order.slice(active + 1));
    isTyped = false;
  };
  const tell = (input, groups) => {
    const at = groups.findIndex((group) => group.includes(input));
    const others = at < 0 ? "" : groups[at].filter((one) => one !== input).map(nameOf).join(", ");
    const words = at < 0 ? paper.dataset.out : others ? paper.dataset.together : paper.dataset.place;
    said.textContent = fill(words, { name: nameOf(input), place: at + 1, places: groups.length, others });
  };
  const put = (input, groups) => {
    for (const one of inputs) one.value = "";
    groups.forEach((group, place) => group.forEach((one) => (one.value = place + 1)));
    arrange();
    tell(input, groups);
    paper.dispatchEvent(new Event("input", { bubbles: true }));
    rowOf(input).scrollIntoView({ block: "nearest" });
  };
  const act = (row, way) => put(inputOf(row), moved(groupsOf(inputs), inputOf(row), way));

  /* Where a row was dropped: among equals it stands equal, below the line nowhere. */
  const dropped = (row) => {
    const input = inputOf(row);
    const groups = groupsOf(inputs).map((group) => group.filter((one) => one !== input)).filter((group) => group.length);
    if (line.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_PRECEDING) {
      const [above, below] = [row.previousElementSibling, row.nextElementSibling].map((one) =>
        groups.findIndex((group) => one && group.includes(inputOf(one))));
      if (above >= 0 && above === below) groups[above].push(input);
      else groups.splice(above + 1, 0, [input]);
    }
    put(input, groups);
  };
  const follow = (row, y) => {
    const middle = (one) => one.getBoundingClientRect().top + one.getBoundingClientRect().height / 2;
    const [above, below] = [row.previousElementSibling, row.nextElementSibling];
    if (above && y < middle(above)) row.after(above);
    else if (below && y > middle(below)) row.before(below);
    if (y < 48 || y > innerHeight - 48) scrollBy(0, y < 48 ? -16 : 16);
  };
  const grip = (row) => {
    const made = document.createElement("span");
    made.className = "grip";
    made.setAttribute("aria-hidden", "true");
    made.textContent = "\u2261";
    made.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      arrange();
      made.setPointerCapture(event.pointerId);
      row.classList.add("held");
    });
    made.addEventListener("pointermove", (event) => row.classList.contains("held") && follow(row, event.clientY));
    const end = (isKept) => {
      if (!row.classList.contains("held")) return;
      row.classList.remove("held");
      if (isKept) dropped(row);
      else arrange();
    };
    made.addEventListener("pointerup", () => end(true));
    made.addEventListener("pointercancel", () => end(false));
    document.addEventListener("keydown", (event) => event.key === "Escape" && end(false));
    row.prepend(made);
  };

  rows.forEach(grip);
  for (const button of list.querySelectorAll("button")) {
    button.type = "button";
    button.addEventListener("click", () => act(rowOf(button), button.value.split(":")[0]));
  }
  list.addEventListener("keydown", (event) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const row = event.target.closest(".rank");
    if (!way || !row || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act(row, way);
  });
  /* Numbers may be typed as well: the rows follow once one has gone on, by key or by pointer. */
  list.addEventListener("change", () => (isTyped = true));
  for (const done of ["keyup", "pointerup"]) document.addEventListener(done, () => isTyped && setTimeout(arrange));
};

const adding = (output) => {
  const form = output.closest("form");
  const told = output.dataset;
  const plain = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" });
  const cents = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always", minimumFractionDigits: 2 });
  const money = (amount) => `${(amount % 100 ? cents : plain).format(amount / 100)}\u00a0${told.currency}`;
  const inCents = (written) => Math.round(Number(written) * 100);
  const projects = [...form.querySelectorAll(".fit")].map((fit) => {
    const input = fit.closest(".rank, .paper .field, label").querySelector("input");
    const points = () => (input.type === "checkbox" ? Number(input.checked) : numberIn(input));
    return { fit, points, name: fit.dataset.name, cost: inCents(fit.dataset.cost) };
  });
  const say = () => {
    const chosen = projects.filter((one) => one.points());
    const rest = projects.filter((one) => !one.points());
    const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);
    const total = sum(chosen.map((one) => one.cost));
    const left = inCents(told.budget) - total;
    const fitting = rest.filter((one) => one.cost <= left);
    for (const one of projects) one.fit.textContent = rest.includes(one) && one.cost > left ? told.over : "";
    const names = fitting.slice(0, 12).map((one) => one.name).join(", ") + (fitting.length > 12 ? " \u2026" : "");
    const words = [fill(told.total, { total: money(total), budget: money(inCents(told.budget)) })];
    words.push(left < 0 ? fill(told.above, { above: money(-left) }) : fill(told.left, { left: money(left) }));
    if (left >= 0 && rest.length) words.push(fitting.length ? fill(told.fits, { names }) : told.full);
    if (told.most) words.push(fill(told.points, { given: sum(chosen.map((one) => one.points())), most: told.most }));
    output.textContent = words.join(" ");
  };
  form.addEventListener("input", say);
  form.querySelector("[name=sum]").parentElement.hidden = true;
  say();
};

document.querySelectorAll("[data-ranks]").forEach(ranking);
document.querySelectorAll("output[data-budget]").forEach(adding);
