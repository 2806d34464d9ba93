// Reads a pasted token. It goes into one POST and out of the field with the page.
import { postJson } from "../api.js";
import { tell } from "../dom.js";
import { answerOf } from "../token_answer.js";

const form = document.getElementById("paste");
const field = document.getElementById("token");
const answer = document.getElementById("answer");
const failure = document.getElementById("token-error");
const lookAlikes = document.getElementById("look-alikes");

async function read() {
  const token = field.value.trim().replace(/^Bearer\s+/i, "");
  if (!token) return forget();
  try {
    const told = await postJson("/api/token", { token });
    tell(failure, "");
    answer.replaceChildren(...answerOf(told));
    show(true);
    answer.focus();
  } catch (error) {
    show(false);
    tell(failure, error.message);
  }
}

function forget() {
  field.value = "";
  tell(failure, "");
  show(false);
}

function show(hasAnswer) {
  if (!hasAnswer) answer.replaceChildren();
  answer.hidden = !hasAnswer;
  lookAlikes.hidden = hasAnswer;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  read();
});
field.addEventListener("paste", () => setTimeout(read));
document.getElementById("forget").addEventListener("click", () => {
  forget();
  field.focus();
});
window.addEventListener("pagehide", forget);
