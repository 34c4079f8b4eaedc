// What makes the review page smooth. Everything here also works without it, by forms and reloads.
// Text is only ever set as text; nothing that came from a contract is parsed as HTML.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", () => {
      for (const button of form.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
    });
  }
  if (location.hash === "#reject") document.getElementById("reject")?.setAttribute("open", "");

  const main = document.querySelector("main.review");
  if (!main) return;
  const base = "/api/contracts/" + encodeURIComponent(main.dataset.contract);
  const cards = [...main.querySelectorAll(".card")];
  const marks = [...main.querySelectorAll(".mark")];
  const sheets = main.querySelector(".sheets");
  const side = main.querySelector(".side");
  const $ = (id) => document.getElementById(id);
  const isOpen = () => Boolean($("finish"));
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const move = calm ? "auto" : "smooth";
  const undone = [];
  let current = null;

  // Selecting: the card, its boxes, and the paper scrolled to them.
  function select(card, { scrollCard = true, scrollPaper = true } = {}) {
    if (!card) return;
    current?.classList.remove("on");
    current?.removeAttribute("aria-current");
    current = card;
    card.classList.add("on");
    card.setAttribute("aria-current", "true");
    let first = null;
    for (const mark of marks) {
      const mine = mark.dataset.item === card.dataset.item;
      mark.classList.toggle("on", mine);
      if (mine && !first) first = mark;
    }
    if (scrollCard) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest", behavior: move });
    }
    if (scrollPaper) toPaper(first, card.dataset.page);
  }

  function toPaper(mark, page) {
    const target = mark ?? (page ? $("page-" + page) : null);
    if (!target || !sheets) return;
    const box = target.getBoundingClientRect();
    const frame = sheets.getBoundingClientRect();
    const top = mark ? sheets.scrollTop + box.top - frame.top - frame.height / 3 : sheets.scrollTop + box.top - frame.top - 16;
    const inView = mark && box.top > frame.top + 40 && box.bottom < frame.bottom - 40;
    if (!inView) sheets.scrollTo({ top, left: Math.max(0, sheets.scrollLeft + Math.min(0, box.left - frame.left - 40)), behavior: move });
  }

  function step(by) {
    const at = current ? cards.indexOf(current) : -1;
    select(cards[Math.min(cards.length - 1, Math.max(0, at + by))]);
  }

  function nextPending() {
    const at = current ? cards.indexOf(current) : -1;
    const order = [...cards.slice(at + 1), ...cards.slice(0, at + 1)];
    const next = order.find((card) => card.dataset.state === "pending");
    if (next) select(next);
    else $("finish")?.focus();
  }

  // Deciding: one request, one card; the answer is the item as it stands now.
  async function decide(card, verdict) {
    if (!isOpen() || card.classList.contains("busy")) return;
    card.classList.add("busy");
    const before = current;
    try {
      const answer = await fetch(base + "/items/" + encodeURIComponent(card.dataset.item), {
        method: "POST",
        headers: { "content-type": "application/json", "x-csrf-token": main.dataset.csrf },
        body: JSON.stringify({ ...verdict, version: Number(card.dataset.version) }),
      });
      if (answer.status === 401) return complain(answer.status);
      const body = await answer.json();
      if (answer.status >= 500) return doubt();
      if (!answer.ok) return complain(answer.status, body.error?.message);
      hush();
      show(card, body);
      if (verdict.action !== "reopen") undone.push(card);
      // The reader may have gone on meanwhile; then nothing moves under their hands.
      if (current !== before || isTyping(card)) return;
      if (verdict.action === "reopen") select(card);
      else if (current === card) nextPending();
    } catch {
      doubt();
    } finally {
      card.classList.remove("busy");
    }
  }

  // Whether somebody writes elsewhere; the form of the card itself is closed by its answer.
  function isTyping(card) {
    const active = document.activeElement;
    return Boolean(active?.matches("input, select, textarea")) && !card.contains(active);
  }

  // The request may have been carried out although no proper answer came back.
  function doubt() {
    complain(0, "It is not known whether this was saved; reload to see");
  }

  function show(card, item) {
    const decision = item.decision;
    card.dataset.version = item.version;
    card.dataset.state = decision.decision;
    for (const input of card.querySelectorAll("input[name=version]")) input.value = item.version;
    card.querySelector(".now").textContent = decision.value ?? "";
    card.querySelector(".verdict").textContent = decision.by ? decision.decision + " by " + decision.by : "";
    card.querySelector(".edit")?.removeAttribute("open");
    count();
  }

  function count() {
    const pending = cards.filter((card) => card.dataset.state === "pending");
    const ready = pending.filter((card) => "verified" in card.dataset && !("conflict" in card.dataset));
    $("decided").textContent = cards.length - pending.length;
    $("progress").value = cards.length - pending.length;
    const finish = $("finish");
    if (finish && pending.length) { finish.setAttribute("aria-disabled", "true"); finish.title = "Decide every value first"; }
    else if (finish) { finish.removeAttribute("aria-disabled"); finish.title = ""; }
    const all = $("all-verified");
    if (all) {
      all.hidden = ready.length === 0;
      all.elements.seen.value = ready.map((card) => card.dataset.item + ":" + card.dataset.version).join(" ");
      $("ready").textContent = ready.length;
    }
    for (const mark of marks) {
      const card = cards.find((card) => card.dataset.item === mark.dataset.item);
      mark.classList.toggle("decided", card?.dataset.state !== "pending");
    }
  }

  // An older complaint must not stand beside what worked.
  function hush() { $("toast").hidden = true; }

  let fading;
  function say(text, bad) {
    const toast = $("toast");
    toast.textContent = text;
    toast.classList.toggle("bad", Boolean(bad));
    toast.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => { toast.hidden = true; }, bad ? 8000 : 3000);
  }

  function complain(status, message) {
    if (status === 401) { location.reload(); return; }
    const text = message ? message[0].toUpperCase() + message.slice(1) + "." : "That did not work.";
    say(status === 409 ? text + " Load the page again to see it." : text, true);
  }

  // Forms inside cards become requests; buttons that carry the verdict say which.
  side.addEventListener("submit", (event) => {
    const card = event.target.closest(".card");
    if (!card) return;
    event.preventDefault();
    const action = event.submitter?.name === "action" ? event.submitter.value : "edit";
    const verdict = action === "edit" ? { action, value: event.target.elements.value.value } : { action };
    decide(card, verdict);
  });
  side.addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    if (!card) return;
    if (event.target.closest("a.where")) event.preventDefault();
    select(card, { scrollCard: false, scrollPaper: !event.target.closest("button, input, select, summary") });
  });
  side.addEventListener("toggle", (event) => {
    if (event.target.matches("details.edit[open]")) {
      const input = event.target.querySelector("[name=value]");
      input.focus();
      input.select?.();
    }
  }, true);
  $("finish")?.addEventListener("click", (event) => {
    if (!event.currentTarget.hasAttribute("aria-disabled")) return;
    event.preventDefault();
    say("Some values are still undecided.");
    nextPending();
  });
  sheets?.addEventListener("click", (event) => {
    const mark = event.target.closest(".mark");
    if (!mark) return;
    // Boxes overlap where one sentence proves several values: each click takes the next of them.
    const under = document.elementsFromPoint(event.clientX, event.clientY).filter((found) => found.matches(".mark")).map((found) => found.dataset.item);
    const at = current ? under.indexOf(current.dataset.item) : -1;
    const item = under[(at + 1) % under.length];
    select(cards.find((card) => card.dataset.item === item), { scrollPaper: false });
  });

  // The keyboard.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea")) {
      if (event.key === "Escape") { event.target.closest("details")?.removeAttribute("open"); current?.focus({ preventScroll: true }); }
      return;
    }
    if ($("help").open) return;
    const pending = current?.dataset.state === "pending";
    const keys = {
      j: () => step(1), k: () => step(-1), n: nextPending,
      a: () => pending && approve(current),
      r: () => pending && decide(current, { action: "reject" }),
      e: () => pending && isOpen() && current.querySelector(".edit")?.setAttribute("open", ""),
      u: undo,
      "?": () => $("help").showModal(),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    // A key that is held down decides one card, not all of them.
    if (event.repeat && ["a", "r", "u"].includes(event.key)) return;
    act();
  });

  function approve(card) {
    if ("verified" in card.dataset || "warning" in card.dataset) decide(card, { action: "approve" });
    else say("There is no verified evidence: edit the value, or reject it.", true);
  }

  function undo() {
    const card = current && current.dataset.state !== "pending" ? current : undone.pop();
    if (card && card.dataset.state !== "pending") decide(card, { action: "reopen" });
  }

  // Where the reader is, and how large the paper.
  if (sheets) {
    const papers = [...sheets.querySelectorAll(".paper")];
    const seen = () => {
      const middle = sheets.getBoundingClientRect().top + sheets.clientHeight / 2;
      const page = papers.findLast((paper) => paper.getBoundingClientRect().top <= middle) ?? papers[0];
      $("where").textContent = "Page " + page.dataset.page + " of " + papers.length;
    };
    sheets.addEventListener("scroll", () => requestAnimationFrame(seen), { passive: true });
    let zoom = 2;
    main.querySelector(".zoom").hidden = false;
    for (const button of main.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        sheets.classList.remove("zoom-" + zoom);
        zoom = Math.min(4, Math.max(1, zoom + Number(button.dataset.zoom)));
        sheets.classList.add("zoom-" + zoom);
        select(current, { scrollCard: false });
      });
    }
  }

  // While the service works on the contract, ask how far it is and show the next stage when it comes.
  if ("poll" in main.dataset) {
    const ask = async () => {
      try {
        const answer = await fetch(base);
        if (answer.ok) {
          const stage = (await answer.json()).contract.stage.stage;
          if (stage !== main.dataset.poll) { location.reload(); return; }
        } else if (answer.status === 401) { location.reload(); return; }
      } catch { /* The service restarts; the next round asks again. */ }
      setTimeout(ask, 1500);
    };
    ask();
  }

  if (cards.length) {
    count();
    const named = location.hash.startsWith("#item-") ? $(location.hash.slice(1)) : null;
    select(named ?? cards.find((card) => card.dataset.state === "pending") ?? cards[0], { scrollCard: Boolean(named) });
  }
})();
