// A page of records: read, shown, and read again after each action, whose outcome is said.
import { postJson } from "./api.js";
import { element, say } from "./dom.js";
import { actionOf } from "./records.js";

const systems = document.getElementById("systems");
const done = document.getElementById("done");

/**
 * Fill the page: `read({act, refresh})` gives its cards. `act(label, about, path, body)` makes a button that
 * POSTs; `refresh(name)` reads again, and gives the focus back to the button of that name.
 */
export function recordPage({ read, none }) {
  const tellOutcome = (words, tone = "") => {
    done.dataset.tone = tone;
    say(done, words);
  };
  const act = (label, about, path, body = {}) =>
    actionOf(label, {
      about,
      act: () => postJson(path, body),
      onDone: async (words) => {
        await refresh(`${label} ${about}`);
        tellOutcome(words);
      },
      onError: (error) => tellOutcome(error.message, "bad"),
    });

  async function refresh(focused) {
    try {
      const cards = await read({ act, refresh });
      systems.replaceChildren(...(cards.length ? cards : [element("li", { class: "blank", text: none })]));
      focusAgain(focused);
    } catch (error) {
      tellOutcome(error.message, "bad");
    }
    systems.setAttribute("aria-busy", "false");
  }

  refresh();
}

function focusAgain(name) {
  if (!name) return;
  const same = [...systems.querySelectorAll("button")].find((button) => button.textContent === name);
  (same ?? document.getElementById("content")).focus();
}
