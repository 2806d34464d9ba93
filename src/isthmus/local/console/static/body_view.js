// Bodies of requests and answers: JSON with its names told apart, forms as pairs, all else as text.
import { element } from "./dom.js";
import { size } from "./format.js";

/** Show a body as it was given: masked already, cut if it was long. */
export function bodyOf(body) {
  if (body.kind === "empty") return null;
  if (!body.text) return element("p", { class: "hint", text: `${size(body.size)} that are no text.` });
  const shown = body.kind === "form" ? formOf(body.text) : codeOf(body);
  const cut = body.is_cut
    ? element("p", { class: "hint", text: `Cut: the whole body has ${size(body.size)}.` })
    : null;
  return element("div", { class: "body" }, shown, cut);
}

/** JSON text, with names, texts and numbers told apart. */
export function jsonOf(text) {
  const shown = element("pre", { class: "code", tabindex: "0" });
  const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null|-?\d[\d.eE+-]*)\b/g;
  let done = 0;
  for (const found of text.matchAll(tokens)) {
    const [whole, string, colon] = found;
    shown.append(text.slice(done, found.index));
    const kind = colon ? "json-name" : string ? "json-text" : "json-value";
    shown.append(element("span", { class: kind, text: string ?? whole }), colon ?? "");
    done = found.index + whole.length;
  }
  shown.append(text.slice(done));
  return shown;
}

const codeOf = (body) =>
  body.kind === "json"
    ? jsonOf(body.text)
    : element("pre", { class: "code", tabindex: "0", text: body.text });

function formOf(text) {
  const pairs = text
    .split(/[&\n]/)
    .filter(Boolean)
    .map((pair) => {
      const [name, ...rest] = pair.split("=");
      return element(
        "div",
        {},
        element("dt", { text: plain(name) }),
        element("dd", { text: plain(rest.join("=")) }),
      );
    });
  return element("dl", { class: "pairs" }, ...pairs);
}

function plain(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
