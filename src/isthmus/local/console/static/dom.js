// Makes elements. Whatever is given as text becomes text, never markup.

/** Make an element: `text` and `data` apart, other members are attributes; false and null leave one out. */
export function element(tag, { text, data = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined)
      made.setAttribute(name, value === true ? "" : value);
  }
  Object.assign(made.dataset, data);
  if (text !== undefined && text !== null) made.textContent = String(text);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Set the text only if it is another: a live region speaks at each change. */
export function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** Show or hide, with a text. */
export function tell(place, text) {
  place.hidden = !text;
  say(place, text ?? "");
}
