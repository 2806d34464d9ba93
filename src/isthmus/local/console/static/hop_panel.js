// The sheet that shows one hop: what was asked, what was answered, and the tokens that travelled.
import { bodyOf } from "./body_view.js";
import { element } from "./dom.js";
import { clock, duration, size } from "./format.js";
import { faultsOf, outcomeWord } from "./outcomes.js";
import { routeOf } from "./parties.js";
import { tokenOf } from "./token_view.js";

/** One sheet for a page. Escape closes it, and the focus goes back to where it came from. */
export class HopPanel {
  #button = null;
  #hop = null;

  /** `find(id)` gives the hop of a button, by the `data-hop` of its item. */
  constructor({ find }) {
    this.find = find;
    this.title = element("h2", { id: "hop-title", tabindex: "-1" });
    this.content = element("div", { class: "panel-content" });
    this.earlier = element("button", { class: "quiet", type: "button", text: "Previous" });
    this.later = element("button", { class: "quiet", type: "button", text: "Next" });
    const close = element("button", { class: "quiet", type: "button", text: "Close" });
    this.dialog = element(
      "dialog",
      { class: "panel", "aria-labelledby": "hop-title" },
      element("div", { class: "panel-tools" }, this.earlier, this.later, close),
      this.content,
    );
    close.addEventListener("click", () => this.dialog.close());
    this.earlier.addEventListener("click", () => this.#move(-1));
    this.later.addEventListener("click", () => this.#move(1));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => this.#closed());
    document.body.append(this.dialog);
  }

  /** Show a hop; `button` is where the focus returns to. */
  open(hop, button) {
    this.#button?.removeAttribute("aria-current");
    this.#button = button;
    button.setAttribute("aria-current", "true");
    this.#fill(hop);
    this.content.scrollTop = 0;
    this.earlier.disabled = !this.#neighbour(-1);
    this.later.disabled = !this.#neighbour(1);
    if (!this.dialog.open) this.dialog.showModal();
    this.title.focus();
  }

  /** Show what became of the hop that is open. */
  refresh() {
    const hop = this.dialog.open && this.find(this.#hop.id);
    if (!hop || hop === this.#hop) return;
    const hadFocus = document.activeElement === this.title;
    this.#fill(hop);
    if (hadFocus) this.title.focus({ preventScroll: true });
  }

  #fill(hop) {
    this.#hop = hop;
    this.title.textContent = hop.operation;
    this.content.replaceChildren(...partsOf(hop, this.title));
  }

  #closed() {
    this.#button?.removeAttribute("aria-current");
    this.#button?.focus();
  }

  #neighbour(distance) {
    const buttons = [...(this.#button.closest("[data-hops]")?.querySelectorAll("button.hop") ?? [])];
    return buttons[buttons.indexOf(this.#button) + distance];
  }

  #move(distance) {
    const button = this.#neighbour(distance);
    const hop = button && this.find(Number(button.closest("[data-hop]").dataset.hop));
    if (hop) this.open(hop, button);
  }
}

function partsOf(hop, title) {
  const status = hop.status || (hop.outcome === "open" ? "" : "no answer");
  return [
    element(
      "div",
      { class: "panel-head" },
      element("p", { class: "panel-route" }, routeOf(hop)),
      title,
      element(
        "p",
        { class: "panel-facts" },
        element("span", {
          class: "outcome-word",
          data: { outcome: hop.outcome },
          text: [outcomeWord(hop.outcome), status].join(" ").trim(),
        }),
        hop.duration_ms === null ? null : element("span", { text: duration(hop.duration_ms) }),
        element("span", { text: clock(hop.began_at) }),
        hop.flow ? element("span", { class: "wire", text: hop.flow }) : null,
      ),
      hop.error ? element("p", { class: "panel-error" }, element("code", { text: hop.error })) : null,
      hop.faults.length ? element("p", { class: "panel-faults" }, ...faultsOf(hop)) : null,
      element("p", { class: "panel-url wire" }, element("strong", { text: hop.method }), ` ${hop.url}`),
    ),
    ...hop.tokens.map((token) => tokenOf(token)),
    messageOf("Request", hop.request_headers, hop.request_body),
    hop.outcome === "open" ? null : messageOf("Answer", hop.response_headers, hop.response_body),
  ].filter(Boolean);
}

function messageOf(name, headers, body) {
  return element(
    "section",
    { class: "message", "aria-label": name },
    element(
      "div",
      { class: "message-head" },
      element("h3", { text: name }),
      element("span", { class: "hint", text: sizeOf(body) }),
    ),
    bodyOf(body),
    headers.length ? headersOf(headers) : null,
  );
}

const sizeOf = (body) => (body.kind === "empty" ? "no body" : `${body.kind} · ${size(body.size)}`);

function headersOf(headers) {
  return element(
    "details",
    { class: "headers" },
    element("summary", { text: `Headers (${headers.length})` }),
    element(
      "dl",
      { class: "pairs" },
      ...headers.map(([name, value]) =>
        element("div", {}, element("dt", { text: name }), element("dd", { text: value })),
      ),
    ),
  );
}
